"""Published routes to take along: sheets on paper and on a phone, files for devices, texts to send on."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.deps import Db, Here, PathDay, RowId, Who
from api.errors import ConflictError, MissingError, NotFoundError
from api.handout import link, phone, printing, texts, tracks, week_book, week_texts
from api.handout.week_rows import WeekSheet, week_sheet
from api.openapi import Responses, gives
from api.schemas.handouts import Message, MessagesFor
from api.world import World
from data.store.queries import audit, handouts, weeks_view
from data.store.queries.handouts import RouteSheet

router = APIRouter(tags=["handouts"])
HAND_OUT: Final = "handout"
_PDF: Final = "application/pdf"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES: Final = {
    "pdf": _PDF,
    "gpx": "application/gpx+xml",
    "geojson": "application/geo+json",
    "txt": "text/plain; charset=utf-8",
}
_ALL_TYPES: Final = {**_TYPES, "xlsx": _XLSX}
RouteForm = Literal["pdf", "gpx", "geojson", "txt"]
Token = Annotated[str, Path(min_length=1, max_length=link.LONGEST, description="As the printed code says")]


def _file(*kinds: str) -> Responses:
    binary, layer = {"type": "string", "format": "binary"}, {"type": "object"}
    content = {
        kind.partition(";")[0]: {"schema": layer if kind == _TYPES["geojson"] else binary} for kind in kinds
    }
    return {200: {"description": "A file to keep", "content": content}}


@router.get(
    "/handouts/routes/{route_id}.{form}",
    operation_id="getRouteSheet",
    summary="A route to take along",
    response_class=Response,
    responses={**_file(*_TYPES.values()), **gives(404, 409)},
)
def get_route_sheet(
    route_id: RowId, form: RouteForm, here: Here, db: Db, who: Who, request: Request
) -> Response:
    """Return a published route as PDF, GPX, GeoJSON or as a text for its driver."""
    if not handouts.route_within(db, route_id, who.scope):
        raise NotFoundError(f"there is no route {route_id}")
    sheet = _demand_published(handouts.route_sheets(db, [route_id])[0])
    zone = ZoneInfo(here.around.calendar.zone)
    address = _addresses(here, request)
    match form:
        case "pdf":
            content = _printed(db, here, [sheet], address)
        case "gpx":
            content = tracks.gpx(sheet, zone).encode()
        case "geojson":
            content = tracks.geojson(sheet, zone).encode()
        case "txt":
            content = texts.driver(sheet, zone, address(sheet)).id.encode()
    _write_down(db, here, who.username, "route", f"{route_id}", {"form": form})
    return _answer(content, form, f"rute-{sheet.day}-{sheet.vehicle_id}.{form}")


@router.get(
    "/handouts/days/{day}.pdf",
    operation_id="getDaySheets",
    summary="All routes of a day on paper",
    response_class=Response,
    responses={**_file(_PDF), **gives(404)},
)
def get_day_sheets(day: PathDay, here: Here, db: Db, who: Who, request: Request) -> Response:
    """Return the sheets of all valid routes of a day, truck by truck."""
    sheets = handouts.route_sheets(db, handouts.valid_routes(db, day, who.scope))
    if not sheets:
        raise MissingError("no-routes", f"no route is published for {day}")
    content = _printed(db, here, sheets, _addresses(here, request))
    _write_down(db, here, who.username, "day", f"{day}", {"form": "pdf", "routes": len(sheets)})
    return _answer(content, "pdf", f"rute-{day}.pdf")


@router.get(
    "/lembar/{token}",
    operation_id="getPhoneSheet",
    summary="A route on a phone",
    response_class=HTMLResponse,
    responses={404: {"description": "The address is wrong or over", "content": {"text/html": {}}}},
)
def get_phone_sheet(token: Token, here: Here, db: Db) -> HTMLResponse:
    """Return the sheet that a printed code names, as it is now; the address ends the day after."""
    route_id = link.route_of(token, here.secret, here.around.clock.now())
    if route_id is None:
        told = "Alamat lembar ini sudah tidak berlaku. Minta lembar baru di kantor."
        return HTMLResponse(phone.notice("Lembar tidak berlaku", told), 404)
    now = handouts.route_now(db, route_id)
    if now is None:
        told = "Truk ini tidak jalan lagi pada hari itu. Hubungi kantor."
        return HTMLResponse(phone.notice("Rute dibatalkan", told))
    sheet = handouts.route_sheets(db, [now])[0]
    return HTMLResponse(phone.page(sheet, ZoneInfo(here.around.calendar.zone), changed=now != route_id))


@router.get(
    "/handouts/weeks/{week_id}.xlsx",
    operation_id="getWeekBook",
    summary="A week as a workbook",
    response_class=Response,
    responses={**_file(_XLSX), **gives(404)},
)
def get_week_book(week_id: RowId, here: Here, db: Db, who: Who) -> Response:
    """Return a week as XLSX: a grid, the list that the timetable import reads, sums of the days."""
    sheet = _week(db, week_id)
    content = week_book.workbook(sheet, ZoneInfo(here.around.calendar.zone))
    _write_down(db, here, who.username, "week", f"{week_id}", {"form": "xlsx"})
    return _answer(content, "xlsx", f"minggu-{sheet.days[0]}-{week_id}.xlsx")


@router.get(
    "/handouts/weeks/{week_id}/messages",
    operation_id="getWeekMessages",
    summary="Texts of a week to send on",
    responses=gives(404),
)
def get_week_messages(
    week_id: RowId,
    here: Here,
    db: Db,
    who: Who,
    whose: Annotated[MessagesFor, Query(alias="for", description="Whom they are for")] = "drivers",
) -> list[Message]:
    """Return a text for each driver, or for each village: when the truck comes."""
    sheet = _week(db, week_id)
    zone = ZoneInfo(here.around.calendar.zone)
    told = week_texts.drivers(sheet, zone) if whose == "drivers" else week_texts.villages(sheet, zone)
    _write_down(db, here, who.username, "week", f"{week_id}", {"form": "messages", "for": whose})
    return told


def _week(db: Db, week_id: int) -> WeekSheet:
    """Return a week with its names.

    Raises
    ------
    NotFoundError
        There is none of that number.
    """
    week = weeks_view.week(db, week_id)
    if week is None:
        raise NotFoundError(f"there is no week {week_id}")
    return week_sheet(db, week)


def _demand_published(sheet: RouteSheet) -> RouteSheet:
    """Return a sheet.

    Raises
    ------
    ConflictError
        Its plan is a draft: what is on paper is driven.
    """
    if sheet.status == "draft":
        raise ConflictError("not-published", f"plan {sheet.plan_id} is a draft: publish it first")
    return sheet


def _addresses(here: World, request: Request) -> Callable[[RouteSheet], str]:
    """Return what gives each sheet its address on a phone."""
    base = (here.settings.public_url or str(request.base_url)).rstrip("/")

    def address(sheet: RouteSheet) -> str:
        ends = link.expires(here.around.calendar, sheet.day)
        return f"{base}/api/v1/lembar/{link.token(sheet.route_id, ends, here.secret)}"

    return address


def _printed(
    db: Db, here: World, sheets: Sequence[RouteSheet], address: Callable[[RouteSheet], str]
) -> bytes:
    zone: tzinfo = ZoneInfo(here.around.calendar.zone)
    return printing.pdf(db, sheets, link=address, zone=zone, made_at=here.around.clock.now())


def _write_down(db: Db, here: World, account: str, entity: str, name: str, after: dict[str, object]) -> None:
    """Write down who took it; commits."""
    audit.record(db, account, here.around.real(), audit.Change(HAND_OUT, entity, name, None, after))
    db.commit()


def _answer(content: bytes, form: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_ALL_TYPES[form], headers=headers)
