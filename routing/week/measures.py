"""What a week amounts to: effort, fuel, balance, continuity, what is left out."""

from collections.abc import Mapping
from typing import Any

from routing.judging.measures import USUAL_LITRES_PER_100_KM
from routing.model.parts import Vehicle
from routing.model.plan import Plan, Route
from routing.week.apply import apply_rules, working_mask
from routing.week.judge import moved_points
from routing.week.patterns import days_of
from routing.week.problem import WeekProblem, Wishes
from routing.week.terms import WeekJudgement

type Fuel = Mapping[str, float]
"""Litres of diesel per 100 km by vehicle class; a class that is not named takes the usual figure."""


def measure_week(
    problem: WeekProblem,
    plans: Mapping[int, Plan],
    judgement: WeekJudgement,
    wishes: Wishes | None = None,
    fuel: Fuel | None = None,
) -> dict[str, Any]:
    """Return the measures of a week: plain numbers with their units in the names.

    `kg` is what leaves for good: what villages hand over to a truck counts once. `moved_share` is a share of
    the points that were planned last week.
    """
    ruled = apply_rules(problem, wishes or Wishes())
    excluded = wishes.excluded if wishes else frozenset()
    fleet = {v.id: v for day in problem.days for v in day.vehicles}
    routes = [route for plan in plans.values() for route in plan.routes]
    visits = judgement.visits
    moved = len(moved_points(ruled, visits))
    had = sum(bool(p.kept) for p in ruled.points if p.code in visits)
    return {
        "km": round(sum(day.distance_m for day in judgement.days) / 1000, 1),
        "hours": round(sum(day.duration_s for day in judgement.days) / 3600, 2),
        "overtime_hours": round(sum(_overtime_s(fleet, plan) for plan in plans.values()) / 3600, 2),
        "kg": sum(judgement.delivered_kg),
        "trips": sum(day.trips for day in judgement.days),
        "litres": round(sum(_litres(fleet, route, fuel or {}) for route in routes)),
        "cost_idr": judgement.cost.driving,
        "balance_share": _balance(ruled, judgement),
        "points": len(visits),
        "visits": sum(mask.bit_count() for mask in visits.values()),
        "moved_points": moved,
        "moved_share": round(moved / had, 3) if had else 0.0,
        "unserved": sum(
            p.times > 0 and p.code not in visits and p.code not in excluded for p in ruled.points
        ),
        "vehicle_days": len(routes),
    }


def _overtime_s(fleet: Mapping[str, Vehicle], plan: Plan) -> int:
    return sum(
        max(0, route.return_s - fleet[route.vehicle].shift.close_s)
        for route in plan.routes
        if route.vehicle in fleet
    )


def _litres(fleet: Mapping[str, Vehicle], route: Route, fuel: Fuel) -> float:
    if route.vehicle not in fleet:
        return 0.0
    per_100_km = fuel.get(fleet[route.vehicle].class_code, USUAL_LITRES_PER_100_KM)
    return route.distance_m / 100_000 * per_100_km


def _balance(problem: WeekProblem, judgement: WeekJudgement) -> float:
    """Return how far the heaviest or lightest working day lies from the mean, as a share of it."""
    kg = [judgement.delivered_kg[day] for day in days_of(working_mask(problem))]
    mean = sum(kg) / len(kg) if kg else 0
    return round(max(abs(each - mean) for each in kg) / mean, 3) if mean else 0.0
