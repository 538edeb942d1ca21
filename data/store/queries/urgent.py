"""Points that must be emptied on a day, whatever was planned; the caller commits, and audits."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.address import PLANS_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.models import CollectionPoint, UrgentPoint


def request(  # noqa: PLR0913 - one argument for each thing that is said
    session: Session,
    *,
    operating_day: date,
    point_id: int,
    kg: int | None,
    reason: str,
    by: str,
    at: datetime,
) -> int:
    """Have a point emptied on a day and return the request's number.

    Parameters
    ----------
    kg
        Kilograms that wait there; None is what gathers by estimate.
    by, at
        Who says so, and the stack time of it.

    Raises
    ------
    NotFoundError
        There is no such point.
    ConflictError
        It is urgent on that day already, or not in use.
    """
    point = session.get(CollectionPoint, point_id, with_for_update=True)
    if point is None:
        raise NotFoundError(f"there is no point {point_id}")
    if point.valid_from > operating_day or (point.valid_to is not None and point.valid_to <= operating_day):
        raise ConflictError(f"point {point.code!r} is not in use on {operating_day}")
    if point_id in of_day(session, operating_day):
        raise ConflictError(f"point {point.code!r} is urgent on {operating_day} already")
    row = UrgentPoint(
        operating_day=operating_day,
        point_id=point_id,
        kg=kg,
        reason=reason,
        requested_by=by,
        requested_at=at,
    )
    session.add(row)
    session.flush()
    ping(session, PLANS_CHANNEL)
    return row.id


def withdraw(session: Session, urgent_id: int, *, by: str, at: datetime) -> None:
    """Take a request back.

    Raises
    ------
    NotFoundError
        There is no such request.
    ConflictError
        It has been taken back already.
    """
    row = session.get(UrgentPoint, urgent_id, with_for_update=True)
    if row is None:
        raise NotFoundError(f"there is no urgent point {urgent_id}")
    if row.withdrawn_at is not None:
        raise ConflictError(f"urgent point {urgent_id} has been withdrawn already")
    row.withdrawn_at, row.withdrawn_by = at, by
    session.flush()
    ping(session, PLANS_CHANNEL)


def of_day(session: Session, day: date) -> Mapping[int, UrgentPoint]:
    """Return the requests of a day that hold, by point."""
    query = select(UrgentPoint).where(UrgentPoint.operating_day == day, UrgentPoint.withdrawn_at.is_(None))
    return {row.point_id: row for row in session.scalars(query)}
