"""Plans of the searcher to sequences of the problem, and back."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import pyvrp

from routing.engines.by_pyvrp.model import Model
from routing.engines.by_pyvrp.places import Visit
from routing.model.plan import CallKind, Sequence, Sequences
from routing.model.problem import Vehicle, Window
from routing.timing.schedule import Scheduler

COLLECT: CallKind = "collect"
UNLOAD: CallKind = "unload"


def to_sequences(model: Model, solution: pyvrp.Solution) -> Sequences:
    """Return a plan of the searcher with a facility named at every unloading."""
    free = [list(kind) for kind in model.places.kinds]
    return {
        vehicle.id: halts
        for route in solution.routes()
        for vehicle in (free[route.vehicle_type()].pop(0),)
        if (halts := tuple(_halts(model, route)))
    }


def _halts(model: Model, route: pyvrp.Route) -> Iterator[tuple[CallKind, str]]:
    ways = model.ways[route.vehicle_type()]
    hauls = ways.vehicle.work == "container"
    trips = route.trips()
    for number, trip in enumerate(trips, start=1):
        visits = [model.places.visits[n - model.places.depots] for n in trip.visits()]
        for k, visit in enumerate(visits):
            if visit.stop:
                yield COLLECT, visit.stop.code
            last = k == len(visits) - 1
            if not visit.stream or not (hauls or last):
                continue
            if last and number < len(trips):
                tip = model.places.tips[trip.end_depot() - model.places.first_tip]
                yield UNLOAD, tip.facility.code
            else:
                to_row = ways.vehicle.end if last else visits[k + 1].row
                facility = ways.tip(visit.row, to_row, visit.stream)
                if facility:
                    yield UNLOAD, facility.code


def to_solution(model: Model, sequences: Sequences) -> pyvrp.Solution | None:
    """Return sequences as a plan of the searcher; None when nothing is in them, or more trips than may be."""
    reader = _Reader(model)
    routes = []
    for kind, vehicles in enumerate(model.places.kinds):
        for vehicle in vehicles:
            halts = sequences.get(vehicle.id, ())
            if vehicle.max_trips and sum(what == UNLOAD for what, _ in halts) > vehicle.max_trips:
                return None  # news from a search that shares out no caps of the day
            trips = list(reader.trips(vehicle, kind, halts))
            if trips:
                routes.append(pyvrp.Route(model.data, trips, kind))
    return pyvrp.Solution(model.data, routes) if routes else None


class _Reader:
    """Finds locations for stops and facilities, by the hour where they have several windows."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._scheduler = Scheduler(model.places.problem)
        self._begins: Mapping[str, int] = {}
        self._visits: dict[str, list[tuple[int, Visit]]] = {}
        for n, visit in enumerate(model.places.visits, start=model.places.depots):
            name = visit.stop.code if visit.stop else f"\0{visit.out.id}"
            self._visits.setdefault(name, []).append((n, visit))
        self._tips: dict[str, list[tuple[int, Window]]] = {}
        for n, tip in enumerate(model.places.tips, start=model.places.first_tip):
            self._tips.setdefault(tip.facility.code, []).append((n, tip.window))

    def trips(self, vehicle: Vehicle, kind: int, halts: Sequence) -> Iterator[pyvrp.Trip]:
        """Yield a vehicle's day as trips; that of containers is one, since its legs already unload."""
        route = self._scheduler.route(vehicle, halts) if halts else None
        begins = [call.begin_s for call in route.calls] if route else [0] * len(halts)
        loads: list[list[int]] = [[self._visits[f"\0{vehicle.id}"][0][0]] if vehicle.out else []]
        ends: list[int] = []
        places = self._model.places
        for (what, code), begin_s in zip(halts, begins, strict=True):
            if what == COLLECT:
                loads[-1].append(self._client(code, begin_s))
            elif vehicle.work == "collect":
                ends.append(self._tip(code, begin_s))
                loads.append([])
        if len(loads) > 1 and not loads[-1]:
            loads.pop()
            ends.pop()
        if not any(loads):
            return
        limits = [places.start_of(vehicle), *ends, places.end_of(vehicle)]
        for load, (start, end) in zip(loads, pairwise(limits), strict=True):
            yield pyvrp.Trip(self._model.data, load, kind, start, end)

    def _client(self, code: str, begin_s: int) -> int:
        choice = self._visits[code]
        fitting = (n for n, v in choice if v.window is None or v.window.open_s <= begin_s <= v.window.close_s)
        return next(fitting, choice[0][0])

    def _tip(self, code: str, begin_s: int) -> int:
        choice = self._tips.get(code)
        if not choice:
            # a facility that the searcher was not offered: any other, the mender chooses again
            return self._model.places.first_tip
        fitting = (n for n, window in choice if window.open_s <= begin_s <= window.close_s)
        return next(fitting, choice[0][0])
