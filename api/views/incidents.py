"""Outages and shut facilities."""

from datetime import datetime

from api.schemas.incidents import FacilityClosure, Outage, OutageBrief
from data.store.queries.incidents_view import OutageRow, ShutRow


def outage(row: OutageRow) -> Outage:
    """Return an outage."""
    return Outage.model_validate(row)


def brief(row: OutageRow | None) -> OutageBrief | None:
    """Return why a vehicle is out of service now; None when it is not."""
    return None if row is None else OutageBrief.model_validate(row)


def shut(row: ShutRow, now: datetime) -> FacilityClosure:
    """Return what shuts a facility, as it is at a moment."""
    fields = {name: getattr(row, name) for name in FacilityClosure.model_fields if name != "in_force"}
    return FacilityClosure.model_validate({**fields, "in_force": row.holds(now)})
