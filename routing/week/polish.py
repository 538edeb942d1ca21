"""From an order of halts for every day to days that keep every rule: timed, mended, judged, kept.

What the search leaves to the days (windows, breaks, daily tonnes) is looked at here, by the code that times,
mends and judges a single day. A day whose halts and loads were seen before is not looked at again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from routing.engines.repair import mend
from routing.errors import EngineError
from routing.judging.judge import Judge
from routing.judging.reasons import explain
from routing.model.plan import CallKind, Plan, Sequence, Sequences
from routing.model.problem import Problem
from routing.timing.schedule import build_plan
from routing.week.days import collected, day_problem, visits_of
from routing.week.judge import WeekJudgement, judge_week
from routing.week.problem import Timetable, WeekProblem, Wishes

MOST_KEPT = 400
"""So many days are remembered; the oldest go first."""

type Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class JudgedWeek:
    """A week with times and verdict.

    Parameters
    ----------
    missed
        Day -> points that it could not empty although the search had them there.
    """

    timetable: Timetable
    plans: Mapping[int, Plan]
    judgement: WeekJudgement
    engine: str
    missed: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def rank(self) -> tuple[int, int, int]:
        """Less is better: points moved beyond what is allowed, hard rules broken, cost."""
        found = self.judgement.violations
        too_many = sum(v.amount for v in found if v.rule == "too_many_moved")
        return too_many, sum(v.hard for v in found), self.judgement.cost.total


class Settler:
    """Times, mends and judges timetables of one week.

    Parameters
    ----------
    problem
        As the office has it: it is judged with the wishes beside it.
    ruled
        With the wishes in it: what may be planned.
    """

    def __init__(self, problem: WeekProblem, ruled: WeekProblem, wishes: Wishes) -> None:
        self._problem, self._ruled, self._wishes = problem, ruled, wishes
        self._seen: dict[Key, Plan] = {}

    def settle(self, timetable: Timetable, engine: str) -> JudgedWeek:
        """Return the week as it can be driven; a point that some day cannot empty is left out of all.

        Half of its visits would break its frequency and leave more lying for the rest of them.
        """
        wanted = {day: sequences for day, sequences in timetable.items() if any(sequences.values())}
        missed: dict[int, tuple[str, ...]] = {}
        plans = self._days(wanted, wanted, engine)
        while True:
            lost = _lost(wanted, plans)
            if not lost:
                break
            for day, codes in lost.items():
                missed[day] = (*missed.get(day, ()), *codes)
            gone = {code for codes in lost.values() for code in codes}
            wanted = {day: without(plan.sequences, gone) for day, plan in plans.items()}
            plans = self._days(wanted, wanted, engine)
        plans = {day: plan for day, plan in plans.items() if plan.routes}
        final = {day: plan.sequences for day, plan in plans.items()}
        return JudgedWeek(final, plans, judge_week(self._problem, plans, self._wishes), engine, missed)

    def problem_of(self, day: int, timetable: Timetable) -> Problem:
        """Return the problem of a day."""
        return day_problem(self._ruled, day, timetable)

    def _days(self, timetable: Timetable, days: Iterable[int], engine: str) -> dict[int, Plan]:
        return {day: self._day(day, timetable, engine) for day in days if any(timetable[day].values())}

    def _day(self, day: int, timetable: Timetable, engine: str) -> Plan:
        problem, sequences = self.problem_of(day, timetable), timetable[day]
        key = (day, tuple((s.code, s.kg) for s in problem.stops), tuple(sorted(sequences.items())))
        if key not in self._seen:
            if len(self._seen) >= MOST_KEPT:
                del self._seen[next(iter(self._seen))]
            self._seen[key] = drivable(problem, sequences, engine)
        return replace(self._seen[key], engine=engine)


def drivable(problem: Problem, sequences: Sequences, engine: str) -> Plan:
    """Return a day as given if it keeps every rule, else mended."""
    try:
        plan = build_plan(problem, sequences, engine=engine)
    except EngineError:
        pass  # hours or roads are not kept: just what mending is for
    else:
        if not plan.unserved and Judge(problem).judge(plan).feasible:
            return plan
    return explain(problem, build_plan(problem, mend(problem, sequences), engine=engine))


def _lost(timetable: Timetable, plans: Mapping[int, Plan]) -> dict[int, tuple[str, ...]]:
    """Return, by day, points that a plan leaves out, and those that another day has already lost."""
    found = {day: tuple(u.stop for u in plan.unserved) for day, plan in plans.items() if plan.unserved}
    driven = {day: plan.sequences for day, plan in plans.items()}
    before, after = visits_of(timetable), visits_of(driven)
    halves = [code for code, mask in before.items() if after.get(code, 0) not in {0, mask}]
    for code in halves:
        day = next(d for d, sequences in driven.items() if code in set(collected(sequences)))
        found[day] = (*found.get(day, ()), code)
    return found


def without(sequences: Sequences, gone: set[str]) -> Sequences:
    """Return halts without some points, and without unloadings that have nothing left to unload."""
    return {name: left for name, halts in sequences.items() if (left := _halts(halts, gone))}


def _halts(halts: Sequence, gone: set[str]) -> Sequence:
    left: list[tuple[CallKind, str]] = []
    for kind, code in halts:
        if kind == "collect" and code in gone:
            continue
        if kind == "unload" and (not left or left[-1][0] == "unload"):
            continue
        left.append((kind, code))
    return tuple(left)
