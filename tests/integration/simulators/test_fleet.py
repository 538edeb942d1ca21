"""A fleet process against a real Mosquitto."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from data.contract.clock import StackClock, clock_to_text
from tests.support.pretend_ingester import PretendIngester
from tests.support.simulated_routes import LEAVES, POOL, make_route

pytestmark = pytest.mark.services
DEVICES = ("dt-01", "dt-02", "ar-01")
RATE = 120.0


def wait_for(condition, timeout_s=30.0):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


class FleetProcess:
    """Starts and stops `python -m simulators fleet` on a stack clock that begins ten minutes before work."""

    def __init__(self, folder, broker):
        self.folder, self.broker = folder, broker
        self.process = None
        self.stderr = (folder / "stderr").open("ab")
        now = datetime.now(UTC)
        self.clock = StackClock(now, datetime.fromtimestamp(LEAVES - 600, UTC), RATE)
        rows = [
            {"device": name, "password": self._password(name), "lon": POOL[0], "lat": POOL[1], "seed": seed}
            for seed, name in enumerate(DEVICES)
        ]
        (folder / "fleet.json").write_text(json.dumps({"devices": rows}))

    def start(self, *options):
        environment = os.environ | {
            "SIANGSA_CLOCK": clock_to_text(self.clock),
            "SIANGSA_MQTT_URL": f"mqtt://127.0.0.1:{self.broker.port}",
            "SIANGSA_SIMULATORS_RECEIPT_WAIT_S": "1",
        }
        files = ["--fleet", "fleet.json", "--spools", "spools", "--ledger", "ledger.json"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "simulators", "fleet", *files, *options],
            cwd=self.folder,
            env=environment | {"PYTHONPATH": str(Path.cwd())},
            stderr=self.stderr,
        )

    def end(self, number, timeout_s=40.0):
        self.process.send_signal(number)
        return self.process.wait(timeout_s)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def close(self):
        self.kill()
        self.stderr.close()

    def ledger(self):
        return json.loads((self.folder / "ledger.json").read_text())

    def _password(self, name):
        return self.broker.url_for(name).split(":", 2)[2].split("@")[0]


@pytest.fixture
def broker(make_broker):
    return make_broker(*DEVICES, autosave_s=1)


@pytest.fixture
def ingester(broker):
    ingester = PretendIngester(broker.url_for("ingest"))
    yield ingester
    ingester.stop()


@pytest.fixture
def fleet(tmp_path, broker):
    fleet = FleetProcess(tmp_path, broker)
    yield fleet
    fleet.close()


def publish_routes(ingester):
    for seed, name in enumerate(DEVICES):
        ingester.publish_route(name, replace(make_route(stops=4, trips=1, seed=seed), vehicle=name))


def born_and_stored(fleet, ingester):
    ledger = fleet.ledger()
    assert ledger["finished"]
    born = {
        (name, int(boot)): counts["fixes_born"] + counts["events_born"]
        for name, boots in ledger["devices"].items()
        for boot, counts in boots.items()
    }
    stored = dict.fromkeys(born, 0)
    for device, boot, _ in [*ingester.fixes, *ingester.events]:
        stored[device, boot] += 1
    return born, stored


def test_devices_take_their_retained_route_drive_it_and_everything_arrives_once(fleet, ingester):
    publish_routes(ingester)
    fleet.start()
    wait_for(lambda: len(ingester.told("route_ack")) == 3)
    wait_for(lambda: len(ingester.told("unloaded")) == 3, timeout_s=90)
    assert fleet.end(signal.SIGUSR1) == 0
    born, stored = born_and_stored(fleet, ingester)
    assert stored == born
    assert ingester.conflicts == []
    assert fleet.ledger()["totals"]["pending"] == 0
    assert len(ingester.told("served")) + len(ingester.told("skipped")) == 12


def test_no_fix_lies_in_the_future_and_each_device_counts_up_in_time(fleet, ingester):
    fleet.start()
    wait_for(lambda: len(ingester.fixes) > 60)
    assert fleet.end(signal.SIGUSR1) == 0
    now_s = fleet.clock.now().timestamp()
    for device in DEVICES:
        times = [fix.tst for key, fix in sorted(ingester.fixes.items()) if key[0] == device]
        assert times == sorted(times)
        assert times[-1] <= now_s


def test_broker_killed_and_back_everything_arrives(fleet, ingester, broker):
    publish_routes(ingester)
    fleet.start()
    wait_for(lambda: len(ingester.told("route_ack")) == 3)
    broker.child.process.kill()
    broker.child.process.wait()
    broker.launch()
    publish_routes(ingester)
    seen = len(ingester.fixes)
    wait_for(lambda: len(ingester.fixes) > seen + 100)
    assert fleet.end(signal.SIGUSR1) == 0
    born, stored = born_and_stored(fleet, ingester)
    assert stored == born
    assert ingester.conflicts == []


def test_without_receipts_the_spool_keeps_everything_over_restarts(fleet, ingester):
    ingester.settles = False
    fleet.start()
    wait_for(lambda: ingester.received["fix"] > 20)
    started = time.monotonic()
    assert fleet.end(signal.SIGTERM) == 0
    assert time.monotonic() - started < 5
    totals = fleet.ledger()["totals"]
    assert totals["pending"] == totals["fixes_born"] + totals["events_born"]
    boots = {name: list(boots) for name, boots in fleet.ledger()["devices"].items()}
    ingester.settles = True
    fleet.start()
    wait_for(lambda: len(ingester.fixes) > totals["fixes_born"])
    assert fleet.end(signal.SIGUSR1) == 0
    assert {name: list(boots) for name, boots in fleet.ledger()["devices"].items()} == boots
    born, stored = born_and_stored(fleet, ingester)
    assert stored == born


def test_killed_fleet_loses_nothing_that_it_had_written(fleet, ingester):
    publish_routes(ingester)
    fleet.start()
    wait_for(lambda: len(ingester.told("route_ack")) == 3)
    wait_for(lambda: len(ingester.fixes) > 60)
    fleet.kill()
    fleet.start()
    wait_for(lambda: len(ingester.told("boot")) == 6)
    assert fleet.end(signal.SIGUSR1) == 0
    born, stored = born_and_stored(fleet, ingester)
    assert stored == born
    assert ingester.conflicts == []
    assert len(ingester.told("route_ack")) == 3


def test_births_end_at_the_given_stack_time(fleet, ingester):
    # fifteen real seconds from now: time enough for the program to come up on a busy machine
    ends = datetime.fromtimestamp(LEAVES - 600 + 15 * RATE, UTC)
    fleet.start("--births-until", ends.isoformat())
    assert fleet.process.wait(40) == 0
    born, stored = born_and_stored(fleet, ingester)
    assert stored == born
    assert max(fix.tst for fix in ingester.fixes.values()) <= ends.timestamp()
