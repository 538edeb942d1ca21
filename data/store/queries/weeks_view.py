"""Weeks and work on them, for people: lists, what the board names, what changed lately."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session, defer

from data.store.models import (
    CollectionPoint,
    CrewAbsence,
    CrewAssignment,
    CrewMember,
    CurrentRoute,
    Facility,
    Plan,
    Vehicle,
    VehicleClass,
    Village,
    WeekEdit,
    WeekJob,
    WeekPlan,
)

MOST_WEEKS: Final = 200
MOST_EDITS: Final = 200
ENDED_JOBS: Final = 20
_HEAVY: Final = (WeekPlan.board, WeekPlan.timetable, WeekPlan.wishes)


@dataclass(frozen=True, slots=True)
class WeekHead:
    """What a change needs to know of a week before it is made."""

    id: int
    version: int
    status: str
    feasible: bool
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class WeekPointRow:
    """A point that a week names; (lon, lat) in degrees."""

    code: str
    name: str
    village_code: str
    village: str
    kecamatan: str
    lon: float
    lat: float
    stream: str
    kind: str
    source: str
    confidence: str
    sample: bool

    def fields(self) -> dict[str, Any]:
        """Return all of it by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class WeekFacilityRow:
    """A facility that a week names; (lon, lat) in degrees."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class WeekVehicleRow:
    """A vehicle that a week names."""

    id: str
    plate: str
    class_code: str
    class_name: str
    class_name_en: str
    work: str
    capacity_kg: int
    territory: list[str]
    pool: str

    def fields(self) -> dict[str, Any]:
        """Return all of it by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DriverRow:
    """Who drives a vehicle on a day."""

    vehicle_id: str
    day: date
    name: str
    phone: str | None


def weeks(
    session: Session, first: date | None, last: date | None, status: str | None, limit: int = MOST_WEEKS
) -> list[WeekPlan]:
    """Return weeks that touch the days from `first` to `last`, the latest first, without boards."""
    query = select(WeekPlan).options(*(defer(column, raiseload=True) for column in _HEAVY))
    if first is not None:
        query = query.where(WeekPlan.first_day + WeekPlan.days > first)
    if last is not None:
        query = query.where(WeekPlan.first_day <= last)
    if status is not None:
        query = query.where(WeekPlan.status == status)
    return list(session.scalars(query.order_by(WeekPlan.first_day.desc(), WeekPlan.id.desc()).limit(limit)))


def week(session: Session, week_id: int, *, with_board: bool = True) -> WeekPlan | None:
    """Return a week; without its board, timetable is left unread too."""
    left_out = () if with_board else (defer(WeekPlan.board, raiseload=True),)
    query = select(WeekPlan).options(*left_out, defer(WeekPlan.timetable, raiseload=True))
    return session.scalar(query.where(WeekPlan.id == week_id))


def head(session: Session, week_id: int) -> WeekHead | None:
    """Return what a change needs to know of a week."""
    row = session.execute(_heads().where(WeekPlan.id == week_id)).one_or_none()
    return None if row is None else WeekHead(*row)


def latest_heads(session: Session, count: int) -> list[WeekHead]:
    """Return the weeks that were changed last."""
    query = _heads().order_by(WeekPlan.changed_at.desc(), WeekPlan.id.desc()).limit(count)
    return [WeekHead(*row) for row in session.execute(query)]


def edits(session: Session, week_id: int) -> list[WeekEdit]:
    """Return what was done to a week by hand, newest first, without what it was before."""
    query = (
        select(WeekEdit)
        .options(defer(WeekEdit.before, raiseload=True))
        .where(WeekEdit.week_id == week_id)
        .order_by(WeekEdit.number.desc())
    )
    return list(session.scalars(query.limit(MOST_EDITS)))


def violations(session: Session, week_id: int) -> list[dict[str, Any]]:
    """Return the rules that a week breaks, as its board keeps them."""
    return session.scalar(select(WeekPlan.board["violations"]).where(WeekPlan.id == week_id)) or []


def broken(session: Session, week_ids: Collection[int]) -> dict[int, int]:
    """Return how many rules that must hold each of these weeks breaks; one that breaks none is absent."""
    # only boards of weeks that are not feasible are opened: a board is large
    hard = func.jsonb_path_query_array(WeekPlan.board, cast("$.violations[*] ? (@.hard == true)", JSONPATH))
    query = select(WeekPlan.id, func.jsonb_array_length(hard)).where(
        WeekPlan.id.in_(week_ids), WeekPlan.feasible.is_(False)
    )
    return dict(session.execute(query).tuples().all())


def points(session: Session, codes: Collection[str]) -> dict[str, WeekPointRow]:
    """Return the points with these codes, closed ones too: a week may be older than their end."""
    query: Select[*tuple[Any, ...]] = (
        select(
            CollectionPoint.code,
            CollectionPoint.name,
            CollectionPoint.village_code,
            Village.name,
            Village.kecamatan,
            func.ST_X(CollectionPoint.geom),
            func.ST_Y(CollectionPoint.geom),
            CollectionPoint.stream,
            CollectionPoint.kind,
            CollectionPoint.source,
            CollectionPoint.confidence,
            CollectionPoint.sample,
        )
        .join(Village, Village.code == CollectionPoint.village_code)
        .where(CollectionPoint.code.in_(codes))
    )
    return {row[0]: WeekPointRow(*row) for row in session.execute(query)}


