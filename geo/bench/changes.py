"""Building a network, and a closure becoming effective."""

import tempfile
from pathlib import Path
from typing import Final

from shapely import Point

from geo.bench.matrices import timed
from geo.bench.networks import make_country
from geo.position import METRES_PER_DEGREE
from geo.roads import Closed, Condition, RoadEngine, import_network
from geo.roads.info import Origin, read_info
from geo.roads.network import RoadNetwork
from geo.roads.variants import ensure_variant
from geo.roads.xml import write_xml

LAKE_M: Final = 400.0
"""Radius of a flood: some dozen pieces of road."""


def build_figures(villages: int) -> dict[str, float]:
    """Return seconds from a road file to a snapshot of all vehicle profiles.

    Parameters
    ----------
    villages
        Size of the country, see :func:`geo.bench.networks.make_country`.
    """
    with tempfile.TemporaryDirectory(prefix="siangsa-bench-") as name:
        source, out = Path(name) / "country.osm", Path(name)
        write_xml(make_country(villages, seed=1), source)
        seconds, folder = timed(lambda: import_network(source, out, origin=Origin("synthetic", "bench")))
        info = read_info(folder)
    return {
        "import_build_s": round(seconds, 3),
        "import_build_junctions": info.junctions,
        "import_build_profiles": len(info.profiles),
    }


def closure_figures(folder: Path, network: RoadNetwork, points: int) -> dict[str, float]:
    """Return seconds from a new closure to the matrix that goes around it.

    Parameters
    ----------
    folder
        Snapshot of the network, its files in the disk's cache as on a running system.
    network
        The country.
    points
        Points of the matrix.
    """
    lon, lat = network.lonlat.mean(axis=0).tolist()
    lake = Point(lon, lat).buffer(LAKE_M / METRES_PER_DEGREE)
    condition = Condition(closed=(Closed(1, lake),))

    def effective() -> int:
        variant = ensure_variant(folder, "dump_truck", condition)
        engine = RoadEngine.open(folder, "dump_truck", digest=variant.digest)
        engine.matrix(network.lonlat[:points])
        return variant.closed_segments

    seconds, closed = timed(effective)
    return {"closure_effective_s": round(seconds, 3), "closure_segments": closed}
