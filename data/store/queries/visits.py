"""Visits and rit of a vehicle's operating day: what they are derived from, and their replacement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from psycopg import Connection, Cursor
from psycopg.rows import TupleRow, class_row

from data.store.address import FACTS_CHANNEL, POSITIONS_CHANNEL, plain_url

type VisitKind = Literal["collect", "unload", "pool"]


@dataclass(frozen=True, slots=True)
class DayMark:
    """A vehicle-day to derive anew; `marked_at` changes with every new fix."""

    vehicle_id: str
    operating_day: date
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stay counts; exactly one of `point_id` and `facility_id` is set."""

    kind: VisitKind
    point_id: int | None
    facility_id: int | None
    lon: float
    lat: float
    radius_m: float
    amount_kg_day: float


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A derived visit; times are aware UTC, kilograms an estimate (negative: tipped)."""

    kind: VisitKind
    point_id: int | None
    facility_id: int | None
    arrived_at: datetime
    left_at: datetime
    kg_estimate: float | None
    confidence: float


@dataclass(frozen=True, slots=True)
class RitRow:
    """A derived trip from pool or last unloading, over `points` points, to an unloading."""

    number: int
    started_at: datetime
    unloaded_at: datetime
    facility_id: int
    points: int
    kg_estimate: float


@dataclass(frozen=True, slots=True)
class Claims:
    """A person's word about a place and time that the track must not contradict."""

    point_id: int | None
    facility_id: int | None
    arrived_at: datetime
    left_at: datetime


def connect_listening(url: str, name: str) -> Connection[TupleRow]:
    """Open a connection that hears when positions change.

    Raises
    ------
    psycopg.OperationalError
        When the database does not answer within 5 s or refuses the sign-in.
    """
    connection: Connection[TupleRow] = Connection.connect(
        plain_url(url),
        autocommit=True,
        application_name=name,
        options="-c timezone=UTC -c jit=off",
        connect_timeout=5,
    )
    connection.execute(f"listen {POSITIONS_CHANNEL}")
    return connection


def marks(connection: Connection[TupleRow]) -> list[DayMark]:
    """Return all vehicle-days to derive, the longest waiting first."""
    with connection.cursor(row_factory=class_row(DayMark)) as cursor:
        return cursor.execute(
            "select vehicle_id, operating_day, marked_at from dirty_day order by marked_at"
        ).fetchall()


def claim(cursor: Cursor[TupleRow], mark: DayMark) -> bool:
    """Try to be the only one who derives this vehicle-day until the transaction ends.

    Not a row lock: the ingester marks the same row with each batch and must never wait for a derivation.
    """
    key = f"{mark.vehicle_id} {mark.operating_day}"
    row = cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", (key,)).fetchone()
    return bool(row and row[0])


def clear_mark(cursor: Cursor[TupleRow], mark: DayMark) -> None:
    """Take the mark away, unless new fixes have renewed it meanwhile."""
    cursor.execute(
        "delete from dirty_day where vehicle_id = %s and operating_day = %s and marked_at = %s",
        (mark.vehicle_id, mark.operating_day, mark.marked_at),
    )


def is_closed(connection: Connection[TupleRow], day: date) -> bool:
    """Tell whether the fixes of `day` have been trimmed or thinned, so that its facts stand for good."""
    row = connection.execute(
        "select exists (select from history_mark where done_until >= %s)", (day,)
    ).fetchone()
    return bool(row and row[0])


def note_late(connection: Connection[TupleRow], mark: DayMark) -> None:
    """Take the mark of a closed day away and have its tracks trimmed and thinned again."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(
            "insert into late_day (operating_day) values (%s) on conflict do nothing", (mark.operating_day,)
        )
        clear_mark(cursor, mark)


def places_on(connection: Connection[TupleRow], day: date) -> list[Place]:
    """Return all places open on `day` at which a stay means something, in a fixed order.

    A hand-over place is no facility here: a truck stands there to empty its point.
    """
    with connection.cursor(row_factory=class_row(Place)) as cursor:
        return cursor.execute(_PLACES, {"day": day}).fetchall()


POINT_RADIUS_M: Final = 40.0

_PLACES: Final = f"""
select 'collect' as kind, id as point_id, null::int8 as facility_id, st_x(geom) as lon, st_y(geom) as lat,
  {POINT_RADIUS_M}::float8 as radius_m, amount_kg_day
from collection_point where valid_from <= %(day)s and (valid_to is null or valid_to > %(day)s)
union all
select case when kind = 'pool' then 'pool' else 'unload' end, null, id, st_x(geom), st_y(geom),
  visit_radius_m, 0
from facility
where (kind = 'pool' or kind <> 'tps' and (accepts_residue or accepts_organic or accepts_recyclable))
  and valid_from <= %(day)s and (valid_to is null or valid_to > %(day)s)
