"""What the planner reads for a day, and where it puts its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, text
from sqlalchemy.orm import Session

from data.store.errors import NotFoundError
from data.store.models import (
    CollectionPoint,
    Facility,
    Parameter,
    Plan,
    Route,
    RouteStop,
    Unserved,
    Vehicle,
    VehicleClass,
    Visit,
)


@dataclass(frozen=True)
class PlannedVehicle:
    """A vehicle that may be given a route, with its class and pool; money in whole rupiah."""

    id: str
    class_code: str
    work: str
    capacity_kg: int
    capacity_m3: float
    road_profile: str
    fixed_idr: int
    per_km_idr: int
    per_hour_idr: int
    pool_id: int


@dataclass(frozen=True)
class PlannedFacility:
    """A pool or a landfill; `opens` and `closes` are local, None is the whole day."""

    id: int
    code: str
    name: str
    kind: str
    lon: float
    lat: float
    opens: time | None
    closes: time | None
    unload_s: int


@dataclass(frozen=True)
class WaitingPoint:
    """A point in use; `last_emptied_on` lies before the day, by visits or by word."""

    id: int
    code: str
    lon: float
    lat: float
    kind: str
    amount_kg_day: float
    container_m3: float | None
    service_s: int
    window_from: time | None
    window_to: time | None
    last_emptied_on: date | None


@dataclass(frozen=True)
class NewStop:
    """A stop of a route to be stored; `leg` is the way to it as well-known text."""

    kind: str
    point_id: int | None
    facility_id: int | None
    trip: int
    arrives_at: datetime
    leaves_at: datetime
    service_s: int
    kg: int
    load_kg: int
    leg_m: int
    leg_s: int
    leg: str


@dataclass(frozen=True)
class NewRoute:
    """A vehicle's route to be stored."""

    vehicle_id: str
    start_facility_id: int
    leaves_at: datetime
    returns_at: datetime
    trips: int
    distance_m: int
    load_kg: int
    cost_idr: int
    stops: Sequence[NewStop]


@dataclass(frozen=True)
class NewPlan:
    """A plan of one day to be stored as a draft; `unserved` is (point, reason code, figures)."""

    day: date
    engine: str
    feasible: bool
    cost_idr: int
    seed: int
    solve_s: float
    roads_checksum: str
    problem: dict[str, Any]
    judgement: dict[str, Any]
    measures: dict[str, Any]
    requested_by: str
    created_at: datetime
    routes: Sequence[NewRoute]
    unserved: Sequence[tuple[int, str, dict[str, Any]]]


