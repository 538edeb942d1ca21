"""Places: villages, their DMS status, facilities, collection points; closed by date, never deleted."""

from datetime import date, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from data.store.models.base import Base, PointColumn, RowId, Versioned

CONFIDENCE = "confidence in ('A', 'B', 'C')"


class Village(Versioned, Base):
    """A desa or kelurahan; `geom` is an interior point, not the village office.

    `share_served` is the share of its people whose waste is collected.
    """

    __tablename__ = "village"

    code: Mapped[str] = mapped_column(primary_key=True)
    kecamatan: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str]
    geom: Mapped[PointColumn]
    area_km2: Mapped[float]
    population_estimate: Mapped[int]
    island: Mapped[bool]
    share_served: Mapped[float] = mapped_column(server_default="1")
    source: Mapped[str]
    confidence: Mapped[str]

    __table_args__ = (
        CheckConstraint("kind in ('desa', 'kelurahan')", name="kind"),
        CheckConstraint("share_served between 0 and 1", name="share_served"),
        CheckConstraint(CONFIDENCE, name="confidence"),
    )


class DmsStatus(Versioned, Base):
    """From when to when a village counts as Desa Mandiri Sampah, and whether DLH has confirmed it."""

    __tablename__ = "dms_status"

    id: Mapped[RowId]
    village_code: Mapped[str] = mapped_column(ForeignKey("village.code"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    confirmed: Mapped[bool]
    source: Mapped[str]

    __table_args__ = (
        Index("uq_dms_status_open", "village_code", unique=True, postgresql_where="valid_to is null"),
    )


class Facility(Versioned, Base):
    """Landfill, TPS3R, pool and the like. `opens`/`closes` are local times; None: the whole day.

    `visit_radius_m` is how near a truck must stand for an unloading to count; `estimated` marks a place
    that the office has not yet confirmed. At a `tps` village vehicles hand over.
    """

    __tablename__ = "facility"

    id: Mapped[RowId]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    geom: Mapped[PointColumn]
    status: Mapped[str]
    accepts_residue: Mapped[bool]
    accepts_organic: Mapped[bool] = mapped_column(server_default="false")
    accepts_recyclable: Mapped[bool] = mapped_column(server_default="false")
    opens: Mapped[time | None]
    closes: Mapped[time | None]
    unload_s: Mapped[int]
    visit_radius_m: Mapped[float]
    capacity_t_day: Mapped[float | None]
    received_t_year: Mapped[float | None]
    estimated: Mapped[bool]
    note: Mapped[str | None]
    source: Mapped[str]
    confidence: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    __table_args__ = (
        CheckConstraint(
            "kind in ('landfill', 'tps3r', 'recycling_centre', 'waste_bank', 'pool', 'tps')", name="kind"
        ),
        CheckConstraint("status in ('open', 'auxiliary', 'closed')", name="status"),
        CheckConstraint(CONFIDENCE, name="confidence"),
    )


class CollectionPoint(Versioned, Base):
    """Where a truck takes waste. `kind`: `stop` (bins, dump truck) or `container` (arm-roll, hauled whole).

    `amount_kg_day` is what gathers in a day; what waits is that times the days since the last emptying
    (`last_emptied_on` until a visit has been seen). `sample` points are made up and shown as "contoh".
    `times_per_week` is how often it shall be emptied, `weekdays` (0 is Monday) on which days only; empty: no
    rule. Between two emptyings lie at least `least_gap_days` and at most `most_gap_days`. `allowed_classes`
    are the vehicle classes that can get there; empty: all. `tps_id` is where village vehicles take what waits
    here; `empties_tps_id` the hand-over place that trucks empty here.
    """

    __tablename__ = "collection_point"

    id: Mapped[RowId]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    village_code: Mapped[str] = mapped_column(ForeignKey("village.code"), index=True)
    geom: Mapped[PointColumn]
    kind: Mapped[str]
    stream: Mapped[str]
    amount_kg_day: Mapped[float]
    container_m3: Mapped[float | None]
    service_s: Mapped[int]
    window_from: Mapped[time | None]
    window_to: Mapped[time | None]
    last_emptied_on: Mapped[date | None]
    times_per_week: Mapped[int | None] = mapped_column(SmallInteger)
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default="{}")
    least_gap_days: Mapped[int | None] = mapped_column(SmallInteger)
    most_gap_days: Mapped[int | None] = mapped_column(SmallInteger)
    allowed_classes: Mapped[list[str]] = mapped_column(server_default="{}")
    tps_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    empties_tps_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    note: Mapped[str | None]
    sample: Mapped[bool]
    source: Mapped[str]
    confidence: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("kind in ('stop', 'container')", name="kind"),
        CheckConstraint("stream in ('residue', 'organic', 'recyclable')", name="stream"),
        CheckConstraint("amount_kg_day >= 0", name="amount"),
        CheckConstraint("service_s between 0 and 7200", name="service"),
        CheckConstraint("times_per_week between 1 and 14", name="times_per_week"),
        CheckConstraint("least_gap_days >= 1 and most_gap_days <= 31", name="gaps"),
        CheckConstraint("least_gap_days <= most_gap_days", name="gap_order"),
        CheckConstraint("weekdays <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[]", name="weekdays"),
        CheckConstraint(CONFIDENCE, name="confidence"),
    )


class Parameter(Versioned, Base):
    """A figure that the office can change, with its unit, source and confidence."""

    __tablename__ = "parameter"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[float]
    unit: Mapped[str]
    label: Mapped[str]
    source: Mapped[str]
    confidence: Mapped[str]

    __table_args__ = (CheckConstraint(CONFIDENCE, name="confidence"),)
