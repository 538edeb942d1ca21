"""Compiled: the cheapest spot for a point in a route, on a day, and the pattern that costs least over all."""

import numpy as np

from routing.week.kernel.compiled import compiled, inlined
from routing.week.kernel.layout import NO_WAY, PLAIN, THEN_TIP, TIP_FIRST, Spot, State, Visit, Week, Work
from routing.week.kernel.routes import EPS, takes

HOPELESS = NO_WAY / 10
_BLINK = 0.01


@inlined
def _visit(week: Week, state: State, c: int, r: int, load: int) -> Visit:
    v = r % week.vehicles
    d = r // week.vehicles
    return Visit(
        c,
        r,
        v,
        d,
        week.loads[c, d, load].kg,
        week.loads[c, d, load].litres,
        week.room[v, d] - state.routes[r].secs - week.nodes[c].stands_s + EPS,
        week.nodes[c].stands_s * week.fleet[v].per_second + week.stranger[c, v],
    )


@inlined
def _nowhere() -> Spot:
    return Spot(NO_WAY, -1, PLAIN, -1, 0.0, 0.0)


@inlined
def _holds(week: Week, visit: Visit, kg: float, litres: float) -> bool:
    """Whether a trip of so much takes the visit too."""
    v = visit.vehicle
    return bool(
        kg + visit.kg <= week.fleet[v].cap_kg + EPS and litres + visit.litres <= week.fleet[v].cap_l + EPS
    )


@inlined
def _around(week: Week, state: State, visit: Visit, k: int) -> tuple[int, int]:
    """Return the nodes between which position k lies."""
    r = visit.route
    yard = week.fleet[visit.vehicle].yard
    before = state.halts[r, k - 1].node if k > 0 else yard
    after = state.halts[r, k].node if k < state.routes[r].length else yard
    return before, after


@inlined
def _plain(week: Week, state: State, visit: Visit, k: int, best: Spot) -> Spot:
    a, b = _around(week, state, visit, k)
    m = week.fleet[visit.vehicle].profile
    c = visit.point
    cost = week.ways[m, a, c].cost + week.ways[m, c, b].cost - week.ways[m, a, b].cost
    if (
        cost >= best.cost
        or week.ways[m, a, c].secs + week.ways[m, c, b].secs - week.ways[m, a, b].secs > visit.slack_s
    ):
        return best
    r = visit.route
    v = visit.vehicle
    if week.limited:
        return Spot(cost, k, PLAIN, -1, visit.kg, visit.litres)
    return Spot(
        cost,
        k,
        PLAIN,
        -1,
        week.fleet[v].cap_kg - state.halts[r, k].total_kg,
        week.fleet[v].cap_l - state.halts[r, k].total_l,
    )


@inlined
def _try_facility(week: Week, visit: Visit, legs: tuple[int, int, int, int], f: int, best: Spot) -> Spot:
    """Compare going `legs` (a, x, y, b), of which one is the facility, with the best so far."""
    a, x, y, b = legs
    m = week.fleet[visit.vehicle].profile
    unload = week.nodes[f].stands_s
    cost = (
        week.ways[m, a, x].cost + week.ways[m, x, y].cost + week.ways[m, y, b].cost - week.ways[m, a, b].cost
    )
    cost += unload * week.fleet[visit.vehicle].per_second
    if cost >= best.cost:
        return best
    secs = (
        week.ways[m, a, x].secs + week.ways[m, x, y].secs + week.ways[m, y, b].secs - week.ways[m, a, b].secs
    )
    if secs + unload > visit.slack_s:
        return best
    return Spot(cost, best.position, best.kind, f, visit.kg, visit.litres)


@inlined
def _then_tip(week: Week, state: State, visit: Visit, k: int, best: Spot) -> Spot:
    """Look at the point with a facility after it: it ends the trip so far, or is one of its own."""
    a, b = _around(week, state, visit, k)
    r = visit.route
    carried = k > 0 and a < week.points
    kg = state.halts[r, k - 1].kg if carried else 0.0
    litres = state.halts[r, k - 1].litres if carried else 0.0
    stream = week.nodes[visit.point].stream
    if carried and (b >= week.points or state.halts[r, k].stream != stream):
        return best
    if not _holds(week, visit, kg, litres):
        return best
    for f in week.doors[visit.vehicle, stream, visit.day]:
        if f < 0:
            break
        moved = visit.kg if carried and state.halts[r, k].end == f else kg + visit.kg
        if takes(week, state, visit.day, f, moved):
            better = _try_facility(week, visit, (a, visit.point, f, b), f, best)
            if better.cost < best.cost:
                best = Spot(better.cost, k, THEN_TIP, f, visit.kg, visit.litres)
    return best


