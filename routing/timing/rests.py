"""Where breaks fit between the halts of a truck: the earliest, and the latest, per set of breaks taken.

Waiting is always allowed, so among ways to have taken the same breaks the earliest is never worse than
a later one; a state per set of breaks is all that has to be carried from halt to halt.
"""

from dataclasses import dataclass
from functools import cache
from itertools import permutations

from routing.model.parts import Break, Window
from routing.timing.course import AFTER_ALL, BEFORE_ALL

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


@cache
def orders(count: int, taken: int) -> tuple[tuple[int, ...], ...]:
    """Return every order of every set of the breaks that are not taken yet, the empty set left out."""
    left = [i for i in range(count) if not taken >> i & 1]
    return tuple(order for size in range(1, len(left) + 1) for order in permutations(left, size))


def can_wait(breaks: tuple[Break, ...], taken: int, leave_s: int, left_s: int) -> bool:
    """Whether no break begins sooner on the way to the next halt than it would after it.

    Parameters
    ----------
    leave_s, left_s
        When this halt is left, and when the next one is if no break is had in between.
    """
    for number, rest in enumerate(breaks):
        if not taken >> number & 1:
            begin_s = next_opening(rest.windows, leave_s)
            if begin_s is not None and begin_s < left_s:
                return False
    return True


def straight_gap(leave_s: int, go_s: int, travel_s: int) -> Gap:
    """Drive to the next halt without a break."""
    arrive_s = max(leave_s, go_s) + travel_s
    return Gap(arrive_s, arrive_s)


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
    """Latest second to leave a halt for work at the next to begin by `begin_s` after these breaks.

    The first of the breaks may be had while the goods are waited for, so each way to part them is tried.
    """
    splits = range(len(rests) + 1) if go_s > BEFORE_ALL else (0,)
    found: list[int] = []
    for split in splits:
        drive_s = begin_s - travel_s - sum(breaks[n].duration_s for n in rests[split:])
        after_s = _rested_before(begin_s, rests[split:], breaks)
        if after_s is not None and drive_s >= go_s:
            before_s = _rested_before(min(after_s, drive_s), rests[:split], breaks)
            if before_s is not None:
                found.append(before_s)
    return max(found, default=None)


def _rested_before(end_s: int, rests: tuple[int, ...], breaks: tuple[Break, ...]) -> int | None:
    """Latest second to begin breaks in this order for the last of them to end by `end_s`."""
    clock_s = end_s
    for number in reversed(rests):
        latest_s = last_opening(breaks[number].windows, clock_s - breaks[number].duration_s)
        if latest_s is None:
            return None
        clock_s = latest_s
    return clock_s


def had_by_s(rest: Break, from_s: int) -> int:
    """Second by which a break can be had whole before a truck leaves, begun at `from_s` or later."""
    begin_s = next_opening(rest.windows, from_s)
    return AFTER_ALL if begin_s is None else begin_s + rest.duration_s


def excused_after(rest: Break, return_s: int) -> bool:
    """Whether a break may be begun once a truck is back."""
    return next_opening(rest.windows, return_s) is not None