def vehicles_to_plan(session: Session, day: date) -> list[PlannedVehicle]:
    """Return vehicles that are planned, in service and not broken on `day`."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Vehicle.id,
            Vehicle.class_code,
            VehicleClass.work,
            VehicleClass.capacity_kg,
            VehicleClass.capacity_m3,
            VehicleClass.road_profile,
            VehicleClass.fixed_idr,
            VehicleClass.per_km_idr,
            VehicleClass.per_hour_idr,
            Vehicle.pool_id,
        )
        .join(VehicleClass, VehicleClass.code == Vehicle.class_code)
        .where(Vehicle.planned, Vehicle.broken_since.is_(None), _in_use(Vehicle, day))
        .where(VehicleClass.work.in_(("stationary", "hauled")))
        .order_by(Vehicle.id)
    )
    return [PlannedVehicle(*row) for row in session.execute(query)]


def facilities_to_plan(session: Session, day: date) -> list[PlannedFacility]:
    """Return pools, and landfills that take residue, that are open for use on `day`."""
    landfill = and_(Facility.kind == "landfill", Facility.accepts_residue, Facility.status != "closed")
    query = (
        select(
            Facility.id,
            Facility.code,
            Facility.name,
            Facility.kind,
            func.ST_X(Facility.geom),
            func.ST_Y(Facility.geom),
            Facility.opens,
            Facility.closes,
            Facility.unload_s,
        )
        .where(or_(Facility.kind == "pool", landfill), _in_use(Facility, day))
        .order_by(Facility.id)
    )
    return [PlannedFacility(*row) for row in session.execute(query)]


def points_to_plan(session: Session, day: date) -> list[WaitingPoint]:
    """Return points in use that were not yet emptied on `day` itself."""
    emptied = (
        select(Visit.point_id, func.max(Visit.operating_day).label("day"))
        .where(Visit.kind == "collect", Visit.operating_day <= day)
        .group_by(Visit.point_id)
        .subquery()
    )
    query = (
        select(
            CollectionPoint.id,
            CollectionPoint.code,
            func.ST_X(CollectionPoint.geom),
            func.ST_Y(CollectionPoint.geom),
            CollectionPoint.kind,
            CollectionPoint.amount_kg_day,
            CollectionPoint.container_m3,
            CollectionPoint.service_s,
            CollectionPoint.window_from,
            CollectionPoint.window_to,
            func.greatest(emptied.c.day, CollectionPoint.last_emptied_on),
        )
        .outerjoin(emptied, emptied.c.point_id == CollectionPoint.id)
        .where(_in_use(CollectionPoint, day), emptied.c.day.is_(None) | (emptied.c.day < day))
        .order_by(CollectionPoint.id)
    )
    return [WaitingPoint(*row) for row in session.execute(query)]


def figures(session: Session) -> dict[str, float]:
    """Return all figures that the office can change, by key."""
    return dict(session.execute(select(Parameter.key, Parameter.value)).tuples().all())


def store_plan(session: Session, new: NewPlan) -> int:
    """Store a draft with its routes; a child of the valid plan of its day, if there is one.

    Returns
    -------
    The plan's number. Nothing is committed.
    """
    # two plans of one day at once would both take the next version
    session.execute(text("select pg_advisory_xact_lock(hashtext('siangsa plan'))"))
    latest = session.scalar(select(func.max(Plan.version)).where(Plan.first_day == new.day))
    parent = session.scalar(
        select(Plan.id)
        .where(Plan.first_day == new.day, Plan.status == "published")
        .order_by(Plan.version.desc())
        .limit(1)
    )
    plan = Plan(
        first_day=new.day,
        days=1,
        version=(latest or 0) + 1,
        parent_id=parent,
        status="draft",
        origin="solver",
        engine=new.engine,
        feasible=new.feasible,
        cost_idr=new.cost_idr,
        seed=new.seed,
        solve_s=new.solve_s,
        roads_checksum=new.roads_checksum,
        problem=new.problem,
        judgement=new.judgement,
        measures=new.measures,
        requested_by=new.requested_by,
        created_at=new.created_at,
    )
    session.add(plan)
    session.flush()
    for route in new.routes:
        _store_route(session, plan.id, new.day, route)
    if new.unserved:
        rows = [
            {"plan_id": plan.id, "operating_day": new.day, "point_id": p, "reason": reason, "detail": detail}
            for p, reason, detail in new.unserved
        ]
        session.execute(insert(Unserved), rows)
    return plan.id


def plan_to_show(session: Session, plan_id: int) -> tuple[Plan, list[Route]]:
    """Return a plan and its routes.

    Raises
    ------
    NotFoundError
        There is no such plan.
    """
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise NotFoundError(f"there is no plan {plan_id}")
    routes = session.scalars(select(Route).where(Route.plan_id == plan_id).order_by(Route.vehicle_id))
    return plan, list(routes)


def _store_route(session: Session, plan_id: int, day: date, new: NewRoute) -> None:
    route = Route(
        plan_id=plan_id,
        operating_day=day,
        vehicle_id=new.vehicle_id,
        start_facility_id=new.start_facility_id,
        leaves_at=new.leaves_at,
        returns_at=new.returns_at,
        trips=new.trips,
        distance_m=new.distance_m,
        load_kg=new.load_kg,
        cost_idr=new.cost_idr,
    )
    session.add(route)
    session.flush()
    rows = [
        {
            **{name: getattr(stop, name) for name in NewStop.__dataclass_fields__ if name != "leg"},
            "route_id": route.id,
            "number": number,
            "leg": f"SRID=4326;{stop.leg}",
        }
        for number, stop in enumerate(new.stops, start=1)
    ]
    session.execute(insert(RouteStop), rows)


def _in_use(table: type[Vehicle] | type[Facility] | type[CollectionPoint], day: date) -> ColumnElement[bool]:
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))
