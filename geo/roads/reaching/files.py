"""Writes reach for people: GeoPackage (QGIS opens it drawn and coloured), GeoJSON, CSV."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.errors import ReachFileError
from geo.roads.reaching.bands import Band
from geo.roads.reaching.reach import REASONS, Place, Reach, nearest_facility
from geo.units import km_from_m

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

SUFFIXES: Final = (".gpkg", ".geojson", ".csv")
WGS84: Final = "EPSG:4326"
COLUMNS: Final = (
    "code", "name", "facility", "minutes_there", "minutes_back", "km_there", "km_back", "snap_m", "far",
    "reason", "why", "nearest", "lon", "lat",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReachReport:
    """What is written.

    Parameters
    ----------
    places, facilities
        As they were asked for.
    rows
        Of :func:`geo.roads.reaching.reach.reach_table`.
    bands
        Of :func:`geo.roads.reaching.bands.reach_bands`; only a GeoPackage has them.
    roads
        Map features of the snapshot (``roads.parquet``); None leaves the roads out.
    """

    places: Sequence[Place]
    facilities: Sequence[Place]
    rows: Sequence[Reach]
    bands: Sequence[Band] = ()
    roads: Path | None = None


def check_suffix(path: Path) -> None:
    """Refuse a file that could not be written, before anything is computed.

    Parameters
    ----------
    path
        What the user asked for.

    Raises
    ------
    ReachFileError
        When its ending is none of ``.gpkg``, ``.geojson``, ``.csv``, or its folder is missing.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ReachFileError(f"{path} must end in {', '.join(SUFFIXES)}")
    if not path.parent.is_dir():
        raise ReachFileError(f"cannot write {path}: there is no such folder")


def write_reach(path: Path, report: ReachReport) -> None:
    """Write a report in the form that the file's ending names.

    ``.csv``: a row for each place and facility. ``.geojson``: each place with its nearest facility.
    ``.gpkg``: layers ``places``, ``facilities``, ``bands`` and ``roads``, and how QGIS draws them.

    Parameters
    ----------
    path
        A file; replaced when it exists, and never left half written.
    report
        What to write.

    Raises
    ------
    ReachFileError
        When it cannot be written.
    """
    check_suffix(path)
    half = path.with_name(f".{path.stem}.half{path.suffix}")
    writers = {".csv": _write_csv, ".geojson": _write_geojson, ".gpkg": _write_gpkg}
    try:
        writers[path.suffix.lower()](half, report)
        half.replace(path)
    except (OSError, RuntimeError) as error:
        raise ReachFileError(f"cannot write {path}: {error}") from error
    finally:
        half.unlink(missing_ok=True)


def _write_csv(path: Path, report: ReachReport) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(_flat(report, report.rows))


def _write_geojson(path: Path, report: ReachReport) -> None:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.pop("lon"), row.pop("lat")]},
            "properties": row,
        }
        for row in _flat(report, nearest_facility(report.rows).values())
    ]
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_gpkg(path: Path, report: ReachReport) -> None:
    from geopandas import read_parquet

    from geo.roads.reaching.styles import style_table

    layers: list[tuple[str, GeoDataFrame]] = []
    if report.roads is not None:
        layers.append(("roads", read_parquet(report.roads)))
    if report.bands:
        layers.append(("bands", _bands_frame(report.bands)))
    layers.append(("places", _places_frame(report)))
    layers.append(("facilities", _facilities_frame(report.facilities)))
    for name, frame in layers:
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    style_table([name for name, _ in layers], path)


def _flat(report: ReachReport, rows: Iterable[Reach]) -> list[dict[str, Any]]:
    places = {place.code: place for place in report.places}
    best = nearest_facility(report.rows)
    return [_figures(row, places[row.place]) | {"nearest": best[row.place] == row} for row in rows]


def _figures(row: Reach, place: Place) -> dict[str, Any]:
    return {
        "code": row.place,
        "name": place.name,
        "facility": row.facility,
        "minutes_there": _minutes(row.there_s),
        "minutes_back": _minutes(row.back_s),
        "km_there": _km(row.there_m),
        "km_back": _km(row.back_m),
        "snap_m": row.snap_m,
        "far": row.far,
        "reason": row.reason,
        "why": None if row.reason is None else REASONS[row.reason],
        "lon": place.lon,
        "lat": place.lat,
    }


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


def _km(metres: int | None) -> float | None:
    return None if metres is None else round(km_from_m(metres), 2)


def _places_frame(report: ReachReport) -> "GeoDataFrame":
    from geopandas import GeoDataFrame, points_from_xy

    rows = _flat(report, nearest_facility(report.rows).values())
    lon, lat = [row.pop("lon") for row in rows], [row.pop("lat") for row in rows]
    columns = [name for name in COLUMNS if name not in ("lon", "lat", "nearest")]
    frame = GeoDataFrame(rows, columns=columns, geometry=points_from_xy(lon, lat), crs=WGS84)
    figures = dict.fromkeys(("minutes_there", "minutes_back", "km_there", "km_back"), "float64")
    return frame.astype(figures)


def _facilities_frame(facilities: Sequence[Place]) -> "GeoDataFrame":
    from geopandas import GeoDataFrame, points_from_xy

    rows = [{"code": place.code, "name": place.name} for place in facilities]
    where = points_from_xy([place.lon for place in facilities], [place.lat for place in facilities])
    return GeoDataFrame(rows, columns=["code", "name"], geometry=where, crs=WGS84)


def _bands_frame(bands: Sequence[Band]) -> "GeoDataFrame":
    from geopandas import GeoDataFrame
    from shapely import MultiPolygon, Polygon

    rows = [{"facility": band.facility, "from_min": band.from_min, "to_min": band.to_min} for band in bands]
    shapes = [MultiPolygon([b.geometry]) if isinstance(b.geometry, Polygon) else b.geometry for b in bands]
    return GeoDataFrame(rows, geometry=shapes, crs=WGS84)
