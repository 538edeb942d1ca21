"""Quarantine read again: stored exactly once, or still refused; and the counts move with the rows."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import sessionmaker

from data.contract.calendar import OperatingCalendar
from data.store.queries import quarantine
from data.store.queries.quarantine import Wanted
from ingest import screen
from ingest.reprocess import Reprocess
from ingest.screen import Screen
from tests.support.ingest_world import wait_for
from tests.support.store_world import (
    NOW,
    StandingClock,
    StoreWorld,
    add_device,
    delivery,
    imbalance,
    own,
    own_fix,
    owntracks,
    traccar,
)

pytestmark = pytest.mark.services


@pytest.fixture
def world(store):
    """Give the store behind two sinks."""
    world = StoreWorld(store.url)
    yield world
    world.close()


@pytest.fixture
def ask(sessions: sessionmaker):
    """Give a function that asks for what is meant to be read again."""

    def ask(**wanted):
        with sessions.begin() as session:
            return quarantine.ask_retry_where(session, Wanted(**wanted), NOW)

    return ask


def tallies(store):
    columns = "device_id, received, accepted, duplicates, quarantined"
    return {row[0]: row[1:] for row in store.rows(f"select {columns} from device_tally")}


def test_binding_an_unlisted_tracker_stores_what_it_had_said(store, world, ask):
    for ago_s in (60, 50, 40):
        world.settle(traccar("868120111111111", ago_s))
    add_device(store, "gt06-1", "traccar", "868120111111111", "traccar")
    assert ask(dialect="traccar", external_id="868120111111111") == 3
    assert world.reread() == [(3, 0, 0)]
    assert store.rows("select distinct device_id from fix") == [("gt06-1",)]
    assert store.fixes() == 3
    assert store.rows("select distinct resolution, retry_asked_at from quarantine") == [("stored", None)]
    assert tallies(store) == {"": (0, 0, 0, 0), "gt06-1": (3, 3, 0, 0)}
    assert store.one("select seq from latest_position") == store.one(
        "select seq from fix order by fix_time desc limit 1"
    )


def test_an_own_device_that_was_unknown_is_stored_once_though_it_was_settled(store, world, ask):
    messages = [own("late-1", own_fix(1), own_fix(2)), own("late-1", own_fix(3))]
    (outcome,) = world.settle(*messages)
    assert outcome.settled == {("late-1", 4_242): [1, 2, 3]}
    add_device(store, "late-1")
    world.settle(own("late-1", own_fix(4)), messages[1])
    ask(dialect="own", external_id="late-1")
    assert world.reread() == [(3, 0, 0)]
    world.settle(*messages)
    assert store.rows("select seq from fix order by seq") == [(1,), (2,), (3,), (4,)]
    assert store.one("select ranges::text from settled") == "{[1,5)}"
    assert tallies(store)["late-1"][1:] == (4, 4, 0)
    assert imbalance(store) == []


def test_asking_twice_stores_nothing_twice(store, world, ask):
    world.settle(own("late-1", own_fix(1)), owntracks("phone-1"))
    add_device(store, "late-1")
    add_device(store, "phone-1", "owntracks")
    ask()
    assert world.reread() == [(2, 0, 0)]
    assert ask() == 0
    store.rows("update quarantine set resolved_at = null, resolution = null, retry_asked_at = now()")
    world.reread()
    assert store.fixes() == 2
    assert store.rows("select distinct resolution from quarantine") == [("duplicate",)]


def test_what_is_still_refused_stays_with_its_new_reasons_and_waits_no_more(store, world, ask):
    world.settle(owntracks("phone-1", lat=91.0), own("late-1", own_fix(1, lat=91.0)))
    before = store.rows("select reasons from quarantine order by id")
    assert before == [(["latitude_out_of_range", "unknown_device"],)] * 2
    add_device(store, "phone-1", "owntracks")
    add_device(store, "late-1")
    ask()
    assert world.reread() == [(0, 0, 2)]
    columns = "device_id, external_id, reasons, retry_asked_at, resolved_at"
    assert store.rows(f"select {columns} from quarantine order by device_id") == [
        ("late-1", None, ["latitude_out_of_range"], None, None),
        ("phone-1", None, ["latitude_out_of_range"], None, None),
    ]
    assert tallies(store)["phone-1"] == (1, 0, 0, 1)
    assert imbalance(store) == []


def test_a_wrong_clock_does_not_become_right_by_waiting(store, world, ask):
    world.settle(own("dt-01", own_fix(1, ago_s=-3_600)))
    ask()
    assert world.reread(at=NOW + timedelta(days=1)) == [(0, 0, 1)]
    assert store.rows("select reasons from quarantine") == [(["in_future"],)]


def test_a_conflict_stays_a_conflict(store, world, ask):
    world.settle(own("dt-01", own_fix(1)))
    world.settle(own("dt-01", own_fix(1, lat=-6.4)))
    ask()
    assert world.reread() == [(0, 0, 1)]
    assert store.rows("select lat from fix") == [(-6.59,)]
    assert store.rows("select reasons from quarantine") == [(["identity_conflict"],)]


def test_a_mended_decoder_takes_a_whole_message_apart(store, world, ask, monkeypatch):
    good = own("dt-01", own_fix(1), own_fix(2, lat=91.0), own_fix(3))
    broken = delivery(good.topic, b"MAGIC" + good.payload)
    world.settle(broken)
    world.settle(own("dt-01", own_fix(3)))
    assert store.rows("select reasons from quarantine") == [(["undecodable"],)]
    mended = screen.decode_up
    monkeypatch.setattr(screen, "decode_up", lambda topic, raw: mended(topic, raw.removeprefix(b"MAGIC")))
    ask(reason="undecodable")
    assert world.reread() == [(1, 0, 0)]
    assert store.rows("select seq from fix order by seq") == [(1,), (3,)]
    assert store.rows("select seq, reasons, resolution from quarantine order by id") == [
        (None, ["undecodable"], "stored"),
        (2, ["latitude_out_of_range"], None),
    ]
    assert store.one("select ranges::text from settled") == "{[1,4)}"
    assert tallies(store)["dt-01"] == (4, 2, 1, 1)
    assert imbalance(store) == []


def test_poison_is_taken_out_of_the_line_and_the_rest_is_stored(store, world, ask):
    store.rows("alter table fix add constraint poison check (speed_kmh is distinct from 66)")
    world.settle(*(owntracks("phone-1", ago_s=60 + n, vel=66 if n == 2 else 12) for n in range(5)))
    add_device(store, "phone-1", "owntracks")
    ask()
    world.reread()
    assert store.fixes() == 4
    assert store.rows("select reasons, retry_asked_at from quarantine where resolved_at is null") == [
        (["unknown_device", "unstorable"], None)
    ]


def test_the_late_day_is_derived_again(store, world, ask):
    world.settle(own("late-1", own_fix(1)))
    add_device(store, "late-1")
    store.rows(
        "update device_assignment set valid_to = '2026-01-01' where vehicle_id = 'dt-01';"
        "insert into device_assignment (device_id, vehicle_id, valid_from)"
        " values ('late-1', 'dt-01', '2026-01-01')"
    )
    ask()
    world.reread()
    assert [row[0] for row in store.rows("select vehicle_id from dirty_day")] == ["dt-01"]


def test_a_running_worker_hears_of_it_and_is_the_only_one(store, world, ask):
    world.settle(owntracks("phone-1"))
    add_device(store, "phone-1", "owntracks")
    workers = [
        Reprocess(store.url, screen=Screen(), clock=StandingClock(), day_of=OperatingCalendar().day_of)
        for _ in range(2)
    ]
    try:
        for worker in workers:
            worker.start()
        wait_for(
            lambda: store.one("select count(*) from pg_locks where locktype = 'advisory' and granted") == 1
        )
        ask()
        wait_for(lambda: store.one("select count(*) from quarantine where resolution = 'stored'") == 1)
        assert all(worker.alive for worker in workers)
    finally:
        for worker in workers:
            worker.halt()
        for worker in workers:
            worker.stop()
    assert not any(worker.alive for worker in workers)
