"""Map matching: the positions of a vehicle put onto the roads, with its doubts told.

Read top-down: :func:`match_trace` makes spots of positions, parts them into stretches on and off the roads,
asks the kernel about the former, judges its answer, and joins everything into pieces in driving order.
"""

from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import TraceError
from geo.roads.asking import door
from geo.roads.asking.engine import RoadEngine
from geo.roads.matching.join import Part, join
from geo.roads.matching.judge import cut, settle
from geo.roads.matching.kernel import REACH_SIGMAS, Way, ask
from geo.roads.matching.model import RULES, Floats, Match, MatchRules, Piece, Trace
from geo.roads.matching.prepare import Spots, prepare

__all__ = ["RULES", "Match", "MatchRules", "Piece", "Trace", "match_trace"]

OFF_ROAD_M: Final = 500.0
"""Farther from every road than this is no yard and no landfill: the place is not on this network."""

LEAST_TO_LEARN: Final = 20
MOST_TO_LEARN: Final = 300
"""From so many spots on roads the noise of a receiver is told."""

LEARN_FROM: Final = 1.25
"""A noise that is so many times (or less than its inverse) what was assumed makes the match be done again."""

MAD_SIGMAS: Final = 1.4826
"""Standard deviations in the median of absolute deviations, for a normal distribution."""


def match_trace(engine: RoadEngine, trace: Trace, rules: MatchRules = RULES) -> Match:
    """Put the positions of one vehicle onto the roads.

    The answer depends on the set of timed positions alone, not on their order. A way is never told where
    there was no time to drive it: such a stretch is a gap.

    Parameters
    ----------
    engine
        The roads without closures: a vehicle may have driven what is closed.
    trace
        The positions.
    rules
        What is taken for granted about trucks and receivers.

    Raises
    ------
    TraceError
        When there is no position, one is no place on the globe or has no time while others have, or
        longitude and latitude are exchanged.
    """
    if not len(trace):
        raise TraceError("there is no position in the track")
    spots = prepare(trace, rules)
    away_m = _away(engine, spots)
    _check_order(engine, spots, away_m)
    scale = _learned(engine, spots, _places(spots, away_m, rules))
    if scale is not None:
        spots = prepare(trace, rules, scale)
        away_m = _away(engine, spots)
    parts = _parts(engine, spots, _places(spots, away_m, rules), rules)
    pieces = join(engine, spots, parts, rules)
    placed = sum(int(spots.fixes[part.rows].sum()) for part in parts)
    return Match(
        pieces=tuple(pieces),
        fixes=len(trace),
        unmatched=len(trace) - placed,
        leaps=spots.leaps,
        stood=len(spots) == 1,
    )


def _learned(engine: RoadEngine, spots: Spots, place: NDArray[np.str_]) -> float | None:
    """Return the noise that a first match shows over the noise that was assumed, when they differ much.

    Distances to the road have the standard deviation of the positions in one axis. Its robust estimate was
    within 15 % of the truth for noise of 5 to 20 m, whatever had been assumed before.
    """
    seen: list[float] = []
    for rows in _runs(place, spots.cut):
        if place[rows[0]] == "road" and len(seen) < MOST_TO_LEARN:
            ways = _ask(engine, spots, rows[: MOST_TO_LEARN - len(seen)])
            seen += [metres for way in ways for metres in way.away_m.tolist()]
    if len(seen) < LEAST_TO_LEARN:
        return None
    scale = MAD_SIGMAS * float(np.median(seen)) / float(np.median(spots.noise_m))
    return None if 1 / LEARN_FROM < scale < LEARN_FROM else scale


def _ask(engine: RoadEngine, spots: Spots, rows: NDArray[np.int64]) -> list[Way]:
    times = np.column_stack([spots.first_s, spots.last_s])[rows]
    return ask(engine.osrm, rows, spots.lonlat[rows], spots.noise_m[rows], times)


