"""Trips: fill, unload; and how a truck's day of several trips is timed quickly.

Shared by the engines that build days from whole trips. Times follow the same rules as
`routing.schedule`, but without making objects for every halt.
"""

from dataclasses import dataclass
from itertools import pairwise

from routing.plan import CallKind, Sequence
from routing.problem import UNREACHABLE, Facility, Problem, Stop, Vehicle
from routing.schedule import next_opening


@dataclass(frozen=True, slots=True)
class State:
    """Where an empty truck stands and when; `cost_m` and `trips` so far today."""

    row: int
    time_s: int
    distance_m: int = 0
    trips: int = 0


@dataclass(frozen=True, slots=True)
class Trip:
    """Stops in order and the facility that takes the load."""

    stops: tuple[Stop, ...]
    facility: Facility

    @property
    def sequence(self) -> Sequence:
        """As halts."""
        collect: CallKind = "collect"
        return (*((collect, s.code) for s in self.stops), ("unload", self.facility.code))


type Tables = tuple[list[list[int]], list[list[int]]]
"""Seconds and metres as nested lists: plain indexing of them is several times faster than NumPy's."""


class Driver:
    """Drives trips through the matrices of one vehicle.

    Parameters
    ----------
    problem
        Facilities and matrices.
    vehicle
        Whose profile, shift and capacity count.
    tables
        The vehicle's matrices as lists (from `make_drivers`, which shares them among vehicles).
    """

    def __init__(self, problem: Problem, vehicle: Vehicle, tables: Tables) -> None:
        self._facilities = problem.facilities
        self._duration_s, self._distance_m = tables
        self.vehicle = vehicle

    def at_start(self) -> State:
        """Return the truck as it stands in the yard at the beginning of its shift."""
        return State(self.vehicle.start, self.vehicle.shift.open_s)

    def admits(self, stops: tuple[Stop, ...]) -> bool:
        """Whether one load of these stops is allowed on this truck at all."""
        vehicle = self.vehicle
        if vehicle.work == "container" and len(stops) > 1:
            return False
        if sum(s.kg for s in stops) > vehicle.capacity_kg:
            return False
        if sum(s.litres for s in stops) > vehicle.capacity_l:
            return False
        return all(s.admits(vehicle) for s in stops)

    def drive(
        self, state: State, stops: tuple[Stop, ...], next_row: int | None = None
    ) -> tuple[State, Facility] | None:
        """Fill and unload on the soonest way to the next row; None when roads, hours or shift forbid it.

        Parameters
        ----------
        next_row
            Where the truck goes after unloading; the yard when nothing is given.
        """
        limit = self.vehicle.max_trips
        if limit and state.trips >= limit:
            return None
        collected = self._collect(state, stops)
        if collected is None:
            return None
        best: tuple[int, State, Facility] | None = None
        for facility in self._facilities:
            after = self._unload(collected, facility)
            home_s = self.home_s(after) if after else None
            if after is None or home_s is None or home_s > self.vehicle.shift.close_s:
                continue
            onward_s = home_s if next_row is None else after.time_s + self._duration_s[after.row][next_row]
            if best is None or onward_s < best[0]:
                best = (onward_s, after, facility)
        return (best[1], best[2]) if best else None

    def home_s(self, state: State) -> int | None:
        """When the truck would be back in the yard from here."""
        leg_s = self._duration_s[state.row][self.vehicle.end]
        return None if leg_s == UNREACHABLE else state.time_s + leg_s

    def cost(self, state: State) -> int:
        """Rupiah of a day that ends with the way home from this state, fixed cost included."""
        vehicle = self.vehicle
        if not state.trips:
            return 0
        way_m = state.distance_m + self._distance_m[state.row][vehicle.end]
        spent_s = (self.home_s(state) or state.time_s) - vehicle.shift.open_s
        return (
            vehicle.fixed_cost + way_m * vehicle.cost_per_km // 1000 + spent_s * vehicle.cost_per_hour // 3600
        )

    @property
    def tip(self) -> int:
        """Row of the first facility, as a stand-in where the real one is not chosen yet."""
        return self._facilities[0].location

    def length_s(self, stops: tuple[Stop, ...]) -> int:
        """Roughly how long a load takes from the landfill and back, roads permitting."""
        way, tip = self._duration_s, self.tip
        rows = [tip, *(s.location for s in stops), tip]
        return sum(way[a][b] for a, b in pairwise(rows)) + sum(s.service_s for s in stops)

    def detour_s(self, before: int, stop: Stop, after: int) -> int | None:
        """Extra driving seconds of a stop between two rows, or None without a road."""
        way = self._duration_s
        legs = (way[before][stop.location], way[stop.location][after], way[before][after])
        return None if UNREACHABLE in legs else legs[0] + legs[1] - legs[2]

    def _collect(self, state: State, stops: tuple[Stop, ...]) -> State | None:
        row, time_s, way_m = state.row, state.time_s, state.distance_m
        for stop in stops:
            leg_s = self._duration_s[row][stop.location]
            if leg_s == UNREACHABLE:
                return None
            begin_s = next_opening(stop.windows, time_s + leg_s, always=True)
            if begin_s is None:
                return None
            way_m += self._distance_m[row][stop.location]
            row, time_s = stop.location, begin_s + stop.service_s
        return State(row, time_s, way_m, state.trips)

    def _unload(self, state: State, facility: Facility) -> State | None:
        leg_s = self._duration_s[state.row][facility.location]
        if leg_s == UNREACHABLE:
            return None
        begin_s = next_opening(facility.windows, state.time_s + leg_s)
        if begin_s is None:
            return None
        way_m = state.distance_m + self._distance_m[state.row][facility.location]
        return State(facility.location, begin_s + facility.unload_s, way_m, state.trips + 1)


def make_drivers(problem: Problem) -> list[Driver]:
    """Return one driver per vehicle of the problem, in its order."""
    tables = {p: (m.duration_s.tolist(), m.distance_m.tolist()) for p, m in problem.matrices.items()}
    return [Driver(problem, v, tables[v.profile]) for v in problem.vehicles]


def replay(driver: Driver, trips: list[tuple[Stop, ...]]) -> tuple[State, list[Trip]] | None:
    """Drive a whole day of loads; None when any of them does not fit."""
    state = driver.at_start()
    done: list[Trip] = []
    for number, stops in enumerate(trips, start=1):
        if not driver.admits(stops):
            return None
        next_row = trips[number][0].location if number < len(trips) else None
        driven = driver.drive(state, stops, next_row)
        if driven is None:
            return None
        state, facility = driven
        done.append(Trip(stops, facility))
    return state, done
