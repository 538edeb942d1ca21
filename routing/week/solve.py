"""Solving a week: a first plan soon, the search over patterns and routes, then each day on the full model.

Anytime: the best judged week is always there. What the search finds is timed, mended and judged by the code
of single days; where a day cannot keep what the search gave it, the search is told to leave it more room.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from routing.engines.remote import Keeper
from routing.errors import WeekError
from routing.model.plan import Plan
from routing.week.apply import apply_wishes
from routing.week.arrays_of import Arrayed, Policy, arrays_of
from routing.week.bound import week_bound
from routing.week.calm import points_to_keep, with_kept_days
from routing.week.first import even_masks, first_timetable
from routing.week.given import fitted
from routing.week.judge import WeekJudgement, moved_points
from routing.week.kernel.arrays import WeekState
from routing.week.kernel.search import search
from routing.week.lack import Lack, lacks_of
from routing.week.polish import JudgedWeek, Settler
from routing.week.polish_days import polish_days
from routing.week.problem import Timetable, WeekProblem, Wishes
from routing.week.progress import Progress, Trail

FIRST, SEARCH, START = "first", "search", "start"

DAYS_SHARE = 0.2
"""Part of the time in which each day is worked on alone, on the full model."""

ROUNDS = 3
"""So often at most the search is begun anew with what mending taught."""

TIGHTER = 0.04
"""By this share of its seconds a day is made shorter for the search when mending has left points out."""

LEAST_ROUND_S = 1.0
"""A search is not begun with less."""

MISLED = 2
"""A search whose finds so often left points out on their days is begun anew with shorter days."""

PULSE_S = 2.0
"""Whoever waits is told at least so often how far it is."""

LOOK_EVERY_S = 4.0
"""What the search finds is mended and judged this often at most: it takes time from it."""


@dataclass(frozen=True, slots=True)
class WeekEffort:
    """How hard to try.

    Parameters
    ----------
    time_limit_s
        Real seconds for everything.
    processes
        Of the search; 0: one for each core.
    """

    time_limit_s: float = 600.0
    seed: int = 1
    processes: int = 0
    keeper: Keeper = field(default_factory=Keeper)


@dataclass(frozen=True, slots=True)
class SolvedWeek:
    """The winner.

    Parameters
    ----------
    tried
        Judged cost of the best week of each part of the work.
    found
        Seconds and cost of every better week.
    lacks
        What is left lying for want of vehicles.
    """

    timetable: Timetable
    plans: Mapping[int, Plan]
    judgement: WeekJudgement
    engine: str
    wall_s: float
    tried: Mapping[str, int]
    found: tuple[tuple[float, int], ...] = ()
    lacks: tuple[Lack, ...] = ()


def solve_week(
    problem: WeekProblem,
    effort: WeekEffort,
    *,
    wishes: Wishes | None = None,
    start: Timetable | None = None,
    progress: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> SolvedWeek:
    """Return the best judged week within the effort.

    Parameters
    ----------
    wishes
        What people fixed; it is put into the problem here.
    start
        A week to begin from, as it stands; with `most_moved` of the problem it is changed only a little.
    progress
        Told of every better week, and every few seconds.
    stopped
        Asked at least every second; the best week so far is then the answer.

    Raises
    ------
    WeekError
        When nothing can be planned at all: nobody works, or every point is left out.
    """
    return _Solver(problem, effort, wishes or Wishes(), progress, stopped or (lambda: False)).run(start)


class _Solver:
    def __init__(
        self,
        problem: WeekProblem,
        effort: WeekEffort,
        wishes: Wishes,
        progress: Callable[[Progress], None] | None,
        stopped: Callable[[], bool],
    ) -> None:
        self._problem, self._effort = problem, effort
        self._ruled = apply_wishes(problem, wishes)
        self._settler = Settler(problem, self._ruled, wishes)
        self._begun = time.monotonic()
        self._trail = Trail(problem, effort.time_limit_s, self._begun, progress)
        self._stopped = stopped
        self._best: JudgedWeek | None = None
        self._tried: dict[str, int] = {}
        self._pulsed_at = self._begun

    def run(self, start: Timetable | None) -> SolvedWeek:
        if not any(point.patterns for point in self._ruled.points):
            raise WeekError("no point can be emptied on any day: nobody works, or all are left out")
        if start:
            self.consider(fitted(self._ruled, start), START)
        self.consider(first_timetable(self._ruled, even_masks(self._ruled)), FIRST)
        self._trail.bound_idr = week_bound(self._ruled)
        search_until = self._begun + self._effort.time_limit_s * (1.0 - DAYS_SHARE)
        self._trail.enter("search")
        self._search(search_until)
        self._trail.enter("days")
        self._polish()
        self._trail.enter("done")
        best = self.best
        return SolvedWeek(
            timetable=best.timetable,
            plans=best.plans,
            judgement=best.judgement,
            engine=best.engine,
            wall_s=time.monotonic() - self._begun,
            tried=self._tried,
            found=self._trail.found,
            lacks=lacks_of(self._ruled, best.plans, best.judgement.visits),
        )

    @property
    def best(self) -> JudgedWeek:
        """The best week so far."""
        if self._best is None:
            raise WeekError("there is no week yet")
        return self._best

    def consider(self, timetable: Timetable, engine: str) -> JudgedWeek:
        """Mend and judge a week, keep it if it is the best."""
        week = self._settler.settle(timetable, engine)
        self._note(week)
        return week

    def _note(self, week: JudgedWeek) -> None:
        cost = week.judgement.cost.total
        self._tried[week.engine] = min(cost, self._tried.get(week.engine, cost))
        if self._best is None or week.rank < self._best.rank:
            self._best = week
            self._trail.better(week)

    def _search(self, ends_at: float) -> None:
        """Search in rounds: each is told what the days and the people could not bear in the one before."""
        most = self._ruled.most_moved
        within = self._ruled if most is None else with_kept_days(self._ruled)
        policy = Policy()
        for number in range(ROUNDS):
            left_s = ends_at - time.monotonic()
            if left_s < LEAST_ROUND_S or self._stopped():
                return
            last = number == ROUNDS - 1
            seconds = left_s if last or most is None else left_s / (ROUNDS - number)
            policy = self._round(within, policy, seconds, last=last)

    def _round(self, within: WeekProblem, policy: Policy, seconds: float, *, last: bool) -> Policy:
        """Search once; returns the policy of the next round."""
        arrayed = arrays_of(within, policy)
        ear = _Ear(self, arrayed, patient=last or self._ruled.most_moved is not None)
        state = search(
            arrayed.arrays,
            seconds,
            self._effort.seed,
            arrayed.state(self.best.timetable),
            processes=self._effort.processes or os.cpu_count() or 1,
            on_better=ear.hear,
            stopped=ear.stopped,
        )
        week = self.consider(arrayed.timetable(state), SEARCH)
        return self._learnt(policy, week)

    def _learnt(self, policy: Policy, week: JudgedWeek) -> Policy:
        """Return what the next round is told: shorter days where points did not fit, fewer moves."""
        tight = dict(policy.tight)
        for day in week.missed:
            tight[day] = tight.get(day, 0.0) + TIGHTER
        most, visits = self._ruled.most_moved, week.judgement.visits
        if most is None or len(moved_points(self._ruled, visits)) <= most:
            return replace(policy, tight=tight)
        return replace(policy, tight=tight, still=points_to_keep(self._ruled, visits, most))

    def _polish(self) -> None:
        """Work on each day alone with what time is left."""
        if self._stopped():
            return
        ends_at = self._begun + self._effort.time_limit_s
        keeper = replace(self._effort.keeper, cancelled=self.is_stopped)
        polish_days(self._settler, self.best, ends_at, (self._effort.seed, keeper), self._note)

    def is_stopped(self) -> bool:
        """Tell whether somebody wants the answer now; say in passing how far it is."""
        if time.monotonic() - self._pulsed_at > PULSE_S:
            self._pulsed_at = time.monotonic()
            self._trail.pulse()
        return self._stopped()


class _Ear:
    """Listens to the search: looks at what it finds now and then, and stops it when it is misled.

    Parameters
    ----------
    patient
        It is let run to its end, whatever it finds.
    """

    def __init__(self, solver: _Solver, arrayed: Arrayed, *, patient: bool) -> None:
        self._solver, self._arrayed, self._patient = solver, arrayed, patient
        self._looked_at, self._every_s = time.monotonic(), LOOK_EVERY_S
        self._misled = 0

    def hear(self, state: WeekState) -> None:
        """Mend and judge what the search has found, unless that was done just now."""
        begun = time.monotonic()
        if begun - self._looked_at < self._every_s:
            return
        week = self._solver.consider(self._arrayed.timetable(state), SEARCH)
        self._misled += bool(week.missed)
        self._looked_at = time.monotonic()
        self._every_s = max(LOOK_EVERY_S, 10 * (self._looked_at - begun))

    def stopped(self) -> bool:
        """Tell the search whether to end."""
        return self._solver.is_stopped() or (not self._patient and self._misled >= MISLED)
