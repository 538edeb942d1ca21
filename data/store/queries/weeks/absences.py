"""Which vehicles do not work on which days, and why; which days are no days like others."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from data.contract.calendar import OperatingCalendar
from data.store.models import CrewAbsence, CrewAssignment, CrewMember, Holiday, Vehicle
from data.store.queries import outages


def holidays(session: Session, dates: Sequence[date]) -> dict[date, Holiday]:
    """Return the holidays among the days that nobody has taken back."""
    query = select(Holiday).where(Holiday.day.in_(dates), Holiday.withdrawn_at.is_(None))
    return {row.day: row for row in session.scalars(query)}


def away(
    session: Session, calendar: OperatingCalendar, dates: Sequence[date], vehicles: Sequence[str]
) -> dict[date, dict[str, str]]:
    """Return for each day vehicle -> why it does not work: ``holiday``, ``outage``, ``kir``, ``crew``.

    The first that holds of these is named. A vehicle that is broken, or not in use on a day, counts as out
    of service: nobody knows when it will be back.
    """
    resting = {day for day, row in holidays(session, dates).items() if not row.collects}
    query = select(
        Vehicle.id, Vehicle.broken_since, Vehicle.kir_until, Vehicle.valid_from, Vehicle.valid_to
    ).where(Vehicle.id.in_(vehicles))
    known = session.execute(query).tuples().all()
    crewless = _without_driver(session, dates)
    result: dict[date, dict[str, str]] = {}
    for day in dates:
        out = outages.away(session, calendar.shift(day))
        causes = {
            vehicle: (
                ("holiday", day in resting),
                ("outage", broken is not None or vehicle in out or day < begins),
                ("outage", ends is not None and ends <= day),
                ("kir", kir_until is not None and kir_until < day),
                ("crew", vehicle in crewless[day]),
            )
            for vehicle, broken, kir_until, begins, ends in known
        }
        firsts = {
            vehicle: next((why for why, holds in of_it if holds), "") for vehicle, of_it in causes.items()
        }
        result[day] = {vehicle: why for vehicle, why in firsts.items() if why}
    return result


def _without_driver(session: Session, dates: Sequence[date]) -> dict[date, set[str]]:
    """Return vehicles that have drivers by the list, of whom none works on the day.

    A vehicle without any driver on the list has one that the office has not written down.
    """
    first, last = dates[0], dates[-1]
    query = (
        select(
            CrewAssignment.vehicle_id,
            CrewAssignment.valid_from,
            CrewAssignment.valid_to,
            CrewMember.id,
            CrewMember.valid_to,
        )
        .join(CrewMember, CrewMember.id == CrewAssignment.member_id)
        .where(CrewMember.duty == "driver", CrewAssignment.valid_from <= last)
        .where(or_(CrewAssignment.valid_to.is_(None), CrewAssignment.valid_to > first))
    )
    drivers = session.execute(query).tuples().all()
    absent = _absent(session, dates)
    result: dict[date, set[str]] = {}
    for day in dates:
        works: defaultdict[str, bool] = defaultdict(bool)
        for vehicle, begins, ends, member, member_ends in drivers:
            if begins <= day and all(end is None or end > day for end in (ends, member_ends)):
                works[vehicle] |= member not in absent[day]
        result[day] = {vehicle for vehicle, is_there in works.items() if not is_there}
    return result


def _absent(session: Session, dates: Sequence[date]) -> dict[date, set[int]]:
    query = select(CrewAbsence).where(
        and_(
            CrewAbsence.withdrawn_at.is_(None),
            CrewAbsence.from_day <= dates[-1],
            CrewAbsence.to_day >= dates[0],
        )
    )
    rows = session.scalars(query).all()
    return {day: {row.member_id for row in rows if row.from_day <= day <= row.to_day} for day in dates}
