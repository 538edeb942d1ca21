"""Where points stand on the roads, in files by suffix: ``.csv`` or ``.geojson``/``.json``."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from geo.errors import PointsFileError
from geo.points import PointTable
from geo.roads.asking.nearest import Nearest

COLUMNS: Final = ("code", "lon", "lat", "road_lon", "road_lat", "distance_m", "far", "standing", "road")
SUFFIXES: Final = (".csv", ".geojson", ".json")


def write_nearest(path: Path, places: PointTable, found: Nearest) -> None:
    """Write where points stand in the form of the file's suffix.

    Parameters
    ----------
    path
        A file; replaced when it exists.
    places
        The points.
    found
        What the engine said of them.

    Raises
    ------
    PointsFileError
        When the suffix is unknown, or the file cannot be written.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise PointsFileError(f"points are written as {', '.join(SUFFIXES)}, not as {path.name!r}")
    rows = list(_rows(places, found))
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            if path.suffix.lower() == ".csv":
                writer = csv.DictWriter(out, COLUMNS)
                writer.writeheader()
                writer.writerows(rows)
            else:
                features = [_feature(row) for row in rows]
                json.dump({"type": "FeatureCollection", "features": features}, out, ensure_ascii=False)
    except OSError as error:
        raise PointsFileError(f"cannot write {path}: {error.strerror}") from error


def nearest_lines(places: PointTable, found: Nearest) -> Iterator[str]:
    """Yield a line per point for reading.

    Parameters
    ----------
    places, found
        As in :func:`write_nearest`.
    """
    for row in _rows(places, found):
        mark = ", far" if row["far"] else ""
        name = f" {row['road']}" if row["road"] else ""
        at = f"{row['road_lon']:.6f},{row['road_lat']:.6f}"
        yield f"{row['code']}: {row['distance_m']:.0f} m to {at}{name}{mark}, {row['standing']}"


def _rows(places: PointTable, found: Nearest) -> Iterator[dict[str, Any]]:
    columns = zip(
        places.codes,
        places.lonlat.tolist(),
        found.points.round(6).tolist(),
        found.distance_m.round(1).tolist(),
        found.far.tolist(),
        found.standings,
        found.names,
        strict=True,
    )
    for code, at, road, metres, is_far, standing, name in columns:
        yield dict(zip(COLUMNS, (code, *at, *road, metres, is_far, standing.value, name), strict=True))


def _feature(row: Mapping[str, Any]) -> dict[str, Any]:
    line = [[row["lon"], row["lat"]], [row["road_lon"], row["road_lat"]]]
    told = {name: row[name] for name in ("code", "distance_m", "far", "standing", "road")}
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}, "properties": told}
