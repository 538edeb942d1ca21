"""Drives with known truth: which pieces of road were driven, and what a receiver made of it.

Drives go from stop to stop as the engine routes them, stops lie a few hundred metres to a few kilometres
apart, so the whole is far from any fastest way; at a stop a vehicle stands for minutes and goes on in any
direction. A receiver's error drifts, as that of real ones does: most of it is forgotten only after a minute,
so neighbouring positions are wrong together and no averaging helps.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from geo.errors import NoRouteError
from geo.position import haversine_m, offset
from geo.roads.asking.door import Osrm, nearest
from geo.roads.asking.engine import RoadEngine
from geo.roads.asking.route import decode_polyline6
from geo.roads.matching.model import Floats, Trace

type Pieces = Counter[tuple[int, int]]
"""Metres driven from node to node of OpenStreetMap; each direction and each passage counts."""

ACCELERATION_MS2: Final = 0.9
TOP_MS: Final = 20.0

STOPS_M: Final = (200.0, 2_500.0)
"""Straight metres from one stop to the next."""

STOP_S: Final = (60.0, 300.0)
HALT_EVERY_M: Final = 1_500.0
HALT_S: Final = (5.0, 40.0)
"""Halts in traffic between the stops."""

DRIFT_S: Final = 60.0
"""After so many seconds two thirds of an error are forgotten."""

FRESH: Final = 0.3
"""Share of an error that is new with every position."""


@dataclass(frozen=True, slots=True)
class Drive:
    """The truth of a drive, second by second.

    Parameters
    ----------
    times_s
        (n,) seconds, one apart.
    lonlat
        (n, 2) degrees.
    pieces
        What was driven.
    """

    times_s: Floats
    lonlat: Floats
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Weather:
    """How well a receiver sees.

    Parameters
    ----------
    noise_m
        Standard deviation of its error in each axis.
    every_s
        Seconds between two fixes.
    dead_zones
        Share of hours with a time of no fix at all ...
    dead_s
        ... that lasts from so many to so many seconds.
    """

    noise_m: float
    every_s: int
    dead_zones: float = 0.25
    dead_s: tuple[float, float] = (60.0, 240.0)


def places_on(engine: RoadEngine, number: int, *, seed: int) -> Floats:
    """Return places on roads, spread over the network's box.

    Parameters
    ----------
    engine
        The network.
    number
        How many.
    seed
        The same seed gives the same places.
    """
    box = engine.info.bounds
    spread = np.random.default_rng(seed).uniform((box.west, box.south), (box.east, box.north), (number, 2))
    return np.array([nearest(engine.osrm, place)[0][0] for place in spread.tolist()])


def drive(engine: RoadEngine, places: Floats, *, hours: float, seed: int) -> Drive:
    """Drive from place to place, stop at each, and write down the truth.

    Parameters
    ----------
    engine
        The network.
    places
        (n, 2) degrees on roads.
    hours
        How long at least.
    seed
        The same seed gives the same drive.

    Raises
    ------
    NoRouteError
        When hardly any place can be reached from another.
    """
    rng = np.random.default_rng(seed)
    writer = _Writer(rng)
    here, missed = places[rng.integers(len(places))], 0
    while writer.now_s < hours * 3600:
        there = _next(places, here, rng)
        way = route_with_nodes(engine.osrm, here, there)
        straight = haversine_m(*here.tolist(), *there.tolist())
        # a place next door behind half the town is no stop of the same drive
        if way is None or not 50.0 < way["distance"] < 4 * straight:
            missed += 1
            if missed > len(places):
                raise NoRouteError("the places of a drive are not connected")
            here = here if writer.now_s else there
            continue
        line = decode_polyline6(way["geometry"])
        writer.go(line, float(way["duration"]))
        writer.pieces.update(pieces_of(way))
        here = line[-1]
    return Drive(np.arange(writer.now_s, dtype=np.float64), np.vstack(writer.places), writer.pieces)


def route_with_nodes(osrm: Osrm, start: Floats, end: Floats) -> Osrm | None:
    """Return OSRM's fastest way with the nodes it passes, None when there is none.

    Parameters
    ----------
    osrm
        Made by :func:`geo.roads.asking.door.load`.
    start, end
        (2,) degrees.
    """
    from osrm import RouteParameters

    question = RouteParameters(
        coordinates=[tuple(start.tolist()), tuple(end.tolist())],
        overview="full",
        geometries="polyline6",
        annotations=["nodes", "distance"],
        generate_hints=False,
    )
    try:
        return osrm.Route(question)["routes"][0]
    except RuntimeError:
        return None


def pieces_of(way: Osrm) -> Pieces:
    """Return the pieces that a way of :func:`route_with_nodes` drives.

    Parameters
    ----------
    way
        The way.
    """
    driven: Pieces = Counter()
    for leg in way["legs"]:
        nodes = [int(node) for node in leg["annotation"]["nodes"]]
        metres = [float(length) for length in leg["annotation"]["distance"]]
        for ends, length in zip(pairwise(nodes), metres, strict=True):
            driven[ends] += length  # type: ignore[assignment] # a Counter of metres
    return driven


def observe(truth: Drive, weather: Weather, *, seed: int) -> Trace:
    """Return what a receiver makes of a drive.

    Parameters
    ----------
    truth
        The drive.
    weather
        How well it sees.
    seed
        The same seed gives the same errors.
    """
    rng = np.random.default_rng(seed)
    heard = np.zeros(len(truth.times_s), dtype=np.bool_)
    heard[int(rng.integers(weather.every_s)) :: weather.every_s] = True
    for begins_s, ends_s in _dead_zones(float(truth.times_s[-1]), weather, rng):
        heard &= (truth.times_s < begins_s) | (truth.times_s >= ends_s)
    east, north = weather.noise_m * _errors(len(truth.times_s), rng).T
    lon, lat = offset(truth.lonlat[:, 0], truth.lonlat[:, 1], east, north)
    return Trace(np.column_stack([lon, lat])[heard], truth.times_s[heard])


def _dead_zones(ends_s: float, weather: Weather, rng: np.random.Generator) -> Iterator[tuple[float, float]]:
    for hour in range(int(ends_s // 3600) + 1):
        begins, lasts, luck = rng.uniform(0, 3300), rng.uniform(*weather.dead_s), rng.random()
        if luck < weather.dead_zones:
            yield hour * 3600 + begins, hour * 3600 + begins + lasts


def _errors(number: int, rng: np.random.Generator) -> Floats:
    """Return (n, 2) errors of variance 1 that drift second by second."""
    from scipy.signal import lfilter

    keep = np.exp(-1.0 / DRIFT_S)
    fresh = rng.normal(size=(number, 2)) * np.sqrt(1 - keep * keep)
    fresh[0] = rng.normal(size=2)
    drifting = lfilter([1.0], [1.0, -keep], fresh, axis=0)
    return np.asarray(np.sqrt(1 - FRESH**2) * drifting + FRESH * rng.normal(size=(number, 2)))


def _next(places: Floats, here: Floats, rng: np.random.Generator) -> Floats:
    away = haversine_m(here[0], here[1], places[:, 0], places[:, 1])
    near = np.flatnonzero((away > STOPS_M[0]) & (away < STOPS_M[1]))
    return np.asarray(places[rng.choice(near) if len(near) else rng.integers(len(places))])


class _Writer:
    """Drives along lines: pulls away, holds a speed, brakes, halts in traffic and at stops."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.now_s = 0
        self.places: list[Floats] = []
        self.pieces: Pieces = Counter()
        self._rng = rng

    def go(self, line: Floats, usual_s: float) -> None:
        lon, lat = line.T
        metres = np.append(0.0, np.cumsum(haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])))
        length = float(metres[-1])
        halts = np.sort(self._rng.uniform(0, length, self._rng.poisson(length / HALT_EVERY_M)))
        pace = usual_s * self._rng.uniform(0.7, 1.2) / length
        for start, end in pairwise([0.0, *halts.tolist(), length]):
            along = start + _motion(max(end - start, 1.0), pace)
            self._add(np.column_stack([np.interp(along, metres, line[:, axis]) for axis in (0, 1)]))
            self._stand(self.places[-1][-1:], HALT_S)
        self._stand(line[-1:], STOP_S)

    def _stand(self, place: Floats, seconds: tuple[float, float]) -> None:
        self._add(np.repeat(place, int(self._rng.uniform(*seconds)), axis=0))

    def _add(self, places: Floats) -> None:
        self.places.append(places)
        self.now_s += len(places)


def _motion(length_m: float, pace: float) -> Floats:
    """Return the metres driven at each second of a drive that begins and ends at rest."""
    pull = ACCELERATION_MS2 * pace * length_m
    slack = pull * pull - 4 * ACCELERATION_MS2 * length_m
    fastest = min(TOP_MS, float(np.sqrt(ACCELERATION_MS2 * length_m)))
    cruise = min((pull - float(np.sqrt(slack))) / 2, fastest) if slack > 0 else fastest
    ramp = cruise / ACCELERATION_MS2
    lasts = length_m / cruise + ramp
    at = np.arange(0.0, lasts, 1.0)
    away, near = ACCELERATION_MS2 / 2 * at**2, length_m - ACCELERATION_MS2 / 2 * (lasts - at) ** 2
    return np.where(at < ramp, away, np.where(lasts - at < ramp, near, cruise * (at - ramp / 2)))
