"""Newest positions, figures of the day, the live stream."""

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from api.deps import Day, Db, Here, Who
from api.openapi import STREAM
from api.schemas.live import Figures, Positions

router = APIRouter(tags=["live"])


@router.get("/positions", operation_id="getPositions", summary="Newest position of every truck")
def get_positions(here: Here, db: Db, who: Who) -> Positions:
    """Return where the trucks are and what they do, with the cursor that continues the stream."""
    raise NotImplementedError


@router.get("/figures", operation_id="getFigures", summary="The day in figures")
def get_figures(day: Day, here: Here, db: Db, who: Who) -> Figures:
    """Return points done, rit and tonnes of the day; all of it from visits seen in tracks."""
    raise NotImplementedError


@router.get(
    "/stream",
    operation_id="getStream",
    summary="Live stream",
    response_class=StreamingResponse,
    responses=STREAM,
)
async def get_stream(request: Request, here: Here, who: Who) -> StreamingResponse:
    """Send positions, facts, plans and the clock as they change (server-sent events).

    Resumes after `Last-Event-ID`; ends when the session does. An event `reset` means: read again.
    """
    raise NotImplementedError
