"""What people fixed, put into the problem that a search is given; also what a what-if asks."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from routing.week.patterns import Rhythm, allowed, days_of, dry, excess, mask_of, nearest
from routing.week.problem import Pin, WeekDay, WeekPoint, WeekProblem, Wishes

WHAT_IF = "what_if"
"""Why a vehicle does not work that a what-if takes away."""


def apply_wishes(problem: WeekProblem, wishes: Wishes) -> WeekProblem:
    """Return the problem that a search may work on: with what people fixed, without what they left out.

    Applied twice it changes nothing more. Judge, timing and board take the problem as the office has it, and
    the wishes beside it.

    Notes
    -----
    A vehicle that is pinned for a point becomes the only one that may serve it, on all its days; where pins
    of a point name several vehicles, only their days are put in, and the judge sees to the rest.
    """
    left = apply_rules(problem, wishes)
    pins: dict[str, list[Pin]] = {}
    for pin in wishes.pins:
        pins.setdefault(pin.point, []).append(pin)
    working = working_mask(left)
    points = tuple(
        _pinned(point, pins[point.code], (working, len(left.days))) if point.code in pins else point
        for point in left.points
        if point.code not in wishes.excluded
    )
    return replace(left, points=points)


def apply_rules(problem: WeekProblem, wishes: Wishes) -> WeekProblem:
    """Return the problem with other frequencies and the days of a what-if; pins and exclusions left aside."""
    days = tuple(_day(day, index, wishes) for index, day in enumerate(problem.days))
    changed = replace(problem, days=days)
    before, working = working_mask(problem), working_mask(changed)
    points = tuple(_point(point, wishes, (before, working, len(days))) for point in problem.points)
    return replace(changed, points=points)


def working_mask(problem: WeekProblem) -> int:
    """Return the mask of the days on which any vehicle works."""
    return mask_of([bool(day.vehicles) for day in problem.days])


def rhythm_of(point: WeekPoint, working: int, days: int) -> Rhythm:
    """Return the rhythm of a point without its fixed days, which only its patterns know."""
    return Rhythm(working, days, point.times, point.least_gap, point.most_gap, point.last_day)


def with_times(point: WeekPoint, times: int, working: int, days: int) -> WeekPoint:
    """Return a point that shall be emptied so often; gaps that cannot go with it give way, fixed days too."""
    if times == point.times:
        return point
    changed = replace(point, times=times)
    if not allowed(rhythm_of(changed, working, days)):
        each = -(-days // max(1, times))
        most = max(point.most_gap, each + 1) if point.most_gap else 0
        changed = replace(changed, least_gap=min(point.least_gap, days // max(1, times)), most_gap=most)
    masks = nearest(rhythm_of(changed, working, days))
    return replace(changed, patterns=_dry(changed, masks))


def _day(day: WeekDay, index: int, wishes: Wishes) -> WeekDay:
    """Return a day without what a what-if takes away."""
    rests = index in wishes.holidays
    gone = {v.id for v in day.vehicles if rests or v.id in wishes.without_vehicles}
    if not gone and not wishes.closed_facilities:
        return day
    return replace(
        day,
        vehicles=tuple(v for v in day.vehicles if v.id not in gone),
        facilities=tuple(f for f in day.facilities if f.code not in wishes.closed_facilities),
        away={**day.away, **dict.fromkeys(sorted(gone), "holiday" if rests else WHAT_IF)},
        holiday=day.holiday or ("libur" if rests else ""),
    )


def _point(point: WeekPoint, wishes: Wishes, masks: tuple[int, int, int]) -> WeekPoint:
    before, working, days = masks
    if point.code in wishes.times:
        point = with_times(point, wishes.times[point.code], working, days)
    if working == before:
        return point
    kept = tuple(mask for mask in point.patterns if not mask & ~working)
    return replace(point, patterns=kept or _dry(point, nearest(rhythm_of(point, working, days))))


def _pinned(point: WeekPoint, pins: Iterable[Pin], calendar: tuple[int, int]) -> WeekPoint:
    working, days = calendar
    pins = list(pins)
    fixed = sum({1 << pin.day for pin in pins if pin.day is not None}) & working
    vehicles = {pin.vehicle for pin in pins if pin.vehicle}
    stop = replace(point.stop, vehicle=min(vehicles)) if len(vehicles) == 1 else point.stop
    kept = tuple(mask for mask in point.patterns if mask & fixed == fixed)
    return replace(point, stop=stop, patterns=kept or _around(rhythm_of(point, working, days), fixed))


def _around(rhythm: Rhythm, fixed: int) -> tuple[int, ...]:
    """Return the masks with the fixed days that break the rhythm least."""
    free = days_of(rhythm.working & ~fixed)
    more = min(len(free), max(0, rhythm.times - fixed.bit_count()))
    masks = [fixed | sum(1 << day for day in chosen) for chosen in combinations(free, more)]
    least = min(excess(rhythm, mask) for mask in masks)
    return tuple(sorted(mask for mask in masks if mask and excess(rhythm, mask) == least))


def _dry(point: WeekPoint, masks: tuple[int, ...]) -> tuple[int, ...]:
    return dry(masks, point.gathers_kg, point.before_kg, point.most_kg)
