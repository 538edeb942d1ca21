"""The office: crews, holidays, imports, backups, tokens of a role, points with rules, versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

VERSIONED = (
    "village",
    "dms_status",
    "facility",
    "collection_point",
    "parameter",
    "vehicle",
    "vehicle_class",
    "work_break",
)
TABLES = (
    "crew_member",
    "crew_assignment",
    "crew_absence",
    "holiday",
    "import_draft",
    "import_mapping",
    "backup_run",
)
COLUMNS = {
    "collection_point": ("times_per_week", "weekdays", "allowed_classes", "note"),
    "vehicle": ("kir_until", "note"),
    "api_token": ("role", "last_used_at"),
}


def upgrade() -> None:
    _crews()
    _holidays()
    _imports()
    _backups()
    _tokens()
    _points()
    op.add_column("vehicle", sa.Column("kir_until", sa.Date(), nullable=True))
    op.add_column("vehicle", sa.Column("note", sa.Text(), nullable=True))
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    for table in VERSIONED:
        op.drop_column(table, "version")
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column)
    # the older tables know one stream only
    op.execute("update collection_point set stream = 'residue'")
    op.drop_constraint(op.f("ck_collection_point_stream"), "collection_point")
    op.create_check_constraint(
        op.f("ck_collection_point_stream"), "collection_point", "stream in ('residue')"
    )
    for table in reversed(TABLES):
        op.drop_table(table)


def _crews() -> None:
    op.create_table(
        "crew_member",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("duty in ('driver', 'loader')", name=op.f("ck_crew_member_duty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew_member")),
        sa.UniqueConstraint("code", name=op.f("uq_crew_member_code")),
    )
    op.create_table(
        "crew_absence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null)", name=op.f("ck_crew_absence_withdrawn")
        ),
        sa.CheckConstraint("to_day >= from_day", name=op.f("ck_crew_absence_order")),
        sa.ForeignKeyConstraint(["member_id"], ["crew_member.id"], name=op.f("fk_crew_absence_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew_absence")),
    )
    op.create_index(op.f("ix_crew_absence_member_id"), "crew_absence", ["member_id"], unique=False)
    op.create_table(
        "crew_assignment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("member_id"), "="),
            (sa.literal_column("daterange(valid_from, valid_to)"), "&&"),
            using="gist",
            name="ex_crew_assignment_one_vehicle_at_a_time",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["crew_member.id"], name=op.f("fk_crew_assignment_member_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_crew_assignment_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew_assignment")),
    )
    op.create_index(op.f("ix_crew_assignment_vehicle_id"), "crew_assignment", ["vehicle_id"], unique=False)


def _holidays() -> None:
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("collects", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind in ('national', 'joint_leave', 'local')", name=op.f("ck_holiday_kind")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )


def _imports() -> None:
    op.create_table(
        "import_draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.Text(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
    )
    op.create_index(op.f("ix_import_draft_uploaded_at"), "import_draft", ["uploaded_at"], unique=False)
    op.create_table(
        "import_mapping",
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("list", "name", name=op.f("pk_import_mapping")),
    )


def _backups() -> None:
    op.create_table(
        "backup_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('scheduled', 'manual', 'upgrade')", name=op.f("ck_backup_run_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_run")),
    )
    op.create_index(op.f("ix_backup_run_began_at"), "backup_run", ["began_at"], unique=False)


def _tokens() -> None:
    op.add_column("api_token", sa.Column("role", sa.Text(), nullable=True))
    op.add_column("api_token", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    roles = "role in ('driver', 'viewer', 'dispatcher', 'planner', 'admin')"
    op.create_check_constraint(op.f("ck_api_token_role"), "api_token", roles)


def _points() -> None:
    table = "collection_point"
    op.add_column(table, sa.Column("times_per_week", sa.SmallInteger(), nullable=True))
    op.add_column(
        table, sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), server_default="{}", nullable=False)
    )
    op.add_column(
        table, sa.Column("allowed_classes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.add_column(table, sa.Column("note", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_collection_point_times_per_week"), table, "times_per_week between 1 and 14"
    )
    op.create_check_constraint(
        op.f("ck_collection_point_weekdays"), table, "weekdays <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[]"
    )
    op.drop_constraint(op.f("ck_collection_point_stream"), table)
    op.create_check_constraint(
        op.f("ck_collection_point_stream"), table, "stream in ('residue', 'organic', 'recyclable')"
    )
