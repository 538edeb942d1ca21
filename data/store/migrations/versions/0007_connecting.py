"""Connecting a fleet: gateways, dialects, credentials, quarantine that can be worked off, ingest slots."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DIALECTS = "dialect in ('own', 'owntracks', 'traccar', 'traccar_client', 'teltonika')"
RESOLUTIONS = (
    "resolution in ('stored', 'duplicate', 'dismissed') and resolved_at is not null"
    " or resolution is null and resolved_at is null"
)


def upgrade() -> None:
    _gateway()
    _extend_device()
    _credential()
    _extend_fix()
    _extend_quarantine()
    _ingest_slot()


def downgrade() -> None:
    op.drop_table("ingest_slot")
    _shrink_quarantine()
    op.drop_column("fix", "extra")
    op.drop_column("fix", "sent_at")
    op.drop_table("credential")
    _shrink_device()
    op.drop_table("gateway")


def _gateway() -> None:
    op.create_table(
        "gateway",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dialect", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id ~ '^[a-z0-9-]{3,32}$'", name=op.f("ck_gateway_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway")),
        sa.UniqueConstraint("topic", name=op.f("uq_gateway_topic")),
    )


def _extend_device() -> None:
    op.add_column("device", sa.Column("dialect", sa.Text(), nullable=False, server_default="own"))
    for name in ("external_id", "gateway_id", "model", "note"):
        op.add_column("device", sa.Column(name, sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_device_gateway_id"), "device", "gateway", ["gateway_id"], ["id"])
    op.create_check_constraint(op.f("ck_device_dialect"), "device", DIALECTS)
    op.create_index(
        "uq_device_open_external_id",
        "device",
        ["dialect", sa.text("coalesce(external_id, id)")],
        unique=True,
        postgresql_where=sa.text("valid_to is null"),
    )


def _shrink_device() -> None:
    op.drop_index("uq_device_open_external_id", "device")
    op.drop_constraint(op.f("ck_device_dialect"), "device")
    op.drop_constraint(op.f("fk_device_gateway_id"), "device")
    for name in ("note", "model", "gateway_id", "external_id", "dialect"):
        op.drop_column("device", name)


def _credential() -> None:
    op.create_table(
        "credential",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=True),
        sa.Column("gateway_id", sa.Text(), nullable=True),
        sa.Column("mqtt_hash", sa.Text(), nullable=False),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(device_id, gateway_id) = 1", name=op.f("ck_credential_one_owner")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_credential_device_id")),
        sa.ForeignKeyConstraint(["gateway_id"], ["gateway.id"], name=op.f("fk_credential_gateway_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_credential_secret_digest")),
    )
    op.create_index(
        "uq_credential_valid_owner",
        "credential",
        [sa.text("coalesce(device_id, gateway_id)")],
        unique=True,
        postgresql_where=sa.text("revoked_at is null"),
    )


def _extend_fix() -> None:
    op.add_column("fix", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("fix", sa.Column("extra", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def _extend_quarantine() -> None:
    op.add_column("quarantine", sa.Column("dialect", sa.Text(), nullable=False, server_default="own"))
    op.add_column("quarantine", sa.Column("external_id", sa.Text(), nullable=True))
    op.add_column("quarantine", sa.Column("digest", sa.BigInteger(), nullable=True))
    for name in ("retry_asked_at", "resolved_at"):
        op.add_column("quarantine", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("quarantine", sa.Column("resolution", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_quarantine_resolution"), "quarantine", RESOLUTIONS)
    op.drop_index(op.f("ix_quarantine_device_id"), "quarantine")
    op.create_index("ix_quarantine_identity", "quarantine", ["device_id", "boot", "seq"])
    op.create_index(
        "uq_quarantine_digest",
        "quarantine",
        ["digest"],
        unique=True,
        postgresql_where=sa.text("digest is not null"),
    )
    op.create_index(
        "ix_quarantine_unlisted",
        "quarantine",
        ["dialect", "external_id"],
        postgresql_where=sa.text("external_id is not null and resolved_at is null"),
    )
    op.create_index(
        "ix_quarantine_retry",
        "quarantine",
        ["id"],
        postgresql_where=sa.text("retry_asked_at is not null and resolved_at is null"),
    )


def _shrink_quarantine() -> None:
    for name in ("ix_quarantine_retry", "ix_quarantine_unlisted", "uq_quarantine_digest"):
        op.drop_index(name, "quarantine")
    op.drop_index("ix_quarantine_identity", "quarantine")
    op.create_index(op.f("ix_quarantine_device_id"), "quarantine", ["device_id"])
    op.drop_constraint(op.f("ck_quarantine_resolution"), "quarantine")
    for name in ("resolution", "resolved_at", "retry_asked_at", "digest", "external_id", "dialect"):
        op.drop_column("quarantine", name)


def _ingest_slot() -> None:
    op.create_table(
        "ingest_slot",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("draining", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ingest_slot")),
    )
