"""The tables that compiled code works on: the week as it stands, an answer in hand, and space to work in.

Nodes count through: points 0 .. C - 1, then facilities, then yards. Route r belongs to day r // V and
vehicle r % V and is a row of nodes that ends with a facility; the yard is not written.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.week.kernel.arrays import Floats, Ints, WeekArrays

NO_WAY = 1e12
"""Cost or seconds where there is no road: sums of it stay numbers."""

LONGEST_ROUTE = 400
"""Halts of one route; a vehicle with more of them on a day would not come home."""

_NEIGHBOURS = 250


type Records = Any
"""An array of records; compiled code uses their fields as attributes, which numpy's types do not know."""

_LEG = np.dtype([("cost", "f8"), ("secs", "f8")])
_VEHICLE = np.dtype(
    [
        ("profile", "i8"),
        ("yard", "i8"),
        ("most_trips", "i8"),
        ("cap_kg", "f8"),
        ("cap_l", "f8"),
        ("fixed", "f8"),
        ("per_second", "f8"),
    ]
)
_NODE = np.dtype([("stands_s", "f8"), ("price", "f8"), ("stream", "i8"), ("first", "i8"), ("last", "i8")])
_PATTERN = np.dtype([("mask", "i8"), ("cost", "f8")])
_VISIT = np.dtype([("kg", "f8"), ("litres", "f8"), ("load", "i8")])
_LOAD = np.dtype([("kg", "f8"), ("litres", "f8")])
HALT = np.dtype(
    [
        ("node", "i8"),
        ("kg", "f8"),
        ("litres", "f8"),
        ("total_kg", "f8"),
        ("total_l", "f8"),
        ("stream", "i8"),
        ("end", "i8"),
    ]
)
"""A halt: what is on board after it and of its whole trip, that trip's stream and the facility at its end."""

ROUTE = np.dtype([("length", "i8"), ("trips", "i8"), ("cost", "f8"), ("secs", "f8")])
QUEUED = np.dtype([("point", "i8"), ("key", "f8")])
POINT = np.dtype([("is_out", "i8"), ("chosen", "i8")])
ROW = np.dtype([("touched", "i8"), ("is_touched", "i8"), ("seen", "i8"), ("length", "i8")])
BEST = np.dtype([("cost", "f8"), ("route", "i8"), ("position", "i8"), ("kind", "i8"), ("facility", "i8")])


class Week(NamedTuple):
    """What does not change: `WeekArrays` by nodes, with lists of what is possible.

    Records, not an array for each figure: compiled code hands every array over in nine words, and takes
    minutes to compile where there are fifty of them.

    Parameters
    ----------
    ways
        (M, n, n) cost and seconds.
    fleet, nodes, patterns
        (V,), (n,), (P,); a point's patterns are `first` to `last` - 1.
    visits
        (P, H) what waits on each day of a pattern, and which of the day's `loads` that is.
    loads
        (C, H, G) the different loads that a point's patterns make on a day, light first, ended by -1 kg.
    room
        (V, H) seconds.
    doors
        (V, S, H, F + 1) facility nodes where a vehicle may tip a stream on a day, ended by -1.
    able
        (C, H, V + 1) vehicles that may serve a point on a day and tip its stream, ended by -1.
    near
        (C, W) points by nearness, itself first.
    workdays
        Mask of days.
    """

    points: int
    facilities: int
    vehicles: int
    days: int
    limited: bool
    workdays: int
    balance: float
    balance_share: float
    ways: Records
    fleet: Records
    nodes: Records
    patterns: Records
    visits: Records
    loads: Records
    room: Floats
    doors: Ints
    most_kg: Floats
    able: Ints
    stranger: Floats
    near: Ints


class State(NamedTuple):
    """An answer in hand, with what is known of each route.

    Parameters
    ----------
    halts, routes
        (R, L) and (R,), see `HALT` and `ROUTE`.
    at
        (C, H) route that serves a point on a day, -1: none.
    took, used
        (R, F) kilograms that a route brings to a facility, (H, F) that all of a day bring.
    """

    halts: Records
    routes: Records
    took: Floats
    used: Floats
    day_kg: Floats
    chosen: Ints
    at: Ints


class Work(NamedTuple):
    """Space to work in, and the answer to which a step returns when it is not taken.

    Parameters
    ----------
    counts
        How many points are queued, routes touched, points left out at the last look.
    queue, points
        Points that are out, and by point whether it is and its pattern to return to.
    rows
        List of touched routes; by route whether it is, the last step in which a string left it, and the
        length to return to.
    best
        (H, G) of the point in hand: cheapest insertion by day and load.
    """

    counts: Ints
    queue: Records
    points: Records
    rows: Records
    best: Records
    kept_seq: Ints
    kept_at: Ints


class Top(NamedTuple):
    """The best answer so far: routes, their lengths, patterns, and (1,) its cost."""

    seq: Ints
    length: Ints
    chosen: Ints
    cost: Floats


class Visit(NamedTuple):
    """A point to be put into a route, with its load there; `own` is what it costs wherever it goes."""

    point: int
    route: int
    vehicle: int
    day: int
    kg: float
    litres: float
    slack_s: float
    own: float


class Spot(NamedTuple):
    """Where it goes, and up to which load that stays the best place for it.

    Parameters
    ----------
    kind
        `PLAIN`, `THEN_TIP` (a facility after the point), `TIP_FIRST` (a facility before it).
    """

    cost: float
    position: int
    kind: int
    facility: int
    most_kg: float
    most_l: float


PLAIN, THEN_TIP, TIP_FIRST = 0, 1, 2


