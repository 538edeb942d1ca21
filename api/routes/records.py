"""The office's records: read, made, changed, closed, opened again, with their history.

Eleven kinds share one mechanism: `Desk` says what each is made of, the store what its rules are.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, status

from api.deps import Db, Here, RowId, VehicleId, Who
from api.openapi import gives
from api.races import races_told
from api.record_desk import (
    Desk,
    IfMatch,
    RecordRoute,
    act_of,
    demand_version,
    told_when_stale,
    values_of,
    version_of,
)
from api.schemas import records_demand, records_figures, records_fleet, records_places
from api.schemas.common import Answer, Asked
from api.schemas.records_common import PlacesAsked, RecordChange, RecordClosing, RecordHistory, RecordsAsked
from data.store.queries.records import demand, figures, fleet, people, places, reading, writing

router = APIRouter(tags=["records"], route_class=RecordRoute)
Code = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
HolidayKey = Annotated[date, Path()]

POINTS = Desk(
    path="points",
    noun="Point",
    kind=places.POINTS,
    key=RowId,
    record=records_places.PointRecord,
    page=records_places.PointRecords,
    change=records_places.PointChange,
    new=records_places.PointNew,
    asked=PlacesAsked,
)
FACILITIES = Desk(
    path="facilities",
    noun="Facility",
    kind=places.FACILITIES,
    key=RowId,
    record=records_places.FacilityRecord,
    page=records_places.FacilityRecords,
    change=records_places.FacilityChange,
    new=records_places.FacilityNew,
)
DMS = Desk(
    path="dms",
    noun="Dms",
    kind=places.DMS,
    key=RowId,
    record=records_places.DmsRecord,
    page=records_places.DmsRecords,
    change=records_places.DmsChange,
    new=records_places.DmsNew,
)
VEHICLES = Desk(
    path="vehicles",
    noun="Vehicle",
    kind=fleet.VEHICLES,
    key=VehicleId,
    record=records_fleet.VehicleRecord,
    page=records_fleet.VehicleRecords,
    change=records_fleet.VehicleRecordChange,
    new=records_fleet.VehicleNew,
)
CLASSES = Desk(
    path="vehicle-classes",
    noun="VehicleClass",
    kind=figures.CLASSES,
    key=Code,
    record=records_fleet.VehicleClassRecord,
    page=records_fleet.VehicleClassRecords,
    change=records_fleet.VehicleClassChange,
)
CREWS = Desk(
    path="crews",
    noun="Crew",
    kind=people.CREWS,
    key=RowId,
    record=records_fleet.CrewRecord,
    page=records_fleet.CrewRecords,
    change=records_fleet.CrewChange,
    new=records_fleet.CrewNew,
)
HOLIDAYS = Desk(
    path="holidays",
    noun="Holiday",
    kind=figures.HOLIDAYS,
    key=HolidayKey,
    record=records_figures.HolidayRecord,
    page=records_figures.HolidayRecords,
    change=records_figures.HolidayChange,
    new=records_figures.HolidayNew,
)
PARAMETERS = Desk(
    path="parameters",
    noun="Parameter",
    kind=figures.PARAMETERS,
    key=Code,
    record=records_figures.ParameterRecord,
    page=records_figures.ParameterRecords,
    change=records_figures.ParameterChange,
)
BREAKS = Desk(
    path="breaks",
    noun="Break",
    kind=figures.BREAKS,
    key=Code,
    record=records_figures.BreakRecord,
    page=records_figures.BreakRecords,
    change=records_figures.BreakChange,
    new=records_figures.BreakNew,
)
VILLAGES = Desk(
    path="villages",
    noun="Village",
    kind=places.VILLAGES,
    key=Code,
    record=records_places.VillageRecord,
    page=records_places.VillageRecords,
    change=records_places.VillageChange,
)
FACTORS = Desk(
    path="demand-factors",
    noun="DemandFactor",
    kind=demand.FACTORS,
    key=RowId,
    record=records_demand.DemandFactorRecord,
    page=records_demand.DemandFactorRecords,
    change=records_demand.DemandFactorChange,
    new=records_demand.DemandFactorNew,
)
DESKS = (
    *(POINTS, FACILITIES, VEHICLES, CLASSES, CREWS, HOLIDAYS, PARAMETERS, DMS, BREAKS),
    *(VILLAGES, FACTORS),
)


def _serve(desk: Desk) -> None:
    """Give a kind of record its addresses."""
    _list(desk)
    _get(desk)
    _history(desk)
    if desk.new is not None:
        _create(desk, desk.new)
    _change(desk)
    if desk.kind.ends is not None:
        _close(desk)
        _reopen(desk)


def _list(desk: Desk) -> None:
    def list_records(asked: RecordsAsked, here: Here, db: Db, who: Who) -> Answer:
        """Return records within the account's scope, in the order of their codes."""
        wanted = reading.Wanted(**asked.model_dump())
        found, after = reading.page(db, desk.kind, wanted, act_of(here.around, who))
        return desk.page.model_validate({"items": found, "next": after})

    _typed(list_records, asked=Annotated[desk.asked, Query()])
    router.add_api_route(
        f"/records/{desk.path}",
        list_records,
        operation_id=f"list{desk.noun}Records",
        summary=f"Records: {desk.path}",
        response_model=desk.page,
    )


