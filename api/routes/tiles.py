"""Vector tiles of roads and villages."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.deps import Db, Here
from api.openapi import TILE

router = APIRouter(tags=["tiles"])
Zoom = Annotated[int, Path(ge=0, le=20)]
Index = Annotated[int, Path(ge=0, lt=2**20)]


@router.get(
    "/tiles/roads/{z}/{x}/{y}.mvt",
    operation_id="getRoadTile",
    summary="Roads",
    response_class=Response,
    responses=TILE,
)
def get_road_tile(*, z: Zoom, x: Index, y: Index, request: Request, here: Here, db: Db) -> Response:
    """Return a Mapbox vector tile, layer `roads` (class, name); 204 when there is nothing in it."""
    raise NotImplementedError


@router.get(
    "/tiles/villages/{z}/{x}/{y}.mvt",
    operation_id="getVillageTile",
    summary="Villages",
    response_class=Response,
    responses=TILE,
)
def get_village_tile(*, z: Zoom, x: Index, y: Index, request: Request, here: Here, db: Db) -> Response:
    """Return a Mapbox vector tile, layer `villages` (code, name, kecamatan, dms); 204 when empty."""
    raise NotImplementedError
