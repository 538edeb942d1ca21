"""Which days a point may be emptied on: masks of days by frequency, gaps, fixed days and days without trucks.

Bit 0 of a mask is the first day of the horizon. A gap is the difference of two days: Monday and Wednesday lie
2 days apart. The first gap of a pattern begins with the last emptying before the horizon, the last one ends
with the first day after it: on that day at the latest the greatest gap may be reached.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Literal

MOST_DAYS = 14

ReasonCode = Literal[
    "too_often",
    "fixed_days",
    "too_often_fixed",
    "overdue",
    "holiday_most_gap",
    "most_gap",
    "least_gap",
    "gaps",
]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often and how evenly a point shall be emptied.

    Parameters
    ----------
    working
        Mask of the days on which trucks go out.
    days
        Length of the horizon.
    least_gap, most_gap
        Days between two emptyings; 0 is no limit.
    last_day
        Index of the last emptying, negative.
    fixed
        Mask of the only days that are allowed; 0 allows all.
    """

    working: int
    days: int
    times: int
    least_gap: int = 0
    most_gap: int = 0
    last_day: int = -1
    fixed: int = 0

    @property
    def open(self) -> int:
        """Mask of the days that may be chosen."""
        return self.working & self.fixed if self.fixed else self.working


@dataclass(frozen=True, slots=True)
class Reason:
    """Why no pattern keeps a rhythm; `asked` and `possible` are days or counts, after the code."""

    code: ReasonCode
    asked: int = 0
    possible: int = 0


def mask_of(days: Sequence[bool]) -> int:
    """Return the mask of the days that are true."""
    return sum(1 << day for day, works in enumerate(days) if works)


def days_of(mask: int) -> tuple[int, ...]:
    """Return the days of a mask in order."""
    return tuple(day for day in range(mask.bit_length()) if mask >> day & 1)


def patterns(
    days: Sequence[bool],
    times: int,
    least_gap: int,
    most_gap: int,
    last_day: int,
    fixed: int | None = None,
) -> tuple[int, ...]:
    """Return every mask that keeps the rhythm, the most even first; none when there is no such mask.

    Parameters
    ----------
    days
        Whether trucks go out, by day.
    times
        How often in the horizon, exactly.
    least_gap, most_gap
        Days between two emptyings; 0 is no limit.
    last_day
        Index of the last emptying before the horizon, negative.
    fixed
        Mask of the only days that are allowed.
    """
    return allowed(Rhythm(mask_of(days), len(days), times, least_gap, most_gap, last_day, fixed or 0))


@lru_cache(maxsize=4096)
def allowed(rhythm: Rhythm) -> tuple[int, ...]:
    """Return every mask that keeps a rhythm, the most even first; see `patterns`."""
    return _in_order(rhythm, (mask for mask in _of_size(rhythm, rhythm.times) if not excess(rhythm, mask)))


@lru_cache(maxsize=4096)
def nearest(rhythm: Rhythm) -> tuple[int, ...]:
    """Return the masks that come nearest to a rhythm, which are the allowed ones where there are some.

    The fewest emptyings are missed, then the gaps are broken by the fewest days. What no plan can keep must
    not leave a point without any emptying: a holiday, a truck that came too late last week.
    """
    for times in range(min(rhythm.times, rhythm.open.bit_count()), 0, -1):
        masks = list(_of_size(rhythm, times))
        least = min(excess(rhythm, mask) for mask in masks)
        return _in_order(rhythm, (mask for mask in masks if excess(rhythm, mask) == least))
    return ()


def why_none(rhythm: Rhythm) -> Reason | None:
    """Return why no mask keeps a rhythm, None when one does."""
    if allowed(rhythm):
        return None
    room, workdays = rhythm.open.bit_count(), rhythm.working.bit_count()
    if rhythm.times > workdays:
        return Reason("too_often", rhythm.times, workdays)
    if rhythm.fixed and not room:
        return Reason("fixed_days")
    if rhythm.times > room:
        return Reason("too_often_fixed", rhythm.times, room)
    return _why_gaps(rhythm)