def _get(desk: Desk) -> None:
    def get_record(key: writing.Key, here: Here, db: Db, who: Who) -> Answer:
        """Return one record."""
        return desk.told(reading.one(db, desk.kind, key, act_of(here.around, who)))

    _typed(get_record, key=desk.key)
    router.add_api_route(
        f"/records/{desk.path}/{{key}}",
        get_record,
        operation_id=f"get{desk.noun}Record",
        summary=f"Records: one of {desk.path}",
        response_model=desk.record,
        responses=gives(404),
    )


def _history(desk: Desk) -> None:
    def list_history(key: writing.Key, here: Here, db: Db, who: Who) -> RecordHistory:
        """Return what was changed of a record, newest first, at most the last 200."""
        record = reading.one(db, desk.kind, key, act_of(here.around, who))
        rows = reading.history(db, desk.kind, record)
        return RecordHistory(items=[RecordChange.model_validate(row) for row in rows])

    _typed(list_history, key=desk.key)
    router.add_api_route(
        f"/records/{desk.path}/{{key}}/history",
        list_history,
        operation_id=f"list{desk.noun}History",
        summary=f"Records: history of one of {desk.path}",
        response_model=RecordHistory,
        responses=gives(404),
    )


def _create(desk: Desk, new: type[Asked]) -> None:
    def create_record(asked: Asked, here: Here, db: Db, who: Who) -> Answer:
        """Make a record."""
        act = act_of(here.around, who)
        with races_told():
            key = writing.create(db, desk.kind, asked.model_dump(), act)
            db.commit()
        here.situations.forget()
        return desk.told(reading.one(db, desk.kind, key, act))

    _typed(create_record, asked=new)
    router.add_api_route(
        f"/records/{desk.path}",
        create_record,
        methods=["POST"],
        operation_id=f"create{desk.noun}Record",
        summary=f"Records: a new one of {desk.path}",
        status_code=status.HTTP_201_CREATED,
        response_model=desk.record,
        responses=gives(409),
    )


def _change(desk: Desk) -> None:
    def change_record(
        key: writing.Key, asked: Asked, here: Here, db: Db, who: Who, read: IfMatch = None
    ) -> Answer:
        """Change the fields that are named; refused when somebody changed the record since it was read."""
        act, version = act_of(here.around, who), demand_version(read)
        with told_when_stale(db, desk, key, act):
            writing.change(db, desk.kind, key, values_of(asked), version=version, act=act)
            db.commit()
        here.situations.forget()
        return desk.told(reading.one(db, desk.kind, key, act))

    _typed(change_record, key=desk.key, asked=desk.change)
    router.add_api_route(
        f"/records/{desk.path}/{{key}}",
        change_record,
        methods=["PATCH"],
        operation_id=f"change{desk.noun}Record",
        summary=f"Records: change one of {desk.path}",
        response_model=desk.record,
        responses=gives(404, 409, 412, 428),
    )


def _close(desk: Desk) -> None:
    def close_record(
        key: writing.Key, asked: RecordClosing, here: Here, db: Db, who: Who, read: IfMatch = None
    ) -> Answer:
        """Close a record from a day on; it stays on file. `If-Match` is heeded where it is sent."""
        act, version = act_of(here.around, who), version_of(read)
        closing = writing.Closing(asked.day, asked.reason)
        with told_when_stale(db, desk, key, act):
            writing.close(db, desk.kind, key, closing, version=version, act=act)
            db.commit()
        here.situations.forget()
        return desk.told(reading.one(db, desk.kind, key, act))

    _typed(close_record, key=desk.key)
    router.add_api_route(
        f"/records/{desk.path}/{{key}}/close",
        close_record,
        methods=["POST"],
        operation_id=f"close{desk.noun}Record",
        summary=f"Records: close one of {desk.path}",
        response_model=desk.record,
        responses=gives(404, 409, 412),
    )


def _reopen(desk: Desk) -> None:
    def reopen_record(key: writing.Key, here: Here, db: Db, who: Who, read: IfMatch = None) -> Answer:
        """Take a closed record into use again. `If-Match` is heeded where it is sent."""
        act, version = act_of(here.around, who), version_of(read)
        with told_when_stale(db, desk, key, act):
            writing.reopen(db, desk.kind, key, version=version, act=act)
            db.commit()
        here.situations.forget()
        return desk.told(reading.one(db, desk.kind, key, act))

    _typed(reopen_record, key=desk.key)
    router.add_api_route(
        f"/records/{desk.path}/{{key}}/reopen",
        reopen_record,
        methods=["POST"],
        operation_id=f"reopen{desk.noun}Record",
        summary=f"Records: reopen one of {desk.path}",
        response_model=desk.record,
        responses=gives(404, 409, 412),
    )


def _typed(endpoint: Callable[..., Any], **types: Any) -> None:  # noqa: ANN401  # whatever annotations are
    """Say to FastAPI what the parameters of a kind's endpoint are: no type can be written as a variable."""
    endpoint.__annotations__.update(types)


for each in DESKS:
    _serve(each)
