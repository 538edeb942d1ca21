"""A published route as it is handed out: its halts with village and notes, its crew, the roads around it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from data.store.models import (
    CollectionPoint,
    CrewAbsence,
    CrewAssignment,
    CrewMember,
    CurrentRoute,
    Facility,
    Plan,
    Road,
    RoadSnapshot,
    Route,
    RouteStop,
    Vehicle,
    VehicleClass,
    Village,
    WorkBreak,
)
from data.store.queries.scope import Scope, vehicles_within

type LonLat = tuple[float, float]
type Box = tuple[float, float, float, float]

_MAIN_ROADS: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")


@dataclass(frozen=True)
class SheetHalt:
    """A halt of a route; `leg` is the way to it, `kind` as in `RouteStop`, `place_kind` of a facility."""

    number: int
    kind: str
    trip: int
    code: str
    name: str
    village: str
    village_code: str
    kecamatan: str
    place_kind: str
    stream: str
    note: str
    sample: bool
    lon: float
    lat: float
    arrives_at: datetime
    leaves_at: datetime
    kg: int
    load_kg: int
    leg: Sequence[LonLat]


@dataclass(frozen=True)
class SheetRest:
    """A break of the crew, as people call it."""

    name: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Person:
    """Somebody on a truck, and where to reach them."""

    name: str
    phone: str | None


@dataclass(frozen=True)
class RouteSheet:
    """One truck's day as it is handed out.

    Attributes
    ----------
    valid
        Whether it is the vehicle's route of that day; a re-plan may have put another in its place.
    roads_kind, attribution, checksum
        Of the snapshot that it was planned on.
    """

    route_id: int
    plan_id: int
    version: int
    status: str
    day: date
    vehicle_id: str
    plate: str
    sample: bool
    class_name: str
    leaves_at: datetime
    returns_at: datetime
    trips: int
    distance_m: int
    load_kg: int
    start_name: str
    start: LonLat
    valid: bool
    roads_kind: str
    attribution: str
    checksum: str
    drivers: tuple[Person, ...]
    loaders: tuple[Person, ...]
    rests: tuple[SheetRest, ...]
    halts: tuple[SheetHalt, ...]

    @property
    def made_up(self) -> bool:
        """Whether the vehicle or one of the places is a sample."""
        return self.sample or any(halt.sample for halt in self.halts)

    @property
    def collects(self) -> int:
        """How many points are emptied."""
        return sum(halt.kind == "collect" for halt in self.halts)


def route_sheets(session: Session, route_ids: Iterable[int]) -> list[RouteSheet]:
    """Return routes as they are handed out, by day and vehicle; numbers that are no routes are left out."""
    wanted = list(route_ids)
    halts: dict[int, list[SheetHalt]] = {}
    for route_id, halt in _halts(session, wanted):
        halts.setdefault(route_id, []).append(halt)
    names = dict(session.execute(select(WorkBreak.code, WorkBreak.name_id)).tuples().all())
    return [
        _sheet(session, row, names, tuple(halts.get(row[0].id, ())))
        for row in session.execute(_heads(wanted))
    ]


def _sheet(
    session: Session, row: Row[*tuple[Any, ...]], names: dict[str, str], halts: tuple[SheetHalt, ...]
) -> RouteSheet:
    route: Route = row[0]
    drivers, loaders = _crew(session, route.vehicle_id, route.operating_day)
    return RouteSheet(
        route_id=route.id,
        plan_id=route.plan_id,
        version=row.version,
        status=row.status,
        day=route.operating_day,
        vehicle_id=route.vehicle_id,
        plate=row.plate,
        sample=row.sample,
        class_name=row.name_id,
        leaves_at=route.leaves_at,
        returns_at=route.returns_at,
        trips=route.trips,
        distance_m=route.distance_m,
        load_kg=route.load_kg,
        start_name=row.name,
        start=(row.lon, row.lat),
        valid=row.valid,
        roads_kind=row.kind,
        attribution=row.attribution,
        checksum=row.checksum,
        drivers=drivers,
        loaders=loaders,
        rests=tuple(_rest(rest, names) for rest in route.rests),
        halts=halts,
    )


def route_within(session: Session, route_id: int, scope: Scope) -> bool:
    """Tell whether a route is one that an account with this scope may see."""
    route = session.get(Route, route_id)
    if route is None:
        return False
    inside = vehicles_within(scope, Route.vehicle_id, route.operating_day, route.plan_id)
    return session.scalar(select(Route.id).where(Route.id == route_id, inside)) is not None


def valid_routes(session: Session, day: date, scope: Scope) -> list[int]:
    """Return the valid routes of a day within `scope`, by vehicle."""
    query = (
        select(CurrentRoute.route_id)
        .where(CurrentRoute.operating_day == day, CurrentRoute.route_id.is_not(None))
        .where(vehicles_within(scope, CurrentRoute.vehicle_id, day))
        .order_by(CurrentRoute.vehicle_id)
    )
    return [route for route in session.scalars(query) if route is not None]


def route_now(session: Session, route_id: int) -> int | None:
    """Return the route that is valid for the vehicle and day of `route_id`; None where it stays at home."""
    query = (
        select(CurrentRoute.route_id)
        .join(
            Route,
            and_(
                Route.vehicle_id == CurrentRoute.vehicle_id, Route.operating_day == CurrentRoute.operating_day
            ),
        )
        .where(Route.id == route_id)
    )
    return session.scalar(query)


def roads_kind(session: Session, checksum: str) -> str:
    """Return what kind of roads a snapshot holds: ``osm``, ``synthetic`` or ``file``."""
    return session.scalar(select(RoadSnapshot.kind).where(RoadSnapshot.checksum == checksum)) or ""


def roads_around(
    session: Session, checksum: str, box: Box, *, tolerance: float, most: int
) -> list[tuple[bool, tuple[LonLat, ...]]]:
    """Return the roads of a snapshot in a box, the larger ones first: whether one is main, and its line.

    Parameters
    ----------
    box
        West, south, east, north; degrees.
    tolerance
        Degrees by which a line may be made plainer.
    most
        How many at most; of the small ones some are missing then.
    """
    main = Road.road_class.in_([name for each in _MAIN_ROADS for name in (each, f"{each}_link")])
    envelope = func.ST_MakeEnvelope(*box, 4326)
    query = (
        select(main, func.ST_AsGeoJSON(func.ST_Simplify(Road.geom, tolerance, True), 5))
        .where(Road.checksum == checksum, Road.geom.op("&&")(envelope))
        .order_by(main.desc(), func.ST_Length(Road.geom).desc(), Road.id)
        .limit(most)
    )
    return [(is_main, _line(shape)) for is_main, shape in session.execute(query) if shape]


def _line(shape: str) -> tuple[LonLat, ...]:
    return tuple((x, y) for x, y in json.loads(shape)["coordinates"])


def _heads(route_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Route,
            Plan.version,
            Plan.status,
            Vehicle.plate,
            Vehicle.sample,
            VehicleClass.name_id,
            Facility.name,
            func.ST_X(Facility.geom).label("lon"),
            func.ST_Y(Facility.geom).label("lat"),
            CurrentRoute.route_id.is_not(None).label("valid"),
            RoadSnapshot.kind,
            RoadSnapshot.attribution,
            RoadSnapshot.checksum,
        )
        .join(Plan, Plan.id == Route.plan_id)
        .join(Vehicle, Vehicle.id == Route.vehicle_id)
        .join(VehicleClass, VehicleClass.code == Vehicle.class_code)
        .join(Facility, Facility.id == Route.start_facility_id)
        .join(RoadSnapshot, RoadSnapshot.checksum == Plan.roads_checksum)
        .outerjoin(CurrentRoute, CurrentRoute.route_id == Route.id)
        .where(Route.id.in_(route_ids))
        .order_by(Route.operating_day, Route.vehicle_id)
    )


def _crew(session: Session, vehicle_id: str, day: date) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Return the drivers and the others who work on a vehicle on a day."""
    absent = select(CrewAbsence.member_id).where(
        CrewAbsence.withdrawn_at.is_(None), CrewAbsence.from_day <= day, CrewAbsence.to_day >= day
    )
    query = (
        select(CrewMember.duty, CrewMember.name, CrewMember.phone)
        .join(CrewAssignment, CrewAssignment.member_id == CrewMember.id)
        .where(CrewAssignment.vehicle_id == vehicle_id, *_holds(CrewAssignment, day))
        .where(*_holds(CrewMember, day), CrewMember.id.not_in(absent))
        .order_by(CrewMember.code)
    )
    rows = session.execute(query).tuples().all()
    drivers = tuple(Person(name, phone) for duty, name, phone in rows if duty == "driver")
    return drivers, tuple(Person(name, phone) for duty, name, phone in rows if duty != "driver")


