"""Runs an engine on instance files: file, problem, plan, tours, and what the file's own checker says."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from routing.bench.instance import Fault, Instance, Objective, Reference, Tour, Verdict
from routing.bench.memory import PeakMemory
from routing.bench.recognise import read_instance
from routing.bench.vroom import Vroom
from routing.bench.vrp_problem import VrpInstance
from routing.bench.weeks import ENGINE as WEEK_ENGINE
from routing.bench.weeks import WeekInstance, solve_week_instance
from routing.errors import EngineError
from routing.solve import PORTFOLIOS, Effort, Tried, solve

type Tell = Callable[[str], None]

ENGINES = (*PORTFOLIOS, "vroom")

TELL_EVERY_S = 5.0
"""While an engine works, better plans are told at most this often."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of every file; no objective means the one of the file's format."""

    engine: str = "auto"
    time_limit_s: float = 60.0
    seed: int = 1
    iterations: int = 0
    objective: Objective | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What an engine came to.

    Parameters
    ----------
    tours
        In the file's numbers; None when there was no answer.
    first_s
        When a plan with every stop was first there.
    """

    tours: list[Tour] | None
    winner: str
    notes: tuple[str, ...] = ()
    first_s: float | None = None


def read_all(paths: Sequence[Path]) -> list[Instance | WeekInstance]:
    """Read every file before the first is solved, so that a bad one does not cost an hour.

    Raises
    ------
    InstanceError
        Naming file, line and value.
    """
    return [read_instance(path) for path in paths]


def run_files(paths: Sequence[Path], wish: Wish, tell: Tell) -> list[dict[str, Any]]:
    """Return one row of results per file, in the order given.

    Raises
    ------
    InstanceError
        When a file cannot be read; nothing has been solved then.
    """
    instances = read_all(paths)
    rows = []
    for number, (path, instance) in enumerate(zip(paths, instances, strict=True), start=1):
        head = f"{number}/{len(paths)} {path.name}"
        if isinstance(instance, WeekInstance):
            tell(f"{head}: {instance.format}, {WEEK_ENGINE}, {_effort(wish)}")
            row = _week_row(instance, wish, tell)
        else:
            tell(f"{head}: {instance.format}, {wish.engine}, {_effort(wish)}")
            row = _run_one(instance, wish, tell)
        tell(f"{head}: {_sentence(row)}")
        rows.append(row)
    return rows


def _run_one(instance: Instance, wish: Wish, tell: Tell) -> dict[str, Any]:
    objective: Objective = wish.objective or instance.objective
    if isinstance(instance, VrpInstance):
        instance = instance.under(objective)
    begun = time.monotonic()
    with PeakMemory() as memory:
        answered = _answer(instance, objective, wish, tell)
    wall_s = time.monotonic() - begun
    verdict = None if answered.tours is None else instance.check(answered.tours)
    return {
        "instance": instance.name,
        "format": instance.format,
        "objective": objective,
        "rules": instance.rules,
        "engine": wish.engine,
        "winner": answered.winner,
        **_figures(verdict, instance.references(objective)),
        "wall_s": round(wall_s, 2),
        "first_s": None if answered.first_s is None else round(answered.first_s, 2),
        "peak_mb": round(memory.mb),
        "notes": list(answered.notes),
        **_routes(answered.tours or ()),
    }


def _answer(instance: Instance, objective: Objective, wish: Wish, tell: Tell) -> Answered:
    problem = instance.problem(objective)
    if wish.engine == "vroom":
        plan, note = Vroom().solve(problem, wish.time_limit_s)
        return Answered(instance.tours(plan), "vroom", note) if plan else Answered(None, "", note)
    effort = Effort(wish.time_limit_s, wish.seed, wish.iterations, PORTFOLIOS[wish.engine])
    try:
        solved = solve(problem, effort, progress=_Trail(instance, tell))
    except EngineError as error:
        # the other files shall still be solved
        return Answered(None, "", (str(error),))
    whole = [t.wall_s for t in solved.tried if t.judgement.feasible and not t.judgement.unserved]
    first_s = min(whole, default=None)
    return Answered(instance.tours(solved.plan), solved.plan.engine, solved.plan.notes, first_s)


@dataclass(slots=True)
class _Trail:
    """Tells now and then how good the best plan so far is."""

    instance: Instance
    tell: Tell
    told_at: float = field(default_factory=time.monotonic)

    def __call__(self, tried: Tried) -> None:
        if time.monotonic() - self.told_at < TELL_EVERY_S:
            return
        self.told_at = time.monotonic()
        verdict = self.instance.check(self.instance.tours(tried.plan))
        best = f"{verdict.cost:g} with {verdict.vehicles} vehicles ({tried.plan.engine})"
        self.tell(f"  {tried.wall_s:5.1f} s  {best}")


def _figures(verdict: Verdict | None, references: Sequence[Reference]) -> dict[str, Any]:
    reference = references[0] if references else None
    return {
        "cost": round(verdict.cost, 3) if verdict else None,
        "vehicles": verdict.vehicles if verdict else None,
        "feasible": not verdict.faults if verdict else None,
        "violations": [_fault(fault) for fault in verdict.faults] if verdict else [],
        "reference": reference.cost if reference else None,
        "reference_vehicles": reference.vehicles or None if reference else None,
        "references": [_reference(r) for r in references],
        "gap_pct": _gap_pct(verdict, reference),
    }


def _reference(reference: Reference) -> dict[str, Any]:
    return {"cost": reference.cost, "vehicles": reference.vehicles or None, "source": reference.source}


def _gap_pct(verdict: Verdict | None, reference: Reference | None) -> float | None:
    """Return how much dearer than the reference; nothing where either is missing or rules are broken."""
    if verdict is None or verdict.faults or reference is None:
        return None
    return round(100 * (verdict.cost - reference.cost) / reference.cost, 3)


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "rule": fault.rule,
        "vehicle": fault.vehicle,
        "node": fault.node,
        "amount": round(fault.amount, 3),
    }


def _routes(tours: Sequence[Tour]) -> dict[str, Any]:
    ordered = sorted(tours, key=lambda tour: (tour.day, tour.vehicle))
    return {
        "routes": [list(tour.nodes) for tour in ordered],
        "route_vehicles": [tour.vehicle for tour in ordered],
        "route_days": [tour.day for tour in ordered],
    }


def _week_row(instance: WeekInstance, wish: Wish, tell: Tell) -> dict[str, Any]:
    begun = time.monotonic()
    with PeakMemory() as memory:
        solved = solve_week_instance(
            instance, (wish.time_limit_s, wish.seed, wish.iterations), _WeekTrail(tell)
        )
    wall_s = time.monotonic() - begun
    tours = instance.tours(solved.state)
    return {
        "instance": instance.name,
        "format": instance.format,
        "objective": "distance",
        "rules": instance.rules,
        "engine": wish.engine,
        "winner": WEEK_ENGINE,
        **_figures(instance.checker(tours), instance.references),
        "wall_s": round(wall_s, 2),
        "first_s": None if solved.first_s is None else round(solved.first_s, 2),
        "peak_mb": round(memory.mb),
        "notes": [],
        **_routes(tours),
    }


@dataclass(slots=True)
class _WeekTrail:
    """Tells now and then how good the best week so far is."""

    tell: Tell
    told_at: float = field(default_factory=time.monotonic)

    def __call__(self, took_s: float, cost: float) -> None:
        if time.monotonic() - self.told_at >= TELL_EVERY_S:
            self.told_at = time.monotonic()
            self.tell(f"  {took_s:5.1f} s  {cost:g}")


def _effort(wish: Wish) -> str:
    return f"{wish.iterations} iterations" if wish.iterations else f"{wish.time_limit_s:g} s"


def _sentence(row: dict[str, Any]) -> str:
    """One line about a result, for people who wait."""
    if row["cost"] is None or not row["winner"]:
        return "; ".join(row["notes"])
    gap = f", {row['gap_pct']:+.2f} % to {row['reference']:g}" if row["gap_pct"] is not None else ""
    verdict = "feasible" if row["feasible"] else f"{len(row['violations'])} violations"
    return (
        f"{row['cost']:g} with {row['vehicles']} vehicles by {row['winner']}{gap}, {verdict}, "
        f"{row['wall_s']} s, {row['peak_mb']} MB"
    )
