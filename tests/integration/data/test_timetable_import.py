"""An office's own timetable: read as people write it, every fault told with row, rule and what was meant."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import insert, select, update
from typer.testing import CliRunner

from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.cli import app
from data.store.engine import make_engine, session_factory
from data.store.errors import ImportRefusedError
from data.store.imports.errors import RowsRefusedError
from data.store.imports.rejected import rejected_csv
from data.store.imports.timetable.horizon import Horizon
from data.store.imports.timetable.importing import read_timetable
from data.store.imports.timetable.template import workbook
from data.store.seed import point, seed_reference

MONDAY = date(2026, 11, 23)
TPA = "tpa-bandengan"
# code: village, name
POINTS = {
    "P1": ("33.20.02.2001", "TPS Pasar"),
    "P2": ("33.20.02.2001", "Bak RT 2"),
    "P3": ("33.20.02.2002", "TPS Pasar"),
    "P4": ("33.20.02.2002", "Balai Desa"),
}


@pytest.fixture(scope="module")
def office_url(databases, migrated_template):
    """Give a database of four points in two villages; the module changes nothing in it but jobs."""
    url = databases.create(migrated_template)
    engine = make_engine(url)
    with session_factory(engine).begin() as session:
        seed_reference(session)
        session.flush()
        rows = [
            {
                "code": code,
                "name": name,
                "village_code": village,
                "geom": point(110.7, -6.7),
                "kind": "stop",
                "stream": "residue",
                "amount_kg_day": 100.0,
                "service_s": 300,
                "sample": False,
                "source": "test",
                "confidence": "B",
                "valid_from": date(2026, 1, 1),
            }
            for code, (village, name) in POINTS.items()
        ]
        session.execute(insert(models.CollectionPoint), rows)
        session.execute(
            update(models.Vehicle).where(models.Vehicle.id == "dt-03").values(kir_until=date(2026, 11, 24))
        )
        session.execute(update(models.Vehicle).where(models.Vehicle.id == "dt-04").values(planned=False))
    engine.dispose()
    return url


@pytest.fixture
def office(office_url):
    engine = make_engine(office_url)
    with session_factory(engine)() as session:
        yield session
    engine.dispose()


@pytest.fixture
def read(office, tmp_path):
    """Give what reads lines of CSV as a timetable of the week from Monday on."""

    def reading(*lines, first=MONDAY, days=7):
        path = tmp_path / "jadwal.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return read_timetable(office, path, Horizon(first, days), OperatingCalendar())

    return reading


def only_fault(found):
    assert len(found.faults) == 1, found.faults
    return found.faults[0]


def plate(office, vehicle):
    return office.get(models.Vehicle, vehicle).plate


def test_points_stand_in_the_order_that_the_file_says(read):
    found = read("hari,truk,urutan,titik", "Senin,dt-01,2,P1", "Senin,dt-01,1,P2", "Kamis,dt-02,1,P1")
    assert found.faults == ()
    assert found.timetable == {
        "2026-11-23": {"dt-01": [["collect", "P2"], ["collect", "P1"]]},
        "2026-11-26": {"dt-02": [["collect", "P1"]]},
    }
    assert found.counts == {"rows": 3, "points": 2, "vehicles": 2, "days": 2}
    assert found.left_out == ("P3", "P4")


def test_words_are_understood_as_people_write_them(read, office):
    spaced = plate(office, "dt-02").replace(" ", "").lower()
    found = read(
        "JADWAL ANGKUTAN BULAN OKTOBER",
        "Tanggal;Nopol;Nama Titik;Desa;Kegiatan",
        f"23/11/2026;{spaced};balai desa;;",
        ";;bak rt 2;;angkut",
        ";;Buang ke TPA;;",
        f"24-11-2026;{spaced};tps pasar;{_village(office, '33.20.02.2002')};",
        "Jumlah;;;;",
    )
    assert found.faults == ()
    (landfill,) = {tuple(halt) for halt in found.timetable["2026-11-23"]["dt-02"] if halt[0] == "unload"} or {
        ()
    }
    assert found.timetable["2026-11-23"]["dt-02"][:2] == [["collect", "P4"], ["collect", "P2"]]
    assert landfill in {(), ("unload", TPA)}
    assert found.timetable["2026-11-24"]["dt-02"] == [["collect", "P3"]]
    assert found.carried == 2


def _village(office, code):
    return office.get(models.Village, code).name


def test_a_weekday_counts_on_each_of_two_weeks_and_several_may_stand_in_a_cell(read):
    found = read("hari,truk,titik", '"Senin, Kamis",dt-01,P1', days=14)
    days = [MONDAY + timedelta(days=step) for step in (0, 3, 7, 10)]
    assert list(found.timetable) == [day.isoformat() for day in days]


def test_last_months_dates_are_laid_on_the_same_weekdays(read):
    found = read("tanggal,truk,titik", "2026-10-05,dt-01,P1", "2026-10-08,dt-01,P2")
    assert found.horizon.shift == 49
    assert list(found.timetable) == ["2026-11-23", "2026-11-26"]


def test_a_village_alone_means_all_its_points(read, office):
    name = _village(office, "33.20.02.2001")
    found = read("hari,truk,desa", f"Senin,dt-01,{name}")
    assert found.timetable == {"2026-11-23": {"dt-01": [["collect", "P1"], ["collect", "P2"]]}}


def test_an_unloading_that_the_file_names_is_kept_in_its_place(read):
    found = read(
        "hari,truk,urutan,titik",
        "Senin,dt-01,1,P1",
        f"Senin,dt-01,2,{TPA}",
        "Senin,dt-01,3,P2",
        f"Senin,dt-01,4,buang ke {TPA}",
        "Senin,dt-01,5,pulang",
    )
    assert found.timetable["2026-11-23"]["dt-01"] == [
        ["collect", "P1"], ["unload", TPA], ["collect", "P2"], ["unload", TPA],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "rule", "column", "suggested"),
    [
        ("Senin,dt-1,1,P1,", "unknown_vehicle", "vehicle", "dt-01"),
        ("Senin,dt-04,1,P1,", "vehicle_not_planned", "vehicle", None),
        ("Rabu,dt-03,1,P1,", "vehicle_away", "vehicle", None),
        ("Senin,dt-01,1,Balai Dsa,", "unknown_point", "point", "Balai Desa"),
        ("Senin,dt-01,1,TPS Pasar,", "ambiguous_point", "point", "P1"),
        ("Senin,dt-01,1,P1,Pecangan Wetann", "unknown_village", "point", "Pecangaan Wetan"),
        ("Senin,dt-01,1,buang ke TPA Mars Utara,", "unknown_facility", "point", None),
        ("Besok,dt-01,1,P1,", "not_weekdays", "day", None),
        ("2026-12-01,dt-01,1,P1,", None, None, None),
        ("Senin,dt-01,0,P1,", "out_of_range", "order", None),
        ("Senin,dt-01,1,,", "empty", "point", None),
        ("Senin,,1,P1,", "empty", "vehicle", None),
    ],
)
def test_a_word_that_nobody_knows_is_told_with_what_may_be_meant(read, row, rule, column, suggested):
    found = read("hari,truk,urutan,titik,desa", row)
    if rule is None:
        # a week later than the plan: moved to its own weekday
        assert (found.faults, list(found.timetable)) == ((), ["2026-11-24"])
        return
    fault = only_fault(found)
    assert (fault.row, fault.rule, fault.column) == (2, rule, column)
    assert fault.hint
    assert fault.english != fault.rule.replace("_", " ")
    assert suggested is None or suggested in fault.suggestions
    with pytest.raises(RowsRefusedError):
        found.demand_good(reject=True)


def test_rows_that_contradict_each_other_are_named(read):
    head = "hari,tanggal,truk,urutan,titik"
    assert only_fault(read(head, "Senin,2026-11-24,dt-01,1,P1")).rule == "day_contradiction"
    assert only_fault(read(head, "Senin,,dt-01,1,P1", "Senin,,dt-02,1,P1")).rule == "point_twice"
    twice = only_fault(read(head, "Senin,,dt-01,1,P1", "Senin,,dt-01,1,P2"))
    assert (twice.row, twice.rule) == (3, "order_twice")
    assert only_fault(read(head, "Senin,,dt-01,1,P1", "Senin,,dt-01,,P2")).rule == "order_missing"


def test_days_outside_and_too_many_days_are_told(read):
    head = "tanggal,truk,titik"
    outside = only_fault(read(head, "2026-11-23,dt-01,P1", "2026-12-02,dt-01,P2"))
    assert (outside.row, outside.rule) == (3, "outside_week")
    long = only_fault(read(head, "2026-11-23,dt-01,P1", "2026-12-07,dt-01,P2"))
    assert (long.rule, "15 hari" in long.hint, "15 days" in long.english) == ("too_many_days", True, True)
    with pytest.raises(ImportRefusedError, match="14"):
        Horizon(MONDAY, 15)


def test_columns_that_are_needed_are_named_once_for_the_whole_file(read):
    found = read("hari,urutan,keterangan", "Senin,1,x")
    assert [(fault.row, fault.column, fault.rule) for fault in found.faults] == [
        (1, "point", "missing_column"), (1, "vehicle", "missing_column"),
    ]  # fmt: skip


def test_good_rows_can_be_taken_alone_and_bad_ones_mended(read):
    found = read("hari,truk,titik", "Senin,dt-01,P1", "Senin,dt-99,P2")
    found.demand_good(reject=True)
    assert found.timetable == {"2026-11-23": {"dt-01": [["collect", "P1"]]}}
    (bad,) = csv.DictReader(io.StringIO(rejected_csv(found)))
    assert (bad["truk"], bad["baris"]) == ("dt-99", "3")
    assert "vehicle: truk tidak dikenal" in bad["kesalahan"]


def test_the_template_is_read_once_it_is_filled_in(office, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    assert book.sheetnames == ["Data", "Penjelasan"]
    head = [cell.value for cell in book["Data"][1]]
    told = {"day": "Senin", "vehicle": "dt-01", "order": 1, "point": "P1"}
    for column, name in enumerate(head, start=1):
        book["Data"].cell(2, column, told.get(name))
    path = tmp_path / "jadwal.xlsx"
    book.save(path)
    found = read_timetable(office, path, Horizon(MONDAY, 7), OperatingCalendar())
    assert (found.faults, found.counts["rows"]) == ((), 1)
    assert {row[0].value for row in book["Penjelasan"].iter_rows(min_row=2)} == set(head)


def test_the_command_hands_a_timetable_to_the_week_planner(office_url, office, tmp_path, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", office_url)
    path = tmp_path / "jadwal.csv"
    path.write_text("hari,truk,titik\nSenin,dt-01,P1\n", encoding="utf-8")
    call = ["import-timetable", str(path), "--start", "2026-11-23", "--name", "Oktober"]
    tried = CliRunner().invoke(app, [*call, "--dry-run", "--json"])
    assert tried.exit_code == 0, tried.output
    assert json.loads(tried.stdout)["job_id"] is None
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 0, done.output
    assert "1 baris, 1 titik, 1 truk, 1 hari" in done.stdout
    (job,) = office.scalars(select(models.WeekJob)).all()
    assert (job.kind, job.status, job.requested_by) == ("plan", "waiting", "cli")
    assert job.asked == {
        "first_day": "2026-11-23",
        "days": 7,
        "name": "Oktober",
        "timetable": {"2026-11-23": {"dt-01": [["collect", "P1"]]}},
    }
    noted = office.scalars(select(models.Audit).where(models.Audit.entity == "week_job")).one()
    assert (noted.after["file"], noted.after["job"]) == ("jadwal.csv", job.id)
    assert noted.at > datetime(2026, 1, 1, tzinfo=UTC)


def test_the_command_tells_each_fault_in_a_line(office_url, tmp_path, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", office_url)
    path = tmp_path / "jadwal.csv"
    path.write_text("hari,truk,titik\nSenin,dt-99,P1\n", encoding="utf-8")
    failed = CliRunner().invoke(app, ["import-timetable", str(path), "--start", "2026-11-23"])
    assert failed.exit_code == 1
    assert "baris 2, kolom vehicle: truk tidak dikenal" in failed.stderr
    missing = CliRunner().invoke(app, ["import-timetable", str(tmp_path / "x.csv"), "--start", "2026-11-23"])
    assert missing.exit_code == 1
    assert "tidak dapat dibuka" in missing.stderr
