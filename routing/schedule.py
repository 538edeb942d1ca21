"""From a truck's order of halts to its times and loads."""

from dataclasses import dataclass

from routing.errors import EngineError
from routing.plan import Call, CallKind, Plan, Route, Sequence, Sequences, Unserved
from routing.problem import UNREACHABLE, Facility, Problem, Stop, Vehicle, Window


@dataclass(slots=True)
class _Truck:
    """A truck under way while its day is being timed."""

    row: int
    time_s: int
    load_kg: int = 0
    load_l: int = 0
    trip: int = 1


class Scheduler:
    """Times sequences for one problem; every halt begins as early as its windows allow.

    Parameters
    ----------
    problem
        What stops, facilities and matrices are looked up in.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._stops = {s.code: s for s in problem.stops}
        self._facilities = {f.code: f for f in problem.facilities}

    def route(self, vehicle: Vehicle, sequence: Sequence) -> Route | None:
        """Time one truck's day, or None when roads or windows do not allow it.

        The truck leaves as late as it can without arriving later than the first halt may begin. Shift
        and capacity are *not* checked here: that is the judge's and the engines' affair.
        """
        route = self._drive(vehicle, sequence, vehicle.shift.open_s)
        if route is None or not route.calls:
            return route
        first = route.calls[0]
        wait_s = first.begin_s - first.arrive_s
        return self._drive(vehicle, sequence, vehicle.shift.open_s + wait_s) if wait_s else route

    def _drive(self, vehicle: Vehicle, sequence: Sequence, leave_s: int) -> Route | None:
        truck = _Truck(row=vehicle.start, time_s=leave_s)
        calls: list[Call] = []
        for kind, code in sequence:
            call = self._call(vehicle, truck, kind, code)
            if call is None:
                return None
            calls.append(call)
        matrix = self._problem.matrix(vehicle)
        home_s = int(matrix.duration_s[truck.row, vehicle.end])
        if home_s == UNREACHABLE:
            return None
        home_m = int(matrix.distance_m[truck.row, vehicle.end])
        return Route(vehicle.id, leave_s, tuple(calls), truck.time_s + home_s, home_s, home_m)

    def _call(self, vehicle: Vehicle, truck: _Truck, kind: CallKind, code: str) -> Call | None:
        place: Stop | Facility = self._facilities[code] if kind == "unload" else self._stops[code]
        matrix = self._problem.matrix(vehicle)
        leg_s = int(matrix.duration_s[truck.row, place.location])
        if leg_s == UNREACHABLE:
            return None
        arrive_s = truck.time_s + leg_s
        begin_s = next_opening(place.windows, arrive_s, always=isinstance(place, Stop))
        if begin_s is None:
            return None
        leg_m = int(matrix.distance_m[truck.row, place.location])
        trip = truck.trip
        if isinstance(place, Stop):
            truck.load_kg += place.kg
            truck.load_l += place.litres
            truck.time_s = begin_s + place.service_s
        else:
            truck.load_kg = truck.load_l = 0
            truck.trip += 1
            truck.time_s = begin_s + place.unload_s
        truck.row = place.location
        load = (truck.load_kg, truck.load_l)
        return Call(kind, code, trip, arrive_s, begin_s, truck.time_s, *load, leg_s, leg_m)


def next_opening(windows: tuple[Window, ...], arrive_s: int, *, always: bool = False) -> int | None:
    """First second at or after arrival inside a window, or None when all have closed.

    Parameters
    ----------
    always
        What no window at all means: open at any time, or never.
    """
    if not windows and always:
        return arrive_s
    for window in windows:
        if arrive_s <= window.close_s:
            return max(arrive_s, window.open_s)
    return None


def build_plan(problem: Problem, sequences: Sequences, *, engine: str) -> Plan:
    """Time every truck; what no truck serves is listed as unserved with the code `unexplained`.

    Raises
    ------
    EngineError
        When a sequence names unknown things or cannot be driven.
    """
    scheduler = Scheduler(problem)
    vehicles = {v.id: v for v in problem.vehicles}
    routes: list[Route] = []
    for vehicle_id in sorted(sequences):
        if not sequences[vehicle_id]:
            continue
        try:
            route = scheduler.route(vehicles[vehicle_id], sequences[vehicle_id])
        except KeyError as unknown:
            raise EngineError(f"engine {engine} names {unknown}, which the problem does not") from unknown
        if route is None:
            raise EngineError(f"engine {engine} sends {vehicle_id} where roads or hours do not allow it")
        routes.append(route)
    served = {call.place for route in routes for call in route.calls if call.kind == "collect"}
    missing = [s.code for s in problem.stops if s.code not in served]
    return Plan(engine, tuple(routes), tuple(Unserved(code, "unexplained") for code in missing))
