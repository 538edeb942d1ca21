"""Reads a file into rows of text: CSV by the standard library, GeoJSON through geopandas."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.store.imports.errors import UnreadableFileError
from data.store.imports.faults import Fault, shown
from data.store.imports.validation import RawRow

MAX_BYTES = 50_000_000
MAX_ROWS = 100_000
_CSV_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
_GEOJSON_SUFFIXES = frozenset({".geojson", ".json"})
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class RawTable:
    """Headings and rows of a file, all as text."""

    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]


def read_table(path: Path) -> RawTable:
    """Read a CSV or GeoJSON file.

    Raises
    ------
    UnreadableFileError
        When the file is missing, larger than 50 MB, longer than 100,000 rows, empty, or neither
        CSV in UTF-8 nor GeoJSON.
    """
    suffix = path.suffix.casefold()
    if suffix not in _CSV_SUFFIXES | _GEOJSON_SUFFIXES:
        raise UnreadableFileError(f"{path.name}: jenis berkas tidak dikenal, pakai .csv atau .geojson.")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableFileError(f"{path}: berkas tidak dapat dibuka ({error.strerror}).") from None
    if size > MAX_BYTES:
        raise UnreadableFileError(f"{path.name}: berkas lebih besar dari {MAX_BYTES // 1_000_000} MB.")
    table = _read_csv(path) if suffix in _CSV_SUFFIXES else _read_geojson(path)
    if not table.rows:
        raise UnreadableFileError(f"{path.name}: berkas tidak berisi satu baris pun.")
    if len(table.rows) > MAX_ROWS:
        raise UnreadableFileError(f"{path.name}: lebih dari {MAX_ROWS} baris.")
    return table


def _read_csv(path: Path) -> RawTable:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{path.name}: bukan teks UTF-8; simpan ulang sebagai CSV UTF-8.") from None
    except OSError as error:
        raise UnreadableFileError(f"{path}: berkas tidak dapat dibuka ({error.strerror}).") from None
    lines = content.splitlines(keepends=True)
    if not lines:
        return RawTable((), ())
    reader = csv.reader(lines, delimiter=_delimiter(lines[0]), strict=True)
    try:
        headings = tuple(heading.strip() for heading in next(reader))
        return RawTable(headings, tuple(_csv_rows(reader, headings)))
    except csv.Error as error:
        raise UnreadableFileError(f"{path.name}: baris {reader.line_num} rusak ({error}).") from None


def _delimiter(first_line: str) -> str:
    return max(_DELIMITERS, key=first_line.count)


def _csv_rows(reader: Any, headings: tuple[str, ...]) -> Iterator[RawRow]:  # noqa: ANN401 - csv's reader type is private
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        faults: tuple[Fault, ...] = ()
        if len(cells) > len(headings):
            hint = f"{len(cells)} sel, tetapi judul hanya {len(headings)}; beri tanda kutip bila ada koma"
            faults = (Fault(reader.line_num, "-", "too_many_cells", shown(cells[-1]), hint),)
        yield RawRow(reader.line_num, dict(zip(headings, cells, strict=False)), faults)


def _read_geojson(path: Path) -> RawTable:
    import geopandas

    try:
        frame = geopandas.read_file(path)
    except Exception as error:
        # GDAL's wrappers raise unrelated classes for damaged files; the cause is kept for developers
        raise UnreadableFileError(f"{path.name}: bukan GeoJSON yang dapat dibaca.") from error
    if "geometry" not in frame.columns:
        raise UnreadableFileError(f"{path.name}: GeoJSON tanpa geometri titik.")
    if frame.crs is not None and not frame.crs.equals("EPSG:4326"):
        frame = frame.to_crs("EPSG:4326")
    headings = tuple(str(name) for name in frame.columns if name not in {"geometry", "lon", "lat"})
    rows = tuple(
        _feature_row(number, record, headings)
        for number, record in enumerate(frame.to_dict("records"), start=1)
    )
    return RawTable((*headings, "lon", "lat"), rows)


def _feature_row(number: int, record: dict[str, Any], headings: tuple[str, ...]) -> RawRow:
    cells = {heading: _as_text(record[heading]) for heading in headings}
    geometry = record["geometry"]
    if geometry is None or geometry.is_empty or geometry.geom_type != "Point":
        kind = "kosong" if geometry is None or geometry.is_empty else geometry.geom_type
        faults = tuple(
            Fault(number, column, "not_a_point", kind, "geometri harus satu titik")
            for column in ("lon", "lat")
        )
        return RawRow(number, cells, faults)
    return RawRow(number, cells | {"lon": repr(float(geometry.x)), "lat": repr(float(geometry.y))})


def _as_text(value: Any) -> str:  # noqa: ANN401 - a GeoJSON property may be of any type
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value)
