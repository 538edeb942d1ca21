"""How many sample points a village gets, of which kind, and how much waste waits at each."""

import math
from dataclasses import dataclass
from typing import Final

from numpy.random import Generator

CONTAINER_KG: Final = 2_238
"""What a 6 m3 container holds at 373 kg/m3; never planned to be fuller than this."""

_SMALL_VILLAGE = 4_500
_LARGE_VILLAGE = 9_000
_CONTAINER_VILLAGE = 6_900
_TWO_CONTAINER_VILLAGE = 15_000
_CONTAINERS_SHARE = {0: 0.0, 1: 0.5, 2: 0.6}
_FULLEST = 0.95
_STOP_WAIT_DAYS = (1, 3)
_CONTAINER_WAIT_DAYS = (3, 4)
# kilograms a day up to which so many times a week are enough
_STOP_TIMES = ((90.0, 2), (200.0, 3))
_DAILY = 6


@dataclass(frozen=True, slots=True)
class Allotment:
    """What gathers at one point.

    Attributes
    ----------
    kind
        ``stop`` or ``container``.
    kg_day
        Kilograms a day.
    days_waiting
        Days since the last emptying on the demo's first day: so many that the fleet of the reference can just
        carry all of it in one shift.
    """

    kind: str
    kg_day: float
    days_waiting: int


def points_of(population: int) -> int:
    """Return how many points a village gets: 4 to 6 by its persons."""
    return 4 if population < _SMALL_VILLAGE else 5 if population < _LARGE_VILLAGE else 6


def containers_of(population: int) -> int:
    """Return how many of a village's points are containers: 0 to 2, about one point in eight over all."""
    return int(population >= _CONTAINER_VILLAGE) + int(population >= _TWO_CONTAINER_VILLAGE)


def times_of(kind: str, kg_day: float) -> int:
    """Return how often a week a point is emptied: stops two, three or six times by what gathers there.

    A container is fetched before it overflows, and twice at least.
    """
    if kind == "stop":
        return next((times for most_kg, times in _STOP_TIMES if kg_day <= most_kg), _DAILY)
    until_full = max(1, int(_FULLEST * CONTAINER_KG / kg_day))
    return max(2, math.ceil(7 / until_full))


def allot(village_kg_day: float, containers: int, count: int, rng: Generator) -> list[Allotment]:
    """Share a village's daily kilograms among `count` points; the first `containers` are containers.

    Containers take half of it (two: 60 %) in equal parts; stops share the rest by random weights.
    """
    stops = count - containers
    for_containers = village_kg_day * (_CONTAINERS_SHARE[containers] if stops else 1.0)
    weights = rng.uniform(0.7, 1.3, size=stops)
    shares = [float(weight / weights.sum()) * (village_kg_day - for_containers) for weight in weights]
    return [
        *(_container(for_containers / containers, rng) for _ in range(containers)),
        *(Allotment("stop", kg_day, _days(_STOP_WAIT_DAYS, rng)) for kg_day in shares),
    ]


def _container(kg_day: float, rng: Generator) -> Allotment:
    """Let a container wait until it is worth a trip, but never until it overflows."""
    until_full = int(_FULLEST * CONTAINER_KG / kg_day)
    return Allotment("container", kg_day, max(1, min(_days(_CONTAINER_WAIT_DAYS, rng), until_full)))


def _days(least_and_most: tuple[int, int], rng: Generator) -> int:
    return int(rng.integers(*least_and_most, endpoint=True))
