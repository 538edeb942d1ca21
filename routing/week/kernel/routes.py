"""Compiled: what is known of a route, halts put in and taken out, facilities mended."""

from routing.week.kernel.compiled import compiled, inlined
from routing.week.kernel.layout import PLAIN, TIP_FIRST, State, Week, Work

EPS = 1e-6


@compiled
def refresh(week: Week, state: State, r: int) -> None:
    """Work out loads, seconds and cost of a route from its halts."""
    _forget(week, state, r)
    n = state.routes[r].length
    begin = 0
    for k in range(n):
        if state.halts[r, k].node >= week.points:
            _trip(week, state, r, begin, k)
            state.routes[r].trips += 1
            begin = k + 1
    if n:
        _drive(week, state, r)


@compiled
def _forget(week: Week, state: State, r: int) -> None:
    day = r // week.vehicles
    state.routes[r].cost = 0.0
    state.routes[r].secs = 0.0
    state.routes[r].trips = 0
    for f in range(week.facilities):
        state.used[day, f] -= state.took[r, f]
        state.took[r, f] = 0.0


@compiled
def _trip(week: Week, state: State, r: int, begin: int, end: int) -> None:
    """Work out the loads of a trip that goes from position `begin` to the facility at `end`."""
    day = r // week.vehicles
    kg = 0.0
    litres = 0.0
    stream = -1
    for k in range(begin, end):
        c = state.halts[r, k].node
        p = state.chosen[c]
        kg += week.visits[p, day].kg
        litres += week.visits[p, day].litres
        stream = week.nodes[c].stream
        state.halts[r, k].kg = kg
        state.halts[r, k].litres = litres
    for k in range(begin, end + 1):
        state.halts[r, k].total_kg = kg
        state.halts[r, k].total_l = litres
        state.halts[r, k].stream = stream
        state.halts[r, k].end = state.halts[r, end].node
    state.halts[r, end].kg = kg
    state.halts[r, end].litres = litres
    f = state.halts[r, end].node - week.points
    state.took[r, f] += kg
    state.used[day, f] += kg


@compiled
def _drive(week: Week, state: State, r: int) -> None:
    v = r % week.vehicles
    m = week.fleet[v].profile
    here = week.fleet[v].yard
    cost = week.fleet[v].fixed
    secs = 0.0
    stands = 0.0
    for k in range(state.routes[r].length):
        node = state.halts[r, k].node
        cost += week.ways[m, here, node].cost
        secs += week.ways[m, here, node].secs
        if node < week.points:
            stands += week.nodes[node].stands_s
            cost += week.stranger[node, v]
        else:
            stands += week.nodes[node].stands_s
        here = node
    state.routes[r].cost = (
        cost + week.ways[m, here, week.fleet[v].yard].cost + stands * week.fleet[v].per_second
    )
    state.routes[r].secs = secs + week.ways[m, here, week.fleet[v].yard].secs + stands


@inlined
def touch(work: Work, r: int) -> None:
    """Remember that a route was changed in this step."""
    if not work.rows[r].is_touched:
        work.rows[r].is_touched = 1
        work.rows[work.counts[1]].touched = r
        work.counts[1] += 1


@compiled
def insert(week: Week, state: State, work: Work, c: int, d: int, load: int) -> None:
    """Put a point into the best spot found for it on a day, under the pattern chosen for it."""
    r = work.best[d, load].route
    position = work.best[d, load].position
    kind = work.best[d, load].kind
    facility = work.best[d, load].facility
    more = 1 if kind == PLAIN else 2
    for k in range(state.routes[r].length - 1, position - 1, -1):
        state.halts[r, k + more].node = state.halts[r, k].node
    if kind == TIP_FIRST:
        state.halts[r, position].node = facility
        state.halts[r, position + 1].node = c
    else:
        state.halts[r, position].node = c
        if kind != PLAIN:
            state.halts[r, position + 1].node = facility
    state.routes[r].length += more
    state.at[c, d] = r
    state.day_kg[d] += week.visits[state.chosen[c], d].kg
    touch(work, r)
    refresh(week, state, r)


