"""How a truck's halts are timed: earliest times with its breaks, and the room that each halt has left.

Earliest is always best (no halt gets worse by coming sooner), so a pass over the halts that keeps the
earliest departure for each number of breaks already had finds the soonest day. With the breaks fixed in
their gaps every leg is `max(leave + way, rest)`, and such functions chain: from any arrival the return
is `max(arrival + a, b)`, which makes the price of an insertion a matter of a few additions
(forward time slack in the manner of Savelsbergh 1992, breaks as part of the legs).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import NamedTuple

from routing.engines.tables import ALWAYS, BIG, Due, Spans, Truck

NEVER = 2 * BIG


class Pause(NamedTuple):
    """Breaks of one gap together: their length, and between which seconds the gap must be entered.

    `first` says that they are had before a release, so that they do not hold up the way.
    """

    duration_s: int = 0
    open_s: int = -BIG
    close_s: int = BIG
    first: bool = False


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
    back_by = truck.vehicle.back_by_s
    allowed = [
        (leave, had)
        for had, leave in enumerate(steps[-1].leaves)
        if leave <= min(back_by, _excused(truck.dues, had))
    ]
    if not allowed:
        return []
    best, every = min(allowed)[1], (1 << len(truck.dues)) - 1
    ways = [best] if best == every or steps[-1].leaves[every] > back_by else [best, every]
    return [_settle(truck, halts, steps, had) for had in ways]


def _excused(dues: tuple[Due, ...], had: int) -> int:
    """Latest return at which every break not had can still be begun afterwards."""
    return min((due.last_s for n, due in enumerate(dues) if not had >> n & 1), default=BIG)


class _Step(NamedTuple):
    """Earliest leaving times by set of breaks had (as bits), and the set had at the halt before."""

    leaves: list[int]
    origins: list[int]


def _steps(truck: Truck, halts: Halts) -> list[_Step] | None:
    if not truck.dues:
        return _plain_steps(truck.vehicle.shift.open_s, halts)
    leaves = _first_leaves(truck)
    steps = [_Step(leaves, list(range(len(leaves))))]
    count = len(halts.stays)
    for gap, leg_s in enumerate(halts.legs):
        spans = halts.spans[gap] if gap < count else None
        stay_s = halts.stays[gap] if gap < count else 0
        step = _advance(truck.dues, steps[-1].leaves, (leg_s, halts.releases[gap], stay_s), spans)
        if min(step.leaves) >= NEVER:
            return None
        steps.append(step)
    return steps


def _plain_steps(open_s: int, halts: Halts) -> list[_Step] | None:
    """Drive without breaks: the common case, made quick."""
    clock, steps, origins = open_s, [_Step([open_s], [0])], [0]
    for leg_s, release_s, spans, stay_s in zip(
        halts.legs, halts.releases, [*halts.spans, ALWAYS], [*halts.stays, 0], strict=True
    ):
        begin = next_open(spans, max(clock, release_s) + leg_s)
        if begin is None:
            return None
        clock = begin + stay_s
        steps.append(_Step([clock], origins))
    return steps


def _first_leaves(truck: Truck) -> list[int]:
    """Earliest departures when some breaks are had before leaving; each then is by itself, as judged."""
    open_s = truck.vehicle.shift.open_s
    begins_s = open_s if truck.vehicle.out else -BIG
    leaves = [open_s]
    for due in truck.dues:
        begin = next_open(due.spans, begins_s)
        rested = NEVER if begin is None else begin + due.duration_s
        leaves += [max(leave, rested) for leave in leaves]
    return leaves


def _advance(
    dues: tuple[Due, ...], leaves: list[int], leg: tuple[int, int, int], spans: Spans | None
) -> _Step:
    """Drive one leg from every state, with any of the other breaks on it."""
    leg_s, release_s, stay_s = leg
    after, origins = [NEVER] * len(leaves), [0] * len(leaves)
    for had, leave in enumerate(leaves):
        if leave >= NEVER:
            continue
        for now, arrive in _arrivals(dues, had, leave, (leg_s, release_s)):
            begin = arrive if spans is None else next_open(spans, arrive)
            # a break had already is better than one that is still on the way, all else equal
            if begin is not None and (
                begin + stay_s < after[now] or (now == had and begin + stay_s == after[now])
            ):
                after[now], origins[now] = begin + stay_s, had
    return _Step(after, origins)


def _arrivals(dues: tuple[Due, ...], had: int, leave: int, leg: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the arrival for every set of breaks that may have been had by then."""
    leg_s, release_s = leg
    enter = max(leave, release_s)
    yield had, enter + leg_s
    if had == (1 << len(dues)) - 1:
        return
    late = _rested(dues, had, enter)
    early = late if enter == leave else _rested(dues, had, leave)
    for now, (length_s, rested) in early.items():
        arrive = max(rested, release_s) + leg_s
        if now in late:
            arrive = min(arrive, max(enter + leg_s + length_s, late[now][1]))
        yield now, arrive


