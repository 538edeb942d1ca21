"""Matrices on disk: one file per network, profile and condition, shared by several processes.

A file is replaced in one step, never written into, and what two processes find at the same time is joined.
A damaged file is put aside in words (the log) and made anew: it holds nothing that could not be computed.
"""

import fcntl
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from geo.roads.asking.door import Points

log = logging.getLogger(__name__)

UNKNOWN: Final = -2
"""Seconds and metres that nobody asked for yet."""

MAX_POINTS: Final = 4_000
"""Points of one file: 128 MB. More are not kept together."""

MAX_BYTES: Final = 500_000_000
"""Bytes of all files in a folder; the longest unused ones go first."""

SCALE: Final = 1e6

CELLS: Final = ("duration_s", "distance_m")
FACTS: Final = ("near_m", "usable", "barred", "standings")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of points and of driving between them.

    Parameters
    ----------
    places
        (n, 2) degrees with six decimals, no two alike.
    near_m
        (n,) metres to the nearest road of any part.
    usable, barred
        (n,) bool; see :class:`geo.roads.asking.nearest.Ground` and :class:`geo.roads.asking.survey.Stand`.
    standings
        (n,) numbers of :class:`geo.roads.asking.nearest.Standing` in its order.
    duration_s, distance_m
        (n, n) int32; -1 where there is no way, ``UNKNOWN`` where nobody asked.
    """

    places: Points
    near_m: NDArray[np.float64]
    usable: NDArray[np.bool_]
    barred: NDArray[np.bool_]
    standings: NDArray[np.uint8]
    duration_s: NDArray[np.int32]
    distance_m: NDArray[np.int32]

    @classmethod
    def nothing(cls) -> Self:
        """Return what is known in the beginning."""
        none, cells = np.empty(0), np.empty((0, 0), dtype=np.int32)
        flags = none.astype(bool)
        return cls(none.reshape(0, 2), none, flags, flags, none.astype(np.uint8), cells, cells)

    def find(self, places: Points) -> NDArray[np.int64]:
        """Return the row of each place, -1 where it is not known.

        Parameters
        ----------
        places
            (m, 2) degrees with six decimals.
        """
        row_of = {name: row for row, name in enumerate(_names(self.places))}
        return np.array([row_of.get(name, -1) for name in _names(places)], dtype=np.int64)

    def extended(self, places: Points) -> Self:
        """Return the same with further places, of which nothing is known yet.

        Parameters
        ----------
        places
            (m, 2) degrees, none of them known, no two alike.
        """
        more = len(places)
        facts: dict[str, Any] = {
            name: np.concatenate([getattr(self, name), np.zeros(more, getattr(self, name).dtype)])
            for name in FACTS
        }
        cells: dict[str, Any] = {
            name: np.pad(getattr(self, name), (0, more), constant_values=UNKNOWN) for name in CELLS
        }
        return type(self)(places=np.vstack([self.places, places]), **facts, **cells)

    def part(self, rows: NDArray[np.int64]) -> Self:
        """Return what is known of some of the points.

        Parameters
        ----------
        rows
            Their numbers.
        """
        both = np.ix_(rows, rows)
        facts: dict[str, Any] = {name: getattr(self, name)[rows] for name in ("places", *FACTS)}
        return type(self)(**facts, duration_s=self.duration_s[both], distance_m=self.distance_m[both])

    def joined(self, other: "Kept") -> Self:
        """Return what either of two knows.

        Parameters
        ----------
        other
            Of the same network, profile and condition.
        """
        whole = self.extended(other.places[self.find(other.places) < 0])
        rows = whole.find(other.places)
        for name in FACTS:
            getattr(whole, name)[rows] = getattr(other, name)
        both = np.ix_(rows, rows)
        for name in CELLS:
            mine, theirs = getattr(whole, name)[both], getattr(other, name)
            getattr(whole, name)[both] = np.where(theirs == UNKNOWN, mine, theirs)
        return whole


def read(path: Path) -> Kept:
    """Return what a file holds: nothing when it is absent or damaged.

    Parameters
    ----------
    path
        The file; its time of use is renewed.
    """
    try:
        # opened here, because numpy leaves a file that is no archive open
        with path.open("rb") as source, np.load(source, allow_pickle=False) as stored:
            kept = Kept(**{field.name: stored[field.name] for field in fields(Kept)})
        _demand_whole(kept)
    except FileNotFoundError:
        return Kept.nothing()
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("the kept matrix %s is damaged and computed anew: %s", path, error)
        return Kept.nothing()
    _renew(path)
    return kept


def write(path: Path, found: Kept, *, max_bytes: int = MAX_BYTES) -> None:
    """Add to a file what was found, and keep the folder small.

    That the folder cannot be written is only logged: the matrix itself is there.

    Parameters
    ----------
    path
        The file; its folder is made when absent.
    found
        What to add.
    max_bytes
        Bytes of all files in the folder.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.parent):
            # another process may have added points since this one read the file
            whole = read(path).joined(found)
            _replace(path, whole if len(whole.places) <= MAX_POINTS else found)
            _prune(path, max_bytes)
    except OSError as error:
        log.warning("matrices cannot be kept in %s: %s", path.parent, error)


def _names(places: Points) -> list[tuple[int, int]]:
    return [(lon, lat) for lon, lat in np.rint(places * SCALE).astype(np.int64).tolist()]


def _demand_whole(kept: Kept) -> None:
    size = len(kept.places)
    shapes = {name: getattr(kept, name).shape for name in (*FACTS, *CELLS)}
    wrong = [name for name, shape in shapes.items() if shape != (size,) * (2 if name in CELLS else 1)]
    if wrong or kept.places.shape != (size, 2):
        raise ValueError(f"parts of different sizes: {', '.join(wrong) or 'places'}")


def _renew(path: Path) -> None:
    try:
        path.touch()
    except OSError as error:
        # a folder that may only be read still gives its matrices
        log.debug("%s is older than its last use: %s", path, error)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace(path: Path, kept: Kept) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", suffix=".npz", delete=False) as out:
        half = Path(out.name)
        try:
            np.savez(out, **{field.name: getattr(kept, field.name) for field in fields(Kept)})
        except BaseException:
            half.unlink()
            raise
    half.chmod(0o644)
    half.replace(path)


def _prune(used: Path, max_bytes: int) -> None:
    files = [(file.stat(), file) for file in used.parent.glob("*.npz") if file != used]
    room = max_bytes - used.stat().st_size
    for facts, file in sorted(files, key=lambda entry: -entry[0].st_mtime):
        room -= facts.st_size
        if room < 0:
            file.unlink(missing_ok=True)
