"""One session at a real broker: what it hears, confirms, and how it leaves."""

import pytest

from data.contract.clock import RealClock
from ingest.mqtt.session import BrokerAddress, Hooks, Session, SessionOptions
from tests.support.ingest_world import wait_for, wire_fix

pytestmark = pytest.mark.services

TOPICS = ("$share/siangsa/fleet/+/past", "$share/siangsa/fleet/+/event")


class Listener:
    """A session that keeps what it hears until it is told to acknowledge."""

    def __init__(self, broker, client_id="listener", **options):
        self.heard = []
        self.session = Session(
            BrokerAddress.parse(broker.url_for("ingest")),
            SessionOptions(client_id, TOPICS, keep_s=600, **options),
            clock=RealClock(),
            hooks=Hooks(on_deliveries=self.heard.extend),
        )
        self.session.start()
        assert self.session.wait_online(10), self.session.last_error

    def sequences(self):
        return [int(d.payload.split(b'"seq": ')[1].split(b",")[0]) for d in self.heard]

    def acknowledge_all(self):
        done, self.heard[:] = list(self.heard), []
        self.session.acknowledge(done)


@pytest.fixture
def make_listener(broker):
    """Give a function that starts a session."""
    started = []

    def start(*args, **options):
        started.append(Listener(broker, *args, **options))
        return started[-1]

    yield start
    for listener in started:
        listener.session.stop()


def test_a_shared_subscription_gives_each_message_to_one_session(make_listener, truck):
    first, second = make_listener("first"), make_listener("second")
    for seq in range(1, 41):
        truck.send("past", wire_fix(seq))
    wait_for(lambda: len(first.heard) + len(second.heard) == 40)
    assert first.heard
    assert second.heard
    assert sorted(first.sequences() + second.sequences()) == list(range(1, 41))


def test_what_was_not_acknowledged_comes_again_and_what_was_does_not(make_listener, truck):
    listener = make_listener()
    for seq in range(1, 21):
        truck.send("past", wire_fix(seq))
    wait_for(lambda: len(listener.heard) == 20)
    listener.session.acknowledge(listener.heard[:12])
    wait_for(lambda: listener.session.window.waiting() == 8)
    listener.heard.clear()
    listener.session.reconnect()
    wait_for(lambda: len(listener.heard) == 8)
    assert listener.sequences() == list(range(13, 21))


def test_a_session_that_leaves_hears_what_is_queued_and_nothing_new(make_listener, truck):
    leaving = make_listener("leaving", receive_maximum=5)
    for seq in range(1, 31):
        truck.send("past", wire_fix(seq))
    wait_for(lambda: len(leaving.heard) == 5)
    staying = make_listener("staying")
    leaving.session.unsubscribe()
    assert not leaving.session.wait_drained(0.3)
    for seq in range(31, 41):
        truck.send("past", wire_fix(seq))
    wait_for(lambda: len(staying.heard) == 10)
    told = []
    while not leaving.session.drained:
        told += leaving.sequences()
        leaving.acknowledge_all()
        leaving.session.wait_drained(0.05)
    assert sorted(told) == list(range(1, 31))


def test_a_session_that_ended_for_good_is_forgotten_by_the_broker(make_listener, truck):
    listener = make_listener()
    assert listener.session.end()
    truck.send("past", wire_fix(1))
    again = make_listener()
    truck.send("past", wire_fix(2))
    wait_for(lambda: again.heard)
    assert again.sequences() == [2]


def test_a_session_that_only_stopped_is_kept_by_the_broker(make_listener, truck):
    listener = make_listener()
    listener.session.stop()
    truck.send("past", wire_fix(1))
    again = make_listener()
    wait_for(lambda: again.heard)
    assert again.sequences() == [1]


def test_a_message_with_properties_and_one_of_many_bytes_arrive_whole(make_listener, truck):
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    listener = make_listener()
    large = b"x" * 600_000
    properties = Properties(PacketTypes.PUBLISH)
    properties.MessageExpiryInterval = 60
    properties.UserProperty = ("a", "b")
    truck.publish("past", b"first")
    truck.client.publish("fleet/dt-01/past", b"second", qos=1, properties=properties).wait_for_publish(10)
    truck.publish("past", large)
    truck.client.publish("fleet/dt-01/past", b"last", qos=0)
    wait_for(lambda: len(listener.heard) == 4)
    assert [(d.payload, d.qos) for d in listener.heard] == [
        (b"first", 1),
        (b"second", 1),
        (large, 1),
        (b"last", 0),
    ]
    assert listener.session.window.waiting() == 3
