"""Times of a course: every halt as early as it can be, then the departure as late as it can be."""

from collections.abc import Iterator
from dataclasses import dataclass

from routing.model.parts import Break, Vehicle
from routing.timing.course import BEFORE_ALL, Course
from routing.timing.rests import (
    Gap,
    can_wait,
    excused_after,
    had_by_s,
    last_opening,
    latest_leave,
    next_opening,
    orders,
    soonest_gap,
    straight_gap,
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
    if _is_tight(vehicle, course, soonest):
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
    best = drive(vehicle, course, open_s)
    if not vehicle.breaks:
        return best
    moved_s = sum(course.travel_s) + sum(course.stays_s)
    for leave_s in sorted({had_by_s(rest, _rests_from_s(vehicle)) for rest in vehicle.breaks}):
        if leave_s <= open_s or (best is not None and leave_s + moved_s >= best.return_s):
            continue
        later = drive(vehicle, course, leave_s)
        if later is not None and (best is None or later.return_s < best.return_s):
            best = later
    return best


def _rests_from_s(vehicle: Vehicle) -> int:
    """Second from which rest before leaving counts: a truck on the road has no day before its own."""
    return vehicle.shift.open_s if vehicle.out else BEFORE_ALL


def _is_tight(vehicle: Vehicle, course: Course, times: Times) -> bool:
    """Whether leaving later surely means coming home later: no waiting, no break that could come first."""
    moved_s = sum(course.travel_s) + sum(course.stays_s)
    rested_s = sum(vehicle.breaks[number].duration_s for number, _ in times.rests)
    if times.return_s - times.leave_s > moved_s + rested_s:
        return False
    from_s = _rests_from_s(vehicle)
    return all(had_by_s(rest, from_s) > times.return_s - moved_s for rest in vehicle.breaks)


def drive(vehicle: Vehicle, course: Course, leave_s: int) -> Times | None:
    """Drive a course from a second on, each halt as early as it can be; None when hours forbid it."""
    if not vehicle.breaks:
        return _drive_through(course, leave_s)
    states = _leaving(vehicle, leave_s)
    for halt in range(len(course.places)):
        states = _kept(vehicle.breaks, _next_halt(vehicle.breaks, course, halt, states, strict=True))
        if not states:
            return None
    home = _home(vehicle.breaks, course, states)
    return None if home.missed else _traced(leave_s, home)


def _anyhow(vehicle: Vehicle, course: Course, leave_s: int) -> Times:
    states = _leaving(vehicle, leave_s)
    for halt in range(len(course.places)):
        states = _next_halt(vehicle.breaks, course, halt, states, strict=False)
    return _traced(leave_s, _home(vehicle.breaks, course, states))


def _leaving(vehicle: Vehicle, leave_s: int) -> dict[int, _State]:
    """Return the truck as it leaves; breaks had before that are as good as taken."""
    from_s = _rests_from_s(vehicle)
    had = (n for n, rest in enumerate(vehicle.breaks) if had_by_s(rest, from_s) <= leave_s)
    return {sum(1 << number for number in had): _State(0, leave_s)}


def _kept(breaks: tuple[Break, ...], states: dict[int, _State]) -> dict[int, _State]:
    """Drop states that cannot end well, and those beside which another is nowhere worse."""
    return {
        had: state
        for had, state in states.items()
        if all(had >> n & 1 or excused_after(rest, state.time_s) for n, rest in enumerate(breaks))
        and not any(
            had & more == had and had != more and other.time_s <= state.time_s
            for more, other in states.items()
        )
    }


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
        for had, after in _after_halt(breaks, course, halt, taken, state):
            if strict and after.missed:
                continue
            if had not in best or after.worth < best[had].worth:
                best[had] = after
    return best


def _after_halt(
    breaks: tuple[Break, ...], course: Course, halt: int, taken: int, state: _State
) -> Iterator[tuple[int, _State]]:
    """Yield what may become of a truck by the next halt: breaks had, and the state."""
    go_s, travel_s = course.go_s[halt], course.travel_s[halt]
    straight = _work(course, halt, state, straight_gap(state.time_s, go_s, travel_s))
    yield taken, straight
    if not straight.missed > state.missed and can_wait(breaks, taken, state.time_s, straight.time_s):
        return
    for rests in orders(len(breaks), taken):
        gap = soonest_gap(state.time_s, go_s, travel_s, rests, breaks)
        if gap:
            yield taken | sum(1 << number for number in rests), _work(course, halt, state, gap)


def _work(course: Course, halt: int, state: _State, gap: Gap) -> _State:
    """Begin work as soon as the place allows; at once, with a miss, where it no longer does."""
    there_s = max(gap.begin_s, course.ready_s[halt])
    windows = course.windows[halt]
    begin_s = there_s if windows is None else next_opening(windows, there_s)
    missed = state.missed + (begin_s is None)
    begin_s = there_s if begin_s is None else begin_s
    return _State(missed, begin_s + course.stays_s[halt], gap, begin_s, state)


def _home(breaks: tuple[Break, ...], course: Course, states: dict[int, _State]) -> _State:
    """Return the best way home; breaks that are neither had nor excused count as missed."""
    homes: list[_State] = []
    for taken, state in states.items():
        for rests in ((), *orders(len(breaks), taken)):
            gap = soonest_gap(state.time_s, course.go_s[-1], course.travel_s[-1], rests, breaks)
            if gap is None or gap.begin_s > gap.arrive_s:
                continue
            had = taken | sum(1 << number for number in rests)
            left = (rest for number, rest in enumerate(breaks) if not had >> number & 1)
            missed = sum(not excused_after(rest, gap.arrive_s) for rest in left)
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
    from_s = _rests_from_s(vehicle)
    fits = [
        left
        for had, left in leave.items()
        if all(had >> n & 1 or had_by_s(b, from_s) <= left for n, b in enumerate(due))
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
        for rests in ((), *orders(len(due), had)):
            left = latest_leave(begin_s, course.go_s[way], course.travel_s[way], rests, due)
            if left is None:
                continue
            after = had | sum(1 << number for number in rests)
            best[after] = max(left, best.get(after, left))
    return best
