"""Two ways to search a closed model: guided local search, and ruin and recreate with local search."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_ils_pb2

from routing.engines.by_ortools.model import Model
from routing.engines.by_ortools.routes import read_routes, to_routes
from routing.plan import Sequences

GLS, ILS = "gls", "ils"

TELL_EVERY_S = 0.5
"""Better answers are passed on at most this often; passing one on costs a walk over all nodes."""

LEAST_S = 0.05


@dataclass(frozen=True, slots=True)
class Effort:
    """How to search and for how long; iterations go before seconds."""

    method: str
    limit_s: float
    iterations: int


@dataclass(slots=True)
class Watch:
    """Called by the solver at each solution; passes better ones on, not too often."""

    model: Model
    tell: Callable[[Sequences], None]
    best: int = 2**62
    told_at: float = field(default_factory=time.monotonic)

    def __call__(self) -> None:
        """Look at the solution that the solver stands on."""
        cost = self.model.routing.CostVar().Max()
        if self.best == 2**62:
            self.model.routing.ApplyLocksToAllVehicles([], False)
        if cost >= self.best:
            return
        self.best = cost
        now = time.monotonic()
        if now - self.told_at >= TELL_EVERY_S:
            self.told_at = now
            self.tell(read_routes(self.model))


def search(
    model: Model, start: Sequences, effort: Effort, tell: Callable[[Sequences], None]
) -> Sequences | None:
    """Close the model and search it; None when nothing feasible was found."""
    routing = model.routing
    parameters = close(model, effort)
    given = begin_from(model, start) if start else None
    watch = Watch(model, tell)
    routing.AddAtSolutionCallback(watch)
    if effort.method == ILS:
        if given is not None:
            _lock(model, given)
        solution = routing.SolveWithIteratedLocalSearch(parameters)
    elif given is None:
        solution = routing.SolveWithParameters(parameters)
    else:
        solution = routing.SolveFromAssignmentWithParameters(given, parameters)
    return None if solution is None else read_routes(model, solution)


def close(model: Model, effort: Effort) -> Any:  # noqa: ANN401  # OR-Tools ships no types
    """Close the model for this way of searching and return its parameters."""
    parameters = _parameters(effort)
    model.routing.CloseModelWithParameters(parameters)
    return parameters


def begin_from(model: Model, start: Sequences) -> Any:  # noqa: ANN401  # OR-Tools ships no types
    """Return the start as the solver's assignment; a truck's day that the model refuses is left out of it."""
    routing = model.routing
    routes = to_routes(model, start)
    given = routing.ReadAssignmentFromRoutes(routes, True)
    if given is not None:
        return given
    kept: list[list[int]] = [[] for _ in routes]
    for number, route in enumerate(routes):
        kept[number] = route
        if route and routing.ReadAssignmentFromRoutes(kept, True) is None:
            kept[number] = []
    return routing.ReadAssignmentFromRoutes(kept, True)


def _lock(model: Model, given: Any) -> None:  # noqa: ANN401  # as above
    """Make the given routes the first solution of a search that takes no start.

    Ruin and recreate builds its own first solution, and in 9.15 ignores hints where stops are optional. So
    every route is locked, and the watch unlocks all at the first solution.
    """
    routing = model.routing
    routes = [_indices(routing, given, number) for number in range(routing.vehicles())]
    routing.ApplyLocksToAllVehicles(routes, True)


def _indices(routing: Any, given: Any, number: int) -> list[int]:  # noqa: ANN401  # as above
    indices = []
    index = given.Value(routing.NextVar(routing.Start(number)))
    while not routing.IsEnd(index):
        indices.append(index)
        index = given.Value(routing.NextVar(index))
    return indices


def _parameters(effort: Effort) -> Any:  # noqa: ANN401  # as above
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    if effort.iterations:
        parameters.solution_limit = effort.iterations
    parameters.time_limit.FromMilliseconds(int(max(LEAST_S, effort.limit_s) * 1000))
    strategy, way = routing_enums_pb2.FirstSolutionStrategy, routing_enums_pb2.LocalSearchMetaheuristic
    if effort.method == ILS:
        parameters.first_solution_strategy = strategy.LOCAL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = way.GREEDY_DESCENT
        _ruin_and_recreate(parameters)
    else:
        parameters.first_solution_strategy = strategy.PARALLEL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = way.GUIDED_LOCAL_SEARCH
    return parameters


def _ruin_and_recreate(parameters: Any) -> None:  # noqa: ANN401  # as above
    """Strings of neighbours are removed (SISR, Christiaens and Vanden Berghe 2020) and put in again."""
    parameters.use_iterated_local_search = True
    ils = parameters.iterated_local_search_parameters
    ils.perturbation_strategy = routing_ils_pb2.PerturbationStrategy.RUIN_AND_RECREATE
    ruin = ils.ruin_recreate_parameters
    strings = ruin.ruin_strategies.add().sisr
    strings.max_removed_sequence_size = 10
    strings.avg_num_removed_visits = 10
    strings.bypass_factor = 0.5
    ruin.ruin_composition_strategy = routing_ils_pb2.RuinCompositionStrategy.RUN_ONE_RANDOMLY
    ruin.recreate_strategy.heuristic = routing_enums_pb2.FirstSolutionStrategy.LOCAL_CHEAPEST_INSERTION
    ruin.route_selection_neighbors_ratio = 1.0
    ruin.route_selection_min_neighbors = 10
    ruin.route_selection_max_neighbors = 100
    # without the local search step memory grows by tens of megabytes a second
    ils.improve_perturbed_solution = True
    cooling = ils.reference_solution_acceptance_strategy.simulated_annealing
    cooling.cooling_schedule_strategy = routing_ils_pb2.CoolingScheduleStrategy.EXPONENTIAL
    cooling.automatic_temperatures = True
    ils.best_solution_acceptance_strategy.greedy_descent.SetInParent()
