"""Tables of places for the command line: CSV with ``lon``, ``lat`` and a name, or GeoJSON points."""

import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import PointsFileError

MAX_POINTS: Final = 5_000
"""A matrix of this size takes 200 MB and minutes."""

MOST_FAULTS: Final = 5
"""Faults of a file that are told in full; the others are counted."""

NAMES: Final = ("code", "id", "name")
"""Columns, or properties in GeoJSON, of which the first present names the places."""

LIMITS: Final = {"lon": 180.0, "lat": 90.0}
GEOJSON: Final = frozenset({".geojson", ".json"})


@dataclass(frozen=True, slots=True)
class PointTable:
    """Places with their names.

    Parameters
    ----------
    codes
        Names, the number in the file where it gives none.
    lonlat
        (n, 2) degrees.
    """

    codes: tuple[str, ...]
    lonlat: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Row:
    """A place as a file has it: where it stands in the file, its name, its two coordinates."""

    place: str
    code: str
    lon: object
    lat: object


def read_points(path: Path) -> PointTable:
    """Read places from CSV or, by its suffix ``.geojson`` or ``.json``, from GeoJSON.

    Parameters
    ----------
    path
        CSV: UTF-8, with or without byte order mark, comma separated, first row = names of columns, of which
        ``lon`` and ``lat`` must be there and ``code``, ``id`` or ``name`` may. GeoJSON: points, named by the
        same properties or by their ``id``.

    Raises
    ------
    PointsFileError
        When it cannot be read; the text names each row, the column, the rule and the value.
    """
    rows = list(_of_geojson(path) if path.suffix.lower() in GEOJSON else _of_csv(path))
    if not 0 < len(rows) <= MAX_POINTS:
        raise PointsFileError(f"{path} must have 1 to {MAX_POINTS} points, not {len(rows)}")
    faults = [fault for row in rows for fault in _faults(row)]
    if faults:
        more = f"; and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise PointsFileError(f"{path}: {'; '.join(faults[:MOST_FAULTS])}{more}")
    places = np.array([(_number(row.lon), _number(row.lat)) for row in rows])
    return PointTable(tuple(row.code for row in rows), places)


def parse_point(text: str) -> tuple[float, float]:
    """Read ``lon,lat`` as it is typed at a command.

    Parameters
    ----------
    text
        Two numbers in degrees.

    Raises
    ------
    PointsFileError
        When it is no place.
    """
    lon, _, lat = text.partition(",")
    faults = list(_faults(_Row(f"{text!r}", "", lon, lat)))
    if faults:
        raise PointsFileError(f"a place is lon,lat in degrees; {faults[0]}")
    return _number(lon), _number(lat)


def _of_csv(path: Path) -> Iterator[_Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source)
            missing = {"lon", "lat"} - set(reader.fieldnames or ())
            if missing:
                raise PointsFileError(f"{path} has no column {' and no column '.join(sorted(missing))}")
            for number, row in enumerate(reader, 1):
                yield _Row(f"row {number + 1}", _code(row, number), row["lon"], row["lat"])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PointsFileError(f"cannot read {path}: {error}") from error


def _of_geojson(path: Path) -> Iterator[_Row]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise PointsFileError(f"cannot read {path}: {error}") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise PointsFileError(f"{path} is no GeoJSON FeatureCollection")
    for number, feature in enumerate(features, 1):
        lon, lat = _coordinates(path, number, feature)
        given = feature.get("properties")
        named = {"id": feature.get("id")} | (given if isinstance(given, dict) else {})
        yield _Row(f"feature {number}", _code(named, number), lon, lat)


def _coordinates(path: Path, number: int, feature: Any) -> tuple[object, object]:  # noqa: ANN401 - what JSON gave
    given = feature.get("geometry") if isinstance(feature, dict) else None
    shape = given if isinstance(given, dict) else {}
    kind = shape.get("type")
    if kind != "Point":
        raise PointsFileError(f"{path}: feature {number}, geometry: must be a Point, not {kind!r}")
    at = shape.get("coordinates")
    if not isinstance(at, list) or len(at) < len(LIMITS):
        raise PointsFileError(f"{path}: feature {number}, coordinates: must be [lon, lat], not {at!r}")
    return at[0], at[1]


def _code(row: Mapping[str, object], number: int) -> str:
    given = (row.get(name) for name in NAMES)
    return next((str(value) for value in given if value is not None and value != ""), str(number))


def _faults(row: _Row) -> Iterable[str]:
    lon, lat = _number(row.lon), _number(row.lat)
    is_exchanged = abs(lon) <= LIMITS["lat"] < abs(lat) <= LIMITS["lon"]
    hint = " (longitude and latitude look exchanged)" if is_exchanged else ""
    for column, given, value in (("lon", row.lon, lon), ("lat", row.lat, lat)):
        if not abs(value) <= LIMITS[column]:
            rule = f"must be degrees up to {LIMITS[column]:g}"
            yield f"{row.place}, column {column}: {rule}, not {'' if given is None else given!r}{hint}"


def _number(given: object) -> float:
    """Return a number, NaN for what is none; true and false are none either."""
    if isinstance(given, str | int | float) and not isinstance(given, bool):
        try:
            return float(given)
        except ValueError:
            return math.nan
    return math.nan
