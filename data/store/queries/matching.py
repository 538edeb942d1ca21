"""Tracks put onto the roads: the positions to match, the stored matches, the days that wait for one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from geoalchemy2.shape import from_shape, to_shape
from numpy.typing import NDArray
from shapely import LineString
from sqlalchemy import TextClause, delete, func, insert, or_, select, text
from sqlalchemy.orm import Session

from data.store.errors import NotFoundError
from data.store.models import Facility, MatchPiece, TrackMatch, Vehicle, VehicleClass

type Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DayTrack:
    """The positions of a vehicle's day, of all devices that sat in it, by time.

    Attributes
    ----------
    times_s
        (n,) Unix seconds.
    lonlat
        (n, 2) degrees.
    accuracy_m
        (n,) reported radius of error, NaN where unknown.
    sitting
        (n,) under which assignment of a device to the vehicle each counts.
    """

    times_s: Floats
    lonlat: Floats
    accuracy_m: Floats
    sitting: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Yard:
    """A facility in use: a track beside the roads within its radius lies in it."""

    id: int
    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class MatchRow:
    """What is stored of a matched vehicle-day besides its pieces."""

    vehicle_id: str
    operating_day: date
    roads_checksum: str
    profile: str
    fixes: int
    last_fix_time: datetime | None
    unmatched: int
    road_m: float
    off_road_m: float
    gap_m: float
    confidence: float | None

    @property
    def km(self) -> float:
        """Kilometres driven as far as they were seen, on roads and off them."""
        return (self.road_m + self.off_road_m) / 1000


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A stretch of a matched day; `line` is (m, 2) degrees or None, `kind` as in `MatchPiece`."""

    number: int
    kind: str
    facility_id: int | None
    from_time: datetime
    to_time: datetime
    distance_m: float
    confidence: float | None
    line: Floats | None


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """A matched vehicle-day as it is stored; `matched_at` is stack time."""

    head: MatchRow
    matched_at: datetime
    pieces: tuple[PieceRow, ...]


@dataclass(frozen=True, slots=True)
class DaySpan:
    """An operating day with its first moment and that of the next one, aware UTC."""

    day: date
    first: datetime
    following: datetime


def profile_of(session: Session, vehicle_id: str) -> str:
    """Return the road profile of a vehicle's class.

    Raises
    ------
    NotFoundError
        When there is no such vehicle.
    """
    found = session.scalar(
        select(VehicleClass.road_profile)
        .join(Vehicle, Vehicle.class_code == VehicleClass.code)
        .where(Vehicle.id == vehicle_id)
    )
    if found is None:
        raise NotFoundError(f"there is no vehicle {vehicle_id}")
    return found


def day_track(session: Session, vehicle_id: str, span: DaySpan) -> DayTrack:
    """Return the positions of all devices while they sat in a vehicle on a day, by time."""
    asked = {"vehicle": vehicle_id, "first": span.first, "next": span.following}
    rows = session.execute(_TRACK, asked).all()
    table = np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 5)
    return DayTrack(table[:, 0], table[:, 1:3], table[:, 3], table[:, 4].astype(np.int64))


_TRACK: TextClause = text("""
select extract(epoch from f.fix_time)::float8, f.lon, f.lat, coalesce(f.accuracy_m, 'NaN'), a.id
from device_assignment a join fix f on f.device_id = a.device_id
  and f.fix_time >= greatest(a.valid_from, :first)
  and f.fix_time < least(coalesce(a.valid_to, 'infinity'), :next)
where a.vehicle_id = :vehicle and f.fix_time >= :first and f.fix_time < :next
order by f.fix_time, a.id, f.lon, f.lat
""")


def waiting_days(session: Session, spans: Sequence[DaySpan], *, limit: int) -> list[tuple[str, date]]:
    """Return vehicle-days that have positions and no match, or more positions than their match had.

    Parameters
    ----------
    spans
        The days to look at; each costs a count in an index per device.
    limit
        At most so many, the latest day first.
    """
    asked = {
        "days": [span.day for span in spans],
        "firsts": [span.first for span in spans],
        "nexts": [span.following for span in spans],
        "limit": limit,
    }
    return [(vehicle, day) for vehicle, day in session.execute(_WAITING, asked)]


