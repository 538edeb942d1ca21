import numpy as np
import pytest

from data.contract import codec
from data.contract.messages import EventMessage, ReceiptMessage, WireFix
from geo.stops import Track, match_visits
from simulators.delivery import Delivery
from simulators.device import Device, Parts
from simulators.noise import GpsNoise, Mischief, Weather
from simulators.spool import Spool
from simulators.vehicle import Vehicle
from tests.support.simulated_routes import LEAVES, POOL, make_route

BEGIN = LEAVES - 1800
KIND = Mischief(skip=0, dead_zone=0, late=0, double=0)


class Line:
    """A line to nowhere that notes how it was used."""

    def __init__(self):
        self.on = False
        self.switched = []
        self.sent = []

    def switch(self, *, on):
        self.on = on
        self.switched.append(on)

    def publish(self, topic, payload):
        if self.on:
            self.sent.append((topic, payload))
        return self.on


@pytest.fixture
def make_device(tmp_path):
    opened = []

    def make(name="one", *, seed=3, mischief=KIND):
        spool, line = Spool(tmp_path / name, lambda: 7), Line()
        opened.append(spool)
        vehicle = Vehicle(*POOL, skip_share=mischief.skip, seed=seed)
        delivery = Delivery("dt-01", spool, line.publish, wait_s=4)
        noise, weather = GpsNoise(seed), Weather(mischief, seed)
        parts = Parts("dt-01", vehicle, noise, weather, spool, line, delivery, offset_s=1.5)
        return Device(parts, BEGIN), spool, line

    yield make
    for spool in opened:
        spool.close()


def live(device, until_s, *, step_s=7.0, route=None):
    """Let time pass in turns; the route arrives with the first one."""
    device.start(BEGIN)
    now = BEGIN
    while now < until_s:
        now = min(now + step_s, until_s)
        device.advance(now)
        if route is not None:
            device.hear("route", codec.encode(route), now)
            route = None
        device.commit()
        device.transmit(now)


def born(spool, kind):
    return [item.body for item in spool.items.values() if isinstance(item.body, kind)]


def test_a_fix_that_nobody_understands_is_parked_after_five_tries_and_reported(make_device):
    """The far end answers to all but the first fix; the report comes with its number, time and place."""
    device, spool, line = make_device()
    bad, tries, now = None, 0, BEGIN
    device.start(now)
    while not born_events(line, "parked") and now < BEGIN + 3600:
        now += 1.0
        device.advance(now)
        device.commit()
        line.sent.clear()
        device.transmit(now)
        for topic, payload in line.sent:
            seqs = [seq for _, seq in codec.identities(codec.decode_up(topic, payload))]
            if bad is None and topic.endswith("/fix"):
                bad = seqs[0]
            tries += bad in seqs and topic.endswith("/past")
            if bad not in seqs:
                receipt = ReceiptMessage(v=1, boot=spool.boot, settled=[(seq, seq) for seq in seqs])
                device.hear("receipt", codec.encode(receipt), now)
    (report,) = born_events(line, "parked")
    assert report.reason.startswith(f"fix {bad}:")
    assert now - 60 < report.tst <= now
    assert tries >= 5
    assert spool.counts().parked == 1
    assert device.idle


def born_events(line, kind):
    told = [codec.decode_up(topic, payload) for topic, payload in line.sent if topic.endswith("/event")]
    return [event for event in told if event.event == kind]


def gaps(fixes, first_s, last_s):
    times = [fix.tst for fix in fixes if first_s <= fix.tst <= last_s]
    return np.round(np.diff(times), 3)


def test_parked_truck_reports_every_30_s_and_a_working_one_every_10_s(make_device):
    device, spool, _ = make_device()
    live(device, LEAVES + 1200, route=make_route())
    fixes = born(spool, WireFix)
    assert set(gaps(fixes, BEGIN + 60, LEAVES - 60)) == {30.0}
    assert set(gaps(fixes, LEAVES, LEAVES + 1200)) == {10.0}


