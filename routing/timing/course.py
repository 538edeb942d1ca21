"""A truck's day laid out for timing: ways, stays and windows of its halts as plain integers."""

from collections.abc import Mapping
from dataclasses import dataclass

from routing.model.plan import Sequence
from routing.model.problem import UNREACHABLE, Facility, Problem, Stop, Vehicle, Window

BEFORE_ALL = -(10**9)
"""A second before anything can happen."""

AFTER_ALL = 10**9
"""A second after everything."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What vehicles hand over for one stop, and when the last of it is there."""

    kg: int
    litres: int
    ready_s: int


@dataclass(frozen=True, slots=True)
class Course:
    """The halts of one truck in order, without times; n halts, n + 1 ways (the last one home).

    Parameters
    ----------
    travel_s, travel_m
        Ways before each halt and home; 0 where there is no road.
    stays_s
        Service or unloading.
    windows
        When work may begin; None for a place that is always open, empty for one that never is.
    ready_s
        Before this second work may not begin (hand-overs).
    go_s
        Before this second the way may not be begun (release of a trip's goods).
    connected
        Whether there is a road all the way.
    """

    places: tuple[Stop | Facility, ...]
    travel_s: list[int]
    travel_m: list[int]
    stays_s: list[int]
    windows: list[tuple[Window, ...] | None]
    ready_s: list[int]
    go_s: list[int]
    connected: bool


class Chart:
    """Lays out courses for one problem.

    Parameters
    ----------
    problem
        What stops, facilities and matrices are looked up in.
    handed
        What is handed over, by code of the stop where it waits.
    """

    def __init__(self, problem: Problem, handed: Mapping[str, Handed]) -> None:
        self._problem = problem
        self._handed = handed
        self._stops = {s.code: s for s in problem.stops}
        self._facilities = {f.code: f for f in problem.facilities}

    def course(self, vehicle: Vehicle, sequence: Sequence) -> Course:
        """Lay out a sequence.

        Raises
        ------
        KeyError
            For a code that the problem does not have.
        """
        places: tuple[Stop | Facility, ...] = tuple(
            self._facilities[code] if kind == "unload" else self._stops[code] for kind, code in sequence
        )
        rows = [vehicle.start, *(p.location for p in places), vehicle.end]
        matrix = self._problem.matrix(vehicle)
        travel_s = matrix.duration_s[rows[:-1], rows[1:]].tolist()
        travel_m = matrix.distance_m[rows[:-1], rows[1:]].tolist()
        connected = UNREACHABLE not in travel_s and UNREACHABLE not in travel_m
        if not connected:
            ways = [(0, 0) if UNREACHABLE in way else way for way in zip(travel_s, travel_m, strict=True)]
            travel_s, travel_m = [s for s, _ in ways], [m for _, m in ways]
        return Course(
            places,
            travel_s,
            travel_m,
            stays_s=[self._stay_s(p) for p in places],
            windows=[(p.windows or None) if isinstance(p, Stop) else p.windows for p in places],
            ready_s=[self._ready_s(p) for p in places],
            go_s=_releases(places),
            connected=connected,
        )

    def loads(self, vehicle: Vehicle, course: Course) -> list[tuple[int, int]]:
        """Return kg and litres on board after each halt."""
        kg, litres = vehicle.aboard_kg, vehicle.aboard_l
        after: list[tuple[int, int]] = []
        for place in course.places:
            if isinstance(place, Stop):
                extra = self._handed.get(place.code)
                kg += place.kg + (extra.kg if extra else 0)
                litres += place.litres + (extra.litres if extra else 0)
            else:
                kg = litres = 0
            after.append((kg, litres))
        return after

    def _stay_s(self, place: Stop | Facility) -> int:
        if not isinstance(place, Stop):
            return place.unload_s
        extra = self._handed.get(place.code)
        return place.stay_s(extra.kg, extra.litres) if extra else place.stay_s()

    def _ready_s(self, place: Stop | Facility) -> int:
        extra = self._handed.get(place.code) if isinstance(place, Stop) else None
        return extra.ready_s if extra else BEFORE_ALL


def _releases(places: tuple[Stop | Facility, ...]) -> list[int]:
    """Return for each way when it may begin at the earliest: that of a trip's first leg by its goods."""
    go_s = [BEFORE_ALL] * (len(places) + 1)
    first = 0
    for i, place in enumerate(places):
        if not isinstance(place, Stop):
            first = i + 1
        elif place.release_s:
            go_s[first] = max(go_s[first], place.release_s)
    return go_s
