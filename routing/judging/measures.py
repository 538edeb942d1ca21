"""What a plan amounts to: effort, fuel, fairness, shape of the territories, and what was proven necessary."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from routing.judging.bound import lower_bound
from routing.judging.judge import Cost, Judgement
from routing.model.plan import Plan, Route
from routing.model.problem import UNREACHABLE, Problem, Stop, Vehicle

CO2_KG_PER_LITRE = 2.68
"""Diesel: 74,100 kg CO2/TJ (IPCC Guidelines 2006, vol. 2, table 3.2.1) x 43.0 TJ/Gg (table 1.2) x
0.84 kg/l. The part of it that is palm biodiesel (B35, B40) is not taken off: an upper estimate."""

USUAL_LITRES_PER_100_KM = 22.0
"""Diesel of a small dump truck in stop-and-go work where the office has set no figure: an estimate (C)."""

NEIGHBOURS = 3
"""How many of the nearest stops count as a stop's neighbours when territories are compared."""


def measure(
    problem: Problem,
    plan: Plan,
    judgement: Judgement,
    fuel: Mapping[str, float] | None = None,
    *,
    bounded: bool = True,
) -> dict[str, Any]:
    """Return the plan's measures: plain numbers with their units in the names.

    Parameters
    ----------
    fuel
        Litres of diesel per 100 km by vehicle class; a class that is not named takes the usual figure.
    bounded
        Whether the lower bound is computed too; on the rest of a day it says little and takes seconds.
    """
    shifts = [r.duration_s for r in plan.routes]
    litres = sum(_litres(problem, fuel or {}, r) for r in plan.routes)
    return {
        "km": round(judgement.distance_m / 1000, 1),
        "hours": round(judgement.duration_s / 3600, 2),
        "kg": judgement.kg,
        "trips": judgement.trips,
        "vehicles": len(plan.routes),
        "vehicles_available": len(problem.vehicles),
        "stops": judgement.served,
        "unserved": judgement.unserved,
        "cost": _cost(judgement.cost),
        "longest_shift_s": max(shifts, default=0),
        "mean_shift_s": round(sum(shifts) / len(shifts)) if shifts else 0,
        "litres": round(litres),
        "co2_kg": round(litres * CO2_KG_PER_LITRE),
        "balance": _balance(shifts),
        "territory": territories(problem, plan),
        **({"bound": _bound(problem, judgement.cost)} if bounded else {}),
    }


def _cost(cost: Cost) -> dict[str, int]:
    return {**asdict(cost), "driving": cost.driving, "total": cost.total}


def _litres(problem: Problem, fuel: Mapping[str, float], route: Route) -> float:
    vehicle = next(v for v in problem.vehicles if v.id == route.vehicle)
    return route.distance_m / 100_000 * fuel.get(vehicle.class_code, USUAL_LITRES_PER_100_KM)


def _balance(shifts: list[int]) -> dict[str, float]:
    """Return how evenly the hours are dealt: longest and shortest shift as parts of the mean."""
    mean_s = sum(shifts) / len(shifts) if shifts else 0
    if not mean_s:
        return {"longest_of_mean": 1.0, "shortest_of_mean": 1.0}
    return {
        "longest_of_mean": round(max(shifts) / mean_s, 3),
        "shortest_of_mean": round(min(shifts) / mean_s, 3),
    }


def territories(problem: Problem, plan: Plan) -> dict[str, float]:
    """Return how compact the trucks' territories are and how far they run into one another.

    Returns
    -------
    `spread_min`: mean minutes of driving from the middle of a truck's territory (its medoid) to its stops.
    `overlap`: share of the nearest neighbours of all stops, of the same kind of work, that another truck
    serves; 0 when no territory touches another.
    """
    stops = {s.code: s for s in problem.stops}
    vehicles = {v.id: v for v in problem.vehicles}
    spread = [
        s
        for route in plan.routes
        for s in _to_middle_s(problem, vehicles[route.vehicle], _rows(route, stops))
    ]
    return {
        "spread_min": round(sum(spread) / len(spread) / 60, 1) if spread else 0.0,
        "overlap": round(_overlap(problem, plan, vehicles, stops), 3),
    }


def _rows(route: Route, stops: Mapping[str, Stop]) -> list[int]:
    """Return the rows of the places that a route serves, each once."""
    return list(dict.fromkeys(stops[c.place].location for c in route.calls if c.kind == "collect"))


def _to_middle_s(problem: Problem, vehicle: Vehicle, rows: list[int]) -> list[float]:
    if not rows:
        return []
    near = problem.matrix(vehicle).duration_s[np.ix_(rows, rows)]
    middle = int(np.argmin(near.sum(axis=1)))
    return [float(s) for s in near[middle]]


def _overlap(
    problem: Problem, plan: Plan, vehicles: Mapping[str, Vehicle], stops: Mapping[str, Stop]
) -> float:
    by_work: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for route in plan.routes:
        vehicle = vehicles[route.vehicle]
        kind = (vehicle.work, vehicle.profile)
        by_work[kind] += [(stops[c.place].location, vehicle.id) for c in route.calls if c.kind == "collect"]
    apart = [
        other != own
        for (_, profile), served in by_work.items()
        for own, other in _neighbours(problem, profile, served)
    ]
    return sum(apart) / len(apart) if apart else 0.0


def _neighbours(problem: Problem, profile: str, served: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """Yield (truck of a stop, truck of one of its nearest neighbours)."""
    rows = [row for row, _ in served]
    near = problem.matrices[profile].duration_s[np.ix_(rows, rows)].astype(np.float64)
    near[near == UNREACHABLE] = np.inf
    np.fill_diagonal(near, np.inf)
    count = min(NEIGHBOURS, len(rows) - 1)
    for own, others in zip(served, np.argsort(near, axis=1, kind="stable")[:, :count], strict=True):
        yield from ((own[1], served[other][1]) for other in others)


def _bound(problem: Problem, cost: Cost) -> dict[str, float]:
    least = lower_bound(problem)
    return {"cost": least, "share": round(least / cost.total, 3) if cost.total else 1.0}
