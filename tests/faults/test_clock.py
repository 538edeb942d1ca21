"""The clock jumps an hour ahead and back while a device sends."""

from datetime import UTC, datetime, timedelta

import pytest

from data.contract.calendar import OperatingCalendar
from data.contract.clock import real_now
from ingest.mqtt.session import BrokerAddress
from ingest.pipeline import Pipeline, World
from ingest.settings import IngestSettings
from tests.support.ingest_world import BOOT, Store, Truck, wait_for, wire_fix

pytestmark = pytest.mark.services

HOUR = timedelta(hours=1)
DEVICE = "own-01"


class JumpingClock:
    """Real time, and how far somebody has set it off."""

    rate = 1.0

    def __init__(self):
        self.off = timedelta()

    def now(self):
        return real_now() + self.off

    def real_seconds(self, stack_seconds):
        return stack_seconds


@pytest.fixture
def clock():
    return JumpingClock()


@pytest.fixture
def theatre(make_theatre, clock):
    """Give a system whose ingester runs in this process, on the clock that jumps."""
    theatre = make_theatre(own=1)
    world = World(
        BrokerAddress.parse(theatre.broker.url_for("ingest")),
        theatre.database_url,
        clock,
        OperatingCalendar(),
    )
    pipeline = Pipeline(world, IngestSettings())
    pipeline.start()
    wait_for(
        lambda: pipeline.lanes[1:] and all(lane.session.online for lane in pipeline.lanes),
        what="an ingester that listens",
    )
    yield theatre
    pipeline.stop()


@pytest.fixture
def truck(theatre):
    truck = Truck(DEVICE, theatre.broker.url_for(DEVICE))
    yield truck
    truck.close()


@pytest.fixture
def store(theatre):
    return Store(theatre.database_url)


class Sender:
    """Sends ten fixes of the present, by a clock, and waits for their receipts."""

    def __init__(self, truck):
        self.truck, self.born = truck, 0

    def ten(self, clock):
        for _ in range(10):
            self.born += 1
            self.truck.send("fix", wire_fix(self.born, clock.now()))
        wait_for(lambda: len(self.truck.settled()) == self.born, what="receipts of everything")


def marker(store):
    return store.one("select fix_time from latest_position where device_id = %s", DEVICE)


def test_a_clock_that_jumps_ahead_and_back_loses_nothing_and_freezes_no_marker(store, truck, clock):
    """A marker that stands in what is now the future is no newest position."""
    sender = Sender(truck)
    sender.ten(clock)
    clock.off = HOUR
    sender.ten(clock)
    assert marker(store) > datetime.now(UTC) + HOUR / 2
    clock.off = timedelta()
    sender.ten(clock)
    assert abs(marker(store) - datetime.now(UTC)) < HOUR / 2
    assert store.fixes() == sender.born == 30


def test_fixes_of_a_future_that_an_ingester_behind_its_time_sees_are_kept_with_their_reason(
    store, truck, clock
):
    """Quarantine holds them and the device is told so; when the clock is right again the marker moves on."""
    sender = Sender(truck)
    sender.ten(clock)
    clock.off = -HOUR
    right = JumpingClock()
    sender.ten(right)
    clock.off = timedelta()
    sender.ten(right)
    assert store.fixes() == 20
    assert store.rows("select distinct reasons from quarantine") == [(["in_future"],)]
    assert store.one("select count(*) from quarantine") == 10
    assert marker(store) == store.one("select max(fix_time) from fix")
    assert store.one("select count(distinct (device_id, boot, seq)) from fix where boot = %s", BOOT) == 20
