"""What an answer costs and which rules it breaks, worked out plainly: no line of the compiled search."""

import itertools
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from routing.week.kernel.arrays import WeekArrays, WeekState

_EPS = 1e-6


def cost_of(arrays: WeekArrays, state: WeekState) -> float:
    """Return rupiah: ways, hours, vehicles, strangers, patterns, what is left out, unbalanced days."""
    served = state.chosen >= 0
    total = float(arrays.pattern_cost[state.chosen[served]].sum() + arrays.price[~served].sum())
    for routes in state.routes:
        total += sum(route_cost(arrays, v, halts) for v, halts in enumerate(routes))
    return total + _unbalanced(arrays, arrays.kg[state.chosen[served]].sum(axis=0))


def route_cost(arrays: WeekArrays, vehicle: int, halts: tuple[int, ...]) -> float:
    """Return rupiah of one route, 0 where it is not driven."""
    if not halts:
        return 0.0
    strangers = sum(arrays.stranger[h, vehicle] for h in halts if h >= 0)
    hours = sum(_stands_s(arrays, h) for h in halts) * arrays.per_second[vehicle]
    way = _along(arrays, arrays.cost[arrays.profile[vehicle]], vehicle, halts)
    return float(arrays.fixed[vehicle] + way + hours + strangers)


def route_s(arrays: WeekArrays, vehicle: int, halts: tuple[int, ...]) -> float:
    """Return seconds from the yard to the yard."""
    if not halts:
        return 0.0
    way = _along(arrays, arrays.seconds[arrays.profile[vehicle]], vehicle, halts)
    return float(way + sum(_stands_s(arrays, h) for h in halts))


def faults_of(arrays: WeekArrays, state: WeekState) -> list[str]:
    """Return every rule that an answer breaks, none for one that is feasible; left-out points break none."""
    faults = []
    for d, v in np.ndindex(len(state.routes), len(arrays.profile)):
        faults += [f"day {d}, vehicle {v}: {rule}" for rule in route_faults(arrays, state, (d, v), {})]
    faults += [f"day {d}: facility {f} takes too much" for f, d in _over(arrays, state)]
    found = pattern_faults(arrays, state, visited_days(state))
    return faults + [f"point {c}: {rule}" for c, rule in found]


def _over(arrays: WeekArrays, state: WeekState) -> Iterator[tuple[int, int]]:
    """Yield facilities and days on which they are brought more than they take."""
    for d, routes in enumerate(state.routes):
        tipped: dict[int, float] = {}
        for v in range(len(routes)):
            list(route_faults(arrays, state, (d, v), tipped))
        yield from ((f, d) for f, kg in tipped.items() if kg > arrays.most_kg[f, d] + _EPS)


def visited_days(state: WeekState) -> dict[int, list[int]]:
    """Return the days on which each point is served."""
    days: dict[int, list[int]] = defaultdict(list)
    for d, routes in enumerate(state.routes):
        for halt in itertools.chain.from_iterable(routes):
            if halt >= 0:
                days[halt].append(d)
    return days


def pattern_faults(
    arrays: WeekArrays, state: WeekState, days: dict[int, list[int]]
) -> Iterator[tuple[int, str]]:
    """Yield points that are not served on the days of their pattern."""
    for c, p in enumerate(state.chosen.tolist()):
        if p >= 0 and not arrays.first[c] <= p < arrays.first[c + 1]:
            yield c, f"pattern {p} is another's"
        mask = int(arrays.mask[p]) if p >= 0 else 0
        if sorted(days.get(c, ())) != [d for d in range(arrays.room_s.shape[1]) if mask >> d & 1]:
            yield c, f"days {days.get(c)} are not those of its pattern"


def route_faults(
    arrays: WeekArrays, state: WeekState, where: tuple[int, int], tipped: dict[int, float]
) -> Iterator[str]:
    """Yield rules that one route (day, vehicle) breaks, and add to `tipped` what it brings where."""
    d, v = where
    halts = state.routes[d][v]
    if not halts:
        return
    if halts[-1] >= 0:
        yield "does not end empty"
    if not route_s(arrays, v, halts) <= arrays.room_s[v, d] + _EPS:
        yield "is out too long"
    trips = [list(part) for at_stop, part in itertools.groupby(halts, lambda h: h >= 0) if at_stop]
    ends = [h for h in halts if h < 0]
    if len(trips) != len(ends) or (0 < arrays.most_trips[v] < len(ends)):
        yield "makes trips that it must not"
        return
    for trip, end in zip(trips, ends, strict=True):
        yield from _trip_faults(arrays, state, where, trip, -1 - end)
        tipped[-1 - end] = tipped.get(-1 - end, 0.0) + sum(arrays.kg[state.chosen[c], d] for c in trip)


def _trip_faults(
    arrays: WeekArrays, state: WeekState, where: tuple[int, int], trip: list[int], facility: int
) -> Iterator[str]:
    d, v = where
    patterns = state.chosen[trip]
    streams = set(arrays.stream[trip].tolist())
    if arrays.kg[patterns, d].sum() > arrays.capacity_kg[v] + _EPS:
        yield "carries too many kilograms"
    if arrays.litres[patterns, d].sum() > arrays.capacity_l[v] + _EPS:
        yield "carries too many litres"
    if not arrays.allowed[trip, v].all():
        yield "serves a point that it may not"
    if len(streams) > 1:
        yield "mixes streams"
    if not arrays.opens[facility, d] or not all(arrays.admits[v, facility, s] for s in streams):
        yield "tips where it may not"


def _along(arrays: WeekArrays, table: np.ndarray, vehicle: int, halts: tuple[int, ...]) -> float:
    yard = int(arrays.start[vehicle])
    places = [yard, *(int(arrays.place[h] if h >= 0 else arrays.facility[-1 - h]) for h in halts), yard]
    return float(sum(table[a, b] for a, b in itertools.pairwise(places)))


def _stands_s(arrays: WeekArrays, halt: int) -> float:
    return float(arrays.service_s[halt] if halt >= 0 else arrays.unload_s[-1 - halt])


def _unbalanced(arrays: WeekArrays, day_kg: np.ndarray) -> float:
    worked = day_kg[np.asarray(arrays.workdays, bool)]
    if arrays.balance <= 0 or not len(worked):
        return 0.0
    mean = worked.mean()
    return float(arrays.balance * np.maximum(0.0, np.abs(worked - mean) - arrays.balance_share * mean).sum())
