"""Every list as a file: CSV, XLSX, GeoJSON, GeoPackage; each one handed out is written down."""

from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from api.deps import LOOK_BACK_DAYS, PLAN_AHEAD_DAYS, Day, Here, Who
from api.errors import RefusedError
from api.exports import making
from api.exports.content import Form
from api.openapi import Responses, gives
from api.policy import Caller
from api.world import World
from data.store.queries import audit
from data.store.queries.exports import Name, Wanted

router = APIRouter(tags=["exports"])
EXPORT: Final = "export"
_MOST_DAYS: Final = 366
_FILE: Final[Responses] = {
    200: {
        "description": "The list as a file to keep",
        "content": {
            kind.partition(";")[0]: {
                "schema": {"type": "object"} if form == "geojson" else {"type": "string", "format": "binary"}
            }
            for form, kind in making.MEDIA_TYPES.items()
        },
    },
    **gives(503),
}
First = Annotated[date | None, Query(alias="from", description="First operating day; default: `day`")]
Last = Annotated[date | None, Query(alias="to", description="Last operating day, included; default: `from`")]
Common = Literal["villages", "points", "facilities", "dms", "vehicles", "routes", "stops", "visits", "rit"]
_GIVES: Final[dict[str, Any]] = {"response_class": StreamingResponse, "responses": _FILE}


def _days(day: Day, here: Here, first: First = None, last: Last = None) -> tuple[date, date]:
    """Return the operating days asked for; those that are not named follow from the others."""
    begin = first or day
    end = last or begin
    _check(here.around.operating_day(), begin, end)
    return begin, end


Days = Annotated[tuple[date, date], Depends(_days)]


@router.get("/exports/crews.{form}", operation_id="exportCrews", summary="Crews as a file", **_GIVES)
def export_crews(form: Form, day: Day, here: Here, who: Who) -> StreamingResponse:
    """Return the crew members of a day, with telephone numbers."""
    return _handed_out("crews", form, _wanted(here, who, day, day, day), here, who)


@router.get("/exports/devices.{form}", operation_id="exportDevices", summary="Devices as a file", **_GIVES)
def export_devices(form: Form, day: Day, here: Here, who: Who) -> StreamingResponse:
    """Return the devices in use, within the account's scope."""
    return _handed_out("devices", form, _wanted(here, who, day, day, day), here, who)


@router.get("/exports/{name}.{form}", operation_id="exportList", summary="A list as a file", **_GIVES)
def export_list(name: Common, form: Form, day: Day, days: Days, here: Here, who: Who) -> StreamingResponse:
    """Return a list within the account's scope: places and vehicles of `day`, or what happened from, to."""
    return _handed_out(name, form, _wanted(here, who, day, *days), here, who)


def _wanted(here: World, who: Caller, day: date, first: date, last: date) -> Wanted:
    return Wanted(who.scope, day, first, last, here.around.clock.now())


def _check(today: date, first: date, last: date) -> None:
    if first > last:
        raise RefusedError("days-out-of-order", f"{first} lies after {last}")
    if last - first >= timedelta(days=_MOST_DAYS):
        raise RefusedError("too-many-days", f"{first} to {last} is more than {_MOST_DAYS} days")
    earliest, latest = today - timedelta(days=LOOK_BACK_DAYS), today + timedelta(days=PLAN_AHEAD_DAYS)
    if first < earliest or last > latest:
        raise RefusedError("day-out-of-range", f"{first} to {last} is too far from {today}")


def _handed_out(name: Name, form: Form, wanted: Wanted, here: World, who: Caller) -> StreamingResponse:
    """Make the file, write down who took it, and send it."""
    zone = ZoneInfo(here.around.calendar.zone)
    with here.sessions() as session:
        asked = making.Asked(name, form, here.settings.export_rows, zone)
        made = making.make(session, asked, wanted)
        taken = {"form": form, "rows": made.rows, "from": str(wanted.first), "to": str(wanted.last)}
        change = audit.Change(EXPORT, "list", name, None, taken)
        audit.record(session, who.username, here.around.real(), change)
        session.commit()
    headers = {
        "Content-Disposition": f'attachment; filename="siangsa-{name}-{wanted.last}.{form}"',
        "Content-Length": str(made.size_bytes),
    }
    return StreamingResponse(made.blocks(), headers=headers, media_type=making.MEDIA_TYPES[form])
