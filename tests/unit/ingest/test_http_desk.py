"""The desk without a database: who is told what."""

import pytest

from data.contract.clock import RealClock
from data.store.queries.ingest_batch import Outcome
from ingest import http_desk
from ingest.errors import StoreDownError
from ingest.http_desk import Desk
from ingest.metrics import Metrics
from ingest.sink import Part


class FakeSink:
    """Stores what it is told to, one part a message."""

    def __init__(self):
        self.stored = []
        self.trouble = None
        self.trouble_after = 0
        self.closed = 0

    def settle(self, deliveries):
        for number, delivery in enumerate(deliveries):
            if self.trouble and number >= self.trouble_after:
                raise self.trouble
            self.stored.append(delivery.payload)
            yield Part([delivery], Outcome({}, {}, {}))

    def idle(self):
        return

    def probe(self):
        if self.trouble:
            raise self.trouble

    def close(self):
        self.closed += 1


@pytest.fixture
def sink():
    return FakeSink()


@pytest.fixture
def desk(sink):
    desk = Desk(sink, clock=RealClock(), metrics=Metrics())
    yield desk
    desk.stop()


def test_a_message_is_answered_after_it_is_stored(desk, sink):
    future = desk.hand_in("http/owntracks/x", b"1")
    assert not future.done()
    desk.start()
    assert future.result(5) is None
    assert sink.stored == [b"1"]


def test_when_the_store_fails_half_way_each_message_learns_its_own_fate(desk, sink):
    sink.trouble, sink.trouble_after = StoreDownError("away"), 1
    futures = [desk.hand_in("http/owntracks/x", payload) for payload in (b"1", b"2", b"3")]
    desk.start()
    assert futures[0].result(5) is None
    for future in futures[1:]:
        with pytest.raises(StoreDownError):
            future.result(5)
    assert desk.store_error == "away"


def test_a_fault_of_ours_fails_the_messages_and_not_the_desk(desk, sink):
    sink.trouble = RuntimeError("a fault")
    desk.start()
    with pytest.raises(StoreDownError):
        desk.hand_in("http/owntracks/x", b"1").result(5)
    sink.trouble = None
    assert desk.hand_in("http/owntracks/x", b"2").result(5) is None
    assert desk.store_error is None
    assert desk.alive


def test_beyond_its_room_the_desk_takes_nothing_in(desk, monkeypatch):
    monkeypatch.setattr(http_desk, "WAITING_MAX", 2)
    futures = [desk.hand_in("http/owntracks/x", b"1") for _ in range(3)]
    assert [future.done() for future in futures] == [False, False, True]
    with pytest.raises(StoreDownError):
        futures[2].result()


def test_what_is_in_hand_is_stored_before_the_desk_stops_and_nothing_after(desk, sink):
    futures = [desk.hand_in("http/owntracks/x", b"1") for _ in range(5)]
    desk.start()
    desk.stop()
    assert [future.result(0) for future in futures] == [None] * 5
    assert sink.closed == 1
    with pytest.raises(StoreDownError):
        desk.hand_in("http/owntracks/x", b"2").result(0)


def test_a_desk_that_never_ran_tells_so(desk):
    future = desk.hand_in("http/owntracks/x", b"1")
    desk.stop()
    with pytest.raises(StoreDownError):
        future.result(0)


def test_nobody_can_take_back_what_may_be_stored(desk):
    assert not desk.hand_in("http/owntracks/x", b"1").cancel()
