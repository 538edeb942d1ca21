"""Road snapshots, accounts, tokens, audit."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("account", "audit", "road_snapshot", "api_token", "road")
# Indexes stand below by name: GeoAlchemy2 would make a second one (geoalchemy2#137).
LINESTRING = Geometry("LINESTRING", srid=4326, spatial_index=False, nullable=False)


def upgrade() -> None:
    _account()
    _audit()
    _road_snapshot()
    _api_token()
    _road()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scope_kind", sa.Text(), nullable=False),
        sa.Column("scope_values", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role in ('driver', 'viewer', 'dispatcher', 'planner', 'admin')", name=op.f("ck_account_role")
        ),
        sa.CheckConstraint(
            "scope_kind in ('all', 'kecamatan', 'vehicles')", name=op.f("ck_account_scope_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)


def _road_snapshot() -> None:
    op.create_table(
        "road_snapshot",
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("info", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind in ('osm', 'synthetic', 'file')", name=op.f("ck_road_snapshot_kind")),
        sa.PrimaryKeyConstraint("checksum", name=op.f("pk_road_snapshot")),
    )
    op.create_index(
        "uq_road_snapshot_current",
        "road_snapshot",
        ["is_current"],
        unique=True,
        postgresql_where="is_current",
    )


def _api_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )


def _road() -> None:
    op.create_table(
        "road",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("osm_id", sa.BigInteger(), nullable=False),
        sa.Column("road_class", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column(
            "geom",
            LINESTRING,
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["checksum"], ["road_snapshot.checksum"], name=op.f("fk_road_checksum")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road")),
    )
    op.create_index("idx_road_geom", "road", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(op.f("ix_road_checksum"), "road", ["checksum"], unique=False)
