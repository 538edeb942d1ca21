"""Good routes met on the way, and the best plan that can be put together from them.

A search throws away most of what it meets, though each near-best plan holds a few excellent routes.
Choosing among all of them is set covering: every client at least once or its prize is lost, no more
routes of a kind than there are vehicles.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack

MOST_COLUMNS = 8_000
"""Routes a covering is chosen from; more take HiGHS longer than they are worth."""

MOST_KEPT = 30_000
"""Routes kept in memory; beyond, those met first are forgotten."""

MOST_CHOSEN_FROM = 1_500
"""Columns of the integer programme: those with the least reduced cost."""


@dataclass(frozen=True, slots=True)
class Column[R]:
    """A route with its cost as the search counts it."""

    route: R
    kind: int
    clients: frozenset[int]
    cost: int


@dataclass(slots=True)
class Pool[R]:
    """The cheapest route of each kind for each set of clients, the latest last."""

    columns: dict[tuple[int, frozenset[int]], Column[R]] = field(default_factory=dict)

    def add(self, column: Column[R]) -> None:
        """Keep a route if it is the cheapest for its clients; one met again counts as met last."""
        name = (column.kind, column.clients)
        known = self.columns.pop(name, None)
        self.columns[name] = column if known is None or column.cost < known.cost else known

    def latest(self) -> list[Column[R]]:
        """Return the latest routes, as many as a covering can be chosen from; forget the oldest."""
        spare = len(self.columns) - MOST_KEPT
        for name in list(self.columns)[: max(0, spare)]:
            del self.columns[name]
        return list(self.columns.values())[-MOST_COLUMNS:]


@dataclass(frozen=True, slots=True)
class Cover:
    """What a covering must keep.

    Parameters
    ----------
    prizes
        What leaving a client out costs, (clients,).
    vehicles
        How many of each kind there are, (kinds,).
    first_client
        Number of the first client.
    """

    prizes: NDArray[np.float64]
    vehicles: NDArray[np.int64]
    first_client: int


def choose[R](
    columns: list[Column[R]], cover: Cover, best_cost: float, limit_s: float
) -> tuple[Column[R], ...]:
    """Return the routes of a covering cheaper than `best_cost`, or none when none was found.

    The linear relaxation comes first: a route whose reduced cost is greater than the gap between it and
    the best known can be in no better covering, and most of them are gone by that.
    """
    if not columns:
        return ()
    rows = _rows(columns, cover)
    costs = np.r_[np.array([c.cost for c in columns], dtype=float), cover.prizes]
    least, reduced = _relax(costs, rows, cover, limit_s)
    if least >= best_cost - 0.5:
        return ()
    own = reduced[: len(columns)]
    kept = np.argsort(own, kind="stable")[:MOST_CHOSEN_FROM]
    kept = kept[own[kept] <= best_cost - least]
    used = np.r_[kept, np.arange(len(columns), len(costs))]
    solved = _decide(costs[used], rows[:, used], cover, (best_cost, limit_s))
    if solved.x is None:
        return ()
    return tuple(columns[k] for k, x in zip(kept, solved.x, strict=False) if x > 0.5)


def _rows[R](columns: list[Column[R]], cover: Cover) -> csr_array:
    """Return clients over kinds (rows) by routes, then clients left out (columns)."""
    clients = len(cover.prizes)
    rows = [i - cover.first_client for c in columns for i in c.clients]
    numbers = [n for n, c in enumerate(columns) for _ in c.clients]
    rows += [clients + c.kind for c in columns]
    numbers += range(len(columns))
    height = clients + len(cover.vehicles)
    covering = csr_array((np.ones(len(rows)), (rows, numbers)), shape=(height, len(columns)))
    return csr_array(hstack([covering, eye_array(height, clients)]))


def _relax(
    costs: NDArray[np.float64], rows: csr_array, cover: Cover, limit_s: float
) -> tuple[float, NDArray[np.float64]]:
    """Return the cost of the linear relaxation and every column's reduced cost."""
    clients = len(cover.prizes)
    signs = np.r_[-np.ones(clients), np.ones(len(cover.vehicles))]
    bounds = np.r_[-np.ones(clients), cover.vehicles]
    below = csr_array(rows.multiply(signs[:, None]))
    solved = linprog(
        costs, A_ub=below, b_ub=bounds, bounds=(0, 1), method="highs", options={"time_limit": limit_s}
    )
    if solved.status != 0:
        return float("inf"), np.zeros(len(costs))
    return float(solved.fun), costs - below.T @ solved.ineqlin.marginals


def _decide(
    costs: NDArray[np.float64], rows: csr_array, cover: Cover, bounds: tuple[float, float]
) -> OptimizeResult:
    """Solve the integer programme below a cost, within seconds."""
    clients = len(cover.prizes)
    routes = len(costs) - clients
    lower = np.r_[np.ones(clients), np.full(len(cover.vehicles), -np.inf)]
    upper = np.r_[np.full(clients, np.inf), cover.vehicles]
    below, limit_s = bounds
    return milp(
        costs,
        integrality=np.r_[np.ones(routes), np.zeros(clients)],
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(rows, lower, upper),
            LinearConstraint(costs[None, :], -np.inf, below - 0.5),
        ],
        options={"time_limit": limit_s, "mip_rel_gap": 1e-5},
    )


def once_each(routes: Iterable[list[list[int]]]) -> list[list[list[int]]]:
    """Return the trips of routes with each client kept only where it comes first."""
    seen: set[int] = set()
    kept: list[list[list[int]]] = []
    for route in routes:
        trips = []
        for trip in route:
            trips.append([c for c in trip if c not in seen])
            seen.update(trip)
        kept.append(trips)
    return kept
