"""History: which days' tracks have been thinned or trimmed, and which must be again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "history_mark",
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("done_until", sa.Date(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act in ('trim', 'thin', 'drop')", name=op.f("ck_history_mark_act")),
        sa.PrimaryKeyConstraint("act", name=op.f("pk_history_mark")),
    )
    op.create_table(
        "late_day",
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("operating_day", name=op.f("pk_late_day")),
    )


def downgrade() -> None:
    op.drop_table("late_day")
    op.drop_table("history_mark")
