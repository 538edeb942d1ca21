"""From ways, places off the roads and silences to the pieces of a match, in driving order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import NoRouteError
from geo.position import haversine_m, length_m
from geo.roads.asking.engine import RoadEngine
from geo.roads.matching.confidence import confidence
from geo.roads.matching.judge import UNTIMED_RATIO, UNTIMED_SLACK_M
from geo.roads.matching.kernel import Way
from geo.roads.matching.model import Floats, MatchRules, Piece
from geo.roads.matching.prepare import SPOT_SIGMAS, Spots

SLOWER: Final = 2.0
SLOWER_S: Final = 60.0
"""A way over a gap is believed when the profile needs at most so many times the time, and so much more."""

FARTHEST_M: Final = 5_000.0
"""Without times, nothing is assumed between places farther apart."""


@dataclass(frozen=True, slots=True)
class Part:
    """Spots that belong together: along a way, off the roads, or (neither) a single place.

    Parameters
    ----------
    rows
        (k,) spots, ascending.
    way
        Along the roads; None off them.
    off_road
        Whether a straight line through the spots was driven.
    cut
        Whether there is a gap before it.
    """

    rows: NDArray[np.int64]
    way: Way | None
    off_road: bool
    cut: bool


def join(engine: RoadEngine, spots: Spots, parts: list[Part], rules: MatchRules) -> list[Piece]:
    """Return the pieces that parts and what lies between them make.

    Parameters
    ----------
    engine
        For the ways over gaps.
    spots
        All spots of the track.
    parts
        In order of time.
    rules
        What is taken for granted.
    """
    joiner = _Joiner(engine, spots, rules)
    return [
        piece
        for number in range(len(parts))
        for piece in joiner.around(parts[number - 1] if number else None, parts[number], parts[number + 1 :])
    ]


class _Joiner:
    """Makes the pieces of one track."""

    def __init__(self, engine: RoadEngine, spots: Spots, rules: MatchRules) -> None:
        self._engine = engine
        self._spots = spots
        self._rules = rules
        self._slack_m = 2 * SPOT_SIGMAS * rules.noise_m

    def around(self, before: Part | None, part: Part, after: list[Part]) -> Iterator[Piece]:
        """Yield the gap before a part, if there is one, and the part itself."""
        if before is not None and not _touch(before, part):
            yield from self._gap(before, part)
        if part.way is not None:
            yield self._in_time(self._road(part, part.way))
        elif part.off_road:
            yield self._in_time(self._off_road(before, part, after[0] if after else None))

    def _in_time(self, piece: Piece) -> Piece:
        """Return a piece, or a gap in its place when there was no time for so many metres on the whole."""
        most_m = self._rules.top_ms * (piece.last_s - piece.first_s) + self._slack_m
        if piece.distance_m > most_m:
            return Piece("gap", piece.first_s, piece.last_s, 0.0, None, None)
        return piece

    def _road(self, part: Part, way: Way) -> Piece:
        first, last = self._times(part)
        metres = float(way.metres.sum())
        line = np.vstack([way.lines[0][:1], *(leg[1:] for leg in way.lines)])
        told = confidence(self._spots, way)
        return Piece("road", first, last, metres, told, line, np.concatenate(way.along))

    def _off_road(self, before: Part | None, part: Part, after: Part | None) -> Piece:
        """Draw the straight lines through the spots, from the road before to the road after."""
        places = self._spots.lonlat[part.rows]
        first, last = self._times(part)
        if before is not None and before.way is not None and _touch(before, part):
            places = np.vstack([before.way.places[-1:], places])
            first = self._times(before)[1]
        if after is not None and after.way is not None and _touch(part, after):
            places = np.vstack([places, after.way.places[:1]])
            last = self._times(after)[0]
        line = places if len(places) > 1 else np.repeat(places, 2, axis=0)
        return Piece("off_road", first, last, length_m(line), None, line)

    def _gap(self, before: Part, part: Part) -> Iterator[Piece]:
        start, end = self._end(before), self._start(part)
        first, last = self._times(before)[1], self._times(part)[0]
        metres, line = self._assume(start, end, last - first)
        # two ways that meet, as far as a receiver can tell, need no word between them
        apart = haversine_m(*start.tolist(), *end.tolist()) > self._slack_m
        if line is not None or part.cut or apart:
            yield Piece("gap", first, last, metres, None, line)

    def _assume(self, start: Floats, end: Floats, seconds: float) -> tuple[float, Floats | None]:
        """Return the fastest way over a gap if it can have been driven, else nothing."""
        straight = haversine_m(*start.tolist(), *end.tolist())
        slack = self._slack_m
        timed = not np.isnan(seconds)
        if straight <= slack or (straight > FARTHEST_M and not timed):
            return 0.0, None
        try:
            leg = self._engine.route(np.array([start, end])).legs[0]
        except NoRouteError:
            return 0.0, None
        most_m = self._rules.top_ms * seconds + slack if timed else UNTIMED_RATIO * straight + UNTIMED_SLACK_M
        in_time = not timed or leg.duration_s <= SLOWER * seconds + SLOWER_S
        return (leg.distance_m, leg.line) if in_time and leg.distance_m <= most_m else (0.0, None)

    def _times(self, part: Part) -> tuple[float, float]:
        return float(self._spots.first_s[part.rows[0]]), float(self._spots.last_s[part.rows[-1]])

    def _start(self, part: Part) -> Floats:
        places = part.way.places if part.way is not None else self._spots.lonlat[part.rows]
        return np.asarray(places[0])

    def _end(self, part: Part) -> Floats:
        places = part.way.places if part.way is not None else self._spots.lonlat[part.rows]
        return np.asarray(places[-1])


def _touch(before: Part, part: Part) -> bool:
    """Tell whether one part goes over into the next: from a road into a yard, or out of it."""
    return not part.cut and (before.off_road or part.off_road)
