"""Vector tiles, made by PostGIS."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class TileAddress:
    """A web-mercator tile."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether the zoom level has such a tile."""
        return max(self.x, self.y) < 1 << self.z


_MAIN: Final = ("motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link")
_MIDDLE: Final = (*_MAIN, "secondary", "secondary_link", "tertiary", "tertiary_link")
_LOCAL_FROM_ZOOM: Final = 12
_MIDDLE_FROM_ZOOM: Final = 9

_ROADS: Final = text("""
with tile as (
  select ST_TileEnvelope(:z, :x, :y) as box, ST_Transform(ST_TileEnvelope(:z, :x, :y), 4326) as degrees
), piece as (
  select road.road_class as class, road.name,
         ST_AsMVTGeom(ST_Transform(ST_Simplify(road.geom, :tolerance), 3857), tile.box) as geom
  from tile join road on road.geom && tile.degrees
  where road.checksum = :checksum and (:all_classes or road.road_class = any(:classes))
  limit :most
)
select ST_AsMVT(piece, 'roads', 4096, 'geom') from piece where geom is not null
""")

_VILLAGES: Final = text("""
with tile as (
  select ST_TileEnvelope(:z, :x, :y) as box, ST_Transform(ST_TileEnvelope(:z, :x, :y), 4326) as degrees
), piece as (
  select village.code, village.name, village.kecamatan, village.kind, dms_status.id is not null as dms,
         ST_AsMVTGeom(ST_Transform(village.geom, 3857), tile.box, 4096, 256) as geom
  from tile join village on village.geom && ST_Expand(tile.degrees, :margin)
  left join dms_status on dms_status.village_code = village.code and dms_status.valid_to is null
  limit :most
)
select ST_AsMVT(piece, 'villages', 4096, 'geom') from piece where geom is not null
""")


def roads(session: Session, tile: TileAddress, checksum: str, most: int) -> bytes:
    """Return the roads of a snapshot in a tile, layer `roads`; far out only the main ones, simplified."""
    return _bytes(
        session.scalar(
            _ROADS,
            {
                **vars(tile),
                "checksum": checksum,
                "most": most,
                "tolerance": 360.0 / 2**tile.z / 2048,
                "all_classes": tile.z >= _LOCAL_FROM_ZOOM,
                "classes": list(_MIDDLE if tile.z >= _MIDDLE_FROM_ZOOM else _MAIN),
            },
        )
    )


def villages(session: Session, tile: TileAddress, most: int) -> bytes:
    """Return the villages in a tile as points, layer `villages`; names near the edge are in both tiles."""
    margin = 360.0 / 2**tile.z / 16
    return _bytes(session.scalar(_VILLAGES, {**vars(tile), "most": most, "margin": margin}))


def _bytes(answer: bytes | memoryview | None) -> bytes:
    return b"" if answer is None else bytes(answer)
