"""Quarantine that knows which part of a message it holds, and hot rows that stay where they are."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# One row a device, written by every batch: room for new versions on the same page (HOT), no index touched.
HOT = ("settled", "device_tally", "latest_position")


def upgrade() -> None:
    op.add_column("quarantine", sa.Column("part", sa.SmallInteger(), nullable=True))
    op.add_column("quarantine", sa.Column("raw_of", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_quarantine_raw_of"), "quarantine", "quarantine", ["raw_of"], ["id"])
    op.create_index(
        "ix_quarantine_raw_of", "quarantine", ["raw_of"], postgresql_where=sa.text("raw_of is not null")
    )
    op.create_index("ix_device_external_id", "device", ["dialect", sa.text("coalesce(external_id, id)")])
    for table in HOT:
        op.execute(f"alter table {table} set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1)")


def downgrade() -> None:
    for table in HOT:
        op.execute(f"alter table {table} reset (fillfactor, autovacuum_vacuum_scale_factor)")
    op.drop_index("ix_device_external_id", "device")
    op.drop_index("ix_quarantine_raw_of", "quarantine")
    op.drop_constraint(op.f("fk_quarantine_raw_of"), "quarantine")
    # The tails of a message get its bytes back before the pointer to them goes.
    op.execute("update quarantine q set raw = h.raw from quarantine h where h.id = q.raw_of")
    op.drop_column("quarantine", "raw_of")
    op.drop_column("quarantine", "part")
