"""From an answer to the tables of the search and back."""

import numpy as np

from routing.week.kernel.arrays import Ints, WeekArrays, WeekState
from routing.week.kernel.cost import cost_of
from routing.week.kernel.layout import (
    BEST,
    HALT,
    LONGEST_ROUTE,
    POINT,
    QUEUED,
    ROUTE,
    ROW,
    State,
    Top,
    Week,
    Work,
)


def empty_state(week: Week) -> State:
    """Return an answer that leaves everything out."""
    routes = week.days * week.vehicles
    return State(
        halts=np.zeros((routes, _width(week)), HALT),
        routes=np.zeros(routes, ROUTE),
        took=np.zeros((routes, week.facilities)),
        used=np.zeros((week.days, week.facilities)),
        day_kg=np.zeros(week.days),
        chosen=np.full(week.points, -1, np.int64),
        at=np.full((week.points, week.days), -1, np.int64),
    )


def new_work(week: Week) -> Work:
    """Return space to work in."""
    routes = week.days * week.vehicles
    return Work(
        counts=_ints(3),
        queue=np.zeros(week.points + 1, QUEUED),
        points=np.zeros(week.points, POINT),
        rows=np.zeros(routes, ROW),
        best=np.zeros((week.days, week.loads.shape[2]), BEST),
        kept_seq=_ints(routes, _width(week)),
        kept_at=_ints(week.points, week.days),
    )


def new_top(week: Week) -> Top:
    """Return a place for the best answer, dearer than any."""
    routes = week.days * week.vehicles
    return Top(
        _ints(routes, _width(week)), _ints(routes), np.full(week.points, -1, np.int64), np.array([np.inf])
    )


def load_state(week: Week, answer: WeekState) -> State:
    """Return the tables of an answer."""
    state = empty_state(week)
    state.chosen[:] = answer.chosen
    for day, routes in enumerate(answer.routes):
        for vehicle, halts in enumerate(routes):
            row = day * week.vehicles + vehicle
            nodes = [h if h >= 0 else week.points - 1 - h for h in halts]
            state.halts["node"][row, : len(nodes)] = nodes
            state.routes["length"][row] = len(nodes)
            for node in nodes:
                if node < week.points:
                    state.at[node, day] = row
    return state


def read_top(arrays: WeekArrays, week: Week, top: Top) -> WeekState:
    """Return the best answer, with its cost worked out anew from the arrays."""
    return _answer(arrays, week, (top.seq, top.length, top.chosen))


def read_state(arrays: WeekArrays, week: Week, state: State) -> WeekState:
    """Return the answer in hand."""
    return _answer(arrays, week, (state.halts["node"], state.routes["length"], state.chosen))


def _answer(arrays: WeekArrays, week: Week, tables: tuple[Ints, Ints, Ints]) -> WeekState:
    seq, length, chosen = tables
    rows = [_halts(week, seq[r, : length[r]]) for r in range(len(length))]
    routes = tuple(tuple(rows[d * week.vehicles : (d + 1) * week.vehicles]) for d in range(week.days))
    bare = WeekState(routes, chosen.copy(), 0.0)
    return WeekState(routes, bare.chosen, cost_of(arrays, bare))


def _halts(week: Week, nodes: Ints) -> tuple[int, ...]:
    return tuple(n if n < week.points else week.points - 1 - n for n in nodes.tolist())


def _width(week: Week) -> int:
    return min(2 * week.points + 4, LONGEST_ROUTE)


def _ints(*shape: int) -> Ints:
    return np.zeros(shape, np.int64)
