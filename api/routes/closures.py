"""Closures of roads, and the trucks whose way they cross."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from api.deps import Day, Db, Here, RowId, Who
from api.errors import ConflictError, RefusedError
from api.openapi import gives
from api.policy import Caller
from api.schemas.closures import (
    ClosureAsked,
    ClosureChange,
    ClosureCollection,
    ClosureFeature,
    ClosureFilter,
    HindranceCollection,
)
from api.surroundings import Surroundings
from api.views import closures as views
from api.views.closures import Effects
from data.store.queries import audit, closures, conditions, hindrances, roads_view, system
from data.store.queries.closures import Asked, ClosureRow, NewClosure, State

router = APIRouter(tags=["closures"])
_WANTED: dict[ClosureFilter, tuple[State, ...]] = {
    "now": ("in_force",),
    "coming": ("planned",),
    "past": ("ended", "lifted"),
    "all": (),
}


@router.get("/closures", operation_id="listClosures", summary="Closures of roads")
def list_closures(
    here: Here,
    db: Db,
    state: Annotated[ClosureFilter, Query(description="As they are now, in stack time")] = "all",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 500,
) -> ClosureCollection:
    """Return closures as GeoJSON, the latest begun first."""
    now = here.around.clock.now()
    rows = closures.listed(db, at=now, asked=Asked(states=_WANTED[state]), limit=limit)
    effects = _effects(db, here, rows)
    return ClosureCollection(now=now, features=[views.closure(row, now, effects) for row in rows])


@router.post(
    "/closures",
    operation_id="createClosure",
    summary="Close a road or an area",
    status_code=status.HTTP_201_CREATED,
)
def create_closure(asked: ClosureAsked, here: Here, db: Db, who: Who) -> ClosureFeature:
    """Close an area or a piece of road; from then on no plan goes through it."""
    now = here.around.clock.now()
    new = NewClosure(
        geometry=asked.geometry.model_dump(),
        reason=asked.reason,
        valid_from=asked.valid_from or now,
        valid_to=asked.valid_to,
        class_codes=tuple(asked.classes),
    )
    row = closures.create(db, new, by=who.username, at=now)
    _note(db, here.around, who, audit.Change("create", "closure", str(row.id), None, _kept(row)))
    return _told(db, here, row)


@router.patch(
    "/closures/{closure_id}",
    operation_id="changeClosure",
    summary="Another end or reason",
    responses=gives(404, 409),
)
def change_closure(closure_id: RowId, asked: ClosureChange, here: Here, db: Db, who: Who) -> ClosureFeature:
    """Let a closure end earlier or later, or say better why it is; what it closes never changes."""
    now, named = here.around.clock.now(), asked.model_fields_set
    before = closures.demand(db, closure_id)
    _demand_open(before, here.around)
    row = before
    if "valid_to" in named:
        row = closures.set_end(db, closure_id, asked.valid_to, at=now)
    if asked.reason is not None:
        row = closures.set_reason(db, closure_id, asked.reason)
    if row is before:
        raise RefusedError("nothing-to-change", "name valid_to or reason")
    _note(db, here.around, who, audit.Change("change", "closure", str(row.id), _kept(before), _kept(row)))
    return _told(db, here, row)


@router.post(
    "/closures/{closure_id}/lift",
    operation_id="liftClosure",
    summary="Open the road again",
    responses=gives(404, 409),
)
def lift_closure(closure_id: RowId, here: Here, db: Db, who: Who) -> ClosureFeature:
    """Open the road now; the closure stays on record."""
    now = here.around.clock.now()
    _demand_open(closures.demand(db, closure_id), here.around)
    row = closures.lift(db, closure_id, by=who.username, at=now)
    change = audit.Change("lift", "closure", str(row.id), {"lifted_at": None}, {"lifted_at": now.isoformat()})
    _note(db, here.around, who, change)
    return _told(db, here, row)


@router.get("/hindrances", operation_id="listHindrances", summary="Trucks whose way is closed")
def list_hindrances(day: Day, here: Here, db: Db, who: Who) -> HindranceCollection:
    """Return where the valid routes of the day run into closures, as GeoJSON."""
    situation, clock = here.situations.of(db, day), here.around.day_clock(day)
    rows = hindrances.hindrances(db, day, who.scope)
    ahead = {each for vehicle in {row.vehicle_id for row in rows} for each in situation.ahead(vehicle, clock)}
    trucks = {row.vehicle_id for row in rows if row in ahead}
    return HindranceCollection(day=day, ahead=len(trucks), features=views.hindrances(rows, ahead, clock.zone))


def _demand_open(row: ClosureRow, around: Surroundings) -> None:
    """Refuse to touch a closure that is over: plans were made with it.

    Raises
    ------
    ConflictError
        It has ended or was lifted.
    """
    now = around.clock.now()
    if views.is_over(row, now):
        raise ConflictError("closure-over", f"closure {row.id} is {views.state_of(row, now)}")


def _effects(db: Db, here: Here, rows: list[ClosureRow]) -> Effects:
    """Return what closures do to the roads in use; those that are over do nothing any more."""
    now, roads = here.around.clock.now(), system.current_roads(db)
    live = [row.id for row in rows if not views.is_over(row, now)]
    return Effects(
        segments=here.closed_segments.of(db, roads.checksum, live) if roads else {},
        routes=roads_view.hindered_routes(db, live),
        conditions=conditions.conditions(db),
    )


def _told(db: Db, here: Here, row: ClosureRow) -> ClosureFeature:
    return views.closure(row, here.around.clock.now(), _effects(db, here, [row]))


def _note(db: Db, around: Surroundings, who: Caller, change: audit.Change) -> None:
    """Write a change down and commit it."""
    audit.record(db, who.username, around.real(), change)
    db.commit()


def _kept(row: ClosureRow) -> dict[str, object]:
    """Return what of a closure is written down: its course is long, its kind tells enough."""
    return {
        "kind": row.kind,
        "reason": row.reason,
        "classes": list(row.class_codes),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }
