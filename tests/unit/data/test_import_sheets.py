"""The sheets that offices send: titles, headings in two rows, merged cells, sums, dates, numbers as text."""

from datetime import date, datetime, time

import openpyxl
import pytest

from data.store.imports.errors import UnreadableFileError
from data.store.imports.files import read_table
from data.store.imports.lists.points import COLUMNS
from data.store.imports.table import Reading
from data.store.imports.validation import check, plain

KNOWN = Reading(frozenset(plain(word) for column in COLUMNS for word in (column.name, *column.aliases)))


def sheet(path, rows, merges=(), title="Data"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    for merge in merges:
        page.merge_cells(merge)
    book.save(path)
    return path


def values(table):
    return [dict(row.values) for row in check(table.headings, table.rows, COLUMNS).rows]


def test_three_rows_of_titles_and_two_of_headings_are_seen_through(tmp_path):
    rows = [
        ("DAFTAR TPS KABUPATEN JEPARA",),
        ("DINAS LINGKUNGAN HIDUP", None, None, None, None, "TAHUN 2026"),
        (),
        ("No", "Kode TPS", "Nama TPS", "Desa", "Koordinat", None),
        (None, None, None, None, "X", "Y"),
        (1, 2, 3, 4, 5, 6),
        (1, "T1", "TPS Pasar", "Jambu", 110.6911, -6.5198),
    ]
    merges = ("A1:F1", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:F4")
    table = read_table(sheet(tmp_path / "a.xlsx", rows, merges), KNOWN)
    assert table.headings == ("No", "Kode TPS", "Nama TPS", "Desa", "Koordinat X", "Koordinat Y")
    (row,) = values(table)
    assert (row["code"], row["lon"], row["lat"]) == ("T1", 110.6911, -6.5198)
    assert table.rows[0].number == 7


def test_headings_in_two_rows_of_a_csv_are_seen_through(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Daftar TPS;;;;\nKode;Nama;Desa;Koordinat;\n;;;Bujur;Lintang\nT1;A;Jambu;110,69;-6,52\n")
    (row,) = values(read_table(path, KNOWN))
    assert (row["code"], row["lon"], row["lat"]) == ("T1", 110.69, -6.52)


def test_value_merged_over_rows_is_said_in_each(tmp_path):
    rows = [
        ("kode", "nama", "kecamatan", "bujur", "lintang"),
        ("T1", "A", "Mlonggo", 1, 2),
        ("T2", "B", None, 1, 2),
        ("T3", "C", None, 1, 2),
    ]
    table = read_table(sheet(tmp_path / "a.xlsx", rows, ("C2:C3",)), KNOWN)
    assert [row["kecamatan"] for row in values(table)] == ["Mlonggo", "Mlonggo", None]


def test_sums_empty_rows_and_what_stands_below_are_left_out(tmp_path):
    rows = [
        ("No", "kode", "nama", "bujur", "lintang", "kg"),
        (1, "T1", "TPS Jumlah Baru", 110.69, -6.52, 10),
        (),
        (2, "T2", "B", 110.69, -6.52, 20),
        (None, None, "Jumlah", None, None, 30),
        (None, None, None, None, "Jepara, November 2026"),
        (None, None, "Kepala Dinas"),
    ]
    table = read_table(sheet(tmp_path / "a.xlsx", rows), KNOWN)
    checked = check(table.headings, table.rows, COLUMNS)
    assert [row.values["code"] for row in checked.rows] == ["T1", "T2"]
    assert checked.skipped == (5, 6, 7)
    assert checked.faults == ()


def test_dates_times_and_numbers_as_text_are_understood(tmp_path):
    rows = [
        ("kode", "nama", "terakhir diangkut", "jam mulai", "jam selesai", "kg per hari", "bujur"),
        ("T1", "A", datetime.fromisoformat("2026-11-18"), time(5, 0), 0.375, "'120,5", "110,6911"),
        (2, "B", 46344, "05.30", "09:00:00", "120 kg", "110.6911"),
    ]
    first, second = values(read_table(sheet(tmp_path / "a.xlsx", rows), KNOWN))
    assert first["last_emptied_on"] == second["last_emptied_on"] == date(2026, 11, 18)
    assert (first["window_from"], first["window_to"]) == (time(5), time(9))
    assert (first["kg_per_day"], second["kg_per_day"], second["code"]) == (120.5, 120.0, "2")


def test_broken_formula_is_a_fault(tmp_path):
    table = read_table(sheet(tmp_path / "a.xlsx", [("kode", "nama"), ("T1", "#REF!")]), KNOWN)
    faults = check(table.headings, table.rows, COLUMNS).faults
    assert [fault.rule for fault in faults] == ["spreadsheet_error"]


def test_sheet_is_chosen_by_name_and_an_unknown_one_names_the_others(tmp_path):
    path = sheet(tmp_path / "a.xlsx", [("kode",), ("T1",)])
    book = openpyxl.load_workbook(path)
    book.create_sheet("TPS 2026").append(("kode",))
    book["TPS 2026"].append(("T9",))
    book.save(path)
    assert read_table(path, Reading(sheet="tps 2026")).rows[0].cells["kode"] == "T9"
    with pytest.raises(UnreadableFileError, match="yang ada: Data, TPS 2026"):
        read_table(path, Reading(sheet="Kontainer"))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("sep=;\nkode;nama\nT1;Kaf\u00e9\n".encode("cp1252"), "Kaf\u00e9"),
        ("kode\tnama\nT1\tKaf\u00e9\n".encode("utf-16"), "Kaf\u00e9"),
        (b"kode;nama\nT1;a, b, c, d\n", "a, b, c, d"),
    ],
)
def test_csv_of_any_program_is_read(tmp_path, content, name):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    (row,) = read_table(path, KNOWN).rows
    assert dict(row.cells) == {"kode": "T1", "nama": name}


def test_kept_mapping_goes_before_what_headings_seem_to_mean():
    from data.store.imports.validation import RawRow

    rows = [RawRow(2, {"Nama TPS": "x", "Lokasi Pasti": "Pasar", "kode": "T1"})]
    headings = ("Nama TPS", "Lokasi Pasti", "kode")
    checked = check(headings, rows, COLUMNS, {"Lokasi Pasti": "name", "Nama TPS": ""})
    assert dict(checked.claimed) == {"Lokasi Pasti": "name", "kode": "code"}
    assert checked.unused == ("Nama TPS",)
