"""A route retraced halt by halt: the judge's own times, loads and ways."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from routing.judging.terms import Rule, Violation
from routing.model.plan import Call, Rest, Route
from routing.model.problem import UNREACHABLE, Break, Facility, Matrix, Problem, Stop, Vehicle, Window


@dataclass(slots=True)
class Load:
    """What is on board."""

    kg: int = 0
    litres: int = 0
    taken: int = 0
    streams: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Tipped:
    """What was unloaded at a facility, and when the unloading had ended."""

    vehicle: str
    facility: str
    kg: int
    litres: int
    end_s: int


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of retracing a route.

    Parameters
    ----------
    distance_m
        The true way.
    begun
        When service at each stop began.
    """

    violations: tuple[Violation, ...]
    distance_m: int
    tipped: tuple[Tipped, ...]
    begun: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Places:
    """The problem by codes, and what has been handed over: unloadings by the stop that they feed."""

    problem: Problem
    stops: Mapping[str, Stop]
    facilities: Mapping[str, Facility]
    handed: Mapping[str, tuple[Tipped, ...]]


class Walk:
    """Retraces one route.

    Parameters
    ----------
    places
        The problem.
    vehicle
        Whose route it is.
    route
        What is claimed.
    """

    def __init__(self, places: Places, vehicle: Vehicle, route: Route) -> None:
        self._places = places
        self._vehicle = vehicle
        self._route = route
        self._matrix: Matrix = places.problem.matrices[vehicle.profile]
        self._rests = sorted(route.rests, key=lambda rest: rest.begin_s)
        self._releases = _releases(route, places.stops)
        self._found: list[Violation] = []
        self._tipped: list[Tipped] = []
        self._begun: dict[str, int] = {}
        self._row, self._clock_s = vehicle.start, route.leave_s
        self._distance_m, self._trip, self._stops, self._kg = 0, 1, 0, 0
        aboard = {vehicle.aboard_stream} if vehicle.loaded else set()
        self._load = Load(vehicle.aboard_kg, vehicle.aboard_l, int(vehicle.loaded), aboard)

    def retrace(self) -> Walked:
        """Drive the whole route again."""
        route, vehicle = self._route, self._vehicle
        if route.leave_s < vehicle.shift.open_s:
            self._say("shift_begin", amount=vehicle.shift.open_s - route.leave_s)
        if route.leave_s < self._releases[0]:
            self._say("left_before_release", amount=self._releases[0] - route.leave_s)
        for number, call in enumerate(route.calls):
            self._halt(call, self._releases[number])
        self._go_home(self._releases[-1])
        self._count()
        self._found.extend(missed_breaks(vehicle, route))
        return Walked(tuple(self._found), self._distance_m, tuple(self._tipped), self._begun)

    def _say(self, rule: Rule, place: str = "", amount: int = 0) -> None:
        self._found.append(Violation(rule, self._vehicle.id, place, amount))

    def _halt(self, call: Call, release_s: int) -> None:
        book: Mapping[str, Stop | Facility]
        book = self._places.stops if call.kind == "collect" else self._places.facilities
        place = book.get(call.place)
        if place is None:
            self._say("place_unknown", call.place)
            return
        leg_s, leg_m = self._leg(place.location, call.place)
        if (call.leg_m, call.leg_s) != (leg_m, leg_s):
            self._say("distance_misstated", call.place, call.leg_m - leg_m)
        arrive_s, rested_s = self._drive(leg_s, release_s, call.begin_s)
        begin_s = max(arrive_s, call.begin_s)
        if rested_s > begin_s:
            self._say("break_during_work", call.place, rested_s - begin_s)
        extra = self._extra(call.place, begin_s) if isinstance(place, Stop) else (0, 0)
        stay_s = place.stay_s(*extra) if isinstance(place, Stop) else place.unload_s
        self._check_times(call, arrive_s, stay_s, unreleased_s=self._clock_s + leg_s)
        if call.trip != self._trip:
            self._say("trip_misstated", call.place, call.trip - self._trip)
        if isinstance(place, Stop):
            self._take(place, begin_s, extra)
        else:
            self._tip(place, begin_s)
        if (call.load_kg, call.load_l) != (self._load.kg, self._load.litres):
            self._say("load_misstated", call.place, call.load_kg - self._load.kg)
        self._row, self._clock_s = place.location, begin_s + stay_s

    def _leg(self, row: int, place: str = "") -> tuple[int, int]:
        duration_s = int(self._matrix.duration_s[self._row, row])
        distance_m = int(self._matrix.distance_m[self._row, row])
        if UNREACHABLE in (duration_s, distance_m):
            self._say("no_road", place)
            return 0, 0
        self._distance_m += distance_m
        return duration_s, distance_m

    def _drive(self, leg_s: int, release_s: int, until_s: int) -> tuple[int, int]:
        """Return when the truck arrives, and when the last break begun before `until_s` ends."""
        start_s, delay_s, free_s = max(self._clock_s, release_s), 0, self._clock_s
        while self._rests and self._rests[0].begin_s < until_s:
            rest = self._rests.pop(0)
            if rest.begin_s < free_s:
                self._say("break_during_work", rest.label, free_s - rest.begin_s)
            length_s = max(0, rest.end_s - rest.begin_s)
            if rest.begin_s < start_s:
                start_s = max(start_s, rest.end_s)
            elif rest.begin_s < start_s + leg_s + delay_s:
                delay_s += length_s
            free_s = max(free_s, rest.end_s)
        return start_s + leg_s + delay_s, free_s

    def _check_times(self, call: Call, arrive_s: int, stay_s: int, *, unreleased_s: int) -> None:
        if call.arrive_s != arrive_s and call.arrive_s == unreleased_s:
            self._say("left_before_release", call.place, arrive_s - call.arrive_s)
        elif call.arrive_s != arrive_s:
            self._say("time_misstated", call.place, call.arrive_s - arrive_s)
        elif call.begin_s < arrive_s:
            self._say("time_misstated", call.place, call.begin_s - arrive_s)
        elif call.leave_s != call.begin_s + stay_s:
            self._say("time_misstated", call.place, call.leave_s - call.begin_s - stay_s)

    def _extra(self, code: str, begin_s: int) -> tuple[int, int]:
        """Return kg and litres handed over at a stop before work there began."""
        there = [t for t in self._places.handed.get(code, ()) if t.end_s <= begin_s]
        return sum(t.kg for t in there), sum(t.litres for t in there)

    def _take(self, stop: Stop, begin_s: int, extra: tuple[int, int]) -> None:
        """Load a stop."""
        vehicle, load = self._vehicle, self._load
        self._begun.setdefault(stop.code, begin_s)
        self._stops += 1
        self._kg += stop.kg + extra[0]
        load.kg += stop.kg + extra[0]
        load.litres += stop.litres + extra[1]
        load.taken += 1
        self._check_access(stop)
        if load.streams - {stop.stream}:
            self._say("streams_mixed", stop.code, len(load.streams | {stop.stream}))
        load.streams.add(stop.stream)
        if load.kg > vehicle.capacity_kg:
            self._say("over_kg", stop.code, load.kg - vehicle.capacity_kg)
        if load.litres > vehicle.capacity_l:
            self._say("over_litres", stop.code, load.litres - vehicle.capacity_l)
        if vehicle.work == "container" and load.taken > 1:
            self._say("container_taken", stop.code, load.taken - 1)
        if stop.windows and not is_inside(stop.windows, begin_s):
            self._say("stop_window", stop.code, outside_s(stop.windows, begin_s))

    def _check_access(self, stop: Stop) -> None:
        vehicle = self._vehicle
        if stop.work != vehicle.work or (stop.classes and vehicle.class_code not in stop.classes):
            self._say("vehicle_not_allowed", stop.code)
        if vehicle.streams and stop.stream not in vehicle.streams:
            self._say("stream_not_carried", stop.code)
        if stop.vehicle and stop.vehicle != vehicle.id:
            self._say("other_vehicle_demanded", stop.code)

    def _tip(self, facility: Facility, begin_s: int) -> None:
        """Unload."""
        vehicle, load = self._vehicle, self._load
        if facility.classes and vehicle.class_code not in facility.classes:
            self._say("facility_refuses_vehicle", facility.code)
        if facility.streams and load.streams - set(facility.streams):
            self._say("facility_refuses_stream", facility.code, load.kg)
        if not is_inside(facility.windows, begin_s):
            self._say("facility_closed", facility.code, outside_s(facility.windows, begin_s))
        end_s = begin_s + facility.unload_s
        self._tipped.append(Tipped(vehicle.id, facility.code, load.kg, load.litres, end_s))
        self._load = Load()
        self._trip += 1

    def _go_home(self, release_s: int) -> None:
        route, vehicle = self._route, self._vehicle
        home_s, home_m = self._leg(vehicle.end)
        if (route.home_m, route.home_s) != (home_m, home_s):
            self._say("distance_misstated", amount=route.home_m - home_m)
        return_s, rested_s = self._drive(home_s, release_s, route.return_s)
        if route.return_s != return_s or rested_s > return_s or self._rests:
            self._say("time_misstated", amount=route.return_s - return_s)
        late_s = max(route.return_s, return_s) - vehicle.back_by_s
        if late_s > 0:
            self._say("shift_end", amount=late_s)

    def _count(self) -> None:
        """Check what the whole day may hold."""
        vehicle, load = self._vehicle, self._load
        if load.kg or load.litres or load.taken:
            self._say("not_empty_at_end", amount=load.kg)
        trips = self._trip - 1
        counts: tuple[tuple[Rule, int, int], ...] = (
            ("too_many_trips", trips, vehicle.max_trips),
            ("too_many_stops", self._stops, vehicle.max_stops),
            ("too_many_kg", self._kg, vehicle.max_kg),
        )
        for rule, amount, limit in counts:
            if limit and amount > limit:
                self._say(rule, amount=amount - limit)


