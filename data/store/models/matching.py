"""A vehicle's operating day put onto the roads: what was driven, how sure that is, where nothing is known."""

from datetime import date, datetime

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, Line


class TrackMatch(Base):
    """The match of a vehicle's day; made of `fixes` fixes up to `last_fix_time`, on a snapshot and profile.

    `road_m` and `off_road_m` were seen; `gap_m` is the shortest way over gaps, an estimate. `confidence` is
    the mean over the road pieces by length, 0..1; None when there is none.
    """

    __tablename__ = "track_match"

    vehicle_id: Mapped[str] = mapped_column(ForeignKey("vehicle.id"), primary_key=True)
    operating_day: Mapped[date] = mapped_column(primary_key=True)
    roads_checksum: Mapped[str] = mapped_column(ForeignKey("road_snapshot.checksum"))
    profile: Mapped[str]
    matched_at: Mapped[datetime]
    fixes: Mapped[int]
    last_fix_time: Mapped[datetime | None]
    unmatched: Mapped[int]
    road_m: Mapped[float]
    off_road_m: Mapped[float]
    gap_m: Mapped[float]
    confidence: Mapped[float | None]


class MatchPiece(Base):
    """One stretch of a matched day in driving order; `number` counts from 1.

    `road`: along the network; `off_road`: landfill, yard or land without roads (`facility_id` when it lies in
    one); `gap`: no data, its length an estimate and its line the way assumed, if any.
    """

    __tablename__ = "match_piece"

    vehicle_id: Mapped[str] = mapped_column(primary_key=True)
    operating_day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    from_time: Mapped[datetime]
    to_time: Mapped[datetime]
    distance_m: Mapped[float]
    confidence: Mapped[float | None]
    geom: Mapped[Line | None] = mapped_column(
        Geometry("LINESTRING", srid=4326, spatial_index=False), nullable=True
    )

    __table_args__ = (
        ForeignKeyConstraint(
            ["vehicle_id", "operating_day"],
            ["track_match.vehicle_id", "track_match.operating_day"],
            name="fk_match_piece_day",
        ),
        CheckConstraint("kind in ('road', 'off_road', 'gap')", name="kind"),
        CheckConstraint("confidence between 0 and 1", name="confidence"),
        CheckConstraint("to_time >= from_time", name="order"),
    )
