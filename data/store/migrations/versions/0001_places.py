"""Places: villages, their DMS status, facilities, collection points, parameters."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("facility", "parameter", "village", "collection_point", "dms_status")
# Indexes stand below by name: GeoAlchemy2 would make a second one (geoalchemy2#137).
POINT = Geometry("POINT", srid=4326, spatial_index=False, nullable=False)


def upgrade() -> None:
    for extension in ("postgis", "btree_gist"):
        op.execute(f"create extension if not exists {extension}")
    _facility()
    _parameter()
    _village()
    _collection_point()
    _dms_status()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _facility() -> None:
    op.create_table(
        "facility",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            POINT,
            nullable=False,
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("accepts_residue", sa.Boolean(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("unload_s", sa.Integer(), nullable=False),
        sa.Column("visit_radius_m", sa.Double(), nullable=False),
        sa.Column("capacity_t_day", sa.Double(), nullable=True),
        sa.Column("received_t_year", sa.Double(), nullable=True),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("confidence in ('A', 'B', 'C')", name=op.f("ck_facility_confidence")),
        sa.CheckConstraint(
            "kind in ('landfill', 'tps3r', 'recycling_centre', 'waste_bank', 'pool')",
            name=op.f("ck_facility_kind"),
        ),
        sa.CheckConstraint("status in ('open', 'auxiliary', 'closed')", name=op.f("ck_facility_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("code", name=op.f("uq_facility_code")),
    )
    op.create_index("idx_facility_geom", "facility", ["geom"], unique=False, postgresql_using="gist")


def _parameter() -> None:
    op.create_table(
        "parameter",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.CheckConstraint("confidence in ('A', 'B', 'C')", name=op.f("ck_parameter_confidence")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_parameter")),
    )


def _village() -> None:
    op.create_table(
        "village",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kecamatan", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            POINT,
            nullable=False,
        ),
        sa.Column("area_km2", sa.Double(), nullable=False),
        sa.Column("population_estimate", sa.Integer(), nullable=False),
        sa.Column("island", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.CheckConstraint("confidence in ('A', 'B', 'C')", name=op.f("ck_village_confidence")),
        sa.CheckConstraint("kind in ('desa', 'kelurahan')", name=op.f("ck_village_kind")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_village")),
    )
    op.create_index("idx_village_geom", "village", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(op.f("ix_village_kecamatan"), "village", ["kecamatan"], unique=False)


def _collection_point() -> None:
    op.create_table(
        "collection_point",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column(
            "geom",
            POINT,
            nullable=False,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("amount_kg_day", sa.Double(), nullable=False),
        sa.Column("container_m3", sa.Double(), nullable=True),
        sa.Column("service_s", sa.Integer(), nullable=False),
        sa.Column("window_from", sa.Time(), nullable=True),
        sa.Column("window_to", sa.Time(), nullable=True),
        sa.Column("last_emptied_on", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("confidence in ('A', 'B', 'C')", name=op.f("ck_collection_point_confidence")),
        sa.CheckConstraint("kind in ('stop', 'container')", name=op.f("ck_collection_point_kind")),
        sa.CheckConstraint("stream in ('residue')", name=op.f("ck_collection_point_stream")),
        sa.CheckConstraint("amount_kg_day >= 0", name=op.f("ck_collection_point_amount")),
        sa.CheckConstraint("service_s between 0 and 7200", name=op.f("ck_collection_point_service")),
        sa.ForeignKeyConstraint(
            ["village_code"], ["village.code"], name=op.f("fk_collection_point_village_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_point")),
        sa.UniqueConstraint("code", name=op.f("uq_collection_point_code")),
    )
    op.create_index(
        "idx_collection_point_geom", "collection_point", ["geom"], unique=False, postgresql_using="gist"
    )
    op.create_index(
        op.f("ix_collection_point_village_code"), "collection_point", ["village_code"], unique=False
    )


def _dms_status() -> None:
    op.create_table(
        "dms_status",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["village_code"], ["village.code"], name=op.f("fk_dms_status_village_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dms_status")),
    )
    op.create_index(
        "uq_dms_status_open", "dms_status", ["village_code"], unique=True, postgresql_where="valid_to is null"
    )
