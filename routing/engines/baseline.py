"""The savings baseline: always an answer, feasible by construction, in well under two seconds.

Savings around the landfill make loads; loads are dealt out to trucks wherever a whole day stays within
all rules at the least extra cost. What fits nowhere whole is cut into its stops, and these are inserted
one by one, those first that lose most by waiting. A few ways to begin are tried; the cheapest stays.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from routing.engines.insertion import Fleet, Policy, insert, start_fleet
from routing.engines.items import load_items, single_items
from routing.engines.savings import Limits, make_loads
from routing.engines.tables import BIG, Ints, Tables, Truck, tables_of
from routing.engines.tidy import tidy
from routing.handover import solve_in_stages
from routing.model.plan import Sequences
from routing.model.problem import Problem

NAME = "savings"

ONE_BY_ONE = 400
"""Up to this many stops a fleet is also filled stop by stop, without savings."""


def solve(problem: Problem) -> Sequences:
    """Return a feasible order of halts per truck; stops that fit nowhere are simply not in it."""
    return solve_in_stages(problem, lambda part, _: _solve(part))


def _solve(problem: Problem) -> Sequences:
    tables = tables_of(problem)
    fleets = list(_fleets(tables))
    best = min(fleets, key=lambda fleet: fleet.cost)
    tidy(best)
    return best.sequences()


def _fleets(tables: Tables) -> Iterator[Fleet]:
    """Fill the fleet in several ways: loads for each size of truck, and no loads at all."""
    start = start_fleet(tables)
    for limits in _sizes(tables):
        yield _dealt(tables, start.copy(), limits, "given")
    if len(tables.rows) <= ONE_BY_ONE or not _sizes(tables):
        yield _filled(start.copy())


def _dealt(tables: Tables, fleet: Fleet, limits: Limits, policy: Policy) -> Fleet:
    """Deal out loads of one size, then put in stop by stop what is left."""
    for truck, stops in _groups(tables, set(fleet.served())):
        loads = make_loads(tables, stops, [t for t in tables.trucks if t.vehicle.work == "collect"], limits)
        items = load_items(tables, loads, truck.seconds)
        order = np.lexsort((items.first, -_length_s(tables, truck, loads)))
        insert(fleet, items.take(order), policy)
    return _filled(fleet)


def _filled(fleet: Fleet) -> Fleet:
    """Put in stop by stop what no truck serves yet."""
    placed = set(fleet.served())
    rest = [s for s in range(len(fleet.tables.rows)) if s not in placed]
    insert(fleet, single_items(fleet.tables, rest), "regret")
    return fleet


def _groups(tables: Tables, placed: set[int]) -> Iterator[tuple[Truck, list[int]]]:
    """Yield the stops that share loads and are not placed, with a truck whose ways stand for all."""
    stops = [int(s) for s in np.flatnonzero(~tables.container) if s not in placed]
    trucks = [t for t in tables.trucks if t.vehicle.work == "collect"]
    if stops and trucks:
        yield max(trucks, key=lambda t: int(t.may.sum())), stops


def _sizes(tables: Tables) -> list[Limits]:
    """Return limits of a load for each size of truck, the largest first."""
    vehicles = [t.vehicle for t in tables.trucks if t.vehicle.work == "collect"]
    if not vehicles:
        return []
    longest_s = max(v.back_by_s - v.shift.open_s for v in vehicles)
    sizes = {(min(v.capacity_kg, v.max_kg or BIG), v.capacity_l) for v in vehicles}
    return [Limits(kg, litres, longest_s) for kg, litres in sorted(sizes, reverse=True)][:4]


def _length_s(tables: Tables, truck: Truck, loads: Sequence[tuple[int, ...]]) -> Ints:
    items = load_items(tables, loads, truck.seconds)
    tip = tables.facility_rows[0]
    length_s: Ints = truck.seconds[tip, items.first] + items.stay + truck.seconds[items.last, tip]
    return length_s
