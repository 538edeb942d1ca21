"""PyVRP on a day: the stronger searcher, on the relaxation that it can state.

It shares the network with OR-Tools (composite way home, containers over the landfill on every leg).
What it cannot state (several windows per place; a landfill's hours on the way home) is mended
afterwards like every engine's answer, so it may suggest, but only the judge decides.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray
from pyvrp.stop import MaxIterations, MaxRuntime

from routing.engines.days import CodedLoads, restore, to_loads, to_sequences
from routing.engines.network import BLOCKED, Network, make_network
from routing.engines.protocol import Task, Tell
from routing.plan import Sequences
from routing.problem import Stop, Vehicle, Window, Work

NAME = "pyvrp"

type Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

CONTAINER_SHARE = 0.15
"""Part of the time for containers: without loads to combine, they are solved in no time."""


@dataclass(frozen=True, slots=True)
class Data:
    """PyVRP's instance with what its numbers stand for; depots come first there, stops after."""

    network: Network
    instance: pyvrp.ProblemData
    kinds: tuple[tuple[Vehicle, ...], ...]

    @property
    def depots(self) -> int:
        """Number of depots, and so the number of the first stop."""
        return self.network.size - len(self.network.stops)


def solve(task: Task, tell: Tell) -> Sequences:
    """Return the best sequences found within the task's time or iterations."""
    loads = to_loads(task.start)
    best: dict[str, list[list[str]]] = dict(loads)
    shares: tuple[tuple[Work, float], ...] = (("container", CONTAINER_SHARE), ("collect", 1.0))
    ends_at = time.monotonic() + task.time_limit_s
    for work, share in shares:
        stops = tuple(s for s in task.problem.stops if s.work == work)
        vehicles = [v for v in task.problem.vehicles if v.work == work]
        if not stops or not vehicles:
            continue
        data = make_data(make_network(task.problem, work, stops, unloads=1))
        limit_s = max(0.05, (ends_at - time.monotonic()) * share)
        stop = MaxIterations(task.iterations) if task.iterations else MaxRuntime(limit_s)
        start = _start(data, loads)
        result = pyvrp.solve(data.instance, stop, task.seed, collect_stats=False, initial_solution=start)
        for vehicle in vehicles:
            best.pop(vehicle.id, None)
        best.update(_read(data, result.best))
        tell(to_sequences(restore(task.problem, best)))
    return to_sequences(restore(task.problem, best))


def make_data(network: Network) -> Data:
    """Return PyVRP's instance of a network."""
    kinds = _kinds(network.vehicles)
    order = np.r_[len(network.stops) : network.size, : len(network.stops)]
    # PyVRP's stubs want NumPy's old spelling of arrays, which mypy cannot match with any real one
    profiles: list[tuple[Any, Any]] = [_profile(network, kind[0], order) for kind in kinds]
    windows = _depot_windows(network)
    instance = pyvrp.ProblemData(
        clients=[_client(network, stop) for stop in network.stops],
        depots=[pyvrp.Depot(0, 0, w.open_s, w.close_s) for w in windows],
        vehicle_types=[_vehicle_type(network, kind, i) for i, kind in enumerate(kinds)],
        distance_matrices=[cost for cost, _ in profiles],
        duration_matrices=[seconds for _, seconds in profiles],
    )
    return Data(network, instance, kinds)


def _kinds(vehicles: tuple[Vehicle, ...]) -> tuple[tuple[Vehicle, ...], ...]:
    """Group vehicles that differ in nothing but their name."""
    groups: dict[Vehicle, list[Vehicle]] = {}
    for vehicle in vehicles:
        groups.setdefault(replace(vehicle, id=""), []).append(vehicle)
    return tuple(tuple(group) for group in groups.values())


