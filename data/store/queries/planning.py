"""What the planner reads for a day, and where it puts its answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, func, insert, literal, or_, select, text, true
from sqlalchemy.orm import Session

from data.store.errors import ConflictError, NotFoundError
from data.store.models import (
    CollectionPoint,
    Facility,
    Parameter,
    Plan,
    Route,
    RouteStop,
    Unserved,
    UrgentPoint,
    Vehicle,
    VehicleClass,
    Village,
    Visit,
    WorkBreak,
)
from data.store.queries import demand_rates
from data.store.queries.plan_rows import CrewBreak, PlannedFacility, PlannedVehicle, WaitingPoint

STREAMS = ("residue", "organic", "recyclable")


@dataclass(frozen=True)
class NewStop:
    """A stop of a route to be stored: `leg` is the way to it as well-known text, `frozen` as there."""

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
    frozen: bool = False


@dataclass(frozen=True)
class NewRoute:
    """A vehicle's route to be stored; `rests` and `same_as` as in `Route`."""

    vehicle_id: str
    start_facility_id: int
    leaves_at: datetime
    returns_at: datetime
    trips: int
    distance_m: int
    load_kg: int
    cost_idr: int
    stops: Sequence[NewStop]
    rests: Sequence[dict[str, Any]] = ()
    same_as: int | None = None


@dataclass(frozen=True)
class NewPlan:
    """A plan of one day to be stored as a draft; `unserved` is (point, reason code, figures).

    `parent_id` is the valid plan that a re-plan was made from, and `changes` what it makes different;
    `week_id` the week that the day was published from.
    """

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
    parent_id: int | None = None
    changes: dict[str, Any] | None = None
    origin: str = "solver"
    week_id: int | None = None


def vehicles_to_plan(
    session: Session, day: date, *, with_broken: bool = False, away: Collection[str] = ()
) -> list[PlannedVehicle]:
    """Return vehicles that are planned, in service and not broken on `day`; also the broken ones if asked.

    Parameters
    ----------
    away
        Vehicles that are known to be out of service in the shift (`outages.away`).
    """
    query = (
        select(*vehicle_columns())
        .join(VehicleClass, VehicleClass.code == Vehicle.class_code)
        .where(Vehicle.planned, in_use(Vehicle, day))
        .where(true() if with_broken else Vehicle.broken_since.is_(None))
        .where(Vehicle.id.not_in(away))
        .where(VehicleClass.work.in_(("stationary", "hauled")))
        .order_by(Vehicle.id)
    )
    return [PlannedVehicle(*row) for row in session.execute(query)]


def vehicle_columns() -> list[ColumnElement[Any]]:
    """Return what a `PlannedVehicle` is made of, in its order, of a vehicle joined with its class."""
    return [
        column.expression
        for column in (
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
            VehicleClass.overtime_per_hour_idr,
            VehicleClass.overtime_s,
            VehicleClass.max_trips,
        )
    ]


def facilities_to_plan(session: Session, day: date) -> list[PlannedFacility]:
    """Return pools, and places where trucks tip something, that are open for use on `day`.

    Residue goes to landfills alone; what is sorted goes where the office says that it is taken. Hand-over
    places are for the villages' own vehicles.
    """
    residue = and_(Facility.kind == "landfill", Facility.accepts_residue)
    taken = or_(residue, Facility.accepts_organic, Facility.accepts_recyclable)
    tips = and_(Facility.kind.not_in(("pool", "tps")), Facility.status != "closed", taken)
    query = (
        select(*facility_columns(residue))
        .where(or_(Facility.kind == "pool", tips), in_use(Facility, day))
        .order_by(Facility.id)
    )
    return [PlannedFacility(*facility_fields(row)) for row in session.execute(query)]


