"""The demo's clock: begun at a past shift, forward only."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.contract.calendar import OperatingCalendar
from data.contract.clock import clock_from_text
from ops.clock_state import ClockFile, ClockState
from ops.errors import StackError

# 6:00 and 14:00 WIB are 23:00 UTC of the day before and 07:00 UTC
NOON = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
YESTERDAYS_SHIFT = datetime(2026, 3, 8, 23, 0, tzinfo=UTC)
TODAYS_SHIFT = datetime(2026, 3, 9, 23, 0, tzinfo=UTC)


@pytest.fixture
def state(tmp_path):
    return ClockState(tmp_path / "clock.json", OperatingCalendar())


def test_new_demo_begins_at_the_start_of_the_last_completed_shift(state):
    assert state.begin(NOON) == YESTERDAYS_SHIFT


def test_new_demo_begins_on_the_past_day_that_is_asked_for(state):
    assert state.begin(NOON, since=date(2026, 3, 2)) == datetime(2026, 3, 1, 23, 0, tzinfo=UTC)


def test_day_whose_shift_is_not_over_is_one_clear_error(state):
    with pytest.raises(StackError, match=r"--since 2026-03-10: .* at most 2026-03-09"):
        state.begin(NOON, since=date(2026, 3, 10))


def test_demo_that_began_already_begins_nowhere_else(state):
    state.save(YESTERDAYS_SHIFT, clean=True)
    with pytest.raises(StackError, match=r"began already.*--fresh"):
        state.begin(NOON, since=date(2026, 3, 2))


def test_half_past_five_in_the_morning_belongs_to_the_day_whose_shift_is_still_to_come(state):
    half_past_five_wib = datetime(2026, 3, 9, 22, 30, tzinfo=UTC)
    assert state.begin(half_past_five_wib) == YESTERDAYS_SHIFT


def test_continued_demo_goes_on_where_it_stopped(state):
    stopped = YESTERDAYS_SHIFT + timedelta(hours=3)
    state.save(stopped, clean=True)
    assert state.begin(NOON) == stopped


def test_clock_never_goes_back(state):
    state.save(YESTERDAYS_SHIFT + timedelta(hours=3), clean=False)
    state.save(YESTERDAYS_SHIFT + timedelta(hours=1), clean=True)
    assert state.load() == YESTERDAYS_SHIFT + timedelta(hours=3)


def test_demo_that_stopped_after_its_shift_goes_on_with_the_next_one_that_has_begun(state):
    state.save(YESTERDAYS_SHIFT + timedelta(hours=9), clean=True)
    assert state.begin(NOON) == TODAYS_SHIFT


def test_demo_that_has_caught_up_waits_in_real_time(state):
    evening = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    state.save(TODAYS_SHIFT + timedelta(hours=9), clean=True)
    assert state.begin(evening) == TODAYS_SHIFT + timedelta(hours=9)


def test_saved_time_ahead_of_the_machine_is_one_clear_error(state):
    state.save(NOON + timedelta(days=2), clean=True)
    with pytest.raises(StackError, match="ahead of this machine's clock"):
        state.begin(NOON)


def test_killed_demo_goes_on_after_everything_its_trucks_said(state):
    state.save(YESTERDAYS_SHIFT, clean=False)
    assert state.unclean()
    newest = YESTERDAYS_SHIFT + timedelta(hours=2)
    assert newest < state.begin(NOON, newest=newest) < newest + timedelta(minutes=30)


def test_killed_demo_that_had_caught_up_goes_on_in_real_time(state):
    state.save(NOON - timedelta(minutes=1), clean=False)
    assert state.begin(NOON, newest=NOON - timedelta(seconds=5)) == NOON


def test_end_that_was_written_down_is_clean(state):
    state.save(YESTERDAYS_SHIFT, clean=False)
    state.save(YESTERDAYS_SHIFT, clean=True)
    assert not state.unclean()


def test_damaged_file_is_one_clear_error(state):
    state.path.write_text("{")
    with pytest.raises(StackError, match="damaged"):
        state.begin(NOON)


@pytest.fixture
def clock_file(tmp_path):
    return ClockFile(tmp_path / "clock.run")


def test_held_clock_stands_while_the_programs_come_up(clock_file):
    clock_file.hold(YESTERDAYS_SHIFT)
    told = clock_from_text(clock_file.setting)
    assert told.rate == 1
    assert told.now() == told.now() == YESTERDAYS_SHIFT


def test_released_clock_runs_from_where_it_stood_for_everyone_who_holds_it(clock_file):
    clock_file.hold(YESTERDAYS_SHIFT)
    told = clock_from_text(clock_file.setting)
    assert told.now() == YESTERDAYS_SHIFT
    clock_file.release(3600)
    assert YESTERDAYS_SHIFT <= told.now() < YESTERDAYS_SHIFT + timedelta(hours=1)
    assert told.now() < told.now()
