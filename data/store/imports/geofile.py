"""Reads GeoJSON, GeoPackage, KML and shapefiles through geopandas: a row for each feature and its place."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from data.store.imports.archives import opened, unpack
from data.store.imports.errors import UnreadableFileError
from data.store.imports.faults import Fault
from data.store.imports.table import DEGREES, PLAIN, RawTable, Reading
from data.store.imports.validation import RawRow, plain

_NAMES: Final = {
    ".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GeoPackage", ".kml": "KML", ".kmz": "KMZ",
    ".zip": "shapefile dalam zip", ".shp": "shapefile",
}  # fmt: skip
# how a drawn place looks in Google Earth: nothing that a list of the office knows
_KML_LOOKS: Final = frozenset(
    {
        "id", "timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility", "draworder",
        "icon", "snippet", "gxmediaid",
    }
)  # fmt: skip
_INSIDE: Final = (".shp", ".gpkg", ".geojson", ".json", ".kml")
_PLACE: Final = ("lon", "lat")
_AREA: Final = "area_km2"


def read_geofile(path: Path, reading: Reading = PLAIN) -> RawTable:
    """Read the features of a file; a coordinate system that the file names is turned into degrees.

    Raises
    ------
    UnreadableFileError
        The file is damaged, has no geometries, or has several layers and `reading` names none.
    """
    suffix = path.suffix.casefold()
    if suffix not in {".zip", ".kmz"}:
        return _read(path, path.name, reading)
    with tempfile.TemporaryDirectory() as folder, opened(path, _NAMES[suffix]) as archive:
        return _read(_inside(unpack(archive, Path(folder)), path.name, reading), path.name, reading)


def _inside(files: Sequence[Path], name: str, reading: Reading) -> Path:
    """Return the one file of an archive that holds geometries.

    Raises
    ------
    UnreadableFileError
        There is none, or there are several and the layer does not decide.
    """
    found = [file for kind in _INSIDE for file in files if file.suffix.casefold() == kind]
    if not found:
        raise UnreadableFileError(f"{name}: tidak ada .shp, .gpkg, .geojson atau .kml di dalam zip ini.")
    if reading.layer is not None and len(found) > 1:
        found = [file for file in found if file.stem.casefold() == reading.layer.casefold()] or found
    if len(found) > 1:
        names = ", ".join(file.stem for file in found)
        raise UnreadableFileError(f"{name}: berisi beberapa lapisan ({names}); pilih dengan --layer.")
    if found[0].suffix.casefold() == ".shp":
        _demand_companions(found[0], files, name)
    return found[0]


def _demand_companions(shape: Path, files: Sequence[Path], name: str) -> None:
    here = {file.suffix.casefold() for file in files if file.stem.casefold() == shape.stem.casefold()}
    missing = sorted({".dbf", ".shx"} - here)
    if missing:
        raise UnreadableFileError(
            f"{name}: shapefile tidak lengkap, berkas {' dan '.join(missing)} tidak ada."
        )


def _read(path: Path, name: str, reading: Reading) -> RawTable:
    kind = _NAMES[path.suffix.casefold()]
    try:
        frame = _frame(path, name, reading)
    except UnreadableFileError:
        raise
    except Exception as error:
        # GDAL's wrappers raise unrelated classes for damaged files; the cause is kept for developers
        raise UnreadableFileError(f"{name}: bukan {kind} yang dapat dibaca.") from error
    if "geometry" not in frame.columns:
        raise UnreadableFileError(f"{name}: {kind} tanpa geometri.")
    if reading.crs is not None:
        frame = frame.set_crs(reading.crs, allow_override=True)
    crs = _crs(frame)
    if crs is not None and crs != DEGREES:
        frame = frame.to_crs(DEGREES)
    return _table(frame, crs, reading)


def _frame(path: Path, name: str, reading: Reading) -> Any:  # noqa: ANN401 - geopandas has no types
    import geopandas
    import pandas as pd

    found = geopandas.list_layers(path)
    layers = [str(name) for name in found.loc[found["geometry_type"].notna(), "name"]]
    if path.suffix.casefold() == ".kml" and reading.layer is None:
        # folders of one drawing are no lists of their own
        parts = [geopandas.read_file(path, layer=layer) for layer in layers]
        return pd.concat(parts, ignore_index=True) if parts else geopandas.GeoDataFrame()
    if path.suffix.casefold() == ".shp":
        return _shapefile(path)
    return geopandas.read_file(path, layer=_layer(layers, name, reading))


def _shapefile(path: Path) -> Any:  # noqa: ANN401 - geopandas has no types
    import geopandas

    try:
        return geopandas.read_file(path)
    except UnicodeDecodeError:
        # without a .cpg file nobody knows how its text is written: most often as Windows does
        return geopandas.read_file(path, encoding="cp1252")


def _layer(layers: Sequence[str], name: str, reading: Reading) -> str | None:
    if reading.layer is not None:
        found = [layer for layer in layers if layer.casefold() == reading.layer.casefold()]
        if not found:
            known = ", ".join(layers)
            raise UnreadableFileError(f"{name}: tidak ada lapisan {reading.layer!r}; yang ada: {known}.")
        return found[0]
    if len(layers) > 1:
        names = ", ".join(layers)
        raise UnreadableFileError(f"{name}: berisi beberapa lapisan ({names}); pilih dengan --layer.")
    return layers[0] if layers else None


def _crs(frame: Any) -> str | None:  # noqa: ANN401 - geopandas has no types
    if frame.crs is None:
        return None
    if frame.crs.equals(DEGREES) or frame.crs.to_epsg() in {4326, 4979}:
        return DEGREES
    return str(frame.crs.to_string()) if frame.crs.to_epsg() else str(frame.crs.name)


def _table(frame: Any, crs: str | None, reading: Reading) -> RawTable:  # noqa: ANN401 - geopandas has no types
    own = [str(column) for column in frame.columns if column != "geometry"]
    taken = {*_PLACE, *((_AREA,) if reading.areas else ())}
    headings = tuple(
        name for name in own if plain(name) not in _KML_LOOKS and plain(name) not in {plain(t) for t in taken}
    )
    more = _PLACE + ((_AREA,) if reading.areas and _has_areas(frame) else ())
    rows = tuple(
        _row(number, record, headings, areas=reading.areas)
        for number, record in enumerate(frame.to_dict("records"), start=1)
    )
    return RawTable((*headings, *more), rows, crs, placed=True)


def _has_areas(frame: Any) -> bool:  # noqa: ANN401 - geopandas has no types
    return bool(frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).any())


def _row(number: int, record: Mapping[str, Any], headings: Sequence[str], *, areas: bool) -> RawRow:
    cells = {heading: text_of(record[heading]) for heading in headings}
    geometry = record["geometry"]
    place = _place(geometry, areas=areas)
    if place is None:
        kind = "kosong" if geometry is None or geometry.is_empty else geometry.geom_type
        return RawRow(number, cells, tuple(_no_points(number, kind)))
    if areas and geometry.geom_type in {"Polygon", "MultiPolygon"}:
        cells[_AREA] = f"{_km2(geometry):.4f}"
    return RawRow(number, cells | {"lon": repr(round(place[0], 9)), "lat": repr(round(place[1], 9))})


def _no_points(number: int, kind: str) -> Iterator[Fault]:
    for column in _PLACE:
        yield Fault(number, column, "not_a_point", kind, "geometri harus satu titik")


def _place(geometry: Any, *, areas: bool) -> tuple[float, float] | None:  # noqa: ANN401 - any of shapely's kinds
    if geometry is None or geometry.is_empty:
        return None
    if geometry.geom_type == "MultiPoint" and len(geometry.geoms) == 1:
        geometry = geometry.geoms[0]
    if areas and geometry.geom_type in {"Polygon", "MultiPolygon"}:
        geometry = geometry.representative_point()
    return (float(geometry.x), float(geometry.y)) if geometry.geom_type == "Point" else None


def _km2(geometry: Any) -> float:  # noqa: ANN401 - shapely's polygons
    from pyproj import Geod

    area_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(geometry)
    return abs(float(area_m2)) / 1e6


def text_of(value: Any) -> str:  # noqa: ANN401 - a feature's property may be of any type
    """Return a property as text; nothing where it is missing."""
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, pd.Timestamp):
        return str(value.date().isoformat())
    return " ".join(str(value).split())
