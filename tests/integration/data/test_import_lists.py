"""Villages, facilities, vehicles, crews and devices: each list is stored, compared and written down."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.errors import ImportRefusedError
from data.store.imports import importing, mapping
from data.store.imports.errors import RowsRefusedError
from data.store.imports.importing import import_list
from data.store.imports.model import ImportOptions
from data.store.imports.names import NAMES
from data.store.imports.registry import SPECS
from data.store.imports.rejected import rejected_csv
from data.store.imports.templates import csv_template, xlsx_template
from data.store.queries import samples
from data.store.seed import seed_reference

pytestmark = pytest.mark.services

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
POINTS = "kode,nama,desa,kecamatan,bujur,lintang,kg per hari"


def options(days=0, **more):
    later = timedelta(days=days)
    return ImportOptions(today=TODAY + later, now=NOW + later, account="test", **more)


@pytest.fixture
def load(seeded, tmp_path):
    def load(name, *lines, **more):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(lines))
        return import_list(seeded, name, path, options(**more))

    return load


def rules(refused):
    return [(fault.row, fault.column, fault.rule) for fault in refused.value.faults]


def test_villages_take_a_population_and_keep_it_from_the_reference(load, seeded):
    report = load("villages", "Kode Desa;Penduduk;Sumber", "3320072011;12.500;Disdukcapil 2026")
    assert report.difference.changed == ("33.20.07.2011",)
    seed_reference(seeded)
    seeded.expire_all()
    village = seeded.get_one(models.Village, "33.20.07.2011")
    assert (village.population_estimate, village.source, village.confidence, village.name) == (
        12_500,
        "Disdukcapil 2026",
        "B",
        "Jambu",
    )


def test_new_village_needs_all_that_a_village_has(load):
    with pytest.raises(RowsRefusedError) as refused:
        load("villages", "kode,nama,kecamatan", "33.20.07.2099,Baru,Mlongo")
    missing = [(2, name, "empty") for name in ("area_km2", "lat", "lon", "population")]
    assert rules(refused) == sorted([*missing, (2, "kecamatan", "unknown_kecamatan")])
    assert refused.value.faults[1].suggestions[0] == "Mlonggo"


def test_facilities_are_added_and_a_confirmed_place_is_no_estimate(load, seeded):
    head = "kode,nama,jenis,koordinat,jam buka,jam tutup,terima residu"
    report = load(
        "facilities",
        head,
        'tps3r-jambu,TPS3R Jambu,TPS3R,"-6.5198, 110.6911",07:00,15:00,tidak',
        'pool,Pool DLH,pool,"-6.5930, 110.6730",,,',
    )
    assert (report.difference.new, report.difference.changed) == (("tps3r-jambu",), ("pool",))
    found = {row.code: row for row in seeded.scalars(select(models.Facility))}
    assert (found["tps3r-jambu"].accepts_residue, found["tps3r-jambu"].visit_radius_m) == (False, 60.0)
    assert (found["pool"].estimated, found["pool"].confidence) == (False, "B")


def test_vehicles_get_their_real_plates_and_new_ones_a_class(load, seeded):
    report = load(
        "vehicles",
        "no lambung,nopol,jenis kendaraan,KIR",
        "DT-01,k1234ab,,31/03/2027",
        "DT 77,K 7777 XX,Dump truck,",
    )
    assert (report.difference.changed, report.difference.new) == (("dt-01",), ("dt-77",))
    first = seeded.get_one(models.Vehicle, "dt-01")
    assert (first.plate, first.sample, first.kir_until) == ("K 1234 AB", False, date(2027, 3, 31))
    assert seeded.get_one(models.Vehicle, "dt-77").class_code == "dump_truck"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("dt-77,K 7777 XX,", ("class", "empty")),
        ("dt-77,K 7777 XX,roket", ("class", "unknown_class")),
        ("dt-77,K 9502 C,dump_truck", ("plate", "plate_taken")),
    ],
)
def test_vehicle_that_cannot_be_is_told(load, line, rule):
    with pytest.raises(RowsRefusedError) as refused:
        load("vehicles", "kode,plat,kelas", line)
    assert rules(refused) == [(2, *rule)]


def test_crews_sit_in_the_truck_of_the_file_from_today_on(load, seeded):
    head = "kode,nama,tugas,hp,nopol"
    load("crews", head, "A-1,Slamet,sopir,0812-3456-7890,K 9501 C", "A-2,Budi,kernet,,")
    person = seeded.scalars(select(models.CrewMember).where(models.CrewMember.code == "A-1")).one()
    assert (person.duty, person.phone) == ("driver", "+6281234567890")
    report = load("crews", head, "A-1,Slamet,sopir,,dt-02", "A-2,Budi,kernet,,", days=3)
    assert (report.difference.changed, report.difference.same) == (("A-1",), ("A-2",))
    seats = seeded.scalars(select(models.CrewAssignment)).all()
    ended = TODAY + timedelta(days=3)
    assert [(seat.vehicle_id, seat.valid_to) for seat in seats] == [("dt-01", ended), ("dt-02", None)]
    entry = seeded.scalars(select(models.Audit).where(models.Audit.entity_id == str(person.id))).all()[-1]
    assert (entry.before["vehicle_id"], entry.after["vehicle_id"]) == ("dt-01", "dt-02")


def gateway(session):
    session.add(models.Gateway(id="traccar", dialect="traccar", topic="gateway/traccar", valid_from=NOW))
    session.flush()


def test_devices_are_made_known_with_a_secret_where_no_server_speaks_for_them(load, seeded):
    gateway(seeded)
    report = load("devices", "imei,nopol,protokol", "356307042441013,K 9501 C,", "hp-budi,dt-02,owntracks")
    assert report.difference.new == ("356307042441013", "hp-budi")
    assert list(report.secrets) == ["hp-budi"]
    again = load("devices", "imei,nopol", "356307042441013,dt-03", "hp-budi,dt-02", days=1)
    assert (again.difference.changed, again.difference.same) == (("356307042441013",), ("hp-budi",))
    seats = seeded.scalars(select(models.DeviceAssignment).where(models.DeviceAssignment.valid_to.is_(None)))
    assert {seat.device_id: seat.vehicle_id for seat in seats} == {
        "356307042441013": "dt-03",
        "hp-budi": "dt-02",
    }


def test_device_that_cannot_be_is_told(load, seeded):
    head = "imei,kendaraan,protokol"
    with pytest.raises(RowsRefusedError) as refused:
        load(
            "devices",
            head,
            "356307042441013,dt-01,",
            "356307042441014,dt-02,teltonika",
            "hp-a,dt-03,owntracks",
            "hp-b,dt-03,owntracks",
            "hp-c,dt-99,owntracks",
            "3.56307E14,,teltonika",
        )
    assert rules(refused) == [
        (2, "gateway", "unknown_gateway"),
        (3, "imei", "imei_check_digit"),
        (5, "vehicle", "vehicle_twice"),
        (6, "vehicle", "unknown_vehicle"),
        (7, "imei", "imei_rounded"),
    ]


def test_good_rows_are_imported_and_bad_ones_written_with_their_reasons(seeded, tmp_path):
    path = tmp_path / "titik.csv"
    path.write_text(
        f"{POINTS}\nT1,A,Jambu,Mlonggo,110.6911,-6.5198,10\n=T2,B,Jambuu,Mlonggo,110.6921,-6.5198,x\n"
    )
    prepared = importing.prepare(seeded, "points", path, options(reject=True))
    report = importing.store(seeded, prepared)
    assert (report.difference.new, len(report.rejected)) == (("T1",), 3)
    head, row = rejected_csv(prepared).splitlines()
    assert head == f"{POINTS},baris,kesalahan,error"
    assert row.startswith("'=T2,B,Jambuu,Mlonggo,110.6921,-6.5198,x,3,")
    assert "mungkin Jambu (kec. Mlonggo)" in row
    assert "no such village; perhaps Jambu" in row


def test_file_without_one_good_row_is_refused_even_so(load):
    with pytest.raises(RowsRefusedError):
        load("points", POINTS, "T1,A,Entah,,110.69,-6.52,", reject=True)


def test_columns_of_an_office_are_mapped_and_the_mapping_is_kept(load, seeded):
    head = "Nomor,Tempat,Wilayah,E,S"
    told = mapping.parse(["Nomor=code", "Tempat=name", "Wilayah=village", "E=lon", "S=lat"])
    report = load("points", head, "T1,Pasar,Ds. Djambu,110.6911,6.5198 LS", mapping=told)
    assert report.difference.new == ("T1",)
    mapping.keep(seeded, mapping.keeping("points", "Bidang 2", told, "test", NOW))
    kept = mapping.kept(seeded, "points", "Bidang 2")
    assert load("points", head, "T1,Pasar,Jambu,110.6911,-6.5198", mapping=kept).difference.same == ("T1",)
    with pytest.raises(ImportRefusedError, match="mungkin 'Bidang 2'"):
        mapping.kept(seeded, "points", "Bidang2")


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"kode": "kodee"}, "tidak dikenal; mungkin 'code'"),
        ({"Nama Tempat": "name"}, "tidak ada di berkas; mungkin 'nama'"),
    ],
)
def test_mapping_that_fits_nothing_is_told(load, told, message):
    with pytest.raises(ImportRefusedError, match=message):
        load("points", POINTS, "T1,A,Jambu,Mlonggo,110.69,-6.52,", mapping=told)


def test_points_keep_days_classes_and_how_sure_their_amount_is(load, seeded):
    head = "kode,nama,desa,koordinat,jenis sampah,frekuensi,hari,akses,kg,sumber,keyakinan"
    load(
        "points",
        head,
        'T1,A,Jambu,"-6.5198, 110.6911",organik,2x seminggu,"Senin, Kamis",dump truck,80,timbang,A',
    )
    (point,) = seeded.scalars(select(models.CollectionPoint))
    assert (point.stream, point.times_per_week, point.weekdays) == ("organic", 2, [0, 3])
    assert (point.allowed_classes, point.source, point.confidence) == (["dump_truck"], "timbang", "A")


@pytest.mark.parametrize("spelling", ["JAMBU", "Desa Jambu", "Ds. Jambu", "jam bu", "Djambu", "Jambu (RW 3)"])
def test_a_village_is_known_however_it_is_spelled(load, spelling):
    report = load("points", POINTS, f"T1,A,{spelling},Kec. Mlonggo,110.6911,-6.5198,10")
    assert report.difference.new == ("T1",)


def test_samples_are_closed_in_one_go_and_what_is_estimated_is_said(seeded):
    seeded.add(
        models.Device(id="sim-1", kind="simulated", simulated=True, valid_from=NOW - timedelta(days=1))
    )
    seeded.add(models.Device(id="real-1", kind="tracker", simulated=False, valid_from=NOW))
    seeded.flush()
    for device, vehicle in (("sim-1", "dt-01"), ("real-1", "dt-02")):
        seeded.add(
            models.DeviceAssignment(device_id=device, vehicle_id=vehicle, valid_from=NOW - timedelta(days=1))
        )
    seeded.flush()
    closing = samples.Closing(TODAY, NOW, OperatingCalendar(), "test", NOW)
    assert samples.close(seeded, "vehicles", closing) == 0, "an office without a truck could plan nothing"
    seeded.get_one(models.Vehicle, "dt-03").sample = False
    seeded.flush()
    before = samples.standing(seeded)
    closed = {name: samples.close(seeded, name, closing) for name in samples.LISTS}
    after = samples.standing(seeded)
    assert closed == dict(before.samples)
    assert closed["devices"] == 1
    assert set(after.samples.values()) == {0}
    assert after.kept == ("dt-02",)
    assert {guess.list for guess in after.guesses} >= {"facilities", "parameters", "villages", "dms"}


@pytest.mark.parametrize("name", NAMES)
def test_template_is_read_as_what_it_is_for(name, tmp_path):
    import openpyxl

    spec, path = SPECS[name], tmp_path / "a.xlsx"
    path.write_bytes(xlsx_template(spec))
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book["Data"][1]]
    assert csv_template(spec).strip() == ",".join(headings)
    assert [row[0].value for row in book["Penjelasan"].iter_rows(min_row=2)] == headings
    assert all(column.about and column.about_en for column in spec.columns)


def test_what_a_week_is_planned_from_comes_with_the_lists(load, seeded):
    load("facilities", "kode,nama,jenis,bujur,lintang", "tps-jambu,TPS Jambu,TPS,110.69,-6.52")
    load(
        "points",
        f"{POINTS},kali per minggu,jeda terpendek,jeda terpanjang,setor ke",
        "T1,Titik 1,Jambu,Mlonggo,110.6911,-6.5198,120,3,2,4,TPS Jambu",
    )
    load("vehicles", "kode,nopol,kelas,wilayah", "dt-77,K 7777 C,Dump truck,mlonggo; Jepara")
    load("villages", "Kode Desa;Terlayani", "3320072011;60 %")
    seeded.expire_all()
    entry = models.CollectionPoint
    point = seeded.scalars(select(entry).where(entry.code == "T1")).one()
    tps = seeded.scalars(select(models.Facility).where(models.Facility.code == "tps-jambu")).one()
    assert (tps.kind, tps.accepts_residue) == ("tps", True)
    assert (point.least_gap_days, point.most_gap_days, point.tps_id) == (2, 4, tps.id)
    assert seeded.get_one(models.Vehicle, "dt-77").territory == ["Mlonggo", "Jepara"]
    assert seeded.get_one(models.Village, "33.20.07.2011").share_served == 0.6


def test_a_rhythm_that_no_week_can_keep_and_unknown_words_are_named(load):
    with pytest.raises(RowsRefusedError) as refused:
        load(
            "points",
            f"{POINTS},kali per minggu,jeda terpendek,jeda terpanjang,setor ke",
            "T1,Titik 1,Jambu,Mlonggo,110.6911,-6.5198,120,3,3,,",
            "T2,Titik 2,Jambu,Mlonggo,110.6921,-6.5198,120,1,,4,TPS Mana",
        )
    assert rules(refused) == [
        (2, "least_gap_days", "too_often"),
        (3, "hand_over", "unknown_tps"),
        (3, "most_gap_days", "too_seldom"),
    ]
    assert refused.value.faults[0].english == "3 times a week are impossible with gaps of 3 days or more"
    with pytest.raises(RowsRefusedError) as refused:
        load("vehicles", "kode,nopol,kelas,wilayah", "dt-77,K 7777 C,Dump truck,Kudus")
    assert [rule for _, column, rule in rules(refused)] == ["unknown_kecamatan"]
