"""Answers of the road network: nearest road, matrices, the way from place to place.

OSRM computes in this process and holds the interpreter's lock meanwhile (about 0.2 s for 300 x 300): call
it in worker processes, never in an event loop.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import NoRouteError, SnapshotError
from geo.roads.asking import door
from geo.roads.asking.door import Osrm, Points
from geo.roads.asking.matrix import Matrix, rectangle, square, whole
from geo.roads.asking.nearest import MAX_SNAP_M, Ground, Nearest, Standing, checked, look, moved
from geo.roads.asking.route import Leg, Route, leg_of
from geo.roads.asking.survey import Driving, Stand, find_anchor, measure, settle, settle_variant
from geo.roads.asking.workers import PAYS, Task, measure_by_hands
from geo.roads.closed import CLOSED_S, ClosedRoads
from geo.roads.conditions import BASE
from geo.roads.snapshot import SnapshotInfo, osrm_base, read_info
from geo.roads.tools import DEFAULT_PROFILE

NO_ROWS = np.empty(0, dtype=np.int64)

WHY = {
    Standing.FAR: "is farther than {max_snap_m:.0f} m from any road",
    Standing.SWAPPED: "has longitude and latitude exchanged",
    Standing.CLOSED: "lies at a road that is closed",
    Standing.CUT_OFF: "lies at a road that is not connected with the network",
    Standing.ISLAND: "lies on an island without a road to the network",
}


@dataclass(frozen=True, slots=True)
class EngineKey:
    """What an engine answers for: equal keys give equal answers.

    Parameters
    ----------
    checksum
        Of the snapshot.
    profile
        Vehicle profile.
    digest
        Of the condition in force.
    max_snap_m
        Points farther than this from every road are not reachable.
    """

    checksum: str
    profile: str
    digest: str
    max_snap_m: float


class RoadEngine:
    """Routing on one snapshot with one vehicle profile; made by :meth:`open` in some milliseconds.

    A point stands on the nearest road that belongs to the network; see
    :class:`geo.roads.asking.nearest.Nearest`.

    Parameters
    ----------
    osrm
        OSRM with the files of the profile; other files of :mod:`geo.roads` ask it directly.
    folder, info
        The snapshot.
    key
        What the engine answers for.

    Attributes
    ----------
    hands
        Processes that large matrices may be spread over. 1, the default, begins none: a daemon may not, and
        a program that does needs a main module that can be imported again.
    """

    def __init__(self, osrm: Osrm, folder: Path, info: SnapshotInfo, key: EngineKey) -> None:
        self.osrm = osrm
        self.folder = folder
        self.info = info
        self.key = key
        self.hands = 1

    @classmethod
    def open(
        cls,
        folder: Path,
        profile: str = DEFAULT_PROFILE,
        *,
        digest: str = BASE,
        max_snap_m: float = MAX_SNAP_M,
    ) -> Self:
        """Load a snapshot.

        Parameters
        ----------
        folder
            The folder of the snapshot.
        profile
            Name of the vehicle profile.
        digest
            Of the condition in force; its variant was made by ``ensure_variant``.
        max_snap_m
            Points farther than this from every road are not reachable.

        Raises
        ------
        SnapshotError
            When it is no complete snapshot, or lacks the profile or the variant.
        """
        info = read_info(folder)
        if profile not in info.profiles:
            raise SnapshotError(f"{folder} has no profile {profile!r}, only {', '.join(info.profiles)}")
        base = osrm_base(folder, profile, digest)
        if digest != BASE and not base.parent.is_dir():
            raise SnapshotError(f"{folder} has no variant {digest} of profile {profile}")
        try:
            osrm = door.load(base)
        except SnapshotError as error:
            raise SnapshotError(f"{folder} is a damaged snapshot: {error}") from error
        return cls(osrm, folder, info, EngineKey(info.checksum, profile, digest, max_snap_m))

    @property
    def max_snap_m(self) -> float:
        """Metres from every road beyond which a point is not reachable."""
        return self.key.max_snap_m

    @cached_property
    def base(self) -> "RoadEngine | None":
        """The same roads without any closure; None when this is it."""
        if self.key.digest == BASE:
            return None
        return RoadEngine.open(self.folder, self.key.profile, max_snap_m=self.max_snap_m)

    @cached_property
    def closed(self) -> ClosedRoads | None:
        """The pieces of road that are closed; None when this is the base."""
        if self.key.digest == BASE:
            return None
        return ClosedRoads.load(osrm_base(self.folder, self.key.profile, self.key.digest).parent)

    @property
    def longest_s(self) -> float:
        """Seconds of a drive that leads over a closed road, and so is none."""
        return np.inf if self.key.digest == BASE else CLOSED_S

    @cached_property
    def anchor(self) -> NDArray[np.float64]:
        """(2,) degrees of a place on the main network."""
        return find_anchor(self.osrm, self.info.bounds, self.closed, self.longest_s)

    def load_all(self) -> None:
        """Load what else the first answer needs: later nothing is read from files, and nobody waits.

        Raises
        ------
        SnapshotError
            When a part is missing or damaged.
        """
        for engine in (self, self.base):
            if engine is not None:
                _ = engine.anchor, engine.closed

    def nearest(self, points: ArrayLike) -> Nearest:
        """Find where each point stands on a road, however far, and whether a vehicle comes there.

        Parameters
        ----------
        points
            (n, 2) degrees lon, lat.

        Raises
        ------
        NoRouteError
            When a point is no place on the globe.
        """
        ground = self.look(points)
        stand = self.stand(ground)
        return Nearest(stand.place, stand.place_m, ground.names, stand.standings)

    def matrix(self, points: ArrayLike, destinations: ArrayLike | None = None) -> Matrix:
        """Return seconds and metres of driving between all pairs of points, or from them to others.

        Parameters
        ----------
        points
            (n, 2) degrees lon, lat; n may be 0.
        destinations
            (m, 2) degrees of the ends; None: the points themselves, with a diagonal of 0.

        Returns
        -------
        Integers that need not be symmetric and need not obey the triangle inequality to the second.

        Raises
        ------
        NoRouteError
            When a point is no place on the globe.
        """
        if destinations is not None:
            return self._rectangle(checked(points, self.info.bounds), checked(destinations, self.info.bounds))
        ground = self.look(points)
        every = np.arange(len(ground.usable))
        driving = self.measure(ground, every, every)
        stand = self.settle(ground, driving.starts, driving.leaves & driving.enters)
        return square(whole(driving.duration_s, driving.distance_m), stand.barred, stand.standings)

    def route(self, points: ArrayLike, *, steps: bool = False) -> Route:
        """Return the fastest way through points in their order.

        Each leg stands for itself, as in :meth:`matrix`: a truck may turn round at a point.

        Parameters
        ----------
        points
            (n, 2) degrees lon, lat; fewer than two give a route without legs.
        steps
            Whether the turns are wanted too.

        Raises
        ------
        NoRouteError
            When a leg has no way, or a point cannot be used; the text says which.
        """
        ground = self.look(points)
        if len(ground.usable) < 2:
            return Route(())
        stand = self.stand(ground)
        self._demand_usable(ground, stand)
        # a point that was put on another road is asked for there: two such points might else both stay
        away = moved(stand.place, ground.near)
        places = np.where(away[:, None], stand.place, ground.asked)
        radii = np.where(away, 5.0, ground.radii_m)
        return Route(tuple(self._leg(i, places, radii, stand, steps=steps) for i in range(len(places) - 1)))

    def look(self, points: ArrayLike) -> Ground:
        """Find the nearest road of each point of any connected part, as a first step for other answers.

        Parameters
        ----------
        points
            (n, 2) degrees lon, lat.

        Raises
        ------
        NoRouteError
            When a point is no place on the globe.
        """
        bounds = self.info.bounds
        return look(self.osrm, checked(points, bounds), bounds, self.max_snap_m)

    def measure(self, ground: Ground, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Driving:
        """Measure driving between points of a ground, by their numbers.

        Parameters
        ----------
        ground
            Made by :meth:`look`.
        rows, columns
            Numbers of the starts and of the ends.
        """
        if self.hands > 1 and len(rows) * len(columns) >= PAYS:
            base = osrm_base(self.folder, self.key.profile, self.key.digest)
            task = Task(base, ground, self.anchor, columns, self.longest_s)
            return measure_by_hands(task, self.osrm, rows, self.hands)
        return measure(self.osrm, ground, self.anchor, rows, columns, longest_s=self.longest_s)

    def stand(self, ground: Ground) -> Stand:
        """Say where points stand, without measuring between them.

        Parameters
        ----------
        ground
            Made by :meth:`look`.
        """
        every = np.arange(len(ground.usable))
        out = self.measure(ground, every, NO_ROWS)
        back = self.measure(ground, NO_ROWS, every)
        return self.settle(ground, out.starts, out.leaves & back.enters)

    def settle(self, ground: Ground, place: Points, connected: NDArray[np.bool_]) -> Stand:
        """Name the standing of points once driving was measured.

        Parameters
        ----------
        ground
            Made by :meth:`look`.
        place
            (n, 2) degrees on the road, NaN where a point is not usable.
        connected
            (n,) bool: reached from the main network, and reaching it.
        """
        if self.base is None or self.closed is None:
            return settle(self.osrm, ground, self.anchor, place, connected)
        base = self.base.stand(self.base.look(ground.asked))
        return settle_variant(ground, base, place, connected, self.closed)

    def _rectangle(self, starts: Points, ends: Points) -> Matrix:
        ground = self.look(np.vstack([starts, ends]))
        rows, columns = np.arange(len(starts)), np.arange(len(starts), len(ground.usable))
        stand = self.stand(ground)
        driving = self.measure(ground, rows, columns)
        cells = whole(driving.duration_s, driving.distance_m)
        barred, told, cut = stand.barred, stand.standings, len(starts)
        return rectangle(cells, barred[rows], barred[columns], told[:cut], told[cut:])

    def _demand_usable(self, ground: Ground, stand: Stand) -> None:
        barred = np.flatnonzero(stand.barred)
        if len(barred):
            at = ", ".join(f"{value:.5f}" for value in ground.asked[barred[0]])
            why = WHY[stand.standings[barred[0]]].format(max_snap_m=self.max_snap_m)
            raise NoRouteError(f"point {barred[0]} ({at}) {why}")

    def _leg(self, number: int, places: Points, radii_m: Points, stand: Stand, *, steps: bool) -> Leg:
        both = slice(number, number + 2)
        try:
            drive = door.drive(self.osrm, places[both], radii_m[both], steps=steps, longest_s=self.longest_s)
            return leg_of(drive)
        except NoRouteError as error:
            told = [
                f"; point {i} {WHY[stand.standings[i]].format(max_snap_m=self.max_snap_m)}"
                for i in (number, number + 1)
                if stand.standings[i] in WHY
            ]
            raise NoRouteError(
                f"there is no way by road from point {number} to point {number + 1}{''.join(told)}"
            ) from error
