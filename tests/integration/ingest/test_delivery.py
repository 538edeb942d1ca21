"""What happens to a position between the device and the store."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.support.ingest_world import BOOT, wait_for, wire_fix

pytestmark = pytest.mark.services


def test_a_published_fix_is_stored_acknowledged_and_receipted(store, pipeline, truck):
    truck.send("fix", wire_fix(1))
    wait_for(lambda: truck.settled() == {1}, what="the receipt")
    assert store.rows("select device_id, boot, seq from fix") == [("dt-01", BOOT, 1)]
    wait_for(lambda: pipeline.live.session.window.waiting() == 0, what="the acknowledgement")
    assert store.rows("select seq from latest_position where device_id = 'dt-01'") == [(1,)]


def test_a_repeat_is_receipted_again_and_counted_but_not_stored_twice(store, pipeline, truck):
    fix = wire_fix(1)
    truck.send("fix", fix)
    wait_for(lambda: len(truck.receipts) == 1)
    truck.send("past", fix, fix)
    wait_for(lambda: len(truck.receipts) == 2)
    assert store.fixes() == 1
    tally = store.rows("select received, accepted, duplicates, quarantined from device_tally")
    assert tally == [(3, 1, 2, 0)]


def test_the_same_identity_with_other_content_goes_to_quarantine(store, pipeline, truck):
    fix = wire_fix(1)
    truck.send("fix", fix)
    wait_for(lambda: len(truck.receipts) == 1)
    truck.send("past", fix | {"tst": fix["tst"] + 1})
    wait_for(lambda: len(truck.receipts) == 2)
    for _ in range(2):
        truck.send("past", fix | {"lat": fix["lat"] + 0.001})
    wait_for(lambda: store.one("select received from device_tally") == 4)
    assert store.fixes() == 1
    assert store.rows("select distinct reasons from quarantine") == [(["identity_conflict"],)]
    assert store.one("select count(*) from quarantine") == 2


def test_a_malformed_message_is_kept_with_its_bytes_and_blocks_nothing(store, pipeline, truck):
    raw = b"\xff\xfe not json \x00"
    truck.publish("past", raw)
    truck.send("past", wire_fix(1))
    wait_for(lambda: truck.settled() == {1})
    assert [bytes(row[0]) for row in store.rows("select raw from quarantine")] == [raw]
    wait_for(lambda: pipeline.past.session.window.waiting() == 0)


def test_text_that_no_column_can_hold_is_quarantined_not_stuck(store, pipeline, truck):
    event = {"v": 1, "device": "dt-01", "boot": BOOT, "seq": 1, "tst": 1_760_000_000.0, "event": "skipped"}
    truck.publish("event", event | {"reason": "nul \x00 inside"})
    truck.publish("event", event | {"seq": 2, "plan": 2**70})
    truck.send("past", wire_fix(3, sat=2**40))
    wait_for(lambda: truck.settled() == {1, 2, 3})
    assert store.one("select count(*) from quarantine") == 3
    wait_for(lambda: pipeline.past.session.window.waiting() == 0)


def test_an_unknown_device_is_quarantined_and_receipted(store, pipeline, make_truck):
    stranger = make_truck("stranger-1")
    stranger.send("fix", wire_fix(1))
    wait_for(lambda: stranger.settled() == {1})
    assert store.fixes() == 0
    assert store.rows("select device_id, boot, seq, reasons from quarantine") == [
        ("stranger-1", BOOT, 1, ["unknown_device"])
    ]


def test_a_device_that_speaks_for_another_is_quarantined(store, pipeline, truck):
    truck.publish("fix", {"v": 1, "device": "dt-02", "boot": BOOT, "fixes": [wire_fix(1)]})
    wait_for(lambda: store.one("select count(*) from quarantine") == 1)
    assert store.rows("select device_id, reasons from quarantine") == [("dt-01", ["foreign_device"])]
    assert store.fixes() == 0


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"lat": 0.0, "lon": 0.0}, "zero_position"),
        ({"tst": 1_072_915_200.0}, "before_2020"),
        ({"tst": 2_208_988_800.0}, "in_future"),
        ({"sat": 0}, "no_satellites"),
    ],
)
def test_an_implausible_fix_is_quarantined_and_never_moves_the_marker(store, pipeline, truck, fault, reason):
    truck.send("fix", wire_fix(1), wire_fix(2) | fault)
    wait_for(lambda: truck.settled() == {1, 2})
    assert store.rows("select seq, reasons from quarantine") == [(2, [reason])]
    assert store.one("select seq from latest_position") == 1


def test_late_fix_does_not_move_latest_position(store, pipeline, truck):
    now = datetime.now(UTC)
    truck.send("fix", wire_fix(10, now - timedelta(seconds=5)))
    wait_for(lambda: truck.settled() == {10})
    truck.send("past", wire_fix(9, now - timedelta(seconds=65)))
    wait_for(lambda: truck.settled() == {9, 10})
    assert store.fixes() == 2
    assert store.one("select seq from latest_position") == 10


def test_new_fixes_mark_the_day_of_the_vehicle_that_carries_the_device(store, pipeline, truck):
    # 05:30 WIB belongs to the day whose UTC date is the day before; 02:30 WIB to the operating day before
    truck.send("past", wire_fix(1, datetime(2026, 3, 1, 22, 30, tzinfo=UTC)))
    truck.send("past", wire_fix(2, datetime(2026, 3, 3, 19, 30, tzinfo=UTC)))
    wait_for(lambda: truck.settled() == {1, 2})
    days = store.rows("select vehicle_id, operating_day::text from dirty_day order by 2")
    assert days == [("dt-01", "2026-03-02"), ("dt-01", "2026-03-03")]


def test_readers_are_pinged_after_a_commit_and_the_last_ping_is_never_lost(store, pipeline, truck):
    with psycopg.connect(store.url, autocommit=True) as connection:
        connection.execute("listen siangsa_positions")
        for seq in range(1, 4):
            truck.send("fix", wire_fix(seq))
            wait_for(lambda seq=seq: seq in truck.settled())
        pings = list(connection.notifies(timeout=2, stop_after=10))
    assert pings
    assert all(ping.payload == "" for ping in pings)


def test_a_route_acknowledgement_is_noted_as_an_event(store, pipeline, truck):
    event = {"v": 1, "device": "dt-01", "boot": BOOT, "seq": 1, "tst": 1_760_000_000.0, "event": "route_ack"}
    truck.publish("event", event | {"plan": 7})
    wait_for(lambda: truck.settled() == {1})
    assert store.rows("select event, plan_id, payload->>'device' from device_event") == [
        ("route_ack", 7, "dt-01")
    ]
    truck.publish("event", event | {"plan": 7})
    wait_for(lambda: len(truck.receipts) == 2)
    assert store.rows("select accepted, duplicates from device_tally") == [(1, 1)]
