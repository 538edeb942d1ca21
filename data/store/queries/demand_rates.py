"""What gathers at a point on a day like others, where that figure comes from, and how far to trust it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Float, case, cast, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from data import reference
from data.store.models import CollectionPoint, DmsStatus, Village
from data.store.queries.demand_factors import Factors
from data.store.queries.weeks.horizon import DayFactor

ESTIMATED: Final = "perkiraan dari penduduk"
"""Mark in the source of an amount that nobody stated: it was shared out of the village's waste."""

SPREADS: Final = {"A": "demand_range_a", "B": "demand_range_b", "C": "demand_range_c"}
"""Confidence -> parameter: by what share the real amount may lie above or below the figure."""

WASTE: Final = "waste_kg_per_person_day"
RESIDUE: Final = "residue_share"
RECKONED_WITH: Final = frozenset({WASTE, RESIDUE})
"""Figures by which amounts are reckoned from a village's people."""

_LONGEST: Final = timedelta(days=60)


def by_population() -> ColumnElement[bool]:
    """Return the condition that a point's amount was reckoned from the village's people."""
    return or_(CollectionPoint.sample, CollectionPoint.source.contains(ESTIMATED))


def basis() -> ColumnElement[str]:
    """Return what a point's amount rests on: ``measured`` (by the office or its list) or ``population``."""
    return case((by_population(), "population"), else_="measured")


def rate() -> ColumnElement[float]:
    """Return kilograms a day of a point that is joined with its village.

    Amounts reckoned from all people of a village count only by the share that is served; what the office
    or its list states is what is there.
    """
    share = case((by_population(), Village.share_served), else_=1.0)
    return cast(CollectionPoint.amount_kg_day * share, Float)


def handed_over(day: date) -> ColumnElement[float]:
    """Return kilograms a day that village vehicles bring on `day` to the hand-over place a point empties."""
    point, village = aliased(CollectionPoint), aliased(Village)
    share = case((or_(point.sample, point.source.contains(ESTIMATED)), village.share_served), else_=1.0)
    brought = (
        select(func.sum(point.amount_kg_day * share))
        .join(village, village.code == point.village_code)
        .where(point.tps_id == CollectionPoint.empties_tps_id, point.valid_from <= day)
        .where(or_(point.valid_to.is_(None), point.valid_to > day))
        .correlate(CollectionPoint)
        .scalar_subquery()
    )
    return func.coalesce(brought, 0.0)


def follow(session: Session, key: str, ratio: float, day: date) -> None:
    """Change the amounts that were reckoned with a figure as that has changed; the caller commits.

    Parameters
    ----------
    key
        One of `RECKONED_WITH`; the share of residue concerns villages alone that count as DMS on `day`.
    ratio
        What the figure is now by what it was.
    """
    point = CollectionPoint
    values = {"amount_kg_day": point.amount_kg_day * ratio, "version": point.version + 1}
    statement = update(point).where(by_population()).values(values)
    if key == RESIDUE:
        still = or_(DmsStatus.valid_to.is_(None), DmsStatus.valid_to > day)
        dms = select(DmsStatus.village_code).where(DmsStatus.valid_from <= day, still)
        statement = statement.where(point.village_code.in_(dms))
    session.execute(statement.execution_options(synchronize_session=False))


def spreads(figures: Mapping[str, float]) -> dict[str, float]:
    """Return by confidence the share of a figure by which it may be wrong, as the office has set it."""
    return {
        confidence: figures.get(key, reference.parameter(key).value) for confidence, key in SPREADS.items()
    }


def range_of(spread: float, factor: DayFactor) -> tuple[float, float]:
    """Return how low and how high a day's amount may lie, as shares of it; both doubts work together."""
    if factor.factor == 0:
        return 0.0, 1.0
    return (
        max(0.0, 1 - spread) * factor.low / factor.factor,
        (1 + spread) * factor.high / factor.factor,
    )


def gathered(factors: Factors, place: tuple[str, str], kg_day: float, since: date, until: date) -> float:
    """Return kilograms that gather after the day `since` until the day `until`, that one included.

    What lay there for more than 60 days is not counted any further: nobody knows since when it is right.

    Parameters
    ----------
    place
        Village and kind of waste.
    """
    days = (until - max(since, until - _LONGEST)).days
    return sum(
        kg_day * factors.on(until - timedelta(days=back), *place).factor for back in range(max(0, days))
    )
