"""Where one more point costs least on a day made by hand: every gap of every vehicle, the nearest tips.

Knows no solver: gaps are ranked by their way, and the best of them timed and judged by the code that times
and judges whole days, until one fits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from routing.judging.judge import Judge
from routing.model.parts import UNREACHABLE, Facility, Matrix, Stop, Vehicle
from routing.model.plan import Plan
from routing.model.plan import Sequence as Halts
from routing.model.problem import Problem
from routing.timing.schedule import Scheduler

MOST_TRIES = 32
"""Gaps that are timed and judged before the cheapest is taken as it is."""

TRIES_PER_VEHICLE = 3
NEAREST_TIPS = 2
NO_ROAD = 10**12
"""Rupiah of a way that does not exist."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A vehicle's day with the point in it.

    Parameters
    ----------
    cost
        Rupiah more than without it, by the ways alone.
    """

    cost: int
    vehicle: str
    halts: Halts


def without(halts: Halts, code: str) -> Halts:
    """Return halts without a point, and without the unloading of a load that is then empty."""
    kept: list[tuple[str, str]] = []
    loaded = emptied = False
    for halt in halts:
        if halt == ("collect", code):
            emptied = True
        elif halt[0] == "unload" and emptied and not loaded:
            emptied = False
        else:
            kept.append(halt)
            loaded = halt[0] == "collect"  # an unloading ends what was loaded
            emptied = emptied and halt[0] == "collect"
    return tuple(("collect", c) if kind == "collect" else ("unload", c) for kind, c in kept)


class Yard:
    """One day of a week by hand: its problem with the point as a stop, and what everybody does so far.

    Parameters
    ----------
    problem
        Of the day; the point is one of its stops.
    sequences
        What everybody does, without the point.
    extra
        Rupiah that a vehicle costs on top when it serves the point (territory, continuity).
    """

    def __init__(
        self, problem: Problem, sequences: Mapping[str, Halts], stop: Stop, extra: Mapping[str, int]
    ) -> None:
        self._problem, self._sequences, self._stop, self._extra = problem, sequences, stop, extra
        self._before: dict[str, int] = {}
        self._stops = {s.code: s for s in problem.stops}
        self._rows = {s.code: s.location for s in problem.stops} | {
            f.code: f.location for f in problem.facilities
        }

    def cheapest(self, vehicles: Sequence[Vehicle]) -> Spot | None:
        """Return the cheapest spot that breaks no further rule of its vehicle; else the cheapest of all.

        None when no facility takes what the point has, or nobody is asked.
        """
        spots = sorted(self._few(vehicles), key=lambda spot: (spot.cost, spot.vehicle))
        fits = (spot for spot in spots[:MOST_TRIES] if self._fits(spot))
        return next(fits, spots[0] if spots else None)

    def at(self, vehicle: Vehicle, position: int) -> Spot | None:
        """Return the day of a vehicle with the point after so many halts; an unloading ends the last load."""
        halts = self._sequences.get(vehicle.id, ())
        place = min(position, len(halts))
        wanted = (*halts[:place], ("collect", self._stop.code), *halts[place:])
        tips = self._tips(vehicle, wanted)
        if wanted[-1][0] == "unload":
            return Spot(0, vehicle.id, wanted)
        return Spot(0, vehicle.id, (*wanted, ("unload", tips[0].code))) if tips else None

    def _few(self, vehicles: Sequence[Vehicle]) -> Iterator[Spot]:
        """Yield the best spots of each vehicle by their ways."""
        for vehicle in vehicles:
            spots = sorted(self._all(vehicle), key=lambda spot: spot.cost)
            yield from spots[:TRIES_PER_VEHICLE]

    def _all(self, vehicle: Vehicle) -> Iterator[Spot]:
        halts = self._sequences.get(vehicle.id, ())
        before = self._way_cost(vehicle, halts)
        for wanted in self._wanted(vehicle, halts):
            cost = self._way_cost(vehicle, wanted) - before + self._extra.get(vehicle.id, 0)
            yield Spot(cost, vehicle.id, wanted)

    def _wanted(self, vehicle: Vehicle, halts: Halts) -> Iterator[Halts]:
        """Yield every way to put the point in: into a load that it fits, or as a load of its own."""
        point: Halts = (("collect", self._stop.code),)
        begins = 0
        for end, (kind, _) in enumerate(halts):
            if kind == "unload":
                if self._shares(vehicle, halts[begins:end]):
                    yield from ((*halts[:at], *point, *halts[at:]) for at in range(begins, end + 1))
                begins = end + 1
        for tip in self._tips(vehicle, point)[:NEAREST_TIPS]:
            load: Halts = (*point, ("unload", tip.code))
            starts = [0, *(at + 1 for at, (kind, _) in enumerate(halts) if kind == "unload")]
            yield from ((*halts[:at], *load, *halts[at:]) for at in starts)
        if halts[begins:]:
            yield from self._unended(vehicle, halts, begins)

    def _unended(self, vehicle: Vehicle, halts: Halts, begins: int) -> Iterator[Halts]:
        """Yield places in a load that nobody has tipped so far, with its tipping."""
        for at in range(begins, len(halts) + 1):
            wanted: Halts = (*halts[:at], ("collect", self._stop.code), *halts[at:])
            tips = self._tips(vehicle, wanted)
            if tips:
                yield (*wanted, ("unload", tips[0].code))

    def _shares(self, vehicle: Vehicle, load: Halts) -> bool:
        """Whether the point may lie in one load with these."""
        if vehicle.work == "container":
            return not load
        stops = [self._stops[code] for _, code in load]
        if any(stop.stream != self._stop.stream for stop in stops):
            return False
        kg = sum(stop.kg for stop in stops) + self._stop.kg
        litres = sum(stop.litres for stop in stops) + self._stop.litres
        return kg <= vehicle.capacity_kg and litres <= vehicle.capacity_l

    def _tips(self, vehicle: Vehicle, halts: Halts) -> list[Facility]:
        """Return where the last load of halts can be tipped, the least way from its last stop first."""
        seconds = self._problem.matrix(vehicle).duration_s
        last = self._rows[halts[-1][1]]
        able = [
            f
            for f in self._problem.facilities
            if f.windows
            and f.admits(vehicle, self._stop.stream)
            and UNREACHABLE not in {int(seconds[last, f.location]), int(seconds[f.location, vehicle.end])}
        ]
        return sorted(
            able, key=lambda f: int(seconds[last, f.location]) + int(seconds[f.location, vehicle.end])
        )

    def _way_cost(self, vehicle: Vehicle, halts: Halts) -> int:
        """Rupiah of a day by ways and stays alone, without windows and waiting; an idle day costs nothing."""
        if not halts:
            return 0
        matrix = self._problem.matrix(vehicle)
        rows = [vehicle.start, *(self._rows[code] for _, code in halts), vehicle.end]
        stay_s = sum(
            self._stops[code].stay_s() if kind == "collect" else self._unload_s(code) for kind, code in halts
        )
        return vehicle.fixed_cost + _driving(vehicle, matrix, rows, stay_s)

    def _unload_s(self, code: str) -> int:
        return next(f.unload_s for f in self._problem.facilities if f.code == code)

    def _fits(self, spot: Spot) -> bool:
        """Whether a day breaks no more rules than it did without the point."""
        name = spot.vehicle
        if name not in self._before:
            self._before[name] = self._broken(name, self._sequences.get(name, ()))
        return self._broken(name, spot.halts) <= self._before[name]

    def _broken(self, name: str, halts: Halts) -> int:
        """Count the rules that a vehicle's day breaks, others' days left aside."""
        if not halts:
            return 0
        vehicle = next(v for v in self._problem.vehicles if v.id == name)
        served = {code for kind, code in halts if kind == "collect"}
        # only what this vehicle needs: a problem is checked whenever it is made
        own = replace(
            self._problem,
            vehicles=(vehicle,),
            matrices={vehicle.profile: self._problem.matrix(vehicle)},
            stops=tuple(replace(s, vehicle="") for s in self._problem.stops if s.code in served),
        )
        route = Scheduler(own).retime(vehicle, halts)
        return len(Judge(own).judge(Plan("hand", (route,))).violations)


def _driving(vehicle: Vehicle, matrix: Matrix, rows: list[int], stay_s: int) -> int:
    seconds, metres = matrix.duration_s[rows[:-1], rows[1:]], matrix.distance_m[rows[:-1], rows[1:]]
    if (seconds == UNREACHABLE).any() or (metres == UNREACHABLE).any():
        return NO_ROAD
    way = int(metres.sum()) * vehicle.cost_per_km // 1000
    return way + (int(seconds.sum()) + stay_s) * vehicle.cost_per_hour // 3600
