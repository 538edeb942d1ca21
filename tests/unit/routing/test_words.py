from typing import get_args

import pytest

from routing.judging.judge import Rule, Violation
from routing.judging.words import Lang, clock, sentence


@pytest.mark.parametrize("lang", get_args(Lang.__value__ if hasattr(Lang, "__value__") else Lang))
@pytest.mark.parametrize("rule", get_args(Rule))
def test_every_rule_has_a_sentence_with_who_and_where(rule, lang):
    said = sentence(Violation(rule, "dt-01", "p-1", 3661), lang)
    assert said.startswith("dt-01 · p-1: ")
    assert len(said) > len("dt-01 · p-1: ") + 5


def test_times_are_told_as_people_tell_them():
    assert [clock(s) for s in (21_600, 21_601, -60, 90_000)] == ["06:00", "06:00:01", "-00:01", "25:00"]
    assert (
        sentence(Violation("shift_end", "a", "", 3660), "id") == "a: pulang 1 jam 1 menit lewat batas waktu"
    )
    assert sentence(Violation("shift_end", "a", "", 59), "en") == "a: comes home 59 s too late"
    assert (
        sentence(Violation("over_kg", "a", "p", 1500), "id")
        == "a · p: muatan lebih 1.500 kg dari kemampuan truk"
    )
