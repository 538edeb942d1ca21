"""Vector tiles of roads and villages."""

import hashlib
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from api.deps import Db, Here
from api.openapi import TILE
from data.store.queries import system, tiles
from data.store.queries.tiles import TileAddress

router = APIRouter(tags=["tiles"])
Zoom = Annotated[int, Path(ge=0, le=20)]
Index = Annotated[int, Path(ge=0, lt=2**20)]
_MEDIA_TYPE: Final = "application/vnd.mapbox-vector-tile"
_KEPT: Final = "private, max-age=300"


@router.get(
    "/tiles/roads/{z}/{x}/{y}.mvt",
    operation_id="getRoadTile",
    summary="Roads",
    response_class=Response,
    responses=TILE,
)
def get_road_tile(*, z: Zoom, x: Index, y: Index, request: Request, here: Here, db: Db) -> Response:
    """Return a Mapbox vector tile, layer `roads` (class, name); 204 when there is nothing in it."""
    tile, roads = TileAddress(z, x, y), system.current_roads(db)
    if roads is None or not tile.exists:
        return Response(status_code=204)
    tag = f'"{roads.checksum[:16]}-{z}-{x}-{y}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": _KEPT})
    return _answer(tiles.roads(db, tile, roads.checksum, here.settings.tile_features), tag)


@router.get(
    "/tiles/villages/{z}/{x}/{y}.mvt",
    operation_id="getVillageTile",
    summary="Villages",
    response_class=Response,
    responses=TILE,
)
def get_village_tile(*, z: Zoom, x: Index, y: Index, request: Request, here: Here, db: Db) -> Response:
    """Return a Mapbox vector tile, layer `villages` (code, name, kecamatan, dms); 204 when empty."""
    tile = TileAddress(z, x, y)
    body = tiles.villages(db, tile, here.settings.tile_features) if tile.exists else b""
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if body and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, "Cache-Control": _KEPT})
    return _answer(body, tag)


def _answer(body: bytes, tag: str) -> Response:
    headers = {"ETag": tag, "Cache-Control": _KEPT}
    return Response(body or None, 200 if body else 204, headers, _MEDIA_TYPE if body else None)
