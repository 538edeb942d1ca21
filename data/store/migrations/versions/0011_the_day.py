"""When the day goes wrong: outages, urgent points, closed facilities, re-plans; breaks and overtime."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("vehicle_outage", "urgent_point", "facility_closure", "desk_answer", "work_break")
COLUMNS = {
    "plan": ("changes",),
    "plan_job": ("kind", "cause"),
    "route": ("same_as", "rests"),
    "route_stop": ("frozen",),
    "vehicle_class": ("overtime_per_hour_idr", "overtime_s", "max_trips", "litres_per_100km"),
}
# what the reference states for the classes that it brings; those of the office stay unknown
LITRES = {"dump_truck": 25.0, "arm_roll": 28.0, "pickup": 10.0, "three_wheeler": 4.0}
OVERTIME = {"dump_truck": 25_000, "arm_roll": 20_000, "pickup": 12_000, "three_wheeler": 8_000}


def upgrade() -> None:
    _vehicle_outage()
    _urgent_point()
    _facility_closure()
    _desk_answer()
    _work_break()
    _plans()
    _classes()


def downgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column)
    for table in reversed(TABLES):
        op.drop_table(table)


def _vehicle_outage() -> None:
    op.create_table(
        "vehicle_outage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("load", sa.Text(), nullable=False),
        sa.Column("load_kg", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("load in ('none', 'listed', 'transferred')", name=op.f("ck_vehicle_outage_load")),
        sa.CheckConstraint("load_kg >= 0", name=op.f("ck_vehicle_outage_load_kg")),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name=op.f("ck_vehicle_outage_ended")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_vehicle_outage_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle_outage")),
    )
    op.create_index(
        "uq_vehicle_outage_open",
        "vehicle_outage",
        ["vehicle_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index("ix_vehicle_outage_from_at", "vehicle_outage", ["from_at"], unique=False)
    # a vehicle that is broken already has an outage, so that it can be ended
    op.execute(
        "insert into vehicle_outage (vehicle_id, from_at, reason, load, recorded_by, recorded_at)"
        " select id, broken_since, 'rusak', 'none', 'system', broken_since"
        " from vehicle where broken_since is not null"
    )


def _urgent_point() -> None:
    op.create_table(
        "urgent_point",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        sa.Column("kg", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kg >= 0", name=op.f("ck_urgent_point_kg")),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null)", name=op.f("ck_urgent_point_withdrawn")
        ),
        sa.ForeignKeyConstraint(["point_id"], ["collection_point.id"], name=op.f("fk_urgent_point_point_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_point")),
    )
    op.create_index(
        "uq_urgent_point_open",
        "urgent_point",
        ["operating_day", "point_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )


def _facility_closure() -> None:
    op.create_table(
        "facility_closure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("facility_id", sa.BigInteger(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until_at > from_at", name=op.f("ck_facility_closure_order")),
        sa.CheckConstraint(
            "(lifted_at is null) = (lifted_by is null)", name=op.f("ck_facility_closure_lifted")
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_facility_closure_facility_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_closure")),
    )
    op.create_index(
        "ix_facility_closure_facility_id",
        "facility_closure",
        ["facility_id"],
        unique=False,
        postgresql_where=sa.text("lifted_at is null"),
    )


def _desk_answer() -> None:
    op.create_table(
        "desk_answer",
        sa.Column("job_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_desk_answer")),
    )


def _work_break() -> None:
    op.create_table(
        "work_break",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("begins_from", sa.Time(), nullable=False),
        sa.Column("begins_to", sa.Time(), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.CheckConstraint("begins_to >= begins_from", name=op.f("ck_work_break_order")),
        sa.CheckConstraint("duration_s between 1 and 14400", name=op.f("ck_work_break_duration")),
        sa.CheckConstraint(
            "weekdays <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[]", name=op.f("ck_work_break_weekdays")
        ),
        sa.CheckConstraint("confidence in ('A', 'B', 'C')", name=op.f("ck_work_break_confidence")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_work_break")),
    )


def _plans() -> None:
    nothing = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("plan", sa.Column("changes", nothing, nullable=True))
    op.add_column("plan_job", sa.Column("kind", sa.Text(), nullable=False, server_default="day"))
    op.create_check_constraint(op.f("ck_plan_job_kind"), "plan_job", "kind in ('day', 'replan')")
    op.add_column("plan_job", sa.Column("cause", nothing, nullable=True))
    op.add_column("route", sa.Column("rests", nothing, nullable=False, server_default=sa.text("'[]'::jsonb")))
    op.add_column("route", sa.Column("same_as", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_route_same_as"), "route", "route", ["same_as"], ["id"])
    op.add_column("route_stop", sa.Column("frozen", sa.Boolean(), nullable=False, server_default=sa.false()))


def _classes() -> None:
    for name in ("overtime_per_hour_idr", "overtime_s", "max_trips"):
        op.add_column("vehicle_class", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("vehicle_class", sa.Column("litres_per_100km", sa.Double(), nullable=True))
    rows = sa.table(
        "vehicle_class",
        sa.column("code", sa.Text()),
        sa.column("litres_per_100km", sa.Double()),
        sa.column("overtime_per_hour_idr", sa.Integer()),
    )
    for code, litres in LITRES.items():
        op.execute(
            sa.update(rows)
            .where(rows.c.code == code)
            .values(litres_per_100km=litres, overtime_per_hour_idr=OVERTIME[code])
        )
