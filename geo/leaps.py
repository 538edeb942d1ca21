"""Find the leaps among the fixes of a day: places that no truck can have reached in the time.

Fixes of one device are walked in order of time, from the last fix that is believed. A fix that cannot be
reached from it at 120 km/h is a leap. Two errors of that walk are mended:

- the believed one may itself be the leap (a receiver's first fix): a fix is a leap too when the two after it
  fit each other and the fix believed before it, but not the fix itself;
- the way may go on elsewhere (a clock that was set, a device that was carried off): leaps that fit one
  another, `CONVINCING` of them in a row, are believed from then on; only the first of them stays marked.

The answer depends on the set of fixes alone, not on the order or repetition in which they came, and what is
said of a fix never depends on more than the next few: at the end of a day nothing old is marked anew.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.plausible import MAX_IMPLIED_KMH
from geo.position import haversine_m
from geo.units import KMH_PER_MS

type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]

SCATTER_M: Final = 100.0
"""Steps up to this length are a receiver's scatter: within a second it alone would make 360 km/h."""

CONVINCING: Final = 6
"""So many leaps in a row that fit one another are no leaps; a reflection seldom lasts a minute."""

_REACH_MS: Final = MAX_IMPLIED_KMH / KMH_PER_MS


def find_leaps(times_s: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> Bools:
    """Tell which fixes of one device are leaps.

    Parameters
    ----------
    times_s
        (n,) Unix seconds, in any order.
    lon, lat
        (n,) degrees.

    Returns
    -------
    (n,) in the order of the arguments; equal fixes have equal answers.
    """
    columns = [np.asarray(column, dtype=np.float64) for column in (times_s, lon, lat)]
    order = np.lexsort(columns[::-1])
    fixes = np.column_stack(columns)[order]
    leaps = np.zeros(len(fixes), dtype=np.bool_)
    if len(_broken(fixes)):
        new = np.append(True, (np.diff(fixes, axis=0) != 0.0).any(axis=1))
        told = _Walk(fixes[new]).leaps()
        leaps[order] = told[np.cumsum(new) - 1]
    return leaps


def _broken(fixes: Floats) -> NDArray[np.intp]:
    """Return the rows from which the next one cannot be reached."""
    steps_m = haversine_m(fixes[:-1, 1], fixes[:-1, 2], fixes[1:, 1], fixes[1:, 2])
    return np.flatnonzero(steps_m > np.maximum(SCATTER_M, np.diff(fixes[:, 0]) * _REACH_MS))


class _Walk:
    """One walk over fixes in order of time, without repeats."""

    def __init__(self, fixes: Floats) -> None:
        self._fixes: list[list[float]] = fixes.tolist()
        self._broken = _broken(fixes)
        self._leaps = np.zeros(len(fixes), dtype=np.bool_)
        self._believed: int | None = None
        self._elsewhere: list[int] = []

    def leaps(self) -> Bools:
        row = 0
        while row < len(self._fixes):
            row = self._stride(row)
            if not self._reaches(self._believed, row):
                self._doubt(row)
            elif self._is_outvoted(row):
                self._leaps[row] = True
            else:
                self._believe(row)
            row += 1
        return self._leaps

    def _stride(self, row: int) -> int:
        """Go straight on to the last fix before the next broken step; nothing is doubted up to there."""
        if self._believed is None or self._believed != row - 1:
            return row
        ahead = int(np.searchsorted(self._broken, row - 1))
        last = int(self._broken[ahead]) if ahead < len(self._broken) else len(self._fixes) - 1
        if last > row:
            self._believe(last - 1)
            return last
        return row

    def _believe(self, row: int) -> None:
        self._believed = row
        self._elsewhere = []

    def _doubt(self, row: int) -> None:
        self._leaps[row] = True
        if self._elsewhere and not self._reaches(self._elsewhere[-1], row):
            self._elsewhere = []
        self._elsewhere.append(row)
        if len(self._elsewhere) == CONVINCING:
            self._leaps[self._elsewhere[1:]] = False
            self._believe(row)

    def _is_outvoted(self, row: int) -> bool:
        """Tell whether the next two fit each other and what was believed before, but not this one."""
        first, second = row + 1, row + 2
        if second >= len(self._fixes) or self._reaches(row, first) or self._reaches(row, second):
            return False
        before = self._believed
        return self._reaches(first, second) and self._reaches(before, first) and self._reaches(before, second)

    def _reaches(self, earlier: int | None, later: int) -> bool:
        if earlier is None:
            return True
        from_s, from_lon, from_lat = self._fixes[earlier]
        to_s, to_lon, to_lat = self._fixes[later]
        reach_m = max(SCATTER_M, (to_s - from_s) * _REACH_MS)
        return haversine_m(from_lon, from_lat, to_lon, to_lat) <= reach_m
