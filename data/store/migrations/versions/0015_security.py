"""Security: a log of sign-ins of its own, one-time passwords."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome in ('ok', 'wrong', 'disabled')", name=op.f("ck_sign_in_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_at"), "sign_in", ["at"], unique=False)
    op.add_column("account", sa.Column("must_change", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.drop_column("account", "must_change")
    op.drop_table("sign_in")
