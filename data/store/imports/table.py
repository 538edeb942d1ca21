"""What a file gives once it is read, and how it is to be read."""

from dataclasses import dataclass
from typing import Final

from data.store.imports.validation import RawRow

MAX_BYTES: Final = 50_000_000
MAX_ROWS: Final = 100_000
MAX_UNPACKED_BYTES: Final = 400_000_000
"""What a zipped file may hold; more is no list of an office."""
DEGREES: Final = "EPSG:4326"


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file.

    Attributes
    ----------
    known
        Words of headings, plain, by which the row of headings is found; none: it is the first row.
    layer, sheet
        Which of several layers or sheets; None: the only one, or the first sheet.
    areas
        True to take polygons: by a point inside and their area.
    crs
        Coordinate system of the file's places, whatever the file says of it.
    """

    known: frozenset[str] = frozenset()
    layer: str | None = None
    sheet: str | None = None
    areas: bool = False
    crs: str | None = None


PLAIN: Final = Reading()
"""The first row holds the headings, and there is one layer or sheet."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """Headings and rows of a file, all as text; places as the columns ``lon`` and ``lat``.

    Attributes
    ----------
    crs
        Coordinate system of the places, as the file says; None: it says nothing.
    placed
        True when the places come from geometries.
    """

    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]
    crs: str | None = None
    placed: bool = False