def missed_breaks(vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    """Yield what is wrong with the breaks of a route as such: missing, too short, at a wrong hour."""
    left: list[Rest] = list(route.rests)
    for due in vehicle.breaks:
        found = [r for r in left if r.label == due.label]
        good = [
            r for r in found if r.end_s - r.begin_s >= due.duration_s and is_inside(due.windows, r.begin_s)
        ]
        if good:
            left.remove(good[0])
        elif not _is_excused(due, vehicle, route):
            if found:
                left.remove(found[0])
            yield _wrong_break(due, vehicle, found)
    for rest in left:
        if rest.end_s <= rest.begin_s:
            yield Violation("break_too_short", vehicle.id, rest.label, rest.begin_s - rest.end_s)
        if rest.label not in {due.label for due in vehicle.breaks}:
            yield Violation("break_unknown", vehicle.id, rest.label, rest.end_s - rest.begin_s)


def _is_excused(due: Break, vehicle: Vehicle, route: Route) -> bool:
    """Whether a break may be had whole before a truck leaves or after it is back.

    What lies before the beginning of its day is no rest for a truck that is on the road already.
    """
    from_s = vehicle.shift.open_s if vehicle.out else min(w.open_s for w in due.windows)
    opens_s = [max(w.open_s, from_s) for w in due.windows if w.close_s >= from_s]
    before = bool(opens_s) and min(opens_s) + due.duration_s <= route.leave_s
    return before or route.return_s <= max(w.close_s for w in due.windows)


def _wrong_break(due: Break, vehicle: Vehicle, found: list[Rest]) -> Violation:
    if not found:
        return Violation("break_missed", vehicle.id, due.label, due.duration_s)
    short_s = due.duration_s - (found[0].end_s - found[0].begin_s)
    if short_s > 0:
        return Violation("break_too_short", vehicle.id, due.label, short_s)
    return Violation("break_outside_window", vehicle.id, due.label, outside_s(due.windows, found[0].begin_s))


def is_inside(windows: tuple[Window, ...], second: int) -> bool:
    """Whether a second lies in one of the windows."""
    return any(w.open_s <= second <= w.close_s for w in windows)


def outside_s(windows: tuple[Window, ...], second: int) -> int:
    """Seconds to the nearest open second; 0 when there is no window at all."""
    return min((max(w.open_s - second, second - w.close_s) for w in windows), default=0)


def _releases(route: Route, stops: Mapping[str, Stop]) -> list[int]:
    """Return for each leg, the way home included, the second before which it may not be begun."""
    released = [-(10**9)] * (len(route.calls) + 1)
    first = 0
    for number, call in enumerate(route.calls):
        if call.kind == "unload":
            first = number + 1
        elif call.place in stops and stops[call.place].release_s:
            released[first] = max(released[first], stops[call.place].release_s)
    return released
