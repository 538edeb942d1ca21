"""What the store holds for a horizon of days: vehicles, places, points, who is away and what gathers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from data.contract.calendar import OperatingCalendar
from data.store.models import CollectionPoint, Facility, Vehicle, VehicleClass
from data.store.queries import facility_closures, planning
from data.store.queries.weeks import absences, points
from data.store.queries.weeks.horizon import (
    HorizonDay,
    HorizonFacility,
    HorizonRows,
    HorizonVehicle,
    Span,
)

VILLAGE_WORK = "village"


def horizon_rows(
    session: Session,
    calendar: OperatingCalendar,
    first_day: date,
    days: int,
    *,
    today: date | None = None,
) -> HorizonRows:
    """Return what a week's plan is made of.

    The villages' own vehicles are there as all others: those that the office lets the planner use.

    Parameters
    ----------
    today
        Operating day from which on published routes count as what will be driven before the first day;
        None: the day after the last one of which a visit is known.
    """
    dates = [first_day + timedelta(days=number) for number in range(days)]
    vehicles = _vehicles(session, dates)
    facilities, in_use = _facilities(session, dates)
    away = absences.away(session, calendar, dates, [v.id for v in vehicles])
    holidays = absences.holidays(session, dates)
    made = [
        HorizonDay(
            date=day,
            holiday=holidays[day].name if day in holidays else "",
            collects=day not in holidays or holidays[day].collects,
            away=away[day],
            facilities=in_use[day],
            breaks=planning.breaks_of(session, day),
            shut=_shut(session, calendar, day),
        )
        for day in dates
    ]
    found = points.points(session, dates, today=today)
    return HorizonRows(tuple(made), tuple(vehicles), tuple(facilities), tuple(found))


def in_use_within(
    table: type[Vehicle] | type[Facility] | type[CollectionPoint], dates: Sequence[date]
) -> ColumnElement[bool]:
    """Return the condition that a row is in use on one of the days at least."""
    return and_(table.valid_from <= dates[-1], or_(table.valid_to.is_(None), table.valid_to > dates[0]))


def _vehicles(session: Session, dates: Sequence[date]) -> list[HorizonVehicle]:
    query = (
        select(*planning.vehicle_columns(), Vehicle.plate, Vehicle.territory)
        .join(VehicleClass, VehicleClass.code == Vehicle.class_code)
        .where(Vehicle.planned, in_use_within(Vehicle, dates))
        .order_by(Vehicle.id)
    )
    found: list[tuple[Any, ...]] = [(*row[:-1], tuple(row[-1])) for row in session.execute(query).tuples()]
    return [HorizonVehicle(*fields) for fields in found]


def _facilities(
    session: Session, dates: Sequence[date]
) -> tuple[list[HorizonFacility], dict[date, frozenset[int]]]:
    """Return pools and places where something is tipped, and which of them are in use on each day."""
    residue = and_(Facility.kind.in_(("landfill", "tps")), Facility.accepts_residue)
    taken = or_(residue, Facility.accepts_organic, Facility.accepts_recyclable)
    yards = select(Vehicle.pool_id).where(Vehicle.planned)
    tips = and_(Facility.kind != "pool", Facility.status != "closed", taken)
    emptied = aliased(CollectionPoint)
    feeds = (
        select(emptied.code)
        .where(emptied.empties_tps_id == Facility.id, emptied.valid_from <= dates[-1])
        .where(or_(emptied.valid_to.is_(None), emptied.valid_to > dates[0]))
        .order_by(emptied.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(*planning.facility_columns(residue), Facility.valid_from, Facility.valid_to, feeds)
        .where(in_use_within(Facility, dates))
        .where(or_(Facility.kind == "pool", Facility.id.in_(yards), tips))
        .order_by(Facility.id)
    )
    villages = tuple(session.scalars(_village_classes()))
    facilities: list[HorizonFacility] = []
    in_use: dict[date, set[int]] = {day: set() for day in dates}
    for *known, begins, ends, feeding in session.execute(query):
        handed = (villages, feeding or "") if known[3] == "tps" else ((), "")
        fields: tuple[Any, ...] = (*planning.facility_fields(known), *handed)
        facility = HorizonFacility(*fields)
        facilities.append(facility)
        for day in dates:
            if begins <= day and (ends is None or ends > day):
                in_use[day].add(facility.id)
    return facilities, {day: frozenset(numbers) for day, numbers in in_use.items()}


def _village_classes() -> Select[str]:
    return select(VehicleClass.code).where(VehicleClass.work == VILLAGE_WORK).order_by(VehicleClass.code)


def _shut(session: Session, calendar: OperatingCalendar, day: date) -> dict[int, list[Span]]:
    shut: dict[int, list[Span]] = {}
    for row in facility_closures.within(session, calendar.bounds(day)):
        shut.setdefault(row.facility_id, []).append((row.from_at, row.until_at))
    return shut