order by 1, 2, 3
"""


def emptied_before(cursor: Cursor[TupleRow], day: date, points: Sequence[int]) -> dict[int, date]:
    """Return point -> the operating day before `day` on which it was last emptied, where one is known."""
    rows = cursor.execute(
        "select c.id, greatest(case when c.last_emptied_on < %(day)s then c.last_emptied_on end,"
        " (select v.operating_day from visit v where v.point_id = c.id and v.kind = 'collect'"
        " and v.operating_day < %(day)s order by v.arrived_at desc limit 1))"
        " from collection_point c where c.id = any(%(points)s)",
        {"day": day, "points": list(points)},
    )
    return {point: emptied for point, emptied in rows if emptied is not None}


def capacity_kg(cursor: Cursor[TupleRow], vehicle: str) -> float:
    """Return what `vehicle` can carry at most, kilograms."""
    row = cursor.execute(
        "select c.capacity_kg from vehicle v join vehicle_class c on c.code = v.class_code where v.id = %s",
        (vehicle,),
    ).fetchone()
    return float(row[0]) if row else 0.0


def claims_of(cursor: Cursor[TupleRow], mark: DayMark) -> list[Claims]:
    """Return what people have said about this vehicle-day; a derivation leaves those rows alone."""
    with cursor.connection.cursor(row_factory=class_row(Claims)) as reader:
        return reader.execute(
            "select point_id, facility_id, arrived_at, left_at from visit"
            " where vehicle_id = %s and operating_day = %s and source <> 'track'",
            (mark.vehicle_id, mark.operating_day),
        ).fetchall()


def replace_day(
    cursor: Cursor[TupleRow], mark: DayMark, visits: Sequence[VisitRow], rits: Sequence[RitRow]
) -> bool:
    """Make the derived rows of a vehicle-day equal to `visits` and `rits`; True when anything changed.

    Rows that stay the same keep their ids. When another set of points was emptied, later days of these
    points are marked, because their estimates count the days since.
    """
    old = _derived_visits(cursor, mark)
    kept = set(visits)
    gone = [number for row, number in old.items() if row not in kept]
    new = [row for row in visits if row not in old]
    if gone:
        cursor.execute("delete from visit where id = any(%s)", (gone,))
    cursor.executemany(_INSERT_VISIT, [(mark.vehicle_id, mark.operating_day, *_values(row)) for row in new])
    points = {row.point_id for row in old} ^ {row.point_id for row in visits}
    _mark_later(cursor, mark, sorted(point for point in points if point is not None))
    return _replace_rits(cursor, mark, rits) or bool(gone or new)


_INSERT_VISIT: Final = (
    "insert into visit (vehicle_id, operating_day, kind, point_id, facility_id, arrived_at, left_at,"
    " kg_estimate, source, confidence) values (%s, %s, %s, %s, %s, %s, %s, %s, 'track', %s)"
)


def _values(row: VisitRow) -> tuple[object, ...]:
    place = (row.kind, row.point_id, row.facility_id)
    return (*place, row.arrived_at, row.left_at, row.kg_estimate, row.confidence)


def _derived_visits(cursor: Cursor[TupleRow], mark: DayMark) -> dict[VisitRow, int]:
    cursor.execute(
        "select kind, point_id, facility_id, arrived_at, left_at, kg_estimate, confidence, id from visit"
        " where vehicle_id = %s and operating_day = %s and source = 'track'",
        (mark.vehicle_id, mark.operating_day),
    )
    return {VisitRow(*row[:-1]): row[-1] for row in cursor}


def _replace_rits(cursor: Cursor[TupleRow], mark: DayMark, rits: Sequence[RitRow]) -> bool:
    key = (mark.vehicle_id, mark.operating_day)
    cursor.execute(
        "select number, started_at, unloaded_at, facility_id, points, kg_estimate from rit"
        " where vehicle_id = %s and operating_day = %s order by number",
        key,
    )
    if [RitRow(*row) for row in cursor] == list(rits):
        return False
    cursor.execute("delete from rit where vehicle_id = %s and operating_day = %s", key)
    cursor.executemany(
        "insert into rit (vehicle_id, operating_day, number, started_at, unloaded_at, facility_id, points,"
        " kg_estimate) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [(*key, r.number, r.started_at, r.unloaded_at, r.facility_id, r.points, r.kg_estimate) for r in rits],
    )
    return True


def _mark_later(cursor: Cursor[TupleRow], mark: DayMark, points: list[int]) -> None:
    if points:
        cursor.execute(
            "insert into dirty_day (vehicle_id, operating_day, marked_at)"
            " select vehicle_id, operating_day, clock_timestamp() from ("
            " select distinct vehicle_id, operating_day from visit"
            " where point_id = any(%s) and operating_day > %s and source = 'track' order by 1, 2) later"
            " on conflict (vehicle_id, operating_day) do update set marked_at = excluded.marked_at",
            (points, mark.operating_day),
        )


def ping_facts(connection: Connection[TupleRow]) -> None:
    """Tell the readers of facts that visits or rit have changed."""
    connection.execute("select pg_notify(%s, '')", (FACTS_CHANNEL,))
