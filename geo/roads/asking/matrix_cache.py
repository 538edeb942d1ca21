"""Matrices that are kept: only points that were not asked before are computed."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.roads.asking import matrix_kept
from geo.roads.asking.door import Points
from geo.roads.asking.engine import EngineKey, RoadEngine
from geo.roads.asking.matrix import NO_WAY, Cells, Matrix, square, whole
from geo.roads.asking.matrix_kept import UNKNOWN, Kept
from geo.roads.asking.nearest import Ground, Standing, checked

RULES: Final = 1
"""Version of how points stand and cells are filled; a new one gives new names, so no old file is misread."""

STANDINGS: Final = tuple(Standing)


def cached_matrix(engine: RoadEngine, points: ArrayLike, folder: Path) -> Matrix:
    """Return what ``engine.matrix(points)`` returns, to the second and metre, from what is kept.

    Parameters
    ----------
    engine
        Its key (snapshot, profile, condition) names what is kept.
    points
        (n, 2) degrees lon, lat.
    folder
        Where matrices are kept; made when absent. Several processes may share it.

    Raises
    ------
    NoRouteError
        When a point is no place on the globe.
    """
    asked = checked(points, engine.info.bounds)
    places, number = np.unique(asked, axis=0, return_inverse=True)
    path = kept_path(engine.key, folder)
    known = matrix_kept.read(path)
    kept = _completed(engine, known, places)
    rows = kept.find(places)
    if kept is not known and len(places) <= matrix_kept.MAX_POINTS:
        is_much = len(kept.places) > matrix_kept.MAX_POINTS
        matrix_kept.write(path, kept.part(rows) if is_much else kept)
    return _matrix(kept, rows[number.reshape(-1)])


def kept_path(key: EngineKey, folder: Path) -> Path:
    """Return the file of an engine's matrices.

    Parameters
    ----------
    key
        What the engine answers for.
    folder
        Where matrices are kept.
    """
    return folder / f"{key.checksum}-{key.profile}-{key.digest}-{key.max_snap_m:g}-{RULES}.npz"


def _completed(engine: RoadEngine, known: Kept, places: Points) -> Kept:
    """Return what is known, itself when it holds all cells between places, else with those that it lacked."""
    new = places[known.find(places) < 0]
    kept = known.extended(new) if len(new) else known
    rows = kept.find(places)
    lacking = _cover(kept.duration_s[np.ix_(rows, rows)] == UNKNOWN)
    if not lacking.any():
        return kept
    if kept is known:
        kept = known.extended(places[:0])
    _fill(engine, kept, rows[lacking], rows[~lacking])
    return kept


def _cover(missing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Choose points so that each missing cell lies in the row or column of one: the worst first."""
    missing = missing | missing.T
    lacks = missing.sum(axis=1)
    chosen = np.zeros(len(missing), dtype=bool)
    while lacks.any():
        worst = int(lacks.argmax())
        chosen[worst] = True
        lacks -= missing[worst] & ~chosen
        lacks[worst] = 0
    return chosen


def _fill(engine: RoadEngine, kept: Kept, new: NDArray[np.int64], old: NDArray[np.int64]) -> None:
    """Compute new x all and old x new, and where the new points stand."""
    fresh = engine.look(kept.places[new])
    kept.near_m[new], kept.usable[new] = fresh.near_m, fresh.usable
    rows = np.concatenate([new, old])
    ground = _ground(kept.part(rows))
    every = np.arange(len(rows))
    out = engine.measure(ground, every[: len(new)], every)
    back = engine.measure(ground, every[len(new) :], every[: len(new)])
    stand = engine.settle(fresh, out.starts, out.leaves & out.enters[: len(new)])
    kept.standings[new] = [STANDINGS.index(one) for one in stand.standings]
    kept.barred[new] = stand.barred
    for cells, driving in ((np.ix_(new, rows), out), (np.ix_(old, new), back)):
        _store(kept, cells, driving.duration_s, driving.distance_m)


def _store(kept: Kept, cells: tuple[NDArray[np.int64], ...], duration_s: Points, distance_m: Points) -> None:
    found = whole(duration_s, distance_m)
    barred = kept.barred[cells[0]] | kept.barred[cells[1]]
    kept.duration_s[cells] = np.where(barred, NO_WAY, found.duration_s)
    kept.distance_m[cells] = np.where(barred, NO_WAY, found.distance_m)


def _ground(kept: Kept) -> Ground:
    """Return the points as a ground that is good for measuring."""
    size = len(kept.places)
    return Ground(
        asked=kept.places,
        near=kept.places,
        near_m=kept.near_m,
        names=("",) * size,
        swapped=np.zeros(size, dtype=bool),
        usable=kept.usable,
    )


def _matrix(kept: Kept, rows: NDArray[np.int64]) -> Matrix:
    """Return the matrix of points, of which several may stand at one place."""
    standings = tuple(STANDINGS[number] for number in kept.standings[rows].tolist())
    both = np.ix_(rows, rows)
    return square(Cells(kept.duration_s[both], kept.distance_m[both]), kept.barred[rows], standings)
