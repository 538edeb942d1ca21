"""OR-Tools' routing model of a graph: what a day costs, how long it takes, who may go where.

`SetAllowedVehiclesForIndex` raises a TypeError from Python in 9.15, so the vehicle variable's values
are set instead, -1 included for "left out".
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp

from routing.engines.by_ortools import limits
from routing.engines.by_ortools.graph import Graph
from routing.engines.by_ortools.legs import BLOCKED, Kind
from routing.model.problem import UNREACHABLE, Stop, Vehicle, Window

TIME = "time"


@dataclass(frozen=True, slots=True)
class Model:
    """A routing model with the graph that its nodes stand for."""

    graph: Graph
    manager: Any
    routing: Any

    def index(self, node: int) -> int:
        """Return the solver's own number of a node that is no truck's beginning or end."""
        return int(self.manager.NodeToIndex(node))

    def register(self, vector: list[int]) -> int:
        """Return the number of a registered amount per node, given for the first nodes; 0 for the others."""
        rest = self.graph.size - len(vector)
        return int(self.routing.RegisterUnaryTransitVector([*vector, *[0] * rest]))


FIXED_IN_LEGS = 20
"""A fixed cost of up to so many usual legs is charged on a truck's first leg, where search looks for it."""


def make_model(graph: Graph, *, warm: bool = False) -> Model:
    """Return the routing model of a graph, not yet closed.

    Parameters
    ----------
    warm
        The search will have a start. Fixed costs far above all legs ("fewest trucks first") are then charged
        beside the legs: guided local search would punish nothing but the first legs for them.
    """
    starts = [graph.begin_node(v) for v in graph.vehicles]
    ends = [graph.end_node(v) for v in graph.vehicles]
    manager = pywrapcp.RoutingIndexManager(graph.size, len(graph.vehicles), starts, ends)
    model = Model(graph, manager, pywrapcp.RoutingModel(manager))
    _add_costs(model, warm=warm)
    _add_time(model)
    _add_choices(model)
    limits.add_loads(model)
    limits.add_caps(model)
    limits.add_changes(model)
    limits.add_breaks(model)
    limits.add_releases(model)
    return model


def _add_costs(model: Model, *, warm: bool) -> None:
    """Arc costs in rupiah: way and time together; fixed costs per truck."""
    evaluators: dict[Kind, int] = {}
    usual = usual_leg(model.graph)
    for number, vehicle in enumerate(model.graph.vehicles):
        kind = model.graph.kinds[vehicle.id]
        if kind not in evaluators:
            cost = kind.price(_seconds(model, kind), model.graph.legs[kind].metres)
            evaluators[kind] = model.routing.RegisterTransitMatrix(cost.tolist())
        model.routing.SetArcCostEvaluatorOfVehicle(evaluators[kind], number)
        if warm and vehicle.fixed_cost > FIXED_IN_LEGS * usual:
            model.routing.SetAmortizedCostFactorsOfVehicle(vehicle.fixed_cost, 0, number)
        else:
            model.routing.SetFixedCostOfVehicle(vehicle.fixed_cost, number)
        if vehicle.out:
            model.routing.SetVehicleUsedWhenEmpty(True, number)


def usual_leg(graph: Graph) -> int:
    """Return the median price of the legs between stops, in rupiah, for the first kind of truck."""
    kind, legs = next(iter(graph.legs.items()))
    count = len(graph.stops)
    between = kind.price(legs.seconds, legs.metres)[:count, :count]
    return int(np.median(between)) if count else 0


def _seconds(model: Model, kind: Kind) -> Any:  # noqa: ANN401  # NumPy's own sums have no narrower type here
    """Seconds of every leg with the stay at its first node."""
    return (model.graph.legs[kind].seconds + model.graph.stays[:, None]).clip(max=BLOCKED)


def _add_time(model: Model) -> None:
    graph, routing = model.graph, model.routing
    transits = {kind: routing.RegisterTransitMatrix(_seconds(model, kind).tolist()) for kind in graph.legs}
    horizon_s = min(BLOCKED - 1, max(1, *(v.back_by_s for v in graph.vehicles)))
    routing.AddDimensionWithVehicleTransits(
        [transits[graph.kinds[v.id]] for v in graph.vehicles], horizon_s, horizon_s, False, TIME
    )
    time = routing.GetDimensionOrDie(TIME)
    _bound_days(model, time, horizon_s)
    hours = [_stop_windows(graph, stop) for stop in graph.stops]
    hours += [graph.copy(number).windows for number in range(len(graph.copies))]
    for node, windows in enumerate(hours):
        if not _allow(time.CumulVar(model.index(node)), windows, horizon_s):
            routing.VehicleVar(model.index(node)).SetValues([-1])
    _charge_waiting(model, time)


