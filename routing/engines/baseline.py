"""The savings baseline: always an answer, feasible by construction, in well under two seconds.

Savings around the landfill make loads; loads are then dealt out to trucks, longest first, wherever
a whole day stays within shift and hours at the least extra cost. What fits nowhere whole is cut
into its stops, and these are inserted one by one.
"""

from dataclasses import dataclass, field

from routing.engines.savings import Limits, Load, make_loads
from routing.engines.trips import Driver, State, make_drivers, replay
from routing.plan import Sequences
from routing.problem import Problem, Stop

NAME = "savings"

TRIED_PLACES = 12
"""How many of the shortest detours are replayed for a single stop before it is given up."""


@dataclass(slots=True)
class Day:
    """A truck's loads so far and where they leave it."""

    driver: Driver
    loads: list[Load] = field(default_factory=list)
    state: State | None = None

    def cost(self) -> int:
        """Rupiah of the day as it stands."""
        return self.driver.cost(self.state) if self.state else 0

    def append_cost(self, load: Load) -> int | None:
        """Extra rupiah of driving one more load at the end, or None if the truck cannot."""
        if not self.driver.admits(load):
            return None
        driven = self.driver.drive(self.state or self.driver.at_start(), load)
        return None if driven is None else self.driver.cost(driven[0]) - self.cost()

    def replace(self, loads: list[Load]) -> bool:
        """Take over these loads if the truck can drive them."""
        replayed = replay(self.driver, loads)
        if replayed is None:
            return False
        self.loads, self.state = loads, replayed[0]
        return True


def solve(problem: Problem) -> Sequences:
    """Return a feasible order of halts per truck; stops that fit nowhere are simply not in it."""
    drivers = make_drivers(problem)
    chosen: list[Day] = []
    for work in ("collect", "container"):
        stops = [s for s in problem.stops if s.work == work]
        own = [d for d in drivers if d.vehicle.work == work]
        if stops and own:
            chosen += _best_days(problem, stops, own)
    sequences = {}
    for day in chosen:
        replayed = replay(day.driver, day.loads)
        if day.loads and replayed:
            sequences[day.driver.vehicle.id] = tuple(h for trip in replayed[1] for h in trip.sequence)
    return sequences


def _best_days(problem: Problem, stops: list[Stop], drivers: list[Driver]) -> list[Day]:
    """Try loads made for each size of truck and keep the cheapest days."""
    price = sum(s.price for s in stops)
    best: tuple[int, list[Day]] | None = None
    for limits in _sizes(drivers):
        days = [Day(driver) for driver in drivers]
        _deal(_loads(problem, stops, drivers, limits), days)
        for day in days:
            _drop_dear(day)
        served = sum(s.price for d in days for load in d.loads for s in load)
        cost = sum(d.cost() for d in days) + price - served
        if best is None or cost < best[0]:
            best = cost, days
    return best[1] if best else []


def _sizes(drivers: list[Driver]) -> list[Limits]:
    """One set of limits per size of truck; containers travel one by one, so their size is no matter."""
    vehicles = [d.vehicle for d in drivers]
    if vehicles[0].work == "container":
        return [Limits(0, 0, 0)]
    longest_s = max(v.shift.close_s - v.shift.open_s for v in vehicles)
    return [
        Limits(kg, litres, longest_s)
        for kg, litres in sorted({(v.capacity_kg, v.capacity_l) for v in vehicles})
    ]


def _loads(problem: Problem, stops: list[Stop], drivers: list[Driver], limits: Limits) -> list[Load]:
    if drivers[0].vehicle.work == "container":
        return [(stop,) for stop in stops]
    return make_loads(problem, stops, [d.vehicle for d in drivers], limits)


def _deal(loads: list[Load], days: list[Day]) -> None:
    """Give each load to the truck that it costs least, the longest first; cut up what fits nowhere."""
    driver = days[0].driver
    lengths = {id(load): driver.length_s(load) for load in loads}
    left_over: list[Stop] = []
    for load in sorted(loads, key=lambda each: (-lengths[id(each)], each[0].code)):
        if not _append(load, days):
            left_over.extend(load)
    for stop in sorted(left_over, key=lambda s: (-s.price, s.code)):
        if not _append((stop,), days):
            _insert(stop, days)


def _append(load: Load, days: list[Day]) -> bool:
    offers = [(cost, i) for i, day in enumerate(days) if (cost := day.append_cost(load)) is not None]
    return bool(offers) and days[min(offers)[1]].replace([*days[min(offers)[1]].loads, load])


def _insert(stop: Stop, days: list[Day]) -> bool:
    """Put a stop into the load that it lengthens least and that still fits."""
    places: list[tuple[int, int, int, int]] = []
    for d, day in enumerate(days):
        for n, load in enumerate(day.loads):
            if not day.driver.admits((*load, stop)):
                continue
            for k in range(1, len(load)):
                detour_s = day.driver.detour_s(load[k - 1].location, stop, load[k].location)
                if detour_s is not None:
                    places.append((detour_s, d, n, k))
    for _, d, n, k in sorted(places)[:TRIED_PLACES]:
        loads = list(days[d].loads)
        loads[n] = (*loads[n][:k], stop, *loads[n][k:])
        if days[d].replace(loads):
            return True
    return False


def _drop_dear(day: Day) -> None:
    """Take back loads that cost more than leaving their stops out."""
    for load in list(day.loads):
        before, loads = day.cost(), [each for each in day.loads if each is not load]
        kept = day.loads
        if not day.replace(loads):
            continue
        if before - day.cost() <= sum(s.price for s in load):
            day.replace(kept)
