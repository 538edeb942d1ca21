"""What no week can cost less than, whatever days are chosen: the bound of a day, summed over the horizon."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from routing.judging.bound import least_shares
from routing.model.parts import Facility, Stop, Vehicle, Window
from routing.model.problem import Problem
from routing.week.days import waiting_stop
from routing.week.patterns import days_of
from routing.week.problem import WeekPoint, WeekProblem

MOST_PLACES = 600
"""Above, shortest ways between all places would take longer than the figure is worth."""


def week_bound(problem: WeekProblem) -> int:
    """Return rupiah below which no week can cost, what it leaves out at its price included; 0: not known.

    Notes
    -----
    A point takes part in the cost of a day with its least share (`routing.judging.bound`) for what waits
    there; over the horizon with the sum of them on the pattern for which it is least. The sum over all
    points is below the cost of every choice of days. Points that the same vehicles and facilities serve are
    put together.
    """
    size = max(len(matrix.duration_s) for matrix in problem.matrices.values())
    if size > MOST_PLACES:
        return 0
    return int(sum(_group(problem, group) for group in _groups(problem)))


def _groups(problem: WeekProblem) -> Sequence[tuple[list[WeekPoint], list[Facility], list[Vehicle]]]:
    """Return points that the same vehicles and facilities serve, with those."""
    vehicles = {(d, v.id): v for d, day in enumerate(problem.days) for v in day.vehicles}
    facilities = {f.code: f for day in problem.days for f in day.facilities}
    found: defaultdict[tuple[object, ...], list[WeekPoint]] = defaultdict(list)
    for point in problem.points:
        stop = point.stop
        found[stop.work, stop.classes, stop.stream, stop.vehicle].append(point)
    groups = []
    for points in found.values():
        stop = points[0].stop
        able = [replace(v, id=f"{d}/{name}") for (d, name), v in vehicles.items() if stop.admits(v)]
        tips = [f for f in facilities.values() if any(f.admits(v, stop.stream) for v in able)]
        groups.append((points, tips, able))
    return groups


def _group(problem: WeekProblem, group: tuple[list[WeekPoint], list[Facility], list[Vehicle]]) -> float:
    points, tips, able = group
    prices = np.array([p.stop.price if p.times else 0 for p in points], dtype=np.float64)
    if not tips or not able:
        return float(prices.sum())
    stops = _stops(points)
    names = list(stops)
    day = Problem(
        tuple(able), tuple(_always(f) for f in tips), tuple(stops.values()), problem.matrices, "bound"
    )
    shares = least_shares(day, list(stops.values()))
    at = {name: number for number, name in enumerate(names)}
    least = np.array([_least(number, point, shares, at) for number, point in enumerate(points)])
    return float(np.minimum(prices[:, None], least).sum(axis=0).max())


def _stops(points: Sequence[WeekPoint]) -> dict[tuple[int, int], Stop]:
    """Return one stop for each amount that may wait at a point, by point and kilograms."""
    found: dict[tuple[int, int], Stop] = {}
    for number, point in enumerate(points):
        for mask in point.patterns:
            for day in days_of(mask):
                stop = waiting_stop(point, day, mask)
                name = f"{point.code}/{stop.kg}"
                found.setdefault((number, stop.kg), replace(stop, code=name, vehicle="", windows=()))
    return found


def _least(number: int, point: WeekPoint, shares: np.ndarray, at: dict[tuple[int, int], int]) -> np.ndarray:
    """Return a point's least cost over its patterns in each of the four ways, (4,)."""
    least = np.full(len(shares), np.inf)
    for mask in point.patterns:
        visits = [at[number, waiting_stop(point, day, mask).kg] for day in days_of(mask)]
        least = np.minimum(least, shares[:, visits].sum(axis=1))
    return least


def _always(facility: Facility) -> Facility:
    return replace(facility, windows=(Window(0, 1),), max_kg=0, classes=(), feeds="")
