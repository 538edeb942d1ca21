"""Writes matched tracks: GeoJSON, CSV with WKT, GeoPackage, or JSON with the sums."""

import csv
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from geo.errors import TraceError
from geo.roads.matching.model import KINDS, Match, Piece

COLUMNS: Final = ("vehicle", "number", "kind", "from_time", "to_time", "distance_m", "confidence")


@dataclass(frozen=True, slots=True)
class NamedMatch:
    """The match of one vehicle's track; `name` is empty when the file named none."""

    name: str
    match: Match


def write_matches(path: Path, matches: Sequence[NamedMatch]) -> None:
    """Write the pieces of matches in the form that the suffix of the file names.

    Parameters
    ----------
    path
        ``.geojson`` or ``.gpkg`` (pieces with a line, as lines), ``.csv`` (all pieces, the line as WKT) or
        ``.json`` (sums and all pieces); replaced when it exists.
    matches
        In the order to write.

    Raises
    ------
    TraceError
        When the suffix is another, or the file cannot be written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise TraceError(f"{path}: the ending must be one of {', '.join(WRITERS)}")
    try:
        writer(path, matches)
    except (OSError, RuntimeError) as error:
        raise TraceError(f"cannot write {path}: {error}") from error


def check_suffix(path: Path) -> None:
    """Refuse a file whose suffix names no form, before any work is done.

    Raises
    ------
    TraceError
        When it does not.
    """
    if path.suffix.lower() not in WRITERS:
        raise TraceError(f"{path}: the ending must be one of {', '.join(WRITERS)}")


def summary(match: Match) -> dict[str, Any]:
    """Return the sums of a match as JSON values.

    Parameters
    ----------
    match
        To sum up.
    """
    told = match.confidence
    return {
        "verdict": match.verdict,
        "km": round(match.km, 3),
        "confidence": None if told is None else round(told, 3),
        "fixes": match.fixes,
        "unmatched": match.unmatched,
        "leaps": match.leaps,
        **{f"{kind}_m": round(match.metres(kind), 1) for kind in KINDS},
        **{f"{kind}_pieces": match.count(kind) for kind in KINDS},
    }


def _rows(matches: Sequence[NamedMatch]) -> Iterator[tuple[dict[str, Any], Piece]]:
    for named in matches:
        for number, piece in enumerate(named.match.pieces, 1):
            confidence = None if piece.confidence is None else round(piece.confidence, 3)
            times = _moment(piece.first_s), _moment(piece.last_s)
            values = (named.name, number, piece.kind, *times, round(piece.distance_m, 1), confidence)
            yield dict(zip(COLUMNS, values, strict=True)), piece


def _moment(seconds: float) -> str | None:
    return None if math.isnan(seconds) else datetime.fromtimestamp(seconds, UTC).isoformat()


def _line(piece: Piece) -> list[list[float]]:
    return [] if piece.line is None else piece.line.round(6).tolist()


def _write_geojson(path: Path, matches: Sequence[NamedMatch]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": values,
            "geometry": {"type": "LineString", "coordinates": _line(piece)} if _line(piece) else None,
        }
        for values, piece in _rows(matches)
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )


def _write_csv(path: Path, matches: Sequence[NamedMatch]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*COLUMNS, "wkt"])
        for values, piece in _rows(matches):
            places = ", ".join(f"{lon:.6f} {lat:.6f}" for lon, lat in _line(piece))
            writer.writerow([*values.values(), f"LINESTRING ({places})" if places else ""])


def _write_gpkg(path: Path, matches: Sequence[NamedMatch]) -> None:
    from geopandas import GeoDataFrame
    from shapely import LineString

    drawn = [(values, LineString(_line(piece))) for values, piece in _rows(matches) if _line(piece)]
    frame = GeoDataFrame(
        {name: [values[name] for values, _ in drawn] for name in COLUMNS},
        geometry=[line for _, line in drawn],
        crs="EPSG:4326",
    )
    path.unlink(missing_ok=True)
    frame.to_file(path, layer="match", driver="GPKG")


def _write_json(path: Path, matches: Sequence[NamedMatch]) -> None:
    pieces: dict[int, list[dict[str, Any]]] = {}
    for number, named in enumerate(matches):
        pieces[number] = [values | {"line": _line(piece)} for values, piece in _rows([named])]
    content = [
        {"vehicle": named.name, **summary(named.match), "pieces": pieces[number]}
        for number, named in enumerate(matches)
    ]
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


WRITERS: Final[dict[str, Callable[[Path, Sequence[NamedMatch]], None]]] = {
    ".geojson": _write_geojson,
    ".csv": _write_csv,
    ".gpkg": _write_gpkg,
    ".json": _write_json,
}
