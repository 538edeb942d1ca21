"""What a new week takes over from an older one, or from a timetable of people."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from routing.model.plan import Plan, Sequence
from routing.week.apply import apply_wishes
from routing.week.days import visits_of
from routing.week.lack import Lack, lacks_of
from routing.week.problem import Timetable, WeekProblem, Wishes

WEEK = 7


def moved_to(timetable: Timetable, first_day: date, days: int, horizon: tuple[date, int]) -> Timetable:
    """Return a timetable on the days of another horizon: each takes the nearest day of the same weekday.

    Parameters
    ----------
    first_day, days
        Of the timetable.
    horizon
        First day and number of days wanted; those without a day of their weekday stay idle.
    """
    begins, count = horizon
    found = {}
    for day in range(count):
        offset = (begins - first_day).days + day
        source = offset if 0 <= offset < days else _same_weekday(offset, days)
        if source is not None and source in timetable:
            found[day] = timetable[source]
    return found


def _same_weekday(offset: int, days: int) -> int | None:
    """Return the last day of a timetable that is the same weekday, None when it has none."""
    same = [day for day in range(days) if (day - offset) % WEEK == 0]
    return max(same, default=None)


def fitted(problem: WeekProblem, timetable: Timetable) -> Timetable:
    """Return a timetable without points, facilities and vehicles that the week does not have on the day."""
    points = {point.code for point in problem.points}
    found: dict[int, dict[str, Sequence]] = {}
    for day, sequences in timetable.items():
        if day >= len(problem.days):
            continue
        works = {vehicle.id for vehicle in problem.days[day].vehicles}
        known = {"collect": points, "unload": {f.code for f in problem.days[day].facilities}}
        found[day] = {
            name: left
            for name, halts in sequences.items()
            if name in works and (left := tuple((k, code) for k, code in halts if code in known[k]))
        }
    return found


def merged(before: Wishes, now: Wishes) -> Wishes:
    """Return what was fixed before with what is fixed now; of two frequencies of a point the new one."""
    return Wishes(
        pins=tuple(dict.fromkeys((*before.pins, *now.pins))),
        excluded=before.excluded | now.excluded,
        times={**before.times, **now.times},
        without_vehicles=before.without_vehicles | now.without_vehicles,
        closed_facilities=before.closed_facilities | now.closed_facilities,
        holidays=before.holidays | now.holidays,
    )


def named_points(document: Mapping[str, Any] | None, timetable: Timetable) -> frozenset[str]:
    """Return the points that a timetable names, as JSON or as it is."""
    named = {
        code
        for vehicles in (document or {}).values()
        for halts in vehicles.values()
        for kind, code in halts
        if kind == "collect"
    }
    return frozenset(named) | frozenset(visits_of(timetable))


def rarer(problem: WeekProblem, timetable: Timetable) -> dict[str, int]:
    """Return how often a timetable empties each point that it empties more rarely than the office's figure.

    Whoever takes over a timetable takes over its rhythm; a point that it never empties is no rhythm.
    """
    visits = visits_of(timetable)
    counts = ((p, visits.get(p.code, 0).bit_count()) for p in problem.points)
    return {point.code: count for point, count in counts if 0 < count < point.times}


def remarks(
    problem: WeekProblem, wishes: Wishes, plans: Mapping[int, Plan], visits: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return what the board lists beside broken rules; a week may be published with it.

    What the fleet lacks, and points that this week shall empty more rarely than the office's figure.

    Parameters
    ----------
    visits
        Point -> mask of its days, as the week's judgement has it.
    """
    lacks = lacks_of(apply_wishes(problem, wishes), plans, visits)
    return [*(shown(lack) for lack in lacks), *_shown_rarer(problem, wishes.times)]


def _shown_rarer(problem: WeekProblem, times: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        _soft(
            "rarer_than_said",
            (
                f"{point.code} diangkut {times[point.code]} kali minggu ini, bukan {point.times} kali.",
                f"{point.code} is emptied {times[point.code]} times this week, not {point.times}.",
            ),
            point=point.code,
            amount=point.times - times[point.code],
        )
        for point in problem.points
        if times.get(point.code, point.times) < point.times
    ]


def shown(lack: Lack) -> dict[str, Any]:
    """Return what is missing as the board lists what is broken; it may be published all the same."""
    return _soft("fleet_too_small", (lack.message_id, lack.message_en), amount=lack.kg)


def _soft(rule: str, messages: tuple[str, str], *, point: str = "", amount: int = 0) -> dict[str, Any]:
    return {
        "rule": rule,
        "day": None,
        "vehicle": "",
        "point": point,
        "facility": "",
        "amount": amount,
        "hard": False,
        "message_id": messages[0],
        "message_en": messages[1],
    }
