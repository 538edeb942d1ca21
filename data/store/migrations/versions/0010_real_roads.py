"""Closures, speeds by hour, conditions in force, reach, matched days; each class drives its own way."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = (
    "road_closure",
    "speed_set",
    "speed_value",
    "road_condition",
    "village_reach",
    "point_reach",
    "track_match",
    "match_piece",
    "hindrance",
)
# Indexes stand below by name: GeoAlchemy2 would make a second one (geoalchemy2#137).
SHAPE = Geometry("GEOMETRY", srid=4326, spatial_index=False, nullable=False)
POINT = Geometry("POINT", srid=4326, spatial_index=False, nullable=False)
LINE = Geometry("LINESTRING", srid=4326, spatial_index=False)
REACH_REASONS = "reason in ('island', 'far_from_road', 'not_connected', 'closed')"


def upgrade() -> None:
    _road_closure()
    _speed_set()
    _speed_value()
    _road_condition()
    _village_reach()
    _point_reach()
    _track_match()
    _match_piece()
    _hindrance()
    # until now all classes drove as one truck
    op.execute("update vehicle_class set road_profile = code where road_profile = 'truck'")


def downgrade() -> None:
    op.execute("update vehicle_class set road_profile = 'truck' where road_profile = code")
    for table in reversed(TABLES):
        op.drop_table(table)


def _road_closure() -> None:
    op.create_table(
        "road_closure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("geom", SHAPE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("class_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.CheckConstraint("kind in ('area', 'piece')", name=op.f("ck_road_closure_kind")),
        sa.CheckConstraint("(lifted_at is null) = (lifted_by is null)", name=op.f("ck_road_closure_lifted")),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_road_closure_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_road_closure")),
    )
    op.create_index("idx_road_closure_geom", "road_closure", ["geom"], unique=False, postgresql_using="gist")
    op.create_index(
        "ix_road_closure_valid_from",
        "road_closure",
        ["valid_from"],
        unique=False,
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_index(
        "uq_road_closure_external",
        "road_closure",
        ["source", "external_id"],
        unique=True,
        postgresql_where=sa.text("external_id is not null and lifted_at is null"),
    )


def _speed_set() -> None:
    op.create_table(
        "speed_set",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint("confidence in ('A', 'B', 'C')", name=op.f("ck_speed_set_confidence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speed_set")),
    )
    op.create_index(
        "uq_speed_set_current",
        "speed_set",
        ["is_current"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )


def _speed_value() -> None:
    op.create_table(
        "speed_value",
        sa.Column("set_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("way", sa.BigInteger(), nullable=False),
        sa.Column("from_node", sa.BigInteger(), nullable=True),
        sa.Column("to_node", sa.BigInteger(), nullable=True),
        sa.Column("kmh", sa.Double(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=False),
        sa.Column("to_time", sa.Time(), nullable=False),
        sa.Column("weekdays", sa.SmallInteger(), nullable=False),
        sa.Column("class_code", sa.Text(), nullable=True),
        sa.CheckConstraint("(from_node is null) = (to_node is null)", name=op.f("ck_speed_value_piece")),
        sa.CheckConstraint("kmh > 0 and kmh <= 120", name=op.f("ck_speed_value_kmh")),
        sa.CheckConstraint("weekdays between 1 and 127", name=op.f("ck_speed_value_weekdays")),
        sa.ForeignKeyConstraint(
            ["class_code"], ["vehicle_class.code"], name=op.f("fk_speed_value_class_code")
        ),
        sa.ForeignKeyConstraint(["set_id"], ["speed_set.id"], name=op.f("fk_speed_value_set_id")),
        sa.PrimaryKeyConstraint("set_id", "number", name=op.f("pk_speed_value")),
    )


def _road_condition() -> None:
    op.create_table(
        "road_condition",
        sa.Column("class_code", sa.Text(), nullable=False),
        sa.Column("roads_checksum", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("closures", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("without_road", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("closed_segments", sa.Integer(), nullable=False),
        sa.Column("speed_set_id", sa.BigInteger(), nullable=True),
        sa.Column("speed_band", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("build_s", sa.Double(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_code"], ["vehicle_class.code"], name=op.f("fk_road_condition_class_code")
        ),
        sa.ForeignKeyConstraint(
            ["roads_checksum"], ["road_snapshot.checksum"], name=op.f("fk_road_condition_roads_checksum")
        ),
        sa.ForeignKeyConstraint(
            ["speed_set_id"], ["speed_set.id"], name=op.f("fk_road_condition_speed_set_id")
        ),
        sa.PrimaryKeyConstraint("class_code", name=op.f("pk_road_condition")),
    )


def _village_reach() -> None:
    op.create_table(
        "village_reach",
        sa.Column("roads_checksum", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("facility_id", sa.BigInteger(), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("there_s", sa.Integer(), nullable=True),
        sa.Column("there_m", sa.Integer(), nullable=True),
        sa.Column("back_s", sa.Integer(), nullable=True),
        sa.Column("back_m", sa.Integer(), nullable=True),
        sa.Column("snap_m", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(REACH_REASONS, name=op.f("ck_village_reach_reason")),
        sa.CheckConstraint(
            "reason is null and num_nulls(there_s, there_m, back_s, back_m) = 0"
            " or reason is not null and num_nonnulls(there_s, there_m, back_s, back_m) = 0",
            name=op.f("ck_village_reach_way"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_village_reach_facility_id")),
        sa.ForeignKeyConstraint(
            ["roads_checksum"], ["road_snapshot.checksum"], name=op.f("fk_village_reach_roads_checksum")
        ),
        sa.ForeignKeyConstraint(
            ["village_code"], ["village.code"], name=op.f("fk_village_reach_village_code")
        ),
        sa.PrimaryKeyConstraint(
            "roads_checksum", "profile", "facility_id", "village_code", name=op.f("pk_village_reach")
        ),
    )


def _point_reach() -> None:
    op.create_table(
        "point_reach",
        sa.Column("roads_checksum", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        sa.Column("snap_m", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(REACH_REASONS, name=op.f("ck_point_reach_reason")),
        sa.ForeignKeyConstraint(["point_id"], ["collection_point.id"], name=op.f("fk_point_reach_point_id")),
        sa.ForeignKeyConstraint(
            ["roads_checksum"], ["road_snapshot.checksum"], name=op.f("fk_point_reach_roads_checksum")
        ),
        sa.PrimaryKeyConstraint("roads_checksum", "profile", "point_id", name=op.f("pk_point_reach")),
    )


def _track_match() -> None:
    op.create_table(
        "track_match",
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("roads_checksum", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fixes", sa.Integer(), nullable=False),
        sa.Column("last_fix_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unmatched", sa.Integer(), nullable=False),
        sa.Column("road_m", sa.Double(), nullable=False),
        sa.Column("off_road_m", sa.Double(), nullable=False),
        sa.Column("gap_m", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["roads_checksum"], ["road_snapshot.checksum"], name=op.f("fk_track_match_roads_checksum")
        ),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_track_match_vehicle_id")),
        sa.PrimaryKeyConstraint("vehicle_id", "operating_day", name=op.f("pk_track_match")),
    )


def _match_piece() -> None:
    op.create_table(
        "match_piece",
        sa.Column("vehicle_id", sa.Text(), nullable=False),
        sa.Column("operating_day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facility_id", sa.BigInteger(), nullable=True),
        sa.Column("from_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("distance_m", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("geom", LINE, nullable=True),
        sa.CheckConstraint("kind in ('road', 'off_road', 'gap')", name=op.f("ck_match_piece_kind")),
        sa.CheckConstraint("confidence between 0 and 1", name=op.f("ck_match_piece_confidence")),
        sa.CheckConstraint("to_time >= from_time", name=op.f("ck_match_piece_order")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_match_piece_facility_id")),
        sa.ForeignKeyConstraint(
            ["vehicle_id", "operating_day"],
            ["track_match.vehicle_id", "track_match.operating_day"],
            name="fk_match_piece_day",
        ),
        sa.PrimaryKeyConstraint("vehicle_id", "operating_day", "number", name=op.f("pk_match_piece")),
    )


def _hindrance() -> None:
    op.create_table(
        "hindrance",
        sa.Column("route_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("closure_id", sa.BigInteger(), nullable=False),
        sa.Column("from_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("geom", POINT, nullable=False),
        sa.ForeignKeyConstraint(["closure_id"], ["road_closure.id"], name=op.f("fk_hindrance_closure_id")),
        sa.ForeignKeyConstraint(["route_id"], ["route.id"], name=op.f("fk_hindrance_route_id")),
        sa.PrimaryKeyConstraint("route_id", "number", "closure_id", name=op.f("pk_hindrance")),
    )
    op.create_index("idx_hindrance_geom", "hindrance", ["geom"], unique=False, postgresql_using="gist")
