"""Proposals become rows that the office may change; what it has changed is left as it is.

The trail says which rows were proposed (`propose`, with the proposal's key), and a row's version whether
anybody has changed it since.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.store.address import PLANS_CHANNEL
from data.store.calendar.proposals import Proposal, factors_of, holidays_of
from data.store.engine import ping
from data.store.models import Audit, DemandFactor, Holiday, Village
from data.store.queries import audit
from data.store.queries.records.writing import plain

PROPOSE: Final = "propose"
_UNTOUCHED: Final = 1

type Table = type[Holiday | DemandFactor]
type Row = Any
"""A row of either table."""


@dataclass
class CalendarReport:
    """What became of the proposals, each by its name and days."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Proposer:
    """Who proposes: `at` is the real time, `now` stack time."""

    account: str
    at: datetime
    now: datetime


def propose_year(session: Session, year: int, by: Proposer) -> CalendarReport:
    """Store the calendar of a year as far as the office has nothing of its own; the caller commits.

    A row that came from a proposal and that nobody has touched follows the proposal, and is withdrawn when
    the proposal is gone. All else is the office's: changed, withdrawn, or made by hand.
    """
    report = CalendarReport()
    shelf = _Shelf(session, by, report)
    for proposal in holidays_of(year):
        shelf.put(Holiday, "holiday", proposal)
    shelf.drop_stale_holidays(year, {proposal.key for proposal in holidays_of(year)})
    villages = set(session.scalars(select(Village.code)))
    for proposal in factors_of(year):
        if villages.issuperset(proposal.values["village_codes"]):
            shelf.put(DemandFactor, "demand_factor", proposal)
    session.flush()
    ping(session, PLANS_CHANNEL)
    return report


class _Shelf:
    def __init__(self, session: Session, by: Proposer, report: CalendarReport) -> None:
        self._session = session
        self._by = by
        self._report = report
        proposed = select(Audit.after["proposal"].astext, Audit.entity_id).where(Audit.action == PROPOSE)
        self._known: dict[str, str] = dict(session.execute(proposed).tuples().all())

    def put(self, table: Table, entity: str, proposal: Proposal) -> None:
        """Store a proposal, or let the row that came of it follow."""
        row = self._row(table, proposal)
        told = _told(proposal.values)
        if row is None:
            self._add(table, entity, proposal)
            self._report.new.append(told)
        elif proposal.key not in self._known or row.version != _UNTOUCHED:
            self._report.kept.append(told)
        elif differing := _differing(row, proposal.values):
            self._change(table, entity, row, differing)
            self._report.changed.append(told)
        else:
            self._report.same.append(told)

    def drop_stale_holidays(self, year: int, keys: set[str]) -> None:
        """Withdraw untouched holidays of a year that nothing proposes any more: a decree has moved them."""
        for key in self._known.keys() - keys:
            if not key.startswith(f"holiday {year}-"):
                continue
            row = self._session.get(Holiday, date.fromisoformat(key.removeprefix("holiday ")))
            if row is not None and row.version == _UNTOUCHED and row.withdrawn_at is None:
                self._change(Holiday, "holiday", row, {"withdrawn_at": self._by.now})
                self._report.withdrawn.append(f"{row.day} {row.name}")

    def _row(self, table: Table, proposal: Proposal) -> Row:
        if table is Holiday:
            return self._session.get(Holiday, proposal.values["day"], populate_existing=True)
        number = self._known.get(proposal.key)
        return None if number is None else self._session.get(table, int(number), populate_existing=True)

    def _add(self, table: Table, entity: str, proposal: Proposal) -> None:
        row = table(**proposal.values)
        self._session.add(row)
        self._session.flush()
        after = {name: plain(value) for name, value in proposal.values.items()}
        change = audit.Change(PROPOSE, entity, _key(row), None, after | {"proposal": proposal.key})
        audit.record(self._session, self._by.account, self._by.at, change)

    def _change(self, table: Table, entity: str, row: Row, values: dict[str, Any]) -> None:
        """Change a row without raising its version: it still is as it was proposed."""
        before = {name: plain(getattr(row, name)) for name in values}
        where = Holiday.day == row.day if table is Holiday else DemandFactor.id == row.id
        self._session.execute(update(table).where(where).values(values))
        after = {name: plain(value) for name, value in values.items()}
        change = audit.Change("propose.change", entity, _key(row), before, after)
        audit.record(self._session, self._by.account, self._by.at, change)


def _differing(row: Row, values: dict[str, Any]) -> dict[str, Any]:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    # it was withdrawn by an earlier proposal alone, or its version would be another
    return changed | ({"withdrawn_at": None} if row.withdrawn_at is not None else {})


def _key(row: Row) -> str:
    return str(row.day if isinstance(row, Holiday) else row.id)


def _told(values: dict[str, Any]) -> str:
    if "day" in values:
        return f"{values['day']} {values['name']}"
    days: Sequence[str] = [
        *(f"{values['from_day']} s.d. {values['to_day']}" for _ in [0] if values["from_day"] is not None),
        *values["pasaran"],
        *(("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")[day] for day in values["weekdays"]),
    ]
    return f"{values['name']} ({', '.join(days)}): x {values['factor']:g}"
