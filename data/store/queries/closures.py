"""Closures of roads: made, shortened, lifted, looked up. A closure is never deleted, plans were made with it.

Every change pings ``siangsa_roads``; the caller commits, and audits.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import numpy as np
from geoalchemy2.shape import from_shape
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, and_, any_, func, literal, or_, select
from sqlalchemy.orm import Session

from data.store.address import ROADS_CHANNEL
from data.store.engine import ping
from data.store.errors import ClosureError, ConflictError, NotFoundError
from data.store.models import RoadClosure, VehicleClass, Village
from data.store.roads.closures import KINDS, closure_shape

State = Literal["planned", "in_force", "ended", "lifted"]
MAX_REASON = 500
MAX_LISTED = 1_000


@dataclass(frozen=True)
class NewClosure:
    """A closure to be made.

    Parameters
    ----------
    geometry
        GeoJSON geometry: Polygon or MultiPolygon (an area), LineString or MultiLineString (pieces of road).
    reason
        Why, in the words of the person who closes; shown to everybody.
    valid_from, valid_to
        Stack time, aware; no end: until it is lifted.
    class_codes
        Vehicle classes that it holds for; none: all.
    source, external_id
        Where it comes from, and its name there.
    """

    geometry: dict[str, Any]
    reason: str
    valid_from: datetime
    valid_to: datetime | None = None
    class_codes: tuple[str, ...] = ()
    source: str = "console"
    external_id: str | None = None


@dataclass(frozen=True)
class ClosureRow:
    """A stored closure; `geometry` is GeoJSON, all times are aware UTC in stack time."""

    id: int
    kind: str
    geometry: dict[str, Any]
    reason: str
    class_codes: tuple[str, ...]
    valid_from: datetime
    valid_to: datetime | None
    source: str
    external_id: str | None
    created_by: str
    created_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None

    def state(self, at: datetime) -> State:
        """Return what the closure is at a moment."""
        if self.lifted_at is not None and self.lifted_at <= at:
            return "lifted"
        if self.valid_to is not None and self.valid_to <= at:
            return "ended"
        return "planned" if self.valid_from > at else "in_force"


def create(session: Session, new: NewClosure, *, by: str, at: datetime) -> ClosureRow:
    """Store a closure.

    Parameters
    ----------
    by, at
        Who closes, and the stack time of it.

    Raises
    ------
    ClosureError
        When its geometry, reason, classes or times cannot hold.
    ConflictError
        When a closure of that source and external id is in force already.
    """
    check_times(new.valid_from, new.valid_to, at)
    shape = closure_shape(new.geometry, village_places(session))
    if new.external_id is not None and by_external(session, new.source, new.external_id) is not None:
        raise ConflictError(f"closure {new.external_id!r} of {new.source} is in force already")
    row = RoadClosure(
        kind=KINDS[shape.geom_type],
        geom=from_shape(shape, srid=4326),
        reason=check_reason(new.reason),
        class_codes=check_classes(new.class_codes, class_codes(session)),
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        source=new.source,
        external_id=new.external_id,
        created_by=by,
        created_at=at,
    )
    session.add(row)
    session.flush()
    ping(session, ROADS_CHANNEL)
    return demand(session, row.id)


def set_end(session: Session, closure_id: int, valid_to: datetime | None, *, at: datetime) -> ClosureRow:
    """Let a closure end at another time; None: until it is lifted.

    Raises
    ------
    NotFoundError
        There is no such closure.
    ConflictError
        It was lifted.
    ClosureError
        It would end before it begins, or before now; to end it now, lift it.
    """
    row = _demand_open(session, closure_id)
    check_times(row.valid_from, valid_to, at)
    row.valid_to = valid_to
    session.flush()
    ping(session, ROADS_CHANNEL)
    return demand(session, closure_id)


def set_reason(session: Session, closure_id: int, reason: str) -> ClosureRow:
    """Say better why a road is closed.

    Raises
    ------
    NotFoundError
        There is no such closure.
    ConflictError
        It was lifted.
    ClosureError
        The reason is none.
    """
    row = _demand_open(session, closure_id)
    row.reason = check_reason(reason)
    session.flush()
    ping(session, ROADS_CHANNEL)
    return demand(session, closure_id)


def lift(session: Session, closure_id: int, *, by: str, at: datetime) -> ClosureRow:
    """Open the road again, now; the closure stays on record.

    Raises
    ------
    NotFoundError
        There is no such closure.
    ConflictError
        It was lifted already.
    """
    row = _demand_open(session, closure_id)
    row.lifted_at, row.lifted_by = at, by
    session.flush()
    ping(session, ROADS_CHANNEL)
    return demand(session, closure_id)


def demand(session: Session, closure_id: int) -> ClosureRow:
    """Return a closure.

    Raises
    ------
    NotFoundError
        There is no such closure.
    """
    row = session.execute(_rows().where(RoadClosure.id == closure_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no closure {closure_id}")
    return _closure(row)


def by_external(session: Session, source: str, external_id: str) -> ClosureRow | None:
    """Return the closure, not lifted, that has this name in the system it comes from."""
    named = (RoadClosure.source == source, RoadClosure.external_id == external_id)
    row = session.execute(_rows().where(*named, RoadClosure.lifted_at.is_(None))).one_or_none()
    return None if row is None else _closure(row)


@dataclass(frozen=True)
class Asked:
    """Which closures are wanted; what is empty does not narrow.

    Parameters
    ----------
    states
        As they are at the moment of asking.
    class_code
        Closures that hold for this class (those for all classes too).
    begins_before, ends_after
        Closures whose time touches this span.
    """

    states: Collection[State] = ()
    class_code: str | None = None
    begins_before: datetime | None = None
    ends_after: datetime | None = None


def listed(
    session: Session, *, at: datetime, asked: Asked = Asked(), limit: int = MAX_LISTED
) -> list[ClosureRow]:
    """Return closures, newest first, as they are at the stack time `at`."""
    query = _rows().order_by(RoadClosure.valid_from.desc(), RoadClosure.id.desc()).limit(limit)
    if asked.states:
        query = query.where(or_(*(_is(state, at) for state in asked.states)))
    if asked.class_code is not None:
        query = query.where(_for_class(asked.class_code))
    if asked.begins_before is not None:
        query = query.where(RoadClosure.valid_from < asked.begins_before)
    if asked.ends_after is not None:
        query = query.where(_ends_after(asked.ends_after))
    return [_closure(row) for row in session.execute(query)]


def in_force(session: Session, at: datetime, class_code: str | None = None) -> list[ClosureRow]:
    """Return what is closed at a moment, for a class or for any; by id."""
    query = _rows().where(_is("in_force", at)).order_by(RoadClosure.id)
    if class_code is not None:
        query = query.where(_for_class(class_code))
    return [_closure(row) for row in session.execute(query)]


def overlapping(
    session: Session, start: datetime, end: datetime, class_code: str | None = None
) -> list[ClosureRow]:
    """Return what is closed at some time between two moments and not lifted, for a class or any; by id."""
    during = and_(RoadClosure.valid_from < end, _ends_after(start), RoadClosure.lifted_at.is_(None))
    query = _rows().where(during).order_by(RoadClosure.id)
    if class_code is not None:
        query = query.where(_for_class(class_code))
    return [_closure(row) for row in session.execute(query)]


def next_edge(session: Session, after: datetime) -> datetime | None:
    """Return the first moment later than `after` at which a closure begins or ends, if there is one."""
    begins = select(func.min(RoadClosure.valid_from)).where(RoadClosure.valid_from > after)
    ends = select(func.min(RoadClosure.valid_to)).where(RoadClosure.valid_to > after)
    moments = [session.scalar(query.where(RoadClosure.lifted_at.is_(None))) for query in (begins, ends)]
    return min((moment for moment in moments if moment is not None), default=None)


def village_places(session: Session) -> NDArray[np.float64]:
    """Return the villages' places, (n, 2) degrees: the service area of closures."""
    rows = session.execute(select(func.ST_X(Village.geom), func.ST_Y(Village.geom))).all()
    return np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 2)


