"""What a re-plan changes, as it was written with the plan."""

from typing import Any

from sqlalchemy.orm import Session

from data.store.models import Plan


def changes_of(session: Session, plan_id: int) -> dict[str, Any] | None:
    """Return the plan before beside the re-plan `plan_id`; None when it is no re-plan, or does not exist.

    Keys: `plan_id`, `parent_id`, `operating_day`, `frozen_at`, `cost_before`, `cost_after`, `stops_moved`,
    `vehicles` (before and after per vehicle, points gained and lost), `unserved_added`,
    `unserved_removed`, `left_loads`.
    """
    plan = session.get(Plan, plan_id)
    if plan is None or plan.changes is None:
        return None
    return {"plan_id": plan.id, "parent_id": plan.parent_id, **plan.changes}