def facilities(session: Session, codes: Collection[str]) -> list[WeekFacilityRow]:
    """Return the facilities with these codes, closed ones too."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Facility.code, Facility.name, Facility.kind, func.ST_X(Facility.geom), func.ST_Y(Facility.geom)
        )
        .where(Facility.code.in_(codes))
        .order_by(Facility.code)
    )
    return [WeekFacilityRow(*row) for row in session.execute(query)]


def vehicles(session: Session, ids: Collection[str]) -> list[WeekVehicleRow]:
    """Return these vehicles, closed ones too, in the order of their ids."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Vehicle.id,
            Vehicle.plate,
            Vehicle.class_code,
            VehicleClass.name_id,
            VehicleClass.name_en,
            VehicleClass.work,
            VehicleClass.capacity_kg,
            Vehicle.territory,
            Facility.code,
        )
        .join(VehicleClass, VehicleClass.code == Vehicle.class_code)
        .join(Facility, Facility.id == Vehicle.pool_id)
        .where(Vehicle.id.in_(ids))
        .order_by(Vehicle.id)
    )
    return [WeekVehicleRow(*row) for row in session.execute(query)]


def village_names(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Return names of villages by code."""
    query = select(Village.code, Village.name).where(Village.code.in_(codes))
    return dict(session.execute(query).tuples().all())


def drivers(session: Session, first: date, days: int) -> list[DriverRow]:
    """Return who drives which vehicle on each of `days` days: of several the one with the first code."""
    last = first + timedelta(days=days - 1)
    query: Select[*tuple[Any, ...]] = (
        select(CrewMember, CrewAssignment)
        .join(CrewAssignment, CrewAssignment.member_id == CrewMember.id)
        .where(
            CrewMember.duty == "driver",
            CrewAssignment.valid_from <= last,
            or_(CrewAssignment.valid_to.is_(None), CrewAssignment.valid_to > first),
        )
        .order_by(CrewMember.code)
    )
    rows = session.execute(query).all()
    away = _away(session, {member.id for member, _ in rows}, (first, last))
    found: dict[tuple[str, date], DriverRow] = {}
    for day in (first + timedelta(days=number) for number in range(days)):
        for member, seat in rows:
            if _works(member, seat, day) and not _is_away(away.get(member.id, ()), day):
                row = DriverRow(seat.vehicle_id, day, member.name, member.phone)
                found.setdefault((seat.vehicle_id, day), row)
    return list(found.values())


def day_plans(session: Session, week_id: int) -> dict[date, int]:
    """Return the day plans that a week was published as and that are valid still."""
    query = (
        select(Plan.first_day, Plan.id)
        .join(CurrentRoute, CurrentRoute.plan_id == Plan.id)
        .where(Plan.week_id == week_id)
        .distinct()
    )
    return dict(session.execute(query).tuples().all())


def jobs(session: Session, ended: int = ENDED_JOBS) -> list[WeekJob]:
    """Return the work that waits or runs, and the last that has ended, the newest first."""
    is_open = WeekJob.status.in_(("waiting", "running"))
    last = select(WeekJob.id).where(~is_open).order_by(WeekJob.id.desc()).limit(ended)
    query = select(WeekJob).where(or_(is_open, WeekJob.id.in_(last))).order_by(WeekJob.id.desc())
    return list(session.scalars(query))


def job(session: Session, number: int) -> WeekJob | None:
    """Return work on a week by its number."""
    return session.get(WeekJob, number)


def unknown_kecamatan(session: Session, names: Collection[str]) -> set[str]:
    """Return those of `names` that are no district."""
    return set(names) - set(session.scalars(select(Village.kecamatan).distinct()))


def unknown_vehicles(session: Session, ids: Collection[str]) -> set[str]:
    """Return those of `ids` that are no vehicle."""
    return set(ids) - set(session.scalars(select(Vehicle.id).where(Vehicle.id.in_(ids))))


def unknown_facilities(session: Session, codes: Collection[str]) -> set[str]:
    """Return those of `codes` that are no facility."""
    return set(codes) - set(session.scalars(select(Facility.code).where(Facility.code.in_(codes))))


def _heads() -> Select[int, int, str, bool, str, datetime]:
    return select(
        WeekPlan.id,
        WeekPlan.version,
        WeekPlan.status,
        WeekPlan.feasible,
        WeekPlan.changed_by,
        WeekPlan.changed_at,
    )


def _away(
    session: Session, members: Collection[int], span: tuple[date, date]
) -> dict[int, list[tuple[date, date]]]:
    query = select(CrewAbsence.member_id, CrewAbsence.from_day, CrewAbsence.to_day).where(
        CrewAbsence.member_id.in_(members),
        CrewAbsence.withdrawn_at.is_(None),
        and_(CrewAbsence.from_day <= span[1], CrewAbsence.to_day >= span[0]),
    )
    found: dict[int, list[tuple[date, date]]] = {}
    for member, begins, ends in session.execute(query):
        found.setdefault(member, []).append((begins, ends))
    return found


def _is_away(spans: Iterable[tuple[date, date]], day: date) -> bool:
    return any(begins <= day <= ends for begins, ends in spans)


def _works(member: CrewMember, seat: CrewAssignment, day: date) -> bool:
    return all(
        row.valid_from <= day and (row.valid_to is None or day < row.valid_to) for row in (member, seat)
    )
