"""What went wrong on a day, for people: outages, urgent points and shut facilities with their names."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from data.store.models import (
    CollectionPoint,
    Facility,
    FacilityClosure,
    UrgentPoint,
    Vehicle,
    VehicleOutage,
    Village,
)
from data.store.queries.scope import EVERYTHING, Scope, points_within, vehicles_within

LIMIT = 500


@dataclass(frozen=True)
class OutageRow:
    """A truck out of service."""

    id: int
    vehicle_id: str
    plate: str
    since: datetime
    until: datetime | None
    reason: str
    load: str
    load_kg: int | None
    recorded_by: str
    recorded_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    planned: bool


@dataclass(frozen=True)
class UrgentRow:
    """A point that cannot wait."""

    id: int
    operating_day: date
    point_id: int
    code: str
    name: str
    village: str
    kg: int | None
    reason: str
    requested_by: str
    requested_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class ShutRow:
    """A facility that takes nothing for a while."""

    id: int
    facility_id: int
    code: str
    name: str
    since: datetime
    until: datetime | None
    reason: str
    recorded_by: str
    recorded_at: datetime
    lifted_by: str | None
    lifted_at: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Tell whether the facility is shut at a moment, as far as is known now."""
        over = self.until is not None and self.until <= moment
        return self.lifted_at is None and self.since <= moment and not over


def outages(session: Session, scope: Scope, day: date, bounds: tuple[datetime, datetime]) -> list[OutageRow]:
    """Return the outages within `scope` that touch `day`, and breakdowns that are open; the newest first.

    Parameters
    ----------
    bounds
        When the operating day begins and ends, aware.
    """
    touches = and_(
        VehicleOutage.from_at < bounds[1],
        or_(VehicleOutage.until_at.is_(None), VehicleOutage.until_at > bounds[0]),
        or_(VehicleOutage.ended_at.is_(None), VehicleOutage.ended_at > bounds[0]),
    )
    query = (
        _outages()
        .where(or_(and_(VehicleOutage.ended_at.is_(None), ~VehicleOutage.planned), touches))
        .where(vehicles_within(scope, VehicleOutage.vehicle_id, day))
        .order_by(VehicleOutage.from_at.desc(), VehicleOutage.id.desc())
        .limit(LIMIT)
    )
    return [OutageRow(*row) for row in session.execute(query)]


def outage(session: Session, outage_id: int) -> OutageRow | None:
    """Return one outage."""
    row = session.execute(_outages().where(VehicleOutage.id == outage_id)).one_or_none()
    return None if row is None else OutageRow(*row)


def open_outages(session: Session) -> dict[str, OutageRow]:
    """Return the breakdowns that nobody has ended, by vehicle."""
    rows = session.execute(_outages().where(VehicleOutage.ended_at.is_(None), ~VehicleOutage.planned))
    return {row.vehicle_id: row for row in (OutageRow(*each) for each in rows)}


def urgent_points(session: Session, scope: Scope, day: date) -> list[UrgentRow]:
    """Return the urgent points of `day` within `scope`, withdrawn ones included; the newest first."""
    query = (
        _urgent()
        .where(UrgentPoint.operating_day == day, points_within(scope, day))
        .order_by(UrgentPoint.id.desc())
        .limit(LIMIT)
    )
    return [UrgentRow(*row) for row in session.execute(query)]


def urgent_point(session: Session, urgent_id: int, scope: Scope = EVERYTHING) -> UrgentRow | None:
    """Return one urgent point within `scope`."""
    row = session.execute(_urgent().where(UrgentPoint.id == urgent_id)).one_or_none()
    if row is None:
        return None
    found = UrgentRow(*row)
    inside = _urgent().where(UrgentPoint.id == urgent_id, points_within(scope, found.operating_day))
    return found if session.execute(inside).one_or_none() is not None else None


def facility_closures(session: Session) -> list[ShutRow]:
    """Return what facilities were shut, the latest begun first."""
    query = _shut().order_by(FacilityClosure.from_at.desc(), FacilityClosure.id.desc()).limit(LIMIT)
    return [ShutRow(*row) for row in session.execute(query)]


def facility_closure(session: Session, closure_id: int) -> ShutRow | None:
    """Return one closure of a facility."""
    row = session.execute(_shut().where(FacilityClosure.id == closure_id)).one_or_none()
    return None if row is None else ShutRow(*row)


def _outages() -> Select[*tuple[Any, ...]]:
    return select(
        VehicleOutage.id,
        VehicleOutage.vehicle_id,
        Vehicle.plate,
        VehicleOutage.from_at,
        VehicleOutage.until_at,
        VehicleOutage.reason,
        VehicleOutage.load,
        VehicleOutage.load_kg,
        VehicleOutage.recorded_by,
        VehicleOutage.recorded_at,
        VehicleOutage.ended_by,
        VehicleOutage.ended_at,
        VehicleOutage.planned,
    ).join(Vehicle, Vehicle.id == VehicleOutage.vehicle_id)


def _urgent() -> Select[*tuple[Any, ...]]:
    return (
        select(
            UrgentPoint.id,
            UrgentPoint.operating_day,
            UrgentPoint.point_id,
            CollectionPoint.code,
            CollectionPoint.name,
            Village.name,
            UrgentPoint.kg,
            UrgentPoint.reason,
            UrgentPoint.requested_by,
            UrgentPoint.requested_at,
            UrgentPoint.withdrawn_by,
            UrgentPoint.withdrawn_at,
        )
        .join(CollectionPoint, CollectionPoint.id == UrgentPoint.point_id)
        .join(Village, Village.code == CollectionPoint.village_code)
    )


def _shut() -> Select[*tuple[Any, ...]]:
    return select(
        FacilityClosure.id,
        FacilityClosure.facility_id,
        Facility.code,
        Facility.name,
        FacilityClosure.from_at,
        FacilityClosure.until_at,
        FacilityClosure.reason,
        FacilityClosure.recorded_by,
        FacilityClosure.recorded_at,
        FacilityClosure.lifted_by,
        FacilityClosure.lifted_at,
    ).join(Facility, Facility.id == FacilityClosure.facility_id)
