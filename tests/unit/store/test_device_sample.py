"""A wrong clock is told apart from lateness, a copied identity from a new spool and a bad fix."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store.queries.device_sample import SAMPLE_SIZE, Seen, clock_skew_s, is_copied

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HERE = (110.67, -6.59)
THERE = (110.70, -6.50)


def seen(number, *, late_s=0.4, ahead_s=0.0, boot=7, place=HERE, sent=False):
    """Return the fix of minute `number`: received `late_s` later, its clock `ahead_s` ahead."""
    truly = NOW + timedelta(minutes=number)
    ahead = timedelta(seconds=ahead_s)
    received = truly + timedelta(seconds=late_s)
    return Seen(boot, truly + ahead, received, received + ahead if sent else None, *place)


@given(st.floats(-3600, 119), st.integers(5, SAMPLE_SIZE))
def test_clock_that_is_wrong_all_the_time_is_measured(ahead_s, number):
    sample = [seen(n, ahead_s=ahead_s, late_s=0.2 + n % 3) for n in range(number)]
    assert clock_skew_s(sample) == pytest.approx(ahead_s - 1.2, abs=1.1)


def test_backlog_that_drains_is_no_wrong_clock():
    # an hour of fixes, one message of ten every second
    sample = [
        Seen(7, NOW + timedelta(seconds=15 * n), NOW + timedelta(hours=1, seconds=n // 10), None, *HERE)
        for n in range(SAMPLE_SIZE)
    ]
    assert clock_skew_s(sample) is None


def test_live_fixes_are_found_among_late_ones():
    late = [seen(n, late_s=600 - 40 * n) for n in range(10)]
    live = [seen(n, late_s=0.4, ahead_s=-45) for n in range(20, 26)]
    assert clock_skew_s([*late, *live]) == pytest.approx(-45.4)


def test_one_leap_of_the_clock_is_not_its_skew():
    sample = [*(seen(n) for n in range(10)), seen(11, ahead_s=100)]
    assert clock_skew_s(sample) == pytest.approx(-0.4)


def test_message_of_several_fixes_is_as_late_as_its_newest():
    sample = [
        Seen(7, NOW + timedelta(minutes=n, seconds=15 * part), NOW + timedelta(minutes=n + 1), None, *HERE)
        for n in range(10)
        for part in range(5)
    ]
    assert clock_skew_s(sample) == pytest.approx(0)


def test_word_of_when_it_sent_beats_the_time_of_the_fix():
    sample = [seen(n, late_s=300 + 40 * n, ahead_s=30, sent=True) for n in range(8)]
    assert clock_skew_s(sample) == pytest.approx(30)


def test_few_fixes_tell_nothing():
    assert clock_skew_s([seen(n) for n in range(4)]) is None
    assert clock_skew_s([]) is None


def test_new_spool_is_no_copy():
    assert not is_copied([seen(n, boot=1 if n < 20 else 2) for n in range(40)])


def test_boots_that_alternate_are_a_copy():
    assert is_copied([seen(n, boot=1 + n % 2) for n in range(6)])


def test_one_boot_that_ends_late_is_no_copy():
    # the last fix of the old spool bears a later time than the first one of the new
    assert not is_copied([seen(n, boot=boot) for n, boot in enumerate([1, 1, 2, 1, 2, 2])])


def test_phone_that_is_at_two_places_at_once_is_a_copy():
    assert is_copied([seen(n / 4, boot=0, place=HERE if n % 2 else THERE) for n in range(20)])


def test_bad_fixes_and_a_fast_road_are_no_copy():
    assert not is_copied([seen(n / 4, boot=0, place=THERE if n % 10 == 0 else HERE) for n in range(40)])
    assert not is_copied([seen(n, boot=0, place=(110.0 + 0.01 * n, -6.5)) for n in range(40)])
