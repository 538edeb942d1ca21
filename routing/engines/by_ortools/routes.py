"""Between sequences of halts and the solver's routes, both ways."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from routing.engines.by_ortools.graph import Graph
from routing.engines.by_ortools.limits import trips_left
from routing.engines.by_ortools.model import Model
from routing.errors import EngineError
from routing.model.plan import CallKind, Sequence, Sequences
from routing.model.problem import Vehicle


def to_routes(model: Model, sequences: Sequences) -> list[list[int]]:
    """Return the solver's indices of each truck's halts, by number of the truck.

    Unloadings that hide in composite legs have none; the others take the next free copy of their
    facility, or of any other when none is left.

    Raises
    ------
    EngineError
        When a halt is named that the problem does not have.
    """
    graph = model.graph
    nodes = {s.code: n for n, s in enumerate(graph.stops)}
    known = {s.code for s in graph.problem.stops}
    free = list(range(len(graph.copies)))
    routes = []
    for vehicle in graph.vehicles:
        route = []
        for kind, code in _shown(graph, sequences.get(vehicle.id, ())):
            if kind == "unload":
                node = _take_copy(graph, free, code)
            else:
                node = nodes.get(code)
                if code not in known:
                    raise EngineError(f"the start names {code!r}, which the problem does not")
            if node is not None:
                route.append(model.index(node))
        routes.append(route)
    return routes


def _shown(graph: Graph, sequence: Sequence) -> Iterator[tuple[CallKind, str]]:
    """Yield the halts that are nodes: not the last unloading, nor the first of a loaded truck."""
    stops = [i for i, (kind, _) in enumerate(sequence) if kind == "collect"]
    if not stops:
        return
    taken = False
    for kind, code in sequence[: stops[-1] + 1]:
        if kind == "collect":
            taken = True
            yield kind, code
        elif taken and graph.work == "collect":
            taken = False
            yield kind, code


def _take_copy(graph: Graph, free: list[int], code: str) -> int | None:
    chosen = next((n for n in free if graph.copy(n).code == code), None)
    chosen = free[0] if chosen is None and free else chosen
    if chosen is None:
        return None
    free.remove(chosen)
    return len(graph.stops) + chosen


def read_routes(model: Model, solution: Any = None) -> Sequences:  # noqa: ANN401  # OR-Tools ships no types
    """Return the halts by vehicle of a solution, or of the one the solver stands on in a callback."""
    found = {}
    for number, vehicle in enumerate(model.graph.vehicles):
        halts = tuple(_halts(model.graph, vehicle, _nodes(model, number, solution)))
        if halts:
            found[vehicle.id] = halts
    return found


def _nodes(model: Model, number: int, solution: Any) -> Iterator[int]:  # noqa: ANN401  # as above
    def after(index: int) -> int:
        variable = model.routing.NextVar(index)
        return int(variable.Value() if solution is None else solution.Value(variable))

    index = after(model.routing.Start(number))
    while not model.routing.IsEnd(index):
        yield model.manager.IndexToNode(index)
        index = after(index)


def _halts(graph: Graph, vehicle: Vehicle, nodes: Iterable[int]) -> Iterator[tuple[CallKind, str]]:
    """Yield every halt of a route, with the facilities of its composite legs."""
    tip = graph.legs[graph.kinds[vehicle.id]].tip
    facilities = graph.problem.facilities
    route = [*nodes, graph.end_node(vehicle)]
    if len(route) == 1 and not vehicle.out:
        return
    for before, node in zip([graph.begin_node(vehicle), *route], route, strict=False):
        over = int(tip[before, node])
        if over >= 0:
            yield "unload", facilities[over].code
        if node < len(graph.stops):
            yield "collect", graph.stops[node].code
        elif node < graph.first_begin:
            yield "unload", graph.copy(node - len(graph.stops)).code


def offer_copies(graph: Graph, sequences: Sequences) -> tuple[int, ...]:
    """Return the facility number of each mid-day unloading to offer: only as many as trips can need."""
    if graph.work == "container":
        return ()
    used = _used(graph, sequences)
    spare = 2 + len(graph.stops) // 40
    if not used:
        spare = max(spare, _trips(graph))
    most = sum(max(0, trips_left(v, graph.work)) for v in graph.vehicles)
    chosen = dict.fromkeys([*used, *_near(graph)])
    return tuple(tip for tip in sorted(chosen) for _ in range(min(most, used.get(tip, 0) + spare)))


def _used(graph: Graph, sequences: Sequences) -> dict[int, int]:
    """How often each facility is called at in mid-day."""
    numbers = {f.code: i for i, f in enumerate(graph.problem.facilities)}
    used: dict[int, int] = {}
    for vehicle in graph.vehicles:
        for kind, code in _shown(graph, sequences.get(vehicle.id, ())):
            if kind == "unload" and code in numbers:
                used[numbers[code]] = used.get(numbers[code], 0) + 1
    return used


def _trips(graph: Graph) -> int:
    """How many loads there will be, roughly, and a few more."""
    kg = sum(s.kg for s in graph.stops) / np.mean([v.capacity_kg for v in graph.vehicles])
    litres = sum(s.litres for s in graph.stops) / np.mean([v.capacity_l for v in graph.vehicles])
    return int(1.15 * max(kg, litres)) + 1


def _near(graph: Graph, most: int = 3) -> list[int]:
    """Return the facilities nearest to the stops of each stream, a few per stream."""
    near: dict[int, None] = {}
    facilities = graph.problem.facilities
    tips = sorted({tip for kind in graph.kinds.values() for tip in kind.tips})
    duration_s = graph.problem.matrix(graph.vehicles[0]).duration_s
    for stream in sorted({s.stream for s in graph.stops}):
        rows = [s.location for s in graph.stops if s.stream == stream]
        takers = [t for t in tips if not facilities[t].streams or stream in facilities[t].streams]
        takers.sort(key=lambda t: int(np.abs(duration_s[rows, facilities[t].location]).sum(dtype=np.int64)))
        near.update(dict.fromkeys(takers[:most]))
    return list(near)
