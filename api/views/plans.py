"""Plans and routes."""

from collections.abc import Iterable, Iterator

from api.remedies import remedy_words
from api.schemas.common import LineString, Point
from api.schemas.plans import (
    PlanDetail,
    PlanSummary,
    ReasonText,
    RouteCollection,
    RouteFeature,
    RouteProperties,
    Unserved,
)
from api.wording import reason_words
from data.store.queries.plans_view import PlanRow, RouteLine, StopPoint, UnservedRow


def summary(row: PlanRow) -> PlanSummary:
    """Return a plan in one row."""
    return PlanSummary.model_validate(_summary_fields(row))


def detail(row: PlanRow, left_out: Iterable[UnservedRow]) -> PlanDetail:
    """Return a plan with the judge's findings and what it leaves out."""
    return PlanDetail.model_validate(
        {
            **_summary_fields(row),
            "judge": row.plan.judgement,
            "measures": row.plan.measures,
            "closures": row.plan.measures.get("closures", []),
            "left_out": [_unserved(each) for each in left_out],
        }
    )


def routes(lines: Iterable[RouteLine]) -> RouteCollection:
    """Return routes as GeoJSON: first the line of each, then its stops."""
    return RouteCollection(features=[feature for line in lines for feature in _features(line)])


def _summary_fields(row: PlanRow) -> dict[str, object]:
    plan = row.plan
    names: tuple[str, ...] = (
        "id",
        "days",
        "version",
        "parent_id",
        "week_id",
        "status",
        "origin",
        "engine",
        "feasible",
        "cost_idr",
        "solve_s",
        "seed",
    )
    names += ("created_at", "requested_by", "published_at", "published_by")
    return {
        **{name: getattr(plan, name) for name in names},
        "operating_day": plan.first_day,
        "vehicles": row.vehicles,
        "stops": row.stops,
        "trips": row.trips,
        "unserved": row.unserved,
    }


def _unserved(row: UnservedRow) -> Unserved:
    words, remedy = reason_words(row.reason), remedy_words(row.reason, row.detail)
    return Unserved(
        point_id=row.point_id,
        code=row.code,
        name=row.name,
        village=row.village,
        reason_code=row.reason,
        reason=ReasonText(id=words.id, en=words.en),
        remedy=ReasonText(id=remedy.id, en=remedy.en) if remedy else None,
        figures=row.detail,
    )


def _features(line: RouteLine) -> Iterator[RouteFeature]:
    yield RouteFeature(
        id=f"route-{line.route_id}",
        geometry=LineString(coordinates=list(line.line)),
        properties=_properties(line, None),
    )
    for stop in line.stops:
        yield RouteFeature(
            id=f"stop-{line.route_id}-{stop.number}",
            geometry=Point(coordinates=(stop.lon, stop.lat)),
            properties=_properties(line, stop),
        )


def _properties(line: RouteLine, stop: StopPoint | None) -> RouteProperties:
    common = {
        "route_id": line.route_id,
        "vehicle_id": line.vehicle_id,
        "plate": line.plate,
        "plan_id": line.plan_id,
        "day": line.operating_day,
        "acknowledged": line.acknowledged,
        "closures": sorted({number for each in line.stops for number in each.closures}),
        "frozen": bool(line.stops) and all(each.frozen for each in line.stops),
    }
    of_route = {
        "role": "route",
        "n": None,
        "trip": None,
        "kind": None,
        "place": None,
        "name": None,
        "arrival": None,
        "kg_estimate": None,
        "distance_m": line.distance_m,
        "duration_s": (line.returns_at - line.leaves_at).total_seconds(),
    }
    if stop is None:
        return RouteProperties.model_validate({**common, **of_route})
    of_stop = {
        "role": "stop",
        "n": stop.number,
        "trip": stop.trip,
        "kind": stop.kind,
        "place": stop.place,
        "name": stop.name,
        "arrival": stop.arrives_at,
        "kg_estimate": stop.kg,
        "distance_m": None,
        "duration_s": None,
        "closures": list(stop.closures),
        "frozen": stop.frozen,
    }
    return RouteProperties.model_validate({**common, **of_stop})
