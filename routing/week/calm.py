"""Changing a week only a little: which points keep their days, and what last week means then."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from routing.week.days import collected, visits_of
from routing.week.judge import moved_points
from routing.week.problem import Timetable, WeekPoint, WeekProblem


def kept_as(problem: WeekProblem, timetable: Timetable) -> WeekProblem:
    """Return the problem with a timetable in the place of last week's: what it does otherwise is a change."""
    masks, serving = visits_of(timetable), _serving(timetable)
    points = (
        replace(point, kept=masks.get(point.code, 0), kept_vehicle=serving.get(point.code, ""))
        for point in problem.points
    )
    return replace(problem, points=tuple(points))


def with_kept_days(problem: WeekProblem) -> WeekProblem:
    """Return the problem with last week's days among the patterns of every point, as the last of them.

    They may break its rhythm: a week that may change a few points only cannot put all right at once.
    """
    return replace(problem, points=tuple(_with_kept(problem, point) for point in problem.points))


def _with_kept(problem: WeekProblem, point: WeekPoint) -> WeekPoint:
    working = sum(1 << day for day, each in enumerate(problem.days) if each.vehicles)
    if not point.kept or point.kept in point.patterns or point.kept & ~working:
        return point
    return replace(point, patterns=(*point.patterns, point.kept))


def points_to_keep(problem: WeekProblem, visits: Mapping[str, int], most: int) -> frozenset[str]:
    """Return all points but `most` that a week has moved: those of villages of which it moved the most.

    Moving one of a village's points saves little when the others must be driven to on the old days.
    """
    moved = set(moved_points(problem, visits))
    by_village = Counter(point.village for point in problem.points if point.code in moved)
    order = sorted(
        (point for point in problem.points if point.code in moved),
        key=lambda point: (-by_village[point.village], point.village, -sum(point.gathers_kg)),
    )
    free = {point.code for point in order[:most]}
    return frozenset(point.code for point in problem.points if point.kept and point.code not in free)


def _serving(timetable: Timetable) -> dict[str, str]:
    """Return the vehicle that empties each point most often."""
    found: dict[str, Counter[str]] = {}
    for sequences in timetable.values():
        for name, halts in sequences.items():
            for code in collected({name: halts}):
                found.setdefault(code, Counter())[name] += 1
    return {code: counts.most_common(1)[0][0] for code, counts in found.items()}
