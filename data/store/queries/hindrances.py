"""Legs of valid routes that run into a closure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from geoalchemy2 import WKTElement
from sqlalchemy import Select, TextClause, delete, func, select, text, tuple_
from sqlalchemy.orm import Session

from data.store.address import ROADS_CHANNEL
from data.store.engine import ping
from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    Facility,
    Hindrance,
    RoadClosure,
    Route,
    RouteStop,
    Vehicle,
)
from data.store.queries.scope import EVERYTHING, Scope, vehicles_within

ALONG_M: Final = 25.0
"""A leg that uses less of a closed piece only crosses it."""

BESIDE_M: Final = 3.0
"""A leg lies on a road when it is drawn as near to it as this: the roads may come from another snapshot."""

_LATE: Final = "1 hour"
"""A leg that was to end longer ago than this is over, whatever was seen of its truck."""

_FIND: Final[TextClause] = text(
    f"""
    with shut as materialized (
        select c.id, c.class_codes, c.valid_from, c.valid_to, c.kind = 'area' as is_area,
               case when c.kind = 'area' then c.geom
                    else ST_Buffer(s.line::geography, {BESIDE_M})::geometry end as shape,
               least({ALONG_M}, 0.8 * ST_Length(s.line::geography)) as least_m
        from road_closure c
        left join (select unnest(cast(:ids as bigint[])) as id,
                          ST_GeomFromWKB(unnest(cast(:lines as bytea[])), 4326) as line) s using (id)
        where c.lifted_at is null and coalesce(c.valid_to > :now, true)
          and (c.kind = 'area' or s.id is not null)
    ),
    seen as (
        select r.id as route_id, max(s.number) as number
        from current_route cr
        join route r on r.id = cr.route_id
        join route_stop s on s.route_id = r.id
        join visit v on v.operating_day = cr.operating_day and v.vehicle_id = cr.vehicle_id
                    and v.point_id = s.point_id
        where cr.operating_day >= :today
        group by r.id
    ),
    legs as (
        select r.id as route_id, s.number, v.class_code, s.leg, s.arrives_at,
               coalesce(lag(s.leaves_at) over (partition by r.id order by s.number), r.leaves_at) as departs,
               case when s.arrives_at > :now then s.arrives_at
                    else :now + s.leg_s * interval '1 second' end as ends,
               s.number > coalesce(seen.number, 0)
               and (s.arrives_at > :now
                    or seen.number is not null and s.arrives_at > :now - interval '{_LATE}') as ahead
        from current_route cr
        join route r on r.id = cr.route_id
        join vehicle v on v.id = r.vehicle_id
        join route_stop s on s.route_id = r.id
        left join seen on seen.route_id = r.id
        where cr.operating_day >= :today
    ),
    met as (
        select l.route_id, l.number, shut.id as closure_id, l.departs, l.arrives_at, shut.is_area,
               shut.least_m, ST_Intersection(l.leg, shut.shape) as inside,
               ST_Relate(l.leg, shut.shape, 'T********') as enters
        from legs l
        join shut on ST_Intersects(l.leg, shut.shape)
        where l.ahead and shut.valid_from < l.ends
          and coalesce(shut.valid_to > greatest(l.departs, :now), true)
          and (cardinality(shut.class_codes) = 0 or l.class_code = any(shut.class_codes))
    )
    select route_id, number, closure_id, departs, arrives_at,
           ST_X(ST_StartPoint(ST_GeometryN(ST_LineMerge(way.inside), 1))),
           ST_Y(ST_StartPoint(ST_GeometryN(ST_LineMerge(way.inside), 1)))
    from met
    cross join lateral (select ST_CollectionExtract(met.inside, 2) as inside) as way
    where case when is_area then enters else ST_Length(way.inside::geography) >= least_m end
    order by route_id, number, closure_id
    """
)


@dataclass(frozen=True)
class Found:
    """A leg (`number` is the stop it leads to) that runs into a closure at a place, degrees.

    `from_time` and `to_time` are the leg's planned departure and arrival.
    """

    route_id: int
    number: int
    closure_id: int
    from_time: datetime
    to_time: datetime
    lon: float
    lat: float


@dataclass(frozen=True)
class HindranceRow:
    """A leg that runs into a closure while it is to be driven.

    Attributes
    ----------
    number, place
        The stop that the leg leads to.
    from_time, to_time
        When the truck is to drive the leg by plan, aware UTC in stack time.
    lon, lat
        Where the leg meets the closure, degrees.
    """

    route_id: int
    plan_id: int
    operating_day: date
    vehicle_id: str
    plate: str
    class_code: str
    number: int
    place: str
    closure_id: int
    reason: str
    closed_until: datetime | None
    from_time: datetime
    to_time: datetime
    lon: float
    lat: float


def hindrances(session: Session, day: date, scope: Scope = EVERYTHING) -> list[HindranceRow]:
    """Return what hinders the valid routes of `day` within `scope`, by time."""
    place = func.coalesce(CollectionPoint.name, Facility.name)
    query: Select[*tuple[Any, ...]] = (
        select(
            Hindrance.route_id,
            Route.plan_id,
            Route.operating_day,
            Route.vehicle_id,
            Vehicle.plate,
            Vehicle.class_code,
            Hindrance.number,
            place,
            Hindrance.closure_id,
            RoadClosure.reason,
            RoadClosure.valid_to,
            Hindrance.from_time,
            Hindrance.to_time,
            func.ST_X(Hindrance.geom),
            func.ST_Y(Hindrance.geom),
        )
        .join(Route, Route.id == Hindrance.route_id)
        .join(CurrentRoute, CurrentRoute.route_id == Route.id)
        .join(Vehicle, Vehicle.id == Route.vehicle_id)
        .join(RoadClosure, RoadClosure.id == Hindrance.closure_id)
        .join(RouteStop, (RouteStop.route_id == Hindrance.route_id) & (RouteStop.number == Hindrance.number))
        .outerjoin(CollectionPoint, CollectionPoint.id == RouteStop.point_id)
        .outerjoin(Facility, Facility.id == RouteStop.facility_id)
        .where(Route.operating_day == day, vehicles_within(scope, Route.vehicle_id, day))
        .order_by(Hindrance.from_time, Route.vehicle_id, Hindrance.number, Hindrance.closure_id)
    )
    return [HindranceRow(*row) for row in session.execute(query)]


def find(session: Session, lines: Mapping[int, bytes], *, now: datetime, today: date) -> list[Found]:
    """Return the legs of valid routes, not yet driven, that run into a closure which holds at their time.

    An area hinders a leg that enters it. A piece of road hinders a leg that runs along it for 25 m, or for
    most of a shorter piece; one that crosses it is free. A leg is driven once a later stop of its route was
    visited, or its time is over; a truck that is late drives its legs from now on.

    Parameters
    ----------
    lines
        The closed roads of each closure of kind ``piece``, well-known binary in degrees.
    now, today
        Stack time, aware UTC, and the operating day it belongs to.
    """
    given = {"ids": list(lines), "lines": list(lines.values()), "now": now, "today": today}
    return [Found(*row) for row in session.execute(_FIND, given)]


def replace(session: Session, found: Sequence[Found], now: datetime) -> bool:
    """Let the table hold what was found, and nothing else; tell whether that changed it.

    What stays keeps the time since when it is known. Pings when something changed; the caller commits.
    """
    key = tuple_(Hindrance.route_id, Hindrance.number, Hindrance.closure_id)
    known = {tuple(row) for row in session.execute(select(*key.clauses))}
    wanted = {(one.route_id, one.number, one.closure_id): one for one in found}
    gone = known - wanted.keys()
    if gone:
        session.execute(delete(Hindrance).where(key.in_(gone)))
    session.add_all(_row(one, now) for number, one in wanted.items() if number not in known)
    session.flush()
    changed = known != wanted.keys()
    if changed:
        ping(session, ROADS_CHANNEL)
    return changed


def _row(found: Found, now: datetime) -> Hindrance:
    place = WKTElement(f"POINT({found.lon!r} {found.lat!r})", srid=4326)
    return Hindrance(
        route_id=found.route_id,
        number=found.number,
        closure_id=found.closure_id,
        from_time=found.from_time,
        to_time=found.to_time,
        found_at=now,
        geom=place,
    )
