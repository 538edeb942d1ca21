"""Roads: fetch or import a network, build a snapshot folder of it, ask it for distances and ways.

What other rooms need is named here; all of it is light to import (OSMnx, OSRM and GeoPandas load when used).
"""

from geo.roads.bounds import Bounds
from geo.roads.conditions import BASE, Closed, Condition, PieceSpeed, Variant
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
from geo.roads.tools import DEFAULT_PROFILE, PROFILES

__all__ = [
    "BASE",
    "DEFAULT_PROFILE",
    "OSM_ATTRIBUTION",
    "PROFILES",
    "UNREACHABLE",
    "Bounds",
    "Closed",
    "Condition",
    "Leg",
    "Matrix",
    "Nearest",
    "Origin",
    "PieceSpeed",
    "RoadEngine",
    "Route",
    "SnapshotInfo",
    "Variant",
    "build_snapshot",
    "import_network",
    "load_network",
    "read_info",
]
