"""The fleet: classes, vehicles, devices, assignments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("device", "vehicle_class", "vehicle", "device_assignment")


def upgrade() -> None:
    _device()
    _vehicle_class()
    _vehicle()
    _device_assignment()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _device() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id ~ '^[a-z0-9-]{3,32}$'", name=op.f("ck_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )


def _vehicle_class() -> None:
    op.create_table(
        "vehicle_class",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("capacity_kg", sa.Integer(), nullable=False),
        sa.Column("capacity_m3", sa.Double(), nullable=False),
        sa.Column("road_profile", sa.Text(), nullable=False),
        sa.Column("fixed_idr", sa.Integer(), nullable=False),
        sa.Column("per_km_idr", sa.Integer(), nullable=False),
        sa.Column("per_hour_idr", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.CheckConstraint("confidence in ('A', 'B', 'C')", name=op.f("ck_vehicle_class_confidence")),
        sa.CheckConstraint("work in ('stationary', 'hauled', 'village')", name=op.f("ck_vehicle_class_work")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_vehicle_class")),
    )


def _vehicle() -> None:
    op.create_table(
        "vehicle",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("class_code", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.BigInteger(), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("broken_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["class_code"], ["vehicle_class.code"], name=op.f("fk_vehicle_class_code")),
        sa.ForeignKeyConstraint(["pool_id"], ["facility.id"], name=op.f("fk_vehicle_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle")),
    )


def _device_assignment() -> None:
    op.create_table(
        "device_assignment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("device_id"), "="),
            (sa.literal_column("tstzrange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_device_assignment_one_vehicle_at_a_time",
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_assignment_device_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_device_assignment_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_assignment")),
    )
    op.create_index(
        op.f("ix_device_assignment_vehicle_id"), "device_assignment", ["vehicle_id"], unique=False
    )
