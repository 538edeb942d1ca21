"""Identifiers of trackers are read with care: one wrong digit is another truck."""

import pytest

from data.store.imports.devices import identifier, imei, passes_luhn
from data.store.imports.faults import CellError

IMEI = "356307042441013"


@pytest.mark.parametrize("written", [IMEI, "35 630704 244101 3", "35-630704-244101-3"])
def test_imei_is_read_however_it_is_grouped(written):
    assert imei(written) == IMEI


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("356307042441014", "imei_check_digit"),
        ("356307042441031", "imei_check_digit"),
        ("35630704244101", "not_an_imei"),
        ("35630704244101A", "not_an_imei"),
        ("٣٥٦٣٠٧٠٤٢٤٤١٠١٣", "not_an_imei"),
        ("3.56307E+14", "imei_rounded"),
        ("3,56307E+14", "imei_rounded"),
    ],
)
def test_broken_imei_is_told_with_its_rule(written, rule):
    with pytest.raises(CellError) as error:
        imei(written)
    assert error.value.rule == rule


def test_every_single_wrong_digit_is_found():
    for place in range(15):
        for digit in set("0123456789") - {IMEI[place]}:
            assert not passes_luhn(IMEI[:place] + digit + IMEI[place + 1 :])


def test_identifier_of_a_clone_is_taken_as_it_is():
    assert identifier(" 9171 234567 ") == "9171234567"
    with pytest.raises(CellError):
        identifier("a/b")
