"""How a truck's halts are timed: earliest times with its breaks, and the room that each halt has left.

Earliest is always best (no halt gets worse by coming sooner), so a pass over the halts that keeps the
earliest departure for each number of breaks already had finds the soonest day. With the breaks fixed in
their gaps every leg is `max(leave + way, rest)`, and such functions chain: from any arrival the return
is `max(arrival + a, b)`, which makes the price of an insertion a matter of a few additions
(forward time slack in the manner of Savelsbergh 1992, breaks as part of the legs).
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from routing.engines.tables import BIG, Due, Spans, Truck

NEVER = 2 * BIG


class Pause(NamedTuple):
    """Breaks of one gap together: their length, and between which seconds the gap must be entered."""

    duration_s: int = 0
    open_s: int = -BIG
    close_s: int = BIG


NO_PAUSE = Pause()


@dataclass(frozen=True, slots=True)
class Halts:
    """What is to be timed: n halts, hence n + 1 gaps, the first from the start, the last to the end.

    Parameters
    ----------
    legs
        Seconds of the ways, one per gap.
    releases
        Second before which the gap may not be entered, one per gap.
    """

    legs: list[int]
    spans: list[Spans]
    stays: list[int]
    releases: list[int]


@dataclass(slots=True)
class Timing:
    """A day with its breaks in fixed gaps.

    Parameters
    ----------
    leaves
        Earliest second of leaving the start, then each halt, (n + 1).
    latest
        Latest arrival at each halt, then at the end, that the rest of the day can bear, (n + 1).
    slope, floor
        Return as a function of the arrival at each halt, then at the end: max(arrival + slope, floor).
    pauses
        Breaks per gap, (n + 1).
    return_s
        Earliest return.
    begin_s
        Latest departure that still returns then.
    """

    leaves: list[int]
    latest: list[int]
    slope: list[int]
    floor: list[int]
    pauses: list[Pause]
    return_s: int
    begin_s: int


def time_day(truck: Truck, halts: Halts) -> list[Timing]:
    """Return the soonest day, and if it does without some break, also the soonest with all of them.

    Either is feasible; what fits into one of them fits. Empty when the day cannot be driven.
    """
    steps = _steps(truck, halts)
    if steps is None:
        return []
    final, dues = steps[-1].leaves, truck.dues
    allowed = [
        (leave, had)
        for had, leave in enumerate(final)
        if leave <= min((due.last_s for due in dues[had:]), default=BIG)
    ]
    allowed = [each for each in allowed if each[0] <= truck.vehicle.back_by_s]
    if not allowed:
        return []
    best = min(allowed)[1]
    ways = [best] if best == len(dues) or final[-1] > truck.vehicle.back_by_s else [best, len(dues)]
    return [_settle(truck, halts, steps, had) for had in ways]


class _Step(NamedTuple):
    """Earliest leaving times by number of breaks had, and with how many the halt before was left."""

    leaves: list[int]
    origins: list[int]


def _steps(truck: Truck, halts: Halts) -> list[_Step] | None:
    steps = [_Step(_first_leaves(truck), list(range(len(truck.dues) + 1)))]
    count = len(halts.stays)
    for gap, leg_s in enumerate(halts.legs):
        spans = halts.spans[gap] if gap < count else None
        stay_s = halts.stays[gap] if gap < count else 0
        step = _advance(truck.dues, steps[-1].leaves, (leg_s, halts.releases[gap], stay_s), spans)
        if min(step.leaves) >= NEVER:
            return None
        steps.append(step)
    return steps


def _first_leaves(truck: Truck) -> list[int]:
    """Earliest departures when the first few breaks are had before leaving."""
    open_s = truck.vehicle.shift.open_s
    leaves, rested = [open_s], (open_s if truck.vehicle.out else -BIG)
    for due in truck.dues:
        begin = next_open(due.spans, rested) if rested < NEVER else None
        rested = NEVER if begin is None else begin + due.duration_s
        leaves.append(max(open_s, rested))
    return leaves


def _advance(
    dues: tuple[Due, ...], leaves: list[int], leg: tuple[int, int, int], spans: Spans | None
) -> _Step:
    """Drive one leg from every state, with any of the next breaks on it."""
    leg_s, release_s, stay_s = leg
    after, origins = [NEVER] * len(leaves), [0] * len(leaves)
    for had, leave in enumerate(leaves):
        if leave >= NEVER:
            continue
        enter = rested = max(leave, release_s)
        arrive, now = enter + leg_s, had
        while True:
            begin = arrive if spans is None else next_open(spans, arrive)
            if begin is None:
                break
            # a break had already is better than one that is still on the way, all else equal
            if begin + stay_s < after[now] or (now == had and begin + stay_s == after[now]):
                after[now], origins[now] = begin + stay_s, had
            if now == len(dues):
                break
            opening = next_open(dues[now].spans, rested)
            if opening is None:
                break
            rested = opening + dues[now].duration_s
            arrive = max(arrive + dues[now].duration_s, rested)
            now += 1
    return _Step(after, origins)


def next_open(spans: Spans, second: int) -> int | None:
    """First second at or after the given one inside a span."""
    for open_s, close_s in spans:
        if second <= close_s:
            return max(open_s, second)
    return None


def _settle(truck: Truck, halts: Halts, steps: list[_Step], had: int) -> Timing:
    """Trace a day back from its number of breaks and measure the room that it leaves."""
    states = [had]
    for step in reversed(steps[1:]):
        states.append(step.origins[states[-1]])
    states.reverse()
    leaves = [step.leaves[state] for step, state in zip(steps, states, strict=True)]
    entered = [max(leave, release) for leave, release in zip(leaves, halts.releases, strict=False)]
    pauses = [_pause(truck.dues[a:b], enter) for (a, b), enter in zip(pairwise(states), entered, strict=True)]
    excused = min((due.last_s for due in truck.dues[had:]), default=BIG)
    limit_s = min(truck.vehicle.back_by_s, excused)
    return _measure(halts, leaves, pauses, limit_s)


def _pause(dues: tuple[Due, ...], enter_s: int) -> Pause:
    """Join the breaks of a gap, each in the span that it is had in when the gap is entered."""
    if not dues:
        return NO_PAUSE
    total, open_s, close_s, rested = 0, -BIG, BIG, enter_s
    for due in dues:
        span = next(span for span in due.spans if rested <= span[1])
        open_s = max(open_s, span[0] - total)
        close_s = min(close_s, span[1] - total)
        rested = max(rested, span[0]) + due.duration_s
        total += due.duration_s
    return Pause(total, open_s, close_s)


def _measure(halts: Halts, leaves: list[int], pauses: list[Pause], limit_s: int) -> Timing:
    """Go back from the end: latest arrivals, and the return as a function of each arrival."""
    count = len(halts.stays)
    latest, slope, floor = [limit_s] * (count + 1), [0] * (count + 1), [-BIG] * (count + 1)
    for gap in range(count, 0, -1):
        leave_by, way_s, least = _through(halts, pauses, gap, latest[gap])
        at, stay_s = gap - 1, halts.stays[gap - 1]
        latest[at] = _last_begin(halts.spans[at], leave_by - stay_s)
        begin_s = leaves[gap] - stay_s
        opened = next((o for o, c in halts.spans[at] if o <= begin_s <= c), begin_s)
        slope[at] = stay_s + way_s + slope[gap]
        floor[at] = max(floor[gap], max(opened + stay_s + way_s, least) + slope[gap])
    leave_by, way_s, least = _through(halts, pauses, 0, latest[0])
    late = max(floor[0], least + slope[0]) - way_s - slope[0]
    begin_s = max(leaves[0], min(late, leave_by))
    return Timing(leaves[:-1], latest, slope, floor, pauses, leaves[-1], begin_s)


def _through(halts: Halts, pauses: list[Pause], gap: int, arrive_by: int) -> tuple[int, int, int]:
    """Latest entry of a gap, seconds through it, and the earliest arrival that it allows at all."""
    pause, release_s = pauses[gap], halts.releases[gap]
    way_s = halts.legs[gap] + pause.duration_s
    least = max(release_s + way_s, pause.open_s + pause.duration_s)
    return min(arrive_by - way_s, pause.close_s), way_s, least


def _last_begin(spans: Spans, by_s: int) -> int:
    """Last second inside a span that is not after the given one."""
    return next((min(close, by_s) for open_s, close in reversed(spans) if open_s <= by_s), -BIG)
