"""A backup is due once a night, also after a night that the machine slept through."""

from datetime import UTC, datetime, time, timedelta

import pytest

from data.store.backup.schedule import Rhythm
from data.store.models import BackupRun

RHYTHM = Rhythm(time(0, 30), "Asia/Jakarta", keep=2)
# 00:30 WIB of 21 November
NIGHT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


def run(began, error=None, file="x"):
    return BackupRun(kind="scheduled", began_at=began, ended_at=began, error=error, file=file)


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        (NIGHT, NIGHT),
        (NIGHT - timedelta(seconds=1), NIGHT - timedelta(days=1)),
        (NIGHT + timedelta(hours=23, minutes=59), NIGHT),
    ],
)
def test_a_night_begins_at_the_office_s_local_time(now, begins):
    assert RHYTHM.begins(now) == begins


@pytest.mark.parametrize(
    ("now", "good", "last", "due"),
    [
        (NIGHT, None, None, True),
        (NIGHT, NIGHT - timedelta(hours=23), None, True),
        (NIGHT + timedelta(hours=5), NIGHT + timedelta(minutes=1), None, False),
        (NIGHT + timedelta(hours=8), NIGHT - timedelta(days=3), None, True),
    ],
)
def test_due_is_what_this_night_lacks(now, good, last, due):
    made = run(good) if good else None
    assert RHYTHM.is_due(now, made, last or made) is due


@pytest.mark.parametrize(("minutes", "due"), [(59, False), (60, True)])
def test_a_failed_night_is_tried_again_after_an_hour(minutes, due):
    failed = run(NIGHT, error="full")
    assert RHYTHM.is_due(NIGHT + timedelta(minutes=minutes), None, failed) is due


def test_failures_take_no_place_among_those_that_are_kept():
    nightly = [run(NIGHT, error="full"), run(NIGHT, file="c"), run(NIGHT, file="b"), run(NIGHT, file="a")]
    assert [one.file for one in RHYTHM.surplus(nightly)] == ["a"]
