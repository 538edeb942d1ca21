"""Road snapshots: which network is in use, and its pieces for the map's tiles."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, Line, RowId


class RoadSnapshot(Base):
    """A built network in a folder named by its checksum; at most one is current."""

    __tablename__ = "road_snapshot"

    checksum: Mapped[str] = mapped_column(primary_key=True)
    folder: Mapped[str]
    kind: Mapped[str]
    source: Mapped[str]
    attribution: Mapped[str]
    info: Mapped[dict[str, Any]]
    built_at: Mapped[datetime]
    activated_at: Mapped[datetime]
    is_current: Mapped[bool]

    __table_args__ = (
        CheckConstraint("kind in ('osm', 'synthetic', 'file')", name="kind"),
        Index("uq_road_snapshot_current", "is_current", unique=True, postgresql_where="is_current"),
    )


class Road(Base):
    """One piece of road of a snapshot, for tiles."""

    __tablename__ = "road"

    id: Mapped[RowId]
    checksum: Mapped[str] = mapped_column(ForeignKey("road_snapshot.checksum"), index=True)
    osm_id: Mapped[int] = mapped_column(BigInteger)
    road_class: Mapped[str]
    name: Mapped[str | None]
    geom: Mapped[Line] = mapped_column(Geometry("LINESTRING", srid=4326))
