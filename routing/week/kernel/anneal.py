"""Compiled: a stretch of simulated annealing; the entry from Python, and the only function kept on disk."""

import functools
import math
from collections.abc import Callable

import numpy as np

from routing.week.kernel.compiled import cached, compiled, sources_stamp
from routing.week.kernel.insertion import unbalanced
from routing.week.kernel.layout import Pace, State, Top, Week, Work
from routing.week.kernel.routes import EPS, refresh, touch
from routing.week.kernel.steps import chance, choose_out, recreate, ruin

type Stretch = Callable[[Week, State, Work, Top, Pace, int], float]


@compiled
def total(week: Week, state: State, work: Work) -> float:
    """Return the cost of the answer in hand, and count what it leaves out."""
    cost = 0.0
    for r in range(len(state.routes)):
        cost += state.routes[r].cost
    absent = 0
    for c in range(week.points):
        p = state.chosen[c]
        if p < 0:
            absent += 1
            cost += week.nodes[c].price
        else:
            cost += week.patterns[p].cost
    work.counts[2] = absent
    if week.balance > 0.0:
        cost += unbalanced(week, state.day_kg)
    return cost


@compiled
def _lawful(week: Week, state: State, work: Work) -> bool:
    """Whether touched routes keep their hours; a way with a stop less may be a second longer."""
    for q in range(work.counts[1]):
        r = work.rows[q].touched
        if state.routes[r].secs > week.room[r % week.vehicles, r // week.vehicles] + EPS:
            return False
    return True


@compiled
def _keep(week: Week, state: State, work: Work) -> None:
    for q in range(work.counts[1]):
        r = work.rows[q].touched
        work.rows[r].length = state.routes[r].length
        for k in range(state.routes[r].length):
            work.kept_seq[r, k] = state.halts[r, k].node
    for q in range(work.counts[0]):
        c = work.queue[q].point
        work.points[c].chosen = state.chosen[c]
        for d in range(week.days):
            work.kept_at[c, d] = state.at[c, d]


@compiled
def _return(week: Week, state: State, work: Work) -> None:
    """Go back to the answer before this step."""
    for q in range(work.counts[0]):
        c = work.queue[q].point
        state.chosen[c] = work.points[c].chosen
        for d in range(week.days):
            state.at[c, d] = work.kept_at[c, d]
    for q in range(work.counts[1]):
        r = work.rows[q].touched
        state.routes[r].length = work.rows[r].length
        for k in range(state.routes[r].length):
            state.halts[r, k].node = work.kept_seq[r, k]
        refresh(week, state, r)
    if week.balance > 0.0:
        _weigh_days(week, state)


@compiled
def _weigh_days(week: Week, state: State) -> None:
    for d in range(week.days):
        state.day_kg[d] = 0.0
    for c in range(week.points):
        p = state.chosen[c]
        if p >= 0:
            for d in range(week.days):
                state.day_kg[d] += week.visits[p, d].kg


@compiled
def _clear(work: Work) -> None:
    for q in range(work.counts[0]):
        work.points[work.queue[q].point].is_out = 0
    for q in range(work.counts[1]):
        work.rows[work.rows[q].touched].is_touched = 0
    work.counts[0] = 0
    work.counts[1] = 0


@compiled
def _remember(state: State, top: Top, cost: float) -> None:
    for r in range(len(state.routes)):
        top.length[r] = state.routes[r].length
        for k in range(state.routes[r].length):
            top.seq[r, k] = state.halts[r, k].node
    for c in range(len(state.chosen)):
        top.chosen[c] = state.chosen[c]
    top.cost[0] = cost


@compiled
def _begin(week: Week, state: State, work: Work) -> None:
    """Work out the answer in hand, and put in what is left out as far as that goes."""
    _clear(work)
    for r in range(len(state.routes)):
        work.rows[r].seen = -1
        refresh(week, state, r)
        touch(work, r)
    _weigh_days(week, state)
    for c in range(week.points):
        if state.chosen[c] < 0:
            work.points[c].is_out = 1
            work.queue[work.counts[0]].point = c
            work.counts[0] += 1
    recreate(week, state, work, -1)
    for c in range(week.points):
        work.points[c].chosen = state.chosen[c]
        for d in range(week.days):
            work.kept_at[c, d] = state.at[c, d]
    _keep(week, state, work)


@compiled
def _stretch(week: Week, state: State, work: Work, top: Top, pace: Pace, seed: int) -> float:
    np.random.seed(seed)  # noqa: NPY002 - compiled code has this generator alone
    _begin(week, state, work)
    cost = total(week, state, work)
    if cost < top.cost[0] - EPS:
        _remember(state, top, cost)
    heat = pace.hot
    cooling = (pace.cold / pace.hot) ** (1.0 / max(1, pace.steps))
    for step in range(pace.steps):
        heat *= cooling
        _clear(work)
        absent = work.counts[2]
        day = choose_out(week, state, work, pace, step)
        ruin(week, state, work, day)
        recreate(week, state, work, day)
        new = total(week, state, work)
        if new < cost - heat * math.log(chance()) and _lawful(week, state, work):
            cost = new
            _keep(week, state, work)
            if cost < top.cost[0] - EPS:
                _remember(state, top, cost)
        else:
            work.counts[2] = absent
            _return(week, state, work)
    return cost


@functools.cache
def stretch() -> Stretch:
    """Return the compiled search, which goes some steps on from an answer in hand and returns its cost then.

    Its `Top` keeps the best answer. What the answer leaves out is put in at the start. The same seed and
    steps give the same answer.
    """
    stamp = sources_stamp()

    def search(week: Week, state: State, work: Work, top: Top, pace: Pace, seed: int) -> float:
        # the stamp stands in the closure, and so in the key under which this is kept on disk
        if len(stamp) == 0:
            return 0.0
        return _stretch(week, state, work, top, pace, seed)

    return cached(search)
