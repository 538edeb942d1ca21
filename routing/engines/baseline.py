"""The savings baseline: always an answer, feasible by construction, in well under two seconds.

Savings around the landfill make loads; loads are then dealt out to trucks, longest first, wherever
a whole day stays within shift and hours at the least extra cost. What fits nowhere whole is cut
into its stops, and these are inserted one by one.
"""

from routing.engines.days import Day, Load, deal, drop_dear, to_sequences
from routing.engines.savings import Limits, make_loads
from routing.engines.trips import Driver, make_drivers
from routing.plan import Sequences
from routing.problem import Problem, Stop

NAME = "savings"


def solve(problem: Problem) -> Sequences:
    """Return a feasible order of halts per truck; stops that fit nowhere are simply not in it."""
    drivers = make_drivers(problem)
    chosen: list[Day] = []
    for work in ("collect", "container"):
        stops = [s for s in problem.stops if s.work == work]
        own = [d for d in drivers if d.vehicle.work == work]
        if stops and own:
            chosen += _best_days(problem, stops, own)
    return to_sequences(chosen)


def _best_days(problem: Problem, stops: list[Stop], drivers: list[Driver]) -> list[Day]:
    """Try loads made for each size of truck and keep the cheapest days."""
    price = sum(s.price for s in stops)
    best: tuple[int, list[Day]] | None = None
    for limits in _sizes(drivers):
        days = [Day(driver) for driver in drivers]
        deal(_loads(problem, stops, drivers, limits), days)
        for day in days:
            drop_dear(day)
        served = sum(s.price for d in days for load in d.loads for s in load)
        cost = sum(d.cost() for d in days) + price - served
        if best is None or cost < best[0]:
            best = cost, days
    return best[1] if best else []


def _sizes(drivers: list[Driver]) -> list[Limits]:
    """One set of limits per size of truck; containers travel one by one, so their size is no matter."""
    vehicles = [d.vehicle for d in drivers]
    if vehicles[0].work == "container":
        return [Limits(0, 0, 0)]
    longest_s = max(v.shift.close_s - v.shift.open_s for v in vehicles)
    sizes = {(v.capacity_kg, v.capacity_l) for v in vehicles}
    return [Limits(kg, litres, longest_s) for kg, litres in sorted(sizes)]


def _loads(problem: Problem, stops: list[Stop], drivers: list[Driver], limits: Limits) -> list[Load]:
    if drivers[0].vehicle.work == "container":
        return [(stop,) for stop in stops]
    return make_loads(problem, stops, [d.vehicle for d in drivers], limits)
