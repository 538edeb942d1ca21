"""Matrices of driving, in whole seconds and metres."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.roads.asking.door import Points
from geo.roads.asking.nearest import Standing

NO_WAY: Final = -1
"""Seconds and metres where there is no way: a number that no sum can be made of in silence."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Driving from points to points, row = from, column = to.

    Parameters
    ----------
    duration_s
        (r, c) int32 seconds; -1 where there is no way. Between the points of one list the diagonal is 0.
    distance_m
        (r, c) int32 metres of the fastest way; the same.
    reachable
        (r, c) bool: where the other two are not -1.
    rows, columns
        Standing of the starts and of the ends: why a point cannot be reached from the main network, or not
        left. Empty when the matrix was made without a network.
    """

    duration_s: NDArray[np.int32]
    distance_m: NDArray[np.int32]
    reachable: NDArray[np.bool_]
    rows: tuple[Standing, ...] = ()
    columns: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """Seconds and metres alone, (r, c) int32, -1 where there is no way."""

    duration_s: NDArray[np.int32]
    distance_m: NDArray[np.int32]

    @property
    def reachable(self) -> NDArray[np.bool_]:
        """(r, c) bool."""
        return np.asarray(self.duration_s != NO_WAY)


def whole(duration_s: Points, distance_m: Points) -> Cells:
    """Round to whole units.

    Parameters
    ----------
    duration_s, distance_m
        (r, c) floats, NaN where there is no way.
    """
    lost = ~(np.isfinite(duration_s) & np.isfinite(distance_m))
    return Cells(_whole(duration_s, lost), _whole(distance_m, lost))


def square(cells: Cells, barred: NDArray[np.bool_], standings: tuple[Standing, ...]) -> Matrix:
    """Return the matrix between the points of one list.

    Parameters
    ----------
    cells
        (n, n).
    barred
        (n,) bool: points that there is no driving from or to.
    standings
        Of the points.
    """
    matrix = rectangle(cells, barred, barred, standings, standings)
    for values, stays in ((matrix.duration_s, 0), (matrix.distance_m, 0), (matrix.reachable, True)):
        np.fill_diagonal(values, stays)
    return matrix


def rectangle(
    cells: Cells,
    barred_rows: NDArray[np.bool_],
    barred_columns: NDArray[np.bool_],
    rows: tuple[Standing, ...],
    columns: tuple[Standing, ...],
) -> Matrix:
    """Return the matrix from the points of one list to those of another.

    Parameters
    ----------
    cells
        (r, c).
    barred_rows, barred_columns
        As in :func:`square`.
    rows, columns
        Standings.
    """
    reachable = cells.reachable & ~barred_rows[:, None] & ~barred_columns[None, :]
    return Matrix(
        np.where(reachable, cells.duration_s, NO_WAY).astype(np.int32),
        np.where(reachable, cells.distance_m, NO_WAY).astype(np.int32),
        reachable,
        rows,
        columns,
    )


def _whole(values: Points, lost: NDArray[np.bool_]) -> NDArray[np.int32]:
    return np.where(lost, NO_WAY, np.rint(np.nan_to_num(values))).astype(np.int32)