def _holds(model: type[CrewAssignment | CrewMember], day: date) -> tuple[ColumnElement[bool], ...]:
    return model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to > day)


def _rest(row: dict[str, str], names: dict[str, str]) -> SheetRest:
    begins, ends = datetime.fromisoformat(row["begins_at"]), datetime.fromisoformat(row["ends_at"])
    return SheetRest(names.get(row["label"], row["label"]), begins, ends)


def _halts(session: Session, route_ids: Sequence[int]) -> Iterator[tuple[int, SheetHalt]]:
    point, facility = aliased(CollectionPoint), aliased(Facility)
    geom = func.coalesce(point.geom, facility.geom)
    query: Select[*tuple[Any, ...]] = (
        select(
            RouteStop.route_id,
            RouteStop.number,
            RouteStop.kind,
            RouteStop.trip,
            func.coalesce(point.code, facility.code),
            func.coalesce(point.name, facility.name),
            func.coalesce(Village.name, ""),
            func.coalesce(Village.code, ""),
            func.coalesce(Village.kecamatan, ""),
            func.coalesce(facility.kind, ""),
            func.coalesce(point.stream, ""),
            func.coalesce(point.note, ""),
            case((point.id.is_not(None), point.sample), else_=False),
            func.ST_X(geom),
            func.ST_Y(geom),
            RouteStop.arrives_at,
            RouteStop.leaves_at,
            RouteStop.kg,
            RouteStop.load_kg,
            func.ST_AsGeoJSON(RouteStop.leg, 6),
        )
        .outerjoin(point, point.id == RouteStop.point_id)
        .outerjoin(facility, facility.id == RouteStop.facility_id)
        .outerjoin(Village, Village.code == point.village_code)
        .where(RouteStop.route_id.in_(route_ids))
        .order_by(RouteStop.route_id, RouteStop.number)
    )
    for row in session.execute(query):
        columns: tuple[Any, ...] = (*row[1:-1], _line(row[-1]))
        yield row[0], SheetHalt(*columns)
