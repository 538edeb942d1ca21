"""The account of a run against the real database: nothing is counted twice, nothing lost goes unseen."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.store import models
from data.store.partitions import ensure_months
from data.store.queries.ledger import Balance, balance_of_boot, position_cursor, waiting_days

pytestmark = pytest.mark.services

NOON = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
BOOT = 42


def fix(seq, at=NOON):
    return models.Fix(
        device_id="dt-01", boot=BOOT, seq=seq, fix_time=at, received_at=NOON, lon=110.7, lat=-6.6
    )


def refused(seq):
    return models.Quarantine(
        received_at=NOON,
        topic="fleet/dt-01/fix",
        device_id="dt-01",
        boot=BOOT,
        seq=seq,
        reasons=["speed"],
        detail="",
        raw=b"",
    )


def told(seq):
    return models.DeviceEvent(
        device_id="dt-01",
        boot=BOOT,
        seq=seq,
        event_time=NOON,
        received_at=NOON,
        event="boot",
        payload={},
    )


@pytest.fixture
def store(session):
    ensure_months(session, date(2026, 2, 1), months=3)

    def add(*rows):
        session.add_all(rows)
        session.flush()
        return session

    return add


def test_fix_event_and_quarantine_account_for_every_number(store):
    session = store(told(1), fix(2), fix(3), refused(4))
    assert balance_of_boot(session, "dt-01", BOOT, 4) == Balance(stored=2, quarantined=1, lost=0)


def test_number_that_is_nowhere_is_lost(store):
    session = store(told(1), fix(2), fix(4))
    assert balance_of_boot(session, "dt-01", BOOT, 5) == Balance(stored=2, quarantined=0, lost=2)


def test_fix_that_is_stored_and_refused_counts_as_stored(store):
    session = store(fix(1), refused(1), refused(1), refused(2))
    assert balance_of_boot(session, "dt-01", BOOT, 2) == Balance(stored=1, quarantined=1, lost=0)


def test_fix_that_slipped_into_two_partitions_counts_once(store):
    session = store(fix(1), fix(1, NOON + timedelta(days=30)))
    assert balance_of_boot(session, "dt-01", BOOT, 1) == Balance(stored=1, quarantined=0, lost=0)


def test_number_that_was_never_given_out_makes_up_for_nothing(store):
    session = store(fix(1), refused(9))
    assert balance_of_boot(session, "dt-01", BOOT, 2).lost == 1


def test_other_boots_and_devices_do_not_count(store):
    session = store(fix(1))
    assert balance_of_boot(session, "dt-01", BOOT + 1, 1).lost == 1
    assert balance_of_boot(session, "dt-02", BOOT, 1).lost == 1


def test_empty_store_has_no_positions_and_nothing_waiting(session):
    assert position_cursor(session) == 0
    assert waiting_days(session) == 0
