"""When a batch closes."""

from datetime import UTC, datetime
from time import monotonic

import pytest

from ingest.batch import Batcher, BatchLimits
from ingest.mqtt.window import Delivery


def delivery(mid, size=2, arrived_s=0.0):
    return Delivery("fleet/dt-01/fix", b"x" * size, 1, mid, 1, datetime(2026, 3, 2, tzinfo=UTC), arrived_s)


def filled(count, limits, size=2):
    batcher = Batcher(limits)
    for mid in range(count):
        batcher.put(delivery(mid, size))
    return batcher


def test_a_batch_closes_when_it_is_full_and_keeps_the_order():
    batcher = filled(25, BatchLimits(messages=10, wait_s=0))
    sizes = [[d.mid for d in batcher.take(0.1)] for _ in range(3)]
    assert sizes == [list(range(10)), list(range(10, 20)), list(range(20, 25))]
    assert batcher.take(0) == []


def test_a_batch_closes_when_its_payload_is_large():
    batcher = filled(5, BatchLimits(payload_bytes=250, wait_s=0), size=100)
    assert [len(batcher.take(0.1)) for _ in range(2)] == [3, 2]


def test_a_lone_message_waits_no_longer_than_the_limit():
    batcher = Batcher(BatchLimits(wait_s=0.05))
    began = monotonic()
    batcher.put(delivery(1, arrived_s=began))
    assert len(batcher.take(5)) == 1
    assert 0.04 <= monotonic() - began < 1.0


def test_nothing_arrives_within_the_timeout():
    assert Batcher(BatchLimits()).take(0.01) == []


def test_discarding_empties_the_queue_and_tells_how_much_it_was():
    batcher = filled(7, BatchLimits())
    assert batcher.discard() == 7
    assert batcher.waiting() == 0


@pytest.mark.parametrize("limits", [{"messages": 0}, {"payload_bytes": 0}, {"wait_s": -1}])
def test_limits_without_room_are_refused(limits):
    with pytest.raises(ValueError, match="a batch needs room"):
        BatchLimits(**limits)
