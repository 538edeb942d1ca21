"""Plans as JSON, with their verdict: what `siangsa plan solve` writes and `siangsa plan check` reads.

The form is published in `docs/schema/plan.schema.json` (made by `routing.model.schema`).
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, TypeGuard

import msgspec

from routing.errors import HandPlanError
from routing.judging.judge import Judgement
from routing.model.plan import Plan, Route, Unserved

FORMAT: Final = "siangsa-plan/1"


def plan_to_json(plan: Plan, judgement: Judgement) -> dict[str, Any]:
    """Return plain lists, dicts, texts and integers; all times in seconds of the problem."""
    return {
        "format": FORMAT,
        "engine": plan.engine,
        "routes": msgspec.to_builtins(plan.routes),
        "unserved": msgspec.to_builtins(plan.unserved),
        "notes": list(plan.notes),
        "judgement": verdict_to_json(judgement),
    }


def verdict_to_json(judgement: Judgement) -> dict[str, Any]:
    """Return feasibility, violations, cost by part and the measures."""
    cost = judgement.cost
    return asdict(judgement) | {
        "feasible": judgement.feasible,
        "cost": asdict(cost) | {"driving": cost.driving, "total": cost.total},
        "violations": [asdict(violation) for violation in judgement.violations],
    }


def is_full_plan(document: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a document states times (routes as a list) and not only halts by vehicle."""
    return isinstance(document, Mapping) and isinstance(document.get("routes"), list)


def plan_from_json(document: Mapping[str, Any]) -> Plan:
    """Read what `plan_to_json` wrote; its judgement is not believed and not read.

    Raises
    ------
    HandPlanError
        When a field is missing or of another type.
    """
    read: dict[str, Any] = {}
    kinds = {"routes": tuple[Route, ...], "unserved": tuple[Unserved, ...], "notes": tuple[str, ...]}
    for name, kind in kinds.items():
        try:
            read[name] = msgspec.convert(document.get(name, []), kind)
        except msgspec.ValidationError as error:
            said = str(error).replace("`", "'").replace(" - at '$", f" - at '{name}")
            raise HandPlanError((said,)) from None
    return Plan(str(document.get("engine", "hand")), **read)
