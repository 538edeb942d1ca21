"""How far places are by road: villages from each facility, and points that a class cannot reach."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base

REASONS = "reason in ('island', 'far_from_road', 'not_connected', 'closed')"


class VillageReach(Base):
    """Driving between a village and a facility on a snapshot, without closures; empty with a `reason`.

    `snap_m` is how far the village's point lies from the nearest road.
    """

    __tablename__ = "village_reach"

    roads_checksum: Mapped[str] = mapped_column(ForeignKey("road_snapshot.checksum"), primary_key=True)
    profile: Mapped[str] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    village_code: Mapped[str] = mapped_column(ForeignKey("village.code"), primary_key=True)
    there_s: Mapped[int | None]
    there_m: Mapped[int | None]
    back_s: Mapped[int | None]
    back_m: Mapped[int | None]
    snap_m: Mapped[float]
    reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint(REASONS, name="reason"),
        CheckConstraint(
            "reason is null and num_nulls(there_s, there_m, back_s, back_m) = 0"
            " or reason is not null and num_nonnulls(there_s, there_m, back_s, back_m) = 0",
            name="way",
        ),
    )


class PointReach(Base):
    """A collection point that vehicles of a profile cannot reach, and why; points in reach have no row."""

    __tablename__ = "point_reach"

    roads_checksum: Mapped[str] = mapped_column(ForeignKey("road_snapshot.checksum"), primary_key=True)
    profile: Mapped[str] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("collection_point.id"), primary_key=True)
    snap_m: Mapped[float]
    reason: Mapped[str]

    __table_args__ = (CheckConstraint(REASONS, name="reason"),)
