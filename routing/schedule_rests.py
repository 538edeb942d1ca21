"""Where breaks fit between the halts of a truck: the earliest, and the latest, per set of breaks taken.

Waiting is always allowed, so among ways to have taken the same breaks the earliest is never worse than
a later one; a state per set of breaks is all that has to be carried from halt to halt.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from routing.parts import Break, Window
from routing.schedule_course import BEFORE_ALL

type Rests = tuple[tuple[int, int], ...]
"""Breaks of one gap in order of time: (number of the break, second at which it begins)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What happens between leaving a halt and beginning work at the next.

    Parameters
    ----------
    begin_s
        The soonest that work at the next halt may begin, its windows apart.
    arrive_s
        When the truck is there.
    """

    begin_s: int
    arrive_s: int
    rests: Rests = ()


def next_opening(windows: tuple[Window, ...], second: int, *, always: bool = False) -> int | None:
    """First second at or after this one inside a window, or None when all have closed.

    Parameters
    ----------
    always
        What no window at all means: open at any time, or never.
    """
    if always and not windows:
        return second
    for window in windows:
        if second <= window.close_s:
            return max(second, window.open_s)
    return None


def last_opening(windows: tuple[Window, ...], second: int) -> int | None:
    """Last second at or before this one inside a window, or None when none has opened."""
    for window in reversed(windows):
        if window.open_s <= second:
            return min(second, window.close_s)
    return None


def orders(breaks: tuple[Break, ...], taken: int) -> Iterator[tuple[int, ...]]:
    """Yield every order of every set of breaks that are not taken yet, the empty one first."""
    left = [i for i in range(len(breaks)) if not taken >> i & 1]
    for size in range(len(left) + 1):
        yield from permutations(left, size)


def soonest_gap(
    leave_s: int, go_s: int, travel_s: int, rests: tuple[int, ...], breaks: tuple[Break, ...]
) -> Gap | None:
    """Have breaks in this order as early as their windows allow, and drive in between.

    Parameters
    ----------
    leave_s, go_s
        When the halt before is left, and the second before which driving may not begin.

    Returns
    -------
    Gap or None
        None when a break can no longer be begun.
    """
    clock_s = leave_s
    begun: list[tuple[int, int]] = []
    for number in rests:
        begin_s = next_opening(breaks[number].windows, clock_s)
        if begin_s is None:
            return None
        begun.append((number, begin_s))
        clock_s = begin_s + breaks[number].duration_s
    arrive_s = arrival(leave_s, go_s, travel_s, [(b, breaks[n].duration_s) for n, b in begun])
    return Gap(max(arrive_s, clock_s), arrive_s, tuple(begun))


def arrival(leave_s: int, go_s: int, travel_s: int, rests: list[tuple[int, int]]) -> int:
    """When a truck arrives that drives whenever it neither rests nor has to wait for its goods.

    Parameters
    ----------
    rests
        (second of beginning, duration), in order of time; one begun after the arrival delays nothing.
    """
    start_s = max(leave_s, go_s)
    delay_s = 0
    for begin_s, duration_s in rests:
        if begin_s < start_s:
            start_s = max(start_s, begin_s + duration_s)
        elif begin_s < start_s + travel_s + delay_s:
            delay_s += duration_s
    return start_s + travel_s + delay_s


def latest_leave(
    begin_s: int, go_s: int, travel_s: int, rests: tuple[int, ...], breaks: tuple[Break, ...]
) -> int | None:
    """Latest second to leave a halt for work at the next to begin by `begin_s` after these breaks."""
    clock_s = begin_s
    for number in reversed(rests):
        latest_s = last_opening(breaks[number].windows, clock_s - breaks[number].duration_s)
        if latest_s is None:
            return None
        clock_s = latest_s
    drive_s = begin_s - travel_s - sum(breaks[n].duration_s for n in rests)
    return None if drive_s < go_s else min(clock_s, drive_s)


def excused_before(rest: Break, leave_s: int, begins_s: int = BEFORE_ALL) -> bool:
    """Whether a break fits whole before a truck leaves, begun at `begins_s` or later."""
    begin_s = next_opening(rest.windows, begins_s)
    return begin_s is not None and begin_s + rest.duration_s <= leave_s


def excused_after(rest: Break, return_s: int) -> bool:
    """Whether a break may be begun once a truck is back."""
    return next_opening(rest.windows, return_s) is not None