class Pace(NamedTuple):
    """How a stretch of search goes: steps, temperatures (in cost), how much is taken out at a time."""

    steps: int
    hot: float
    cold: float
    average: float
    longest: int
    one_day: float


def pack(arrays: WeekArrays) -> Week:
    """Return the tables of a week."""
    yards, yard_of = np.unique(arrays.start, return_inverse=True)
    ways = _ways(arrays, np.concatenate([arrays.place, arrays.facility, yards]))
    points, facilities = len(arrays.place), len(arrays.facility)
    doors = _doors(arrays)
    visits, loads = _loads(arrays)
    return Week(
        points=points,
        facilities=facilities,
        vehicles=len(arrays.profile),
        days=arrays.room_s.shape[1],
        limited=bool(np.isfinite(arrays.most_kg).any()),
        workdays=sum(1 << d for d in np.flatnonzero(arrays.workdays).tolist()),
        balance=float(arrays.balance),
        balance_share=float(arrays.balance_share),
        ways=ways,
        fleet=_fleet(arrays, yard_of.ravel() + points + facilities),
        nodes=_nodes(arrays, ways.shape[1]),
        patterns=_records(_PATTERN, mask=arrays.mask, cost=arrays.pattern_cost),
        visits=visits,
        loads=loads,
        room=_floats(arrays.room_s),
        doors=doors,
        most_kg=_floats(np.minimum(arrays.most_kg, NO_WAY)).T.copy(),
        able=_able(arrays, doors),
        stranger=_floats(arrays.stranger),
        near=_near(ways, points),
    )


def _records(kind: np.dtype[Any], **columns: NDArray[Any]) -> Records:
    table = np.zeros(next(iter(columns.values())).shape, kind)
    for name, column in columns.items():
        table[name] = column
    return table


def _floats(table: Floats) -> Floats:
    # a copy, because a table that may not be written is another type to the compiler
    return np.array(table, np.float64, order="C")


def _ways(arrays: WeekArrays, places: Ints) -> Records:
    pick = np.ix_(np.arange(len(arrays.cost)), places, places)
    cost, secs = (np.minimum(np.asarray(t, np.float64), NO_WAY)[pick] for t in (arrays.cost, arrays.seconds))
    return _records(_LEG, cost=cost, secs=secs)


def _fleet(arrays: WeekArrays, yard: Ints) -> Records:
    return _records(
        _VEHICLE,
        profile=arrays.profile,
        yard=yard,
        most_trips=arrays.most_trips,
        cap_kg=arrays.capacity_kg,
        cap_l=arrays.capacity_l,
        fixed=arrays.fixed,
        per_second=arrays.per_second,
    )


def _nodes(arrays: WeekArrays, many: int) -> Records:
    table = np.zeros(many, _NODE)
    points, facilities = len(arrays.place), len(arrays.facility)
    own = table[:points]
    own["stands_s"], own["price"], own["stream"] = arrays.service_s, arrays.price, arrays.stream
    own["first"], own["last"] = arrays.first[:-1], arrays.first[1:]
    table["stands_s"][points : points + facilities] = arrays.unload_s
    return table


def _doors(arrays: WeekArrays) -> Ints:
    admits = np.asarray(arrays.admits, np.bool_)
    vehicles, facilities, streams = admits.shape
    days = arrays.room_s.shape[1]
    doors = np.full((vehicles, streams, days, facilities + 1), -1, np.int64)
    for v, s, d in np.ndindex(vehicles, streams, days):
        there = np.flatnonzero(admits[v, :, s] & arrays.opens[:, d])
        doors[v, s, d, : len(there)] = there + len(arrays.place)
    return doors


def _able(arrays: WeekArrays, doors: Ints) -> Ints:
    points, vehicles = arrays.allowed.shape
    days = arrays.room_s.shape[1]
    able = np.full((points, days, vehicles + 1), -1, np.int64)
    for c, d in np.ndindex(points, days):
        tips = doors[:, arrays.stream[c], d, 0] >= 0
        fit = np.flatnonzero(arrays.allowed[c] & tips & (arrays.room_s[:, d] > 0))
        able[c, d, : len(fit)] = fit
    return able


def _loads(arrays: WeekArrays) -> tuple[Records, Records]:
    points, days = len(arrays.place), arrays.room_s.shape[1]
    most = max(1, int(np.diff(arrays.first).max(initial=1)))
    visits = _records(_VISIT, kg=_floats(arrays.kg), litres=_floats(arrays.litres))
    loads = np.full((points, days, most), -1.0, _LOAD)
    width = 1
    for c, d in np.ndindex(points, days):
        own = np.arange(int(arrays.first[c]), int(arrays.first[c + 1]))
        own = own[(arrays.mask[own] >> d) & 1 == 1]
        if not len(own):
            continue
        pairs = np.stack([arrays.kg[own, d], arrays.litres[own, d]], axis=1)
        kinds, which = np.unique(pairs, axis=0, return_inverse=True)
        width = max(width, len(kinds))
        loads["kg"][c, d, : len(kinds)], loads["litres"][c, d, : len(kinds)] = kinds[:, 0], kinds[:, 1]
        visits["load"][own, d] = which.ravel()
    return visits, loads[:, :, :width].copy()


def _near(ways: Records, points: int) -> Ints:
    secs = ways["secs"][0, :points, :points]
    both = secs + secs.T
    np.fill_diagonal(both, -1.0)
    width = min(points, _NEIGHBOURS)
    return np.ascontiguousarray(np.argsort(both, axis=1, kind="stable")[:, :width], np.int64)
