"""Reads tracks of vehicles from files: CSV, GPX, GeoJSON, or a JSON list of WKT points."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from geo.errors import TraceError
from geo.traces_json import json_rows
from geo.traces_rows import KEYS, NamedTrace, Row, make_traces, pick

MAX_BYTES: Final = 500_000_000
"""A larger file is no day of a fleet."""


def read_traces(path: Path, *, sort: bool = False) -> list[NamedTrace]:
    """Read the tracks of a file, one per vehicle.

    Parameters
    ----------
    path
        ``.csv`` (columns lon, lat and, optionally, time, vehicle or id, accuracy), ``.gpx``, ``.geojson``
        (lines with or without ``coordTimes``, or points), ``.json`` (the same, or a list of objects with a
        WKT ``point``, a ``time`` and an ``id``). Times are ISO 8601 (without a zone: UTC) or Unix seconds.
    sort
        Put positions in the order of their times instead of refusing times that go back.

    Raises
    ------
    TraceError
        When the file cannot be read, or a row of it breaks a rule; the text names file, row, rule and value.
    """
    readers = {".csv": _csv_rows, ".gpx": _gpx_rows, ".geojson": json_rows, ".json": json_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise TraceError(f"{path}: its ending tells no track; known are {', '.join(readers)}")
    _check_present(path)
    try:
        return make_traces(path, list(reader(path)), sort=sort)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TraceError(f"cannot read {path}: {error}") from error


def _check_present(path: Path) -> None:
    if not path.is_file():
        raise TraceError(f"there is no file {path}")
    size = path.stat().st_size
    if not size:
        raise TraceError(f"{path} is empty")
    if size > MAX_BYTES:
        raise TraceError(f"{path} is larger than {MAX_BYTES / 1e6:.0f} MB")


def _csv_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        head = source.readline()
        source.seek(0)
        reader = csv.reader(source, delimiter=";" if head.count(";") > head.count(",") else ",")
        names = [name.strip().lower() for name in next(reader)]
        if not all(set(names) & set(KEYS[what]) for what in ("lon", "lat")):
            raise TraceError(f"{path} has no columns lon and lat, only {', '.join(names)[:80]}")
        for number, cells in enumerate(reader, 2):
            if any(cell.strip() for cell in cells):
                yield _row(f"row {number}", dict(zip(names, (cell.strip() for cell in cells), strict=False)))


def _row(place: str, values: dict[str, object]) -> Row:
    return Row(
        place,
        str(pick(values, "vehicle") or ""),
        pick(values, "lon"),
        pick(values, "lat"),
        pick(values, "time"),
        pick(values, "accuracy"),
    )


def _gpx_rows(path: Path) -> Iterator[Row]:
    """Yield the points of tracks, or those of routes when there is no track; a track is a vehicle."""
    try:
        root = ET.parse(path).getroot()  # noqa: S314 - expat refuses entity bombs since 2.4.1
    except ET.ParseError as error:
        raise TraceError(f"{path} is no complete GPX ({error})") from error
    if _local(root.tag) != "gpx":
        raise TraceError(f"{path} is XML, but no GPX: it begins with <{_local(root.tag)}>")
    tracks = [part for part in root if _local(part.tag) == "trk"] or [
        part for part in root if _local(part.tag) == "rte"
    ]
    number = 0
    for order, track in enumerate(tracks, 1):
        name = _child(track, "name") or f"track {order}"
        for point in track.iter():
            if _local(point.tag) in ("trkpt", "rtept"):
                number += 1
                yield Row(f"point {number}", name, point.get("lon"), point.get("lat"), _child(point, "time"))


def _child(element: ET.Element, name: str) -> str | None:
    texts = (part.text for part in element if _local(part.tag) == name)
    return (next(texts, None) or "").strip() or None


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
