"""What the screen makes of raw messages."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from data.store.queries.ingest_items import Arrival, NewEvent, NewFix, Refusal
from geo.plausible import Area
from ingest.screen import Screen

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FIX = {"seq": 1, "tst": NOW.timestamp() - 5, "lat": -6.59, "lon": 110.67, "vel": 12.0}
EVENT = {"v": 1, "device": "dt-01", "boot": 9, "seq": 4, "tst": NOW.timestamp() - 5, "event": "served"}


def items(kind, payload, screen=None):
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return (screen or Screen()).parts(Arrival(f"fleet/dt-01/{kind}", body, NOW))


def message(*fixes):
    return {"v": 1, "device": "dt-01", "boot": 9, "fixes": list(fixes)}


def test_each_fix_of_a_message_is_judged_alone():
    good, bad = items("past", message(FIX, FIX | {"seq": 2, "lat": 91.0}))
    assert isinstance(good, NewFix)
    assert good.key == ("dt-01", 9, 1)
    assert isinstance(bad, Refusal)
    assert (bad.key, bad.reasons) == (("dt-01", 9, 2), ("latitude_out_of_range",))


def test_a_refusal_keeps_the_raw_bytes():
    raw = b"{ not json"
    (refusal,) = items("fix", raw)
    assert isinstance(refusal, Refusal)
    assert (refusal.arrival.payload, refusal.reasons, refusal.key) == (raw, ("undecodable",), None)


def test_every_readable_identity_of_a_refused_message_is_named_once():
    wrong = message(FIX, FIX | {"seq": 2}, FIX | {"seq": 2}) | {"device": "dt-02"}
    refusals = items("fix", wrong)
    assert [refusal.key for refusal in refusals] == [("dt-01", 9, 1), ("dt-01", 9, 2)]
    assert {refusal.reasons for refusal in refusals} == {("foreign_device",)}


def test_a_fix_outside_the_service_area_is_kept_and_flagged():
    (kept,) = items("fix", message(FIX | {"lat": 1.0}), Screen(Area(110, -7, 111, -6)))
    assert isinstance(kept, NewFix)
    assert kept.flags == ("outside_area",)


def test_all_reasons_are_named_not_only_the_first():
    (refusal,) = items("fix", message(FIX | {"lat": 91.0, "lon": 181.0, "sat": 0}))
    assert refusal.reasons == ("latitude_out_of_range", "longitude_out_of_range", "no_satellites")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"tst": (NOW + timedelta(hours=1)).timestamp()}, "in_future"),
        ({"tst": 0.0}, "before_2020"),
        ({"tst": 1e30}, "time"),
        ({"reason": "a\x00b"}, "nul"),
        ({"plan": 2**64}, "out_of_range"),
    ],
)
def test_an_impossible_event_is_refused_with_its_identity(fault, reason):
    (refusal,) = items("event", EVENT | fault)
    assert isinstance(refusal, Refusal)
    assert refusal.reasons in {(reason,), ("schema",)}
    assert refusal.key == ("dt-01", 9, 4)


def test_an_event_keeps_its_own_time():
    (event,) = items("event", EVENT)
    assert isinstance(event, NewEvent)
    assert event.event_time == NOW - timedelta(seconds=5)


def test_a_topic_that_is_not_ours_is_refused_without_a_device():
    (refusal,) = Screen().parts(Arrival("", b"x", NOW))
    assert isinstance(refusal, Refusal)
    assert (refusal.device, refusal.reasons) == (None, ("topic",))
