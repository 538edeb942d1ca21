"""Days, frequencies, telephone numbers and plates are read as an office writes them."""

from datetime import date, time

import pytest

from data.store.imports import cells, readers
from data.store.imports.faults import CellError
from data.store.imports.words import ENGLISH


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (readers.weekdays, "Senin, Rabu dan Jum'at", [0, 2, 4]),
        (readers.weekdays, "Senin-Jumat", [0, 1, 2, 3, 4]),
        (readers.weekdays, "Senin s/d Rabu", [0, 1, 2]),
        (readers.weekdays, "Sabtu - Senin", [0, 5, 6]),
        (readers.weekdays, "setiap hari", [0, 1, 2, 3, 4, 5, 6]),
        (readers.weekdays, "1,4", [0, 3]),
        (readers.weekdays, "1-5", [0, 1, 2, 3, 4]),
        (readers.weekdays, "Sen Kam", [0, 3]),
        (readers.times_per_week, "3", 3),
        (readers.times_per_week, "3x seminggu", 3),
        (readers.times_per_week, "2 kali/minggu", 2),
        (readers.times_per_week, "Setiap hari", 7),
        (readers.phone, "0812-3456 7890", "+6281234567890"),
        (readers.phone, "6281234567890", "+6281234567890"),
        (readers.phone, "81234567890", "+6281234567890"),
        (readers.plate, "k9501c", "K 9501 C"),
        (readers.plate, "K 9501  C", "K 9501 C"),
        (readers.words, "pickup; tossa/dump_truck", ("pickup", "tossa", "dump_truck")),
        (cells.amount, "120 kg", 120.0),
        (cells.amount, "1.250,5 kg/hari", 1250.5),
        (cells.whole, "12.145", 12145),
        (cells.day, "46348", date(2026, 11, 22)),
        (cells.day, "22 Nov 2026", date(2026, 11, 22)),
        (cells.day, "22-11-2026", date(2026, 11, 22)),
        (cells.clock_time, "0,270833333", time(6, 30)),
        (cells.clock_time, "06.30 WIB", time(6, 30)),
        (cells.yes_or_no, "Ya", True),
        (cells.yes_or_no, "tidak", False),
    ],
)
def test_cell_is_read(read, cell, value):
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "rule"),
    [
        (readers.weekdays, "Senen", "not_weekdays"),
        (readers.weekdays, "8", "not_weekdays"),
        (readers.times_per_week, "sering", "not_a_number"),
        (readers.times_per_week, "20", "out_of_range"),
        (readers.phone, "belum ada", "not_a_phone"),
        (cells.clock_time, "0.25", "ambiguous_time"),
        (cells.day, "22 Foo 2026", "not_a_date"),
        (cells.whole, "1,5", "not_a_number"),
        (cells.yes_or_no, "mungkin", "not_a_choice"),
    ],
)
def test_cell_is_refused_by_a_rule_that_english_knows(read, cell, rule):
    with pytest.raises(CellError) as refused:
        read(cell)
    assert refused.value.rule == rule
    assert refused.value.hint_en or rule in ENGLISH


def test_misspelt_choice_gets_a_suggestion():
    with pytest.raises(CellError) as refused:
        cells.choice({"kontainer": "container", "titik": "stop"})("kontener")
    assert refused.value.suggestions == ("kontainer",)
