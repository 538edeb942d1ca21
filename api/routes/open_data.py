"""Open data for the regency's portal: whoever asks gets it, once the office has switched it on."""

import hashlib
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Request, Response

from api.deps import Here
from api.errors import MissingError
from api.exports import making
from api.exports.content import Content
from api.openapi import Responses, gives
from api.schemas.open_data import Catalogue
from api.shelf import KEPT_S
from api.views.open_data import catalogue
from api.world import World
from data.store.queries import open_data
from data.store.queries.open_data import Name

router = APIRouter(tags=["open data"])
PREFIX: Final = "/api/v1/open"
Form = Literal["csv", "geojson"]
_KEPT: Final = f"public, max-age={int(KEPT_S)}"
_FILE: Final[Responses] = {
    200: {
        "description": "The dataset",
        "content": {
            "text/csv": {"schema": {"type": "string", "format": "binary"}},
            "application/geo+json": {"schema": {"type": "object"}},
        },
    },
    304: {"description": "Not changed"},
    **gives(404, 503),
}


@router.get("/open/catalog.json", operation_id="getOpenCatalogue", summary="Open data", responses=gives(404))
def get_open_catalogue(request: Request, response: Response, here: Here) -> Catalogue:
    """Return which datasets there are, under which licence, and when they changed."""
    _demand_open(here)
    base = (here.settings.public_url or str(request.base_url)).rstrip("/") + PREFIX
    with here.sessions() as session:
        found = [open_data.dataset(session, name) for name in open_data.NAMES]
    response.headers.update({"Cache-Control": _KEPT, "Access-Control-Allow-Origin": "*"})
    return catalogue(found, base, here.settings)


@router.get(
    "/open/{name}.{form}",
    operation_id="getOpenDataset",
    summary="A dataset of the open data",
    response_class=Response,
    responses=_FILE,
)
def get_open_dataset(name: Annotated[Name, Path()], form: Form, request: Request, here: Here) -> Response:
    """Return a dataset; the same file for everybody, made anew every five minutes."""
    _demand_open(here)
    body = here.shelf.get(f"{name}.{form}", lambda: _made(here, name, form))
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": _KEPT, "Access-Control-Allow-Origin": "*"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=making.MEDIA_TYPES[form])


def _made(here: World, name: Name, form: Form) -> bytes:
    with here.sessions() as session:
        found = open_data.dataset(session, name)
        rows = open_data.rows(session, found, with_shape=form == "geojson")
        shape: Literal["Point"] | None = "Point" if form == "geojson" and found.has_place else None
        zone = ZoneInfo(here.around.calendar.zone)
        made = making.save(form, Content(name, found.columns, shape, rows, zone))
        return b"".join(made.blocks())


def _demand_open(here: World) -> None:
    if not here.settings.open_data:
        raise MissingError("open-data-off", "open data are switched off: SIANGSA_API_OPEN_DATA")
