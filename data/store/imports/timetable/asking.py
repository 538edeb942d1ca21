"""A timetable on its way to the week planner, who times and judges it and keeps it as a draft."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session, sessionmaker

from data.store.imports.timetable.importing import TimetableFile
from data.store.queries import audit
from data.store.queries.weeks import jobs

ACTION: Final = "week.request_import"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who hands a timetable in, from which file; `now` is stack time, `at` real time, for the audit."""

    file_name: str
    name: str
    account: str
    now: datetime
    at: datetime


def ask(sessions: sessionmaker[Session], url: str, found: TimetableFile, asking: Asking) -> int:
    """Put a timetable into the week planners' queue and write down who did; return the job's number."""
    horizon = found.horizon
    asked: dict[str, Any] = {
        "first_day": horizon.first_day.isoformat(),
        "days": horizon.days,
        "name": asking.name or f"Jadwal dari {asking.file_name}"[:80],
        "timetable": found.timetable,
    }
    number = jobs.request(sessions, url, jobs.WeekAsked("plan", asking.account, asking.now, asked))
    told = {"job": number, "file": asking.file_name, "rejected": len({f.row for f in found.faults})}
    told |= found.counts | {"first_day": asked["first_day"]}
    with sessions.begin() as session:
        audit.record(
            session, asking.account, asking.at, audit.Change(ACTION, "week_job", str(number), None, told)
        )
    return number
