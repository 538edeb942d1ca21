"""Roads: fetch or import a network, build a snapshot folder of it, ask it for distances and ways.

What other rooms need is named here; all of it is light to import (OSMnx, OSRM and GeoPandas load when used).
"""

from geo.roads.asking.engine import EngineKey, RoadEngine
from geo.roads.asking.matrix import NO_WAY, Matrix
from geo.roads.asking.nearest import Nearest, Standing
from geo.roads.asking.route import Leg, Route
from geo.roads.bounds import Bounds
from geo.roads.conditions import BASE, Closed, Condition, PieceSpeed, Variant
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
from geo.roads.variants import ensure_variant

__all__ = [
    "BASE",
    "DEFAULT_PROFILE",
    "NO_WAY",
    "OSM_ATTRIBUTION",
    "PROFILES",
    "Bounds",
    "Closed",
    "Condition",
    "EngineKey",
    "Leg",
    "Matrix",
    "Nearest",
    "Origin",
    "PieceSpeed",
    "RoadEngine",
    "Route",
    "SnapshotInfo",
    "Standing",
    "Variant",
    "build_snapshot",
    "ensure_variant",
    "import_network",
    "load_network",
    "read_info",
]
