"""What a device gives up it keeps, counts and reports, and the office sees it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from data.contract import codec
from data.contract.calendar import OperatingCalendar
from data.contract.messages import ReceiptMessage
from data.store.queries import device_health
from simulators.delivery import TRIES_MAX
from simulators.fleet_file import DeviceEntry
from simulators.ledger import write_ledger
from simulators.noise import Mischief
from simulators.press import PressDevice, PressPlan
from simulators.spool import Spool
from tests.support.store_world import NOW, StoreWorld, delivery

pytestmark = pytest.mark.services

BAD = 3


class DamagingLine:
    """A line to the store on which every message with one certain fix arrives damaged."""

    def __init__(self, world):
        self.world = world
        self.damaged = 0
        self._under_way = []

    def switch(self, *, on):
        assert on

    def publish(self, topic, payload):
        told = {seq for _, seq in codec.identities(codec.decode_up(topic, payload))}
        if BAD in told:
            self.damaged += topic.endswith("/past")
            payload = payload[:-2]
        self._under_way.append(delivery(topic, payload))
        return True

    def receipts(self):
        under_way, self._under_way = self._under_way, []
        for outcome in self.world.settle(*under_way) if under_way else []:
            for (_, boot), numbers in outcome.settled.items():
                yield codec.encode(ReceiptMessage(v=1, boot=boot, settled=[(n, n) for n in numbers]))


@pytest.fixture
def world(store):
    world = StoreWorld(store.url)
    yield world
    world.close()


def test_a_fix_that_is_never_understood_is_parked_after_five_tries_and_the_office_sees_it(
    store, session, world, tmp_path
):
    entry = DeviceEntry(device="dt-01", password="p", lon=110.67, lat=-6.59, seed=1)
    plan = PressPlan(
        entries=(entry,),
        spools=tmp_path,
        ledger=tmp_path / "ledger.json",
        host="",
        port=1,
        rate_per_s=1.0,
        mischief=Mischief(skip=0, dead_zone=0, late=0.3, double=0),
    )
    line, now_s = DamagingLine(world), (NOW - timedelta(minutes=10)).timestamp()
    with Spool(tmp_path / "dt-01.sqlite") as spool:
        device = PressDevice(entry, plan, spool, line)
        device.start(now_s)
        while now_s < NOW.timestamp() and not (spool.counts().parked and device.idle):
            now_s += 1
            device.advance(now_s)
            device.commit()
            device.transmit(now_s)
            for receipt in line.receipts():
                device.hear("receipt", receipt)
        counts = spool.counts()
        write_ledger(plan.ledger, {"dt-01": (spool.boot, counts)}, finished=True)
    ((at, payload),) = store.rows("select event_time, payload from device_event where event = 'parked'")
    assert payload["reason"].startswith(f"fix {BAD}:")
    assert datetime.fromtimestamp(now_s - 60, UTC) < at <= datetime.fromtimestamp(now_s, UTC)
    assert line.damaged >= TRIES_MAX
    assert json.loads(plan.ledger.read_text())["totals"]["parked"] == 1
    assert store.fixes() == counts.fixes_born - 1
    (row,) = device_health.devices(session, now=NOW, calendar=OperatingCalendar(), device_id="dt-01")
    assert row.parked == 1
