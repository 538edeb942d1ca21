"""The questions of a fault run find what they are there to find."""

from datetime import UTC, datetime, timedelta

import pytest

from data.store.models import DeviceEvent, DeviceTally, Fix
from data.store.queries import conservation

pytestmark = pytest.mark.services

MOMENT = datetime(2026, 1, 31, 23, 59, tzinfo=UTC)


def fix(seq, boot=7, moment=MOMENT):
    return Fix(
        device_id="own-01", boot=boot, seq=seq, fix_time=moment, received_at=MOMENT, lon=110.6, lat=-6.6
    )


def test_one_identity_in_two_partitions_is_doubled(session):
    """The key of a partitioned table holds the time, so it does not see this by itself."""
    session.add_all([fix(1), fix(2), fix(2, moment=MOMENT + timedelta(days=1))])
    session.flush()
    assert conservation.doubled(session) == 1


def test_a_number_that_is_both_fix_and_event_is_doubled(session):
    event = DeviceEvent(
        device_id="own-01", boot=7, seq=1, event_time=MOMENT, received_at=MOMENT, event="boot", payload={}
    )
    session.add_all([fix(1), event])
    session.flush()
    assert conservation.doubled(session) == 1


def test_two_foreign_fixes_of_one_moment_are_doubled(session):
    session.add_all([fix(11, boot=0), fix(12, boot=0), fix(13, boot=0, moment=MOMENT + timedelta(seconds=1))])
    session.flush()
    assert conservation.doubled(session) == 1


def test_moments_without_a_fix_are_missing(session):
    session.add(fix(1))
    session.flush()
    moments = [MOMENT, MOMENT + timedelta(seconds=1), MOMENT + timedelta(seconds=2)]
    assert conservation.missing(session, "own-01", moments) == 2
    assert conservation.missing(session, "own-02", moments) == 3
    assert conservation.missing(session, "own-01", []) == 0


def test_a_device_whose_tally_does_not_add_up_is_named(session):
    session.add_all(
        [
            DeviceTally(device_id="own-01", received=5, accepted=3, duplicates=1, quarantined=1),
            DeviceTally(device_id="own-02", received=5, accepted=3, duplicates=1, quarantined=0),
        ]
    )
    session.flush()
    assert conservation.unbalanced(session) == ["own-02"]
    assert conservation.repeats(session) == 2
