"""Villages, collection points, facilities."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from api.deps import Day, Db, Here, RowId, Who
from api.errors import NotFoundError, RefusedError
from api.openapi import gives
from api.point_status import NOT_TODAY, UNPLANNED, PointState
from api.schemas.places import (
    FacilityCollection,
    FacilityFeature,
    FacilityPlace,
    PointCollection,
    PointDetail,
    Sentence,
    VillageCollection,
)
from api.views import places as views
from api.wording import PointStory, sentence
from data.store.queries import audit, fleet, places, roads_view, system
from data.store.queries.places import FacilityRow, PointRow, PointVisitRow

router = APIRouter(tags=["places"])
_MARGIN_DEGREES = 0.05
_FAR_M = 500.0


@router.get("/villages", operation_id="listVillages", summary="Villages")
def list_villages(here: Here, db: Db, who: Who) -> VillageCollection:
    """Return the villages within the account's scope as GeoJSON."""
    rows = places.villages(db, who.scope, here.around.operating_day())
    return VillageCollection(features=[views.village(row) for row in rows])


@router.get("/points", operation_id="listPoints", summary="Collection points of a day")
def list_points(day: Day, here: Here, db: Db, who: Who) -> PointCollection:
    """Return collection points with their status on the day as GeoJSON."""
    rows = places.points(db, who.scope, day)
    states = _states(here, db, rows, day)
    return PointCollection(day=day, features=[views.point(row, states[row.id], day) for row in rows])


@router.get("/points/{point_id}", operation_id="getPoint", summary="One point and why", responses=gives(404))
def get_point(point_id: RowId, day: Day, here: Here, db: Db, who: Who) -> PointDetail:
    """Return a point with the sentence that says when it was emptied, which truck comes next, or why not."""
    row = next(iter(places.points(db, who.scope, day, point_id=point_id)), None)
    if row is None:
        raise NotFoundError(f"there is no point {point_id}")
    around = here.around
    state = _states(here, db, [row], day)[row.id]
    visits = places.visits_of_point(db, row.id, before=around.calendar.bounds(day)[1])
    reason = _why_not(db, row, day) if state in {NOT_TODAY, UNPLANNED} else state.status
    told = sentence(
        PointStory(
            name=row.name,
            state=state,
            plate=fleet.plate(db, state.vehicle_id),
            day=day,
            today=around.operating_day(),
            last_emptied=_last_emptied(row, visits, day),
            reason=reason,
            upcoming=places.next_planned(db, row.id, max(day, around.operating_day())),
            zone=ZoneInfo(around.calendar.zone),
        )
    )
    return PointDetail(
        day=day,
        point=views.point(row, state, day),
        plate=fleet.plate(db, state.vehicle_id),
        stream=row.stream,
        kg_source=row.source,
        kg_confidence=row.confidence,
        last_emptied_on=row.last_emptied_on,
        sentence=Sentence(id=told.id, en=told.en),
        reason_code=reason,
        last_visits=[views.visit(visit) for visit in visits],
    )


@router.get("/facilities", operation_id="listFacilities", summary="Landfills, pool, treatment places")
def list_facilities(here: Here, db: Db) -> FacilityCollection:
    """Return the facilities as GeoJSON."""
    rows = places.facilities(db, here.around.operating_day())
    return FacilityCollection(features=[views.facility(row) for row in rows])


@router.patch(
    "/facilities/{facility_id}/place",
    operation_id="placeFacility",
    summary="Where a facility truly lies",
    responses=gives(404),
)
def place_facility(facility_id: RowId, asked: FacilityPlace, here: Here, db: Db, who: Who) -> FacilityFeature:
    """Move a facility to its true place; visits of the last 31 days are derived again.

    Refused outside the service area, and where no road is within 500 m unless `force` says so.
    """
    around = here.around
    before = _facility(db, here, facility_id)
    _demand_sound_place(db, asked)
    places.move_facility(db, facility_id, asked.lon, asked.lat, confirmed=asked.confirmed)
    places.mark_recent_days(db, around.calendar, around.clock.now())
    after = _facility(db, here, facility_id)
    change = audit.Change("place", "facility", str(facility_id), _kept(before), _kept(after))
    audit.record(db, who.username, around.real(), change)
    db.commit()
    here.situations.forget()
    return views.facility(after)


def _facility(db: Db, here: Here, facility_id: int) -> FacilityRow:
    rows = places.facilities(db, here.around.operating_day())
    row = next((row for row in rows if row.id == facility_id), None)
    if row is None:
        raise NotFoundError(f"there is no facility {facility_id}")
    return row


def _kept(row: FacilityRow) -> dict[str, object]:
    return {"lon": row.lon, "lat": row.lat, "estimated": row.estimated}


def _demand_sound_place(db: Db, asked: FacilityPlace) -> None:
    """Refuse a place that is most likely a slip.

    Raises
    ------
    RefusedError
        It lies outside the service area, or far from any road without `force`.
    """
    bounds, roads = system.bounds(db), system.current_roads(db)
    if bounds is not None:
        west, south, east, north = bounds
        inside = west - _MARGIN_DEGREES <= asked.lon <= east + _MARGIN_DEGREES
        if not (inside and south - _MARGIN_DEGREES <= asked.lat <= north + _MARGIN_DEGREES):
            raise RefusedError(
                "outside-service-area", f"{asked.lon:.5f}, {asked.lat:.5f} lies outside the service area"
            )
    if asked.force or roads is None:
        return
    metres = roads_view.metres_to_road(db, roads.checksum, asked.lon, asked.lat)
    if metres is not None and metres > _FAR_M:
        raise RefusedError(
            "far-from-road", f"the nearest road is {metres:.0f} m away: send force if it is so"
        )


def _states(here: Here, db: Db, rows: list[PointRow], day: date) -> dict[int, PointState]:
    situation = here.situations.of(db, day)
    known = situation.points(here.around.day_clock(day))
    return {row.id: known.get(row.id) or situation.without_plan(row.id, due=row.is_due(day)) for row in rows}


def _why_not(db: Db, row: PointRow, day: date) -> str:
    """Return the coded reason for which a point is not served on a day."""
    if reason := places.reason_left_out(db, row.id, day):
        return reason
    if not places.is_planned(db, day):
        return "no_plan"
    return "not_in_plan" if row.is_due(day) else "not_due"


def _last_emptied(row: PointRow, visits: list[PointVisitRow], day: date) -> datetime | date | None:
    """Return when the point was last emptied before the day: the moment if a track tells, else the date."""
    earlier = next((visit for visit in visits if visit.operating_day < day), None)
    return earlier.arrived_at if earlier else row.last_emptied_on
