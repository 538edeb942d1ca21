"""Readers of cells: what is accepted, and which rule a refused cell breaks."""

from datetime import date, time

import pytest

from data.store.imports import cells, coordinates
from data.store.imports.faults import CellError, Fault, shown
from data.store.imports.validation import Column, RawRow, check


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.text, " TPS   Jambu ", "TPS Jambu"),
        (cells.code, "TPS-01/A", "TPS-01/A"),
        (coordinates.degrees, "110,6681", 110.6681),
        (coordinates.degrees, "-6.5723", -6.5723),
        (cells.amount, "120,5", 120.5),
        (cells.amount, "1250", 1250.0),
        (cells.amount, "0.125", 0.125),
        (cells.day, "2026-11-22", date(2026, 11, 22)),
        (cells.day, "2/11/2026", date(2026, 11, 2)),
        (cells.clock_time, "6:30", time(6, 30)),
        (cells.clock_time, "06.30", time(6, 30)),
        (cells.between(0, 10, cells.amount), "10", 10.0),
        (cells.choice({"titik": "stop"}), "Titik", "stop"),
    ],
)
def test_cell_is_read(read, cell, value):
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "rule"),
    [
        (cells.text, "a\x00b", "unprintable"),
        (cells.text, "x" * 201, "too_long"),
        (cells.code, "TPS 1", "not_a_code"),
        (cells.code, "-1", "not_a_code"),
        (coordinates.degrees, "6°64'20\"LS", "not_a_number"),
        (coordinates.degrees, "nan", "not_a_number"),
        (cells.amount, "banyak", "not_a_number"),
        (cells.amount, "1.250", "ambiguous_number"),
        (cells.amount, "1,250", "ambiguous_number"),
        (cells.amount, "-3", "negative"),
        (cells.day, "31/02/2026", "not_a_date"),
        (cells.day, "kemarin", "not_a_date"),
        (cells.clock_time, "25:00", "not_a_time"),
        (cells.between(0, 10, cells.amount), "11", "out_of_range"),
        (cells.choice({"titik": "stop"}), "kolam", "not_a_choice"),
    ],
)
def test_cell_is_refused_by_its_rule(read, cell, rule):
    with pytest.raises(CellError) as refused:
        read(cell)
    assert refused.value.rule == rule


def test_ambiguous_thousands_tell_both_ways_to_write_it():
    with pytest.raises(CellError, match=r"tulis 1250 atau 1\.2500"):
        cells.amount("1.250")


def test_long_value_is_cut_to_a_line():
    assert len(shown("x" * 500)) == 60


COLUMNS = (
    Column("code", cells.code, ("kode tps",), required=True, unique=True),
    Column("kg", cells.amount, ("kg/hari",)),
)


def test_headings_are_compared_without_case_spaces_and_signs():
    checked = check(
        ("KODE_TPS", "Kg / Hari", "Ket"), [RawRow(2, {"KODE_TPS": "A", "Kg / Hari": "5"})], COLUMNS
    )
    assert checked.faults == ()
    assert checked.unused == ("Ket",)
    assert dict(checked.rows[0].values) == {"code": "A", "kg": 5.0}


def test_missing_required_column_is_a_fault_of_the_heading():
    checked = check(("kg",), [RawRow(2, {"kg": "1"})], COLUMNS)
    assert [(fault.row, fault.column, fault.rule) for fault in checked.faults] == [
        (1, "code", "missing_column")
    ]


def test_two_headings_of_one_column_are_a_fault():
    checked = check(("kode tps", "code"), [RawRow(2, {"kode tps": "A", "code": "B"})], COLUMNS)
    assert [fault.rule for fault in checked.faults] == ["column_twice"]


def test_every_fault_of_every_row_is_gathered():
    rows = [
        RawRow(2, {"code": "", "kg": "x"}),
        RawRow(3, {"code": "A"}),
        RawRow(4, {"code": "A", "kg": "-1"}),
    ]
    faults = check(("code", "kg"), rows, COLUMNS).faults
    assert [(fault.row, fault.column, fault.rule) for fault in faults] == [
        (2, "code", "empty"),
        (2, "kg", "not_a_number"),
        (4, "code", "duplicate"),
        (4, "kg", "negative"),
    ]


def test_fault_is_one_line_with_row_column_rule_and_value():
    fault = Fault(7, "lon", "not_a_number", "abc", "bukan angka")
    assert fault.sentence() == "baris 7, kolom lon: bukan angka [not_a_number], tertulis: 'abc'"


@pytest.mark.parametrize("value", [-6.5695385461142735, 110.66123456789012, 471217.56570000003])
def test_a_number_of_full_precision_is_read_as_it_is(value):
    assert cells.number(repr(value)) == value