def _profile(network: Network, vehicle: Vehicle, order: NDArray[np.intp]) -> tuple[Table, Table]:
    """Cost in rupiah (as PyVRP's distance) and seconds; stops closed to the vehicle are cut off."""
    seconds, metres = network.legs(vehicle.profile)
    cost = metres * vehicle.cost_per_km // 1000 + seconds * vehicle.cost_per_hour // 3600
    closed = [i for i, stop in enumerate(network.stops) if not stop.admits(vehicle)]
    seconds[:, closed] = cost[:, closed] = BLOCKED
    for matrix in (seconds, cost):
        np.fill_diagonal(matrix, 0)
    around = np.ix_(order, order)
    return cost[around], seconds[around]


def _depot_windows(network: Network) -> list[Window]:
    """Hours of the unloading nodes, then of all yards (a yard itself never closes)."""
    hours = [Window(f.windows[0].open_s, f.windows[-1].close_s) for f in network.unloads]
    return hours + [Window(0, BLOCKED)] * (len(network.starts) + len(network.ends))


def _client(network: Network, stop: Stop) -> pyvrp.Client:
    windows = network.stop_windows(stop) or (Window(0, BLOCKED),)
    return pyvrp.Client(
        0,
        0,
        pickup=[stop.kg, stop.litres] if network.work == "collect" else [],
        tw_early=windows[0].open_s,
        tw_late=windows[-1].close_s,
        prize=stop.price,
        required=False,
    )


def _vehicle_type(network: Network, kind: tuple[Vehicle, ...], profile: int) -> pyvrp.VehicleType:
    vehicle = kind[0]
    collects = network.work == "collect"
    unloads = len(network.unloads)
    first = -len(network.stops)
    home = network.end_windows(vehicle)[0]
    most = max(0, vehicle.max_trips - 1) if vehicle.max_trips else len(network.stops)
    return pyvrp.VehicleType(
        num_available=len(kind),
        capacity=[vehicle.capacity_kg, vehicle.capacity_l] if collects else [],
        start_depot=network.start_node(vehicle) + first,
        end_depot=network.end_node(vehicle) + first,
        fixed_cost=vehicle.fixed_cost,
        tw_early=vehicle.shift.open_s,
        tw_late=home.close_s,
        profile=profile,
        reload_depots=list(range(unloads)),
        max_reloads=most if collects else 0,
    )


def _start(data: Data, loads: CodedLoads) -> pyvrp.Solution | None:
    """Return the given loads as a start, or None when there are none."""
    number = {s.code: i for i, s in enumerate(data.network.stops, start=data.depots)}
    routes = []
    for kind, vehicles in enumerate(data.kinds):
        for vehicle in vehicles:
            own = [[number[code] for code in load] for load in loads.get(vehicle.id, [])]
            if own:
                routes.append(pyvrp.Route(data.instance, list(_trips(data, own, kind)), kind))
    return pyvrp.Solution(data.instance, routes) if routes else None


def _trips(data: Data, loads: list[list[int]], kind: int) -> Iterator[pyvrp.Trip]:
    """Yield loads as PyVRP's trips; those of containers make one trip, since its legs already unload."""
    if data.network.work == "container":
        loads = [[node for load in loads for node in load]]
    vehicle_type = data.instance.vehicle_types()[kind]
    for number, load in enumerate(loads):
        start = 0 if number else vehicle_type.start_depot
        end = 0 if number < len(loads) - 1 else vehicle_type.end_depot
        yield pyvrp.Trip(data.instance, load, kind, start, end)


def _read(data: Data, solution: pyvrp.Solution) -> CodedLoads:
    free = [list(vehicles) for vehicles in data.kinds]
    loads: dict[str, list[list[str]]] = {}
    for route in solution.routes():
        trips = [[data.network.stops[v - data.depots].code for v in t.visits()] for t in route.trips()]
        if data.network.work == "container":
            trips = [[code] for trip in trips for code in trip]
        kept = [trip for trip in trips if trip]
        if kept:
            loads[free[route.vehicle_type()].pop(0).id] = kept
    return loads
