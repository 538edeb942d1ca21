"""What would make a left-out point servable is said with its figures, in both languages."""

import pytest

from api.remedies import remedy_words
from routing.judging.reasons import CODES

FIGURES = {
    "of_kind": 2,
    "capacity_kg": 1_434,
    "distance_m": 900,
    "late_s": 61,
    "longer_s": 3_600,
    "extra_cost": 1_250_000,
    "price": 5,
    "overtime_s": 900,
}


@pytest.mark.parametrize("code", [c for c in CODES if c != "unreachable"])
def test_every_reason_that_the_planner_gives_has_a_remedy(code):
    words = remedy_words(code, FIGURES)
    assert words.id
    assert words.en
    assert words.id != words.en


@pytest.mark.parametrize(
    ("code", "figure"),
    [("landfill_closed", "2 menit"), ("shift_too_short", "60 menit"), ("cheaper_left_out", "Rp 1.250.000")],
)
def test_figures_are_rounded_up_and_written_as_people_read_them(code, figure):
    assert figure in remedy_words(code, FIGURES).id


def test_a_plan_of_an_earlier_version_has_no_remedy_but_no_fault_either():
    assert remedy_words("shift_too_short", {"needed_s": 9, "shift_s": 1}) is None
    assert remedy_words("other", {}) is None
