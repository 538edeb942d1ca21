"""Iterated local search with PyVRP's moves, listening to others between its steps.

The loop is late acceptance hill climbing after Burke and Bykov (2017), as PyVRP runs it; better plans
found elsewhere are taken over, and every good local optimum is shown to whoever wants to learn from it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pyvrp
from pyvrp.PenaltyManager import PenaltyManager
from pyvrp.search import NODE_OPERATORS, LocalSearch, PerturbationManager

SHORTEST_HISTORY, LONGEST_HISTORY = 20, 2_000
"""Bounds of the steps that late acceptance looks back."""

STEPS_PER_PLACE = 0.4
"""Steps of the whole run for each client and place of the history: the longer the history the better the
end, if the run is long enough to come to it. Measured."""

FRESH_HISTORY = 300
"""Steps that a search from nothing looks back, as PyVRP's authors tuned it."""

FOLLOW_FROM = 0.6
"""Part of the time after which a search goes on from what others found."""

MEASURED_AFTER = 200
"""Steps after which it is clear how many the time will allow."""

RESTART_AFTER = 150_000
"""Steps without a better plan until the search goes back to its best."""

FAR_BETTER = 0.98
"""A plan with at most this part of the best one's cost is followed at once."""

HEAR_EVERY = 50
"""Steps between two looks at what others found."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop: by the clock (monotonic seconds), or after so many steps when they are given."""

    ends_at: float
    iterations: int = 0

    def over(self, done: int) -> bool:
        """Whether it is time to stop."""
        return bool(self.iterations and done >= self.iterations) or time.monotonic() > self.ends_at


@dataclass(frozen=True, slots=True)
class Ears:
    """How a search is bound to the world.

    Parameters
    ----------
    heard
        Gives a plan found elsewhere, or None; asked every few steps.
    told
        Called with every better feasible plan.
    met
        Called with every feasible local optimum.
    """

    heard: Callable[[], pyvrp.Solution | None] = lambda: None
    told: Callable[[pyvrp.Solution], None] = lambda _: None
    met: Callable[[pyvrp.Solution], None] = lambda _: None


class Search:
    """One run of the search.

    Parameters
    ----------
    neighbours
        For each location, the clients that moves try beside it.
    penalties
        For load, lateness and way too long; they adapt while the search runs.
    start
        A plan to begin from; without one, a random one is improved.
    """

    def __init__(
        self,
        data: pyvrp.ProblemData,
        neighbours: list[list[int]],
        penalties: PenaltyManager,
        seed: int,
        start: pyvrp.Solution | None = None,
    ) -> None:
        self.data, self.neighbours, self._penalties = data, neighbours, penalties
        rng = pyvrp.RandomNumberGenerator(seed=seed)
        self._search = _local_search(data, rng, neighbours)
        start_is_random = start is None
        if start is None:
            random = pyvrp.Solution.make_random(data, rng)
            start = self._search(random, penalties.max_cost_evaluator(), exhaustive=True)
        self._fresh = start_is_random
        self._evaluator = penalties.cost_evaluator()
        self._first = self._current = self.best = start
        self._late: list[pyvrp.Solution | None] = [None] * SHORTEST_HISTORY
        self._idle = 0
        self._follows_at = 0.0
        self.done = 0

    def run(self, limits: Limits, ears: Ears) -> pyvrp.Solution:
        """Search until the limits are reached; return the best plan, feasible if any was."""
        begun = time.monotonic()
        self._follows_at = begun + FOLLOW_FROM * (limits.ends_at - begun)
        self._look_back(limits.iterations)
        while not limits.over(self.done):
            if self.done == MEASURED_AFTER and not limits.iterations:
                now = time.monotonic()
                self._look_back(MEASURED_AFTER * (limits.ends_at - begun) / max(now - begun, 1e-6))
            if self.done % HEAR_EVERY == 0 and (other := ears.heard()) is not None:
                self.take(other)
            self._step(ears)
        return self.best

    def _look_back(self, steps: float) -> None:
        """Make the history as long as a run of so many steps can use; a search from nothing has its own."""
        length = int(steps / (STEPS_PER_PLACE * max(1, self.data.num_clients)))
        length = FRESH_HISTORY if self._fresh else length
        self._late = [None] * min(LONGEST_HISTORY, max(SHORTEST_HISTORY, length))

    def cost(self, solution: pyvrp.Solution) -> float:
        """Cost of a feasible plan; without bound for any other."""
        return self._evaluator.cost(solution) if solution.is_feasible() else float("inf")

    def take(self, other: pyvrp.Solution) -> bool:
        """Keep another plan if it is better than the best; late in a run, also go on from it.

        Early on, two searches that always go on from the better plan are only one search. But one that is
        far better (a vehicle less, where vehicles are dear) is out of reach for a search that stays behind.
        """
        cost, best = self.cost(other), self.cost(self.best)
        if cost >= best:
            return False
        self.best = other
        if cost < FAR_BETTER * best:
            # what was accepted long ago would let the search fall back to where it was
            self._first = self._current = other
            self._late = [None] * len(self._late)
        elif time.monotonic() >= self._follows_at:
            self._current = other
        self._idle = 0
        return True

    def polish(self, solution: pyvrp.Solution) -> pyvrp.Solution:
        """Return a plan as good as every move can make it, or itself when that becomes infeasible."""
        better = self._search(solution, self._evaluator, exhaustive=True)
        return better if self.cost(better) < self.cost(solution) else solution

    def _step(self, ears: Ears) -> None:
        self.done += 1
        self._evaluator = self._penalties.cost_evaluator()
        if self._idle >= RESTART_AFTER:
            self._late = [None] * len(self._late)
            self._current, self._idle = self.best, 0
        candidate = self._search(self._current, self._evaluator, exhaustive=False)
        self._penalties.register(candidate)
        self._idle += 1
        if self.cost(candidate) < self.cost(self.best):
            self.best, self._idle = candidate, 0
            candidate = self._search(candidate, self._evaluator, exhaustive=True)
            if self.cost(candidate) < self.cost(self.best):
                self.best = candidate
            ears.told(self.best)
        if candidate.is_feasible():
            ears.met(candidate)
        self._accept(candidate)

    def _accept(self, candidate: pyvrp.Solution) -> None:
        """Go on from a candidate that is better than the present plan, or than the one of long ago."""
        cost = self._evaluator.penalised_cost(candidate)
        present = self._evaluator.penalised_cost(self._current)
        place = self.done % len(self._late)
        late = self._late[place]
        bound = self._evaluator.penalised_cost(late or self._first)
        if cost < bound or cost < present:
            self._current, present = candidate, cost
        if late is None or present < bound:
            self._late[place] = self._current


def _local_search(
    data: pyvrp.ProblemData, rng: pyvrp.RandomNumberGenerator, neighbours: list[list[int]]
) -> LocalSearch:
    search = LocalSearch(data, rng, neighbours, PerturbationManager())
    for operator in NODE_OPERATORS:
        if operator.supports(data):
            search.add_node_operator(operator(data))
    return search
