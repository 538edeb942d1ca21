"""Times of a course: every halt as early as it can be, then the departure as late as it can be."""

from dataclasses import dataclass

from routing.parts import Break, Vehicle
from routing.schedule_course import BEFORE_ALL, Course
from routing.schedule_rests import (
    Gap,
    excused_after,
    excused_before,
    last_opening,
    latest_leave,
    next_opening,
    orders,
    soonest_gap,
)


@dataclass(frozen=True, slots=True)
class Times:
    """When a truck is where; `rests` are (number of the break, second of beginning)."""

    leave_s: int
    arrive_s: list[int]
    begin_s: list[int]
    return_s: int
    rests: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _State:
    """The best that is known of a truck that has had a set of breaks.

    Parameters
    ----------
    missed
        Windows and breaks missed so far; always 0 in strict timing.
    time_s
        When it leaves its halt (or is home).
    gap, begin_s, before
        How it came there.
    """

    missed: int
    time_s: int
    gap: Gap | None = None
    begin_s: int = 0
    before: "_State | None" = None

    @property
    def worth(self) -> tuple[int, int]:
        """What is compared: the less, the better."""
        return self.missed, self.time_s


def time_course(vehicle: Vehicle, course: Course, *, latest_s: int) -> Times | None:
    """Time a course so that it keeps all hours and breaks; None when it cannot.

    Parameters
    ----------
    latest_s
        When the truck must be back.
    """
    if not course.connected:
        return None
    soonest = _soonest(vehicle, course)
    if soonest is None or soonest.return_s > latest_s:
        return None
    if not vehicle.breaks and not _waits(course, soonest):
        return soonest
    leave_s = _latest_departure(vehicle, course, soonest.return_s)
    if leave_s is None or leave_s <= soonest.leave_s:
        return soonest
    later = drive(vehicle, course, leave_s)
    return later if later is not None and later.return_s == soonest.return_s else soonest


def time_leniently(vehicle: Vehicle, course: Course) -> Times:
    """Time a course with as few hours and breaks missed as its order allows; always gives times."""
    times = _anyhow(vehicle, course, first_second(vehicle, course))
    first_wait_s = times.begin_s[0] - times.arrive_s[0] if times.begin_s else 0
    if first_wait_s <= 0 or times.rests:
        return times
    return _anyhow(vehicle, course, times.leave_s + first_wait_s)


def first_second(vehicle: Vehicle, course: Course) -> int:
    """Second before which the truck may not leave."""
    return max(vehicle.shift.open_s, course.go_s[0])


def _soonest(vehicle: Vehicle, course: Course) -> Times | None:
    """Be home as soon as can be; leaving later helps only when a break is then had before leaving."""
    open_s = first_second(vehicle, course)
    found = drive(vehicle, course, open_s)
    if found is not None or not vehicle.breaks:
        return found
    before = (w.open_s + b.duration_s for b in vehicle.breaks for w in b.windows)
    later = (drive(vehicle, course, leave_s) for leave_s in sorted(before) if leave_s > open_s)
    return next((times for times in later if times), None)


def _waits(course: Course, times: Times) -> bool:
    moved_s = sum(course.travel_s) + sum(course.stays_s)
    return times.return_s - times.leave_s > moved_s


def drive(vehicle: Vehicle, course: Course, leave_s: int) -> Times | None:
    """Drive a course from a second on, each halt as early as it can be; None when hours forbid it."""
    if not vehicle.breaks:
        return _drive_through(course, leave_s)
    states = {0: _State(0, leave_s)}
    for halt in range(len(course.places)):
        states = _next_halt(vehicle.breaks, course, halt, states, strict=True)
        if not states:
            return None
    home = _home(vehicle, course, leave_s, states)
    return _traced(leave_s, home) if home and not home.missed else None


def _anyhow(vehicle: Vehicle, course: Course, leave_s: int) -> Times:
    states = {0: _State(0, leave_s)}
    for halt in range(len(course.places)):
        states = _next_halt(vehicle.breaks, course, halt, states, strict=False)
    home = _home(vehicle, course, leave_s, states)
    return _traced(leave_s, home)


def _drive_through(course: Course, leave_s: int) -> Times | None:
    """Drive without breaks: the common case, made quick."""
    clock_s = leave_s
    arrive_s, begin_s = [], []
    halts = zip(course.travel_s, course.go_s, course.windows, course.ready_s, course.stays_s, strict=False)
    for travel_s, go_s, windows, ready_s, stay_s in halts:
        there_s = max(clock_s, go_s) + travel_s
        arrive_s.append(there_s)
        begin: int | None = max(there_s, ready_s)
        if windows is not None:
            begin = next_opening(windows, max(there_s, ready_s))
        if begin is None:
            return None
        begin_s.append(begin)
        clock_s = begin + stay_s
    return Times(leave_s, arrive_s, begin_s, max(clock_s, course.go_s[-1]) + course.travel_s[-1], [])


