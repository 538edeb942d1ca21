"""What was refused: listed, searched, read again, dismissed; for administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.deps import Db, Here, Who
from api.errors import NotFoundError
from api.openapi import gives
from api.schemas.quarantine import (
    Asking,
    DismissAsked,
    Dismissed,
    QuarantineDetail,
    QuarantinePage,
    QuarantineQuery,
    QuarantineRow,
    ReasonCount,
    RetryAsked,
)
from api.views.quarantine import detail, wanted
from data.store.queries import audit, quarantine

router = APIRouter(tags=["quarantine"])
QuarantineId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/quarantine", operation_id="listQuarantine", summary="What was refused")
def list_quarantine(asked: Annotated[QuarantineQuery, Query()], db: Db) -> QuarantinePage:
    """Return refusals, newest first."""
    rows = quarantine.search(db, wanted(asked, asked.state), before=asked.before, limit=asked.limit)
    items = [QuarantineRow.model_validate(row) for row in rows]
    return QuarantinePage(items=items, next_before=items[-1].id if len(items) == asked.limit else None)


@router.get("/quarantine/reasons", operation_id="countQuarantineReasons", summary="Why things were refused")
def count_quarantine_reasons(db: Db) -> list[ReasonCount]:
    """Return how many open refusals name each reason, commonest first."""
    counts = quarantine.reason_counts(db)
    return [ReasonCount(reason=reason, count=count) for reason, count in counts.items()]


@router.get(
    "/quarantine/{quarantine_id}",
    operation_id="getQuarantine",
    summary="One refusal with its bytes",
    responses=gives(404),
)
def get_quarantine(quarantine_id: QuarantineId, db: Db) -> QuarantineDetail:
    """Return a refusal with its raw bytes, as text where they are text."""
    found = quarantine.one(db, quarantine_id)
    if found is None:
        raise NotFoundError(f"there is no quarantined message {quarantine_id}")
    return detail(*found)


@router.post("/quarantine/retry", operation_id="retryQuarantine", summary="Read refusals again")
def retry_quarantine(asked: RetryAsked, here: Here, db: Db, who: Who) -> Asking:
    """Ask the ingester to read open refusals again, after a decoder was mended or a device was bound."""
    now = here.around.clock.now()
    if asked.ids is not None:
        number = quarantine.ask_retry(db, asked.ids, now)
    else:
        number = quarantine.ask_retry_where(db, wanted(asked.filter, "open"), now)
    after = {**asked.model_dump(mode="json", exclude_none=True), "asked": number}
    change = audit.Change("retry", "quarantine", _named(asked.ids or []), None, after)
    audit.record(db, who.username, here.around.real(), change)
    db.commit()
    return Asking(asked=number)


@router.post("/quarantine/dismiss", operation_id="dismissQuarantine", summary="Close refusals")
def dismiss_quarantine(asked: DismissAsked, here: Here, db: Db, who: Who) -> Dismissed:
    """Close refusals that need no more work; their bytes are kept, and so is why."""
    closed = quarantine.dismiss(db, asked.ids, here.around.clock.now())
    change = audit.Change("dismiss", "quarantine", _named(closed), None, {"ids": closed, "why": asked.why})
    audit.record(db, who.username, here.around.real(), change)
    db.commit()
    return Dismissed(dismissed=len(closed))


def _named(ids: list[int]) -> str:
    """Return the id of one refusal; of several, and of none, that it is not one."""
    return str(ids[0]) if len(ids) == 1 else "several"
