"""Editing: outages that are known beforehand, breaks that are closed, facilities for what is sorted."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OUTAGES = "uq_vehicle_outage_open"
_STREAMS = ("accepts_organic", "accepts_recyclable")


def upgrade() -> None:
    op.add_column("work_break", sa.Column("valid_to", sa.Date(), nullable=True))
    op.add_column(
        "vehicle_outage", sa.Column("planned", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_vehicle_outage_planned"), "vehicle_outage", "not planned or until_at is not null"
    )
    _one_open_outage("ended_at is null and not planned")
    for column in _STREAMS:
        op.add_column("facility", sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for column in _STREAMS:
        op.drop_column("facility", column)
    # the older tables know one open outage of a vehicle: what lies ahead ends with the column that tells it
    op.execute(
        "update vehicle_outage set ended_at = recorded_at, ended_by = recorded_by"
        " where planned and ended_at is null"
    )
    _one_open_outage("ended_at is null")
    op.drop_constraint(op.f("ck_vehicle_outage_planned"), "vehicle_outage")
    op.drop_column("vehicle_outage", "planned")
    op.drop_column("work_break", "valid_to")


def _one_open_outage(condition: str) -> None:
    op.drop_index(_OUTAGES, table_name="vehicle_outage")
    op.create_index(
        _OUTAGES, "vehicle_outage", ["vehicle_id"], unique=True, postgresql_where=sa.text(condition)
    )
