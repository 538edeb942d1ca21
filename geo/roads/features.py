"""The roads as map features, one row per way, for vector tiles and desktop maps (GeoParquet)."""

from pathlib import Path
from typing import TYPE_CHECKING

from geo.roads.network import CLASSES, RoadNetwork

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

WGS84 = "EPSG:4326"


def road_features(network: RoadNetwork) -> "GeoDataFrame":
    """Return one row per way: osm_id, class, rank (0 widest), name, ref, oneway, length_m, geometry (WGS84).

    Parameters
    ----------
    network
        The network to draw.
    """
    import numpy as np
    from geopandas import GeoDataFrame
    from shapely import linestrings

    segments = network.segments
    rows = np.concatenate([[network.row_of[ref] for ref in way.refs] for way in network.ways])
    owner = np.repeat(np.arange(len(network.ways)), [len(way.refs) for way in network.ways])
    return GeoDataFrame(
        {
            "osm_id": [way.id for way in network.ways],
            "class": [way.highway for way in network.ways],
            "rank": [CLASSES.index(way.highway) for way in network.ways],
            "name": [way.tags.get("name") for way in network.ways],
            "ref": [way.tags.get("ref") for way in network.ways],
            "oneway": [way.direction != 0 for way in network.ways],
            "length_m": np.bincount(segments.way, weights=segments.length_m).round(1),
        },
        geometry=linestrings(network.lonlat[rows], indices=owner),
        crs=WGS84,
    )


def write_features(network: RoadNetwork, path: Path) -> None:
    """Write :func:`road_features` as GeoParquet.

    Parameters
    ----------
    network
        The network to draw.
    path
        A ``.parquet`` file; replaced when it exists.
    """
    road_features(network).to_parquet(path, compression="zstd")
