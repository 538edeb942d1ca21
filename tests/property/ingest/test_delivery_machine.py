"""Whatever happens in whatever order: never an acknowledgement without a row, and nothing is forgotten.

A broker in a few lines (a session with a queue, a bounded window, message ids that begin anew with each
connection, packets in flight both ways) plays against the real window, batcher, acknowledgements and retreat.
"""

from collections import deque
from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ingest.batch import Batcher, BatchLimits
from ingest.mqtt.packets import pubacks
from ingest.mqtt.retreat import Retreat
from ingest.mqtt.window import Delivery, Window

NOW = datetime(2026, 3, 2, tzinfo=UTC)
RECEIVE_MAXIMUM = 2
ASK = b"unsubscribe"


class Broker:
    """What a broker keeps of one session that it was asked to keep."""

    def __init__(self):
        self.queue = deque()
        self.unacknowledged = {}
        self.to_client = deque()
        self.to_broker = deque()
        self.subscribed = True
        self.next_mid = 1
        self.acknowledged = []

    def publish(self, number):
        if self.subscribed:
            self.queue.append(number)
            self.hand_over()
            return True
        return False

    def hand_over(self):
        while self.queue and len(self.unacknowledged) < RECEIVE_MAXIMUM:
            number, mid = self.queue.popleft(), self.next_mid
            self.next_mid += 1
            self.unacknowledged[mid] = number
            self.to_client.append((mid, number))

    def read_one(self):
        packet = self.to_broker.popleft()
        if packet == ASK:
            self.subscribed = False
            self.to_client.append(ASK)
            return
        # An acknowledgement of an id that is not in use is passed over, as Mosquitto does.
        number = self.unacknowledged.pop(int.from_bytes(packet[2:], "big"), None)
        if number is not None:
            self.acknowledged.append(number)
        self.hand_over()

    def connect(self):
        self.to_client.clear()
        self.to_broker.clear()
        self.queue.extendleft(reversed(self.unacknowledged.values()))
        self.unacknowledged.clear()
        self.next_mid = 1
        self.hand_over()


class DeliveryMachine(RuleBasedStateMachine):
    """The session's side of the promise."""

    @initialize(leaving=st.booleans(), waiting=st.integers(0, 6))
    def begin(self, leaving, waiting):
        self.broker = Broker()
        self.window = Window()
        self.batcher = Batcher(BatchLimits(messages=2, wait_s=0))
        self.retreat = Retreat()
        self.hand = []
        self.done = []
        self.taken_by_broker = set()
        self.stored = []
        self.published = self.received = self.answers = 0
        self.now_s = 0.0
        self.leaving = leaving
        self.generation = self.window.renew()
        self.somebody_publishes(waiting)

    @rule(count=st.integers(1, 5))
    def somebody_publishes(self, count):
        for _ in range(count):
            self.published += 1
            if self.broker.publish(self.published):
                self.taken_by_broker.add(self.published)

    @rule(reads=st.integers(0, 6), laid_in=st.integers(0, 2))
    def a_turn_of_the_session(self, reads, laid_in):
        """Read, empty the inbox, look whether that was all."""
        self.we_read(reads)
        for _ in range(min(laid_in, len(self.done))):
            self.a_laid_in_acknowledgement_is_sent()
        if self.leaving:
            self.we_ask_whether_that_was_all()

    def we_read(self, count):
        self.now_s += 1
        turn = []
        while self.broker.to_client and count:
            count -= 1
            packet = self.broker.to_client.popleft()
            if packet == ASK:
                self.answers += 1
            else:
                mid, number = packet
                turn.append(
                    Delivery(
                        "fleet/dt-01/past", str(number).encode(), 1, mid, self.generation, NOW, self.now_s
                    )
                )
        if turn:
            self.window.enter(turn)
            self.received += len(turn)
            self.batcher.put_all(turn)

    @rule(count=st.integers(1, 6))
    def the_broker_reads(self, count):
        while self.broker.to_broker and count:
            count -= 1
            self.broker.read_one()

    @rule(commits=st.booleans())
    def a_batch_is_tried(self, commits):
        """Laid in for acknowledgement when it is committed, kept in hand when the database fails."""
        self.hand = self.hand or self.batcher.take(0)
        if commits and self.hand:
            self.stored += [int(delivery.payload) for delivery in self.hand]
            self.done.append(self.hand)
            self.hand = []

    def a_laid_in_acknowledgement_is_sent(self):
        """Later than it was laid in, and on whatever connection there is then."""
        for delivery in self.window.leave(self.done.pop(0)):
            self.broker.to_broker.append(pubacks([delivery.mid]))

    @rule(forgets=st.booleans(), thrown_away=st.booleans())
    def the_connection_breaks(self, forgets, thrown_away):
        """Also because the broker was killed, and then it may have forgotten everything.

        What of the old connection was not yet taken may be thrown away.
        """
        if forgets:
            lost = set(self.broker.queue) | set(self.broker.unacknowledged.values())
            self.taken_by_broker -= lost - set(self.stored)
            self.broker.queue.clear()
            self.broker.unacknowledged.clear()
        self.generation = self.window.renew()
        self.retreat.renew()
        self.answers = 0
        self.broker.connect()
        if thrown_away and not forgets:
            self.batcher.discard_before(self.generation)

    def we_ask_whether_that_was_all(self):
        if self.retreat.step(answers=self.answers, received=self.received, waiting=self.window.waiting()):
            self.broker.to_broker.append(ASK)

    @invariant()
    def nothing_is_acknowledged_that_has_no_row(self):
        assert set(self.broker.acknowledged) <= set(self.stored)

    @invariant()
    def nothing_is_acknowledged_twice(self):
        assert len(self.broker.acknowledged) == len(set(self.broker.acknowledged))

    @invariant()
    def everything_is_stored_or_still_at_the_broker(self):
        kept = set(self.broker.queue) | set(self.broker.unacknowledged.values())
        assert self.taken_by_broker <= set(self.stored) | kept

    @invariant()
    def the_window_is_what_came_and_is_not_acknowledged(self):
        in_flight = {packet[0] for packet in self.broker.to_client if packet != ASK}
        answered = {int.from_bytes(p[2:], "big") for p in self.broker.to_broker if p != ASK}
        assert self.window.waiting() == len(set(self.broker.unacknowledged) - in_flight - answered)
        assert (self.window.oldest_s(self.now_s + 1) > 0) == (self.window.waiting() > 0)

    @invariant()
    def whoever_was_told_that_all_is_drained_leaves_nothing_behind(self):
        if self.retreat.drained:
            assert not self.broker.queue
            assert not self.broker.unacknowledged

    def teardown(self):
        """Let everything that waits come to its end, without further accidents."""
        for _ in range(self.published + 10):
            self.a_batch_is_tried(commits=True)
            self.a_turn_of_the_session(10, 10)
            self.the_broker_reads(10)
        assert self.taken_by_broker <= set(self.stored)
        assert not self.broker.queue
        assert not self.broker.unacknowledged
        assert self.window.waiting() == 0
        assert self.retreat.drained == self.leaving


TestDelivery = DeliveryMachine.TestCase
TestDelivery.settings = settings(max_examples=250, stateful_step_count=40, deadline=None)