def _next_halt(
    breaks: tuple[Break, ...], course: Course, halt: int, states: dict[int, _State], *, strict: bool
) -> dict[int, _State]:
    """Return the best state per set of breaks after one more halt."""
    best: dict[int, _State] = {}
    for taken, state in states.items():
        for rests in orders(breaks, taken):
            gap = soonest_gap(state.time_s, course.go_s[halt], course.travel_s[halt], rests, breaks)
            after = _work(course, halt, state, gap) if gap else None
            if after is None or (strict and after.missed):
                continue
            had = taken | sum(1 << number for number in rests)
            if had not in best or after.worth < best[had].worth:
                best[had] = after
    return best


def _work(course: Course, halt: int, state: _State, gap: Gap) -> _State:
    """Begin work as soon as the place allows; at once, with a miss, where it no longer does."""
    there_s = max(gap.begin_s, course.ready_s[halt])
    windows = course.windows[halt]
    begin_s = there_s if windows is None else next_opening(windows, there_s)
    missed = state.missed + (begin_s is None)
    begin_s = there_s if begin_s is None else begin_s
    return _State(missed, begin_s + course.stays_s[halt], gap, begin_s, state)


def _home(vehicle: Vehicle, course: Course, leave_s: int, states: dict[int, _State]) -> _State:
    """Return the best way home; breaks that are neither had nor excused count as missed."""
    begins_s = vehicle.shift.open_s if vehicle.out else BEFORE_ALL
    homes: list[_State] = []
    for taken, state in states.items():
        for rests in orders(vehicle.breaks, taken):
            gap = soonest_gap(state.time_s, course.go_s[-1], course.travel_s[-1], rests, vehicle.breaks)
            if gap is None or gap.begin_s > gap.arrive_s:
                continue
            had = taken | sum(1 << number for number in rests)
            missed = sum(
                not (excused_after(b, gap.arrive_s) or excused_before(b, leave_s, begins_s))
                for number, b in enumerate(vehicle.breaks)
                if not had >> number & 1
            )
            homes.append(_State(state.missed + missed, gap.arrive_s, gap, gap.arrive_s, state))
    return min(homes, key=lambda home: home.worth)


def _traced(leave_s: int, home: _State) -> Times:
    """Follow a state back to the yard."""
    arrive_s: list[int] = []
    begin_s: list[int] = []
    rests: list[tuple[int, int]] = []
    state: _State | None = home
    while state is not None and state.gap is not None:
        arrive_s.append(state.gap.arrive_s)
        begin_s.append(state.begin_s)
        rests.extend(reversed(state.gap.rests))
        state = state.before
    return Times(leave_s, arrive_s[:0:-1], begin_s[:0:-1], home.time_s, rests[::-1])


def _latest_departure(vehicle: Vehicle, course: Course, return_s: int) -> int | None:
    """Latest second to leave the yard and still be back by then; None when it cannot be told."""
    due = tuple(b for b in vehicle.breaks if not excused_after(b, return_s))
    leave = _latest_leaves(due, course, len(course.places), {0: return_s})
    for halt in reversed(range(len(course.places))):
        begin = {
            had: b for had, left in leave.items() if (b := _latest_begin(course, halt, left)) is not None
        }
        leave = _latest_leaves(due, course, halt, begin)
    begins_s = vehicle.shift.open_s if vehicle.out else BEFORE_ALL
    fits = [
        left
        for had, left in leave.items()
        if all(had >> n & 1 or excused_before(b, left, begins_s) for n, b in enumerate(due))
    ]
    return max(fits, default=None)


def _latest_begin(course: Course, halt: int, leave_s: int) -> int | None:
    """Latest second for work at a halt to begin so that it can be left in time."""
    latest_s: int | None = leave_s - course.stays_s[halt]
    windows = course.windows[halt]
    if windows is not None:
        latest_s = last_opening(windows, leave_s - course.stays_s[halt])
    return None if latest_s is None or latest_s < course.ready_s[halt] else latest_s


def _latest_leaves(due: tuple[Break, ...], course: Course, way: int, begin: dict[int, int]) -> dict[int, int]:
    """Return the latest second to set out on a way, per set of breaks had from there on."""
    best: dict[int, int] = {}
    for had, begin_s in begin.items():
        for rests in orders(due, had):
            left = latest_leave(begin_s, course.go_s[way], course.travel_s[way], rests, due)
            if left is None:
                continue
            after = had | sum(1 << number for number in rests)
            best[after] = max(left, best.get(after, left))
    return best
