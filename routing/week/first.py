"""A first week, soon: days for every point by rules of thumb, each day filled by the day's baseline."""

from collections import defaultdict
from collections.abc import Mapping
from math import inf

from routing.engines import baseline
from routing.model.plan import Sequences
from routing.week.days import day_problem, visits_of
from routing.week.patterns import days_of
from routing.week.polish import without
from routing.week.problem import Timetable, WeekPoint, WeekProblem

NEIGHBOUR = 0.15
"""What a neighbour of the same village on the same day is worth, in even days' loads of one point."""

UNEVEN = 0.05
"""What every place further down in a point's list of patterns costs, in the same measure."""


def first_timetable(problem: WeekProblem, masks: Mapping[str, int]) -> Timetable:
    """Return a week in which each point has its days; one that a day cannot take is left out of all."""
    wanted: Timetable = {
        day: {"": tuple(("collect", code) for code, mask in masks.items() if mask >> day & 1)}
        for day in range(len(problem.days))
        if problem.days[day].vehicles and problem.days[day].facilities
    }
    filled = {day: _fill(problem, day, wanted) for day, halts in wanted.items() if halts[""]}
    visits = visits_of(filled)
    halves = {code for code, mask in visits.items() if mask != masks[code]}
    return {day: without(sequences, halves) for day, sequences in filled.items()}


def first_masks(problem: WeekProblem) -> dict[str, int]:
    """Return for each point its first allowed pattern: what anybody would write down."""
    return {point.code: point.patterns[0] for point in problem.points if point.patterns}


def even_masks(problem: WeekProblem) -> dict[str, int]:
    """Return days that are last week's where they may be, else even in load and one village's together."""
    dealer = _Dealer(problem)
    order = sorted(problem.points, key=lambda p: (p.village, -sum(p.gathers_kg)))
    return {point.code: dealer.deal(point) for point in order if point.patterns}


class _Dealer:
    """Deals points to days, one after the other."""

    def __init__(self, problem: WeekProblem) -> None:
        self._load: dict[tuple[str, int], float] = defaultdict(float)
        self._near: dict[tuple[str, str, int], int] = defaultdict(int)
        self._trucks = {
            (work, day): sum(v.work == work for v in each.vehicles) or 1
            for day, each in enumerate(problem.days)
            for work in ("collect", "container")
        }

    def deal(self, point: WeekPoint) -> int:
        """Return a point's days and remember them."""
        chosen = point.kept if point.kept in point.patterns else self._cheapest(point)
        for day in days_of(chosen):
            self._load[point.stop.work, day] += self._weight(point, chosen)
            self._near[point.village, point.stop.work, day] += 1
        return chosen

    def _cheapest(self, point: WeekPoint) -> int:
        best, least = point.patterns[0], inf
        for rank, mask in enumerate(point.patterns):
            cost = self._cost(point, mask) + UNEVEN * rank
            if cost < least:
                best, least = mask, cost
        return best

    def _cost(self, point: WeekPoint, mask: int) -> float:
        work, weight = point.stop.work, self._weight(point, mask)
        cost = 0.0
        for day in days_of(mask):
            cost += (self._load[work, day] + weight) / self._trucks[work, day] / max(weight, 1.0)
            cost -= NEIGHBOUR * self._near[point.village, work, day]
        return cost

    @staticmethod
    def _weight(point: WeekPoint, mask: int) -> float:
        """Return what a visit weighs: a container is a trip, whatever it holds."""
        return 1.0 if point.stop.work == "container" else sum(point.gathers_kg) / max(1, mask.bit_count())


def _fill(problem: WeekProblem, day: int, wanted: Timetable) -> Sequences:
    codes = {code for _, code in wanted[day][""]}
    return baseline.solve(day_problem(problem, day, wanted, visited=codes))
