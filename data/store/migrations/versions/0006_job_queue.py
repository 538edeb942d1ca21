"""The job queue: procrastinate's own tables and functions, in a schema of their own."""

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema queue")
    op.execute("set local search_path to queue, public")
    # As one string to the driver: the schema's functions hold colons and percent signs.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())  # type: ignore[union-attr]
    op.execute(text("set local search_path to default"))


def downgrade() -> None:
    op.execute("drop schema queue cascade")
