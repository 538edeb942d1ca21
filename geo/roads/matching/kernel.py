"""The kernel of the match: OSRM's hidden Markov model, asked so that it invents as little as possible.

What is known of it (``map_matching.cpp``, measured here too): the radius of a position is its standard
deviation and thrice that the reach of the search; with ``gaps=split`` it cuts a track after every halt and
loses the way between; its ``confidence`` is told for a whole matching and may exceed 1, so it is not used;
steps in time bound how far a way may exceed the straight line, and a step of 0 forbids every way.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.position import haversine_m
from geo.roads.asking.door import Osrm
from geo.roads.asking.route import decode_polyline6
from geo.roads.matching.model import Floats

RADIUS_SIGMAS: Final = 1.1
"""OSRM's radius over the noise. Measured: with 1.5 half as much again is wrong, with 1 more is lost."""

REACH_SIGMAS: Final = 3.0 * RADIUS_SIGMAS
"""OSRM looks for roads within thrice the radius."""

LEAST_STEP_S: Final = 5
MOST_STEP_S: Final = 90


@dataclass(frozen=True, slots=True)
class Way:
    """Legs along the roads through consecutive spots.

    Parameters
    ----------
    rows
        (k,) spots that lie on it, ascending; between two of them others may have been left out.
    places
        (k, 2) degrees on the road.
    away_m
        (k,) metres from the spot to it.
    choices
        (k,) how many other roads were in the running at the spot.
    metres, seconds
        (k - 1,) length and the profile's driving time of each leg.
    lines
        k - 1 arrays (m, 2) of degrees, m >= 2.
    along
        k - 1 arrays (m - 1, 2): from which to which node of OpenStreetMap each step of the line leads.
    """

    rows: NDArray[np.int64]
    places: Floats
    away_m: Floats
    choices: NDArray[np.int64]
    metres: Floats
    seconds: Floats
    lines: tuple[Floats, ...]
    along: tuple[NDArray[np.int64], ...]

    def part(self, first: int, last: int) -> "Way":
        """Return the way from its spot number `first` to number `last`, both included."""
        spots, legs = slice(first, last + 1), slice(first, last)
        return Way(
            self.rows[spots],
            self.places[spots],
            self.away_m[spots],
            self.choices[spots],
            self.metres[legs],
            self.seconds[legs],
            self.lines[legs],
            self.along[legs],
        )

    def then(self, after: "Way") -> "Way":
        """Return this way and one that begins at its last spot, maybe some metres beside or the other way."""
        jump = float(haversine_m(*self.places[-1].tolist(), *after.places[0].tolist()))
        metres, lines, along = after.metres.copy(), list(after.lines), list(after.along)
        if jump > 0:
            metres[0] += jump
            lines[0] = np.vstack([self.places[-1:], lines[0]])
            along[0] = np.vstack([along[0][:1], along[0]])
        return Way(
            np.append(self.rows, after.rows[1:]),
            np.vstack([self.places, after.places[1:]]),
            np.append(self.away_m, after.away_m[1:]),
            np.append(self.choices, after.choices[1:]),
            np.append(self.metres, metres),
            np.append(self.seconds, after.seconds),
            (*self.lines, *lines),
            (*self.along, *along),
        )


def ask(osrm: Osrm, rows: NDArray[np.int64], lonlat: Floats, noise_m: Floats, times_s: Floats) -> list[Way]:
    """Return the most likely ways through spots; more than one when they do not hang together.

    Parameters
    ----------
    osrm
        Made by :func:`geo.roads.asking.door.load`.
    rows
        (k,) numbers of the spots, for the answer.
    lonlat, noise_m
        (k, 2) degrees and (k,) standard deviations.
    times_s
        (k, 2) first and last second at each spot, NaN without times.
    """
    from osrm import MatchParameters

    if len(rows) < 2:
        return []
    question = MatchParameters(
        coordinates=[(lon, lat) for lon, lat in lonlat.tolist()],
        radiuses=(noise_m * RADIUS_SIGMAS).tolist(),
        timestamps=_beats(times_s).tolist(),
        gaps="ignore",
        tidy=False,
        annotations=["nodes"],
        overview="full",
        geometries="polyline6",
        generate_hints=False,
    )
    try:
        answer = osrm.Match(question)
    except RuntimeError:
        # NoMatch and NoSegment: nothing fits, which is an answer
        return []
    return _ways(answer, rows)


def _beats(times_s: Floats) -> NDArray[np.int64]:
    """Return whole, growing seconds; unknown steps are long ones, which forbids nothing."""
    steps = np.nan_to_num(times_s[1:, 0] - times_s[:-1, 1], nan=MOST_STEP_S)
    bounded = np.clip(np.ceil(steps), LEAST_STEP_S, MOST_STEP_S).astype(np.int64)
    return np.concatenate([[0], np.cumsum(bounded)])


def _ways(answer: Osrm, rows: NDArray[np.int64]) -> list[Way]:
    spots: list[list[tuple[int, list[float], float, int]]] = [[] for _ in answer["matchings"]]
    for row, found in zip(rows.tolist(), answer["tracepoints"], strict=True):
        if found is not None:
            place = row, list(found["location"]), float(found["distance"]), int(found["alternatives_count"])
            spots[int(found["matchings_index"])].append(place)
    return [_way(*pair) for pair in zip(answer["matchings"], spots, strict=True)]


def _way(matching: Osrm, spots: list[tuple[int, list[float], float, int]]) -> Way:
    rows, places, away, choices = zip(*spots, strict=True)
    legs = list(matching["legs"])
    # one vertex for each piece between two nodes and one more; a leg ends where the next begins
    nodes = [np.array(list(leg["annotation"]["nodes"]), dtype=np.float64).astype(np.int64) for leg in legs]
    ends = np.cumsum([len(passed) - 1 for passed in nodes])
    line = decode_polyline6(matching["geometry"])
    starts = np.append(0, ends[:-1])
    return Way(
        np.array(rows),
        np.array(places),
        np.array(away),
        np.array(choices),
        np.array([float(leg["distance"]) for leg in legs]),
        np.array([float(leg["duration"]) for leg in legs]),
        tuple(line[start : end + 1] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)),
        tuple(np.column_stack([passed[:-1], passed[1:]]) for passed in nodes),
    )
