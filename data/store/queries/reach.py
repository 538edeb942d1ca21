"""What must be reached by road, and the table of how far it is: `village_reach` and `point_reach`."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import ColumnElement, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from data.store.models import CollectionPoint, Facility, PointReach, Village, VillageReach


@dataclass(frozen=True, slots=True)
class Spot:
    """A village, a facility or a collection point in use; `key` is its code or its id."""

    key: str
    code: str
    name: str
    lon: float
    lat: float
    island: bool


@dataclass(frozen=True, slots=True)
class FacilitySpot(Spot):
    """A facility in use."""

    kind: str
    accepts_residue: bool


@dataclass(frozen=True, slots=True)
class VillageReachRow:
    """A village's way to a facility and back on a snapshot; seconds and metres, or a reason."""

    roads_checksum: str
    profile: str
    facility_id: int
    village_code: str
    there_s: int | None
    there_m: int | None
    back_s: int | None
    back_m: int | None
    snap_m: float
    reason: str | None


@dataclass(frozen=True, slots=True)
class PointReachRow:
    """A collection point that a profile cannot reach on a snapshot, and why."""

    roads_checksum: str
    profile: str
    point_id: int
    snap_m: float
    reason: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """A village or point that cannot be reached, for people."""

    profile: str
    code: str
    name: str
    reason: str
    snap_m: float


def village_spots(session: Session) -> list[Spot]:
    """Return all villages by code."""
    found = session.execute(
        select(
            Village.code, Village.name, func.ST_X(Village.geom), func.ST_Y(Village.geom), Village.island
        ).order_by(Village.code)
    )
    return [Spot(code, code, name, lon, lat, island) for code, name, lon, lat, island in found]


def facility_spots(session: Session, day: date) -> list[FacilitySpot]:
    """Return the facilities in use on `day` by id; a facility is on an island when its nearest village is."""
    nearest = (
        select(Village.island).order_by(Village.geom.op("<->")(Facility.geom)).limit(1).scalar_subquery()
    )
    found = session.execute(
        select(
            Facility.id,
            Facility.code,
            Facility.name,
            func.ST_X(Facility.geom),
            func.ST_Y(Facility.geom),
            func.coalesce(nearest, False),
            Facility.kind,
            Facility.accepts_residue,
        )
        .where(_in_use(Facility, day), Facility.status != "closed")
        .order_by(Facility.id)
    )
    return [FacilitySpot(str(row[0]), *row[1:]) for row in found]


def point_spots(session: Session, day: date) -> list[Spot]:
    """Return the collection points in use on `day` by id."""
    found = session.execute(
        select(
            CollectionPoint.id,
            CollectionPoint.code,
            CollectionPoint.name,
            func.ST_X(CollectionPoint.geom),
            func.ST_Y(CollectionPoint.geom),
            Village.island,
        )
        .join(Village, Village.code == CollectionPoint.village_code)
        .where(_in_use(CollectionPoint, day))
        .order_by(CollectionPoint.id)
    )
    return [Spot(str(row[0]), *row[1:]) for row in found]


def village_reach(
    session: Session, checksum: str, profile: str, facility_id: int | None = None
) -> list[VillageReachRow]:
    """Return the stored ways of villages on a snapshot, by facility and village."""
    entry = VillageReach
    query = select(entry).where(entry.roads_checksum == checksum, entry.profile == profile)
    if facility_id is not None:
        query = query.where(entry.facility_id == facility_id)
    found = session.scalars(query.order_by(entry.facility_id, entry.village_code))
    return [_plain(row, VillageReachRow) for row in found]


def point_reach(session: Session, checksum: str, profile: str) -> list[PointReachRow]:
    """Return the points that a profile cannot reach on a snapshot, by id."""
    entry = PointReach
    query = select(entry).where(entry.roads_checksum == checksum, entry.profile == profile)
    return [_plain(row, PointReachRow) for row in session.scalars(query.order_by(entry.point_id))]


def replace_reach(
    session: Session,
    checksum: str,
    villages: Sequence[VillageReachRow],
    points: Sequence[PointReachRow],
) -> bool:
    """Make the stored reach equal to these rows of one snapshot; rows of other snapshots go.

    Returns
    -------
    Whether anything changed, so that nobody is told of nothing.
    """
    session.execute(delete(VillageReach).where(VillageReach.roads_checksum != checksum))
    session.execute(delete(PointReach).where(PointReach.roads_checksum != checksum))
    known = (_all_of(session, VillageReach, VillageReachRow), _all_of(session, PointReach, PointReachRow))
    if known == (set(villages), set(points)):
        return False
    for entry, rows in ((VillageReach, villages), (PointReach, points)):
        session.execute(delete(entry))
        if rows:
            session.execute(insert(entry), [asdict(row) for row in rows])
    return True


def has_reach(session: Session, checksum: str) -> bool:
    """Return whether villages were measured on a snapshot."""
    return session.scalar(select(select(VillageReach).where(_is_of(checksum)).exists())) or False


def _is_of(checksum: str) -> ColumnElement[bool]:
    return VillageReach.roads_checksum == checksum


def unreached_villages(session: Session, checksum: str) -> list[Unreached]:
    """Return the villages that cannot reach any facility that takes the residue, by profile and code."""
    entry = VillageReach
    query = (
        select(
            entry.profile,
            entry.village_code,
            Village.name,
            func.min(entry.reason),
            func.min(entry.snap_m),
        )
        .join(Village, Village.code == entry.village_code)
        .join(Facility, Facility.id == entry.facility_id)
        .where(entry.roads_checksum == checksum, Facility.accepts_residue)
        .group_by(entry.profile, entry.village_code, Village.name)
        .having(func.count(entry.there_s) == 0)
        .order_by(entry.profile, entry.village_code)
    )
    return [
        Unreached(profile, code, name, reason or "", snap_m)
        for profile, code, name, reason, snap_m in session.execute(query)
    ]


def unreached_points(session: Session, checksum: str) -> list[Unreached]:
    """Return the collection points that a profile cannot reach, by profile and code."""
    entry = PointReach
    query = (
        select(entry.profile, CollectionPoint.code, CollectionPoint.name, entry.reason, entry.snap_m)
        .join(CollectionPoint, CollectionPoint.id == entry.point_id)
        .where(entry.roads_checksum == checksum)
        .order_by(entry.profile, CollectionPoint.code)
    )
    return [Unreached(*row) for row in session.execute(query)]


def _in_use(entry: type[Facility] | type[CollectionPoint], day: date) -> ColumnElement[bool]:
    return (entry.valid_from <= day) & or_(entry.valid_to.is_(None), entry.valid_to > day)


def _all_of[Row](session: Session, entry: type[VillageReach] | type[PointReach], row: type[Row]) -> set[Row]:
    stored: Iterable[VillageReach | PointReach] = session.scalars(select(entry))
    return {_plain(one, row) for one in stored}


def _plain[Row](stored: VillageReach | PointReach, row: type[Row]) -> Row:
    names: Iterable[str] = row.__dataclass_fields__  # type: ignore[attr-defined]  # always one of ours
    return row(**{name: getattr(stored, name) for name in names})
