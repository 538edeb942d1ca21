"""The roads in use, pieces of them, and ways along them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.deps import Db, Here
from api.errors import NotFoundError
from api.openapi import gives
from api.road_desk import roads_of
from api.schemas.closures import ClassCode
from api.schemas.common import Lat, Lon
from api.schemas.matching import RoadJob
from api.schemas.roads import Language, NearestRoad, RoadPiece, RoadRoute, RoadsStatus
from api.views import matching, ways
from api.views import roads as views
from data.store.jobs import ROADS_QUEUE
from data.store.queries import conditions, road_pieces, roads_view, speeds, system

router = APIRouter(tags=["roads"])
LonLatText = Annotated[
    str,
    Query(
        pattern=r"^-?\d{1,3}(\.\d{1,15})?,-?\d{1,2}(\.\d{1,15})?$",
        max_length=40,
        description="lon,lat in degrees",
    ),
]
OfClass = Annotated[ClassCode, Query(alias="class", description="Vehicle class")]
JobId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/roads", operation_id="getRoads", summary="Roads in use and what is in force")
def get_roads(db: Db) -> RoadsStatus:
    """Return the network in use, what is in force on it for each vehicle class, and what must be known."""
    return views.status(
        system.current_roads(db),
        conditions.conditions(db),
        conditions.profiles_by_class(db),
        {row.id: row.name for row in speeds.sets(db)},
    )


@router.get(
    "/roads/piece", operation_id="getRoadPiece", summary="Piece of road at a place", responses=gives(404)
)
def get_road_piece(
    lon: Annotated[Lon, Query()],
    lat: Annotated[Lat, Query()],
    db: Db,
    within_m: Annotated[float, Query(gt=0, le=1_000, description="Farthest a road may be")] = 100,
) -> RoadPiece:
    """Return the piece of road between two junctions that lies nearest, for closing it by a click."""
    found = road_pieces.piece_at(db, lon, lat)
    if found is None or found.distance_m > within_m:
        raise NotFoundError(f"there is no road within {within_m:.0f} m of {lon:.5f}, {lat:.5f}")
    return views.piece(found)


@router.get(
    "/roads/nearest",
    operation_id="getNearestRoad",
    summary="Whether a place is within reach",
    responses=gives(404, 409, 503),
)
def get_nearest_road(
    lon: Annotated[Lon, Query()],
    lat: Annotated[Lat, Query()],
    here: Here,
    db: Db,
    class_code: OfClass = "dump_truck",
) -> NearestRoad:
    """Return the nearest place on a road and whether vehicles of a class may go there now."""
    roads = roads_of(db, class_code)
    return ways.nearest(roads, here.desk.nearest(roads, (lon, lat)))


@router.get(
    "/roads/route",
    operation_id="getRoadRoute",
    summary="A way from place to place",
    responses=gives(404, 409, 503),
)
def get_road_route(
    start: Annotated[LonLatText, Query(alias="from")],
    to: LonLatText,
    here: Here,
    db: Db,
    class_code: OfClass = "dump_truck",
    lang: Language = "id",
) -> RoadRoute:
    """Return the fastest way with the roads as they are now; a problem says why there is none."""
    roads = roads_of(db, class_code)
    found = here.desk.route(roads, ways.place(start), ways.place(to))
    return ways.route(roads, found, lang)


@router.get(
    "/roads/jobs/{job_id}", operation_id="getRoadJob", summary="State of a road job", responses=gives(404)
)
def get_road_job(job_id: JobId, db: Db) -> RoadJob:
    """Return whether a job of the roads' queue waits, runs, is done or failed."""
    job = roads_view.job(db, ROADS_QUEUE, job_id)
    if job is None:
        raise NotFoundError(f"there is no road job {job_id}")
    return matching.job(job)
