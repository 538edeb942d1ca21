"""What no plan can cost less than: a bound that sums each stop's least share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import shortest_path

from routing.model.problem import UNREACHABLE, Matrix, Problem, Stop, Vehicle

type Table = NDArray[np.float64]

_LEAST_LEG = 1e-9
"""A leg that costs nothing would be no leg at all to csgraph; this keeps it and stays below its cost."""

_NO_ROAD = 1e15
"""Dearer than any price, and unlike infinity still a number when a stop that weighs nothing multiplies it."""


def lower_bound(problem: Problem) -> int:
    """Return rupiah below which no plan of the problem can cost, what it leaves out at its price included.

    Notes
    -----
    The greatest of four sums over all stops, each stop with its price as its most: two ways to charge a stop
    for driving, two measures of its part of a load (kilograms, litres). *Arrivals*: the cheapest leg that
    can lead to the stop, and its part of a cheapest leg to a facility. *Rounds*: its part of a load times
    the way from the nearest yard or facility to it and on to a facility (the bound of Haimovich and Rinnooy
    Kan, Math. Oper. Res. 10 (1985) 527). Both add service, its part of an unloading, and of the fixed cost
    the part of a longest shift that all of this takes. Hours and windows do not enter: where they bind, the
    best plan lies well above.
    """
    return int(sum(_least_sum(problem, work) for work in ("collect", "container")))


def _least_sum(problem: Problem, work: str) -> float:
    stops = [s for s in problem.stops if s.work == work]
    if not stops:
        return 0.0
    prices = np.array([s.price for s in stops], dtype=np.float64)
    return float(np.minimum(prices, least_shares(problem, stops)).sum(axis=1).max())


def least_shares(problem: Problem, stops: Sequence[Stop]) -> Table:
    """Return each stop's least part of the cost in four ways to charge it, (4, n); their sums are bounds.

    Parameters
    ----------
    stops
        Of one kind of work; infinite for one that no vehicle may serve.
    """
    kinds = _kinds([v for v in problem.vehicles if v.work == stops[0].work])
    if not kinds:
        return np.full((4, len(stops)), np.inf)
    return np.asarray(np.array([_shares(problem, vehicle, stops) for vehicle in kinds]).min(axis=0))


def _kinds(vehicles: list[Vehicle]) -> list[Vehicle]:
    """Return one vehicle for each set of figures that the bound looks at."""
    return list(
        {
            (
                *(v.profile, v.start, v.class_code, v.streams, v.capacity_kg, v.capacity_l),
                *(v.fixed_cost, v.cost_per_km, v.cost_per_hour, v.shift.open_s, v.back_by_s),
            ): v
            for v in vehicles
        }.values()
    )


def _shares(problem: Problem, vehicle: Vehicle, stops: Sequence[Stop]) -> Table:
    """Return each stop's least cost if this vehicle serves it, (4, n): both ways by kg, then by litres."""
    legs, seconds = _least_legs(problem.matrix(vehicle), vehicle)
    rows = np.array([s.location for s in stops])
    tips = np.array([f.location for f in problem.facilities])
    stay_s = np.array([s.stay_s() for s in stops])
    unload_s = min(f.unload_s for f in problem.facilities)
    fixed_per_s = vehicle.fixed_cost / max(1, vehicle.back_by_s - vehicle.shift.open_s)
    per_s = vehicle.cost_per_hour / 3600 + fixed_per_s
    found = []
    for part in _parts_of_load(stops, vehicle):
        for way in (_arrivals, _rounds):
            driving = way(legs, vehicle.start, rows, tips, part)
            driving += way(seconds, vehicle.start, rows, tips, part) * fixed_per_s
            found.append(driving + (stay_s + part * unload_s) * per_s)
    shut = np.array([_is_shut(s, vehicle) for s in stops])
    return np.where(shut, np.inf, np.array(found))


def _is_shut(stop: Stop, vehicle: Vehicle) -> bool:
    """Whether no vehicle of this kind may serve the stop; that it demands one by name is not looked at."""
    closed = bool(stop.classes) and vehicle.class_code not in stop.classes
    return closed or (bool(vehicle.streams) and stop.stream not in vehicle.streams)


def _parts_of_load(stops: Sequence[Stop], vehicle: Vehicle) -> tuple[Table, ...]:
    if vehicle.work == "container":
        return (np.ones(len(stops)),) * 2
    kg = np.array([s.kg / vehicle.capacity_kg for s in stops])
    return kg, np.array([s.litres / vehicle.capacity_l for s in stops])


def _arrivals(
    table: Table, _start: int, rows: NDArray[np.intp], tips: NDArray[np.intp], part: Table
) -> Table:
    into = np.where(np.eye(len(table), dtype=bool), np.inf, table).min(axis=0)
    shared = np.bincount(rows, minlength=len(table))[rows] > 1
    return np.where(shared, 0.0, into[rows]) + part * table[np.ix_(rows, tips)].min()


def _rounds(table: Table, start: int, rows: NDArray[np.intp], tips: NDArray[np.intp], part: Table) -> Table:
    out = table[np.ix_([start, *tips], rows)].min(axis=0)
    return np.asarray(part * (out + table[np.ix_(rows, tips)].min(axis=1)))


def _least_legs(matrix: Matrix, vehicle: Vehicle) -> tuple[Table, Table]:
    """Return rupiah and seconds of the cheapest way between all places, over other places if need be."""
    seconds = matrix.duration_s.astype(np.float64)
    cost = matrix.distance_m * (vehicle.cost_per_km / 1000) + seconds * (vehicle.cost_per_hour / 3600)
    missing = matrix.duration_s == UNREACHABLE
    both = [
        shortest_path(np.where(missing, np.inf, np.maximum(table, _LEAST_LEG))) for table in (cost, seconds)
    ]
    return np.minimum(both[0], _NO_ROAD), np.minimum(both[1], _NO_ROAD)
