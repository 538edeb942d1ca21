"""A problem as flat arrays and plain tuples: what insertion reads thousands of times."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from routing.model.problem import UNREACHABLE, Break, Matrix, Problem, Vehicle, Window

type Ints = NDArray[np.int64]
type Bools = NDArray[np.bool_]
type Spans = tuple[tuple[int, int], ...]
"""Windows as plain pairs (open, close)."""

BIG = 10**9
"""Stands for no limit; far above any second, kilogram or litre of a problem."""

FAR = 4 * 10**8
"""Seconds and metres of a missing road: whoever takes it misses every window."""

ALWAYS: Spans = ((-BIG, BIG),)


@dataclass(frozen=True, slots=True)
class Due:
    """A break that a truck has to have."""

    label: str
    duration_s: int
    spans: Spans

    @property
    def last_s(self) -> int:
        """Second after which it cannot begin any more."""
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Truck:
    """What is fixed for one vehicle.

    Parameters
    ----------
    seconds, metres
        Its matrices, (n, n), with `FAR` where there is no road.
    may
        Which stops it may serve, (stops,).
    takes
        Which facility takes which stream from it, (facilities, streams); closed ones take nothing.
    dues
        Breaks still due, in order of time; those that are over before its shift opens are left out.
    twin
        Equal for trucks that differ in nothing but their name.
    """

    number: int
    vehicle: Vehicle
    seconds: Ints
    metres: Ints
    may: Bools
    takes: Bools
    dues: tuple[Due, ...]
    twin: int
    aboard_stream: int

    @property
    def hires(self) -> bool:
        """Whether its fixed cost is due as soon as it serves a stop."""
        return not self.vehicle.out


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Plain:
    """Columns once more as lists: one value is then read several times faster than from an array."""

    rows: list[int]
    kg: list[int]
    litres: list[int]
    stay: list[int]
    release: list[int]
    stream: list[int]
    keeps: list[int]
    tips: list[int]
    unload: list[int]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tables:
    """A problem in columns; stops and facilities go by their numbers in it.

    Parameters
    ----------
    opens, closes
        Windows of the stops, (most windows, stops); what is missing never opens.
    keeps
        Number of the truck that each stop should stay with, -1 for none.
    may, takes
        Those of all trucks: (trucks, stops) and (trucks, facilities, streams).
    """

    problem: Problem
    trucks: tuple[Truck, ...]
    stop_of: dict[str, int]
    facility_of: dict[str, int]
    rows: Ints
    kg: Ints
    litres: Ints
    stay: Ints
    price: Ints
    release: Ints
    stream: Ints
    keeps: Ints
    opens: Ints
    closes: Ints
    spans: tuple[Spans, ...]
    facility_rows: Ints
    facility_spans: tuple[Spans, ...]
    facility_kg: Ints
    released: bool
    container: Bools
    plain: Plain
    may: Bools
    takes: Bools


@lru_cache(maxsize=3)
def tables_of(problem: Problem) -> Tables:
    """Return the columns of a problem; kept for the last few problems, as engines come back with each."""
    stops, facilities = problem.stops, problem.facilities
    streams = _streams(problem)
    spans = tuple(to_spans(s.windows) if s.windows else ALWAYS for s in stops)
    opens, closes = _columns(spans)
    names = {v.id: i for i, v in enumerate(problem.vehicles)}
    plain = Plain(
        rows=[s.location for s in stops],
        kg=[s.kg for s in stops],
        litres=[s.litres for s in stops],
        stay=[s.stay_s() for s in stops],
        release=[s.release_s for s in stops],
        stream=[streams[s.stream] for s in stops],
        keeps=[names.get(s.keeps, -1) for s in stops],
        tips=[f.location for f in facilities],
        unload=[f.unload_s for f in facilities],
    )
    trucks = _trucks(problem, streams)
    return Tables(
        problem=problem,
        trucks=trucks,
        stop_of={s.code: i for i, s in enumerate(stops)},
        facility_of={f.code: i for i, f in enumerate(facilities)},
        rows=_column(plain.rows),
        kg=_column(plain.kg),
        litres=_column(plain.litres),
        stay=_column(plain.stay),
        price=_column([s.price for s in stops]),
        release=_column(plain.release),
        stream=_column(plain.stream),
        keeps=_column(plain.keeps),
        opens=opens,
        closes=closes,
        spans=spans,
        facility_rows=_column(plain.tips),
        facility_spans=tuple(to_spans(f.windows) for f in facilities),
        facility_kg=_column([f.max_kg or BIG for f in facilities]),
        released=any(s.release_s > 0 for s in stops),
        container=np.array([s.work == "container" for s in stops], dtype=np.bool_),
        plain=plain,
        may=np.stack([truck.may for truck in trucks]),
        takes=np.stack([truck.takes for truck in trucks]),
    )


def to_spans(windows: tuple[Window, ...]) -> Spans:
    """Return windows as plain pairs."""
    return tuple((w.open_s, w.close_s) for w in windows)


def _column(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _columns(spans: tuple[Spans, ...]) -> tuple[Ints, Ints]:
    most = max(map(len, spans), default=1)
    opens = np.full((most, len(spans)), BIG, dtype=np.int64)
    closes = np.full((most, len(spans)), -BIG, dtype=np.int64)
    for i, own in enumerate(spans):
        for k, (open_s, close_s) in enumerate(own):
            opens[k, i], closes[k, i] = open_s, close_s
    return opens, closes


def _streams(problem: Problem) -> dict[str, int]:
    names = {s.stream for s in problem.stops} | {v.aboard_stream for v in problem.vehicles}
    return {name: i for i, name in enumerate(sorted(names))}


def _trucks(problem: Problem, streams: dict[str, int]) -> tuple[Truck, ...]:
    ways = {name: _ways(matrix) for name, matrix in problem.matrices.items()}
    kinds: dict[tuple[object, ...], int] = {}
    allowed: dict[int, Bools] = {}
    fixed = {s.vehicle for s in problem.stops if s.vehicle} | {s.keeps for s in problem.stops if s.keeps}
    trucks = []
    for number, vehicle in enumerate(problem.vehicles):
        own = vehicle.id if vehicle.id in fixed or vehicle.out else ""
        twin = kinds.setdefault(_kind(vehicle, own), len(kinds))
        if twin not in allowed:
            allowed[twin] = np.array([s.admits(vehicle) for s in problem.stops], dtype=np.bool_)
        seconds, metres = ways[vehicle.profile]
        takes = np.array(
            [[bool(f.windows) and f.admits(vehicle, s) for s in streams] for f in problem.facilities],
            dtype=np.bool_,
        )
        aboard = streams[vehicle.aboard_stream]
        dues = _dues(vehicle)
        trucks.append(Truck(number, vehicle, seconds, metres, allowed[twin], takes, dues, twin, aboard))
    return tuple(trucks)


def _kind(vehicle: Vehicle, own: str) -> tuple[object, ...]:
    """All that tells trucks apart, names only where some stop asks for one."""
    return (own, *(getattr(vehicle, name) for name in vehicle.__slots__ if name != "id"))


def _ways(matrix: Matrix) -> tuple[Ints, Ints]:
    missing = (matrix.duration_s == UNREACHABLE) | (matrix.distance_m == UNREACHABLE)
    seconds = np.where(missing, FAR, matrix.duration_s).astype(np.int64)
    return seconds, np.where(missing, FAR, matrix.distance_m).astype(np.int64)


def _dues(vehicle: Vehicle) -> tuple[Due, ...]:
    left = [rest for rest in vehicle.breaks if vehicle.out or not _is_over(rest, vehicle.shift.open_s)]
    ordered = sorted(left, key=lambda rest: (rest.windows[0].close_s, rest.windows[0].open_s))
    return tuple(Due(rest.label, rest.duration_s, to_spans(rest.windows)) for rest in ordered)


def _is_over(rest: Break, open_s: int) -> bool:
    return rest.windows[0].open_s + rest.duration_s <= open_s
