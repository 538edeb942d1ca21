"""Routes of good weeks, recombined exactly: which routes and which patterns together cost least."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from routing.week.kernel.arrays import WeekArrays, WeekState
from routing.week.kernel.cost import cost_of, route_cost, route_s

MOST_COLUMNS = 2500
MOST_KEPT = 20_000
"""Routes that are remembered; beyond it those of the dearest weeks are forgotten."""

_EPS = 1e-6

type Load = tuple[float, float]
type Key = tuple[int, tuple[int, ...], tuple[Load, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """A route that a kind of vehicle may drive on a day, with the load it finds at each of its points."""

    day: int
    kind: int
    halts: tuple[int, ...]
    loads: tuple[Load, ...]
    cost: float


@dataclass(slots=True)
class Pool:
    """Routes seen, each with the cost of the best week that drove it."""

    arrays: WeekArrays
    kinds: tuple[int, ...] = ()
    seen: dict[Key, tuple[float, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kinds = kinds_of(self.arrays)

    def add(self, state: WeekState) -> None:
        """Remember the routes of a week."""
        for key, day in _keys(self.arrays, self.kinds, state):
            known = self.seen.get(key)
            if known is None or state.cost < known[0]:
                self.seen[key] = (state.cost, day)
        if len(self.seen) > 2 * MOST_KEPT:
            kept = sorted(self.seen.items(), key=lambda item: item[1][0])[:MOST_KEPT]
            self.seen = dict(kept)

    def columns(self, best: WeekState) -> list[Column]:
        """Return routes for each day on which they could be driven, those of the cheapest weeks first."""
        self.add(best)
        found: list[Column] = []
        for key, (_, day) in sorted(self.seen.items(), key=lambda item: item[1][0]):
            found += self._on_days(key, day)
            if len(found) >= MOST_COLUMNS:
                break
        return found

    def _on_days(self, key: Key, own_day: int) -> Iterator[Column]:
        kind, halts, loads = key
        points = [h for h in halts if h >= 0]
        cost, long_s = route_cost(self.arrays, kind, halts), route_s(self.arrays, kind, halts)
        doors = {-1 - h for h in halts if h < 0}
        for day in range(len(self.arrays.workdays)):
            may = long_s <= self.arrays.room_s[kind, day] + _EPS and all(
                self.arrays.opens[f, day] for f in doors
            )
            if day == own_day or (may and self._same_loads(points, loads, day)):
                yield Column(day, kind, halts, loads, cost)

    def _same_loads(self, points: Sequence[int], loads: Sequence[Load], day: int) -> bool:
        for c, load in zip(points, loads, strict=True):
            own = range(int(self.arrays.first[c]), int(self.arrays.first[c + 1]))
            if not any(
                self.arrays.mask[p] >> day & 1
                and (self.arrays.kg[p, day], self.arrays.litres[p, day]) == load
                for p in own
            ):
                return False
        return True


def kinds_of(arrays: WeekArrays) -> tuple[int, ...]:
    """Return for each vehicle the first one that is like it in everything."""
    first: dict[bytes, int] = {}
    rows = (
        arrays.profile,
        arrays.capacity_kg,
        arrays.capacity_l,
        arrays.fixed,
        arrays.most_trips,
        arrays.per_second,
        arrays.start,
        arrays.room_s,
        arrays.admits,
        arrays.allowed.T,
        arrays.stranger.T,
    )
    looks = [
        b"|".join(np.ascontiguousarray(row[v]).tobytes() for row in rows) for v in range(len(arrays.profile))
    ]
    return tuple(first.setdefault(look, v) for v, look in enumerate(looks))


def _keys(arrays: WeekArrays, kinds: Sequence[int], state: WeekState) -> Iterator[tuple[Key, int]]:
    for day, routes in enumerate(state.routes):
        for v, halts in enumerate(routes):
            if halts:
                own = [state.chosen[h] for h in halts if h >= 0]
                loads = tuple((float(arrays.kg[p, day]), float(arrays.litres[p, day])) for p in own)
                yield (kinds[v], halts, loads), day


def recombine(
    arrays: WeekArrays, columns: Sequence[Column], best: WeekState, seconds: float
) -> WeekState | None:
    """Return the cheapest week made of the given routes, None where none is cheaper than `best`."""
    from ortools.sat.python import cp_model

    mixer = _Model(arrays, columns, best, cp_model.CpModel())
    mixer.build()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(mixer.model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    week = mixer.week(solver)
    return week if week.cost < best.cost - _EPS else None


type _Solving = Any
"""Of OR-Tools, which ships no types: a model, a solver, a sum."""


class _Model:
    """Set partitioning: each point takes one pattern, and on its days one route with the load it makes."""

    def __init__(
        self, arrays: WeekArrays, columns: Sequence[Column], best: WeekState, model: _Solving
    ) -> None:
        self.arrays, self.columns, self.best, self.model = arrays, columns, best, model
        self.scale = 10_000.0 / max(1.0, best.cost) * 1000
        self.kinds = kinds_of(arrays)
        self.drives = [model.new_bool_var("") for _ in columns]
        self.takes = [model.new_bool_var("") for _ in arrays.mask]
        self.leaves = [model.new_bool_var("") for _ in arrays.place]

    def build(self) -> None:
        """State rules, objective and hint."""
        self._cover()
        self._vehicles()
        self._facilities()
        cost = sum(self._money(c.cost) * x for c, x in zip(self.columns, self.drives, strict=True))
        cost += sum(self._money(k) * y for k, y in zip(self.arrays.pattern_cost, self.takes, strict=True))
        cost += sum(self._money(k) * z for k, z in zip(self.arrays.price, self.leaves, strict=True))
        self.model.minimize(cost + self._unbalanced())
        self._hint()

    def week(self, solver: _Solving) -> WeekState:
        """Return the week that was found, its routes given to vehicles of their kinds."""
        chosen = np.full(len(self.arrays.place), -1, np.int64)
        for c in range(len(chosen)):
            for p in range(int(self.arrays.first[c]), int(self.arrays.first[c + 1])):
                if solver.value(self.takes[p]):
                    chosen[c] = p
        days = len(self.arrays.workdays)
        free = [_by_kind(self.kinds) for _ in range(days)]
        routes: list[list[tuple[int, ...]]] = [[()] * len(self.kinds) for _ in range(days)]
        for column, x in zip(self.columns, self.drives, strict=True):
            if solver.value(x):
                routes[column.day][free[column.day][column.kind].pop(0)] = column.halts
        bare = WeekState(tuple(tuple(r) for r in routes), chosen, 0.0)
        return WeekState(bare.routes, chosen, cost_of(self.arrays, bare))

    def _money(self, amount: float) -> int:
        return round(float(amount) * self.scale)

    def _cover(self) -> None:
        visits: dict[tuple[int, int, Load], list[Any]] = defaultdict(list)
        for column, x in zip(self.columns, self.drives, strict=True):
            for c, load in zip((h for h in column.halts if h >= 0), column.loads, strict=True):
                visits[c, column.day, load].append(x)
        wanted: dict[tuple[int, int, Load], list[Any]] = defaultdict(list)
        for c in range(len(self.arrays.place)):
            own = range(int(self.arrays.first[c]), int(self.arrays.first[c + 1]))
            self.model.add_exactly_one([*(self.takes[p] for p in own), self.leaves[c]])
            for p in own:
                for d in _days(int(self.arrays.mask[p])):
                    load = (float(self.arrays.kg[p, d]), float(self.arrays.litres[p, d]))
                    wanted[c, d, load].append(self.takes[p])
        for key in wanted.keys() | visits.keys():
            self.model.add(sum(visits.get(key, ())) == sum(wanted.get(key, ())))

    def _vehicles(self) -> None:
        driven: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for column, x in zip(self.columns, self.drives, strict=True):
            driven[column.day, column.kind].append(x)
        many = {kind: len(own) for kind, own in _by_kind(self.kinds).items()}
        for (_, kind), xs in driven.items():
            self.model.add(sum(xs) <= many[kind])

    def _facilities(self) -> None:
        for f, d in np.argwhere(np.isfinite(self.arrays.most_kg)).tolist():
            brought = [
                (int(np.ceil(kg)), x)
                for column, x in zip(self.columns, self.drives, strict=True)
                if column.day == d and (kg := _brings(column, f)) > 0
            ]
            if brought:
                self.model.add(sum(kg * x for kg, x in brought) <= int(self.arrays.most_kg[f, d]))

    def _unbalanced(self) -> _Solving:
        """Return what days cost that lie too far off the mean; kilograms times the number of days, whole."""
        days = np.flatnonzero(self.arrays.workdays).tolist()
        if self.arrays.balance <= 0 or not days:
            return 0
        weigh = {
            d: sum(round(float(kg)) * y for kg, y in zip(self.arrays.kg[:, d], self.takes, strict=True) if kg)
            for d in days
        }
        total = sum(weigh.values())
        top = int(self.arrays.kg.sum()) * len(days) * 2 + 1
        share = round(1000 * self.arrays.balance_share)
        cost = []
        for d in days:
            off = self.model.new_int_var(0, top * 1000, "")
            self.model.add(off >= 1000 * len(days) * weigh[d] - (1000 + share) * total)
            self.model.add(off >= (1000 - share) * total - 1000 * len(days) * weigh[d])
            cost.append(off)
        unit = self.arrays.balance * self.scale / (1000 * len(days))
        return sum(unit * off for off in cost)

    def _hint(self) -> None:
        driven = set(_driven(self.arrays, self.kinds, self.best))
        for column, x in zip(self.columns, self.drives, strict=True):
            self.model.add_hint(x, (column.day, column.kind, column.halts, column.loads) in driven)
        taken = set(self.best.chosen.tolist())
        for p, y in enumerate(self.takes):
            self.model.add_hint(y, p in taken)
        for c, z in enumerate(self.leaves):
            self.model.add_hint(z, bool(self.best.chosen[c] < 0))


def _driven(arrays: WeekArrays, kinds: Sequence[int], state: WeekState) -> Iterator[tuple[Any, ...]]:
    for (kind, halts, loads), day in _keys(arrays, kinds, state):
        yield day, kind, halts, loads


def _by_kind(kinds: Iterable[int]) -> dict[int, list[int]]:
    own: dict[int, list[int]] = defaultdict(list)
    for v, kind in enumerate(kinds):
        own[kind].append(v)
    return own


def _brings(column: Column, facility: int) -> float:
    """Return kilograms that a route brings to a facility."""
    kg, brought = 0.0, 0.0
    loads = iter(column.loads)
    for halt in column.halts:
        if halt >= 0:
            kg += next(loads)[0]
        else:
            brought += kg if -1 - halt == facility else 0.0
            kg = 0.0
    return brought


def _days(mask: int) -> Iterator[int]:
    return (d for d in range(mask.bit_length()) if mask >> d & 1)
