"""How often a point shall be emptied in a horizon, and on which days that may be."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from data.store.queries.weeks.horizon import HorizonPoint
from routing.errors import WeekError
from routing.week.patterns import Rhythm, allowed, nearest, why_none

WEEK = 7
USUAL_TIMES = 2
"""Times a week for a stop of which nobody has said how often: what rots should not lie longer."""

FULLEST = 0.95
"""Share of what a container or a vehicle holds that a visit may find, where nobody has said how often."""


def rhythm_of(row: HorizonPoint, first_day: date, open_days: Sequence[bool], filling_days: float) -> Rhythm:
    """Return how often and how evenly a point shall be emptied: by the office's word, the rest by rule.

    Gaps that nobody has set are half to one and a half of the even one: a point that is emptied twice a week
    has two to five days between two emptyings.

    Parameters
    ----------
    open_days
        Whether it can be emptied, by day.
    filling_days
        After how many days its container, or the vehicle that comes for it, is full.
    """
    weekly = row.times_per_week or len(row.weekdays) or _usual(row, filling_days)
    days, even = len(open_days), WEEK / weekly
    least = row.least_gap_days or min(math.ceil(even / 2), row.most_gap_days or WEEK)
    # of a point that nobody has seen emptied, a day's waste waits on the evening before
    last = -2 if row.last_emptied_on is None else min(-1, (row.last_emptied_on - first_day).days)
    return Rhythm(
        working=sum(1 << day for day, is_open in enumerate(open_days) if is_open),
        days=days,
        times=math.floor(weekly * days / WEEK + 0.5),
        least_gap=least,
        most_gap=row.most_gap_days or max(least, math.ceil(1.5 * even)),
        last_day=last,
        fixed=_on(row.weekdays, first_day, days),
    )


def masks_of(rhythm: Rhythm, urgent: int) -> tuple[int, ...]:
    """Return the masks of days on which a point may be emptied, the most even first.

    Where holidays, an absent fleet or a visit that is overdue make its rhythm impossible this time, the
    nearest masks come instead; none where nobody can empty it on any day.

    Parameters
    ----------
    urgent
        Mask of the days on which it must be emptied.

    Raises
    ------
    WeekError
        When no days could ever keep the rhythm, whatever the week.
    """
    masks = allowed(rhythm)
    if not masks and rhythm.times:
        _demand_possible(rhythm)
        masks = nearest(rhythm)
    if not urgent:
        return masks
    return tuple(m for m in masks if m & urgent == urgent) or tuple(
        dict.fromkeys(m | urgent for m in masks or (0,))
    )


def days_of(dates: Sequence[date], first_day: date, days: int) -> int:
    """Return the mask of dates that lie in the horizon."""
    numbers = {(day - first_day).days for day in dates}
    return sum(1 << number for number in numbers if 0 <= number < days)


def _demand_possible(rhythm: Rhythm) -> None:
    """Refuse a rhythm that no week without holidays could keep, whenever the last visit was."""
    every = (1 << rhythm.days) - 1
    latest = max(1, rhythm.most_gap)
    if not any(allowed(replace(rhythm, working=every, last_day=-gap)) for gap in range(1, latest + 1)):
        raise WeekError(_sentence(replace(rhythm, working=every)))


def _sentence(rhythm: Rhythm) -> str:
    reason = why_none(rhythm)
    asked = f"{rhythm.times} times in {rhythm.days} days, {rhythm.least_gap} to {rhythm.most_gap} days apart"
    if reason is not None and reason.code in {"too_often_fixed", "fixed_days"}:
        return f"{asked}, but only {reason.possible} of its days lie in the horizon"
    return asked


def _on(weekdays: Sequence[int], first_day: date, days: int) -> int:
    return sum(1 << day for day in range(days) if (first_day.weekday() + day) % WEEK in weekdays)


def _usual(row: HorizonPoint, filling_days: float) -> int:
    """Return times a week of a point of which nobody has said how often."""
    needed = math.ceil(WEEK / max(1.0, math.floor(FULLEST * filling_days)))
    return needed if row.kind == "container" else max(USUAL_TIMES, needed)
