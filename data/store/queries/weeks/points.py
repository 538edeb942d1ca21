"""Collection points over a horizon: what gathers there, since when, and what last week did."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from data.store.models import (
    CollectionPoint,
    CurrentRoute,
    Facility,
    RouteStop,
    UrgentPoint,
    Village,
    Visit,
)
from data.store.queries import demand_rates, planning
from data.store.queries.demand_factors import Factors
from data.store.queries.weeks.horizon import HorizonPoint

_WEEK = timedelta(days=7)
_SEEN_BACK = timedelta(days=62)


def points(session: Session, dates: Sequence[date], *, today: date | None = None) -> list[HorizonPoint]:
    """Return the points in use on one of the days at least, by id; see `horizon_rows`."""
    first, last = dates[0], dates[-1]
    emptied = _emptied(session, first, today)
    kept = _kept(session, dates)
    urgent = _urgent(session, dates)
    factors = Factors.between(session, first - _SEEN_BACK, last)
    spreads = demand_rates.spreads(planning.figures(session))
    found = []
    for row in session.execute(_query(dates)).mappings():
        fields: dict[str, Any] = {str(name): value for name, value in row.items()}
        number = fields["id"]
        fields["last_emptied_on"] = _latest(fields["last_emptied_on"], emptied.get(number), first)
        fields["weekdays"], fields["classes"] = tuple(fields["weekdays"]), tuple(fields["classes"])
        days, vehicles = kept.get(number, ((), ()))
        found.append(
            HorizonPoint(
                **fields,
                **_forecast(fields, dates, factors, spreads),
                kept_days=days,
                kept_vehicles=vehicles,
                urgent_days=tuple(urgent.get(number, ())),
            )
        )
    return found


def _forecast(
    row: Mapping[str, Any], dates: Sequence[date], factors: Factors, spreads: Mapping[str, float]
) -> dict[str, Any]:
    place = (row["village_code"], row["stream"])
    rate, spread = row["amount_kg_day"], spreads[row["confidence"]]
    by_day = tuple(factors.on(day, *place) for day in dates)
    kg = tuple(rate * factor.factor for factor in by_day)
    ranges = [demand_rates.range_of(spread, factor) for factor in by_day]
    total = sum(kg)
    shares = [
        sum(amount * bounds[end] for amount, bounds in zip(kg, ranges, strict=True)) / total
        if total
        else (1 - spread, 1 + spread)[end]
        for end in (0, 1)
    ]
    eve = dates[0] - timedelta(days=1)
    # a point of which nobody knows when it was emptied has gathered for a day, as in the plan of a day
    since = row["last_emptied_on"] or eve - timedelta(days=1)
    return {
        "kg": kg,
        "before_kg": demand_rates.gathered(factors, place, rate, since, eve),
        "low_share": shares[0],
        "high_share": shares[1],
        "factors": by_day,
    }


def _query(dates: Sequence[date]) -> Select[*tuple[Any, ...]]:
    point, handed, empties = CollectionPoint, aliased(Facility), aliased(Facility)
    named: dict[str, Any] = {
        "id": point.id,
        "code": point.code,
        "lon": func.ST_X(point.geom),
        "lat": func.ST_Y(point.geom),
        "kind": point.kind,
        "amount_kg_day": demand_rates.rate(),
        "container_m3": point.container_m3,
        "service_s": point.service_s,
        "window_from": point.window_from,
        "window_to": point.window_to,
        "last_emptied_on": point.last_emptied_on,
        "stream": point.stream,
        "classes": point.allowed_classes,
        "name": point.name,
        "village_code": point.village_code,
        "village": Village.name,
        "kecamatan": Village.kecamatan,
        "times_per_week": point.times_per_week,
        "weekdays": point.weekdays,
        "least_gap_days": point.least_gap_days,
        "most_gap_days": point.most_gap_days,
        "tps": handed.code,
        "empties_tps": empties.code,
        "sample": point.sample,
        "source": point.source,
        "confidence": point.confidence,
        "basis": demand_rates.basis(),
    }
    columns: list[Any] = [column.label(name) for name, column in named.items()]
    return (
        select(*columns)
        .join(Village, Village.code == point.village_code)
        .outerjoin(handed, handed.id == point.tps_id)
        .outerjoin(empties, empties.id == point.empties_tps_id)
        .where(point.valid_from <= dates[-1], or_(point.valid_to.is_(None), point.valid_to > dates[0]))
        .order_by(point.id)
    )


def _emptied(session: Session, first: date, today: date | None) -> dict[int, date]:
    """Return point -> last day before `first` on which it was emptied, or will be by what is published."""
    seen = (
        select(Visit.point_id, func.max(Visit.operating_day))
        .where(Visit.kind == "collect", Visit.operating_day < first, Visit.point_id.is_not(None))
        .group_by(Visit.point_id)
    )
    found: dict[int, date] = {point: day for point, day in session.execute(seen) if point is not None}
    if today is None:
        newest = session.scalar(select(func.max(Visit.operating_day)).where(Visit.operating_day < first))
        today = date.min if newest is None else newest + timedelta(days=1)
    planned: Select[*tuple[Any, ...]] = (
        _collects(first - _SEEN_BACK, first)
        .where(CurrentRoute.operating_day >= today)
        .with_only_columns(RouteStop.point_id, func.max(CurrentRoute.operating_day))
        .group_by(RouteStop.point_id)
    )
    for point, day in session.execute(planned).all():
        found[point] = max(day, found.get(point, day))
    return found


def _kept(session: Session, dates: Sequence[date]) -> dict[int, tuple[tuple[date, ...], tuple[str, ...]]]:
    """Return point -> days and vehicles of what is published for the days before, moved by whole weeks."""
    first = dates[0]
    shifted: defaultdict[date, list[date]] = defaultdict(list)
    for day in dates:
        weeks = (day - first).days // 7 + 1
        shifted[day - weeks * _WEEK].append(day)
    rows: Iterable[Any] = session.execute(_collects(min(shifted), first))
    found: defaultdict[int, dict[date, str]] = defaultdict(dict)
    for point, day, vehicle in rows:
        for later in shifted.get(day, ()):
            found[point][later] = vehicle
    return {
        point: (tuple(sorted(days)), tuple(days[day] for day in sorted(days)))
        for point, days in found.items()
    }


def _collects(begins: date, ends: date) -> Select[*tuple[Any, ...]]:
    """Return the pick-ups of valid routes from a day on, until before another."""
    return (
        select(RouteStop.point_id, CurrentRoute.operating_day, CurrentRoute.vehicle_id)
        .select_from(CurrentRoute)
        .join(RouteStop, RouteStop.route_id == CurrentRoute.route_id)
        .where(CurrentRoute.operating_day >= begins, CurrentRoute.operating_day < ends)
        .where(RouteStop.kind == "collect", RouteStop.point_id.is_not(None))
    )


def _urgent(session: Session, dates: Sequence[date]) -> dict[int, list[date]]:
    query = select(UrgentPoint.point_id, UrgentPoint.operating_day).where(
        and_(UrgentPoint.operating_day.in_(dates), UrgentPoint.withdrawn_at.is_(None))
    )
    found: defaultdict[int, list[date]] = defaultdict(list)
    for point, day in session.execute(query.order_by(UrgentPoint.operating_day)):
        found[point].append(day)
    return found


def _latest(by_word: date | None, seen: date | None, first: date) -> date | None:
    """Return the later of two days, but none that is not over before the first one begins."""
    known = [day for day in (by_word, seen) if day is not None]
    return min(max(known), first - timedelta(days=1)) if known else None
