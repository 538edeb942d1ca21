"""Where did a truck really stop? Stays are derived from fixes alone, whatever order they arrived in.

A stay at a place is a stretch of fixes, slow and in reach of the place, that lasts long enough. A
drive-past is none, because it is fast or short. A short interruption (one jumpy fix, the truck creeping
forward) does not end a stay; a drive away does, so a place visited twice has two stays. When several places
are in reach, the nearest one has the stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.position import METRES_PER_DEGREE, haversine_m
from geo.units import kmh_from_ms

type Floats = NDArray[np.float64]
type Ints = NDArray[np.intp]
type Bools = NDArray[np.bool_]

NOWHERE = -1

CHUNK = 4096
"""Fixes compared with all places at once; bounds the memory of a long track."""


@dataclass(frozen=True, slots=True)
class StopRules:
    """What counts as a stay.

    Parameters
    ----------
    radius_m
        Reach of a place in metres: one number, or one per place.
    min_s
        Shortest stay in seconds, from the first to the last fix that shows it.
    max_kmh
        Fixes at this speed or faster are driving.
    bridge_s
        Contrary fixes (fast, or out of reach) for at most this long do not end a stay.
    max_gap_s
        Silence between two fixes at the same place for at most this long counts as standing; longer silence
        ends the stay, because the truck may have been anywhere.
    """

    radius_m: float | tuple[float, ...] = 40.0
    min_s: float = 60.0
    max_kmh: float = 5.0
    bridge_s: float = 45.0
    max_gap_s: float = 600.0

    def __post_init__(self) -> None:
        """Refuse rules that no track could satisfy."""
        if (
            min(self.min_s, self.bridge_s, self.max_gap_s) < 0
            or self.max_kmh <= 0
            or np.min(self.radius_m) <= 0
        ):
            message = f"stop rules need a positive radius and speed and no negative time: {self}"
            raise ValueError(message)


DEFAULT_RULES = StopRules()

WELL_OBSERVED_GAP_S = 60.0
"""Steps up to this length count as observed in the confidence of a stay."""


@dataclass(frozen=True, slots=True)
class Track:
    """Fixes of one vehicle, sorted by time and without exact repeats; the constructor does both.

    Parameters
    ----------
    times_s
        (n,) Unix seconds, in any order.
    lon, lat
        (n,) degrees.
    speed_kmh
        (n,) reported speeds, NaN where unknown (then implied by the neighbours); None when all are unknown.
    """

    times_s: Floats
    lon: Floats
    lat: Floats
    speed_kmh: Floats = field(default=None)  # type: ignore[arg-type]  # replaced in __post_init__

    def __post_init__(self) -> None:
        """Bring the fixes into their one canonical order."""
        speed = np.full(np.size(self.times_s), np.nan) if self.speed_kmh is None else self.speed_kmh
        columns = [np.asarray(c, dtype=np.float64) for c in (self.times_s, self.lon, self.lat, speed)]
        order = np.lexsort([np.nan_to_num(columns[3], nan=-1.0), columns[2], columns[1], columns[0]])
        rows = np.column_stack(columns)[order]
        # Of repeats that differ in speed only, the fastest stays: a stop is never made out of a doubt.
        last = np.append((np.diff(rows[:, :3], axis=0) != 0).any(axis=1), True)[: len(rows)]
        for name, column in zip(("times_s", "lon", "lat", "speed_kmh"), rows[last].T, strict=True):
            object.__setattr__(self, name, np.ascontiguousarray(column))

    def __len__(self) -> int:
        """Count the fixes."""
        return len(self.times_s)

    def speeds_kmh(self) -> Floats:
        """Return (n,) speeds in km/h: reported, or where missing the slower of both neighbouring steps."""
        if not np.isnan(self.speed_kmh).any():
            return self.speed_kmh
        step_m = haversine_m(self.lon[:-1], self.lat[:-1], self.lon[1:], self.lat[1:])
        step_kmh = kmh_from_ms(step_m / np.maximum(np.diff(self.times_s), 1e-3))
        slower = np.fmin(np.append(np.inf, step_kmh), np.append(step_kmh, np.inf))
        return np.where(np.isnan(self.speed_kmh), slower, self.speed_kmh)


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of time at a place.

    Parameters
    ----------
    place_index
        Row of the place in the arrays that were asked about; -1 for a stay anywhere.
    arrived_s, left_s
        Unix seconds of the first and the last fix that show the stay; the truth is up to one fix interval
        longer on both sides.
    lon, lat
        Median position, degrees.
    fixes
        Number of fixes in it.
    confidence
        0..1: the share of the stay that was observed (no long silence), whole at the centre of the reach,
        halved at its edge. A figure to sort by, not a probability.
    """

    place_index: int
    arrived_s: float
    left_s: float
    lon: float
    lat: float
    fixes: int
    confidence: float

    @property
    def duration_s(self) -> float:
        """Length of the stay in seconds."""
        return self.left_s - self.arrived_s


