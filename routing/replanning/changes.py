"""What a re-plan makes different, per truck and per point: only what was still to be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.store.queries.replanning import ValidStop
from routing.day import DayClock
from routing.model.plan import Plan, Route
from routing.replanning.redraft import Carried


@dataclass(frozen=True, slots=True)
class Books:
    """What the account is written with.

    Parameters
    ----------
    names
        Of points, by code.
    plates
        By vehicle.
    kg
        What waits at points, by code.
    left_out
        Codes that the valid plan left out.
    left_loads
        Vehicle -> kilograms that stay on a truck that broke down.
    """

    clock: DayClock
    frozen_at: datetime
    names: Mapping[str, str]
    plates: Mapping[str, str]
    kg: Mapping[str, int]
    left_out: frozenset[str] = frozenset()
    left_loads: Mapping[str, int] = field(default_factory=dict)


def changes_of(carried: Sequence[Carried], plan: Plan, cost_after: int, books: Books) -> dict[str, Any]:
    """Return the account as `plan.changes` keeps it."""
    before = {code: each.vehicle.id for each in carried for code in _codes_before(each)}
    after = {code: each.vehicle.id for each in carried for code in _codes_after(each.new)}
    unserved = {each.stop: each for each in plan.unserved}
    added = sorted(code for code in unserved if code not in books.left_out)
    removed = sorted(code for code in books.left_out if code in after)
    return {
        "operating_day": books.clock.day.isoformat(),
        "frozen_at": books.frozen_at.isoformat(),
        "cost_before": sum(_cost_before(each, books) for each in carried),
        "cost_after": cost_after,
        "stops_moved": sum(code in before and before[code] != vehicle for code, vehicle in after.items()),
        "vehicles": [_vehicle(each, books) for each in carried if _concerns(each)],
        "unserved_added": [
            {**_named(code, books), "reason": unserved[code].code, "detail": dict(unserved[code].detail)}
            for code in added
        ],
        "unserved_removed": [_named(code, books) for code in removed],
        "left_loads": [
            {"vehicle_id": vehicle, "plate": books.plates.get(vehicle, vehicle), "kg": kg}
            for vehicle, kg in sorted(books.left_loads.items())
        ],
    }


def _vehicle(each: Carried, books: Books) -> dict[str, Any]:
    old, new = set(_codes_before(each)), set(_codes_after(each.new))
    return {
        "vehicle_id": each.vehicle.id,
        "plate": books.plates.get(each.vehicle.id, each.vehicle.id),
        "changed": each.is_changed,
        "before": _share_before(each),
        "after": _share_after(each.new, books),
        "gained": [_named(code, books) for code in sorted(new - old)],
        "lost": [_named(code, books) for code in sorted(old - new)],
    }


def _concerns(each: Carried) -> bool:
    return bool(_left(each)) or each.new is not None


def _left(each: Carried) -> list[ValidStop]:
    return [*(each.at.missed if each.at else ()), *each.stood.rest]


def _codes_before(each: Carried) -> Iterable[str]:
    return (stop.code for stop in _left(each) if stop.kind == "collect")


def _codes_after(new: Route | None) -> Iterable[str]:
    return (call.place for call in new.calls if call.kind == "collect") if new else ()


def _share_before(each: Carried) -> dict[str, Any] | None:
    left = _left(each)
    if not left or each.route is None:
        return None
    return {
        "stops": sum(stop.kind == "collect" for stop in left),
        "trips": sum(stop.kind == "unload" for stop in left),
        "km": round(_left_m(each) / 1000, 1),
        "kg": sum(stop.kg for stop in left if stop.kind == "collect"),
        "returns_at": each.route.returns_at.isoformat(),
    }


def _share_after(new: Route | None, books: Books) -> dict[str, Any] | None:
    if new is None or not new.calls:
        return None
    stops = [call for call in new.calls if call.kind == "collect"]
    return {
        "stops": len(stops),
        "trips": new.trips,
        "km": round(new.distance_m / 1000, 1),
        "kg": sum(books.kg.get(call.place, 0) for call in stops),
        "returns_at": books.clock.moment(new.return_s).isoformat(),
    }


def _left_m(each: Carried) -> int:
    """Return the metres still to be driven by the valid route, the way home included."""
    numbers = {stop.number for stop in each.stood.rest}
    stops = each.route.stops if each.route else ()
    return sum(s.leg_m for s in stops if s.number in numbers or s.kind == "end")


def _cost_before(each: Carried, books: Books) -> int:
    """Return what the rest of the valid route would have cost, rupiah."""
    if each.route is None or not (_left(each) or each.stood.standing.out):
        return 0
    begins = max(books.frozen_at, each.route.leaves_at)
    hours_s = max(0, int((each.route.returns_at - begins).total_seconds()))
    fixed = 0 if each.at and each.at.left else each.vehicle.fixed_idr
    way = _left_m(each) * each.vehicle.per_km_idr // 1000
    return fixed + way + hours_s * each.vehicle.per_hour_idr // 3600


def _named(code: str, books: Books) -> dict[str, str]:
    return {"code": code, "name": books.names.get(code, code)}
