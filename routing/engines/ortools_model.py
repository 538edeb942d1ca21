"""OR-Tools' routing model of one kind of work: matrices and vectors only, no Python callbacks.

A Python callback would cost a hundredfold; `SetAllowedVehiclesForIndex` raises a TypeError from
Python in 9.15, so the vehicle variable's values are set instead, -1 included for "left out".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ortools.constraint_solver import pywrapcp

from routing.engines.days import CodedLoads
from routing.engines.network import BLOCKED, Network
from routing.problem import Stop, Vehicle, Window


@dataclass(frozen=True, slots=True)
class Model:
    """A routing model with the network that its nodes stand for."""

    network: Network
    manager: Any
    routing: Any

    def routes(self, solution: Any = None) -> CodedLoads:  # noqa: ANN401  # OR-Tools ships no types
        """Return the loads by vehicle of a solution, or of the one the solver stands on in a callback."""
        found = ((v.id, self._loads(i, solution)) for i, v in enumerate(self.network.vehicles))
        return {vehicle: loads for vehicle, loads in found if loads}

    def _loads(self, number: int, solution: Any) -> list[list[str]]:  # noqa: ANN401  # as above
        network = self.network
        loads: list[list[str]] = [[]]
        for node in self._nodes(number, solution):
            if node >= len(network.stops) or network.work == "container":
                loads.append([])
            if node < len(network.stops):
                loads[-1].append(network.stops[node].code)
        return [load for load in loads if load]

    def _nodes(self, number: int, solution: Any) -> Iterator[int]:  # noqa: ANN401  # as above
        def after(index: int) -> int:
            variable = self.routing.NextVar(index)
            return int(variable.Value() if solution is None else solution.Value(variable))

        index = after(self.routing.Start(number))
        while not self.routing.IsEnd(index):
            yield self.manager.IndexToNode(index)
            index = after(index)

    def start_routes(self, loads: CodedLoads) -> list[list[int]]:
        """Return loads as solver indices; a mid-day unloading takes the next copy of the first facility."""
        network = self.network
        nodes = {s.code: n for n, s in enumerate(network.stops)}
        copies = iter(range(len(network.stops), len(network.stops) + len(network.unloads)))
        routes = []
        for vehicle in network.vehicles:
            route: list[int] = []
            for load in loads.get(vehicle.id, []):
                if route and network.work == "collect":
                    route.append(next(copies))
                route += [nodes[code] for code in load]
            routes.append([self.manager.NodeToIndex(node) for node in route])
        return routes


def make_model(network: Network) -> Model:
    """Return the routing model of a network, not yet closed."""
    vehicles = network.vehicles
    starts = [network.start_node(v) for v in vehicles]
    ends = [network.end_node(v) for v in vehicles]
    manager = pywrapcp.RoutingIndexManager(network.size, len(vehicles), starts, ends)
    model = Model(network, manager, pywrapcp.RoutingModel(manager))
    _add_costs(model)
    _add_time(model)
    _add_loads(model)
    _add_trip_limit(model)
    _add_choices(model)
    return model


def _add_costs(model: Model) -> None:
    """Arc costs in rupiah: way and time together, waiting not counted; fixed costs per truck."""
    evaluators: dict[tuple[str, int, int], int] = {}
    for number, vehicle in enumerate(model.network.vehicles):
        key = (vehicle.profile, vehicle.cost_per_km, vehicle.cost_per_hour)
        if key not in evaluators:
            seconds, metres = model.network.legs(vehicle.profile)
            cost = metres * vehicle.cost_per_km // 1000 + seconds * vehicle.cost_per_hour // 3600
            evaluators[key] = model.routing.RegisterTransitMatrix(cost.tolist())
        model.routing.SetArcCostEvaluatorOfVehicle(evaluators[key], number)
        model.routing.SetFixedCostOfVehicle(vehicle.fixed_cost, number)


def _add_time(model: Model) -> None:
    network, routing = model.network, model.routing
    transits: dict[str, int] = {}
    for vehicle in network.vehicles:
        if vehicle.profile not in transits:
            legs_s = network.legs(vehicle.profile)[0]
            transits[vehicle.profile] = routing.RegisterTransitMatrix(legs_s.tolist())
    horizon_s = min(BLOCKED - 1, max(v.shift.close_s for v in network.vehicles))
    routing.AddDimensionWithVehicleTransits(
        [transits[v.profile] for v in network.vehicles], horizon_s, horizon_s, False, "time"
    )
    time = routing.GetDimensionOrDie("time")
    for number, vehicle in enumerate(network.vehicles):
        time.CumulVar(routing.Start(number)).SetRange(vehicle.shift.open_s, vehicle.shift.close_s)
        _allow(time.CumulVar(routing.End(number)), network.end_windows(vehicle), horizon_s)
    for node, stop in enumerate(network.stops):
        _allow(time.CumulVar(model.manager.NodeToIndex(node)), network.stop_windows(stop), horizon_s)
    for node, facility in enumerate(network.unloads, start=len(network.stops)):
        _allow(time.CumulVar(model.manager.NodeToIndex(node)), facility.windows, horizon_s)


def _allow(variable: Any, windows: tuple[Window, ...], horizon_s: int) -> None:  # noqa: ANN401  # OR-Tools ships no types
    """Keep a time variable inside the windows."""
    inside = [w for w in windows if w.open_s <= horizon_s]
    if not inside:
        return
    variable.SetRange(max(0, inside[0].open_s), min(horizon_s, inside[-1].close_s))
    for early, late in pairwise(inside):
        if late.open_s > early.close_s + 1:
            variable.RemoveInterval(early.close_s + 1, late.open_s - 1)


def _add_loads(model: Model) -> None:
    """Kilograms and litres; an unloading may take off up to the largest capacity, slack fills the rest."""
    network = model.network
    if network.work == "container":
        return
    vehicles = network.vehicles
    _add_amount(model, "kg", [s.kg for s in network.stops], [v.capacity_kg for v in vehicles])
    _add_amount(model, "litres", [s.litres for s in network.stops], [v.capacity_l for v in vehicles])


def _add_amount(model: Model, name: str, amounts: list[int], capacities: list[int]) -> None:
    network, routing = model.network, model.routing
    most = max(capacities)
    rest = network.size - len(amounts) - len(network.unloads)
    vector = amounts + [-most] * len(network.unloads) + [0] * rest
    routing.AddDimensionWithVehicleCapacity(
        routing.RegisterUnaryTransitVector(vector), most, capacities, True, name
    )
    dimension = routing.GetDimensionOrDie(name)
    for node in range(len(amounts)):
        dimension.SlackVar(model.manager.NodeToIndex(node)).SetValue(0)
    for number in range(len(network.vehicles)):
        dimension.SlackVar(routing.Start(number)).SetValue(0)


def _add_trip_limit(model: Model) -> None:
    """Limit unloadings per truck where it has a limit; the last one hides in the way home."""
    network, routing = model.network, model.routing
    if not any(v.max_trips for v in network.vehicles):
        return
    containers = network.work == "container"
    vector = [int(containers)] * len(network.stops) + [1] * len(network.unloads)
    vector += [0] * (network.size - len(vector))
    limits = [v.max_trips - (not containers) if v.max_trips else len(vector) for v in network.vehicles]
    routing.AddDimensionWithVehicleCapacity(
        routing.RegisterUnaryTransitVector(vector), 0, limits, True, "trips"
    )


def _add_choices(model: Model) -> None:
    """Let stops be left out at their price, unloadings for nothing; shut trucks out of closed lanes."""
    network, routing = model.network, model.routing
    for node, stop in enumerate(network.stops):
        index = model.manager.NodeToIndex(node)
        routing.AddDisjunction([index], stop.price)
        allowed = [i for i, v in enumerate(network.vehicles) if _fits(stop, v)]
        if len(allowed) < len(network.vehicles):
            routing.VehicleVar(index).SetValues([-1, *allowed])
    for node in range(len(network.unloads)):
        routing.AddDisjunction([model.manager.NodeToIndex(len(network.stops) + node)], 0)


def _fits(stop: Stop, vehicle: Vehicle) -> bool:
    light = stop.kg <= vehicle.capacity_kg and stop.litres <= vehicle.capacity_l
    return light and stop.admits(vehicle)
