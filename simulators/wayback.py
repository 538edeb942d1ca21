"""The way that a truck has come, and the way back along it when its route turns elsewhere.

A driver who is told to go elsewhere turns round where he is and drives back along the road that he came,
until he is on the new way. Without this a simulated truck would go straight across the fields.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.position import METRES_PER_DEGREE
from simulators.drive import Day
from simulators.path import Line

type Point = tuple[float, float]

NEAR_M = 60.0
"""So near to the new way a truck is on it."""

MOST_POINTS = 1_500
"""More of the way behind is forgotten, or every save would grow with the day."""


class Trail:
    """The way driven so far, oldest first, degrees lon, lat."""

    def __init__(self, points: tuple[Point, ...] = ()) -> None:
        self.points = points

    def drive(self, day: Day, until_s: float) -> None:
        """Add what of a day's timetable was driven up to a time."""
        new: list[Point] = []
        for phase in day.phases:
            if phase.motion is None or phase.begins_s > until_s:
                continue
            driven_m = phase.motion.at(until_s - phase.begins_s)[0]
            path = phase.path
            new += [
                (lon, lat)
                for lon, lat, metres in zip(path.lons, path.lats, path.metres, strict=True)
                if metres <= driven_m
            ]
        self.points = _without_repeats((*self.points, *new))[-MOST_POINTS:]

    def back_to(self, way: Line, here: Point) -> tuple[Point, ...]:
        """Return the points to drive back along until the truck is on a way, (n, 2); none when it is there.

        Empty too where the way was never come upon: then the truck goes straight to it.
        """
        if not len(way) or _least_m(way, here) <= NEAR_M:
            return ()
        for number in range(len(self.points) - 1, -1, -1):
            if _least_m(way, self.points[number]) <= NEAR_M:
                return self.points[number:][::-1]
        return ()


def _least_m(way: Line, point: Point) -> float:
    """Return the metres from a point to a line, on a plane around the point."""
    scale = METRES_PER_DEGREE * np.array([np.cos(np.radians(point[1])), 1.0])
    corners: NDArray[np.float64] = (way - np.array(point)) * scale
    begins, steps = corners[:-1], np.diff(corners, axis=0)
    if not len(steps):
        return float(np.hypot(*corners[0]))
    squares = np.maximum((steps**2).sum(axis=1), 1e-9)
    share = np.clip(-(begins * steps).sum(axis=1) / squares, 0, 1)
    nearest = begins + share[:, None] * steps
    return float(np.hypot(nearest[:, 0], nearest[:, 1]).min())


def _without_repeats(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return (*points[:1], *(after for before, after in pairwise(points) if after != before))
