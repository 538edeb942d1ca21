"""Work on weeks and how far it is."""

from typing import Any

from api.schemas.week_jobs import WeekJob
from data.store.models import WeekJob as JobRow


def week_job(row: JobRow) -> WeekJob:
    """Return work on a week, without the timetable that it may have been given."""
    asked: dict[str, Any] = row.asked
    return WeekJob.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "status": row.status,
            "stop_wished": row.stop_wished,
            "error": row.error,
            "group_id": row.group_id,
            "week_id": row.week_id,
            "name": (asked.get("area") or asked).get("name") or "",
            "first_day": asked.get("first_day"),
            "days": asked.get("days"),
            "worker": row.worker,
            "requested_by": row.requested_by,
            "requested_at": row.requested_at,
            "started_at": row.started_at,
            "ended_at": row.ended_at,
            "progress": row.progress,
        }
    )
