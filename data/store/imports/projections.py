"""Turns a file's coordinates into degrees, and says which system metres without one are likely in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from data.store.errors import ImportRefusedError
from data.store.imports.faults import HEADER_ROW, Fault
from data.store.imports.gazetteer import Gazetteer
from data.store.imports.table import DEGREES, RawTable
from data.store.imports.validation import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CANDIDATES: Final = {
    "EPSG:32749": "UTM zona 49S",
    "EPSG:23835": "TM-3 zona 49.1 (BPN)",
    "EPSG:3857": "Web Mercator",
    "EPSG:32649": "UTM zona 49N",
    "EPSG:32748": "UTM zona 48S",
    "EPSG:32750": "UTM zona 50S",
    "EPSG:23836": "TM-3 zona 49.2 (BPN)",
}
_LARGEST_DEGREES: Final = 360.0
_SAMPLED: Final = 200


def demand_crs(crs: str | None) -> str | None:
    """Return the name of a coordinate system as it is written here, such as ``EPSG:32749``.

    Raises
    ------
    ImportRefusedError
        There is no such system.
    """
    if crs is None or not crs.strip():
        return None
    import pyproj

    try:
        known = pyproj.CRS.from_user_input(crs.strip())
    except pyproj.exceptions.CRSError:
        raise ImportRefusedError(f"Sistem koordinat {crs!r} tidak dikenal; misalnya EPSG:32749.") from None
    code = known.to_epsg()
    return f"EPSG:{code}" if code else crs.strip()


def locate(rows: Sequence[Row], table: RawTable, crs: str | None, gazetteer: Gazetteer) -> list[Fault]:
    """Turn ``lon`` and ``lat`` of all rows into degrees, or tell what is wrong with all of them at once.

    Parameters
    ----------
    crs
        What the person says that the coordinates are in; a file of geometries was turned by it already.
    """
    placed = [row for row in rows if row.values.get("lon") is not None and row.values.get("lat") is not None]
    if not placed:
        return []
    x_y = np.array([(row.values["lon"], row.values["lat"]) for row in placed], dtype=float)
    if not table.placed and crs is not None and crs != DEGREES:
        return _turned(placed, x_y, crs, gazetteer)
    metres = (np.abs(x_y) > _LARGEST_DEGREES).any(axis=1) | ~np.isfinite(x_y).all(axis=1)
    if 2 * metres.sum() <= len(x_y):
        return []
    if not np.isfinite(x_y).all() or (table.placed and crs is not None):
        return [_fault("crs_wrong", x_y[0], f"dengan {crs or table.crs} titik-titik ini tidak ada di bumi")]
    return [_missing(x_y[metres], gazetteer)]


def likely_crs(x_y: "NDArray[np.float64]", gazetteer: Gazetteer) -> tuple[str | None, bool]:
    """Return the system in which most of the coordinates lie in the regency; True when x and y are swapped.

    Parameters
    ----------
    x_y
        (n, 2) metres.
    """
    sample = x_y[:: max(1, len(x_y) // _SAMPLED)]
    for swapped in (False, True):
        for name in _CANDIDATES:
            if 2 * _inside(in_degrees(sample[:, ::-1] if swapped else sample, name), gazetteer) > len(sample):
                return name, swapped
    return None, False


def in_degrees(x_y: "NDArray[np.float64]", crs: str) -> "NDArray[np.float64]":
    """Return (n, 2) degrees of coordinates of a system; infinite where it does not reach."""
    import pyproj

    lon, lat = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True).transform(x_y[:, 0], x_y[:, 1])
    return np.column_stack([lon, lat])


def _inside(places: "NDArray[np.float64]", gazetteer: Gazetteer) -> int:
    return sum(bool(np.isfinite(place).all()) and gazetteer.contains(*place) for place in places)


def _turned(rows: Sequence[Row], x_y: "NDArray[np.float64]", crs: str, gazetteer: Gazetteer) -> list[Fault]:
    places = in_degrees(x_y, crs)
    if 2 * _inside(places, gazetteer) < len(places):
        likely, swapped = likely_crs(x_y, gazetteer)
        if likely is not None and (likely != crs or swapped):
            return [_wrong(x_y[0], crs, likely, swapped=swapped)]
    for row, (lon, lat) in zip(rows, places.tolist(), strict=True):
        row.values["lon"], row.values["lat"] = lon, lat
    return []


def _missing(x_y: "NDArray[np.float64]", gazetteer: Gazetteer) -> Fault:
    likely, swapped = likely_crs(x_y, gazetteer)
    if likely is None:
        hint = (
            "koordinat bukan derajat dan tanpa sistem koordinat; sebutkan dengan --crs, misalnya EPSG:32749"
        )
        return _fault("crs_missing", x_y[0], hint)
    hint = (
        f"koordinat dalam meter tanpa sistem koordinat; hampir pasti {likely} ({_CANDIDATES[likely]}): "
        f"ulangi dengan --crs {likely}"
    )
    english = (
        f"the coordinates are metres without a coordinate system; most likely {likely}: use --crs {likely}"
    )
    if swapped:
        hint += ", dan kolom x dan y tertukar"
        english += ", and x and y are swapped"
    return _fault("crs_missing", x_y[0], hint, english, (likely,))


def _wrong(first: "NDArray[np.float64]", crs: str, likely: str, *, swapped: bool) -> Fault:
    if swapped:
        hint = f"kolom x dan y tertukar (dalam {likely})"
        return _fault("swapped_coordinates", first, hint, f"x and y are swapped (in {likely})")
    hint = f"dengan {crs} titik-titik ini di luar Jepara; dengan {likely} ({_CANDIDATES[likely]}) di dalam"
    english = f"in {crs} these places are outside the regency, in {likely} they are inside"
    return _fault("crs_wrong", first, hint, english, (likely,))


def _fault(
    rule: str,
    first: "NDArray[np.float64]",
    hint: str,
    english: str = "",
    suggestions: tuple[str, ...] = (),
) -> Fault:
    written = f"{first[0]:.10g} / {first[1]:.10g}"
    return Fault(HEADER_ROW, "lon", rule, written, hint, suggestions, english)
