"""What is in force on the roads for one vehicle class: closures and speeds other than the profile's own.

A condition is plain data. :func:`geo.roads.variants.ensure_variant` turns it into routing files.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.errors import ConditionError

if TYPE_CHECKING:
    from shapely import LineString, MultiLineString, MultiPolygon, Polygon

BASE: Final = "base"
"""Digest of the empty condition: the snapshot's own files."""

RULES: Final = 2
"""Version of how a condition becomes segments; a new one gives new digests, so no old variant is misread."""

AREAS: Final = ("Polygon", "MultiPolygon")
PIECES: Final = ("LineString", "MultiLineString")

FASTEST_KMH: Final = 200.0
"""No garbage truck drives faster; a larger number is a wrong unit."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A place that nobody of the class may drive through.

    Parameters
    ----------
    id
        Whatever the caller knows it by.
    geometry
        Degrees lon, lat. An area (``Polygon``, ``MultiPolygon``) closes every road that touches its inside;
        a line (``LineString``, ``MultiLineString``) closes the roads along which it was drawn, both ways.

    Raises
    ------
    ConditionError
        When the geometry is of another kind, empty, crosses itself, or is no place on the globe.
    """

    id: int
    geometry: "Polygon | MultiPolygon | LineString | MultiLineString"

    def __post_init__(self) -> None:
        """Refuse what would close other roads than the ones that were meant."""
        fault = _fault_of(self.geometry)
        if fault:
            raise ConditionError(f"closure {self.id} {fault}")

    @property
    def is_area(self) -> bool:
        """Whether everything inside is closed, not only what lies along a line."""
        return self.geometry.geom_type in AREAS


@dataclass(frozen=True, slots=True)
class PieceSpeed:
    """A speed for a road, or for one direction of one piece of it.

    Parameters
    ----------
    way
        Id of the road in OpenStreetMap.
    from_node, to_node
        Ids of two of its nodes; the speed holds from the first to the second. Both None: the whole road,
        both directions.
    kmh
        Kilometres an hour, more than 0; to close a road use :class:`Closed`.

    Raises
    ------
    ConditionError
        When the speed is none, or only one node is given.
    """

    way: int
    from_node: int | None
    to_node: int | None
    kmh: float

    def __post_init__(self) -> None:
        """Refuse a speed that is none, and half a piece."""
        if not 0 < self.kmh <= FASTEST_KMH:
            raise ConditionError(
                f"a speed is more than 0 and at most {FASTEST_KMH:.0f} km/h, not {self.kmh} (way {self.way})"
            )
        if (self.from_node is None) != (self.to_node is None):
            raise ConditionError(f"a piece of way {self.way} needs both its nodes, or none")


@dataclass(frozen=True)
class Condition:
    """Everything that holds at one time for one vehicle class.

    Parameters
    ----------
    closed
        In any order; the same id twice means two places of one closure.
    speeds
        In any order. A speed for a piece goes before one for its whole road; of two for the same piece the
        slower one holds. A closure goes before every speed.
    """

    closed: tuple[Closed, ...] = ()
    speeds: tuple[PieceSpeed, ...] = ()

    @cached_property
    def digest(self) -> str:
        """``base`` when nothing is in force, otherwise 16 hex digits; the order does not matter."""
        if not self.closed and not self.speeds:
            return BASE
        told = hashlib.sha256(f"{RULES}\n".encode())
        told.update("\n".join(sorted({*_closure_lines(self.closed), *_speed_lines(self.speeds)})).encode())
        return told.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Variant:
    """Routing files of one snapshot and profile under one condition; opened by ``RoadEngine.open``.

    Parameters
    ----------
    folder
        The folder of the snapshot.
    profile
        Name of the vehicle profile.
    digest
        Of the condition; ``base`` is the snapshot itself.
    closed_segments
        Pieces between two neighbouring nodes that are closed; both directions count as one.
    without_road
        Ids of the closures that touch no road: drawn beside it, or on an island without roads.
    unknown_speeds
        Speeds for ways or pieces that this snapshot does not have.
    """

    folder: Path
    profile: str
    digest: str
    closed_segments: int = 0
    without_road: tuple[int, ...] = ()
    unknown_speeds: int = 0


def _closure_lines(closed: Iterable[Closed]) -> Iterable[str]:
    # Normalised, so that the same place drawn from another corner has the same name.
    return (f"closed {one.id} {one.geometry.normalize().wkb_hex}" for one in closed)


def _speed_lines(speeds: Iterable[PieceSpeed]) -> Iterable[str]:
    return (f"speed {one.way} {one.from_node} {one.to_node} {float(one.kmh)!r}" for one in speeds)


def _fault_of(geometry: "Polygon | MultiPolygon | LineString | MultiLineString") -> str:
    """Return what is wrong, in words that follow "closure 7"; empty when nothing is."""
    if geometry.geom_type not in (*AREAS, *PIECES):
        return f"is a {geometry.geom_type}; it must be an area or a line"
    if geometry.is_empty:
        return "is empty"
    return _out_of_globe(geometry.bounds) or _crossing(geometry)


def _out_of_globe(bounds: tuple[float, float, float, float]) -> str:
    west, south, east, north = bounds
    if not all(math.isfinite(value) for value in bounds):
        return "has a corner that is no number"
    if west < -180 or east > 180 or south < -90 or north > 90:
        return "lies outside the globe: coordinates are degrees, longitude first"
    return ""


def _crossing(geometry: "Polygon | MultiPolygon | LineString | MultiLineString") -> str:
    from shapely import get_coordinates
    from shapely.validation import explain_validity

    if not all(math.isfinite(value) for value in get_coordinates(geometry).ravel()):
        return "has a corner that is no number"
    if geometry.is_valid:
        return ""
    return f"crosses itself or has no inside ({explain_validity(geometry)}); draw it again"