_WAITING: TextClause = text("""
select a.vehicle_id, d.day
from unnest(cast(:days as date[]), cast(:firsts as timestamptz[]), cast(:nexts as timestamptz[]))
    as d(day, first, next)
join device_assignment a on a.valid_from < d.next and coalesce(a.valid_to, 'infinity') > d.first
cross join lateral (
  select count(*) as fixes from fix f where f.device_id = a.device_id
    and f.fix_time >= greatest(a.valid_from, d.first)
    and f.fix_time < least(coalesce(a.valid_to, 'infinity'), d.next)
) c
left join track_match m on m.vehicle_id = a.vehicle_id and m.operating_day = d.day
group by a.vehicle_id, d.day, m.fixes
having sum(c.fixes) > coalesce(m.fixes, 0)
order by d.day desc, a.vehicle_id
limit :limit
""")


def yards(session: Session, day: date) -> list[Yard]:
    """Return the facilities in use on `day` by id."""
    found = session.execute(
        select(Facility.id, func.ST_X(Facility.geom), func.ST_Y(Facility.geom), Facility.visit_radius_m)
        .where(
            Facility.valid_from <= day,
            or_(Facility.valid_to.is_(None), Facility.valid_to > day),
            Facility.status != "closed",
        )
        .order_by(Facility.id)
    )
    return [Yard(*row) for row in found]


def read_match(session: Session, vehicle_id: str, day: date) -> StoredMatch | None:
    """Return the stored match of a vehicle-day, None when there is none."""
    row = session.get(TrackMatch, (vehicle_id, day))
    if row is None:
        return None
    pieces = session.scalars(
        select(MatchPiece)
        .where(MatchPiece.vehicle_id == vehicle_id, MatchPiece.operating_day == day)
        .order_by(MatchPiece.number)
    )
    head = MatchRow(**{name: getattr(row, name) for name in MatchRow.__dataclass_fields__})
    return StoredMatch(head, row.matched_at, tuple(_piece(piece) for piece in pieces))


def _piece(row: MatchPiece) -> PieceRow:
    line = None if row.geom is None else np.array(to_shape(row.geom).coords, dtype=np.float64)
    told = {name: getattr(row, name) for name in PieceRow.__dataclass_fields__ if name != "line"}
    return PieceRow(**told, line=line)


def replace_match(session: Session, head: MatchRow, pieces: Sequence[PieceRow], *, now: datetime) -> bool:
    """Store a match in place of the one there is; return False, and write nothing, when it is the same.

    Parameters
    ----------
    now
        Stack time, aware UTC, to write down.
    """
    key = f"match {head.vehicle_id} {head.operating_day}"
    # two matches of one day at once would both insert
    session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
    stored = read_match(session, head.vehicle_id, head.operating_day)
    if stored is not None and _same(stored, head, pieces):
        return False
    for table in (MatchPiece, TrackMatch):
        session.execute(
            delete(table).where(
                table.vehicle_id == head.vehicle_id, table.operating_day == head.operating_day
            )
        )
    session.execute(insert(TrackMatch), [asdict(head) | {"matched_at": now}])
    if pieces:
        session.execute(insert(MatchPiece), [_values(head, piece) for piece in pieces])
    return True


def _same(stored: StoredMatch, head: MatchRow, pieces: Sequence[PieceRow]) -> bool:
    if stored.head != head or len(stored.pieces) != len(pieces):
        return False
    return all(
        _values(head, old) == _values(head, new) for old, new in zip(stored.pieces, pieces, strict=True)
    )


def _values(head: MatchRow, piece: PieceRow) -> dict[str, Any]:
    line = None if piece.line is None else from_shape(LineString(piece.line), srid=4326)
    told = {name: getattr(piece, name) for name in PieceRow.__dataclass_fields__ if name != "line"}
    return {"vehicle_id": head.vehicle_id, "operating_day": head.operating_day, "geom": line} | told
