"""What was refused: listed, searched, read again, dismissed; for administrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.errors import NotFoundError
from api.openapi import gives
from api.schemas.quarantine import (
    Asking,
    DismissAsked,
    Dismissed,
    QuarantineDetail,
    QuarantinePage,
    QuarantineQuery,
    ReasonCount,
    RetryAsked,
)

router = APIRouter(tags=["quarantine"])
QuarantineId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/quarantine", operation_id="listQuarantine", summary="What was refused")
def list_quarantine(asked: Annotated[QuarantineQuery, Query()]) -> QuarantinePage:
    """Return refusals, newest first."""
    return QuarantinePage(items=[], next_before=asked.before)


@router.get("/quarantine/reasons", operation_id="countQuarantineReasons", summary="Why things were refused")
def count_quarantine_reasons() -> list[ReasonCount]:
    """Return how many open refusals name each reason, most frequent first."""
    return []


@router.get(
    "/quarantine/{quarantine_id}",
    operation_id="getQuarantine",
    summary="One refusal with its bytes",
    responses=gives(404),
)
def get_quarantine(quarantine_id: QuarantineId) -> QuarantineDetail:
    """Return a refusal with its raw bytes, as text where they are text."""
    raise NotFoundError(f"there is no quarantined message {quarantine_id}")


@router.post("/quarantine/retry", operation_id="retryQuarantine", summary="Read refusals again")
def retry_quarantine(asked: RetryAsked) -> Asking:
    """Ask the ingester to read open refusals again, after a decoder was mended or a device was bound."""
    return Asking(asked=len(asked.ids or ()) * 0)


@router.post("/quarantine/dismiss", operation_id="dismissQuarantine", summary="Close refusals")
def dismiss_quarantine(asked: DismissAsked) -> Dismissed:
    """Close refusals that need no more work; their bytes are kept."""
    return Dismissed(dismissed=len(asked.ids) * 0)