def class_codes(session: Session) -> set[str]:
    """Return the codes of all vehicle classes."""
    return set(session.scalars(select(VehicleClass.code)))


def check_times(valid_from: datetime, valid_to: datetime | None, now: datetime) -> None:
    """Refuse times that close nothing.

    Raises
    ------
    ClosureError
        A time has no zone, the end is not later than the beginning, or it has passed.
    """
    if valid_from.tzinfo is None or (valid_to is not None and valid_to.tzinfo is None):
        raise ClosureError("time_zone", "a closure's times need a zone")
    if valid_to is None:
        return
    if valid_to <= valid_from:
        raise ClosureError("ends_before_it_begins", "a closure must end later than it begins", f"{valid_to}")
    if valid_to <= now:
        raise ClosureError("ended", "this closure has ended already", f"{valid_to}")


def check_reason(reason: str) -> str:
    """Return the reason without blanks around it.

    Raises
    ------
    ClosureError
        There is none, or it is longer than 500 characters.
    """
    told = reason.strip()
    if not told:
        raise ClosureError("no_reason", "a closure needs a reason")
    if len(told) > MAX_REASON:
        raise ClosureError("long_reason", f"a reason has at most {MAX_REASON} characters", str(len(told)))
    return told


def check_classes(codes: Collection[str], known: Collection[str]) -> list[str]:
    """Return vehicle classes in order, each once.

    Raises
    ------
    ClosureError
        One is not known.
    """
    unknown = sorted(set(codes) - set(known))
    if unknown:
        raise ClosureError("unknown_class", f"the vehicle classes are {', '.join(sorted(known))}", unknown[0])
    return sorted(set(codes))