@compiled
def take_out(week: Week, state: State, work: Work, c: int, d: int) -> None:
    """Take a point out of its route of a day; `mend` must follow before the route is read."""
    r = state.at[c, d]
    if r < 0:
        return
    k = 0
    while state.halts[r, k].node != c:
        k += 1
    drop(state, r, k)
    state.at[c, d] = -1
    state.day_kg[d] -= week.visits[state.chosen[c], d].kg
    touch(work, r)


@compiled
def drop(state: State, r: int, k: int) -> None:
    """Take the halt at a position out of a route."""
    for q in range(k, state.routes[r].length - 1):
        state.halts[r, q].node = state.halts[r, q + 1].node
    state.routes[r].length -= 1


@compiled
def mend(week: Week, state: State, r: int) -> None:
    """Drop facilities that nobody needs, join trips that fit into one, take the best facility for each."""
    k = 0
    while k < state.routes[r].length:
        if state.halts[r, k].node >= week.points and (k == 0 or state.halts[r, k - 1].node >= week.points):
            drop(state, r, k)
        else:
            k += 1
    refresh(week, state, r)
    k = 0
    while k < state.routes[r].length:
        if state.halts[r, k].node >= week.points and not _joined(week, state, r, k):
            _better_facility(week, state, r, k)
        k += 1


@inlined
def _detour(week: Week, state: State, r: int, k: int, node: int) -> tuple[float, float]:
    """Return cost and seconds of tipping at `node` in place of position k."""
    v = r % week.vehicles
    m = week.fleet[v].profile
    a = state.halts[r, k - 1].node
    b = state.halts[r, k + 1].node if k + 1 < state.routes[r].length else week.fleet[v].yard
    stands = week.nodes[node].stands_s
    cost = week.ways[m, a, node].cost + week.ways[m, node, b].cost + stands * week.fleet[v].per_second
    return cost, week.ways[m, a, node].secs + week.ways[m, node, b].secs + stands


@compiled
def _joined(week: Week, state: State, r: int, k: int) -> bool:
    """Join the trip that ends at k with the next one where that costs less and nothing forbids it."""
    n = state.routes[r].length
    if k + 1 >= n or state.halts[r, k].stream != state.halts[r, k + 1].stream:
        return False
    v = r % week.vehicles
    kg = state.halts[r, k].total_kg
    if kg + state.halts[r, k + 1].total_kg > week.fleet[v].cap_kg + EPS:
        return False
    if state.halts[r, k].total_l + state.halts[r, k + 1].total_l > week.fleet[v].cap_l + EPS:
        return False
    other = state.halts[r, k + 1].end
    if other != state.halts[r, k].node and not takes(week, state, r // week.vehicles, other, kg):
        return False
    m = week.fleet[v].profile
    a = state.halts[r, k - 1].node
    b = state.halts[r, k + 1].node
    cost, secs = _detour(week, state, r, k, state.halts[r, k].node)
    if cost < week.ways[m, a, b].cost or secs < week.ways[m, a, b].secs:
        return False
    drop(state, r, k)
    refresh(week, state, r)
    return True


@inlined
def takes(week: Week, state: State, day: int, node: int, kg: float) -> bool:
    """Return whether a facility still takes so much on a day."""
    if not week.limited:
        return True
    f = node - week.points
    return bool(state.used[day, f] + kg <= week.most_kg[day, f] + EPS)


@compiled
def _better_facility(week: Week, state: State, r: int, k: int) -> None:
    v = r % week.vehicles
    day = r // week.vehicles
    doors = week.doors[v, state.halts[r, k].stream, day]
    cost, secs = _detour(week, state, r, k, state.halts[r, k].node)
    slack = week.room[v, day] - state.routes[r].secs
    best = state.halts[r, k].node
    for f in doors:
        if f < 0:
            break
        dear, long = _detour(week, state, r, k, f)
        if (
            dear < cost - EPS
            and long - secs <= slack
            and takes(week, state, day, f, state.halts[r, k].total_kg)
        ):
            cost = dear
            best = f
    if best != state.halts[r, k].node:
        state.halts[r, k].node = best
        refresh(week, state, r)
