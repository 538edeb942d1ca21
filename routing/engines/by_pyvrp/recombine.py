"""Putting a better plan together from the routes that a search has met."""

import time
from dataclasses import dataclass, field

import numpy as np
import pyvrp

from routing.engines.by_pyvrp.pool import Column, Cover, Pool, choose, once_each
from routing.engines.by_pyvrp.search import Search

NEAR = 1.02
"""A local optimum this near to the best gives its routes to the pool."""

LOOK_EVERY = 10
"""Steps between two local optima that are looked at: taking one apart costs as much as half a step."""

SHARE = 0.08
"""Part of the time that may go into coverings."""

EVERY_STEPS = 2_500
"""Steps between two coverings at least, so that there is something new to choose from."""

MOST_CLIENTS_PER_ROUTE = 16
"""With longer routes, what was met in different plans hardly ever goes together."""

LIMIT_S, MERGE_LIMIT_S = 4.0, 0.5
"""Most seconds of one covering, of the whole pool and of two plans."""


@dataclass(slots=True)
class Recombiner:
    """Collects routes of a search and now and then asks for the best plan made of them."""

    search: Search
    pool: Pool[pyvrp.Route] = field(default_factory=Pool)
    tried_at: int = 0
    spent_s: float = 0.0
    begun: float = field(default_factory=time.monotonic)

    def meet(self, solution: pyvrp.Solution) -> None:
        """Keep the routes of a feasible local optimum if it is near the best."""
        if self.search.done % LOOK_EVERY == 0 and self._near(solution):
            self.keep(solution)

    def keep(self, solution: pyvrp.Solution) -> None:
        """Keep the routes of a plan."""
        self._collect(self.pool, solution)

    def _collect(self, pool: Pool[pyvrp.Route], solution: pyvrp.Solution) -> None:
        types = self.search.data.vehicle_types()
        for route in solution.routes():
            kind = route.vehicle_type()
            cost = route.distance_cost() + route.duration_cost() + types[kind].fixed_cost
            pool.add(Column(route, kind, frozenset(route.visits()), cost))

    def _cover(self) -> Cover:
        data, best = self.search.data, self.search.cost(self.search.best)
        prizes = [10 * best if c.required else min(float(c.prize), 10 * best) for c in data.clients()]
        vehicles = np.array([t.num_available for t in data.vehicle_types()])
        return Cover(np.array(prizes), vehicles, data.num_depots)

    def due(self) -> bool:
        """Whether it is time for a covering."""
        if self.search.done - self.tried_at < EVERY_STEPS or not self.search.best.is_feasible():
            return False
        if self.search.best.num_clients() > MOST_CLIENTS_PER_ROUTE * max(1, self.search.best.num_routes()):
            return False
        return self.spent_s <= SHARE * (time.monotonic() - self.begun)

    def join(self, limit_s: float = LIMIT_S) -> pyvrp.Solution | None:
        """Return a better plan made of routes in the pool, or None when there is none to be found."""
        begun, search = time.monotonic(), self.search
        self.tried_at = search.done
        self.keep(search.best)
        best = search.cost(search.best)
        chosen = choose(self.pool.latest(), self._cover(), best, min(limit_s, LIMIT_S) / 2)
        joined = self._plan(chosen) if chosen else None
        self.spent_s += time.monotonic() - begun
        return joined

    def merge(self, other: pyvrp.Solution) -> pyvrp.Solution:
        """Return the best plan made of the routes of the best and another plan, or that other one."""
        if not (other.is_feasible() and self.search.best.is_feasible()):
            return other
        self.keep(other)
        mine, search = Pool[pyvrp.Route](), self.search
        for solution in (search.best, other):
            self._collect(mine, solution)
        least = min(search.cost(search.best), search.cost(other))
        chosen = choose(mine.latest(), self._cover(), least, MERGE_LIMIT_S)
        return self._plan(chosen) if chosen else other

    def _plan(self, chosen: tuple[Column[pyvrp.Route], ...]) -> pyvrp.Solution:
        data = self.search.data
        kept = once_each([[trip.visits() for trip in column.route.trips()] for column in chosen])
        routes = []
        for column, loads in zip(chosen, kept, strict=True):
            trips = [
                pyvrp.Trip(data, load, column.kind, trip.start_depot(), trip.end_depot())
                for load, trip in zip(loads, column.route.trips(), strict=True)
            ]
            routes.append(pyvrp.Route(data, trips, column.kind))
        return self.search.polish(pyvrp.Solution(data, routes))

    def _near(self, solution: pyvrp.Solution) -> bool:
        return self.search.cost(solution) <= NEAR * self.search.cost(self.search.best)
