"""Where the answers of engines are mended and judged, and the best is kept."""

import time
from dataclasses import dataclass, field
from threading import Lock

from routing.engines.repair import mend
from routing.errors import EngineError
from routing.judging.judge import Judge, Judgement
from routing.model.plan import Plan, Sequences
from routing.model.problem import Problem
from routing.timing.schedule import build_plan


@dataclass(frozen=True, slots=True)
class Tried:
    """One engine's answer, judged."""

    plan: Plan
    judgement: Judgement
    wall_s: float

    @property
    def rank(self) -> tuple[bool, int]:
        """Less is better: whether a rule is broken, then the cost."""
        return (not self.judgement.feasible, self.judgement.cost.total)


@dataclass(slots=True)
class Court:
    """Judges answers for one problem; may be asked from several threads.

    Parameters
    ----------
    begun
        Monotonic second from which waiting is counted.
    """

    problem: Problem
    begun: float
    notes: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    _judge: Judge = field(init=False)
    _tried: dict[str, Tried] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._judge = Judge(self.problem)

    @property
    def best(self) -> Tried:
        """The best answer so far; of equals the first."""
        return min(self._tried.values(), key=lambda each: each.rank)

    @property
    def tried(self) -> tuple[Tried, ...]:
        """Each engine's best answer, in the order of their first."""
        return tuple(self._tried.values())

    def consider(self, engine: str, sequences: Sequences, *, mended: bool = False) -> bool:
        """Mend and judge an answer; return whether it is the new best. Nonsense is noted, not raised.

        Parameters
        ----------
        mended
            What it leaves out does not fit: it need not be tried again.
        """
        begun = time.monotonic()
        try:
            plan = self._plan(engine, sequences, mended=mended)
        except (EngineError, KeyError) as error:
            self.note(f"{engine}: its answer could not be read: {error}")
            return False
        tried = Tried(plan, self._judge.judge(plan), time.monotonic() - self.begun)
        with self._lock:
            self.slowest_s = max(self.slowest_s, time.monotonic() - begun)
            before = min((each.rank for each in self._tried.values()), default=None)
            own = self._tried.get(engine)
            if own is None or tried.rank < own.rank:
                self._tried[engine] = tried
            return before is None or tried.rank < before

    def note(self, text: str) -> None:
        """Keep what went otherwise than asked, each thing once."""
        with self._lock:
            if text not in self.notes:
                self.notes.append(text)

    def judge(self, plan: Plan) -> Judgement:
        """Judge a finished plan."""
        return self._judge.judge(plan)

    def _plan(self, engine: str, sequences: Sequences, *, mended: bool) -> Plan:
        """Time an answer as it is if that keeps every rule and leaves nothing out; else mend it first."""
        try:
            plan = build_plan(self.problem, sequences, engine=engine)
            if (mended or not plan.unserved) and self._judge.judge(plan).feasible:
                return plan
        except EngineError:
            # hours or roads are not kept: just what mending is for
            pass
        return build_plan(self.problem, mend(self.problem, sequences), engine=engine)
