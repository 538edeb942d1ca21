import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from data.contract import codec
from data.contract.messages import EventMessage, ReceiptMessage, WireFix
from simulators.delivery import TRIES_MAX, Delivery
from simulators.spool import Spool

WAIT_S = 4.0
TURN_S = 2.0
POISON_MAX = 6
"""Fewer than the window holds: the rest of the backlog moves on beside it."""


class DeliveryMachine(RuleBasedStateMachine):
    """Messages and receipts are lost, late, doubled and shuffled; the device is killed; nothing is forgotten.

    The far end stores what reaches it, all but poison: what nobody can decode, and with it the message that
    it travels in.
    """

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "spool.sqlite"
        self.now_s, self.up = 0.0, True
        self.fresh, self.under_way, self.receipts = [], [], []
        self.committed, self.poison, self.stored = set(), set(), set()
        self.promised, self.sent = set(), Counter()
        self.begin()

    def begin(self):
        self.spool = Spool(self.path)
        self.delivery = Delivery("dt-01", self.spool, self.send, wait_s=WAIT_S)

    def send(self, topic, payload):
        """Take a message from the device; there must be nothing in it that a kill could take back."""
        if not self.up:
            return False
        seqs = [seq for _, seq in codec.identities(codec.decode_up(topic, payload))]
        assert set(seqs) <= self.committed
        if not topic.endswith("/fix"):
            self.sent.update(seqs)  # the first, fresh sending is no try
        self.under_way.append(seqs)
        return True

    def arrive(self, seqs):
        """Let a message reach the far end, which answers to what it could decode."""
        if not self.poison & set(seqs):
            self.stored |= set(seqs)
            self.receipts.append([(seq, seq) for seq in seqs])

    @rule(count=st.integers(1, 60), poison=st.booleans())
    def bear_fixes(self, count, poison):
        for _ in range(count):
            fix = self.spool.bear(lambda seq: WireFix(seq=seq, tst=1e9 + seq, lat=-6.6, lon=110.6))
            self.fresh.append(fix)
        if poison and len(self.poison) < POISON_MAX:
            self.poison.add(fix.seq)

    @rule(poison=st.booleans())
    def bear_event(self, poison):
        event = self.spool.bear(
            lambda seq: EventMessage(
                v=1, device="dt-01", boot=self.spool.boot, seq=seq, tst=1e9, event="boot"
            )
        )
        if poison and len(self.poison) < POISON_MAX:
            self.poison.add(event.seq)

    @rule(passed_s=st.sampled_from([0.1, 1.0, 5.0, 20.0]))
    def turn(self, passed_s):
        """One turn of a device, as the fleet and the press make it."""
        self.now_s += passed_s
        self.spool.commit()
        self.committed |= set(self.spool.items)
        fresh, self.fresh = self.fresh, []
        self.delivery.fresh(fresh, self.now_s)
        self.delivery.pump(self.now_s)

    @rule()
    def switch_line(self):
        self.up = not self.up
        if self.up:
            self.delivery.connected()

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), fate=st.sampled_from(["arrives", "arrives", "doubled", "lost"]))
    def message_moves(self, data, fate):
        place = data.draw(st.integers(0, len(self.under_way) - 1))
        seqs = self.under_way.pop(place)
        for _ in range({"arrives": 1, "doubled": 2, "lost": 0}[fate]):
            self.arrive(seqs)

    @precondition(lambda self: self.receipts)
    @rule(data=st.data(), fate=st.sampled_from(["heard", "heard", "part", "again", "lost"]))
    def receipt_moves(self, data, fate):
        place = data.draw(st.integers(0, len(self.receipts) - 1))
        ranges = self.receipts[place] if fate == "again" else self.receipts.pop(place)
        if fate != "lost":
            self.hear(ranges[: (len(ranges) + 1) // 2] if fate == "part" else ranges)

    @rule(first=st.integers(1, 80))
    def receipt_of_another_boot(self, first):
        other = self.spool.boot % (2**62) + 1
        self.delivery.settle(ReceiptMessage(v=1, boot=other, settled=[(first, first + 20)]))

    @rule()
    def kill(self):
        """What was not committed was never born: its numbers are given out again."""
        self.spool._db.close()
        self.fresh = []
        self.poison &= self.committed
        self.begin()

    def hear(self, ranges):
        self.promised |= {seq for first, last in ranges for seq in range(first, last + 1)}
        self.delivery.settle(ReceiptMessage(v=1, boot=self.spool.boot, settled=ranges))

    @invariant()
    def nothing_is_forgotten_before_its_receipt(self):
        forgotten = self.committed - self.spool.items.keys()
        assert forgotten <= self.promised <= self.stored

    @invariant()
    def nothing_is_parked_before_it_was_sent_often_enough(self):
        for item in self.spool.items.values():
            assert not item.parked or self.sent[item.seq] >= TRIES_MAX

    def teardown(self):
        try:
            self.drain()
        finally:
            self.spool.close()
            self.folder.cleanup()

    def drain(self):
        """In good weather everything is settled in the end, and the poison is set aside."""
        self.up, self.under_way = True, []
        self.delivery.connected()
        for number in range(600):
            if number < 500 and not self.only_poison_is_parked():
                # what is born later and settled shows that an earlier silence was a refusal
                self.bear_fixes(count=1, poison=False)
                self.bear_event(poison=False)
            self.turn(passed_s=TURN_S)
            while self.under_way:
                self.arrive(self.under_way.pop(0))
            while self.receipts:
                self.hear(self.receipts.pop(0))
            if self.delivery.idle and not self.fresh:
                break
        assert self.delivery.idle
        self.nothing_is_parked_before_it_was_sent_often_enough()
        left = set(self.spool.items)
        assert self.poison <= left
        assert self.committed - left <= self.stored

    def only_poison_is_parked(self):
        return all(item.parked for item in self.spool.items.values())


TestDelivery = DeliveryMachine.TestCase
TestDelivery.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
