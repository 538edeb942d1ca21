"""Whether a drawn or imported geometry can close roads; nothing is mended in silence."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from data.store.errors import ClosureError

if TYPE_CHECKING:
    from shapely import LineString, MultiLineString, MultiPolygon, Polygon

    type ClosureShape = Polygon | MultiPolygon | LineString | MultiLineString

Kind = Literal["area", "piece"]
KINDS: Final[dict[str, Kind]] = {
    "Polygon": "area",
    "MultiPolygon": "area",
    "LineString": "piece",
    "MultiLineString": "piece",
}
MAX_CORNERS: Final = 2_000
MAX_SPAN_M: Final = 60_000.0
"""The regency is some 45 km wide; whatever is larger was meant otherwise."""

MARGIN_M: Final = 15_000.0
"""A closure lies within this distance of a village: the service area and the roads that lead into it."""

_DEPTH: Final = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_LEAST: Final = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
_M_PER_DEGREE: Final = 111_195.0


def closure_shape(
    geometry: object, villages: NDArray[np.float64], *, kind: str | None = None
) -> "ClosureShape":
    """Return a GeoJSON geometry as a shape that closes roads.

    Parameters
    ----------
    geometry
        A GeoJSON geometry: Polygon or MultiPolygon closes an area, LineString or MultiLineString a piece of
        road. Degrees lon, lat; a height is dropped.
    villages
        (n, 2) degrees of the villages, which are the service area.
    kind
        ``area`` or ``piece``, if one of them is wanted.

    Raises
    ------
    ClosureError
        When it is another thing, is not closed, crosses itself (the text says where), is too large, or lies
        outside the service area.
    """
    shape_type, lines = _lines_of(geometry, kind)
    corners = np.concatenate(lines)
    _check_size(corners)
    _check_place(corners, villages)
    return _as_shape(shape_type, geometry)


def _lines_of(geometry: object, kind: str | None) -> tuple[str, list[NDArray[np.float64]]]:
    if not isinstance(geometry, dict):
        raise ClosureError("no_geometry", "a closure needs a GeoJSON geometry")
    shape_type = geometry.get("type")
    if shape_type not in KINDS:
        raise ClosureError(
            "geometry_type", "a closure is a Polygon (area) or a LineString (piece of road)", str(shape_type)
        )
    if kind is not None and KINDS[shape_type] != kind:
        raise ClosureError("geometry_type", f"a closure of kind {kind} is no {shape_type}", str(shape_type))
    lines = [_numbers(line) for line in _flat(geometry.get("coordinates"), _DEPTH[shape_type])]
    if not lines:
        raise ClosureError("empty", "the geometry is empty")
    for line in lines:
        _check_line(line, shape_type)
    return shape_type, lines


def _flat(coordinates: object, depth: int) -> Iterator[Sequence[object]]:
    if not isinstance(coordinates, list | tuple):
        raise ClosureError("coordinates", "coordinates are no list", str(coordinates)[:60])
    if depth == 1:
        yield coordinates
        return
    for part in coordinates:
        yield from _flat(part, depth - 1)


def _numbers(line: Sequence[object]) -> NDArray[np.float64]:
    return np.array([_corner(corner) for corner in line], dtype=np.float64).reshape(-1, 2)


def _corner(corner: object) -> tuple[float, float]:
    if isinstance(corner, list | tuple) and len(corner) in {2, 3}:
        values = [v for v in corner if isinstance(v, int | float) and not isinstance(v, bool)]
        if len(values) == len(corner) and all(math.isfinite(value) for value in values):
            return float(values[0]), float(values[1])
    raise ClosureError("coordinates", "a corner is not two finite numbers", str(corner)[:60])


def _check_line(line: NDArray[np.float64], shape_type: str) -> None:
    if len(line) < _LEAST[shape_type]:
        least = _LEAST[shape_type]
        raise ClosureError("too_few_corners", f"a {shape_type} needs {least} corners or more", str(len(line)))
    if KINDS[shape_type] == "area" and not np.array_equal(line[0], line[-1]):
        raise ClosureError(
            "not_closed", f"a ring does not end where it begins, at {_place(line[0])}", _place(line[-1])
        )


def _check_size(corners: NDArray[np.float64]) -> None:
    if len(corners) > MAX_CORNERS:
        raise ClosureError("too_many_corners", f"more than {MAX_CORNERS} corners", str(len(corners)))
    if np.abs(corners[:, 0]).max() > 180 or np.abs(corners[:, 1]).max() > 90:
        worst = corners[np.argmax(np.maximum(np.abs(corners[:, 0]) / 180, np.abs(corners[:, 1]) / 90))]
        raise ClosureError(
            "outside_globe", "coordinates are degrees, longitude first; are they swapped?", _place(worst)
        )
    width, height = np.ptp(corners, axis=0) * _M_PER_DEGREE
    if max(width, height) > MAX_SPAN_M:
        raise ClosureError(
            "too_large", f"wider than {MAX_SPAN_M / 1000:.0f} km", f"{max(width, height) / 1000:.0f} km"
        )


def _check_place(corners: NDArray[np.float64], villages: NDArray[np.float64]) -> None:
    if not len(villages):
        raise ClosureError("no_villages", "the store knows no villages yet: run siangsa db seed first")
    away = _metres_to_nearest(corners, villages)
    if away.max() > MARGIN_M:
        worst = corners[int(away.argmax())]
        raise ClosureError(
            "outside_service_area",
            f"a corner lies {away.max() / 1000:.0f} km from the nearest village of the service area",
            _place(worst),
        )


def _metres_to_nearest(corners: NDArray[np.float64], villages: NDArray[np.float64]) -> NDArray[np.float64]:
    east = (corners[:, None, 0] - villages[None, :, 0]) * np.cos(np.radians(corners[:, 1]))[:, None]
    north = corners[:, None, 1] - villages[None, :, 1]
    return np.asarray(np.hypot(east, north).min(axis=1) * _M_PER_DEGREE, dtype=np.float64)


def _as_shape(shape_type: str, geometry: Any) -> "ClosureShape":  # noqa: ANN401 - checked GeoJSON
    from shapely import force_2d
    from shapely.geometry import shape
    from shapely.validation import explain_validity

    made: Any = force_2d(shape(geometry))
    told = explain_validity(made)
    if told != "Valid Geometry":
        where = told.partition("[")[2].rstrip("]").replace(" ", ", ")
        raise ClosureError(
            "crosses_itself", f"the {shape_type} crosses itself or has no inside, at {where}", told
        )
    closed: ClosureShape = made
    return closed


def _place(corner: NDArray[np.float64]) -> str:
    return f"{corner[0]:.6f}, {corner[1]:.6f}"
