"""Roads: fetch or import a network, build a snapshot folder of it, ask it for distances and ways.

What other rooms need is named here; all of it is light to import (OSMnx, OSRM and GeoPandas load when used).
"""

from geo.roads.bounds import Bounds
from geo.roads.engine import UNREACHABLE, Leg, Matrix, Nearest, RoadEngine, Route
from geo.roads.snapshot import (
    OSM_ATTRIBUTION,
    Origin,
    SnapshotInfo,
    build_snapshot,
    import_network,
    load_network,
    read_info,
)

__all__ = [
    "OSM_ATTRIBUTION",
    "UNREACHABLE",
    "Bounds",
    "Leg",
    "Matrix",
    "Nearest",
    "Origin",
    "RoadEngine",
    "Route",
    "SnapshotInfo",
    "build_snapshot",
    "import_network",
    "load_network",
    "read_info",
]
