"""How far villages are by road, and what cannot be reached."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import Db, Here, Who
from api.errors import NotFoundError
from api.openapi import gives
from api.road_desk import profile_of
from api.routes.roads import OfClass
from api.schemas.reach import UnreachedCollection, VillageReachCollection
from api.views import reach as views
from data.store.queries import places, reach, system

router = APIRouter(tags=["reach"])
_USUAL_GOAL = "landfill"


@router.get(
    "/reach", operation_id="listReach", summary="Villages by minutes of driving", responses=gives(404)
)
def list_reach(
    here: Here,
    db: Db,
    who: Who,
    facility: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="Default: nearest landfill")
    ] = None,
    class_code: OfClass = "dump_truck",
) -> VillageReachCollection:
    """Return the villages with the drive to a facility and back, without closures, as GeoJSON."""
    day, profile = here.around.operating_day(), profile_of(db, class_code)
    facilities = {row.id: row for row in places.facilities(db, day)}
    if facility is not None and facility not in facilities:
        raise NotFoundError(f"there is no facility {facility}")
    roads = system.current_roads(db)
    ways = reach.village_reach(db, roads.checksum, profile) if roads else []
    nearest = views.nearest_by_kind(ways, facilities)
    villages = {row.code: row for row in places.villages(db, who.scope, day)}
    shown = views.chosen(ways, facilities, facility, _USUAL_GOAL)
    return VillageReachCollection(
        computed=bool(ways),
        class_code=class_code,
        facility_id=facility,
        facilities=views.reached(ways, facilities, nearest),
        features=views.village_features(shown, villages, facilities, nearest),
    )


@router.get(
    "/reach/unreachable", operation_id="listUnreachable", summary="Points out of reach", responses=gives(404)
)
def list_unreachable(here: Here, db: Db, who: Who, class_code: OfClass = "dump_truck") -> UnreachedCollection:
    """Return the collection points that no vehicle of a class can reach, and why, as GeoJSON."""
    day, profile = here.around.operating_day(), profile_of(db, class_code)
    roads = system.current_roads(db)
    rows = reach.point_reach(db, roads.checksum, profile) if roads else []
    points = {row.id: row for row in places.points(db, who.scope, day)}
    return UnreachedCollection(
        computed=bool(roads and reach.village_reach(db, roads.checksum, profile)),
        class_code=class_code,
        features=views.unreached(rows, points),
    )
