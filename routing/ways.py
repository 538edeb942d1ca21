"""Roads for the planner: matrices before solving, leg geometries after."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.errors import GeoError
from geo.roads import RoadEngine
from routing.errors import RoadsError
from routing.plan import Route
from routing.problem import UNREACHABLE, Matrix, Problem

type Line = NDArray[np.float64]


class Ways:
    """The current road snapshot with the places of a day.

    Parameters
    ----------
    folder
        The snapshot.
    places
        Degrees lon, lat, (n, 2); their numbers are the rows of all matrices.
    profiles
        Road profiles that the day's vehicles drive by.

    Raises
    ------
    RoadsError
        When the snapshot cannot be opened or lacks a profile.
    """

    def __init__(self, folder: Path, places: Line, profiles: set[str]) -> None:
        self._places = places
        try:
            self._engines = {profile: RoadEngine.open(folder, profile) for profile in sorted(profiles)}
        except GeoError as error:
            raise RoadsError(f"the current road snapshot cannot be used: {error}") from error

    def matrices(self) -> dict[str, Matrix]:
        """Return driving between all places by profile."""
        return {profile: self._matrix(engine) for profile, engine in self._engines.items()}

    def _matrix(self, engine: RoadEngine) -> Matrix:
        try:
            found = engine.matrix(self._places)
        except GeoError as error:
            raise RoadsError(f"no matrix of ways could be made: {error}") from error
        lost = ~found.reachable
        return Matrix(
            np.where(lost, UNREACHABLE, found.duration_s).astype(np.int32),
            np.where(lost, UNREACHABLE, found.distance_m).astype(np.int32),
        )

    def legs(self, problem: Problem, route: Route) -> list[Line]:
        """Return the way to each halt and, last, the way home: degrees lon, lat, each (m, 2).

        Raises
        ------
        RoadsError
            When the roads no longer lead where the matrix said they do.
        """
        vehicle = next(v for v in problem.vehicles if v.id == route.vehicle)
        rows = {("collect", s.code): s.location for s in problem.stops}
        rows |= {("unload", f.code): f.location for f in problem.facilities}
        halts = [vehicle.start, *(rows[halt] for halt in route.sequence), vehicle.end]
        try:
            drive = self._engines[vehicle.profile].route(self._places[halts])
        except GeoError as error:
            raise RoadsError(f"the way of {route.vehicle} cannot be drawn: {error}") from error
        return [leg.line for leg in drive.legs]


def to_wkt(line: Line) -> str:
    """Return a line as well-known text with six decimals (a tenth of a metre)."""
    points = line if len(line) > 1 else np.repeat(line, 2, axis=0)
    return "LINESTRING(" + ",".join(f"{lon:.6f} {lat:.6f}" for lon, lat in points) + ")"