@inlined
def _tip_first(week: Week, state: State, visit: Visit, k: int, best: Spot) -> Spot:
    """Look at the point after a new facility: it begins a trip with what comes behind it."""
    a, b = _around(week, state, visit, k)
    r = visit.route
    stream = week.nodes[visit.point].stream
    if k == 0 or k >= state.routes[r].length or a >= week.points or state.halts[r, k].stream != stream:
        return best
    kg = state.halts[r, k - 1].kg
    end = state.halts[r, k].end
    if not _holds(
        week, visit, state.halts[r, k].total_kg - kg, state.halts[r, k].total_l - state.halts[r, k - 1].litres
    ):
        return best
    if not takes(week, state, visit.day, end, visit.kg):
        return best
    for f in week.doors[visit.vehicle, stream, visit.day]:
        if f < 0:
            break
        if f == end or takes(week, state, visit.day, f, kg):
            better = _try_facility(week, visit, (a, f, visit.point, b), f, best)
            if better.cost < best.cost:
                best = Spot(better.cost, k, TIP_FIRST, f, visit.kg, visit.litres)
    return best


@inlined
def _fits(week: Week, state: State, visit: Visit, k: int) -> bool:
    r = visit.route
    if k >= state.routes[r].length or state.halts[r, k].stream != week.nodes[visit.point].stream:
        return False
    if not _holds(week, visit, state.halts[r, k].total_kg, state.halts[r, k].total_l):
        return False
    return takes(week, state, visit.day, state.halts[r, k].end, visit.kg)


@compiled
def cheapest(week: Week, state: State, visit: Visit) -> Spot:
    """Return the cheapest spot in a route.

    Where the point fits into a trip, another facility there would only be a longer way, and is not looked at.
    """
    best = _nowhere()
    r = visit.route
    n = state.routes[r].length
    if visit.slack_s < 0 or n + 2 > state.halts.shape[1]:
        return best
    most = week.fleet[visit.vehicle].most_trips
    more = most == 0 or state.routes[r].trips < most
    for k in range(n + 1):
        if np.random.random() < _BLINK:  # noqa: NPY002 - compiled code has this generator alone
            continue
        if _fits(week, state, visit, k):
            best = _plain(week, state, visit, k, best)
        elif more:
            best = _then_tip(week, state, visit, k, best)
            best = _tip_first(week, state, visit, k, best)
    return best


@inlined
def _rate_route(week: Week, state: State, work: Work, c: int, r: int) -> None:
    """Compare a route's spots with the day's best, for every load the point's patterns make on that day."""
    d = r // week.vehicles
    spot = _nowhere()
    for load in range(week.loads.shape[2]):
        visit = _visit(week, state, c, r, load)
        if visit.kg < 0.0:
            break
        if load == 0 or visit.kg > spot.most_kg or visit.litres > spot.most_l:
            spot = cheapest(week, state, visit)
        opened = week.fleet[visit.vehicle].fixed if state.routes[r].length == 0 else 0.0
        cost = spot.cost + visit.own + opened
        if cost < work.best[d, load].cost:
            work.best[d, load].cost = cost
            work.best[d, load].route = r
            work.best[d, load].position = spot.position
            work.best[d, load].kind = spot.kind
            work.best[d, load].facility = spot.facility


@compiled
def rate_day(week: Week, state: State, work: Work, c: int, d: int) -> None:
    """Find the cheapest spot of a day for each load that the point may make on it."""
    for load in range(week.loads.shape[2]):
        work.best[d, load].cost = NO_WAY
    for v in week.able[c, d]:
        if v < 0:
            break
        _rate_route(week, state, work, c, d * week.vehicles + v)


@compiled
def unbalanced(week: Week, day_kg: np.ndarray) -> float:
    """Return what lies off the mean of the working days by more than the share that is free, in rupiah."""
    total = 0.0
    days = 0
    for d in range(week.days):
        if (week.workdays >> d) & 1:
            total += day_kg[d]
            days += 1
    if days == 0:
        return 0.0
    mean = total / days
    off = 0.0
    for d in range(week.days):
        if (week.workdays >> d) & 1:
            off += max(0.0, abs(day_kg[d] - mean) - week.balance_share * mean)
    return off * week.balance


@compiled
def pattern_price(week: Week, state: State, work: Work, p: int) -> float:
    """Return what a pattern costs beside and with its insertions."""
    cost: float = week.patterns[p].cost
    for d in range(week.days):
        if (week.patterns[p].mask >> d) & 1:
            cost += work.best[d, week.visits[p, d].load].cost
            if cost > HOPELESS:
                return NO_WAY
    if week.balance > 0.0:
        for d in range(week.days):
            state.day_kg[d] += week.visits[p, d].kg
        cost += unbalanced(week, state.day_kg)
        for d in range(week.days):
            state.day_kg[d] -= week.visits[p, d].kg
    return cost
