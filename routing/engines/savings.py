"""Clarke and Wright's parallel savings: single stops merge into loads around the landfill.

Loads keep what a truck carries, one stream, the vehicles that may serve them and the hours of their
stops: of each load it is known how long it takes and between which seconds it must be begun, and both
follow for two loads driven one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.engines.tables import BIG, FAR, Ints, Tables, Truck

MAX_PARTNERS = 100
"""Savings are tried with this many nearest partners of each stop: keeps 1,000 stops within a second.

The nearest, not those with the greatest savings: of many stops these are all far out in the same
direction, and neighbours are then never merged (2,000 stops: half the way with the nearest)."""

IDLE_SHARE = 0.04
"""Most of a shift that a load may wait for its own windows, however late it is begun."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one load may weigh, fill and last; seconds without the ways from and to the yard."""

    kg: int
    litres: int
    seconds: int
    stops: int = BIG


@dataclass(slots=True)
class _Load:
    """A load while it grows.

    Parameters
    ----------
    floor, latest
        Earliest second at which its last stop can be left, latest at which its first may be begun.
    """

    stops: list[int]
    kg: int
    litres: int
    seconds: int
    stay: int
    floor: int
    latest: int
    release: int
    trucks: int
    stream: int


def make_loads(
    tables: Tables, stops: Sequence[int], trucks: Sequence[Truck], limits: Limits
) -> list[tuple[int, ...]]:
    """Merge stops into loads that keep the limits and that some truck may serve as a whole."""
    ways = _Ways(tables, stops, trucks[0])
    loads = [_single(tables, i, stop, trucks, ways) for i, stop in enumerate(stops)]
    owner = dict(enumerate(loads))
    for i, j in ways.pairs():
        first, second = owner[i], owner[j]
        if first is second or first.stops[-1] != i or second.stops[0] != j:
            continue
        merged = _merge(first, second, ways, limits)
        if merged is not None:
            owner.update(dict.fromkeys(merged.stops, merged))
    unique = {id(load): load for load in owner.values()}
    return [tuple(stops[i] for i in load.stops) for load in unique.values()]


class _Ways:
    """Driving seconds among the stops and to and from their best facility."""

    def __init__(self, tables: Tables, stops: Sequence[int], truck: Truck) -> None:
        rows = tables.rows[list(stops)]
        tips = tables.facility_rows[truck.takes.any(axis=1)]
        if not len(tips):
            tips = tables.facility_rows
        seconds = truck.seconds
        self.between: Ints = seconds[np.ix_(rows, rows)]
        self.out: Ints = seconds[np.ix_(tips, rows)].min(axis=0)
        self.back: Ints = seconds[np.ix_(rows, tips)].min(axis=1)
        self.way = self.between.tolist() if len(rows) <= 600 else self.between
        self.shift_s = truck.vehicle.back_by_s - truck.vehicle.shift.open_s
        left = np.array([tables.spans[s][0][0] for s in stops]) + tables.stay[list(stops)]
        closed = np.array([tables.spans[s][-1][1] for s in stops])
        self.too_late = left[:, None] + self.between > closed[None, :]

    def pairs(self) -> list[tuple[int, int]]:
        """Pairs (last stop, next stop) with a saving, the greatest saving first."""
        saving = self.back[:, None] + self.out[None, :] - self.between
        far = np.where(self.too_late, FAR, self.between)
        for table, value in ((saving, -1), (far, FAR)):
            np.fill_diagonal(table, value)
        keep = min(MAX_PARTNERS, len(saving))
        partners = np.argpartition(far, keep - 1, axis=1)[:, :keep]
        values = np.take_along_axis(saving, partners, axis=1).ravel()
        firsts = np.repeat(np.arange(len(saving)), keep)
        order = np.lexsort((partners.ravel(), firsts, -values))
        order = order[(values[order] > 0) & (values[order] < FAR // 2)]
        return list(zip(firsts[order].tolist(), partners.ravel()[order].tolist(), strict=True))


def _single(tables: Tables, index: int, stop: int, trucks: Sequence[Truck], ways: _Ways) -> _Load:
    mask = sum(1 << t for t, truck in enumerate(trucks) if truck.may[stop])
    stay = int(tables.stay[stop])
    return _Load(
        stops=[index],
        kg=int(tables.kg[stop]),
        litres=int(tables.litres[stop]),
        seconds=int(ways.out[index] + ways.back[index]) + stay,
        stay=stay,
        floor=tables.spans[stop][0][0] + stay,
        latest=tables.spans[stop][-1][1],
        release=int(tables.release[stop]),
        trucks=mask,
        stream=int(tables.stream[stop]),
    )


def _merge(first: _Load, second: _Load, ways: _Ways, limits: Limits) -> _Load | None:
    if (
        first.stream != second.stream
        or first.kg + second.kg > limits.kg
        or first.litres + second.litres > limits.litres
        or not first.trucks & second.trucks
        or len(first.stops) + len(second.stops) > limits.stops
    ):
        return None
    i, j = first.stops[-1], second.stops[0]
    way = int(ways.way[i][j])
    merged = _Load(
        stops=first.stops + second.stops,
        kg=first.kg + second.kg,
        litres=first.litres + second.litres,
        seconds=first.seconds + second.seconds - int(ways.back[i] + ways.out[j]) + way,
        stay=first.stay + way + second.stay,
        floor=max(first.floor + way + second.stay, second.floor),
        latest=min(first.latest, second.latest - way - first.stay),
        release=max(first.release, second.release),
        trucks=first.trucks & second.trucks,
        stream=first.stream,
    )
    in_time = first.floor + way <= second.latest and _is_drivable(merged, int(ways.out[first.stops[0]]), ways)
    return merged if in_time and merged.seconds <= limits.seconds else None


def _is_drivable(load: _Load, out_s: int, ways: _Ways) -> bool:
    """Whether a load's goods can be there in time, and it need not wait long for its own windows."""
    idle_s = load.floor - load.stay - load.latest
    return load.release + out_s <= load.latest and idle_s <= IDLE_SHARE * ways.shift_s
