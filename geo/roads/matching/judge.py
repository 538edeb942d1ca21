"""Our own judgement of what the kernel says: detours that it invents, ways there was no time for.

OSRM answers a position that lies a little behind the one before with a drive around the block. Such a leg is
far longer than the straight line, and without one of its ends the way is short: that end is dropped and the
match asked again.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.position import haversine_m
from geo.roads.matching.kernel import Way
from geo.roads.matching.model import Floats, MatchRules
from geo.roads.matching.prepare import SPOT_SIGMAS, Spots

DETOUR_SIGMAS: Final = 6.0
"""A leg that exceeds the straight line by so many standard deviations, and by half, is looked at."""

DETOUR_RATIO: Final = 1.5

UNTIMED_RATIO: Final = 4.0
UNTIMED_SLACK_M: Final = 300.0
"""Without times, a leg longer than so many straight lines and metres is not believed."""

type Ask = Callable[[NDArray[np.int64]], list[Way]]


def settle(spots: Spots, rows: NDArray[np.int64], ask: Ask) -> list[Way]:
    """Match spots, drop those that make it drive a detour, and match again; once, a second time finds little.

    Parameters
    ----------
    spots
        All spots of the track.
    rows
        (k,) which of them to match.
    ask
        Matches rows of spots.

    Returns
    -------
    The ways, ascending.
    """
    ways = ask(rows)
    false = [row for way in ways for row in _detours(spots, way)]
    return ask(rows[~np.isin(rows, false)]) if false else ways


def _detours(spots: Spots, way: Way) -> list[int]:
    """Return the spots between whose neighbours the way would be much shorter; never two in a row."""
    lon, lat = spots.lonlat[way.rows].T
    straight = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    excess = way.metres - straight
    limit = DETOUR_SIGMAS * np.maximum(spots.noise_m[way.rows[:-1]], spots.noise_m[way.rows[1:]])
    odd = np.flatnonzero((excess > limit) & (way.metres > DETOUR_RATIO * straight))
    if not len(odd) or len(way.rows) < 3:
        return []
    past = haversine_m(lon[:-2], lat[:-2], lon[2:], lat[2:])
    # what leaving out an inner spot could save; the ends of a way are never left out
    saving = np.concatenate([[-np.inf], way.metres[:-1] + way.metres[1:] - past, [-np.inf]])
    false: list[int] = []
    for leg in odd.tolist():
        spot = leg if saving[leg] > saving[leg + 1] else leg + 1
        if np.isfinite(saving[spot]) and (not false or spot - false[-1] > 1):
            false.append(spot)
    return [int(way.rows[spot]) for spot in false]


def cut(spots: Spots, way: Way, rules: MatchRules) -> list[Way]:
    """Cut a way where a leg cannot have been driven: no time for it, or no reason to believe it.

    Parameters
    ----------
    spots
        All spots of the track.
    way
        Through some of them.
    rules
        What is taken for granted.
    """
    broken = np.flatnonzero(way.metres > allowed_m(spots, way, rules)).tolist()
    edges = [-1, *broken, len(way.rows) - 1]
    parts = [(first + 1, last) for first, last in pairwise(edges)]
    return [way.part(first, last) for first, last in parts if last > first]


def allowed_m(spots: Spots, way: Way, rules: MatchRules) -> Floats:
    """Return (k - 1,) metres that each leg of a way may have at most.

    Parameters
    ----------
    spots
        All spots of the track.
    way
        Through some of them.
    rules
        What is taken for granted.
    """
    start, end = way.rows[:-1], way.rows[1:]
    lon, lat = spots.lonlat[way.rows].T
    straight = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    slack = (2 * SPOT_SIGMAS + 4) * np.maximum(spots.noise_m[start], spots.noise_m[end])
    seconds = spots.first_s[end] - spots.last_s[start]
    return np.where(
        np.isnan(seconds), UNTIMED_RATIO * straight + UNTIMED_SLACK_M, rules.top_ms * seconds + slack
    )
