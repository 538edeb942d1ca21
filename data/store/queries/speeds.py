"""Speed sets: speeds on pieces of road by hour band; at most one set is in use.

Every change of the set in use pings ``siangsa_roads``; the caller commits, and audits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Integer, Select, cast, func, insert, select, update
from sqlalchemy.orm import Session

from data.store.address import ROADS_CHANNEL
from data.store.engine import ping
from data.store.errors import NotFoundError
from data.store.models import Road, SpeedSet, SpeedValue

EVERY_DAY = 0b1111111


@dataclass(frozen=True)
class NewSpeed:
    """The speed on a way in a band of local time.

    Parameters
    ----------
    way, from_node, to_node
        OpenStreetMap ids; with both nodes on that piece in that direction only, else on the whole way.
    kmh
        More than 0.
    from_time, to_time
        Local times; a band whose end is not later than its beginning ends on the next date.
    weekdays
        Bit 0 Monday to bit 6 Sunday: the days on which the band begins.
    class_code
        None: for all classes.
    """

    way: int
    kmh: float
    from_time: time
    to_time: time
    from_node: int | None = None
    to_node: int | None = None
    weekdays: int = EVERY_DAY
    class_code: str | None = None


@dataclass(frozen=True)
class SpeedSetRow:
    """A stored set; `values` rows on `ways` ways, of which `unknown_ways` are not in the snapshot in use."""

    id: int
    name: str
    source: str
    confidence: str
    loaded_by: str
    loaded_at: datetime
    is_current: bool
    values: int
    ways: int
    unknown_ways: int


@dataclass(frozen=True)
class NewSpeedSet:
    """Name, source and confidence (A, B or C) of a set to be loaded."""

    name: str
    source: str
    confidence: str = "C"


def load(
    session: Session, new: NewSpeedSet, speeds: Iterable[NewSpeed], *, by: str, at: datetime
) -> SpeedSetRow:
    """Store a set of speeds, not yet in use."""
    row = SpeedSet(
        name=new.name,
        source=new.source,
        confidence=new.confidence,
        loaded_by=by,
        loaded_at=at,
        is_current=False,
    )
    session.add(row)
    session.flush()
    values = [_values(row.id, number, speed) for number, speed in enumerate(speeds, start=1)]
    if values:
        session.execute(insert(SpeedValue), values)
    ping(session, ROADS_CHANNEL)
    return demand_set(session, row.id)


def sets(session: Session) -> list[SpeedSetRow]:
    """Return all sets, newest first."""
    return [SpeedSetRow(*row) for row in session.execute(_sets())]


def demand_set(session: Session, set_id: int) -> SpeedSetRow:
    """Return a set.

    Raises
    ------
    NotFoundError
        There is none of that number.
    """
    row = session.execute(_sets().where(SpeedSet.id == set_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no speed set {set_id}")
    return SpeedSetRow(*row)


def make_current(session: Session, set_id: int) -> SpeedSetRow:
    """Let all programs drive by the speeds of this set, instead of those in use.

    Raises
    ------
    NotFoundError
        There is none of that number.
    """
    demand_set(session, set_id)
    drop_from_use(session)
    session.execute(update(SpeedSet).where(SpeedSet.id == set_id).values(is_current=True))
    return demand_set(session, set_id)


def drop_from_use(session: Session) -> bool:
    """Let all programs drive by the profiles' own speeds; False when no set was in use."""
    dropped = update(SpeedSet).where(SpeedSet.is_current).values(is_current=False).returning(SpeedSet.id)
    ping(session, ROADS_CHANNEL)
    return session.execute(dropped).first() is not None


def current_set(session: Session) -> int | None:
    """Return the number of the set in use."""
    return session.scalar(select(SpeedSet.id).where(SpeedSet.is_current))


def speeds_of(session: Session, set_id: int, class_code: str | None = None) -> list[NewSpeed]:
    """Return the speeds of a set that hold for a class; None: all of the set."""
    query = select(SpeedValue).where(SpeedValue.set_id == set_id).order_by(SpeedValue.number)
    if class_code is not None:
        query = query.where(SpeedValue.class_code.is_(None) | (SpeedValue.class_code == class_code))
    return [_speed(row) for row in session.scalars(query)]


def _values(set_id: int, number: int, speed: NewSpeed) -> dict[str, Any]:
    return {
        "set_id": set_id,
        "number": number,
        "way": speed.way,
        "from_node": speed.from_node,
        "to_node": speed.to_node,
        "kmh": speed.kmh,
        "from_time": speed.from_time,
        "to_time": speed.to_time,
        "weekdays": speed.weekdays,
        "class_code": speed.class_code,
    }


def _speed(row: SpeedValue) -> NewSpeed:
    return NewSpeed(
        row.way,
        row.kmh,
        row.from_time,
        row.to_time,
        row.from_node,
        row.to_node,
        row.weekdays,
        row.class_code,
    )


def _sets() -> Select[*tuple[Any, ...]]:
    """Return each set with its counts; the table of roads holds the snapshot in use only."""
    ways = (
        select(
            SpeedValue.set_id,
            SpeedValue.way,
            func.count().label("values"),
            select(Road.id).where(Road.osm_id == SpeedValue.way).exists().label("known"),
        )
        .group_by(SpeedValue.set_id, SpeedValue.way)
        .subquery()
    )
    counts = (
        select(
            ways.c.set_id,
            cast(func.sum(ways.c["values"]), Integer).label("values"),
            func.count().label("ways"),
            func.count().filter(~ways.c.known).label("unknown"),
        )
        .group_by(ways.c.set_id)
        .subquery()
    )
    return (
        select(
            SpeedSet.id,
            SpeedSet.name,
            SpeedSet.source,
            SpeedSet.confidence,
            SpeedSet.loaded_by,
            SpeedSet.loaded_at,
            SpeedSet.is_current,
            func.coalesce(counts.c["values"], 0),
            func.coalesce(counts.c.ways, 0),
            func.coalesce(counts.c.unknown, 0),
        )
        .outerjoin(counts, counts.c.set_id == SpeedSet.id)
        .order_by(SpeedSet.id.desc())
    )
