"""The pieces of road between neighbouring nodes, in a file that loads in milliseconds.

Reading them from the XML takes seconds on a regency. Closures and speeds are given to OSRM piece by piece, as
pairs of node ids.
"""

import zipfile
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from geo.errors import SnapshotError
from geo.position import haversine_m

if TYPE_CHECKING:
    from geo.roads.network import RoadNetwork

SEGMENTS_FILE: Final = "segments.npz"


@dataclass(frozen=True)
class RoadSegments:
    """All pieces of road between two neighbouring nodes, way by way, in drawing order.

    Parameters
    ----------
    node
        (n,) ids of the nodes, ascending.
    lonlat
        (n, 2) degrees.
    start, end
        (m,) rows of the nodes.
    way
        (m,) ids of the roads.
    """

    node: NDArray[np.int64]
    lonlat: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    way: NDArray[np.int64]

    @classmethod
    def of(cls, network: "RoadNetwork") -> Self:
        """Take the pieces of a network.

        Parameters
        ----------
        network
            Any network.
        """
        pieces = network.segments
        way = np.array([way.id for way in network.ways], dtype=np.int64)
        node = np.array([node.id for node in network.nodes], dtype=np.int64)
        return cls(node, network.lonlat, pieces.start, pieces.end, way[pieces.way])

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the pieces of a snapshot.

        Parameters
        ----------
        folder
            The folder of the snapshot.

        Raises
        ------
        SnapshotError
            When the file is missing or damaged.
        """
        try:
            # Opened here, because NumPy leaves a file open that turns out to be no archive.
            with (folder / SEGMENTS_FILE).open("rb") as file, np.load(file, allow_pickle=False) as content:
                return cls(**{field.name: content[field.name] for field in fields(cls)})
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise SnapshotError(
                f"{folder} is a damaged snapshot: {SEGMENTS_FILE} cannot be read ({error})"
            ) from error

    def write(self, folder: Path) -> None:
        """Write the pieces into the folder of a snapshot.

        Parameters
        ----------
        folder
            An existing folder.
        """
        np.savez(folder / SEGMENTS_FILE, **{field.name: getattr(self, field.name) for field in fields(self)})

    @cached_property
    def ends(self) -> NDArray[np.float64]:
        """(m, 2, 2) degrees of the first and the second end of each piece."""
        return np.stack([self.lonlat[self.start], self.lonlat[self.end]], axis=1)

    @cached_property
    def pairs(self) -> NDArray[np.int64]:
        """(m, 2) node ids of each piece."""
        return np.stack([self.node[self.start], self.node[self.end]], axis=1)

    @cached_property
    def length_m(self) -> NDArray[np.float64]:
        """(m,) metres."""
        first, second = self.ends[:, 0].T, self.ends[:, 1].T
        return np.asarray(haversine_m(first[0], first[1], second[0], second[1]))
