"""Newest positions, figures of the day, the live stream."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import StreamingResponse

from api import readings, stream
from api.deps import Day, Db, Here, Who
from api.openapi import STREAM, gives
from api.schemas.live import Figures, Positions
from api.views.figures import figures
from data.store.queries import fleet, live, places
from data.store.queries.scope import visible_vehicles

router = APIRouter(tags=["live"])
Cursor = Annotated[int | None, Query(ge=0, le=2**63 - 1, description="The cursor of `getPositions`")]


@router.get("/positions", operation_id="getPositions", summary="Newest position of every truck")
def get_positions(here: Here, db: Db, who: Who) -> Positions:
    """Return where the trucks are and what they do, with the cursor that continues the stream."""
    cursor = live.newest_change(db)
    visible = visible_vehicles(db, who.scope, here.around.operating_day())
    found = readings.positions(db, here.around, here.situations)
    items = [each for _, each in found if visible is None or each.vehicle_id in visible]
    off_shift = here.around.off_shift
    withheld = off_shift.withheld_from(who)
    if withheld:
        items = [each for each in items if off_shift.in_shift(each.fix_time)]
    return Positions(cursor=cursor, items=items, withheld=withheld)


@router.get("/figures", operation_id="getFigures", summary="The day in figures")
def get_figures(day: Day, here: Here, db: Db, who: Who) -> Figures:
    """Return points done, rit and tonnes of the day; all of it from visits seen in tracks."""
    around, scope = here.around, who.scope
    is_today = day == around.operating_day()
    found = readings.positions(db, around, here.situations) if is_today else []
    vehicles = fleet.vehicles(db, scope, day=day, now=around.clock.now())
    return figures(
        here.situations.of(db, day),
        around.day_clock(day),
        positions=[position for _, position in found],
        vehicles={vehicle.id for vehicle in vehicles if vehicle.planned},
        points=None if scope.is_whole else {point.id for point in places.points(db, scope, day)},
        no_signal_s=here.settings.no_signal_s,
    )


@router.get(
    "/stream",
    operation_id="getStream",
    summary="Live stream",
    response_class=StreamingResponse,
    responses={**STREAM, **gives(503)},
)
async def get_stream(
    here: Here,
    who: Who,
    cursor: Cursor = None,
    last_event_id: Annotated[str | None, Header(max_length=40, description="Set by the browser")] = None,
) -> StreamingResponse:
    """Send positions, facts, plans and the clock as they change (server-sent events).

    Resumes after `Last-Event-ID`, else after `cursor`; ends when the session does.
    """
    stream.admit(here, who)
    resumed = int(last_event_id) if last_event_id and last_event_id.isdecimal() else cursor
    return StreamingResponse(
        stream.events(here, who, resumed),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
