"""By how much more or less waste gathers on some days, as the office keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import prod
from typing import Self

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.reference.pasaran import pasaran_of
from data.store.models import DemandFactor
from data.store.queries.weeks.horizon import DayFactor

_PLAIN = DayFactor()


@dataclass(frozen=True)
class Factors:
    """The factors that hold at some time between two days."""

    rows: Sequence[DemandFactor]

    @classmethod
    def between(cls, session: Session, first: date, last: date) -> Self:
        """Return those that may hold from one day to another, both included."""
        entry = DemandFactor
        query = (
            select(entry)
            .where(entry.withdrawn_at.is_(None))
            .where(or_(entry.from_day.is_(None), entry.from_day <= last))
            .where(or_(entry.to_day.is_(None), entry.to_day >= first))
            .order_by(entry.id)
        )
        return cls(session.scalars(query).all())

    def on(self, day: date, village: str, stream: str) -> DayFactor:
        """Return the product of what holds on a day in a village for a kind of waste."""
        key = (day, village, stream)
        if key not in self._known:
            self._known[key] = _product([row for row in self._of(day) if _is_about(row, village, stream)])
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[date, str, str], DayFactor]:
        return {}

    @cached_property
    def _days(self) -> dict[date, list[DemandFactor]]:
        return {}

    def _of(self, day: date) -> list[DemandFactor]:
        if day not in self._days:
            self._days[day] = [row for row in self.rows if _holds(row, day)]
        return self._days[day]


def _holds(row: DemandFactor, day: date) -> bool:
    if (row.from_day is not None and day < row.from_day) or (row.to_day is not None and day > row.to_day):
        return False
    if not row.weekdays and not row.pasaran:
        return True
    return day.weekday() in row.weekdays or pasaran_of(day) in row.pasaran


def _is_about(row: DemandFactor, village: str, stream: str) -> bool:
    return (not row.village_codes or village in row.village_codes) and row.stream in {None, stream}


def _product(rows: Sequence[DemandFactor]) -> DayFactor:
    if not rows:
        return _PLAIN
    return DayFactor(
        prod(row.factor for row in rows),
        prod(row.low for row in rows),
        prod(row.high for row in rows),
        tuple((row.name, row.factor) for row in rows),
    )
