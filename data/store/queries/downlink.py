"""What devices are told: the valid route of each device's vehicle; and what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from psycopg import Connection, Cursor
from psycopg.rows import TupleRow, dict_row

from data.contract.messages import RouteMessage, RoutePlace, RouteStop
from data.store.address import DEVICES_CHANNEL, FACTS_CHANNEL, PLANS_CHANNEL, plain_url

_HOLDER_LOCK: Final = 0x51A96_5A_D0
_LEASE_S: Final = 30


@dataclass(frozen=True, slots=True)
class RouteAck:
    """A device has received the route of `plan` for `day`; `at` is aware UTC."""

    device: str
    plan: int
    day: date
    at: datetime


def acknowledge_routes(cursor: Cursor[TupleRow], acks: Sequence[RouteAck]) -> None:
    """Note the first acknowledgement of each route, and of re-plans that leave it as it is.

    Tells the readers of facts when there was a new one.
    """
    if not acks:
        return
    cursor.execute(
        "update route r set acknowledged_at = w.at"
        " from unnest(%s::text[], %s::int8[], %s::date[], %s::timestamptz[])"
        " as w(device_id, plan_id, day, at)"
        " join device_assignment a on a.device_id = w.device_id"
        " and tstzrange(a.valid_from, a.valid_to) @> w.at"
        " join route told on told.plan_id = w.plan_id and told.operating_day = w.day"
        " and told.vehicle_id = a.vehicle_id"
        " where told.id in (r.id, r.same_as) and r.acknowledged_at is null",
        ([a.device for a in acks], [a.plan for a in acks], [a.day for a in acks], [a.at for a in acks]),
    )
    if cursor.rowcount:
        cursor.execute("select pg_notify(%s, '')", (FACTS_CHANNEL,))


def connect_listening(url: str) -> Connection[TupleRow]:
    """Open a connection that hears when plans or devices change.

    The server ends it after 30 s without a question, so that a program that was halted, or cut off, does not
    remain the holder for ever.

    Raises
    ------
    psycopg.OperationalError
        When the database does not answer within 5 s or refuses the sign-in.
    """
    connection: Connection[TupleRow] = Connection.connect(
        plain_url(url),
        autocommit=True,
        application_name="siangsa-downlink",
        options=f"-c timezone=UTC -c idle_session_timeout={_LEASE_S}s",
        connect_timeout=5,
        tcp_user_timeout=10_000,
    )
    for channel in (PLANS_CHANNEL, DEVICES_CHANNEL):
        connection.execute(f"listen {channel}")
    return connection


def become_holder(connection: Connection[TupleRow]) -> bool:
    """Try to be the one program that sends routes; holds until the connection ends."""
    row = connection.execute("select pg_try_advisory_lock(%s)", (_HOLDER_LOCK,)).fetchone()
    return bool(row and row[0])


def own_devices(connection: Connection[TupleRow], at: datetime) -> list[str]:
    """Return the ids of all devices that speak our own format and are not closed at `at`."""
    rows = connection.execute(
        "select id from device where dialect = 'own' and (valid_to is null or valid_to > %s) order by id",
        (at,),
    )
    return [row[0] for row in rows]


_ROUTES: Final = """
select a.device_id, r.id as route_id, p.id as plan, p.version, r.operating_day, v.id as vehicle, v.plate,
  f.code, f.name, st_x(f.geom) as lon, st_y(f.geom) as lat, extract(epoch from r.leaves_at)::float8 as leaves
from current_route c
join route valid on valid.id = c.route_id
join route r on r.id = coalesce(valid.same_as, valid.id)
join plan p on p.id = r.plan_id
join vehicle v on v.id = r.vehicle_id and v.broken_since is null
join facility f on f.id = r.start_facility_id
join device_assignment a on a.vehicle_id = v.id and tstzrange(a.valid_from, a.valid_to) @> %(at)s
join device d on d.id = a.device_id and d.dialect = 'own'
where c.operating_day = %(day)s
order by a.device_id
"""

_STOPS: Final = """
select s.route_id, s.number as n, s.kind, s.trip, s.service_s, s.kg, s.leg_m, s.leg_s, s.frozen,
  case when s.point_id is null then 'f:' || f.code else 'p:' || c.code end as place,
  coalesce(c.name, f.name) as name,
  st_x(coalesce(c.geom, f.geom)) as lon, st_y(coalesce(c.geom, f.geom)) as lat,
  extract(epoch from s.arrives_at)::float8 as arrive, st_asencodedpolyline(s.leg, 6) as leg
from route_stop s
left join collection_point c on c.id = s.point_id
left join facility f on f.id = s.facility_id
where s.route_id = any(%(routes)s)
order by s.route_id, s.number
"""


def routes_of_day(connection: Connection[TupleRow], day: date, at: datetime) -> dict[str, RouteMessage]:
    """Return own device -> route of the vehicle in which it sits at `at`, for the operating day `day`.

    A vehicle whose route a re-plan left as it is keeps the very message that it has; one that is out of
    service has no route.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        routes = cursor.execute(_ROUTES, {"day": day, "at": at}).fetchall()
        stops: dict[int, list[RouteStop]] = {row["route_id"]: [] for row in routes}
        for row in cursor.execute(_STOPS, {"routes": list(stops)}):
            stops[row.pop("route_id")].append(RouteStop(**row))
    return {row["device_id"]: _route_message(row, stops[row["route_id"]]) for row in routes}


def _route_message(row: dict[str, Any], stops: list[RouteStop]) -> RouteMessage:
    return RouteMessage(
        v=1,
        plan=row["plan"],
        version=row["version"],
        day=row["operating_day"].isoformat(),
        vehicle=row["vehicle"],
        plate=row["plate"],
        start=RoutePlace(place=f"f:{row['code']}", name=row["name"], lat=row["lat"], lon=row["lon"]),
        leaves=row["leaves"],
        stops=stops,
    )
