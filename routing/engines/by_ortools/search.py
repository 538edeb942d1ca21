"""Two ways to search a closed model: guided local search, and ruin and recreate with local search."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_ils_pb2

from routing.engines.by_ortools.model import Model, usual_leg
from routing.engines.by_ortools.routes import read_routes, to_routes
from routing.model.plan import Sequences

GLS, ILS = "gls", "ils"

TELL_EVERY_S = 0.5
"""Better answers are passed on at most this often; passing one on costs a walk over all nodes."""

LEAST_S = 0.05

TIMING_S = 0.5, 3.0
"""Least and most seconds for finding the times of one candidate; without a limit a bad one could take all."""

WARMTH = 0.1
"""Temperature of ruin and recreate at its beginning, as a part of a usual leg's price."""

START_SHARE, DESCENT_SHARE = 0.3, 0.4
"""Most of the time that goes into saving parts of a start, and into the descent before ruin and recreate."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How to search, until which second of the monotonic clock, and after how many steps (0: any)."""

    method: str
    ends_at: float
    iterations: int

    def left_s(self, share: float = 1.0) -> float:
        """Seconds that are left, or a part of them; never none at all: the solver must come to an answer."""
        return max(LEAST_S, (self.ends_at - time.monotonic()) * share)


@dataclass(slots=True)
class Watch:
    """Called by the solver at each solution; passes better ones on, not too often."""

    model: Model
    tell: Callable[[Sequences], None]
    best: int = 2**62
    locked: bool = False
    told_at: float = field(default_factory=time.monotonic)

    def __call__(self) -> None:
        """Look at the solution that the solver stands on."""
        cost = self.model.routing.CostVar().Max()
        if self.locked:
            self.locked = False
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
    close(model, effort)
    given = begin_from(model, start, effort) if start else None
    watch = Watch(model, tell)
    model.routing.AddAtSolutionCallback(watch)
    way = _descend_and_ruin if effort.method == ILS else _search_guided
    solution = way(model, given, effort, watch)
    return None if solution is None else read_routes(model, solution)


def close(model: Model, effort: Effort) -> None:
    """Close the model for this way of searching."""
    model.routing.CloseModelWithParameters(_parameters(model, effort))


def begin_from(model: Model, start: Sequences, effort: Effort) -> Any:  # noqa: ANN401  # OR-Tools ships no types
    """Return the start as the solver's assignment; a truck's day that the model refuses is left out of it."""
    routing = model.routing
    routes = to_routes(model, start)
    given = routing.ReadAssignmentFromRoutes(routes, True)
    if given is not None:
        return given
    stop_at = time.monotonic() + effort.left_s(START_SHARE)
    kept: list[list[int]] = [[] for _ in routes]
    for number, route in enumerate(routes):
        kept[number] = route
        if route and (time.monotonic() > stop_at or routing.ReadAssignmentFromRoutes(kept, True) is None):
            kept[number] = []
    return routing.ReadAssignmentFromRoutes(kept, True)


def _search_guided(model: Model, given: Any, effort: Effort, _: Watch) -> Any:  # noqa: ANN401  # as above
    return _solve(model, given, _parameters(model, effort))


def _descend_and_ruin(model: Model, given: Any, effort: Effort, watch: Watch) -> Any:  # noqa: ANN401  # as above
    """Go down to a local optimum first: ruin and recreate never improves what it begins from, only its ruins.

    It also builds its own first solution, and in 9.15 ignores hints where stops are optional. So every
    route is locked, and the watch unlocks them at the first solution.
    """
    descent = _parameters(model, effort, 1.0 if effort.iterations else DESCENT_SHARE)
    descent.use_iterated_local_search = False
    descended = _solve(model, given, descent)
    if descended is None:
        return None
    routes = [_indices(model.routing, descended, number) for number in range(model.routing.vehicles())]
    model.routing.ApplyLocksToAllVehicles(routes, True)
    watch.locked = True
    solution = model.routing.SolveWithIteratedLocalSearch(_parameters(model, effort))
    return descended if solution is None else solution


def _solve(model: Model, given: Any, parameters: Any) -> Any:  # noqa: ANN401  # as above
    if given is None:
        return model.routing.SolveWithParameters(parameters)
    return model.routing.SolveFromAssignmentWithParameters(given, parameters)


def _indices(routing: Any, solution: Any, number: int) -> list[int]:  # noqa: ANN401  # as above
    indices = []
    index = solution.Value(routing.NextVar(routing.Start(number)))
    while not routing.IsEnd(index):
        indices.append(index)
        index = solution.Value(routing.NextVar(index))
    return indices


def _parameters(model: Model, effort: Effort, share: float = 1.0) -> Any:  # noqa: ANN401  # as above
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    if effort.iterations:
        parameters.solution_limit = effort.iterations
    limit_s = effort.left_s(share)
    parameters.time_limit.FromMilliseconds(int(limit_s * 1000))
    # the default of 100 ms also bounds the timing of a start with breaks, which then counts as infeasible
    timing_s = TIMING_S[1] if effort.iterations else min(TIMING_S[1], max(TIMING_S[0], limit_s / 10))
    parameters.lns_time_limit.FromMilliseconds(int(timing_s * 1000))
    # no linear programmes for waiting and rests: measured, search without them finds more in the same time
    parameters.disable_scheduling_beware_this_may_degrade_performance = True
    strategy, way = routing_enums_pb2.FirstSolutionStrategy, routing_enums_pb2.LocalSearchMetaheuristic
    if effort.method == ILS:
        parameters.first_solution_strategy = strategy.LOCAL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = way.GREEDY_DESCENT
        _ruin_and_recreate(parameters, usual_leg(model.graph))
    else:
        parameters.first_solution_strategy = strategy.PARALLEL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = way.GUIDED_LOCAL_SEARCH
    return parameters


def _ruin_and_recreate(parameters: Any, usual: int) -> None:  # noqa: ANN401  # as above
    """Strings of neighbours are removed (SISR, Christiaens and Vanden Berghe 2020) and put in again.

    Parameters
    ----------
    usual
        Price of a usual leg: what is accepted at first is dearer by up to a tenth of it or so.
    """
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
    # an automatic temperature would be misled by blocked legs
    cooling.initial_temperature = max(1.0, usual * WARMTH)
    cooling.final_temperature = cooling.initial_temperature / 100
    ils.best_solution_acceptance_strategy.greedy_descent.SetInParent()
