"""Changes of a week in one sentence; two boards compared."""

import pytest

from api.views.week_edits import Names, edit_words
from api.week_compare import difference, moved, paired_days
from tests.support.little_week import DONE, HARD, MONDAY, TUESDAY, board

NAMES = Names({"CTH-1": "Pasar"}, {"dt-01": "K 8001 C"}, {"33.20": "Troso"})
DAYS = {"from_day": "2026-11-23", "to_day": "2026-11-24"}


@pytest.mark.parametrize(
    ("kind", "what", "told"),
    [
        ("move", DAYS | {"point": "CTH-1"}, "Pasar dipindah dari Senin 23 Nov ke Selasa 24 Nov"),
        ("move", DAYS | {"point": "CTH-9"}, "CTH-9 dipindah dari Senin 23 Nov ke Selasa 24 Nov"),
        (
            "move_village",
            DAYS | {"village": "33.20", "vehicle": "dt-01"},
            "Troso dipindah dari Senin 23 Nov ke Selasa 24 Nov, truk K 8001 C",
        ),
        (
            "assign",
            {"point": "CTH-1", "day": "2026-11-24", "vehicle": "dt-01"},
            "Pasar pada Selasa 24 Nov diberikan ke K 8001 C",
        ),
        ("pin", {"point": "CTH-1", "day": "2026-11-24", "pinned": True}, "Pasar dikunci pada Selasa 24 Nov"),
        ("pin", {"point": "CTH-1", "pinned": False}, "kunci Pasar dilepas"),
        ("exclude", {"point": "CTH-1", "excluded": True}, "Pasar tidak diangkut minggu ini"),
        ("exclude", {"point": "CTH-1", "excluded": False}, "Pasar diangkut lagi minggu ini"),
        ("frequency", {"point": "CTH-1", "times": 3}, "Pasar diangkut 3 kali minggu ini"),
        ("something", {}, "perubahan dengan tangan"),
    ],
)
def test_an_edit_is_told_with_names_and_days(kind, what, told):
    words = edit_words(kind, what, NAMES)
    assert words.id == told
    assert words.en != told


def test_a_point_that_only_one_week_has_is_told_with_no_days_in_the_other():
    less = {MONDAY: DONE[MONDAY], TUESDAY: {"dt-01": ("CTH-3",)}}
    [gone] = moved(board(), board(less))
    assert (gone.code, gone.other_days, gone.left.days, gone.right.days) == ("CTH-4", True, [TUESDAY], [])


def test_days_of_a_longer_week_have_no_partner():
    short = board()
    short["days"] = short["days"][:1]
    pairs = paired_days(short, board())
    assert [(pair["day"], pair["left"] is None) for pair in pairs] == [
        ("2026-11-23", False),
        ("2026-11-24", True),
    ]


def test_what_the_right_week_has_more_counts_only_rules_that_must_hold():
    right = board(violations=(HARD,))
    right["measures"] |= {"km": 80.0, "litres": None}
    found = difference(board(), right)
    assert (found["km"], found["litres"], found["violations"]) == (-4.5, -25.4, 1)
