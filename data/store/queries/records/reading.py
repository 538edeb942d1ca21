"""Records as people see them: one, a page, and what was changed of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Date, DateTime, Integer, Select, String, cast, func, or_, select
from sqlalchemy.orm import Session

from data.store.errors import NotFoundError
from data.store.models import Audit, CollectionPoint
from data.store.queries.audit import TRACK_VIEW
from data.store.queries.records.errors import Fault, FaultyError
from data.store.queries.records.kind import Act, Kind, Record

type State = Literal["open", "closed", "all"]
HISTORY_LIMIT = 200


@dataclass(frozen=True)
class Wanted:
    """Which records are wanted; None does not narrow.

    Parameters
    ----------
    after
        Value of the ordering field after which the page begins, as text.
    """

    q: str | None = None
    state: State = "open"
    limit: int = 100
    after: str | None = None
    village: str | None = None
    sample: bool | None = None


@dataclass(frozen=True)
class Changed:
    """One change of a record: who, when (real time), what."""

    at: datetime
    account: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def page(session: Session, kind: Kind, wanted: Wanted, act: Act) -> tuple[list[Record], str | None]:
    """Return records in order, and what leads to the page after; None when there is none.

    Raises
    ------
    FaultyError
        `after` is not what a page gave.
    """
    order = kind.column(kind.order)
    query = _narrowed(_select(kind), kind, wanted, act.today).where(kind.within(act.scope, act.today))
    if wanted.after is not None:
        query = query.where(order > _parsed(kind, wanted.after))
    rows = session.execute(query.order_by(order).limit(wanted.limit + 1)).all()
    records = [_record(kind, row) for row in rows[: wanted.limit]]
    more = len(rows) > wanted.limit
    last = str(getattr(rows[wanted.limit - 1][0], kind.order)) if more else None
    return list(kind.more(session, records, act)), last


def one(session: Session, kind: Kind, key: str | int | date, act: Act) -> Record:
    """Return a record within the account's scope.

    Raises
    ------
    NotFoundError
        There is none of that key, or it lies outside.
    """
    query = _select(kind).where(kind.column(kind.key) == key, kind.within(act.scope, act.today))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no {kind.entity} {key}")
    return kind.more(session, [_record(kind, row)], act)[0]


def history(session: Session, kind: Kind, record: Record) -> list[Changed]:
    """Return what was changed of a record, newest first, at most 200; looks at tracks are left out."""
    names = {str(record[name]) for name in (kind.key, "code") if name in record}
    query = (
        select(Audit.at, Audit.account, Audit.action, Audit.before, Audit.after)
        .where(Audit.entity == kind.entity, Audit.entity_id.in_(names), Audit.action != TRACK_VIEW)
        .order_by(Audit.id.desc())
        .limit(HISTORY_LIMIT)
    )
    return [Changed(*row) for row in session.execute(query)]


def _select(kind: Kind) -> Select[Any]:
    located = (func.ST_X(kind.model.geom), func.ST_Y(kind.model.geom)) if kind.located else ()
    query: Select[Any] = select(kind.model, *located, *kind.beside.values())
    for target, condition in kind.joins:
        query = query.join(target, condition)
    return query.execution_options(populate_existing=True)


def _record(kind: Kind, row: Any) -> Record:  # noqa: ANN401  # columns of a query
    entry, *others = row
    names = [*(("lon", "lat") if kind.located else ()), *kind.beside]
    known = {name: getattr(entry, attribute) for name, attribute in kind.fields.items()}
    shown = {name: getattr(entry, name) for name in (kind.key, *kind.shown, "version")}
    return {**known, **shown, **dict(zip(names, others, strict=True))}


def _narrowed(query: Select[Any], kind: Kind, wanted: Wanted, today: date) -> Select[Any]:
    if wanted.q:
        part = f"%{_escaped(wanted.q)}%"
        query = query.where(or_(*(cast(column, String).ilike(part) for column in kind.searched)))
    if wanted.village is not None and kind.model is CollectionPoint:
        query = query.where(CollectionPoint.village_code == wanted.village)
    if wanted.sample is not None and hasattr(kind.model, "sample"):
        query = query.where(kind.model.sample == wanted.sample)
    if kind.ends is None or wanted.state == "all":
        return query
    ends = kind.column(kind.ends)
    over = ends.is_not(None) if isinstance(ends.type, DateTime) else ends <= today
    return query.where(over if wanted.state == "closed" else func.coalesce(over, False).is_(False))


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _parsed(kind: Kind, after: str) -> str | int | date:
    """Return where a page begins, in the type of the ordering column."""
    column = kind.column(kind.order).type
    try:
        if isinstance(column, Date):
            return date.fromisoformat(after)
        return _small(int(after)) if isinstance(column, Integer) else after
    except ValueError as error:
        fault = Fault("after", "unknown", "bukan lanjutan halaman", "not the mark of a page")
        raise FaultyError([fault]) from error


def _small(number: int) -> int:
    if abs(number) >= 2**63:
        raise ValueError(f"{number} is too large")
    return number
