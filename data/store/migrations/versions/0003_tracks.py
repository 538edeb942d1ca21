"""Tracks: partitioned fixes, settled ranges, latest positions, events, quarantine."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("device_event", "device_tally", "fix", "quarantine", "settled", "latest_position", "dirty_day")
# Indexes stand below by name: GeoAlchemy2 would make a second one (geoalchemy2#137).
POINT = Geometry("POINT", srid=4326, spatial_index=False, nullable=False)


def upgrade() -> None:
    op.execute("create sequence position_change")
    _device_event()
    _device_tally()
    _fix()
    _quarantine()
    _settled()
    _latest_position()
    _dirty_day()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("drop sequence position_change")


def _device_event() -> None:
    op.create_table(
        "device_event",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("device_id", "boot", "seq", name=op.f("pk_device_event")),
    )
    op.create_index(op.f("ix_device_event_event_time"), "device_event", ["event_time"], unique=False)


def _device_tally() -> None:
    op.create_table(
        "device_tally",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("duplicates", sa.BigInteger(), nullable=False),
        sa.Column("quarantined", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_tally")),
    )


def _fix() -> None:
    op.create_table(
        "fix",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("fix_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("speed_kmh", sa.Double(), nullable=True),
        sa.Column("course_deg", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("altitude_m", sa.Double(), nullable=True),
        sa.Column("battery_pct", sa.Double(), nullable=True),
        sa.Column("satellites", sa.Integer(), nullable=True),
        sa.Column("flags", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("device_id", "boot", "seq", "fix_time", name=op.f("pk_fix")),
        postgresql_partition_by="RANGE (fix_time)",
    )
    op.execute("create table fix_default partition of fix default")
    op.create_index("ix_fix_device_id_fix_time", "fix", ["device_id", "fix_time"], unique=False)


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("boot", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_index(op.f("ix_quarantine_device_id"), "quarantine", ["device_id"], unique=False)
    op.create_index(op.f("ix_quarantine_received_at"), "quarantine", ["received_at"], unique=False)


def _settled() -> None:
    op.create_table(
        "settled",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("ranges", postgresql.INT8MULTIRANGE(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", "boot", name=op.f("pk_settled")),
    )


def _latest_position() -> None:
    op.create_table(
        "latest_position",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("boot", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("fix_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "geom",
            POINT,
            nullable=False,
        ),
        sa.Column("speed_kmh", sa.Double(), nullable=True),
        sa.Column("course_deg", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("battery_pct", sa.Double(), nullable=True),
        sa.Column(
            "change", sa.BigInteger(), server_default=sa.text("nextval('position_change')"), nullable=False
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_latest_position_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_latest_position")),
    )
    op.create_index(
        "idx_latest_position_geom", "latest_position", ["geom"], unique=False, postgresql_using="gist"
    )
    op.create_index(op.f("ix_latest_position_change"), "latest_position", ["change"], unique=False)


def _dirty_day() -> None:
    op.create_table(
        "dirty_day",
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_dirty_day_vehicle_id")),
        sa.PrimaryKeyConstraint("vehicle_id", "operating_day", name=op.f("pk_dirty_day")),
    )
