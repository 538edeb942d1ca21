"""What may be done to a week, and how it is told when it may not."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from api import problems
from api.errors import ApiError, ConflictError, NotFoundError
from api.schemas.weeks_board import WeekViolation
from data.store.models import WeekPlan
from data.store.queries import weeks_view
from data.store.queries.weeks_view import WeekHead

_STALE: Final = problems.Kind(412, "changed-meanwhile", "Somebody else changed this meanwhile")
_NOT_FEASIBLE: Final = problems.Kind(409, "not-feasible", "Not possible in the present state")
_REFUSED: Final = "The request breaks a rule"
MOST_VIOLATIONS: Final = 50
_STATES_ID: Final = {"draft": "jadi konsep", "published": "terbit", "archived": "diarsipkan"}


class StaleWeekError(ApiError):
    """Somebody else changed the week since it was read; carries what it is now."""

    def __init__(self, now: WeekHead) -> None:
        super().__init__(f"week {now.id} was changed since you read it: it has version {now.version} now")
        self.now = now


class NotFeasibleError(ApiError):
    """The week breaks rules that must hold; carries them."""

    def __init__(self, week_id: int, broken: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(f"week {week_id} breaks {len(broken)} rules that must hold")
        self.broken = broken


class SenselessEditError(ApiError):
    """What was asked makes no sense for this week; says why in both languages."""

    def __init__(self, code: str, message_id: str, message_en: str) -> None:
        super().__init__(message_en)
        self.code = code.replace("_", "-")
        self.message_id = message_id


def demand_week(db: Session, week_id: int, *, with_board: bool = True) -> WeekPlan:
    """Return a week.

    Raises
    ------
    NotFoundError
        There is none of that number.
    """
    week = weeks_view.week(db, week_id, with_board=with_board)
    if week is None:
        raise NotFoundError(f"there is no week {week_id}")
    return week


def demand_head(db: Session, week_id: int) -> WeekHead:
    """Return what a change needs to know of a week.

    Raises
    ------
    NotFoundError
        There is none of that number.
    """
    head = weeks_view.head(db, week_id)
    if head is None:
        raise NotFoundError(f"there is no week {week_id}")
    return head


def demand_draft(db: Session, week_id: int, version: int | None = None) -> WeekHead:
    """Return a week that may be changed: a draft, of the `version` that was read where one is named.

    Raises
    ------
    StaleWeekError
        Somebody else changed it since.
    ConflictError
        It is published or archived.
    """
    head = demand_head(db, week_id)
    if version is not None and head.version != version:
        raise StaleWeekError(head)
    if head.status != "draft":
        raise ConflictError(
            "no-draft",
            f"week {week_id} is {head.status}: copy it to change it",
            f"rencana ini sudah {_STATES_ID[head.status]}: salin dulu untuk mengubahnya",
        )
    return head


def demand_feasible(db: Session, head: WeekHead) -> None:
    """Refuse a week that breaks rules which must hold.

    Raises
    ------
    NotFeasibleError
        It does.
    """
    if not head.feasible:
        broken = weeks_view.violations(db, head.id)
        raise NotFeasibleError(head.id, [each for each in broken if each["hard"]])


def install(app: FastAPI) -> None:
    """Make `app` tell why nothing was done to a week."""
    app.add_exception_handler(StaleWeekError, _tell_stale)
    app.add_exception_handler(NotFeasibleError, _tell_broken)
    app.add_exception_handler(SenselessEditError, _tell_senseless)


async def _tell_stale(_request: Request, error: Exception) -> Response:
    extra: Mapping[str, object] = {}
    if isinstance(error, StaleWeekError):
        now = error.now
        extra = {
            "current_version": now.version,
            "current": {"id": now.id, "version": now.version, "status": now.status},
            "changed_by": now.changed_by,
            "changed_at": now.changed_at.isoformat(),
            "message_id": f"minggu ini baru saja diubah oleh {now.changed_by}",
            "message_en": f"this week has just been changed by {now.changed_by}",
        }
    return problems.answer(_STALE, str(error), extra=extra)


async def _tell_broken(_request: Request, error: Exception) -> Response:
    broken = error.broken if isinstance(error, NotFeasibleError) else ()
    count = len(broken)
    extra = {
        "violations": [
            WeekViolation.model_validate(each).model_dump(mode="json") for each in broken[:MOST_VIOLATIONS]
        ],
        "message_id": f"rencana ini melanggar {count} aturan, jadi belum bisa diterbitkan",
        "message_en": f"this plan breaks {count} rules, so it cannot be published yet",
    }
    return problems.answer(_NOT_FEASIBLE, str(error), extra=extra)


async def _tell_senseless(_request: Request, error: Exception) -> Response:
    code = error.code if isinstance(error, SenselessEditError) else "refused"
    words = {"message_id": getattr(error, "message_id", None), "message_en": str(error)}
    return problems.answer(problems.Kind(422, code, _REFUSED), str(error), extra=words)