def test_first_fix_is_born_at_once_and_none_in_the_future(make_device):
    device, spool, _ = make_device()
    live(device, BEGIN + 95)
    times = [fix.tst for fix in born(spool, WireFix)]
    assert times[0] == BEGIN
    assert times[-1] <= BEGIN + 95


@pytest.mark.parametrize("step_s", [0.5, 13.0, 300.0])
def test_same_seed_gives_the_same_fixes_however_the_turns_fall(make_device, step_s):
    route = make_route(stops=3, trips=1)
    tracks = []
    for name, step in (("one", 5.0), ("two", step_s)):
        device, spool, _ = make_device(name)
        device.hear("route", codec.encode(route), BEGIN)
        live(device, LEAVES + 3000, step_s=step)
        tracks.append([(fix.tst, fix.lat, fix.lon, fix.vel) for fix in born(spool, WireFix)])
    assert tracks[0] == tracks[1]


def test_every_served_stop_is_found_in_the_fixes_alone(make_device):
    route = make_route(stops=8, trips=2)
    device, spool, _ = make_device()
    live(device, LEAVES + 12_000, route=route)
    fixes = born(spool, WireFix)
    columns = [np.array([getattr(fix, name) for fix in fixes]) for name in ("tst", "lon", "lat", "vel")]
    stops = [stop for stop in route.stops if stop.kind != "end"]
    stays = match_visits(Track(*columns), [stop.lon for stop in stops], [stop.lat for stop in stops])
    assert {event.event for event in born(spool, EventMessage)} >= {"served", "unloaded"}
    assert {stay.place_index for stay in stays} == set(range(len(stops)))


def test_events_tell_the_day_in_order_with_plan_and_place(make_device):
    route = make_route(stops=2, trips=1, plan=42)
    device, spool, _ = make_device()
    live(device, LEAVES + 6000, route=route)
    events = born(spool, EventMessage)
    assert [event.event for event in events] == ["boot", "route_ack", "served", "served", "unloaded"]
    assert [event.plan for event in events] == [None, 42, 42, 42, 42]
    assert [event.place for event in events[2:]] == [stop.place for stop in route.stops[:3]]
    assert events[-1].kg > 0


def test_dead_zone_hangs_up_and_comes_back_while_fixes_go_on(make_device):
    device, spool, line = make_device(mischief=Mischief(skip=0, dead_zone=1, late=0, double=0))
    live(device, BEGIN + 3 * 3600)
    assert line.switched.count(False) >= 2
    assert abs(line.switched.count(True) - line.switched.count(False)) <= 1
    assert set(gaps(born(spool, WireFix), BEGIN + 60, BEGIN + 3 * 3600)) == {30.0}


def test_nothing_is_sent_before_it_is_committed(make_device):
    device, _, line = make_device()
    device.start(BEGIN)
    device.advance(BEGIN + 100)
    device.hear("receipt", codec.encode(ReceiptMessage(v=1, boot=7, settled=[(1, 1)])), BEGIN + 100)
    assert line.sent == []
    device.commit()
    device.transmit(0.0)
    assert line.sent


@pytest.mark.parametrize("payload", [b"{", b"\xff", b'{"v": 2}', b"[]"])
def test_unreadable_route_or_receipt_changes_nothing(make_device, payload):
    device, spool, _ = make_device()
    live(device, BEGIN + 60)
    before = list(spool.items)
    device.hear("route", payload, BEGIN + 61)
    device.hear("receipt", payload, BEGIN + 61)
    assert list(spool.items) == before


def test_cleared_route_parks_the_truck(make_device):
    device, spool, _ = make_device()
    live(device, LEAVES + 300, route=make_route())
    device.hear("route", b"", LEAVES + 300)
    seen = len(born(spool, WireFix))
    device.advance(LEAVES + 900)
    fixes = born(spool, WireFix)[seen + 1 :]
    assert max(fix.vel for fix in fixes) < 5
    assert {event.event for event in born(spool, EventMessage)} <= {"boot", "route_ack", "served"}
