"""Markets and the days on which they are busy, as public texts tell them."""

from dataclasses import dataclass
from functools import cache

from data.reference._tables import Row, rows
from data.reference.errors import ReferenceDataError
from data.reference.pasaran import PASARAN

_CONFIDENCES = frozenset({"A", "B", "C"})
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Market:
    """A market.

    Attributes
    ----------
    village_codes
        Where it is; two where the texts name a place that two villages share.
    pasaran, weekdays
        Days on which it is held, or busier than otherwise; 0 is Monday.
    hours
        As the texts say it; None where they do not.
    """

    name: str
    village_codes: tuple[str, ...]
    pasaran: tuple[str, ...]
    weekdays: tuple[int, ...]
    hours: str | None
    confidence: str
    source: str

    @property
    def is_daily(self) -> bool:
        """Whether all days are alike: then its waste is in the amounts of its points already."""
        return len(self.weekdays) == _WEEK


@cache
def markets() -> tuple[Market, ...]:
    """Return all markets in the order of the table.

    Raises
    ------
    ReferenceDataError
        A day of the market week is none.
    """
    return tuple(_market(row) for row in rows("markets"))


def _market(row: Row) -> Market:
    pasaran = tuple((row.optional_text("pasaran") or "").split())
    if not set(pasaran) <= set(PASARAN):
        raise ReferenceDataError(f"markets.csv: {pasaran} is no day of the market week")
    return Market(
        name=row.text("name"),
        village_codes=tuple(row.text("village_codes").split()),
        pasaran=pasaran,
        weekdays=tuple(int(day) for day in (row.optional_text("weekdays") or "").split()),
        hours=row.optional_text("hours"),
        confidence=row.one_of("confidence", _CONFIDENCES),
        source=row.text("source"),
    )
