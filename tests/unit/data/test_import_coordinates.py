"""Coordinates are read as people write them."""

import pytest

from data.store.imports.coordinates import degrees, pair
from data.store.imports.faults import CellError


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("110.6681", 110.6681),
        ("-6,5723", -6.5723),
        ("\u22126.5723", -6.5723),
        ("6.5723 LS", -6.5723),
        ("6,5723° LS", -6.5723),
        ("110.6681 BT", 110.6681),
        ("110.6681E", 110.6681),
        ("6°34'20.5\" LS", -6.572361),
        ("6° 34\u2032 20,5\u2033 S", -6.572361),
        ("S 6° 34,5'", -6.575),
        ("6 34 20 LS", -6.572222),
        ("-6 34 20", -6.572222),
        ("110 40 5 BT", 110.668056),
        ("110:40:05", 110.668056),
        ("110 derajat 40 menit 5 detik bujur timur", 110.668056),
        ("5.5 lintang utara", 5.5),
        ("9.279.300", 9279300.0),
        ("465.848,50", 465848.5),
        ("465.848", 465848.0),
        ("465,848", 465848.0),
        ("110.668", 110.668),
    ],
)
def test_coordinate_is_understood(cell, value):
    assert degrees(cell) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    "cell", ["timur", "6°64'20\" LS", "6 34 75 LS", "nan", "inf", "110.66.81", "1e5", "°"]
)
def test_what_is_no_coordinate_is_refused(cell):
    with pytest.raises(CellError) as refused:
        degrees(cell)
    assert refused.value.rule == "not_a_number"


@pytest.mark.parametrize(
    "cell",
    [
        "-6.5723, 110.6681",
        "-6.5723,110.6681",
        "-6,5723 110,6681",
        "-6,5723; 110,6681",
        "110.6681, -6.5723",
        "(-6.5723, 110.6681)",
        "6.5723 LS / 110.6681 BT",
        "6°34'20.28\"S 110°40'5.16\"E",
        "6° 34' 20.28\" S, 110° 40' 5.16\" E",
    ],
)
def test_two_coordinates_in_one_cell_are_told_apart(cell):
    assert pair(cell) == pytest.approx((110.6681, -6.5723), abs=1e-6)


def test_two_metres_in_one_cell_stay_as_written():
    assert pair("465848, 9279300") == (465848.0, 9279300.0)


@pytest.mark.parametrize("cell", ["-6.5723", "a, b", "1, 2, 3"])
def test_one_or_three_numbers_are_no_pair(cell):
    with pytest.raises(CellError):
        pair(cell)
