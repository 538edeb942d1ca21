"""What bounds a truck's day in the routing model: loads, caps, breaks, releases, and who served before."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from routing.model.problem import Break, Vehicle, Work

if TYPE_CHECKING:
    from routing.engines.by_ortools.model import Model

NO_LIMIT = 10**9
"""Stands for "no cap"; any day has fewer stops, trips and kilograms."""


def add_loads(model: "Model") -> None:
    """Kilograms and litres; an unloading may take off up to the largest capacity, slack fills the rest."""
    graph = model.graph
    if graph.work == "container":
        return
    _add_amount(model, "kg", [s.kg for s in graph.stops], [v.capacity_kg for v in graph.vehicles])
    _add_amount(model, "litres", [s.litres for s in graph.stops], [v.capacity_l for v in graph.vehicles])


def _add_amount(model: "Model", name: str, amounts: list[int], capacities: list[int]) -> None:
    routing, most = model.routing, max(capacities)
    vector = model.register([*amounts, *[-most] * len(model.graph.copies)])
    routing.AddDimensionWithVehicleCapacity(vector, most, capacities, True, name)
    dimension = routing.GetDimensionOrDie(name)
    for node in range(len(amounts)):
        dimension.SlackVar(model.index(node)).SetValue(0)
    for number in range(len(capacities)):
        dimension.SlackVar(routing.Start(number)).SetValue(0)


def add_caps(model: "Model") -> None:
    """Most stops, kilograms and unloadings of a truck's day."""
    graph = model.graph
    count, copies = len(graph.stops), len(graph.copies)
    _add_cap(model, "day_stops", [1] * count, [v.max_stops or NO_LIMIT for v in graph.vehicles])
    _add_cap(model, "day_kg", [s.kg for s in graph.stops], [v.max_kg or NO_LIMIT for v in graph.vehicles])
    vector = [int(graph.work == "container")] * count + [1] * copies
    _add_cap(model, "trips", vector, [max(0, trips_left(v, graph.work)) for v in graph.vehicles])
    for number, vehicle in enumerate(graph.vehicles):
        if trips_left(vehicle, graph.work) < 0:
            model.routing.NextVar(model.routing.Start(number)).SetValue(model.routing.End(number))


def trips_left(vehicle: Vehicle, work: Work) -> int:
    """Unloadings that show in the model: not those hidden in the first and last leg; may be negative."""
    if not vehicle.max_trips:
        return NO_LIMIT
    return vehicle.max_trips - int(vehicle.loaded) - int(work == "collect")


def _add_cap(model: "Model", name: str, vector: list[int], caps: list[int]) -> None:
    if min(caps) == NO_LIMIT:
        return
    model.routing.AddDimensionWithVehicleCapacity(model.register(vector), 0, caps, True, name)


def add_changes(model: "Model") -> None:
    """Charge for every stop that another truck serves than the one that keeps it.

    A vector per truck, whose sum costs per unit, does what a cost matrix per truck would, without its memory.
    """
    graph, routing, price = model.graph, model.routing, model.graph.problem.change_price
    keepers = {s.keeps for s in graph.stops}
    if not price or keepers <= {""}:
        return
    others = model.register([int(bool(s.keeps)) for s in graph.stops])
    vectors = {
        v.id: model.register([int(s.keeps not in {"", v.id}) for s in graph.stops])
        for v in graph.vehicles
        if v.id in keepers
    }
    transits = [vectors.get(v.id, others) for v in graph.vehicles]
    routing.AddDimensionWithVehicleTransits(transits, 0, len(graph.stops), True, "changes")
    dimension = routing.GetDimensionOrDie("changes")
    for number in range(len(graph.vehicles)):
        dimension.SetCumulVarSoftUpperBound(routing.End(number), 0, price)


def add_breaks(model: "Model") -> None:
    """Rests between halts; one before leaving or after coming home costs the route nothing."""
    graph, routing = model.graph, model.routing
    time = routing.GetDimensionOrDie("time")
    stays = [int(graph.stays[model.manager.IndexToNode(i)]) for i in range(routing.Size())]
    for number, vehicle in enumerate(graph.vehicles):
        due = [rest for rest in vehicle.breaks if rest.windows[-1].close_s >= 0]
        if due:
            rests = [_interval(model, rest) for rest in due]
            time.SetBreakIntervalsOfVehicle(rests, number, stays)


def _interval(model: "Model", rest: Break) -> Any:  # noqa: ANN401  # OR-Tools ships no types
    solver = model.routing.solver()
    windows = [w for w in rest.windows if w.close_s >= 0]
    begin = solver.IntVar(max(0, windows[0].open_s), windows[-1].close_s)
    for early, late in pairwise(windows):
        begin.RemoveInterval(early.close_s + 1, late.open_s - 1)
    return solver.FixedDurationIntervalVar(begin, rest.duration_s, "rest")


def add_releases(model: "Model") -> None:
    """Let no trip leave its yard or facility before the latest release of its stops.

    A dimension carries "this trip left at or after" along the trip; at an unloading it starts anew.
    """
    graph, routing = model.graph, model.routing
    latest = max((s.release_s for s in graph.stops), default=0)
    if not latest:
        return
    resets = len(graph.stops) if graph.work == "container" else 0
    vector = [-latest] * resets + [0] * (len(graph.stops) - resets) + [-latest] * len(graph.copies)
    routing.AddDimension(model.register(vector), 2 * latest, latest, True, "release")
    release, time = routing.GetDimensionOrDie("release"), routing.GetDimensionOrDie("time")
    solver = routing.solver()
    for node, stop in enumerate(graph.stops):
        index = model.index(node)
        release.CumulVar(index).SetMin(stop.release_s)
        if graph.work == "collect":
            release.SlackVar(index).SetValue(0)
    leaving = [routing.Start(v) for v in range(len(graph.vehicles))]
    leaving += [model.index(node) for node, amount in enumerate(vector) if amount]
    places = range(routing.Size() + routing.vehicles())
    begun, reached = ([d.CumulVar(i) for i in places] for d in (release, time))
    for index in leaving:
        stay_s = int(graph.stays[model.manager.IndexToNode(index)])
        after = routing.NextVar(index)
        # said by what comes next, not by time and slack here: bounds of their sum are too loose to refuse
        way_s = time.FixedTransitVar(index) - stay_s
        solver.Add(solver.Element(begun, after) + way_s <= solver.Element(reached, after))