def _demand_open(session: Session, closure_id: int) -> RoadClosure:
    row = session.get(RoadClosure, closure_id, with_for_update=True)
    if row is None:
        raise NotFoundError(f"there is no closure {closure_id}")
    if row.lifted_at is not None:
        raise ConflictError(f"closure {closure_id} was lifted by {row.lifted_by}")
    return row


def _is(state: State, at: datetime) -> ColumnElement[bool]:
    lifted = and_(RoadClosure.lifted_at.is_not(None), RoadClosure.lifted_at <= at)
    if state == "lifted":
        return lifted
    ended = and_(RoadClosure.valid_to.is_not(None), RoadClosure.valid_to <= at)
    if state == "ended":
        return and_(~lifted, ended)
    begun = RoadClosure.valid_from <= at
    return and_(~lifted, ~ended, begun if state == "in_force" else ~begun)


def _for_class(class_code: str) -> ColumnElement[bool]:
    return or_(
        func.cardinality(RoadClosure.class_codes) == 0, literal(class_code) == any_(RoadClosure.class_codes)
    )


def _ends_after(moment: datetime) -> ColumnElement[bool]:
    return or_(RoadClosure.valid_to.is_(None), RoadClosure.valid_to > moment)


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        RoadClosure.id,
        RoadClosure.kind,
        func.ST_AsGeoJSON(RoadClosure.geom, 7),
        RoadClosure.reason,
        RoadClosure.class_codes,
        RoadClosure.valid_from,
        RoadClosure.valid_to,
        RoadClosure.source,
        RoadClosure.external_id,
        RoadClosure.created_by,
        RoadClosure.created_at,
        RoadClosure.lifted_at,
        RoadClosure.lifted_by,
    )


def _closure(row: Any) -> ClosureRow:  # noqa: ANN401 - a row of many columns
    number, kind, geometry, reason, classes, *rest = row
    return ClosureRow(number, kind, json.loads(geometry), reason, tuple(classes), *rest)
