"""The office's list of collection points: all or none, every fault told, a second import updates."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from data.store import models
from data.store.errors import ImportRefusedError
from data.store.imports.errors import RowsRefusedError
from data.store.imports.importing import import_list
from data.store.imports.model import ImportOptions

pytestmark = pytest.mark.services

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HEADER = "kode,nama,desa,kecamatan,bujur,lintang,jenis,kg per hari,jam mulai,jam selesai,terakhir diangkut"
GOOD = "T1,TPS Pasar,Jambu,Mlonggo,110.6911,-6.5198,titik,120,05:00,09:00,2026-11-18"


def options(**more):
    return ImportOptions(today=TODAY, now=NOW, account="test", **more)


@pytest.fixture
def load(seeded, tmp_path):
    def load(*lines, header=HEADER, **more):
        path = tmp_path / "titik.csv"
        path.write_text("\n".join((header, *lines)))
        return import_list(seeded, "points", path, options(**more))

    return load


def stored(session):
    return session.scalars(select(models.CollectionPoint).order_by(models.CollectionPoint.code)).all()


def test_points_of_a_csv_are_stored_as_real_ones(load, seeded):
    report = load(GOOD)
    assert (report.rows, report.difference.new, report.stored) == (1, ("T1",), True)
    (point,) = stored(seeded)
    assert (point.village_code, point.kind, point.amount_kg_day) == ("33.20.07.2011", "stop", 120.0)
    assert (point.sample, point.confidence, point.valid_from) == (False, "B", TODAY)
    assert point.last_emptied_on == date(2026, 11, 18)
    assert seeded.execute(select(func.ST_X(models.CollectionPoint.geom))).scalar() == 110.6911


def test_points_of_a_geojson_are_stored(seeded, tmp_path):
    path = tmp_path / "titik.geojson"
    geometry = {"type": "Point", "coordinates": [110.6911, -6.5198]}
    properties = {"code": "T1", "name": "TPS", "village_code": "33.20.07.2011", "kind": "kontainer"}
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    import_list(seeded, "points", path, options())
    (point,) = stored(seeded)
    assert (point.kind, point.container_m3, point.service_s) == ("container", 6.0, 480)


def test_unstated_amounts_share_the_residue_of_a_dms_village(load, seeded):
    load(
        "T1,A,Jambu,Mlonggo,110.6911,-6.5198,,,,,",
        "T2,B,Jambu,Mlonggo,110.6921,-6.5198,,,,,",
        "T3,C,Jambu,Mlonggo,110.6931,-6.5198,,50,,,",
    )
    one, two, three = stored(seeded)
    assert one.amount_kg_day == two.amount_kg_day == pytest.approx(12_145 * 0.33 * 0.23 / 2)
    assert (one.confidence, three.confidence) == ("C", "B")
    assert "perkiraan" in one.source


def test_unstated_amount_of_another_village_is_all_its_waste(load, seeded):
    load("T1,A,Karanggondang,,110.7096,-6.4999,,,,,")
    assert stored(seeded)[0].amount_kg_day == pytest.approx(17_665 * 0.33)


@pytest.mark.parametrize(
    ("line", "column", "rule"),
    [
        (",A,Jambu,Mlonggo,110.69,-6.52,,,,,", "code", "empty"),
        ("T 1,A,Jambu,Mlonggo,110.69,-6.52,,,,,", "code", "not_a_code"),
        ("CTH-9,A,Jambu,Mlonggo,110.69,-6.52,,,,,", "code", "reserved_code"),
        ("T1,,Jambu,Mlonggo,110.69,-6.52,,,,,", "name", "empty"),
        ("T1,A,,Mlonggo,110.69,-6.52,,,,,", "village", "empty"),
        ("T1,A,Jambuu,Mlonggo,110.69,-6.52,,,,,", "village", "unknown_village"),
        ("T1,A,Jambu,Keling,110.69,-6.52,,,,,", "village", "village_elsewhere"),
        ("T1,A,Kelet,Keling,110.69,-6.52,,,,,", "village", "far_from_village"),
        ("T1,A,Jambu,Mlonggo,,-6.52,,,,,", "lon", "empty"),
        ("T1,A,Jambu,Mlonggo,timur,-6.52,,,,,", "lon", "not_a_number"),
        ("T1,A,Jambu,Mlonggo,-6.52,110.69,,,,,", "lon", "swapped_coordinates"),
        ("T1,A,Jambu,Mlonggo,110.69,6.52,,,,,", "lat", "missing_minus"),
        ("T1,A,Jambu,Mlonggo,465848,9279300,,,,,", "lon", "not_degrees"),
        ("T1,A,Jambu,Mlonggo,110.939,-8.148,,,,,", "lon", "outside_regency"),
        ("T1,A,Jambu,Mlonggo,110.60,-6.45,,,,,", "lon", "outside_regency"),
        ("T1,A,Jambu,Mlonggo,110.69,-6.52,kolam,,,,", "kind", "not_a_choice"),
        ("T1,A,Jambu,Mlonggo,110.69,-6.52,,1.250,,,", "kg_per_day", "ambiguous_number"),
        ("T1,A,Jambu,Mlonggo,110.69,-6.52,,99999,,,", "kg_per_day", "out_of_range"),
        ("T1,A,Jambu,Mlonggo,110.69,-6.52,,,09:00,05:00,", "window_to", "window_ends_before_start"),
        ("T1,A,Jambu,Mlonggo,110.69,-6.52,,,pagi,,", "window_from", "not_a_time"),
        ("T1,A,Jambu,Mlonggo,110.69,-6.52,,,,,2026-11-21", "last_emptied_on", "in_the_future"),
        ("T1,A,Jambu,Mlonggo,110.69,-6.52,,,,,,9,", "-", "too_many_cells"),
    ],
)
def test_broken_rule_is_told_with_row_and_column_and_nothing_is_stored(load, seeded, line, column, rule):
    with pytest.raises(RowsRefusedError) as refused:
        load(GOOD.replace("T1", "T0").replace("110.6911", "110.6912"), line)
    assert [(fault.row, fault.column, fault.rule) for fault in refused.value.faults] == [(3, column, rule)]
    assert stored(seeded) == []


def test_misspelt_village_gets_suggestions(load):
    with pytest.raises(RowsRefusedError) as refused:
        load("T1,A,Srobiong,,110.69,-6.52,,,,,")
    assert "mungkin Srobyong (kec. Mlonggo)" in refused.value.faults[0].hint


def test_name_of_two_villages_needs_the_kecamatan(load, seeded):
    twin = seeded.get_one(models.Village, "33.20.07.2012")
    twin.name = "Bandengan"
    seeded.flush()
    with pytest.raises(RowsRefusedError) as refused:
        load("T1,A,Bandengan,,110.69,-6.52,,,,,")
    assert refused.value.faults[0].rule == "ambiguous_village"
    assert "Jepara, Mlonggo" in refused.value.faults[0].hint


def test_code_and_name_of_different_villages_contradict(load):
    with pytest.raises(RowsRefusedError) as refused:
        load("T1,A,33.20.07.2011,Kelet,110.69,-6.52", header="code,name,village_code,village,lon,lat")
    assert [fault.rule for fault in refused.value.faults] == ["village_contradiction"]


def test_unknown_village_code_is_a_fault(load):
    with pytest.raises(RowsRefusedError) as refused:
        load("T1,A,33.20.07.2099,110.69,-6.52", header="code,name,village_code,lon,lat")
    assert [fault.rule for fault in refused.value.faults] == ["unknown_village"]


def test_village_code_without_dots_is_understood(load, seeded):
    load("T1,A,3320072011,110.69,-6.52", header="code,name,village_code,lon,lat")
    assert stored(seeded)[0].village_code == "33.20.07.2011"


def test_repeated_code_and_place_are_faults_of_the_later_row(load):
    with pytest.raises(RowsRefusedError) as refused:
        load(GOOD, GOOD)
    assert [(fault.row, fault.rule) for fault in refused.value.faults] == [
        (3, "duplicate"),
        (3, "same_place"),
    ]


def test_volume_of_a_stop_is_a_fault(load):
    with pytest.raises(RowsRefusedError) as refused:
        load("T1,A,Jambu,110.69,-6.52,stop,6", header="code,name,village,lon,lat,kind,container_m3")
    assert [fault.rule for fault in refused.value.faults] == ["no_container"]


def test_decimal_commas_are_accepted_when_semicolons_part_the_cells(load, seeded):
    load("T1;A;Jambu;110,6911;-6,5198;12,5", header="code;name;village;lon;lat;kg_per_day")
    assert stored(seeded)[0].amount_kg_day == 12.5


def test_second_import_updates_and_tells_what_changed(load, seeded):
    load(GOOD, "T2,B,Jambu,Mlonggo,110.6921,-6.5198,,10,,,", "T3,C,Jambu,Mlonggo,110.6931,-6.5198,,10,,,")
    report = load(GOOD.replace("120", "150"), "T2,B,Jambu,Mlonggo,110.6921,-6.5198,,,,,")
    assert report.difference.changed == ("T1",)
    assert report.difference.same == ("T2",)
    assert report.difference.missing == ("T3",)
    assert [point.amount_kg_day for point in stored(seeded)] == [150.0, 10.0, 10.0]


def test_closed_point_is_opened_again_by_an_import(load, seeded):
    load(GOOD)
    stored(seeded)[0].valid_to = TODAY
    load(GOOD)
    assert stored(seeded)[0].valid_to is None


def test_dry_run_counts_and_stores_nothing(load, seeded):
    report = load(GOOD, dry_run=True)
    assert (report.difference.new, report.stored) == (("T1",), False)
    assert stored(seeded) == []
    assert seeded.scalar(select(func.count()).select_from(models.Audit)) == 0


def add_sample(session):
    session.add(
        models.CollectionPoint(
            code="CTH-1",
            name="TPS contoh",
            village_code="33.20.07.2011",
            geom="SRID=4326;POINT(110.69 -6.52)",
            kind="stop",
            stream="residue",
            amount_kg_day=10,
            service_s=60,
            sample=True,
            source="contoh",
            confidence="C",
            valid_from=date(2026, 1, 1),
        )
    )
    session.flush()


def test_samples_are_closed_only_on_demand(load, seeded):
    add_sample(seeded)
    assert load(GOOD).samples_open == 1
    report = load(GOOD, replace_samples=True)
    assert (report.samples_open, report.samples_closed) == (0, 1)
    seeded.expire_all()
    assert stored(seeded)[0].valid_to == TODAY


def test_import_leaves_a_trace_in_the_audit(load, seeded):
    load(GOOD)
    record, whole = seeded.scalars(select(models.Audit).order_by(models.Audit.id))
    assert (whole.account, whole.action, whole.entity, whole.at) == ("test", "import", "import", NOW)
    assert (whole.entity_id, whole.after["file"], whole.after["new"]) == ("points", "titik.csv", 1)
    assert (record.entity, record.entity_id) == ("collection_point", str(stored(seeded)[0].id))
    assert (record.before, record.after["code"], record.after["lon"]) == (None, "T1", 110.6911)


def test_changed_record_keeps_how_it_was(load, seeded):
    load(GOOD)
    load(GOOD.replace("120", "150"))
    change = seeded.scalars(select(models.Audit).order_by(models.Audit.id)).all()[2]
    assert (change.before, change.after["amount_kg_day"]) == ({"amount_kg_day": 120.0, "code": "T1"}, 150.0)


def test_store_without_villages_is_told(session, tmp_path):
    path = tmp_path / "titik.csv"
    path.write_text(f"{HEADER}\n{GOOD}\n")
    with pytest.raises(ImportRefusedError, match="siangsa db seed"):
        import_list(session, "points", path, options())
