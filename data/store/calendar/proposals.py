"""What a year's calendar is by public rules: decreed holidays, Ramadan, Lebaran, market days.

Every proposal has a key of its own that never changes, so that a later run finds what an earlier one made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from data.reference.markets import Market, markets

_DAY: Final = timedelta(days=1)
_FITRI: Final = "Hari Raya Idul Fitri"
_ESTIMATED: Final = "(perkiraan)"
_LONGEST_MONTH: Final = timedelta(days=30)
_LEBARAN_AFTER: Final = 6 * _DAY

_DECREED: Final = "SKB tiga menteri, menurut paket holidays"
_RECKONED: Final = "hisab, menurut paket holidays; menunggu SKB tiga menteri"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row that a year's calendar should hold: `values` by column of its table."""

    key: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Range:
    """By how much more gathers, and between what that is believed to lie."""

    factor: float
    low: float
    high: float


MARKET: Final = Range(1.3, 1.1, 1.8)
"""An estimate: nobody has weighed a market day in Jepara."""

RAMADAN: Final = Range(1.1, 1.0, 1.25)
"""An estimate: cities on Java report 5 to 20 per cent more in the fasting month."""

LEBARAN: Final = Range(1.2, 1.1, 1.4)
"""Some 30 t a day on top of 150 at the landfill, by the agency's own words in the press."""


def holidays_of(year: int) -> list[Proposal]:
    """Return national holidays and joint leave of a year, in order; trucks go out but on Idul Fitri itself.

    What no decree has fixed yet is called so in its source.
    """
    public, leave = _decreed(year, "public"), _decreed(year, "government")
    return [
        Proposal(
            f"holiday {day.isoformat()}",
            {
                "day": day,
                "name": name.replace(_ESTIMATED, "").strip(),
                "kind": "national" if day in public else "joint_leave",
                "collects": _FITRI not in name or day not in public,
                "source": _RECKONED if _ESTIMATED in name else _DECREED,
            },
        )
        for day, name in sorted((leave | public).items())
    ]


def factors_of(year: int) -> list[Proposal]:
    """Return what changes demand in a year: Ramadan, Lebaran, and the markets of every year."""
    return [*_seasons(year), *(_market(entry) for entry in markets() if not entry.is_daily)]


def ramadan_of(year: int) -> Iterator[tuple[int, date, date]]:
    """Yield Hijri year, first day and last day of each Ramadan that ends in a year.

    It ends before the Idul Fitri of the decree. The reckoned first day may lie a day before the one that
    is sighted: a month has thirty days at most, so it is moved where it would be longer.
    """
    from hijridate import Gregorian, Hijri

    for first_shawwal in _fitri(year):
        hijri = Gregorian(first_shawwal.year, first_shawwal.month, first_shawwal.day).to_hijri().year
        reckoned = Hijri(hijri, 9, 1).to_gregorian()
        begins = max(date(reckoned.year, reckoned.month, reckoned.day), first_shawwal - _LONGEST_MONTH)
        yield hijri, begins, first_shawwal - _DAY


def _seasons(year: int) -> Iterator[Proposal]:
    for hijri, begins, ends in ramadan_of(year):
        yield _factor(
            f"ramadan {hijri}",
            f"Ramadan {hijri} H",
            RAMADAN,
            "hijridate (Umm al-Qura) dan Idul Fitri dari SKB; besarnya perkiraan",
            from_day=begins,
            to_day=ends,
        )
        fitri = ends + _DAY
        yield _factor(
            f"lebaran {hijri}",
            f"Lebaran {hijri} H",
            LEBARAN,
            "sekitar 30 t/hari di atas 150 t/hari menurut DLH di berita; lamanya perkiraan",
            from_day=fitri - _DAY,
            to_day=fitri + _LEBARAN_AFTER,
        )


def _market(entry: Market) -> Proposal:
    return _factor(
        f"market {entry.name}",
        entry.name,
        MARKET,
        f"hari pasar: {entry.source} ({entry.confidence}); besarnya perkiraan",
        weekdays=list(entry.weekdays),
        pasaran=list(entry.pasaran),
        village_codes=list(entry.village_codes),
    )


def _factor(key: str, name: str, size: Range, source: str, **when: Any) -> Proposal:  # noqa: ANN401  # columns
    values: dict[str, Any] = {
        "name": name,
        "from_day": None,
        "to_day": None,
        "weekdays": [],
        "pasaran": [],
        "village_codes": [],
        "stream": None,
        "factor": size.factor,
        "low": size.low,
        "high": size.high,
        "source": source,
        "confidence": "C",
    }
    return Proposal(key, values | when)


def _fitri(year: int) -> list[date]:
    """Return the first days of Shawwal in a year; one, rarely two."""
    return sorted(day for day, name in _decreed(year, "public").items() if name.startswith(_FITRI))


def _decreed(year: int, category: str) -> dict[date, str]:
    from holidays import country_holidays

    return dict(country_holidays("ID", years=year, categories=(category,), language="id"))
