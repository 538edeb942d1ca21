"""From a truck's order of halts to its times, loads and breaks."""

from collections.abc import Mapping

from routing.errors import EngineError
from routing.model.plan import Call, CallKind, Plan, Rest, Route, Sequence, Sequences, Unserved
from routing.model.problem import Problem, Stop, Vehicle
from routing.timing.course import Chart, Course, Handed
from routing.timing.handing import Handing, feeders_first
from routing.timing.rests import next_opening
from routing.timing.times import Times, time_course, time_leniently

__all__ = ["Handed", "Scheduler", "build_plan", "next_opening", "retime_plan"]


class Scheduler:
    """Times sequences for one problem.

    Parameters
    ----------
    problem
        What stops, facilities and matrices are looked up in.
    handed
        What vehicles hand over for a stop, by its code; it counts in load and stay, and work there does
        not begin before the last of it is there.
    """

    def __init__(self, problem: Problem, handed: Mapping[str, Handed] | None = None) -> None:
        self._chart = Chart(problem, handed or {})

    def route(self, vehicle: Vehicle, sequence: Sequence, *, latest_s: int | None = None) -> Route | None:
        """Time one truck's day, or None when roads, hours, breaks or the latest return do not allow it.

        Every halt begins as early as it can; then the truck leaves as late as it can without coming home
        later. Loads and caps are *not* checked here: that is the judge's and the engines' affair.

        Parameters
        ----------
        latest_s
            Instead of the second by which the vehicle must be back.

        Raises
        ------
        KeyError
            For a code that the problem does not have.
        """
        course = self._chart.course(vehicle, sequence)
        times = time_course(vehicle, course, latest_s=vehicle.back_by_s if latest_s is None else latest_s)
        return self._route(vehicle, course, times) if times else None

    def retime(self, vehicle: Vehicle, sequence: Sequence) -> Route:
        """Time a day that somebody wishes so, whatever it breaks; the judge then says what that is.

        Where there is no road the way takes no time; what is closed is served on arrival; a break that
        fits nowhere is left out.

        Raises
        ------
        KeyError
            For a code that the problem does not have.
        """
        course = self._chart.course(vehicle, sequence)
        times = time_course(vehicle, course, latest_s=vehicle.back_by_s) or time_leniently(vehicle, course)
        return self._route(vehicle, course, times)

    def _route(self, vehicle: Vehicle, course: Course, times: Times) -> Route:
        trip = 1
        calls: list[Call] = []
        halts = zip(
            course.places, times.arrive_s, times.begin_s, self._chart.loads(vehicle, course), strict=True
        )
        for i, (place, arrive_s, begin_s, load) in enumerate(halts):
            collects = isinstance(place, Stop)
            leave_s = begin_s + course.stays_s[i]
            legs = course.travel_s[i], course.travel_m[i]
            kind: CallKind = "collect" if collects else "unload"
            calls.append(Call(kind, place.code, trip, arrive_s, begin_s, leave_s, *load, *legs))
            trip += not collects
        rests = tuple(
            Rest(vehicle.breaks[n].label, begin_s, begin_s + vehicle.breaks[n].duration_s)
            for n, begin_s in times.rests
        )
        home = course.travel_s[-1], course.travel_m[-1]
        return Route(vehicle.id, times.leave_s, tuple(calls), times.return_s, *home, rests)


def build_plan(problem: Problem, sequences: Sequences, *, engine: str) -> Plan:
    """Time every truck, those that hand over to others first.

    What no truck serves is listed as unserved with the code `unexplained`; a truck that is out and has
    nothing more to do drives home.

    Raises
    ------
    EngineError
        When a sequence names unknown things or cannot be driven.
    """
    return _plan(problem, sequences, engine, strict=True)


def retime_plan(problem: Problem, sequences: Sequences, *, engine: str) -> Plan:
    """Time every truck as somebody wishes it, whatever that breaks.

    Raises
    ------
    EngineError
        When a sequence names unknown things.
    """
    return _plan(problem, sequences, engine, strict=False)


def _plan(problem: Problem, sequences: Sequences, engine: str, *, strict: bool) -> Plan:
    vehicles = {v.id: v for v in problem.vehicles}
    wanted = {name: halts for name, halts in sequences.items() if halts}
    wanted |= {v.id: () for v in problem.vehicles if v.out and v.id not in wanted}
    handing = Handing(problem)
    scheduler = Scheduler(problem)
    routes: dict[str, Route] = {}
    try:
        for name in feeders_first(problem, wanted):
            route = _one(scheduler, vehicles[name], wanted[name], strict=strict)
            route = _fed_by_itself(problem, handing, vehicles[name], route, strict=strict)
            if route is None:
                raise EngineError(
                    f"engine {engine} sends {name} where roads, hours or breaks do not allow it"
                )
            routes[name] = route
            if handing.note(vehicles[name], route):
                scheduler = Scheduler(problem, handing.handed)
    except KeyError as unknown:
        raise EngineError(f"engine {engine} names {unknown}, which the problem does not") from unknown
    served = {code for halts in wanted.values() for kind, code in halts if kind == "collect"}
    missing = tuple(Unserved(s.code, "unexplained") for s in problem.stops if s.code not in served)
    return Plan(engine, tuple(routes[name] for name in sorted(routes)), missing)


def _one(scheduler: Scheduler, vehicle: Vehicle, sequence: Sequence, *, strict: bool) -> Route | None:
    return scheduler.route(vehicle, sequence) if strict else scheduler.retime(vehicle, sequence)


def _fed_by_itself(
    problem: Problem, handing: Handing, vehicle: Vehicle, route: Route | None, *, strict: bool
) -> Route | None:
    """Time a truck again that empties a place where it has tipped before, until its loads stand still."""
    handed = handing.handed
    while route is not None:
        own = handing.with_own(vehicle, route)
        if own == handed:
            return route
        handed = own
        route = _one(Scheduler(problem, own), vehicle, route.sequence, strict=strict)
    return None
