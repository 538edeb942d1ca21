"""Facilities that take nothing for a while; the caller commits, and audits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.store.address import PLANS_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.models import Facility, FacilityClosure


def close(
    session: Session, facility_id: int, *, until: datetime | None, reason: str, by: str, at: datetime
) -> int:
    """Close a facility from `at` on and return the closure's number.

    Parameters
    ----------
    until
        Stack time, aware; None: until it is lifted.
    by, at
        Who says so, and the stack time of it.

    Raises
    ------
    NotFoundError
        There is no such facility.
    ConflictError
        It is closed already, or `until` is not after `at`.
    """
    facility = session.get(Facility, facility_id, with_for_update=True)
    if facility is None:
        raise NotFoundError(f"there is no facility {facility_id}")
    if until is not None and until <= at:
        raise ConflictError("a facility must be opened again after it is closed, not before")
    if any(row.facility_id == facility_id for row in within(session, (at, at))):
        raise ConflictError(f"facility {facility.code!r} is closed already")
    row = FacilityClosure(
        facility_id=facility_id, from_at=at, until_at=until, reason=reason, recorded_by=by, recorded_at=at
    )
    session.add(row)
    session.flush()
    ping(session, PLANS_CHANNEL)
    return row.id


def lift(session: Session, closure_id: int, *, by: str, at: datetime) -> None:
    """Open a facility again at `at`.

    Raises
    ------
    NotFoundError
        There is no such closure.
    ConflictError
        It has been lifted, or has ended, already.
    """
    row = session.get(FacilityClosure, closure_id, with_for_update=True)
    if row is None:
        raise NotFoundError(f"there is no closure {closure_id} of a facility")
    if row.lifted_at is not None or (row.until_at is not None and row.until_at <= at):
        raise ConflictError(f"closure {closure_id} of a facility has ended already")
    row.lifted_at, row.lifted_by = at, by
    session.flush()
    ping(session, PLANS_CHANNEL)


def within(session: Session, span: tuple[datetime, datetime]) -> Sequence[FacilityClosure]:
    """Return the closures that hold at any time from one moment to another, by facility and begin.

    One that was lifted holds no longer, also not in the time before: nobody plans the past.
    """
    begins, ends = span
    query = (
        select(FacilityClosure)
        .where(FacilityClosure.from_at <= ends, FacilityClosure.lifted_at.is_(None))
        .where(or_(FacilityClosure.until_at.is_(None), FacilityClosure.until_at > begins))
        .order_by(FacilityClosure.facility_id, FacilityClosure.from_at)
    )
    return session.scalars(query).all()
