"""A re-plan without needless changes: a truck that keeps its points also keeps their order.

Solvers are paid by rupiah, and the order of a day nearly always has a few to spare. For a driver who is told
a new order that saves a minute it is only confusion.
"""

from collections.abc import Mapping
from dataclasses import replace

from routing.judging.judge import Judge
from routing.model.plan import Route, Sequence
from routing.model.problem import Vehicle
from routing.replanning.kernel import Replanned, Standing
from routing.timing.schedule import Scheduler

WORTH_IT = 25_000
"""Rupiah that a new order of the same points must save before a driver is bothered with it."""


def calm(replanned: Replanned, standings: Mapping[str, Standing], *, worth_it: int = WORTH_IT) -> Replanned:
    """Return the re-plan with the old order wherever that costs less than `worth_it` more for a truck.

    Nothing is changed if the judge finds fault with the old orders.
    """
    problem, solved = replanned.problem, replanned.solved
    vehicles = {v.id: v for v in problem.vehicles}
    scheduler = Scheduler(problem)
    routes = []
    for route in solved.plan.routes:
        old = standings[route.vehicle].remaining
        kept = _kept(scheduler, vehicles[route.vehicle], old) if _is_reordered(route, old) else None
        worse = _price(vehicles[route.vehicle], kept) - _price(vehicles[route.vehicle], route) if kept else 0
        routes.append(kept if kept and worse < worth_it else route)
    plan = replace(solved.plan, routes=tuple(routes))
    judgement = Judge(problem).judge(plan) if plan != solved.plan else solved.judgement
    if not judgement.feasible:
        return replanned
    return replace(replanned, solved=replace(solved, plan=plan, judgement=judgement))


def _is_reordered(route: Route, old: Sequence) -> bool:
    points = sorted(code for kind, code in old if kind == "collect")
    return route.sequence != old and points == sorted(c for kind, c in route.sequence if kind == "collect")


def _kept(scheduler: Scheduler, vehicle: Vehicle, old: Sequence) -> Route | None:
    """Return the truck's day in the old order; None where hours or roads forbid it."""
    try:
        return scheduler.route(vehicle, old)
    except KeyError:
        # a facility of the old order takes nothing any more
        return None


def _price(vehicle: Vehicle, route: Route) -> int:
    overtime_s = max(0, route.return_s - vehicle.shift.close_s)
    return (
        route.distance_m * vehicle.cost_per_km // 1000
        + route.duration_s * vehicle.cost_per_hour // 3600
        + overtime_s * vehicle.overtime_per_hour // 3600
    )