def gaps(rhythm: Rhythm, mask: int) -> tuple[int, ...]:
    """Return the days between emptyings, the one before the horizon included, its end left out."""
    return tuple(b - a for a, b in pairwise((rhythm.last_day, *days_of(mask))))


def excess(rhythm: Rhythm, mask: int) -> int:
    """Days by which a mask breaks the gaps, all of them together; 0 when it keeps them."""
    between = gaps(rhythm, mask)
    short = sum(max(0, rhythm.least_gap - gap) for gap in between)
    if not rhythm.most_gap:
        return short
    last = max((rhythm.last_day, *days_of(mask)))
    ends = (*between, rhythm.days - last)
    return short + sum(max(0, gap - rhythm.most_gap) for gap in ends)


def dry(masks: Sequence[int], gathers_kg: Sequence[int], before_kg: int, most_kg: int) -> tuple[int, ...]:
    """Return the masks with which a point never overflows; all of them when it does with each.

    Parameters
    ----------
    most_kg
        What it holds; 0 is no limit.
    """
    if not most_kg:
        return tuple(masks)
    kept = tuple(m for m in masks if max(waiting(m, gathers_kg, before_kg), default=0) <= most_kg)
    return kept or tuple(masks)


def waiting(mask: int, gathers_kg: Sequence[int], before_kg: int) -> tuple[int, ...]:
    """Return kilograms that wait at each emptying of a mask, in order, however much the point holds."""
    starts = (-1, *days_of(mask))
    found = [sum(gathers_kg[a + 1 : b + 1]) for a, b in pairwise(starts)]
    return (before_kg + found[0], *found[1:]) if found else ()


def _of_size(rhythm: Rhythm, times: int) -> Iterator[int]:
    for chosen in combinations(days_of(rhythm.open), times):
        yield sum(1 << day for day in chosen)


def _in_order(rhythm: Rhythm, masks: Iterator[int]) -> tuple[int, ...]:
    return tuple(sorted(masks, key=lambda mask: (_unevenness(rhythm, mask), mask)))


def _unevenness(rhythm: Rhythm, mask: int) -> int:
    """Sum of the squares of all gaps; a sum of days is dealt most evenly where that is least.

    A point last emptied long ago is not emptied the sooner for it: its first gap counts as the usual.
    """
    usual = max(1, rhythm.days // max(1, rhythm.times))
    first = max(rhythm.last_day, -usual)
    ends = (first, *days_of(mask), rhythm.days)
    return sum((b - a) ** 2 for a, b in pairwise(ends))


def _why_gaps(rhythm: Rhythm) -> Reason:
    """Return which of the gaps cannot be kept."""
    first = min(days_of(rhythm.open), default=rhythm.days) - rhythm.last_day
    if rhythm.most_gap and first > rhythm.most_gap:
        before = -rhythm.last_day > rhythm.most_gap
        return Reason("overdue" if before else _most(rhythm), rhythm.most_gap, first)
    loose = replace(rhythm, least_gap=0)
    if not allowed(loose):
        return Reason(_most(rhythm), rhythm.most_gap, _least_most(loose))
    if not allowed(replace(rhythm, most_gap=0)):
        return Reason("least_gap", rhythm.least_gap)
    return Reason("gaps", rhythm.least_gap, rhythm.most_gap)


def _most(rhythm: Rhythm) -> ReasonCode:
    """Return whether days without trucks are why the greatest gap is broken."""
    every = (1 << rhythm.days) - 1
    full = replace(rhythm, working=every, least_gap=0)
    return "holiday_most_gap" if allowed(full) else "most_gap"


def _least_most(rhythm: Rhythm) -> int:
    """Return the smallest greatest gap that any mask has."""
    found = (
        max((*gaps(rhythm, mask), rhythm.days - max(days_of(mask), default=rhythm.last_day)))
        for mask in _of_size(rhythm, rhythm.times)
    )
    return min(found, default=rhythm.days)
