"""The window of unacknowledged messages."""

from datetime import UTC, datetime

from ingest.mqtt.window import Delivery, Window

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def delivery(mid, generation, qos=1, arrived_s=0.0):
    return Delivery("fleet/dt-01/fix", b"{}", qos, mid, generation, NOW, arrived_s)


def test_a_message_waits_until_it_leaves_and_leaves_once():
    window = Window()
    one = delivery(1, window.renew())
    window.enter([one])
    assert window.waiting() == 1
    assert window.leave([one]) == [one]
    assert window.leave([one]) == []
    assert window.waiting() == 0


def test_an_acknowledgement_of_an_earlier_connection_is_not_made_on_the_new_one():
    """The broker reuses message ids: the old acknowledgement would confirm a message nobody has stored."""
    window = Window()
    old = delivery(7, window.renew())
    window.enter([old])
    new = delivery(7, window.renew())
    window.enter([new])
    assert window.leave([old]) == []
    assert window.waiting() == 1
    assert window.leave([new]) == [new]


def test_a_new_connection_empties_the_window():
    window = Window()
    window.enter([delivery(1, window.renew())])
    window.renew()
    assert window.waiting() == 0
    assert window.oldest_s(100.0) == 0.0


def test_a_message_at_qos_0_takes_no_place():
    window = Window()
    free = delivery(0, window.renew(), qos=0)
    window.enter([free])
    assert window.waiting() == 0
    assert window.leave([free]) == []


def test_the_age_is_that_of_the_oldest_message_that_waits():
    window = Window()
    generation = window.renew()
    first, second = delivery(1, generation, arrived_s=10.0), delivery(2, generation, arrived_s=15.0)
    window.enter([first])
    window.enter([second])
    assert window.oldest_s(20.0) == 10.0
    window.leave([first])
    assert window.oldest_s(20.0) == 5.0
