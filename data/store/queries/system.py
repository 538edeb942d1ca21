"""The state of the whole: roads in use, extent of the service area, newest plan."""

from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.store.models import CollectionPoint, DmsStatus, Holiday, Plan, RoadSnapshot, Vehicle, Village

type Bounds = tuple[float, float, float, float]


def current_roads(session: Session) -> RoadSnapshot | None:
    """Return the road snapshot in use."""
    return session.scalar(select(RoadSnapshot).where(RoadSnapshot.is_current))


def bounds(session: Session) -> Bounds | None:
    """Return west, south, east, north of the mainland villages, in degrees."""
    box = func.ST_Extent(Village.geom)
    query = select(func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box)).where(
        ~Village.island
    )
    west, south, east, north = session.execute(query).one()
    return None if west is None else (west, south, east, north)


def dms_unconfirmed(session: Session) -> bool:
    """Tell whether some village counts as DMS without the agency's confirmation."""
    open_ones = select(DmsStatus.id).where(~DmsStatus.confirmed, DmsStatus.valid_to.is_(None))
    return session.scalar(open_ones.limit(1)) is not None


def newest_plan_at(session: Session) -> datetime | None:
    """Return when the newest plan was made."""
    return session.scalar(select(func.max(Plan.created_at)))


def any_points(session: Session, day: date) -> bool:
    """Tell whether a collection point is in use on `day`."""
    used = (CollectionPoint.valid_from <= day) & (
        CollectionPoint.valid_to.is_(None) | (CollectionPoint.valid_to > day)
    )
    return session.scalar(select(CollectionPoint.id).where(used).limit(1)) is not None


def rests(session: Session, day: date) -> bool:
    """Tell whether `day` is a holiday on which no truck goes out."""
    resting = select(Holiday.day).where(Holiday.day == day, ~Holiday.collects, Holiday.withdrawn_at.is_(None))
    return session.scalar(resting) is not None


def plannable_vehicles(session: Session, day: date) -> int:
    """Return how many vehicles the planner may use on `day`."""
    query = select(func.count()).where(
        Vehicle.planned,
        Vehicle.broken_since.is_(None),
        Vehicle.valid_from <= day,
        (Vehicle.valid_to.is_(None)) | (Vehicle.valid_to > day),
    )
    return session.scalar(query) or 0


def answers(session: Session) -> bool:
    """Tell whether the database answers."""
    return bool(session.scalar(text("select 1")))
