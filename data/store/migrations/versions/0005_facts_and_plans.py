"""Visits, rit, plans, routes."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("plan", "plan_job", "rit", "route", "unserved", "visit", "current_route", "route_stop")
# Indexes stand below by name: GeoAlchemy2 would make a second one (geoalchemy2#137).
LINESTRING = Geometry("LINESTRING", srid=4326, spatial_index=False, nullable=False)


def upgrade() -> None:
    _plan()
    _plan_job()
    _rit()
    _route()
    _unserved()
    _visit()
    _current_route()
    _route_stop()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("feasible", sa.Boolean(), nullable=False),
        sa.Column("cost_idr", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("solve_s", sa.Double(), nullable=False),
        sa.Column("roads_checksum", sa.Text(), nullable=False),
        sa.Column("problem", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("judgement", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("measures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'draft') = (published_at is null)", name=op.f("ck_plan_published")),
        sa.CheckConstraint("origin in ('solver', 'hand', 'import')", name=op.f("ck_plan_origin")),
        sa.CheckConstraint("status in ('draft', 'published', 'archived')", name=op.f("ck_plan_status")),
        sa.CheckConstraint("days between 1 and 14", name=op.f("ck_plan_days")),
        sa.ForeignKeyConstraint(["parent_id"], ["plan.id"], name=op.f("fk_plan_parent_id")),
        sa.ForeignKeyConstraint(
            ["roads_checksum"], ["road_snapshot.checksum"], name=op.f("fk_plan_roads_checksum")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("first_day", "version", name=op.f("uq_plan_first_day_version")),
    )


def _plan_job() -> None:
    op.create_table(
        "plan_job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("publish", sa.Boolean(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("plan_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status in ('waiting', 'running', 'done', 'failed')", name=op.f("ck_plan_job_status")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_job_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_job")),
    )
    op.create_index("ix_plan_job_operating_day", "plan_job", ["operating_day"], unique=False)


def _rit() -> None:
    op.create_table(
        "rit",
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unloaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facility_id", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("kg_estimate", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_rit_facility_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_rit_vehicle_id")),
        sa.PrimaryKeyConstraint("vehicle_id", "operating_day", "number", name=op.f("pk_rit")),
    )


def _route() -> None:
    op.create_table(
        "route",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("start_facility_id", sa.BigInteger(), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returns_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trips", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("load_kg", sa.Integer(), nullable=False),
        sa.Column("cost_idr", sa.BigInteger(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_route_plan_id")),
        sa.ForeignKeyConstraint(
            ["start_facility_id"], ["facility.id"], name=op.f("fk_route_start_facility_id")
        ),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_route_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route")),
        sa.UniqueConstraint(
            "plan_id", "operating_day", "vehicle_id", name=op.f("uq_route_plan_id_operating_day_vehicle_id")
        ),
    )


def _unserved() -> None:
    op.create_table(
        "unserved",
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_unserved_plan_id")),
        sa.ForeignKeyConstraint(["point_id"], ["collection_point.id"], name=op.f("fk_unserved_point_id")),
        sa.PrimaryKeyConstraint("plan_id", "operating_day", "point_id", name=op.f("pk_unserved")),
    )


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("facility_id", sa.BigInteger(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kg_estimate", sa.Double(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('collect', 'unload', 'pool')", name=op.f("ck_visit_kind")),
        sa.CheckConstraint("source in ('track', 'dispatcher', 'driver')", name=op.f("ck_visit_source")),
        sa.CheckConstraint("left_at >= arrived_at", name=op.f("ck_visit_order")),
        sa.CheckConstraint("num_nonnulls(point_id, facility_id) = 1", name=op.f("ck_visit_one_place")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_visit_facility_id")),
        sa.ForeignKeyConstraint(["point_id"], ["collection_point.id"], name=op.f("fk_visit_point_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_visit_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(
        "ix_visit_operating_day_vehicle_id", "visit", ["operating_day", "vehicle_id"], unique=False
    )
    op.create_index("ix_visit_point_id_arrived_at", "visit", ["point_id", "arrived_at"], unique=False)


def _current_route() -> None:
    op.create_table(
        "current_route",
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("route_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_current_route_plan_id")),
        sa.ForeignKeyConstraint(["route_id"], ["route.id"], name=op.f("fk_current_route_route_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_current_route_vehicle_id")),
        sa.PrimaryKeyConstraint("operating_day", "vehicle_id", name=op.f("pk_current_route")),
    )


def _route_stop() -> None:
    op.create_table(
        "route_stop",
        sa.Column("route_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("facility_id", sa.BigInteger(), nullable=True),
        sa.Column("trip", sa.Integer(), nullable=False),
        sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service_s", sa.Integer(), nullable=False),
        sa.Column("kg", sa.Integer(), nullable=False),
        sa.Column("load_kg", sa.Integer(), nullable=False),
        sa.Column("leg_m", sa.Integer(), nullable=False),
        sa.Column("leg_s", sa.Integer(), nullable=False),
        sa.Column(
            "leg",
            LINESTRING,
            nullable=False,
        ),
        sa.CheckConstraint("kind in ('collect', 'unload', 'end')", name=op.f("ck_route_stop_kind")),
        sa.CheckConstraint("num_nonnulls(point_id, facility_id) = 1", name=op.f("ck_route_stop_one_place")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_route_stop_facility_id")),
        sa.ForeignKeyConstraint(["point_id"], ["collection_point.id"], name=op.f("fk_route_stop_point_id")),
        sa.ForeignKeyConstraint(["route_id"], ["route.id"], name=op.f("fk_route_stop_route_id")),
        sa.PrimaryKeyConstraint("route_id", "number", name=op.f("pk_route_stop")),
    )
    op.create_index(op.f("ix_route_stop_point_id"), "route_stop", ["point_id"], unique=False)
