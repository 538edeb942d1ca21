"""Which days a point may be emptied on, and why there may be none."""

from dataclasses import replace

import pytest

from routing.week.patterns import Rhythm, dry, gaps, mask_of, nearest, patterns, waiting, why_none
from routing.week.words import say_reason

SIX = [True] * 6 + [False]
EVERY = [True] * 7
MON, TUE, WED, THU, FRI, SAT, SUN = (1 << day for day in range(7))


def test_patterns_have_the_frequency_keep_both_gaps_and_leave_days_without_trucks_alone():
    found = patterns(SIX, 2, 2, 4, -1)
    assert set(found) == {TUE | THU, TUE | FRI, TUE | SAT, WED | FRI, WED | SAT, THU | SAT}
    assert all(not m & SUN and m.bit_count() == 2 for m in found)


def test_the_most_even_pattern_comes_first():
    assert patterns(EVERY, 1, 0, 7, -7)[0] == MON
    assert patterns(SIX, 3, 1, 3, -2)[0] == MON | WED | FRI


def test_the_gap_before_the_first_day_counts_and_the_one_after_the_last():
    assert patterns(EVERY, 1, 3, 0, -1) == tuple(
        1 << day for day in sorted(range(2, 7), key=lambda d: abs(d - 3))
    )
    assert patterns(EVERY, 1, 0, 4, -1) == (THU,)
    assert patterns(EVERY, 1, 0, 3, -1) == ()


def test_fixed_days_are_the_only_ones():
    assert patterns(SIX, 2, 1, 7, -1, MON | THU) == (MON | THU,)
    assert set(patterns(SIX, 1, 1, 7, -1, MON | THU)) == {MON, THU}


RHYTHM = Rhythm(mask_of(SIX), 7, 2, 2, 4, -1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"times": 7}, "too_often"),
        ({"fixed": SUN}, "fixed_days"),
        ({"times": 3, "fixed": MON | THU}, "too_often_fixed"),
        ({"last_day": -6}, "overdue"),
        ({"working": TUE | SAT, "most_gap": 3}, "holiday_most_gap"),
        ({"times": 1, "most_gap": 3}, "most_gap"),
        ({"least_gap": 6}, "least_gap"),
        ({"times": 1, "least_gap": 5}, "gaps"),
        ({"least_gap": 6, "most_gap": 0}, "least_gap"),
    ],
)
def test_why_no_pattern_allows_a_frequency_is_named(change, code):
    rhythm = replace(RHYTHM, **change)
    reason = why_none(rhythm)
    assert reason.code == code
    words = say_reason(reason)
    assert words.id != words.en
    assert "{" not in words.id + words.en


def test_there_is_no_reason_where_there_is_a_pattern():
    assert why_none(RHYTHM) is None


def test_where_a_holiday_breaks_the_rhythm_the_nearest_days_are_left():
    holidays = replace(RHYTHM, working=mask_of([True, False, False, False, False, True, False]))
    assert nearest(holidays) == (MON | SAT,)
    assert nearest(replace(holidays, times=5)) == (MON | SAT,)
    assert nearest(replace(holidays, working=0)) == ()
    assert gaps(holidays, MON | SAT) == (1, 5)


def test_patterns_with_which_a_container_overflows_are_dropped_unless_all_of_them_do():
    gathers = (100,) * 7
    assert waiting(TUE | FRI, gathers, 50) == (250, 300)
    assert dry((TUE | FRI, MON | SUN), gathers, 50, 300) == (TUE | FRI,)
    assert dry((TUE | FRI, MON | SUN), gathers, 50, 100) == (TUE | FRI, MON | SUN)
    assert dry((MON,), gathers, 50, 0) == (MON,)
