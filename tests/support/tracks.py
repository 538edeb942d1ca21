"""Tracks along the streets of the county, as a receiver would report them."""

import numpy as np

from geo.position import offset
from geo.roads.matching.match import Trace
from tests.support.road_county import STEP_M, spot

START_S = 1_760_000_000.0


def along(*corners, kmh=22.0, every_s=10.0, noise_m=0.0, seed=1, start_s=START_S):
    """Drive straight from corner to corner, metres from the south-west corner of the streets."""
    corners = np.array(corners, dtype=float)
    steps = np.hypot(*np.diff(corners, axis=0).T)
    metres = np.append(0.0, np.cumsum(steps))
    at = np.arange(0.0, metres[-1] / (kmh / 3.6) + 1e-6, every_s)
    places = [np.interp(at * kmh / 3.6, metres, axis) for axis in corners.T]
    return heard(np.column_stack(places), start_s + at, noise_m=noise_m, seed=seed)


def heard(places_m, times_s, *, noise_m=0.0, seed=1):
    """Make a track of places in metres and their times."""
    errors = np.random.default_rng(seed).normal(0, 1, (len(places_m), 2)) * noise_m
    lon, lat = offset(*spot(0.0, 0.0), *(np.asarray(places_m) + errors).T)
    return Trace(np.column_stack([lon, lat]), np.asarray(times_s, dtype=float))


def halt(place_m, *, seconds, start_s, every_s=10.0, noise_m=0.0, seed=2):
    """Stand at a place."""
    times = np.arange(start_s, start_s + seconds, every_s)
    return heard(np.repeat([place_m], len(times), axis=0), times, noise_m=noise_m, seed=seed)


def joined(*traces):
    """Make one track of several."""
    return Trace(np.vstack([one.lonlat for one in traces]), np.concatenate([one.times_s for one in traces]))


def street(number):
    """Metres north, or east, of the street of that number."""
    return number * STEP_M


def ends(trace):
    return float(trace.times_s[-1])
