"""Layers for QGIS and other map programs: OGC API Features and Tiles."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.address import is_https
from api.deps import Here, Who
from api.ogc.layers import Layers
from api.ogc.passage import HIDDEN, LIVE, Address, Passage
from api.openapi import Responses, gives
from api.policy import Caller
from api.world import World

router = APIRouter(tags=["layers"])
PREFIX: Final = "/api/v1/ogc"
LayerPath = Annotated[str, Path(max_length=500)]
_KINDS: Final = (
    "application/json",
    "application/geo+json",
    "application/geo+json-seq",
    "application/ndjson",
    "application/schema+json",
    "application/vnd.oai.openapi+json;version=3.0",
    "application/vnd.mapbox-vector-tile",
)
_ANSWERS: Final[Responses] = {
    200: {
        "description": "As OGC API Features 1.0 and Tiles 1.0 say",
        "content": {kind: {} for kind in _KINDS},
    },
    **gives(404, 422, 503),
}


@router.get(
    "/ogc", operation_id="getOgc", summary="Layers: front page", response_class=Response, responses=_ANSWERS
)
async def get_ogc(request: Request, here: Here, who: Who) -> Response:
    """Return the front page of the layers."""
    return await _passed("", request, here, who)


@router.get(
    "/ogc/{path:path}", operation_id="readOgc", summary="Layers", response_class=Response, responses=_ANSWERS
)
async def read_ogc(path: LayerPath, request: Request, here: Here, who: Who) -> Response:
    """Return what lies at `path` of the layers: collections, items, tiles; see docs/gis.md."""
    return await _passed(path, request, here, who)


async def _passed(path: str, request: Request, here: World, who: Caller) -> Response:
    layers: Layers = request.app.state.layers
    app = await layers.app()
    off_shift = here.around.off_shift
    withheld = off_shift.withheld_from(who) and not off_shift.in_shift(here.around.clock.now())
    setattr(request.state, HIDDEN, frozenset({LIVE}) if withheld else frozenset())
    settings = here.settings
    address = Address(PREFIX, path, settings.public_url, is_https(request.scope, settings.proxies))
    return Passage(app, address)
