"""What the shelves of all lists share: which fields differ, and where a thing stands."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from data.store.imports import cells, coordinates
from data.store.imports.faults import Fault
from data.store.imports.model import Record
from data.store.imports.validation import Column, Row

# a ten-millionth of a degree is a centimetre: nobody means a change by less
_SAME_DEGREES: Final = 1e-7

LON: Final = Column(
    "lon", coordinates.degrees, ("longitude", "bujur", "x", "long", "lng", "koordinat x", "bujur timur", "bt",
    "easting"),
    about="Bujur: derajat (110.6681 atau 110°40'5\" BT), atau meter dengan --crs",
    about_en="Longitude: degrees, or metres with --crs", example="110.6911",
)  # fmt: skip
LAT: Final = Column(
    "lat", coordinates.degrees, ("latitude", "lintang", "y", "koordinat y", "lintang selatan", "ls",
    "northing"),
    about="Lintang: derajat (-6.5723 atau 6°34'20\" LS), atau meter dengan --crs",
    about_en="Latitude: degrees, or metres with --crs", example="-6.5198",
)  # fmt: skip
COORDINATES: Final = Column(
    "coordinates", coordinates.pair,
    ("koordinat", "titik koordinat", "lat long", "latlong", "lat lng", "lokasi", "gps", "koordinat gps"),
    about="Keduanya dalam satu sel, misalnya dari Google Maps; pengganti lon dan lat",
    about_en="Both in one cell, as Google Maps copies them; instead of lon and lat",
)  # fmt: skip
SOURCE_WORDS: Final = ("sumber", "sumber data", "source", "asal data")


class OneRow:
    """A shelf whose entries stand in one row each."""

    def follow(self, _stored: Any, _record: Record, /) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401 - a row of any list
        """Store nothing more."""
        return {}, {}


def fill_place(row: Row) -> None:
    """Take longitude and latitude from the one cell that holds both, where they have none of their own."""
    both = row.values.get("coordinates")
    if both is not None and row.values.get("lon") is None and row.values.get("lat") is None:
        row.values["lon"], row.values["lat"] = both


def missing_place(row: Row) -> list[Fault]:
    """Return a fault for each coordinate that stands nowhere in the row."""
    if row.texts.get("coordinates"):
        return []
    return [
        row.fault(name, "empty", "wajib diisi")
        for name in ("lon", "lat")
        if row.values.get(name) is None and not row.texts.get(name)
    ]


def stated(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what a row states, column of the file -> column of the store."""
    return {kept: row.values[name] for name, kept in names.items() if row.values.get(name) is not None}


def ends_faults(row: Row, begin: str, end: str) -> list[Fault]:
    """Return a fault when the time in column `end` is not after the one in `begin`."""
    start, stop = row.values.get(begin), row.values.get(end)
    if start is None or stop is None or start < stop:
        return []
    return [row.fault(end, "window_ends_before_start", f"harus sesudah {start:%H:%M}", None)]


def differing(stored: Any, record: Record, names: Sequence[str] | None = None) -> dict[str, Any]:  # noqa: ANN401 - a row of any list
    """Return what a record states differently from a stored row, its place as ``geom``."""
    from data.store.seed import point

    wanted = record.values if names is None else {name: record.values[name] for name in names}
    changes = {name: value for name, value in wanted.items() if not _same(getattr(stored, name), value)}
    if record.place is not None and _moved(stored.geom, record.place):
        changes["geom"] = point(*record.place)
    if getattr(stored, "valid_to", None) is not None and "valid_to" not in record.values:
        changes["valid_to"] = None
    return changes


def new_source(stored: Any, source: str) -> dict[str, Any]:  # noqa: ANN401 - a row of any list
    """Return where a changed entry comes from, unless that is what stands there."""
    return {} if stored.source == source else {"source": source}


def place_of(geom: Any) -> tuple[float, float]:  # noqa: ANN401 - what GeoAlchemy2 gives
    """Return (lon, lat) of a stored geometry."""
    from geoalchemy2.shape import to_shape

    west, south, _, _ = to_shape(geom).bounds
    return west, south


def _moved(geom: Any, place: tuple[float, float]) -> bool:  # noqa: ANN401 - what GeoAlchemy2 gives
    lon, lat = place_of(geom)
    return max(abs(lon - place[0]), abs(lat - place[1])) > _SAME_DEGREES


def _same(stored: Any, value: Any) -> bool:  # noqa: ANN401 - fields of any type
    if isinstance(stored, float) and isinstance(value, int | float):
        return math.isclose(stored, value, rel_tol=1e-9, abs_tol=1e-9)
    return bool(stored == value)


def own_text(name: str, aliases: tuple[str, ...], about: str, about_en: str) -> Column:
    """Return a column of free text."""
    return Column(name, cells.text, aliases, about=about, about_en=about_en)
