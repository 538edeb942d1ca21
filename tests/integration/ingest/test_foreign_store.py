"""What foreign devices say, in the same transaction and by the same promises as our own format."""

import json

import pytest

from tests.support.store_world import (
    NOW,
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
    """Give the store behind a sink, with a phone and a tracker behind a gateway."""
    add_device(store, "phone-1", "owntracks")
    add_device(store, "gt06-1", "traccar", "868120111111111", "traccar")
    world = StoreWorld(store.url)
    yield world
    world.close()


def tally(store, device):
    columns = "received, accepted, duplicates, quarantined"
    return store.rows(f"select {columns} from device_tally where device_id = %s", device)[0]


def test_a_foreign_fix_is_stored_under_our_device_and_gets_no_receipt(store, world):
    (outcome,) = world.settle(owntracks("phone-1"), traccar("868120111111111"))
    assert outcome.settled == {}
    assert store.rows("select device_id, boot, round(speed_kmh) from fix order by 1") == [
        ("gt06-1", 0, 19.0),
        ("phone-1", 0, 12.0),
    ]
    assert store.rows("select device_id from latest_position order by 1") == [("gt06-1",), ("phone-1",)]
    assert store.rows("select * from settled") == []


def test_a_foreign_fix_is_stored_once_whoever_repeats_it(store, world):
    fix = owntracks("phone-1")
    world.settle(fix, fix)
    world.settle(fix, through=1)
    assert store.fixes() == 1
    assert tally(store, "phone-1") == (3, 1, 2, 0)
    assert imbalance(store) == []


def test_what_a_dialect_says_beside_the_position_is_kept(store, world):
    world.settle(traccar("868120111111111", attributes={"ignition": True, "odometer": 12.5}))
    ((sent_at, extra),) = store.rows("select sent_at, extra from fix")
    assert extra == {"ignition": True, "odometer_m": 12.5}
    assert sent_at is not None


def test_a_phone_that_says_its_place_is_faked_is_kept_and_marked(store, world):
    world.settle(traccar("868120111111111", accuracy=900.0, attributes={"mock": True}))
    assert store.rows("select flags from fix") == [(["mock", "poor_accuracy"],)]


def test_an_unlisted_speaker_waits_under_its_name(store, world):
    for ago_s in (60, 50, 50):
        world.settle(traccar("868120999999999", ago_s))
    assert store.fixes() == 0
    assert (
        store.rows("select device_id, dialect, external_id, boot, reasons from quarantine")
        == [(None, "traccar", "868120999999999", None, ["unknown_device"])] * 2
    )
    assert tally(store, "") == (3, 0, 1, 2)
    assert imbalance(store) == []


def test_a_gateway_that_speaks_for_a_device_of_another_one_is_quarantined(store, world):
    world.settle(traccar("868120111111111", topic="positions/other"))
    assert store.fixes() == 0
    assert store.rows("select external_id, reasons from quarantine") == [("868120111111111", ["not_on_list"])]


@pytest.mark.parametrize(
    ("message", "reasons"),
    [
        (owntracks("phone-1", ago_s=22 * 365 * 86_400), ["before_2020"]),
        (owntracks("phone-1", ago_s=-14 * 365 * 86_400), ["in_future"]),
        (owntracks("phone-1", lat=0.0, lon=0.0), ["zero_position"]),
        (owntracks("phone-1", lat=91.0), ["latitude_out_of_range"]),
        (delivery("owntracks/phone-1/x", b"\xff\x00"), ["nul"]),
        (delivery("owntracks/phone-1/x", {"_type": "location"}), ["schema"]),
        (delivery("positions", b"{}"), ["schema"]),
        (delivery("positions", b"[" * 5000), ["undecodable"]),
    ],
)
def test_what_cannot_be_believed_is_kept_once_and_moves_no_marker(store, world, message, reasons):
    world.settle(owntracks("phone-1", ago_s=300))
    before = store.rows("select * from latest_position")
    world.settle(message, message)
    world.settle(message)
    assert store.rows("select reasons, raw from quarantine") == [(reasons, message.payload)]
    assert store.rows("select * from latest_position") == before
    assert imbalance(store) == []


def test_a_late_foreign_fix_enters_the_track_and_moves_no_marker(store, world):
    world.settle(owntracks("phone-1", ago_s=10))
    marker = store.rows("select * from latest_position")
    world.settle(owntracks("phone-1", ago_s=500))
    assert store.fixes() == 2
    assert store.rows("select * from latest_position") == marker


def test_a_notice_becomes_an_event_once(store, world):
    lwt = delivery("owntracks/phone-1/x", {"_type": "lwt", "tst": int(NOW.timestamp()) - 90_000})
    world.settle(lwt, lwt)
    world.settle(lwt)
    assert store.rows("select device_id, boot, event, event_time from device_event") == [
        ("phone-1", 0, "owntracks.lwt", NOW)
    ]
    assert tally(store, "phone-1") == (3, 1, 2, 0)


def test_own_and_foreign_messages_share_a_batch(store, world):
    own_message = own("dt-01", own_fix(1), own_fix(2, lat=91.0))
    (outcome,) = world.settle(own_message, owntracks("phone-1"), traccar("nobody"), own_message)
    assert outcome.settled == {("dt-01", 4_242): [1, 2, 1, 2]}
    assert store.fixes() == 2
    assert outcome.quarantined == {"latitude_out_of_range": 1, "unknown_device": 1}
    assert imbalance(store) == []


def test_fifty_refused_fixes_of_one_message_keep_its_bytes_once(store, world):
    message = own("dt-01", *(own_fix(seq, lat=91.0) for seq in range(1, 51)))
    world.settle(message)
    assert store.one("select count(*) from quarantine") == 50
    assert store.one("select sum(length(raw)) from quarantine") == len(message.payload)
    assert store.one("select count(distinct part) from quarantine") == 50


def test_a_part_that_is_refused_later_points_to_the_bytes_that_are_there(store, world):
    told = [json.loads(owntracks("phone-1", ago_s).payload) for ago_s in (60, 50, 40)]
    message = delivery("owntracks/phone-1/x", [told[0] | {"lat": 91.0}, *told[1:]])
    world.settle(message)
    store.rows("update device set valid_to = '2026-01-01' where id = 'phone-1'")
    world.settle(message, message)
    (head,) = store.rows("select id, length(raw) from quarantine where part = 0")
    assert head[1] == len(message.payload)
    assert store.rows("select part, raw_of, length(raw) from quarantine where part > 0 order by part") == [
        (1, head[0], 0),
        (2, head[0], 0),
    ]
    assert store.rows("select sum(received), sum(duplicates) from device_tally") == [(9, 4)]
    assert imbalance(store) == []


@pytest.mark.parametrize("table", ["fix", "latest_position"])
def test_poison_among_foreign_messages_is_found_and_blocks_nothing(store, world, table):
    store.rows(f"alter table {table} add constraint poison check (speed_kmh is distinct from 66)")
    good = [owntracks("phone-1", ago_s=60 + n) for n in range(5)]
    outcomes = world.settle(*good[:3], owntracks("phone-1", ago_s=9, vel=66), *good[3:])
    assert len(outcomes) > 1
    assert store.fixes() == 5
    assert store.rows("select reasons from quarantine") == [(["unstorable"],)]
    assert imbalance(store) == []
