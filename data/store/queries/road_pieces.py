"""The piece of road at a place, for closing it by a click."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from data.store.models import Road, RoadSnapshot

if TYPE_CHECKING:
    from shapely import LineString

SEARCH_DEGREES = 0.01
"""Farther than this (about 1.1 km) from every road, a click means none."""

_CANDIDATES = 8
SRID = 4326


@dataclass(frozen=True)
class RoadPiece:
    """A piece of road between two junctions, or between a junction and a dead end.

    Attributes
    ----------
    osm_way, name, road_class
        The way it is part of.
    geometry
        GeoJSON LineString along the road, degrees; what a closure of kind ``piece`` takes.
    length_m
        Metres of it.
    distance_m
        Metres from the place asked for.
    """

    osm_way: int
    name: str | None
    road_class: str
    geometry: dict[str, Any]
    length_m: float
    distance_m: float


def piece_at(session: Session, lon: float, lat: float) -> RoadPiece | None:
    """Return the piece of road of the snapshot in use that lies nearest, or None when none is near.

    Parameters
    ----------
    lon, lat
        Degrees; roads within about 1.1 km count.
    """
    from shapely import Point

    road = _nearest_road(session, lon, lat)
    if road is None:
        return None
    way, road_class, name, line = road
    here = Point(lon, lat)
    piece = min(_pieces(line, _junctions(session, way, line)), key=here.distance)
    length_m, distance_m = _metres(session, piece, lon, lat)
    corners = [[round(x, 7), round(y, 7)] for x, y in piece.coords]
    geometry = {"type": "LineString", "coordinates": corners}
    return RoadPiece(way, name, road_class, geometry, round(length_m, 1), round(distance_m, 1))


def _nearest_road(
    session: Session, lon: float, lat: float
) -> "tuple[int, str, str | None, LineString] | None":
    """Return way, class, name and line of the nearest road; degrees choose the candidates, metres decide."""
    from geoalchemy2.shape import to_shape

    here = _point(lon, lat)
    current = select(RoadSnapshot.checksum).where(RoadSnapshot.is_current).scalar_subquery()
    near = (
        select(Road.osm_id, Road.road_class, Road.name, Road.geom)
        .where(Road.checksum == current, func.ST_DWithin(Road.geom, here, SEARCH_DEGREES))
        .order_by(Road.geom.op("<->")(here))
        .limit(_CANDIDATES)
        .subquery()
    )
    away = func.ST_Distance(func.geography(near.c.geom), func.geography(here))
    row = session.execute(select(near).order_by(away).limit(1)).one_or_none()
    if row is None:
        return None
    line: Any = to_shape(row.geom)
    return row.osm_id, row.road_class, row.name, line


def _junctions(session: Session, way: int, line: "LineString") -> set[tuple[float, ...]]:
    """Return the corners of `line` that other roads have too; a bridge shares none with the road below."""
    from geoalchemy2.shape import to_shape

    other = aliased(Road)
    current = select(RoadSnapshot.checksum).where(RoadSnapshot.is_current).scalar_subquery()
    touching = select(other.geom).where(
        other.checksum == current,
        other.osm_id != way,
        func.ST_Intersects(other.geom, _stored(line)),
    )
    own = set(line.coords)
    shared = {corner for geom in session.scalars(touching) for corner in to_shape(geom).coords}
    return own & shared


def _pieces(line: "LineString", junctions: set[tuple[float, ...]]) -> "list[LineString]":
    from shapely import LineString

    corners = list(line.coords)
    twice = {corner for corner in corners[1:-1] if corners.count(corner) > 1}
    inner = range(1, len(corners) - 1)
    cuts = [0, *(at for at in inner if corners[at] in junctions or corners[at] in twice), len(corners) - 1]
    return [LineString(corners[start : end + 1]) for start, end in pairwise(cuts)]


def _metres(session: Session, piece: "LineString", lon: float, lat: float) -> tuple[float, float]:
    shape = func.geography(_stored(piece))
    length, away = session.execute(
        select(func.ST_Length(shape), func.ST_Distance(shape, func.geography(_point(lon, lat))))
    ).one()
    return float(length), float(away)


def _point(lon: float, lat: float) -> ColumnElement[Any]:
    return func.ST_SetSRID(func.ST_MakePoint(lon, lat), SRID)


def _stored(line: "LineString") -> ColumnElement[Any]:
    return func.ST_GeomFromWKB(line.wkb, SRID)
