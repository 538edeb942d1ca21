"""The forecast of waste for people: what gathers where on which day, from which figure, how surely."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.store.models import DmsStatus, Parameter, Village
from data.store.queries import demand_rates, planning
from data.store.queries.demand_factors import Factors
from data.store.queries.weeks.horizon import HorizonPoint
from data.store.queries.weeks.points import points
from data.store.seed_figures import load_figures

type By = Literal["point", "village"]

_RATE = "waste_kg_per_person_day"
_MOST_SOURCES = 3


@dataclass(frozen=True, slots=True)
class DemandAsked:
    """Which part of the forecast is wanted; both days included.

    Parameters
    ----------
    limit, after
        Places in one page, and the code of the last one of the page before.
    today
        Operating day from which on published routes count as what will be driven; see `horizon_rows`.
    """

    first: date
    last: date
    by: By = "point"
    village: str | None = None
    kecamatan: str | None = None
    limit: int = 200
    after: str | None = None
    today: date | None = None

    @property
    def days(self) -> list[date]:
        """All days from the first to the last."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class DemandDay:
    """What gathers at a place on a day.

    Parameters
    ----------
    waits_kg
        What waits in the evening when nobody has been there since the last emptying before the first day.
    basis
        ``measured`` (by the office or its list) or ``population`` (people x rate x share served); of a
        village ``population`` as soon as one of its points is.
    confidence
        The weakest of what it rests on.
    factors
        Of the calendar, by name, all multiplied.
    """

    code: str
    name: str
    village_code: str
    village: str
    kecamatan: str
    stream: str
    day: date
    kg: float
    low_kg: float
    high_kg: float
    waits_kg: float
    basis: str
    source: str
    confidence: str
    factors: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class DemandTotal:
    """What gathers on a day in everything that was asked for."""

    day: date
    kg: float
    low_kg: float
    high_kg: float


@dataclass(frozen=True, slots=True)
class DemandPage:
    """A page of the forecast by place and day; totals are those of all pages."""

    items: tuple[DemandDay, ...]
    totals: tuple[DemandTotal, ...]
    next: str | None


def forecast(session: Session, asked: DemandAsked) -> DemandPage:
    """Return what gathers on each day: measured loads, or people x rate x share served; with the calendar.

    A village without any point counts by its people all the same; its waste has no place yet.
    """
    by_place = _by_place(session, asked)
    totals: dict[date, list[float]] = {day: [0.0, 0.0, 0.0] for day in asked.days}
    for rows in by_place.values():
        for row in rows:
            for place, kg in enumerate((row.kg, row.low_kg, row.high_kg)):
                totals[row.day][place] += kg
    codes = sorted(code for code in by_place if asked.after is None or code > asked.after)
    shown = codes[: asked.limit]
    return DemandPage(
        items=tuple(row for code in shown for row in by_place[code]),
        totals=tuple(DemandTotal(day, *sums) for day, sums in totals.items()),
        next=shown[-1] if len(codes) > len(shown) else None,
    )


def _by_place(session: Session, asked: DemandAsked) -> dict[str, list[DemandDay]]:
    spreads = demand_rates.spreads(planning.figures(session))
    every = points(session, asked.days, today=asked.today)
    found = [p for p in every if _is_asked(asked, p.village_code, p.kecamatan)]
    of_points = {p.code: list(_of_point(p, asked.days, spreads[p.confidence])) for p in found}
    if asked.by == "point":
        return of_points
    by_village: dict[str, list[DemandDay]] = {}
    for code, rows in _grouped(of_points.values()).items():
        by_village[code] = [_sum(same) for same in rows]
    return by_village | _without_points(session, asked, by_village, spreads["C"])


def _is_asked(asked: DemandAsked, village: str, kecamatan: str) -> bool:
    return asked.village in {None, village} and asked.kecamatan in {None, kecamatan}


