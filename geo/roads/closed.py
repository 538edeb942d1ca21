"""Closed roads of a variant, as geometry: OSRM does not know that a road is closed, only that it is slow.

A speed of 0 would take the whole road between two junctions out of OSRM's graph, and with it the places on
this side of the closure. So a closed piece takes ``CLOSED_S`` to pass, no drive that long is believed, and
whether a place lies on a closed piece is answered here.
"""

import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from geo.errors import SnapshotError
from geo.roads.segments import RoadSegments

if TYPE_CHECKING:
    from shapely import STRtree

CLOSED_S: Final = 50_000.0
"""Seconds to pass a closed piece: longer than any haul (14 hours), and 4,000 of them fit OSRM's counters."""

MANY: Final = 4_000
"""With more closed pieces than this, those amid others are taken out of the graph altogether."""

CLOSED_FILE: Final = "closed.npz"

ON_ROAD_DEG: Final = 2e-6
"""About 20 cm: OSRM's rounding of a place that it put on a road, and less than a bridge is wide."""

AT_END_DEG: Final = 6e-7
"""About 6 cm: half a step of OSRM's coordinates."""


@dataclass(frozen=True)
class ClosedRoads:
    """The closed pieces of road of one variant.

    Parameters
    ----------
    ends
        (k, 2, 2) degrees of both ends of each piece.
    open_end
        (k, 2) bool: an open road begins there too.
    """

    ends: NDArray[np.float64]
    open_end: NDArray[np.bool_]

    @classmethod
    def of(cls, segments: RoadSegments, rows: NDArray[np.int64]) -> Self:
        """Take closed pieces out of all pieces.

        Parameters
        ----------
        segments
            All pieces.
        rows
            Rows of the closed ones.
        """
        return cls(segments.ends[rows], _has_open_road(segments, rows))

    @classmethod
    def load(cls, home: Path) -> Self:
        """Read the closed pieces of a variant.

        Parameters
        ----------
        home
            The folder of the variant.

        Raises
        ------
        SnapshotError
            When the file is missing or damaged.
        """
        try:
            with (home / CLOSED_FILE).open("rb") as file, np.load(file, allow_pickle=False) as content:
                return cls(content["ends"], content["open_end"])
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise SnapshotError(
                f"{home} is a damaged variant: {CLOSED_FILE} cannot be read ({error})"
            ) from error

    def write(self, home: Path) -> None:
        """Write them into the folder of a variant.

        Parameters
        ----------
        home
            An existing folder.
        """
        np.savez(home / CLOSED_FILE, ends=self.ends, open_end=self.open_end)

    def hold(self, places: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which places lie on a closed piece, and not at an end of it where an open road begins.

        Parameters
        ----------
        places
            (n, 2) degrees on roads; a place that is NaN lies on none.
        """
        from shapely import points

        held = np.zeros(len(places), dtype=bool)
        known = np.flatnonzero(~np.isnan(places).any(axis=1))
        if not len(self.ends) or not len(known):
            return held
        asked, piece = self._tree.query(points(places[known]), predicate="dwithin", distance=ON_ROAD_DEG)
        off = np.abs(self.ends[piece] - places[known][asked][:, None, :]).max(axis=2)
        at_open_end = ((off <= AT_END_DEG) & self.open_end[piece]).any(axis=1)
        held[known[asked]] = True
        held[known[asked[at_open_end]]] = False
        return held

    @cached_property
    def _tree(self) -> "STRtree":
        from shapely import STRtree, linestrings

        return STRtree(list(np.asarray(linestrings(self.ends))))


def amid_closed(segments: RoadSegments, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of closed pieces whether only closed ones begin at both their ends.

    Parameters
    ----------
    segments
        All pieces.
    rows
        Rows of the closed ones.
    """
    return np.asarray(~_has_open_road(segments, rows).any(axis=1))


def _has_open_road(segments: RoadSegments, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    is_open = np.ones(len(segments.way), dtype=bool)
    is_open[rows] = False
    touched = np.zeros(len(segments.node), dtype=bool)
    touched[segments.start[is_open]] = touched[segments.end[is_open]] = True
    return np.stack([touched[segments.start[rows]], touched[segments.end[rows]]], axis=1)