def match_visits(
    track: Track, place_lon: ArrayLike, place_lat: ArrayLike, rules: StopRules = DEFAULT_RULES
) -> list[Stay]:
    """Find the stays of a track at given places, in order of arrival.

    Parameters
    ----------
    track
        The fixes of one vehicle.
    place_lon, place_lat
        (m,) degrees.
    rules
        What counts as a stay; ``radius_m`` may hold one radius per place.

    Returns
    -------
    Stays that do not overlap in time. The result does not depend on the order or repetition of fixes, and an
    additional place changes it only within reach of that place.

    Raises
    ------
    ValueError
        When there is one radius per place and their numbers differ.
    """
    lon, lat = np.asarray(place_lon, dtype=np.float64), np.asarray(place_lat, dtype=np.float64)
    radius = np.broadcast_to(np.asarray(rules.radius_m, dtype=np.float64), lon.shape)
    if not len(track) or not len(lon):
        return []
    rows, distance = _in_reach(track, lon, lat, radius, rules)
    shares = _shares(track, rows, distance, rules)
    return [
        _stay(track, rows[part], place, _nearness(distance, part, place, radius)) for place, part in shares
    ]


def find_stays(track: Track, rules: StopRules = DEFAULT_RULES) -> list[Stay]:
    """Find every standstill of a track, wherever it is, in order of arrival.

    It ends when two consecutive slow fixes are farther apart than the radius. ``place_index`` is -1.

    Parameters
    ----------
    track
        The fixes of one vehicle.
    rules
        What counts as a stay; ``radius_m`` must be one number.
    """
    slow = np.flatnonzero(track.speeds_kmh() < rules.max_kmh)
    lon, lat = track.lon[slow], track.lat[slow]
    jumped = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:]) > float(np.min(rules.radius_m))
    cuts = np.flatnonzero(_broken(track, slow, rules) | jumped) + 1
    groups = np.split(slow, cuts)
    return [_stay(track, group, NOWHERE, 0.0) for group in groups if _lasts(track, group, rules)]


def _in_reach(
    track: Track, lon: Floats, lat: Floats, radius: Floats, rules: StopRules
) -> tuple[Ints, Floats]:
    """Return the rows of slow fixes near some place, and (rows, places) metres, infinite out of reach."""
    slow = np.flatnonzero(track.speeds_kmh() < rules.max_kmh)
    found: list[tuple[Ints, Floats]] = []
    for start in range(0, max(len(slow), 1), CHUNK):
        rows = slow[start : start + CHUNK]
        east = (track.lon[rows, None] - lon) * (METRES_PER_DEGREE * np.cos(np.radians(lat)))
        north = (track.lat[rows, None] - lat) * METRES_PER_DEGREE
        distance = np.hypot(east, north)
        distance[distance > radius] = np.inf
        near = np.isfinite(distance).any(axis=1)
        found.append((rows[near], distance[near]))
    return np.concatenate([rows for rows, _ in found]), np.concatenate([part for _, part in found])


def _shares(track: Track, rows: Ints, distance: Floats, rules: StopRules) -> Iterator[tuple[int, Ints]]:
    """Yield (place, positions in ``rows``) of each stay, in order of time and without overlap."""
    for group in _split(track, rows, np.arange(len(rows)), rules):
        claims = _claims(track, rows, group, distance, rules)
        end = -1
        for place, part in sorted(claims, key=lambda claim: (claim[1][0], claim[0])):
            rest = part[part > end]
            if _lasts(track, rows[rest], rules):
                end = int(rest[-1])
                yield place, rest