def facility_columns(residue: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    """Return what a `PlannedFacility` is made of, in its order; `residue`: whether it takes that."""
    return [
        Facility.id.expression,
        Facility.code.expression,
        Facility.name.expression,
        Facility.kind.expression,
        func.ST_X(Facility.geom),
        func.ST_Y(Facility.geom),
        Facility.opens.expression,
        Facility.closes.expression,
        Facility.unload_s.expression,
        Facility.capacity_t_day.expression,
        residue,
        Facility.accepts_organic.expression,
        Facility.accepts_recyclable.expression,
    ]


def facility_fields(columns: Sequence[Any]) -> tuple[Any, ...]:
    """Return a row of `facility_columns` with its streams in one field."""
    taken = zip(STREAMS, columns[-3:], strict=True)
    return (*columns[:-3], tuple(stream for stream, is_taken in taken if is_taken))


def breaks_of(session: Session, day: date) -> list[CrewBreak]:
    """Return the rests that crews have on the weekday of `day`, by their begin."""
    query = (
        select(WorkBreak.code, WorkBreak.begins_from, WorkBreak.begins_to, WorkBreak.duration_s)
        .where(literal(day.weekday()) == any_(WorkBreak.weekdays))
        .where(or_(WorkBreak.valid_to.is_(None), WorkBreak.valid_to > day))
        .order_by(WorkBreak.begins_from, WorkBreak.code)
    )
    return [CrewBreak(*row) for row in session.execute(query)]


def points_to_plan(session: Session, day: date) -> list[WaitingPoint]:
    """Return points in use that were not yet emptied on `day` itself, or are urgent again since.

    A point with weekdays of its own waits for one of them, unless it is urgent. What village vehicles take
    away waits for trucks at the place where they hand it over.
    """
    its_weekday = or_(
        func.cardinality(CollectionPoint.weekdays) == 0,
        literal(day.weekday()) == any_(CollectionPoint.weekdays),
    )
    emptied = (
        select(
            Visit.point_id,
            func.max(Visit.operating_day).label("day"),
            func.max(Visit.left_at).label("at"),
        )
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
            demand_rates.rate() + demand_rates.handed_over(day),
            CollectionPoint.container_m3,
            CollectionPoint.service_s,
            CollectionPoint.window_from,
            CollectionPoint.window_to,
            func.greatest(emptied.c.day, CollectionPoint.last_emptied_on),
            CollectionPoint.stream,
            UrgentPoint.id.is_not(None),
            UrgentPoint.kg,
            CollectionPoint.allowed_classes,
        )
        .join(Village, Village.code == CollectionPoint.village_code)
        .outerjoin(emptied, emptied.c.point_id == CollectionPoint.id)
        .outerjoin(UrgentPoint, _is_urgent(day))
        .where(CollectionPoint.tps_id.is_(None))
        .where(in_use(CollectionPoint, day), or_(its_weekday, UrgentPoint.id.is_not(None)))
        .where(or_(emptied.c.day.is_(None), emptied.c.day < day, UrgentPoint.requested_at > emptied.c.at))
        .order_by(CollectionPoint.id)
    )
    return [WaitingPoint(*row) for row in session.execute(query)]


def figures(session: Session) -> dict[str, float]:
    """Return all figures that the office can change, by key."""
    return dict(session.execute(select(Parameter.key, Parameter.value)).tuples().all())


def fuel_of(session: Session) -> dict[str, float]:
    """Return litres per 100 km by vehicle class; one whose figure is not known is left out."""
    query = select(VehicleClass.code, VehicleClass.litres_per_100km)
    return {code: litres for code, litres in session.execute(query).tuples() if litres is not None}


def store_plan(session: Session, new: NewPlan) -> int:
    """Store a draft with its routes; a child of the valid plan of its day, if there is one.

    Returns
    -------
    The plan's number. Nothing is committed.

    Raises
    ------
    ConflictError
        The plan that a re-plan was made from is not valid any more.
    """
    # two plans of one day at once would both take the next version
    session.execute(text("select pg_advisory_xact_lock(hashtext('siangsa plan'))"))
    latest = session.scalar(select(func.max(Plan.version)).where(Plan.first_day == new.day))
    parent = valid_plan(session, new.day)
    if new.parent_id is not None and new.parent_id != parent:
        raise ConflictError(
            f"plan {new.parent_id} of {new.day} is not valid any more: another was published meanwhile"
        )
    plan = Plan(
        first_day=new.day,
        days=1,
        version=(latest or 0) + 1,
        parent_id=parent,
        status="draft",
        origin=new.origin,
        week_id=new.week_id or (None if new.changes is None else week_of(session, parent)),
        engine=new.engine,
        feasible=new.feasible,
        cost_idr=new.cost_idr,
        seed=new.seed,
        solve_s=new.solve_s,
        roads_checksum=new.roads_checksum,
        problem=new.problem,
        judgement=new.judgement,
        measures=new.measures,
        changes=new.changes,
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


def week_of(session: Session, plan_id: int | None) -> int | None:
    """Return the week from which a plan was published, or the plan that it changes; None when from none."""
    return session.scalar(select(Plan.week_id).where(Plan.id == plan_id))


def valid_plan(session: Session, day: date) -> int | None:
    """Return the number of the plan that is valid on a day, None when there is none."""
    return session.scalar(
        select(Plan.id)
        .where(Plan.first_day == day, Plan.status == "published")
        .order_by(Plan.version.desc())
        .limit(1)
    )


def stored_plan(session: Session, plan_id: int) -> Plan:
    """Return a plan by its number.

    Raises
    ------
    NotFoundError
        There is no such plan.
    """
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise NotFoundError(f"there is no plan {plan_id}")
    return plan


def in_use(table: type[Vehicle] | type[Facility] | type[CollectionPoint], day: date) -> ColumnElement[bool]:
    """Return the condition that a row is in use on a day."""
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))


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
        rests=list(new.rests),
        same_as=new.same_as,
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
    if rows:
        session.execute(insert(RouteStop), rows)


def _is_urgent(day: date) -> ColumnElement[bool]:
    return and_(
        UrgentPoint.point_id == CollectionPoint.id,
        UrgentPoint.operating_day == day,
        UrgentPoint.withdrawn_at.is_(None),
    )
