"""A start that the search can stand on: what breaks a rule in it is left out and put in anew."""

import numpy as np

from routing.week.kernel.arrays import WeekArrays, WeekState
from routing.week.kernel.cost import cost_of, pattern_faults, route_faults, visited_days


def lawful(arrays: WeekArrays, start: WeekState) -> WeekState:
    """Return a start without the routes that break a rule, and without the points that these served."""
    chosen = _own_patterns(arrays, start)
    bare = WeekState(start.routes, chosen, 0.0)
    tipped = np.zeros(arrays.most_kg.shape)
    for d, v in np.ndindex(len(start.routes), len(arrays.profile)):
        halts = start.routes[d][v]
        if all(chosen[h] >= 0 for h in halts if h >= 0) and _keeps_rules(arrays, bare, (d, v), tipped):
            continue
        chosen[[h for h in halts if h >= 0]] = -1
    kept = WeekState(_without(start, chosen), chosen, 0.0)
    return WeekState(kept.routes, chosen, cost_of(arrays, kept))


def _own_patterns(arrays: WeekArrays, start: WeekState) -> np.ndarray:
    """Return patterns, -1 where days and pattern do not go together."""
    chosen = start.chosen.copy()
    for c, _ in pattern_faults(arrays, start, visited_days(start)):
        chosen[c] = -1
    return chosen


def _keeps_rules(arrays: WeekArrays, state: WeekState, where: tuple[int, int], tipped: np.ndarray) -> bool:
    brought: dict[int, float] = {}
    if list(route_faults(arrays, state, where, brought)):
        return False
    d = where[0]
    if any(tipped[f, d] + kg > arrays.most_kg[f, d] for f, kg in brought.items()):
        return False
    for f, kg in brought.items():
        tipped[f, d] += kg
    return True


def _without(start: WeekState, chosen: np.ndarray) -> tuple[tuple[tuple[int, ...], ...], ...]:
    return tuple(
        tuple(_tidy([h for h in halts if h < 0 or chosen[h] >= 0]) for halts in routes)
        for routes in start.routes
    )


def _tidy(halts: list[int]) -> tuple[int, ...]:
    """Return halts without facilities to which nothing is brought."""
    kept: list[int] = []
    for h in halts:
        if h >= 0 or (kept and kept[-1] >= 0):
            kept.append(h)
    return tuple(kept)
