"""Compiled: one step of the search, ruin and recreate, after Christiaens and Vanden Berghe (2020).

Strings of neighbours leave their routes, on all their days or on one; then each point takes the pattern
whose insertions cost least together.
"""

import numpy as np

from routing.week.kernel.compiled import compiled
from routing.week.kernel.insertion import HOPELESS, pattern_price, rate_day
from routing.week.kernel.layout import NO_WAY, Pace, State, Week, Work
from routing.week.kernel.routes import insert, mend, take_out


@compiled
def chance() -> float:
    """Return a number from 0 to 1; the generator is seeded at the start of each stretch."""
    return np.random.random()  # noqa: NPY002 - compiled code has this generator alone


@compiled
def below(n: int) -> int:
    """Return a whole number from 0 to n - 1."""
    return int(chance() * n)


@compiled
def _take(work: Work, c: int) -> None:
    if not work.points[c].is_out:
        work.points[c].is_out = 1
        work.queue[work.counts[0]].point = c
        work.counts[0] += 1


@compiled
def _seed_point(week: Week, state: State, work: Work) -> int:
    """Return a point to begin at, one that is left out more often than others."""
    c = below(week.points)
    if work.counts[2] > 0 and chance() < 0.3:
        while state.chosen[c] >= 0:
            c = (c + 1) % week.points
    return c


@compiled
def _day_of(week: Week, mask: int) -> int:
    """Return a day of a pattern by chance."""
    many = 0
    for d in range(week.days):
        many += (mask >> d) & 1
    pick = below(many)
    for d in range(week.days):
        if (mask >> d) & 1:
            if pick == 0:
                return d
            pick -= 1
    return -1


@compiled
def _take_string(week: Week, state: State, work: Work, c: int, d: int, longest: int) -> None:
    """Take neighbours of a point in its route of a day, itself among them."""
    r = state.at[c, d]
    n = state.routes[r].length
    at = 0
    while state.halts[r, at].node != c:
        at += 1
    many = 1 + below(min(longest, n))
    begin = max(0, at - below(many))
    for k in range(begin, min(n, begin + many)):
        if state.halts[r, k].node < week.points:
            _take(work, state.halts[r, k].node)


@compiled
def choose_out(week: Week, state: State, work: Work, pace: Pace, step: int) -> int:
    """List the points that leave; return the day on which they do, -1 for all their days."""
    day = below(week.days) if chance() < pace.one_day else -1
    target = 1 + int(pace.average * (0.3 + 1.4 * chance()))
    seed = _seed_point(week, state, work)
    for c in week.near[seed]:
        if work.counts[0] >= target:
            break
        if work.points[c].is_out:
            continue
        p = state.chosen[c]
        if p < 0:
            _take(work, c)
            continue
        if day >= 0 and not (week.patterns[p].mask >> day) & 1:
            continue
        d = day if day >= 0 else _day_of(week, week.patterns[p].mask)
        r = state.at[c, d]
        if r >= 0 and work.rows[r].seen != step:
            work.rows[r].seen = step
            _take_string(week, state, work, c, d, pace.longest)
    return day


@compiled
def ruin(week: Week, state: State, work: Work, day: int) -> None:
    """Take the listed points out of their routes, and mend what is left."""
    for q in range(work.counts[0]):
        c = work.queue[q].point
        if state.chosen[c] < 0:
            continue
        for d in range(week.days):
            if day < 0 or d == day:
                take_out(week, state, work, c, d)
        if day < 0:
            state.chosen[c] = -1
    for q in range(work.counts[1]):
        mend(week, state, work.rows[q].touched)


@compiled
def sort_out(week: Week, work: Work) -> None:
    """Order the points that are out: by chance, heavy, far or near ones first, or those with few patterns."""
    how = below(5)
    for q in range(work.counts[0]):
        c = work.queue[q].point
        p = week.nodes[c].first
        if how == 0:
            key = chance()
        elif how == 1:
            key = -week.loads[c, 0, 0].kg
        elif how == 2:
            key = -week.ways[0, week.fleet[0].yard, c].secs
        elif how == 3:
            key = week.ways[0, week.fleet[0].yard, c].secs
        else:
            key = week.nodes[c].last - p + chance()
        at = q
        while at > 0 and work.queue[at - 1].key > key:
            work.queue[at].key = work.queue[at - 1].key
            work.queue[at].point = work.queue[at - 1].point
            at -= 1
        work.queue[at].key = key
        work.queue[at].point = c


@compiled
def _back_on_day(week: Week, state: State, work: Work, c: int, d: int) -> bool:
    """Put a point back on one day; where that fails, take it out of its other days too."""
    if not (week.patterns[state.chosen[c]].mask >> d) & 1:
        return True
    rate_day(week, state, work, c, d)
    load = week.visits[state.chosen[c], d].load
    if work.best[d, load].cost < HOPELESS:
        insert(week, state, work, c, d, load)
        return True
    for other in range(week.days):
        take_out(week, state, work, c, other)
    state.chosen[c] = -1
    for q in range(work.counts[1]):
        mend(week, state, work.rows[q].touched)
    return False


@compiled
def _best_pattern(week: Week, state: State, work: Work, c: int) -> int:
    days = 0
    for p in range(week.nodes[c].first, week.nodes[c].last):
        days |= week.patterns[p].mask
    for d in range(week.days):
        if (days >> d) & 1:
            rate_day(week, state, work, c, d)
    best = -1
    least = NO_WAY
    for p in range(week.nodes[c].first, week.nodes[c].last):
        cost = pattern_price(week, state, work, p)
        if cost < least:
            least = cost
            best = p
    return best


@compiled
def place(week: Week, state: State, work: Work, c: int, day: int) -> None:
    """Put a point in, under its pattern on one day or under the pattern that costs least."""
    if day >= 0 and state.chosen[c] >= 0 and _back_on_day(week, state, work, c, day):
        return
    p = _best_pattern(week, state, work, c)
    state.chosen[c] = p
    if p < 0:
        return
    for d in range(week.days):
        if (week.patterns[p].mask >> d) & 1:
            insert(week, state, work, c, d, week.visits[p, d].load)


@compiled
def recreate(week: Week, state: State, work: Work, day: int) -> None:
    """Put all points that are out back in, as far as there is room."""
    sort_out(week, work)
    for q in range(work.counts[0]):
        place(week, state, work, work.queue[q].point, day)
    for q in range(work.counts[1]):
        mend(week, state, work.rows[q].touched)
