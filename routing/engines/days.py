"""Days of trucks as lists of loads: dealing loads out, inserting what is left, dropping what is dear.

The baseline builds its answer with this; every other engine's answer is mended with it, so that it
keeps hours and shift exactly and leaves nothing out that still fits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from routing.engines.trips import Driver, State, make_drivers, replay
from routing.plan import Sequences
from routing.problem import Problem, Stop

type Load = tuple[Stop, ...]

type CodedLoads = Mapping[str, list[list[str]]]
"""Codes of the stops of each load, in order, by vehicle id: what engines hand over."""

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


def restore(problem: Problem, loads: CodedLoads) -> list[Day]:
    """Return days with an engine's loads; a load that a truck cannot really drive is dealt anew.

    Stops that the engine left out are put in where they fit, and kept if they are worth their price.
    """
    stops = {s.code: s for s in problem.stops}
    days = [Day(driver) for driver in make_drivers(problem)]
    placed: set[str] = set()
    homeless: list[Load] = []
    for day in days:
        wanted = [tuple(stops[c] for c in codes) for codes in loads.get(day.driver.vehicle.id, []) if codes]
        placed.update(s.code for load in wanted for s in load)
        if not day.replace(wanted):
            homeless += [load for load in wanted if not day.replace([*day.loads, load])]
    homeless += [(s,) for s in problem.stops if s.code not in placed]
    for work in ("collect", "container"):
        own = [d for d in days if d.driver.vehicle.work == work]
        deal((load for load in homeless if load[0].work == work), own)
    for day in days:
        drop_dear(day)
    return days


def to_sequences(days: Iterable[Day]) -> Sequences:
    """Return the halts of every truck that leaves the yard."""
    sequences = {}
    for day in days:
        replayed = replay(day.driver, day.loads)
        if day.loads and replayed:
            sequences[day.driver.vehicle.id] = tuple(h for trip in replayed[1] for h in trip.sequence)
    return sequences


def to_loads(sequences: Sequences) -> CodedLoads:
    """Return the loads of every truck from its halts."""
    coded: dict[str, list[list[str]]] = {}
    for vehicle, halts in sequences.items():
        loads: list[list[str]] = [[]]
        for kind, place in halts:
            if kind == "unload":
                loads.append([])
            else:
                loads[-1].append(place)
        coded[vehicle] = [load for load in loads if load]
    return coded


def deal(loads: Iterable[Load], days: list[Day]) -> None:
    """Give each load to the truck that it costs least, the longest first; cut up what fits nowhere."""
    if not days:
        return
    left_over: list[Stop] = []
    length_s = days[0].driver.length_s
    for load in sorted(loads, key=lambda each: (-length_s(each), each[0].code)):
        if not _append(load, days):
            left_over.extend(load)
    for stop in sorted(left_over, key=lambda s: (-s.price, s.code)):
        if not _append((stop,), days):
            _insert(stop, days)


def drop_dear(day: Day) -> None:
    """Take back loads that cost more than leaving their stops out."""
    for load in list(day.loads):
        before, kept = day.cost(), day.loads
        if not day.replace([each for each in kept if each is not load]):
            continue
        if before - day.cost() <= sum(s.price for s in load):
            day.replace(kept)


def _append(load: Load, days: list[Day]) -> bool:
    offers = [(cost, i) for i, day in enumerate(days) if (cost := day.append_cost(load)) is not None]
    if not offers:
        return False
    day = days[min(offers)[1]]
    return day.replace([*day.loads, load])


def _insert(stop: Stop, days: list[Day]) -> bool:
    """Put a stop into the load that it lengthens least and that still fits."""
    places: list[tuple[int, int, int, int]] = []
    for d, day in enumerate(days):
        for n, load in enumerate(day.loads):
            if not day.driver.admits((*load, stop)):
                continue
            for k, (before, after) in enumerate(_gaps(day, n)):
                detour_s = day.driver.detour_s(before, stop, after)
                if detour_s is not None:
                    places.append((detour_s, d, n, k))
    for _, d, n, k in sorted(places)[:TRIED_PLACES]:
        loads = list(days[d].loads)
        loads[n] = (*loads[n][:k], stop, *loads[n][k:])
        if days[d].replace(loads):
            return True
    return False


def _gaps(day: Day, number: int) -> list[tuple[int, int]]:
    """Rows before and after each place in a load where a stop could go in."""
    driver, load = day.driver, day.loads[number]
    start = driver.tip if number else driver.vehicle.start
    rows = [start, *(s.location for s in load), driver.tip]
    return list(pairwise(rows))
