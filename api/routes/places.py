"""Villages, collection points, facilities."""

from fastapi import APIRouter

from api.deps import Day, Db, Here, RowId, Who
from api.openapi import gives
from api.schemas.places import FacilityCollection, PointCollection, PointDetail, VillageCollection

router = APIRouter(tags=["places"])


@router.get("/villages", operation_id="listVillages", summary="Villages")
def list_villages(db: Db, who: Who) -> VillageCollection:
    """Return the villages within the account's scope as GeoJSON."""
    raise NotImplementedError


@router.get("/points", operation_id="listPoints", summary="Collection points of a day")
def list_points(day: Day, here: Here, db: Db, who: Who) -> PointCollection:
    """Return collection points with their status on the day as GeoJSON."""
    raise NotImplementedError


@router.get("/points/{point_id}", operation_id="getPoint", summary="One point and why", responses=gives(404))
def get_point(point_id: RowId, day: Day, here: Here, db: Db, who: Who) -> PointDetail:
    """Return a point with the sentence that says when it was emptied, which truck comes next, or why not."""
    raise NotImplementedError


@router.get("/facilities", operation_id="listFacilities", summary="Landfills, pool, treatment places")
def list_facilities(db: Db) -> FacilityCollection:
    """Return the facilities as GeoJSON."""
    raise NotImplementedError