def _bound_days(model: Model, time: Any, horizon_s: int) -> None:  # noqa: ANN401  # OR-Tools ships no types
    """Set when each truck may leave and be home, what overtime costs, and who cannot tip at all today."""
    graph, routing = model.graph, model.routing
    for number, vehicle in enumerate(graph.vehicles):
        first_s = min(horizon_s, max(0, vehicle.shift.open_s))
        time.CumulVar(routing.Start(number)).SetRange(first_s, max(first_s, vehicle.back_by_s))
        end = routing.End(number)
        home = _home_windows(graph, vehicle)
        shift = Window(vehicle.shift.open_s, vehicle.back_by_s)
        if not home:
            routing.NextVar(routing.Start(number)).SetValue(end)
        whole = not home or (vehicle.out and not vehicle.loaded)
        _allow(time.CumulVar(end), (shift,) if whole else home, horizon_s)
        if vehicle.back_by_s > vehicle.shift.close_s and vehicle.overtime_per_hour:
            per_s = max(1, round(vehicle.overtime_per_hour / 3600))
            time.SetCumulVarSoftUpperBound(end, max(0, vehicle.shift.close_s), per_s)


def _charge_waiting(model: Model, time: Any) -> None:  # noqa: ANN401  # OR-Tools ships no types
    """Make waiting cost what a truck's hours cost; without hours at stops nobody has to wait."""
    if not any(s.windows for s in model.graph.stops):
        return
    for number, vehicle in enumerate(model.graph.vehicles):
        if vehicle.cost_per_hour:
            time.SetSlackCostCoefficientForVehicle(max(1, round(vehicle.cost_per_hour / 3600)), number)


def _home_windows(graph: Graph, vehicle: Vehicle) -> tuple[Window, ...]:
    """When this vehicle may be home, having found a facility open on the way there; empty for never."""
    duration_s = graph.problem.matrix(vehicle).duration_s
    spans: list[tuple[int, int]] = []
    for tip in graph.kinds[vehicle.id].tips:
        facility = graph.problem.facilities[tip]
        way_s = int(duration_s[facility.location, vehicle.end])
        if way_s != UNREACHABLE:
            late_s = facility.unload_s + way_s
            spans += [(w.open_s + late_s, w.close_s + late_s) for w in facility.windows]
    shift = Window(vehicle.shift.open_s, vehicle.back_by_s)
    inside = [Window(max(a, shift.open_s), min(b, shift.close_s)) for a, b in _joined(spans)]
    return tuple(w for w in inside if w.open_s <= w.close_s)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans as few as possible, in order of time."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


def _stop_windows(graph: Graph, stop: Stop) -> tuple[Window, ...]:
    """When service of a stop may begin, so that some facility can still be reached before it closes."""
    last_s = max((_latest_s(graph, kind, stop) for kind in graph.legs), default=-1)
    own = stop.windows or (Window(0, max(0, last_s)),)
    return tuple(Window(w.open_s, min(w.close_s, last_s)) for w in own if w.open_s <= last_s)


def _latest_s(graph: Graph, kind: Kind, stop: Stop) -> int:
    duration_s = graph.problem.matrices[kind.profile].duration_s
    facilities = [graph.problem.facilities[tip] for tip in kind.tips]
    return max(
        (
            f.windows[-1].close_s - stop.stay_s() - int(duration_s[stop.location, f.location])
            for f in facilities
            if duration_s[stop.location, f.location] != UNREACHABLE
        ),
        default=-1,
    )


def _allow(variable: Any, windows: tuple[Window, ...], horizon_s: int) -> bool:  # noqa: ANN401  # OR-Tools ships no types
    """Keep a time variable inside the windows; False when none of them lies in the day."""
    inside = [w for w in windows if w.open_s <= horizon_s and w.close_s >= 0]
    if not inside:
        return False
    variable.SetRange(max(0, inside[0].open_s), min(horizon_s, inside[-1].close_s))
    for early, late in pairwise(inside):
        if late.open_s > early.close_s + 1:
            variable.RemoveInterval(early.close_s + 1, late.open_s - 1)
    return True


def _add_choices(model: Model) -> None:
    """Let stops be left out at their price, unloadings for nothing; shut trucks out of closed lanes."""
    graph, routing = model.graph, model.routing
    vehicles = list(enumerate(graph.vehicles))
    for node, stop in enumerate(graph.stops):
        routing.AddDisjunction([model.index(node)], stop.price)
        _admit(model, node, [i for i, v in vehicles if fits(stop, v)])
    for number in range(len(graph.copies)):
        node = len(graph.stops) + number
        routing.AddDisjunction([model.index(node)], 0)
        tip = graph.copies[number]
        _admit(model, node, [i for i, v in vehicles if tip in graph.kinds[v.id].tips])


def _admit(model: Model, node: int, vehicles: list[int]) -> None:
    if len(vehicles) < len(model.graph.vehicles):
        model.routing.VehicleVar(model.index(node)).SetValues([-1, *vehicles])


def fits(stop: Stop, vehicle: Vehicle) -> bool:
    """Whether this truck could ever serve the stop, were it alone."""
    light = stop.kg <= vehicle.capacity_kg and stop.litres <= vehicle.capacity_l
    return light and stop.admits(vehicle)
