"""Several engines at once, each in a child process of its own, handing each other their best.

One row of legs per core; within a row, legs follow one another and begin from the best so far. What a
leg finds is mended and judged while it searches on, and news go to the other rows. An engine that dies
leaves a note, and another takes over the rest of its time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread

from routing.engines.court import Court, Tried
from routing.engines.narrowed import method_for
from routing.engines.protocol import Task, Tell
from routing.engines.remote import Answer, Keeper
from routing.model.plan import Sequences
from routing.model.problem import Problem

type Run = Callable[[str, Task, Keeper, Tell], Answer]

type Progress = Callable[[Tried], None]
"""Called with every new best answer, from whichever thread found it."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One engine's turn.

    Parameters
    ----------
    until
        Part of the whole time at which it ends.
    until_exact
        The same for a problem that the searcher can state without loss; 0 is the same as `until`.
    """

    engine: str
    until: float = 1.0
    method: str = ""
    until_exact: float = 0.0

    def method_for(self, problem: Problem) -> str:
        """Return how it searches this problem; a way that suits no such problem is the usual one."""
        return method_for(self.method, problem)

    def share(self, *, exact: bool) -> float:
        """Part of the whole time at which it ends."""
        return self.until_exact if exact and self.until_exact else self.until


type Rows = tuple[tuple[Leg, ...], ...]
"""What runs at once, each row one after the other."""

SHORTEST_LEG_S = 0.4
"""A leg with less time than this is not begun: starting a process takes as long."""

CONSIDER_EVERY_S = 0.7
"""Answers on the way are looked at this often at most, so that judging takes no core from searching."""

SPARE_S = 1.0
"""Of the two seconds after the limit, what mending the last answers may take before the limit counts it."""

STAND_IN = {"pyvrp": Leg("ortools"), "ortools": Leg("pyvrp"), "ruin": Leg("ortools")}
"""Who takes over from an engine that died."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How engines are to run: see `routing.solve.Effort`."""

    rows: Rows
    seed: int
    ends_at: float
    keeper: Keeper
    run: Run
    progress: Progress | None = None
    iterations: int = 0


def search(court: Court, wish: Wish) -> None:
    """Run every row until the time is over; the court has then heard all answers."""
    rows = [_Row(court, wish, number) for number in range(len(wish.rows))]
    for row in rows:
        row.others = [other for other in rows if other is not row]
    threads = [Thread(target=row.run, daemon=True) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, wish.ends_at + SPARE_S + court.slowest_s - time.monotonic()))


def search_in_turn(court: Court, wish: Wish) -> None:
    """Run each engine once, one after the other and without news: the same seed gives the same answers."""
    problem = court.problem
    legs = dict.fromkeys((leg.engine, leg.method_for(problem)) for row in wish.rows for leg in row)
    for engine, method in legs:
        left_s = wish.ends_at - time.monotonic()
        start = court.best.plan.sequences
        task = Task(court.problem, start, wish.seed, left_s, wish.iterations, method)
        answer = wish.run(engine, task, wish.keeper, lambda _: None)
        _close(court, engine, answer, wish.progress)


def _close(court: Court, engine: str, answer: Answer, progress: Progress | None) -> bool:
    """Take down a leg's last answer; return whether it is the new best."""
    if answer.trouble:
        court.note(answer.trouble)
    if answer.sequences is None or not court.consider(engine, answer.sequences):
        return False
    if progress:
        progress(court.best)
    return True


@dataclass(slots=True)
class _Row:
    """One row of legs at work, in a thread that waits for its child."""

    court: Court
    wish: Wish
    number: int
    others: list["_Row"] = field(default_factory=list)
    news: Sequences | None = None
    considered_at: float = 0.0

    def run(self) -> None:
        """Run the legs; a leg whose engine died is finished by another."""
        begun, exact = time.monotonic(), is_exact(self.court.problem)
        for leg in self.wish.rows[self.number]:
            ends_at = begun + (self.wish.ends_at - begun) * leg.share(exact=exact)
            if not self._leg(leg, ends_at):
                self._leg(STAND_IN[leg.engine], ends_at)

    def hear(self) -> Sequences | None:
        """Hand out the news once."""
        news, self.news = self.news, None
        return news

    def _leg(self, leg: Leg, ends_at: float) -> bool:
        """Run one leg; return whether nothing went wrong."""
        left_s = ends_at - time.monotonic()
        if left_s < SHORTEST_LEG_S or self.wish.keeper.cancelled():
            return True
        self.news = None
        task = Task(
            self.court.problem,
            self.court.best.plan.sequences,
            self.wish.seed + 1000 * self.number,
            left_s,
            method=leg.method_for(self.court.problem),
            hear=self.hear,
        )
        answer = self.wish.run(
            leg.engine, task, self.wish.keeper, lambda found: self._told(leg.engine, found)
        )
        if _close(self.court, leg.engine, answer, self.wish.progress):
            self._spread()
        return not answer.trouble

    def _told(self, engine: str, found: Sequences) -> None:
        """Look at an answer on the way, unless one was looked at just now or the end is near."""
        now, slowest_s = time.monotonic(), self.court.slowest_s
        if now - self.considered_at < max(CONSIDER_EVERY_S, 10 * slowest_s):
            return
        if self.wish.ends_at - now < 2 * slowest_s:
            return
        for row in self.others:
            # even what is not the best may be better in a part of the map
            row.news = found
        if self.court.consider(engine, found):
            self._spread()
            if self.wish.progress:
                self.wish.progress(self.court.best)
        self.considered_at = time.monotonic()

    def _spread(self) -> None:
        best = self.court.best.plan.sequences
        for row in self.others:
            row.news = best


def is_exact(problem: Problem) -> bool:
    """Whether the searcher states all of a problem, so that mending has nothing to do."""
    return not (
        any(v.breaks or v.overtime_per_hour for v in problem.vehicles)
        or any((v.max_stops or v.max_kg) and v.max_trips != 1 for v in problem.vehicles)
        or any(f.max_kg for f in problem.facilities)
        or (len(problem.facilities) > 1 and any(v.work == "container" for v in problem.vehicles))
    )
