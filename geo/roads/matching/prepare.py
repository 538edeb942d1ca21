"""From a raw track to places worth matching: in order, without repeats, leaps and the shiver of a halt.

A receiver's error drifts: a truck that stands draws a cloud, and a matcher that believes each of its points
drives up and down the road. Positions within a few standard deviations of their running mean are therefore
one *spot*. Newson and Krumm (Hidden Markov map matching through noise and sparseness, 2009) drop positions
within two standard deviations of the one before for the same reason; the mean keeps more of what was seen.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import TraceError
from geo.leaps import SCATTER_M, find_leaps
from geo.position import METRES_PER_DEGREE, haversine_m, local_metres
from geo.roads.matching.model import Floats, MatchRules, Trace

SPOT_SIGMAS: Final = 2.5
"""Radius of a spot. Measured: with 2 twice as much is wrongly matched, with 3.5 lanes are missed."""

SIGMAS_PER_ACCURACY: Final = 1.5
"""The radius that holds two thirds of the fixes is 1.51 standard deviations of one axis."""

HALT_S: Final = 30.0
"""A spot that lasts so long is a halt."""

VAGUE_M: Final = 100.0
"""A position less accurate than this tells no street (it is a mobile mast's)."""


@dataclass(frozen=True, slots=True)
class Spots:
    """Where a vehicle was, in order of time.

    Parameters
    ----------
    lonlat
        (k, 2) degrees, means of positions.
    first_s, last_s
        (k,) Unix seconds of the first and last position; NaN without times.
    fixes
        (k,) number of positions.
    noise_m
        (k,) standard deviation of a position in each axis.
    cut
        (k,) whether there is a gap before the spot; the first is False.
    leaps, vague
        Positions left out: not to be reached in the time, too inaccurate.
    """

    lonlat: Floats
    first_s: Floats
    last_s: Floats
    fixes: NDArray[np.int64]
    noise_m: Floats
    cut: NDArray[np.bool_]
    leaps: int
    vague: int

    def __len__(self) -> int:
        """Return the number of spots."""
        return len(self.lonlat)


def prepare(trace: Trace, rules: MatchRules, scale: float = 1.0) -> Spots:
    """Return the spots of a track; the same for every order of the same timed positions.

    Parameters
    ----------
    trace
        At least one position.
    rules
        What is taken for granted.
    scale
        What the noise that is assumed or told is to be multiplied by.

    Raises
    ------
    TraceError
        When a position is no place on the globe, or a time is no number.
    """
    _check(trace)
    timed = trace.times_s is not None
    times = trace.times_s if trace.times_s is not None else np.arange(float(len(trace)))
    noise, vague = _noise(trace, rules, scale)
    lon, lat = trace.lonlat.T
    order = np.lexsort((noise, lat, lon, times)) if timed else np.arange(len(trace))
    leaps = find_leaps(times, lon, lat) if timed else np.zeros(len(trace), dtype=np.bool_)
    rows = order[~(vague | leaps)[order]]
    kept = Trace(trace.lonlat[rows], times[rows], noise[rows])
    return _gather(kept, rules, timed=timed, leaps=int(leaps.sum()), vague=int((vague & ~leaps).sum()))


def _check(trace: Trace) -> None:
    on_globe = (np.abs(trace.lonlat) <= np.array([180.0, 90.0])).all(axis=1)
    wrong = np.flatnonzero(~on_globe)
    if len(wrong):
        lon, lat = trace.lonlat[wrong[0]]
        raise TraceError(f"position {wrong[0] + 1} of the track ({lon}, {lat}) is no lon, lat")
    if trace.times_s is not None and not np.isfinite(trace.times_s).all():
        bad = int(np.flatnonzero(~np.isfinite(trace.times_s))[0])
        raise TraceError(f"position {bad + 1} of the track has no time, others have one")


def _noise(trace: Trace, rules: MatchRules, scale: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return (n,) standard deviations, and which positions are too vague to use."""
    unknown = np.full(len(trace), np.nan)
    accuracy = unknown if trace.accuracy_m is None else trace.accuracy_m
    told = np.where(accuracy > 0, accuracy, np.nan)
    sigma = np.where(np.isnan(told), rules.noise_m, told / SIGMAS_PER_ACCURACY)
    bounds = rules.least_noise_m, rules.most_noise_m
    return np.clip(scale * np.clip(sigma, *bounds), *bounds), np.nan_to_num(told) > VAGUE_M


def _gather(kept: Trace, rules: MatchRules, *, timed: bool, leaps: int, vague: int) -> Spots:
    times, noise = kept.times_s, kept.accuracy_m
    if times is None or noise is None or not len(kept):
        return _no_spots(leaps, vague)
    broken = _silences(kept.lonlat, times, rules, timed=timed)
    plane = local_metres(*kept.lonlat.T, *kept.lonlat[0])
    radius_m = SPOT_SIGMAS * float(np.median(noise))
    first, mean = _clouds(plane, broken, radius_m)
    if timed:
        first, mean = _without_flickers(first, mean, (times, broken), radius_m)
    last = np.append(first[1:], len(kept)) - 1
    scale = METRES_PER_DEGREE * np.array([np.cos(np.radians(kept.lonlat[0, 1])), 1.0])
    unknown = np.full(len(first), np.nan)
    return Spots(
        lonlat=kept.lonlat[0] + mean / scale,
        first_s=times[first] if timed else unknown,
        last_s=times[last] if timed else unknown,
        fixes=last - first + 1,
        noise_m=np.maximum.reduceat(noise, first),
        cut=broken[first],
        leaps=leaps,
        vague=vague,
    )


def _no_spots(leaps: int, vague: int) -> Spots:
    nothing = np.empty(0)
    return Spots(
        np.empty((0, 2)), nothing, nothing, np.empty(0, int), nothing, np.empty(0, bool), leaps, vague
    )


def _silences(lonlat: Floats, times: Floats, rules: MatchRules, *, timed: bool) -> NDArray[np.bool_]:
    """Return (n,) whether nothing was heard for too long before a position, or it cannot be reached."""
    lon, lat = lonlat.T
    metres = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    if not timed:
        return np.append(False, metres > rules.gap_m)
    steps = np.diff(times)
    moving = steps[steps > 0]
    beat = float(np.median(moving)) if len(moving) else 0.0
    silent = steps > max(rules.gap_s, rules.gap_beats * beat)
    return np.append(False, silent | (metres > rules.top_ms * steps + 2 * SCATTER_M))


def _without_flickers(
    first: NDArray[np.int64], mean: Floats, track: tuple[Floats, NDArray[np.bool_]], radius_m: float
) -> tuple[NDArray[np.int64], Floats]:
    """Join a halt that single wild positions have broken into several clouds.

    A brief cloud between two that are one place, of which one is a halt, is no drive there and back. Where
    neither is a halt it may be the end of a lane, and stays.
    """
    times, broken = track
    ends = times[np.append(first[1:], len(times)) - 1]
    lasts, mean = ends - times[first], mean.copy()
    kept: list[int] = []
    for cloud in range(len(first)):
        home, flicker = (kept[-2], kept[-1]) if len(kept) > 1 else (cloud, cloud)
        halts = max(lasts[home], lasts[cloud]) >= HALT_S > lasts[flicker]
        near = float(np.hypot(*(mean[cloud] - mean[home]))) <= radius_m
        if flicker == cloud or not halts or not near or broken[first[flicker]] or broken[first[cloud]]:
            kept.append(cloud)
            continue
        kept.pop()
        if lasts[cloud] > lasts[home]:
            mean[home] = mean[cloud]
        lasts[home] = ends[cloud] - times[first[home]]
    return first[kept], mean[kept]


def _clouds(plane: Floats, broken: NDArray[np.bool_], radius_m: float) -> tuple[NDArray[np.int64], Floats]:
    """Return the row at which each cloud begins, and (k, 2) the means of the clouds."""
    first: list[int] = []
    means: list[tuple[float, float]] = []
    east = north = 0.0
    count = 0
    for row, ((x, y), cut) in enumerate(zip(plane.tolist(), broken.tolist(), strict=True)):
        if not count or cut or (x - east / count) ** 2 + (y - north / count) ** 2 > radius_m * radius_m:
            if count:
                means.append((east / count, north / count))
            first.append(row)
            east = north = 0.0
            count = 0
        east, north, count = east + x, north + y, count + 1
    means.append((east / count, north / count))
    return np.array(first), np.array(means)