def _claims(
    track: Track, rows: Ints, group: Ints, distance: Floats, rules: StopRules
) -> list[tuple[int, Ints]]:
    """Divide an unbroken group of fixes among the places in reach.

    Each fix belongs to its nearest place. A stretch too short to be a stay goes to the lasting stretch
    before it (or after it) that is in reach. When no stretch lasts, the truck stands between places, and
    the one nearest on the whole has all fixes in its reach.
    """
    nearest = np.argmin(distance[group], axis=1)
    labels = np.full(len(group), NOWHERE)
    for place in np.unique(nearest):
        for part in _split(track, rows, group[nearest == place], rules):
            if _lasts(track, rows[part], rules):
                labels[part - group[0]] = place
    if (labels == NOWHERE).all():
        labels = _common_place(distance[group])
    else:
        _hand_over(labels, distance[group])
    return [
        (int(place), part)
        for place in np.unique(labels[labels != NOWHERE])
        for part in _split(track, rows, group[labels == place], rules)
    ]


def _hand_over(labels: Ints, distance: Floats) -> None:
    """Give each fix without a place that of the last one before it, or else of the next, if in reach."""
    owned = np.flatnonzero(labels != NOWHERE)
    for row in np.flatnonzero(labels == NOWHERE):
        after = int(np.searchsorted(owned, row))
        candidates = [int(labels[owned[i]]) for i in (after - 1, after) if 0 <= i < len(owned)]
        reached = [place for place in candidates if np.isfinite(distance[row, place])]
        labels[row] = reached[0] if reached else NOWHERE


def _common_place(distance: Floats) -> Ints:
    """Label with the place in reach of most fixes (the nearest of several) those fixes that it reaches."""
    reached = np.isfinite(distance)
    count = reached.sum(axis=0)
    mean = np.where(reached, distance, 0.0).sum(axis=0) / np.maximum(count, 1)
    place = int(np.lexsort([mean, -count])[0])
    return np.where(reached[:, place], place, NOWHERE)


def _split(track: Track, rows: Ints, chosen: Ints, rules: StopRules) -> list[Ints]:
    """Split chosen positions in ``rows`` where the truck was elsewhere or silent for too long."""
    if not len(chosen):
        return []
    return np.split(chosen, np.flatnonzero(_broken(track, rows[chosen], rules)) + 1)


def _broken(track: Track, rows: Ints, rules: StopRules) -> Bools:
    """Tell for each pair of consecutive chosen rows whether what lies between them ends a stay.

    Contrary fixes between them end it after ``bridge_s``, mere silence after ``max_gap_s``.
    """
    gap_s = np.diff(track.times_s[rows])
    contrary = np.diff(rows) > 1
    # Never longer than a stay: bridging must not swallow a stay at a neighbour.
    return np.where(contrary, gap_s > min(rules.bridge_s, rules.min_s), gap_s > rules.max_gap_s)


def _nearness(distance: Floats, part: Ints, place: int, radius: Floats) -> float:
    """Return the median distance from the place as a share of its reach; 0 is the centre."""
    metres = distance[part, place]
    return float(np.median(metres) / radius[place])


def _lasts(track: Track, rows: Ints, rules: StopRules) -> bool:
    """Tell whether these fixes span the shortest stay."""
    return len(rows) > 1 and bool(track.times_s[rows[-1]] - track.times_s[rows[0]] >= rules.min_s)


def _stay(track: Track, rows: Ints, place: int, nearness: float) -> Stay:
    """Sum up the fixes of one stay; ``nearness`` is the distance from the place as a share of its reach."""
    times = track.times_s[rows]
    duration = float(times[-1] - times[0])
    observed = float(np.minimum(np.diff(times), WELL_OBSERVED_GAP_S).sum())
    share = observed / duration if duration > 0 else 1.0
    return Stay(
        place_index=place,
        arrived_s=float(times[0]),
        left_s=float(times[-1]),
        lon=float(np.median(track.lon[rows])),
        lat=float(np.median(track.lat[rows])),
        fixes=len(rows),
        confidence=round(share * (1.0 - 0.5 * nearness), 3),
    )
