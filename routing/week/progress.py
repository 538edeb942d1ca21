"""How far the work on a week is: what people see while they wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from routing.week.polish import JudgedWeek
from routing.week.problem import WeekProblem

type Phase = Literal["start", "search", "days", "done"]
"""First plan, patterns and routes at once, each day on the full model, ready."""

MOST_FOUND = 200
"""So many points of the curve are kept; then every second one goes."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day of the best week so far."""

    day: str
    kg: int
    km: float
    hours: float
    trips: int
    vehicles: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known at one moment.

    Parameters
    ----------
    cost_idr
        Of the best week so far, what people mind included.
    gap_share
        By what share of the cost no plan can be cheaper, at the most; None while that is unknown.
    unserved
        Points that are left out.
    found
        Seconds and cost of every better week.
    """

    elapsed_s: float
    time_limit_s: float
    phase: Phase
    cost_idr: int
    gap_share: float | None
    km: float
    unserved: int
    found: tuple[tuple[float, int], ...]
    days: tuple[DayFigures, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored with the job."""
        return {
            "elapsed_s": round(self.elapsed_s, 1),
            "time_limit_s": self.time_limit_s,
            "phase": self.phase,
            "cost_idr": self.cost_idr,
            "gap_share": None if self.gap_share is None else round(self.gap_share, 4),
            "km": round(self.km, 1),
            "unserved": self.unserved,
            "found": [list(each) for each in self.found],
            "days": [
                {name: getattr(day, name) for name in DayFigures.__dataclass_fields__} for day in self.days
            ],
        }


@dataclass(slots=True)
class Trail:
    """Keeps what was found, and tells whoever wants to know.

    Parameters
    ----------
    begun
        Monotonic second.
    bound_idr
        What no plan can cost less than; 0 where nobody knows.
    """

    problem: WeekProblem
    time_limit_s: float
    begun: float
    tell: Callable[[Progress], None] | None = None
    bound_idr: int = 0
    phase: Phase = "start"
    _found: list[tuple[float, int]] = field(default_factory=list)
    _best: JudgedWeek | None = None

    @property
    def elapsed_s(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.begun

    @property
    def found(self) -> tuple[tuple[float, int], ...]:
        """Seconds and cost of every better week."""
        return tuple(self._found)

    def better(self, week: JudgedWeek) -> None:
        """Note a better week."""
        self._best = week
        if len(self._found) >= MOST_FOUND:
            self._found = self._found[::2]
        self._found.append((round(self.elapsed_s, 1), week.judgement.cost.total))
        self.pulse()

    def enter(self, phase: Phase) -> None:
        """Note that another part of the work begins."""
        self.phase = phase
        self.pulse()

    def pulse(self) -> None:
        """Tell how far it is, if there is anything to tell."""
        if self.tell is not None and self._best is not None:
            self.tell(self.now(self._best))

    def now(self, best: JudgedWeek) -> Progress:
        """Return how far it is."""
        verdict = best.judgement
        cost = verdict.cost.total
        return Progress(
            elapsed_s=self.elapsed_s,
            time_limit_s=self.time_limit_s,
            phase=self.phase,
            cost_idr=cost,
            gap_share=max(0.0, 1 - self.bound_idr / cost) if self.bound_idr and cost else None,
            km=sum(day.distance_m for day in verdict.days) / 1000,
            unserved=sum(1 for p in self.problem.points if p.times and p.code not in verdict.visits),
            found=self.found,
            days=tuple(self._day(best, number) for number in range(len(self.problem.days))),
        )

    def _day(self, best: JudgedWeek, number: int) -> DayFigures:
        verdict, plan = best.judgement.days[number], best.plans.get(number)
        return DayFigures(
            day=self.problem.days[number].date.isoformat(),
            kg=verdict.kg,
            km=round(verdict.distance_m / 1000, 1),
            hours=round(verdict.duration_s / 3600, 1),
            trips=verdict.trips,
            vehicles=len(plan.routes) if plan else 0,
        )