def _rested(dues: tuple[Due, ...], had: int, second: int) -> dict[int, tuple[int, int]]:
    """Return for each larger set of breaks their length, and the earliest end, begun at a second or later."""
    ends = {had: (0, second)}
    for now in range(had, 1 << len(dues)):
        if now not in ends:
            continue
        length_s, rested = ends[now]
        for n, due in enumerate(dues):
            begin = None if now >> n & 1 else next_open(due.spans, rested)
            if begin is not None:
                end = (length_s + due.duration_s, begin + due.duration_s)
                ends[now | 1 << n] = min(end, ends.get(now | 1 << n, end))
    del ends[had]
    return ends


def next_open(spans: Spans, second: int) -> int | None:
    """First second at or after the given one inside a span."""
    for open_s, close_s in spans:
        if second <= close_s:
            return max(open_s, second)
    return None


def _settle(truck: Truck, halts: Halts, steps: list[_Step], had: int) -> Timing:
    """Trace a day back from its set of breaks and measure the room that it leaves."""
    if not truck.dues:
        leaves = [step.leaves[0] for step in steps]
        return _measure(halts, leaves, [NO_PAUSE] * len(halts.legs), truck.vehicle.back_by_s)
    states = [had]
    for step in reversed(steps[1:]):
        states.append(step.origins[states[-1]])
    states.reverse()
    leaves = [step.leaves[state] for step, state in zip(steps, states, strict=True)]
    pauses = [
        _pause(truck.dues, b & ~a, leaves[gap], (halts.legs[gap], halts.releases[gap]))
        if a != b
        else NO_PAUSE
        for gap, (a, b) in enumerate(pairwise(states))
    ]
    return _measure(halts, leaves, pauses, min(truck.vehicle.back_by_s, _excused(truck.dues, had)))


def _pause(dues: tuple[Due, ...], had: int, leave: int, leg: tuple[int, int]) -> Pause:
    """Join the breaks of a gap: the order and the spans in which they are over soonest."""
    leg_s, release_s = leg
    own = [due for n, due in enumerate(dues) if had >> n & 1]
    length_s = sum(due.duration_s for due in own)
    enter = max(leave, release_s)
    found: list[tuple[int, Pause]] = []
    for begin_s, first in {(leave, enter > leave), (enter, False)}:
        for order in permutations(own):
            pause = _joined(order, begin_s)
            if pause is not None:
                rested = max(begin_s, pause.open_s) + length_s
                arrive = max(rested, release_s) + leg_s if first else max(begin_s + leg_s + length_s, rested)
                found.append((arrive, pause._replace(first=first)))
    return min(found)[1]


def _joined(order: tuple[Due, ...], second: int) -> Pause | None:
    total, open_s, close_s, rested = 0, -BIG, BIG, second
    for due in order:
        span = next((span for span in due.spans if rested <= span[1]), None)
        if span is None:
            return None
        open_s = max(open_s, span[0] - total)
        close_s = min(close_s, span[1] - total)
        rested = max(rested, span[0]) + due.duration_s
        total += due.duration_s
    return Pause(total, open_s, close_s)


def _measure(halts: Halts, leaves: list[int], pauses: list[Pause], limit_s: int) -> Timing:
    """Go back from the end: latest arrivals, and the return as a function of each arrival."""
    count = len(halts.stays)
    latest, slope, floor = [-BIG] * count + [limit_s], [0] * (count + 1), [-BIG] * (count + 1)
    for gap in range(count, 0, -1):
        leave_by, way_s, least = _through(halts, pauses, gap, latest[gap])
        at, stay_s = gap - 1, halts.stays[gap - 1]
        by_s, begin_s = leave_by - stay_s, leaves[gap] - stay_s
        opened = -BIG
        for open_s, close_s in halts.spans[at]:
            if open_s > by_s:
                break
            latest[at] = min(close_s, by_s)
            if open_s <= begin_s:
                opened = open_s
        slope[at] = stay_s + way_s + slope[gap]
        floor[at] = max(floor[gap], max(opened + stay_s + way_s, least) + slope[gap])
    leave_by, way_s, least = _through(halts, pauses, 0, latest[0])
    late = max(floor[0], least + slope[0]) - way_s - slope[0]
    begin_s = max(leaves[0], min(late, leave_by))
    return Timing(leaves[:-1], latest, slope, floor, pauses, leaves[-1], begin_s)


def _through(halts: Halts, pauses: list[Pause], gap: int, arrive_by: int) -> tuple[int, int, int]:
    """Latest entry of a gap, seconds through it, and the earliest arrival that it allows at all."""
    pause, release_s, leg_s = pauses[gap], halts.releases[gap], halts.legs[gap]
    if pause is NO_PAUSE:
        return arrive_by - leg_s, leg_s, release_s + leg_s
    way_s = leg_s + pause.duration_s
    least = max(release_s + way_s, pause.open_s + pause.duration_s)
    if pause.first:
        least = max(release_s, pause.open_s + pause.duration_s) + leg_s
    return min(arrive_by - way_s, pause.close_s), way_s, least
