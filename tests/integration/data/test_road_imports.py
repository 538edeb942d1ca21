"""Closures and speeds from files: all or none, each fault with its place; a second import moves the ends."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from data.store.imports.closures import Sender, import_closures, read_features
from data.store.imports.errors import RowsRefusedError, UnreadableFileError
from data.store.imports.speeds import load_speeds, weekdays
from data.store.queries import closures, speeds
from data.store.queries.speeds import NewSpeedSet

pytestmark = pytest.mark.services

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
SQUARE = [[110.66, -6.59], [110.67, -6.59], [110.67, -6.58], [110.66, -6.58], [110.66, -6.59]]
AREA = {"type": "Polygon", "coordinates": [SQUARE]}
CROSSING = {"type": "Polygon", "coordinates": [[SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]]}


def feature(geometry=AREA, **properties):
    told = {"reason": "banjir", "id": "b1", "from": "2026-11-20T06:00", "to": "2026-11-20T18:00"}
    return {"type": "Feature", "geometry": geometry, "properties": told | properties}


def imported(session, *features, now=NOW):
    return import_closures(session, features, Sender("cli", "bpbd", now, "Asia/Jakarta"))


def test_times_without_a_zone_are_those_of_the_office(seeded):
    (row,) = imported(seeded, feature(classes="dump_truck, pickup")).stored
    assert row.valid_from == datetime(2026, 11, 19, 23, tzinfo=UTC)
    assert row.valid_to == datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert (row.class_codes, row.source, row.external_id) == (("dump_truck", "pickup"), "bpbd", "b1")


def test_second_import_of_an_id_moves_its_end(seeded):
    (first,) = imported(seeded, feature()).stored
    assert imported(seeded, feature()).same == 1
    (moved,) = imported(seeded, feature(to="2026-11-20T20:00")).moved
    assert (moved.id, moved.valid_to) == (first.id, datetime(2026, 11, 20, 13, tzinfo=UTC))
    (ended,) = imported(seeded, feature(to="2026-11-20T07:00")).moved
    assert ended.lifted_at == NOW


def test_id_with_another_place_replaces_the_closure(seeded):
    (first,) = imported(seeded, feature()).stored
    other = {"type": "LineString", "coordinates": SQUARE[:2]}
    (second,) = imported(seeded, feature(other)).replaced
    assert closures.demand(seeded, first.id).lifted_at == NOW
    assert closures.in_force(seeded, NOW) == [second]


def test_closure_that_ended_before_its_import_is_not_stored(seeded):
    assert imported(seeded, feature(), now=NOW + timedelta(days=1)).over == 1
    assert not closures.listed(seeded, at=NOW)


BAD = {
    ("geometry", "crosses_itself"): feature(CROSSING),
    ("geometry", "no_geometry"): feature(None),
    ("reason", "no_reason"): feature(reason=" "),
    ("from", "not_a_time"): feature(**{"from": "tomorrow"}),
    ("to", "ends_before_it_begins"): feature(to="2026-11-20T05:00"),
    ("classes", "unknown_class"): feature(classes=["tank"]),
    ("classes", "not_a_list"): feature(classes=7),
    ("id", "not_an_id"): feature(id=[1]),
}


@pytest.mark.parametrize(("column", "rule"), BAD)
def test_one_bad_feature_refuses_all_and_is_told_with_its_place(seeded, column, rule):
    with pytest.raises(RowsRefusedError) as refused:
        imported(seeded, feature(id="good"), BAD[column, rule])
    (fault,) = refused.value.faults
    assert (fault.row, fault.column, fault.rule) == (2, column, rule)
    assert refused.value.sentences()[0].startswith(f"fitur 2, {column}: ")
    assert not closures.listed(seeded, at=NOW)


def test_same_id_twice_in_a_file_is_a_fault(seeded):
    with pytest.raises(RowsRefusedError) as refused:
        imported(seeded, feature(), feature())
    assert [(fault.row, fault.rule) for fault in refused.value.faults] == [(2, "duplicate")]


@pytest.mark.parametrize("content", ["", "{", '{"type": "Feature"}', '{"features": []}', "[1]"])
def test_file_that_is_no_collection_is_refused(tmp_path, content):
    file = tmp_path / "closures.geojson"
    file.write_text(content)
    with pytest.raises(UnreadableFileError, match=r"closures\.geojson"):
        read_features(file)


def test_features_of_a_file_are_read(tmp_path):
    file = tmp_path / "closures.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature()]}))
    assert read_features(file) == [feature()]


HEADER = "osm_way,from_node,to_node,kmh,from_time,to_time,weekdays,class\n"


def loaded(session, folder, text):
    file = folder / "speeds.csv"
    file.write_text(text)
    return load_speeds(session, file, NewSpeedSet("jam sibuk", "survey"), account="cli", now=NOW)


def test_speeds_are_loaded_with_all_that_may_be_left_out(seeded, tmp_path):
    text = HEADER + '7,,,12.5,06:00,09:00,,\n8,1,2,20,22:00,04:00,"1-5",dump_truck\n'
    row = loaded(seeded, tmp_path, text)
    assert (row.values, row.ways, row.unknown_ways, row.is_current) == (2, 2, 2, False)
    first, second = speeds.speeds_of(seeded, row.id)
    assert (first.kmh, first.weekdays, first.class_code) == (12.5, 127, None)
    assert (second.from_node, second.weekdays, second.class_code) == (1, 31, "dump_truck")


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ("x,,,12,06:00,09:00,,", "osm_way", "not_an_osm_id"),
        ("7,,,0,06:00,09:00,,", "kmh", "out_of_range"),
        ("7,,,fast,06:00,09:00,,", "kmh", "not_a_number"),
        ("7,,,12,25:00,09:00,,", "from_time", "not_a_time"),
        ("7,,,12,06:00,,,", "to_time", "empty"),
        ("7,,,12,06:00,09:00,8,", "weekdays", "not_weekdays"),
        ("7,,,12,06:00,09:00,,tank", "class", "not_a_choice"),
        ("7,1,,12,06:00,09:00,,", "to_node", "half_piece"),
    ],
)
def test_bad_speed_is_told_by_row_column_rule_and_value(seeded, tmp_path, cells, column, rule):
    with pytest.raises(RowsRefusedError) as refused:
        loaded(seeded, tmp_path, f"{HEADER}7,,,12,06:00,09:00,,\n{cells}\n")
    (fault,) = refused.value.faults
    assert (fault.row, fault.column, fault.rule) == (3, column, rule)
    assert not speeds.sets(seeded)


@pytest.mark.parametrize(("text", "bits"), [("1-5", 31), ("6,7", 96), ("1 3-4", 13), ("7", 64)])
def test_weekdays_are_read(text, bits):
    assert weekdays(text) == bits
