"""What happens to a collection point on a day: planned, done, missed, late, not today. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.progress import Progress
from data.store.queries.day_facts import VisitRow

PointStatus = Literal["planned", "done", "missed", "late", "not_today", "unplanned"]
_STATUS: Mapping[str, PointStatus] = {
    "done": "done",
    "next": "planned",
    "planned": "planned",
    "late": "late",
    "missed": "missed",
}


@dataclass(frozen=True)
class PointState:
    """A point's day: which vehicle is meant or came, when it is expected or came."""

    status: PointStatus
    vehicle_id: str | None = None
    planned_at: datetime | None = None
    eta: datetime | None = None
    late_s: int = 0
    visited_at: datetime | None = None
    kg: float | None = None


NOT_TODAY = PointState("not_today")
UNPLANNED = PointState("unplanned")


def point_states(days: Iterable[Progress], emptied: Mapping[int, VisitRow]) -> dict[int, PointState]:
    """Return the state of every point that was planned or emptied on the day; all others are not today.

    A point counts as done by a visit alone, whoever came and whether or not it was planned.
    """
    states = {
        state.stop.point_id: PointState(
            status=_STATUS[state.status],
            vehicle_id=state.stop.vehicle_id,
            planned_at=state.stop.arrives_at,
            eta=state.eta,
            late_s=state.late_s,
            kg=float(state.stop.kg),
        )
        for day in days
        for state in day.stops
        if state.stop.point_id is not None
    }
    for point_id, visit in emptied.items():
        planned = states.get(point_id, NOT_TODAY)
        states[point_id] = PointState(
            status="done",
            vehicle_id=visit.vehicle_id,
            planned_at=planned.planned_at,
            visited_at=visit.arrived_at,
            kg=planned.kg if visit.kg_estimate is None else visit.kg_estimate,
        )
    return states
