"""Clarke and Wright's parallel savings: single stops merge into loads around the landfill."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.problem import UNREACHABLE, IntMatrix, Problem, Stop, Vehicle

type Load = tuple[Stop, ...]

MAX_PARTNERS = 60
"""Savings are tried with this many best partners of each stop: keeps 1,000 stops within a second."""

FAR_S = 10**7
"""Stands for a missing road while savings are computed: no saving survives it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one load may weigh, fill and last; seconds without the ways from and to the yard."""

    kg: int
    litres: int
    seconds: int


@dataclass(slots=True)
class _Load:
    """A load while it grows."""

    stops: list[int]
    kg: int
    litres: int
    seconds: int
    trucks: int


def make_loads(problem: Problem, stops: list[Stop], trucks: list[Vehicle], limits: Limits) -> list[Load]:
    """Merge stops into loads that keep the limits and that some truck may serve as a whole."""
    ways = _Ways(problem.matrix(trucks[0]).duration_s, problem, stops)
    loads = [_single(i, stop, trucks, ways) for i, stop in enumerate(stops)]
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

    def __init__(self, duration_s: IntMatrix, problem: Problem, stops: list[Stop]) -> None:
        far = np.where(duration_s == UNREACHABLE, FAR_S, duration_s).astype(np.int64)
        rows = [s.location for s in stops]
        tips = [f.location for f in problem.facilities]
        self.between: NDArray[np.int64] = far[np.ix_(rows, rows)]
        self.out: NDArray[np.int64] = far[np.ix_(tips, rows)].min(axis=0)
        self.back: NDArray[np.int64] = far[np.ix_(rows, tips)].min(axis=1)

    def pairs(self) -> list[tuple[int, int]]:
        """Pairs (last stop, next stop) with a saving, the greatest saving first."""
        saving = self.back[:, None] + self.out[None, :] - self.between
        np.fill_diagonal(saving, -1)
        keep = min(MAX_PARTNERS, len(saving))
        partners = np.argsort(-saving, axis=1, kind="stable")[:, :keep]
        values = np.take_along_axis(saving, partners, axis=1).ravel()
        firsts = np.repeat(np.arange(len(saving)), keep)
        order = np.argsort(-values, kind="stable")
        order = order[values[order] > 0]
        return list(zip(firsts[order].tolist(), partners.ravel()[order].tolist(), strict=True))


def _single(index: int, stop: Stop, trucks: list[Vehicle], ways: _Ways) -> _Load:
    mask = sum(1 << t for t, truck in enumerate(trucks) if stop.admits(truck))
    seconds = int(ways.out[index] + ways.back[index]) + stop.service_s
    return _Load([index], stop.kg, stop.litres, seconds, mask)


def _merge(first: _Load, second: _Load, ways: _Ways, limits: Limits) -> _Load | None:
    i, j = first.stops[-1], second.stops[0]
    saving = int(ways.back[i] + ways.out[j] - ways.between[i, j])
    merged = _Load(
        first.stops + second.stops,
        first.kg + second.kg,
        first.litres + second.litres,
        first.seconds + second.seconds - saving,
        first.trucks & second.trucks,
    )
    fits = merged.kg <= limits.kg and merged.litres <= limits.litres and merged.seconds <= limits.seconds
    return merged if fits and merged.trucks else None
