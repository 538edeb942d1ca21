"""Roads for the planner: which condition each class drives in, matrices before solving, legs after."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from data.store.queries.closures import ClosureRow
from data.store.roads.conditions import InForce, SpeedBook, condition_during
from geo.errors import GeoError
from geo.roads import Condition, RoadEngine
from geo.roads.asking.matrix import Matrix as RoadMatrix
from geo.roads.asking.matrix_cache import cached_matrix
from geo.roads.asking.nearest import Standing
from geo.roads.variants import ensure_variant
from routing.errors import RoadsError
from routing.model.plan import Route
from routing.model.problem import UNREACHABLE, IntMatrix, Matrix, Problem

type Line = NDArray[np.float64]

MATRICES = "matrices"
"""Folder within a snapshot where matrices are kept."""


@dataclass(frozen=True, slots=True)
class Drive:
    """How some vehicles drive on a day: by a road profile, under a condition."""

    profile: str
    condition: Condition
    closures: tuple[ClosureRow, ...] = ()


def drives_of(
    session: Session, profiles: Mapping[str, str], span: tuple[datetime, datetime], zone: str
) -> tuple[dict[str, Drive], dict[str, str]]:
    """Return how each vehicle class drives between two moments.

    Parameters
    ----------
    profiles
        Road profile by vehicle class.
    span
        The shift, aware moments in stack time.
    zone
        IANA name of the zone of the speeds' hours.

    Returns
    -------
    Drives by name, and the name of each class's drive. The name is the road profile; where classes of one
    profile have different conditions (a closure for one of them only), it is that and the class.

    Raises
    ------
    RoadsError
        When a stored closure or speed cannot be understood.
    """
    book = SpeedBook(zone)
    try:
        found = {code: condition_during(session, code, span, book) for code in sorted(profiles)}
    except GeoError as error:
        raise RoadsError(f"the closures of the day cannot be used: {error}") from error
    digests: defaultdict[str, set[str]] = defaultdict(set)
    for code, force in found.items():
        digests[profiles[code]].add(force.condition.digest)
    names = {
        code: profile if len(digests[profile]) == 1 else f"{profile}/{code}"
        for code, profile in profiles.items()
    }
    return {names[code]: _drive(profiles[code], force) for code, force in found.items()}, names


def _drive(profile: str, force: InForce) -> Drive:
    return Drive(profile, force.condition, force.closures)


class Ways:
    """The current road snapshot, in the condition of a day, with the places of the day.

    Parameters
    ----------
    folder
        The snapshot.
    places
        Degrees lon, lat, (n, 2); their numbers are the rows of all matrices.
    drives
        How the day's vehicles drive, by the name that is their `profile` in the problem.
    starts
        Degrees lon, lat, (s, 2): places on the road from which vehicles go on, and to which nobody drives.
        Their rows follow those of the places; only what leads from them is computed, all else is kept.

    Raises
    ------
    RoadsError
        When the snapshot cannot be opened or lacks a profile.
    """

    def __init__(
        self, folder: Path, places: Line, drives: Mapping[str, Drive], starts: Line | None = None
    ) -> None:
        self._folder = folder
        self._places = places
        self._starts = np.empty((0, 2)) if starts is None else starts
        self.drives = dict(drives)
        self._open: dict[str, Matrix] = {}
        try:
            self._engines = {name: _open(folder, drive) for name, drive in sorted(drives.items())}
        except GeoError as error:
            raise RoadsError(f"the current road snapshot cannot be used: {error}") from error

    @property
    def closures(self) -> list[ClosureRow]:
        """Closures that any of the vehicles reckons with, by id."""
        every = {row.id: row for drive in self.drives.values() for row in drive.closures}
        return [every[number] for number in sorted(every)]

    @property
    def digests(self) -> dict[str, str]:
        """Digest of the condition by name of the drive."""
        return {name: engine.key.digest for name, engine in self._engines.items()}

    def matrices(self) -> dict[str, Matrix]:
        """Return driving between all places by name of the drive.

        Raises
        ------
        RoadsError
            When they cannot be computed.
        """
        return {
            name: _longer(_translated(found), self._outward(self._engines[name]))
            for name, found in self._measured.items()
        }

    def is_far(self, name: str, row: int) -> bool:
        """Tell whether no road is near a place, or its coordinates are exchanged."""
        return self._measured[name].rows[row] in {Standing.FAR, Standing.SWAPPED}

    def closures_of(self, name: str) -> int:
        """Return how many closures the vehicles of a drive reckon with."""
        return len(self.drives[name].closures)

    def off_road_m(self, name: str, row: int) -> int:
        """Return whole metres from a place to the nearest road."""
        return round(float(self._engines[name].nearest(self._places[[row]]).distance_m[0]))

    def open_matrix(self, name: str) -> Matrix:
        """Return driving between all places as it would be without any closure.

        Raises
        ------
        RoadsError
            When it cannot be computed.
        """
        if name not in self._open:
            engine = self._engines[name].base or self._engines[name]
            self._open[name] = _longer(_translated(self._measure(engine)), self._outward(engine))
        return self._open[name]

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
        places = np.vstack([self._places, self._starts])[halts]
        engine = self._engines[vehicle.profile]
        try:
            return _lines(engine, places)
        except GeoError as error:
            if vehicle.start < len(self._places) or engine.base is None:
                raise RoadsError(f"the way of {route.vehicle} cannot be drawn: {error}") from error
        return self._lines_from_closed(engine, places, route.vehicle)

    def _lines_from_closed(self, engine: RoadEngine, places: Line, vehicle: str) -> list[Line]:
        """Draw the way of a vehicle that may stand on a closed road: its first leg as if it were open."""
        try:
            return _lines(engine.base or engine, places[:2]) + _lines(engine, places[1:])
        except GeoError as error:
            raise RoadsError(f"the way of {vehicle} cannot be drawn: {error}") from error

    @cached_property
    def _measured(self) -> dict[str, RoadMatrix]:
        return {name: self._measure(engine) for name, engine in self._engines.items()}

    def _outward(self, engine: RoadEngine) -> Matrix:
        """Return driving from the starts, (s, n); one that stands on a closed road still gets away."""
        found = self._from_starts(engine)
        stuck = (found.duration_s == UNREACHABLE).all(axis=1)
        if stuck.any() and engine.base is not None:
            free = self._from_starts(engine.base)
            found.duration_s[stuck], found.distance_m[stuck] = free.duration_s[stuck], free.distance_m[stuck]
        return found

    def _from_starts(self, engine: RoadEngine) -> Matrix:
        if not len(self._starts):
            none = np.empty((0, len(self._places)), dtype=np.int32)
            return Matrix(none, none)
        try:
            return _translated(engine.matrix(self._starts, self._places))
        except GeoError as error:
            raise RoadsError(f"no matrix of ways from the vehicles could be made: {error}") from error

    def _measure(self, engine: RoadEngine) -> RoadMatrix:
        try:
            return cached_matrix(engine, self._places, self._folder / MATRICES)
        except GeoError as error:
            raise RoadsError(f"no matrix of ways could be made: {error}") from error


def _open(folder: Path, drive: Drive) -> RoadEngine:
    variant = ensure_variant(folder, drive.profile, drive.condition)
    return RoadEngine.open(folder, drive.profile, digest=variant.digest)


def _translated(found: RoadMatrix) -> Matrix:
    lost = ~found.reachable
    return Matrix(
        np.where(lost, UNREACHABLE, found.duration_s).astype(np.int32),
        np.where(lost, UNREACHABLE, found.distance_m).astype(np.int32),
    )


def _lines(engine: RoadEngine, places: Line) -> list[Line]:
    return [leg.line for leg in engine.route(places).legs]


def _longer(matrix: Matrix, out: Matrix) -> Matrix:
    return Matrix(_joined(matrix.duration_s, out.duration_s), _joined(matrix.distance_m, out.distance_m))


def _joined(square: IntMatrix, out: IntMatrix) -> IntMatrix:
    """Put rows (s, n) under a square (n, n); nothing leads to the new places, and each is at itself."""
    n, s = len(square), len(out)
    if not s:
        return square
    values = np.full((n + s, n + s), UNREACHABLE, dtype=np.int32)
    values[:n, :n], values[n:, :n] = square, out
    np.fill_diagonal(values, 0)
    return values


def to_wkt(line: Line) -> str:
    """Return a line as well-known text with six decimals (a tenth of a metre)."""
    points = line if len(line) > 1 else np.repeat(line, 2, axis=0)
    return "LINESTRING(" + ",".join(f"{lon:.6f} {lat:.6f}" for lon, lat in points) + ")"