def _away(engine: RoadEngine, spots: Spots) -> Floats:
    """Return (k,) metres from each spot to the nearest road; inf outside the network's box.

    Beyond the edge of a map there may be roads: nobody can tell a yard there from a street.
    """
    bounds = engine.info.bounds
    return np.array(
        [
            door.nearest(engine.osrm, np.array([lon, lat]))[0][1] if bounds.contains(lon, lat) else np.inf
            for lon, lat in spots.lonlat.tolist()
        ]
    )


def _check_order(engine: RoadEngine, spots: Spots, away_m: Floats) -> None:
    """Refuse a track that is nowhere near, but would be with lon and lat exchanged."""
    bounds = engine.info.bounds
    if len(spots) and (away_m > OFF_ROAD_M).all():
        exchanged = sum(bounds.contains(lat, lon) for lon, lat in spots.lonlat.tolist())
        if 2 * exchanged > len(spots):
            raise TraceError("the track has longitude and latitude exchanged")


def _places(spots: Spots, away_m: Floats, rules: MatchRules) -> NDArray[np.str_]:
    """Return (k,) where each spot lies: ``road``, ``land`` beside them, or (an error, far away) ``lost``."""
    beside = away_m > REACH_SIGMAS * spots.noise_m
    place = np.where(away_m > OFF_ROAD_M, "lost", np.where(beside, "land", "road"))
    runs = _runs(place, spots.cut)
    for number, rows in enumerate(runs):
        brief = not spots.last_s[rows[-1]] - spots.first_s[rows[0]] >= rules.rest_s
        if len(rows) == 1 and brief and place[rows[0]] == "land":
            place[rows] = "lost"
        elif len(rows) == 1 and 0 < number < len(runs) - 1 and not spots.cut[rows[0] : rows[0] + 2].any():
            # crossing a road from land to land is no drive along it
            around = place[runs[number - 1][-1]], place[runs[number + 1][0]]
            place[rows] = "land" if around == ("land", "land") else place[rows]
    return place


def _runs(place: NDArray[np.str_], cut: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Return the rows of equal places in a row, without a gap between them."""
    if not len(place):
        return []
    new = np.flatnonzero((place[1:] != place[:-1]) | cut[1:]) + 1
    return np.split(np.arange(len(place)), new)


def _parts(engine: RoadEngine, spots: Spots, place: NDArray[np.str_], rules: MatchRules) -> list[Part]:
    """Match what lies on roads and order it among the rest."""
    kept = np.flatnonzero(place != "lost")
    # a gap before a place that was left out is one before the next; several such places are one themselves
    cut = np.append(False, (np.diff(np.cumsum(spots.cut)[kept]) > 0) | (np.diff(kept) > 2))[: len(kept)]
    parts: list[Part] = []
    for run in _runs(place[kept], cut):
        rows, is_cut = kept[run], bool(cut[run[0]])
        if place[rows[0]] == "land" or len(rows) == 1:
            parts.append(Part(rows, None, bool(place[rows[0]] == "land"), is_cut))
        else:
            ways = _ways(engine, spots, rows, rules)
            parts += [Part(way.rows, way, False, is_cut and not n) for n, way in enumerate(ways)]
    return parts


def _ways(engine: RoadEngine, spots: Spots, rows: NDArray[np.int64], rules: MatchRules) -> list[Way]:
    """Match consecutive spots on roads, halt by halt: where a vehicle stands it may also turn round."""
    asked = partial(_ask, engine, spots)
    rests = spots.last_s[rows] - spots.first_s[rows] >= rules.turn_s
    halts = [0, *(np.flatnonzero(rests[1:-1]) + 1).tolist(), len(rows) - 1]
    ways: list[Way] = []
    for first, last in pairwise(halts):
        for way in settle(spots, rows[first : last + 1], asked):
            for part in cut(spots, way, rules):
                ends_there = ways and ways[-1].rows[-1] == part.rows[0]
                ways.append(ways.pop().then(part) if ends_there else part)
    return ways
