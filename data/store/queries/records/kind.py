"""How a kind of record is declared, and who does something to one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.contract.calendar import OperatingCalendar
from data.store.queries.records.errors import Fault
from data.store.queries.scope import EVERYTHING, Scope

type Record = dict[str, Any]
"""A record by field, in the words of the api: what people see and set."""


@dataclass(frozen=True)
class Act:
    """Who does something to a record, and when.

    Parameters
    ----------
    at, now
        The real time, which the audit keeps, and the stack time.
    """

    by: str
    at: datetime
    now: datetime
    calendar: OperatingCalendar
    scope: Scope = EVERYTHING

    @property
    def today(self) -> date:
        """The present operating day."""
        return self.calendar.day_of(self.now)


@dataclass(frozen=True)
class Trial:
    """A record as it would be, before anything is written.

    Parameters
    ----------
    values
        Every field, changed or not.
    changed
        Names of the fields that would change; of a new record all.
    row
        The stored row; None when the record is new.
    before
        Every field as it was; empty when the record is new, and when it is closed or opened again.
    """

    session: Session
    act: Act
    values: Mapping[str, Any]
    changed: frozenset[str]
    row: Any = None
    before: Mapping[str, Any] = field(default_factory=dict)


def _everywhere(_scope: Scope, _day: date) -> ColumnElement[bool]:
    return true()


def _no_faults(_trial: Trial) -> Iterable[Fault]:
    return ()


def _nothing_more(_session: Session, records: Sequence[Record], _act: Act) -> Sequence[Record]:
    return records


def _nothing(_trial: Trial) -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    Parameters
    ----------
    entity
        Its name in the audit.
    key, order
        Attributes: by which a record is addressed, and the unique one by which lists are ordered.
    fields
        Field -> attribute that people may set; `lon` and `lat` are apart, see `located`.
    shown
        Fields that are attributes of the same name and only shown.
    located
        The row has a place `geom`, the record `lon` and `lat`.
    beside
        Fields that come from the tables of `joins`.
    searched
        Columns in which a part of a word is looked for.
    ends
        Attribute that says when a record stopped being in use; None: it cannot be closed.
    within
        Condition that a record lies within an account's scope on a day.
    fill
        Completes what is asked for a new record.
    faults
        Names the rules that a trial breaks.
    may_close
        Raises `StateError` when the record cannot be closed from the day in `values[ends]` on.
    after
        What has to follow a change: pings, facts to derive again.
    more
        Adds fields that take queries of their own, to a whole page at once.
    """

    entity: str
    model: type[Any]
    key: str
    order: str
    fields: Mapping[str, str]
    shown: Sequence[str] = ()
    located: bool = False
    beside: Mapping[str, ColumnElement[Any] | InstrumentedAttribute[Any]] = field(default_factory=dict)
    joins: Sequence[tuple[type[Any], ColumnElement[bool]]] = ()
    searched: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]] = ()
    ends: str | None = None
    within: Callable[[Scope, date], ColumnElement[bool]] = _everywhere
    fill: Callable[[Record], Record] = dict
    faults: Callable[[Trial], Iterable[Fault]] = _no_faults
    may_close: Callable[[Trial], None] = _nothing
    after: Callable[[Trial], None] = _nothing
    more: Callable[[Session, Sequence[Record], Act], Sequence[Record]] = _nothing_more

    def column(self, attribute: str) -> InstrumentedAttribute[Any]:
        """Return an attribute of the table."""
        found: InstrumentedAttribute[Any] = getattr(self.model, attribute)
        return found


def same(*names: str) -> dict[str, str]:
    """Return fields that are called like their attributes."""
    return {name: name for name in names}
