"""Where roads are wanted: a box, a polygon, or the surroundings of villages."""

import csv
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from geo.errors import BoundsError
from geo.roads.bounds import Bounds

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

KM_PER_DEGREE: Final = 111.2
"""Length of a degree of latitude; of longitude at the equator."""

MARGIN_KM: Final = 5.0
"""Roads are wanted this far around the villages: the way from one to the next may lead around outside."""

FURTHEST_LAT: Final = 85.0
AREAS: Final = frozenset({"Polygon", "MultiPolygon"})


@dataclass(frozen=True, slots=True)
class Area:
    """A polygon (or several) in degrees, and the box around it.

    Raises
    ------
    BoundsError
        When it is empty or crosses itself.
    """

    shape: "BaseGeometry"

    def __post_init__(self) -> None:
        """Refuse a shape of which nobody can tell what is inside."""
        from shapely import is_valid_reason

        if self.shape.geom_type not in AREAS or self.shape.is_empty:
            raise BoundsError(f"an area is a polygon, not {self.shape.geom_type or 'nothing'}")
        if not self.shape.is_valid:
            raise BoundsError(f"the polygon is not valid: {is_valid_reason(self.shape)}")
        _ = self.bounds

    @property
    def bounds(self) -> Bounds:
        """The box around it."""
        return Bounds(*self.shape.bounds)

    def contains(self, lon: float, lat: float) -> bool:
        """Tell whether a place lies in the area or on its edge."""
        return bool(self.inside(np.array([lon]), np.array([lat]))[0])

    def inside(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each of (n,) places whether it lies in the area or on its edge.

        Parameters
        ----------
        lon, lat
            Degrees.
        """
        from shapely import intersects_xy, prepare

        near = self.bounds.inside(lon, lat)
        if near.any():
            prepare(self.shape)
            near[near] = intersects_xy(self.shape, lon[near], lat[near])
        return near

    def text(self) -> str:
        """Return what to call it in one line."""
        return f"polygon within {self.bounds.text()}"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a polygon from a file of GeoJSON or WKT.

        Parameters
        ----------
        path
            GeoJSON (geometry, feature, or features, which are joined) or WKT, in degrees.

        Raises
        ------
        BoundsError
            When there is none in it; the text names the file.
        """
        try:
            return cls(_shape_of(path.read_text(encoding="utf-8-sig")))
        except OSError as error:
            raise BoundsError(f"cannot read the area {path}: {error.strerror}") from error
        except (BoundsError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BoundsError(f"cannot use the area {path}: {error}") from error


def around(lonlat: Iterable[tuple[float, float]], margin_km: float = MARGIN_KM) -> Bounds:
    """Return the box around places and a margin.

    Parameters
    ----------
    lonlat
        Degrees; at least one place.
    margin_km
        Kilometres on each side.

    Raises
    ------
    BoundsError
        When there is no place, or the box would leave the map.
    """
    places = np.array(list(lonlat), dtype=np.float64).reshape(-1, 2)
    if len(places) == 0:
        raise BoundsError("there is no place to put an area around")
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    if max(abs(south), abs(north)) > FURTHEST_LAT:
        raise BoundsError(f"latitudes reach from {south:g} to {north:g}; are longitude and latitude swapped?")
    up = margin_km / KM_PER_DEGREE
    aside = up / math.cos(math.radians(max(abs(south), abs(north))))
    corners = (west - aside, south - up, east + aside, north + up)
    return Bounds(*(round(float(corner), 6) for corner in corners))


def villages_area(path: Path, margin_km: float = MARGIN_KM) -> Bounds:
    """Return the box around the villages of a file and a margin.

    Parameters
    ----------
    path
        CSV with columns ``lon`` and ``lat`` in degrees.
    margin_km
        Kilometres on each side.

    Raises
    ------
    BoundsError
        When the file cannot be used; the text names it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            places = [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(source)]
        return around(places, margin_km)
    except OSError as error:
        raise BoundsError(f"cannot read the villages {path}: {error.strerror}") from error
    except KeyError as error:
        raise BoundsError(f"cannot use the villages {path}: no column {error.args[0]}") from error
    except (BoundsError, ValueError, TypeError) as error:
        raise BoundsError(f"cannot use the villages {path}: {error}") from error


def _shape_of(text: str) -> "BaseGeometry":
    import shapely
    from shapely.errors import GeometryTypeError

    if not text.lstrip().startswith("{"):
        try:
            return shapely.from_wkt(text.strip())
        except shapely.GEOSException as error:
            raise BoundsError("it is neither GeoJSON nor WKT") from error
    content = json.loads(text)
    features = content.get("features", [content])
    try:
        shapes = [shapely.geometry.shape(part.get("geometry", part)) for part in features]
    except GeometryTypeError as error:
        raise BoundsError(str(error)) from error
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
