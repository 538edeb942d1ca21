import pytest

from data.contract import codec
from data.contract.messages import EventMessage, ReceiptMessage, WireFix
from simulators.delivery import Delivery
from simulators.spool import Spool

WAIT = 4.0


class Broker:
    """Keeps what was sent; `up` decides whether there is a connection."""

    def __init__(self):
        self.up = True
        self.sent = []

    def send(self, topic, payload):
        if self.up:
            self.sent.append((topic.rsplit("/", 1)[1], codec.decode_up(topic, payload)))
        return self.up

    def take(self, kind=None):
        sent, self.sent = self.sent, []
        return [message for what, message in sent if kind in (None, what)]


@pytest.fixture
def spool(tmp_path):
    with Spool(tmp_path / "spool.sqlite") as spool:
        yield spool


@pytest.fixture
def broker():
    return Broker()


@pytest.fixture
def delivery(spool, broker):
    return Delivery("dt-01", spool, broker.send, wait_s=WAIT)


def bear_fixes(spool, count):
    fixes = [
        spool.bear(lambda seq: WireFix(seq=seq, tst=float(seq), lat=-6.6, lon=110.6)) for _ in range(count)
    ]
    spool.commit()
    return fixes


def bear_event(spool):
    event = spool.bear(
        lambda seq: EventMessage(v=1, device="dt-01", boot=spool.boot, seq=seq, tst=1.0, event="boot")
    )
    spool.commit()
    return event


def receipt(spool, *ranges):
    return ReceiptMessage(v=1, boot=spool.boot, settled=list(ranges))


def seqs(messages):
    return [[fix.seq for fix in message.fixes] for message in messages]


def test_fresh_fixes_go_out_live_once(spool, broker, delivery):
    delivery.fresh(bear_fixes(spool, 3), now=0)
    delivery.pump(now=1)
    assert seqs(broker.take("fix")) == [[1, 2, 3]]
    assert broker.take("past") == []


def test_what_has_no_receipt_comes_again_through_past(spool, broker, delivery):
    delivery.fresh(bear_fixes(spool, 3), now=0)
    delivery.settle(receipt(spool, (2, 2)))
    broker.take()
    delivery.pump(now=WAIT + 0.1)
    assert seqs(broker.take("past")) == [[1, 3]]
    delivery.settle(receipt(spool, (1, 3)))
    assert delivery.idle


def test_backlog_goes_in_messages_of_50_oldest_first_and_only_some_at_once(spool, broker, delivery):
    bear_fixes(spool, 1000)
    delivery.pump(now=0)
    batches = seqs(broker.take("past"))
    assert [len(batch) for batch in batches] == [50] * 8
    assert [seq for batch in batches for seq in batch] == list(range(1, 401))
    delivery.pump(now=0.1)
    assert broker.take() == []
    delivery.settle(receipt(spool, (1, 50)))
    delivery.pump(now=0.2)
    assert seqs(broker.take("past")) == [list(range(401, 451))]


def test_without_connection_nothing_is_under_way(spool, broker, delivery):
    broker.up = False
    delivery.fresh(bear_fixes(spool, 3), now=0)
    delivery.pump(now=0)
    broker.up = True
    delivery.pump(now=0.1)
    assert seqs(broker.take("past")) == [[1, 2, 3]]


def test_receipt_of_another_boot_settles_nothing(spool, broker, delivery):
    bear_fixes(spool, 1)
    delivery.settle(ReceiptMessage(v=1, boot=spool.boot ^ 1 or 2, settled=[(1, 1)]))
    assert not delivery.idle


def test_while_nobody_answers_one_fix_is_sent_now_and_then_and_nothing_is_parked(spool, broker, delivery):
    bear_fixes(spool, 500)
    now = 0.0
    for _ in range(3600 * 2):
        delivery.pump(now)
        now += 0.5
    sent = broker.take("past")
    assert len(sent) < 300
    assert [len(message.fixes) for message in sent[20:]] == [1] * len(sent[20:])
    assert spool.counts().parked == 0


def test_after_the_first_answer_the_backlog_flows_again(spool, broker, delivery):
    bear_fixes(spool, 500)
    for now in range(600):
        delivery.pump(float(now))
    broker.take()
    delivery.settle(receipt(spool, (1, 1)))
    delivery.pump(601.0)
    assert sum(len(message.fixes) for message in broker.take("past")) >= 300


def test_one_bad_fix_is_parked_after_five_refusals_and_the_good_ones_arrive(spool, broker, delivery):
    bear_fixes(spool, 60)
    now, tries = 0.0, 0
    while now < 400 and not delivery.idle:
        delivery.pump(now)
        for message in broker.take("past"):
            numbers = [fix.seq for fix in message.fixes]
            tries += 17 in numbers
            if 17 not in numbers:  # a message with the bad one cannot be decoded: no receipt for any of it
                delivery.settle(receipt(spool, *((seq, seq) for seq in numbers)))
        bear_fixes(spool, 1)
        now += 1.0
        for message in broker.take("fix"):
            delivery.settle(receipt(spool, (message.fixes[0].seq, message.fixes[-1].seq)))
        if now > 200:
            spool.settle([(61, 10_000)])
    assert [item.seq for item in spool.items.values() if item.parked] == [17]
    assert 5 <= tries <= 8


def test_lone_bad_event_is_parked_although_only_fixes_are_answered(spool, broker, delivery):
    bear_event(spool)
    now = 0.0
    while now < 900 and not delivery.idle:
        delivery.fresh(bear_fixes(spool, 1), now)
        delivery.pump(now)
        for message in broker.take("fix"):
            delivery.settle(receipt(spool, (message.fixes[0].seq, message.fixes[0].seq)))
        broker.take()
        now += 1.0
    assert spool.items[1].parked


def test_what_is_parked_is_told_once_but_no_report_is_ever_reported(spool, broker, delivery):
    bear_event(spool)
    spool.bear(
        lambda seq: EventMessage(v=1, device="dt-01", boot=spool.boot, seq=seq, tst=1.0, event="parked")
    )
    told = []
    for now in range(900):
        delivery.fresh(bear_fixes(spool, 1), float(now))
        told += [item.seq for item in delivery.pump(float(now))]
        for message in broker.take("fix"):
            delivery.settle(receipt(spool, (message.fixes[0].seq, message.fixes[0].seq)))
    assert [item.seq for item in spool.items.values() if item.parked] == [1, 2]
    assert told == [1]


def test_events_travel_alone_and_come_again(spool, broker, delivery):
    bear_event(spool)
    delivery.pump(0)
    delivery.pump(1)
    assert len(broker.take("event")) == 1
    delivery.pump(WAIT + 1)
    assert len(broker.take("event")) == 1


def test_held_fixes_come_late(spool, broker, delivery):
    delivery.hold(bear_fixes(spool, 2), now=0)
    delivery.pump(1)
    assert broker.take() == []
    delivery.pump(WAIT + 1)
    assert seqs(broker.take("past")) == [[1, 2]]
