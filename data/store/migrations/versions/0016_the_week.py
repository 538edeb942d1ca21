"""The week: plans of weeks, their edits and jobs, demand by calendar, gaps, territories, hand-over places."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KINDS = "'landfill', 'tps3r', 'recycling_centre', 'waste_bank', 'pool'"
_MOMENT = sa.DateTime(timezone=True)
_TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    _places()
    _demand()
    _weeks()
    _edits()
    _jobs()
    op.add_column("plan", sa.Column("week_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_plan_week_id"), "plan", "week_plan", ["week_id"], ["id"])
    op.create_index(op.f("ix_plan_week_id"), "plan", ["week_id"])


def downgrade() -> None:
    op.drop_column("plan", "week_id")
    for table in ("week_job", "week_edit", "week_plan", "week_problem", "demand_factor"):
        op.drop_table(table)
    op.drop_column("vehicle", "territory")
    op.drop_column("village", "share_served")
    for column in ("least_gap_days", "most_gap_days", "tps_id", "empties_tps_id"):
        op.drop_column("collection_point", column)
    # the older table knows no hand-over places: the nearest that it knows is a place that takes no residue
    op.execute("update facility set kind = 'tps3r' where kind = 'tps'")
    _kinds(_KINDS)


def _kinds(kinds: str) -> None:
    op.drop_constraint(op.f("ck_facility_kind"), "facility")
    op.create_check_constraint(op.f("ck_facility_kind"), "facility", f"kind in ({kinds})")


def _places() -> None:
    _kinds(f"{_KINDS}, 'tps'")
    for added in (
        sa.Column("least_gap_days", sa.SmallInteger(), nullable=True),
        sa.Column("most_gap_days", sa.SmallInteger(), nullable=True),
        sa.Column("tps_id", sa.BigInteger(), nullable=True),
        sa.Column("empties_tps_id", sa.BigInteger(), nullable=True),
    ):
        op.add_column("collection_point", added)
    for column in ("tps_id", "empties_tps_id"):
        op.create_foreign_key(
            op.f(f"fk_collection_point_{column}"), "collection_point", "facility", [column], ["id"]
        )
    op.create_check_constraint(
        op.f("ck_collection_point_gaps"), "collection_point", "least_gap_days >= 1 and most_gap_days <= 31"
    )
    op.create_check_constraint(
        op.f("ck_collection_point_gap_order"), "collection_point", "least_gap_days <= most_gap_days"
    )
    op.add_column("village", sa.Column("share_served", sa.Float(), server_default="1", nullable=False))
    op.create_check_constraint(op.f("ck_village_share_served"), "village", "share_served between 0 and 1")
    op.add_column("vehicle", sa.Column("territory", _TEXTS, server_default="{}", nullable=False))


def _demand() -> None:
    op.create_table(
        "demand_factor",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), server_default="{}", nullable=False),
        sa.Column("pasaran", _TEXTS, server_default="{}", nullable=False),
        sa.Column("village_codes", _TEXTS, server_default="{}", nullable=False),
        sa.Column("stream", sa.Text(), nullable=True),
        sa.Column("factor", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "to_day is null or from_day is null or to_day >= from_day", name=op.f("ck_demand_factor_order")
        ),
        sa.CheckConstraint(
            "0 <= low and low <= factor and factor <= high and high <= 20",
            name=op.f("ck_demand_factor_factor"),
        ),
        sa.CheckConstraint(
            "weekdays <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[]", name=op.f("ck_demand_factor_weekdays")
        ),
        sa.CheckConstraint(
            "pasaran <@ array['Legi', 'Pahing', 'Pon', 'Wage', 'Kliwon']",
            name=op.f("ck_demand_factor_pasaran"),
        ),
        sa.CheckConstraint("confidence in ('A', 'B', 'C')", name=op.f("ck_demand_factor_confidence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_factor")),
    )


def _weeks() -> None:
    op.create_table(
        "week_problem",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_week_problem")),
    )
    op.create_table(
        "week_plan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kecamatan", _TEXTS, server_default="{}", nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("feasible", sa.Boolean(), nullable=False),
        sa.Column("cost_idr", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("solve_s", sa.Float(), nullable=False),
        sa.Column("roads_checksum", sa.Text(), nullable=False),
        sa.Column("problem_digest", sa.Text(), nullable=False),
        *(
            sa.Column(name, postgresql.JSONB(), nullable=False)
            for name in ("timetable", "wishes", "board", "measures")
        ),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("days between 1 and 14", name=op.f("ck_week_plan_days")),
        sa.CheckConstraint("status in ('draft', 'published', 'archived')", name=op.f("ck_week_plan_status")),
        sa.CheckConstraint("origin in ('solver', 'hand', 'import')", name=op.f("ck_week_plan_origin")),
        sa.CheckConstraint(
            "(published_at is null) = (published_by is null)", name=op.f("ck_week_plan_published")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["week_plan.id"], name=op.f("fk_week_plan_parent_id")),
        sa.ForeignKeyConstraint(
            ["roads_checksum"], ["road_snapshot.checksum"], name=op.f("fk_week_plan_roads_checksum")
        ),
        sa.ForeignKeyConstraint(
            ["problem_digest"], ["week_problem.digest"], name=op.f("fk_week_plan_problem_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_plan")),
        sa.UniqueConstraint("first_day", "number", name=op.f("uq_week_plan_first_day_number")),
    )


def _edits() -> None:
    op.create_table(
        "week_edit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("week_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", postgresql.JSONB(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["week_id"], ["week_plan.id"], name=op.f("fk_week_edit_week_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_edit")),
        sa.UniqueConstraint("week_id", "number", name=op.f("uq_week_edit_week_id_number")),
    )


def _jobs() -> None:
    op.create_table(
        "week_job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=True),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("stop_wished", sa.Boolean(), nullable=False),
        sa.Column("progress", postgresql.JSONB(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("week_id", sa.BigInteger(), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "kind in ('plan', 'improve', 'what_if', 'publish')", name=op.f("ck_week_job_kind")
        ),
        sa.CheckConstraint(
            "status in ('waiting', 'running', 'done', 'failed', 'stopped')", name=op.f("ck_week_job_status")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["week_job.id"], name=op.f("fk_week_job_group_id")),
        sa.ForeignKeyConstraint(["week_id"], ["week_plan.id"], name=op.f("fk_week_job_week_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_job")),
    )
    op.create_index(op.f("ix_week_job_group_id"), "week_job", ["group_id"])