def _of_point(point: HorizonPoint, days: Sequence[date], spread: float) -> Iterable[DemandDay]:
    waits = point.before_kg
    for day, kg, factor in zip(days, point.kg, point.factors, strict=True):
        waits += kg
        low, high = demand_rates.range_of(spread, factor)
        yield DemandDay(
            code=point.code,
            name=point.name,
            village_code=point.village_code,
            village=point.village,
            kecamatan=point.kecamatan,
            stream=point.stream,
            day=day,
            kg=kg,
            low_kg=kg * low,
            high_kg=kg * high,
            waits_kg=waits,
            basis=point.basis,
            source=point.source,
            confidence=point.confidence,
            factors=factor.parts,
        )


def _grouped(places: Iterable[Sequence[DemandDay]]) -> dict[str, list[list[DemandDay]]]:
    """Return village -> rows that belong together, those of a day and kind of waste, in order of days."""
    same: defaultdict[str, defaultdict[tuple[date, str], list[DemandDay]]]
    same = defaultdict(lambda: defaultdict(list))
    for rows in places:
        for row in rows:
            same[row.village_code][row.day, row.stream].append(row)
    return {code: [groups[key] for key in sorted(groups)] for code, groups in same.items()}


def _sum(rows: Sequence[DemandDay]) -> DemandDay:
    """Return a village's day as the sum of its points: all of them may be low at once, or high."""
    first = rows[0]
    sources = list(dict.fromkeys(row.source for row in rows))
    more = f"; {len(sources) - _MOST_SOURCES} lagi" if len(sources) > _MOST_SOURCES else ""
    return DemandDay(
        code=first.village_code,
        name=first.village,
        village_code=first.village_code,
        village=first.village,
        kecamatan=first.kecamatan,
        stream=first.stream,
        day=first.day,
        kg=sum(row.kg for row in rows),
        low_kg=sum(row.low_kg for row in rows),
        high_kg=sum(row.high_kg for row in rows),
        waits_kg=sum(row.waits_kg for row in rows),
        basis="population" if any(row.basis == "population" for row in rows) else "measured",
        source="; ".join(sources[:_MOST_SOURCES]) + more,
        confidence=max(row.confidence for row in rows),
        factors=first.factors,
    )


def _without_points(
    session: Session, asked: DemandAsked, known: Iterable[str], spread: float
) -> dict[str, list[DemandDay]]:
    """Return the days of villages in which no point stands, reckoned from their people."""
    figures, rate = load_figures(session), session.get(Parameter, _RATE)
    dms = _dms_on(session, asked.first)
    factors = Factors.between(session, asked.first, asked.last)
    query = select(Village).where(Village.code.not_in(list(known))).order_by(Village.code)
    by_village: dict[str, list[DemandDay]] = {}
    for village in session.scalars(query):
        if _is_asked(asked, village.code, village.kecamatan):
            whole = figures.village_kg_day(village.population_estimate, dms=village.code in dms)
            source = village.source if rate is None else f"{village.source} x {rate.source}"
            row = _as_point(village, whole * village.share_served, source)
            by_day = tuple(factors.on(day, village.code, row.stream) for day in asked.days)
            kg = tuple(row.amount_kg_day * factor.factor for factor in by_day)
            by_village[village.code] = list(
                _of_point(replace(row, kg=kg, factors=by_day), asked.days, spread)
            )
    return by_village


def _dms_on(session: Session, day: date) -> set[str]:
    still = or_(DmsStatus.valid_to.is_(None), DmsStatus.valid_to > day)
    return set(session.scalars(select(DmsStatus.village_code).where(DmsStatus.valid_from <= day, still)))


def _as_point(village: Village, kg_day: float, source: str) -> HorizonPoint:
    return HorizonPoint(
        id=0,
        code=village.code,
        lon=0.0,
        lat=0.0,
        kind="stop",
        amount_kg_day=kg_day,
        container_m3=None,
        service_s=0,
        window_from=None,
        window_to=None,
        last_emptied_on=None,
        name=village.name,
        village_code=village.code,
        village=village.name,
        kecamatan=village.kecamatan,
        source=source,
    )
