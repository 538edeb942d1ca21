from datetime import UTC, datetime, timedelta

import pytest

from data.contract.clock import HeldClock, RealClock, StackClock, clock_from_text, clock_to_text
from data.contract.errors import ClockTextError

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MORNING = START - timedelta(hours=10)


class Watch:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


def clock_at(elapsed_s, speed=60.0):
    return StackClock(START, MORNING, speed, Watch(START + timedelta(seconds=elapsed_s)))


def test_stack_clock_runs_at_its_speed():
    assert clock_at(10).now() == MORNING + timedelta(minutes=10)


def test_stack_clock_never_passes_real_time_and_joins_it_at_rate_one():
    clock = clock_at(elapsed_s=3600)
    assert clock.now() == START + timedelta(hours=1)
    assert clock.rate == 1.0


def test_rate_is_the_speed_while_behind_real_time():
    assert clock_at(10).rate == 60


def test_stack_clock_stands_at_its_anchor_before_it_starts():
    assert clock_at(-5).now() == MORNING


@pytest.mark.parametrize("stack_s", [1.0, 3_000.0, 36_000.0, 50_000.0, 200_000.0])
def test_real_seconds_is_how_long_the_stack_clock_takes(stack_s):
    clock = clock_at(10)
    wait_s = clock.real_seconds(stack_s)
    assert clock_at(10 + wait_s).now() - clock.now() == pytest.approx(
        timedelta(seconds=stack_s), abs=timedelta(milliseconds=1)
    )


def test_text_carries_the_clock_over_to_another_program():
    clock = StackClock(START, MORNING, 180)
    assert clock_from_text(clock_to_text(clock)) == clock


def test_no_text_is_the_real_clock():
    assert isinstance(clock_from_text(None), RealClock)
    assert isinstance(clock_from_text(""), RealClock)


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "2026-11-22T04:00:00+00:00",
        "2026-11-22T04:00:00=2026-11-21T04:00:00@60",  # no zone
        "2026-11-22T04:00:00+00:00=2026-11-23T04:00:00+00:00@60",  # starts in the future
        "2026-11-22T04:00:00+00:00=2026-11-21T04:00:00+00:00@0.5",  # slower than real time
        "2026-11-22T04:00:00+00:00=2026-11-21T04:00:00+00:00@fast",
    ],
)
def test_clock_text_that_cannot_be_is_refused(text):
    with pytest.raises(ClockTextError):
        clock_from_text(text)


def test_held_clock_stands_until_its_file_lets_it_run(tmp_path):
    path = tmp_path / "clock"
    watch = Watch(START)
    path.write_text(clock_to_text(StackClock(START + timedelta(days=1), MORNING, 60)))
    held = HeldClock(path, watch)
    watch.now = START + timedelta(seconds=20)
    assert held.now() == MORNING
    path.write_text(clock_to_text(StackClock(watch.now, MORNING, 60)))
    watch.now += timedelta(seconds=1)
    assert held.now() == MORNING + timedelta(minutes=1)


def test_held_clock_that_runs_never_looks_back_at_its_file(tmp_path):
    path = tmp_path / "clock"
    path.write_text(clock_to_text(StackClock(START, MORNING, 60)))
    held = HeldClock(path, Watch(START + timedelta(seconds=1)))
    held.now()
    path.unlink()
    assert held.now() == MORNING + timedelta(minutes=1)


def test_held_clock_without_its_file_is_refused_at_the_start(tmp_path):
    with pytest.raises(ClockTextError, match="cannot be read"):
        clock_from_text(f"file:{tmp_path}/none")
