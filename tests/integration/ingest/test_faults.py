"""Programs die; fixes do not. (The full fault suite is a later piece of work; these are its first cases.)"""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from data.store.address import plain_url
from tests.support.ingest_world import wait_for, wire_fix

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[3]


@pytest.fixture
def start_ingester(store, broker):
    """Give a function that starts the ingester as a process of its own."""
    started = []

    def start():
        environment = os.environ | {
            "SIANGSA_DATABASE_URL": store.url,
            "SIANGSA_MQTT_URL": broker.url_for("ingest"),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest", "run"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def until_heard(truck):
    """Send one fix again and again, as a device does, until a new ingester has its session and answers."""
    fix = wire_fix(1)

    def heard():
        truck.send("past", fix)
        return truck.settled() == {1}

    wait_for(heard, what="an ingester that listens")


def test_an_ingester_killed_in_the_middle_loses_and_doubles_nothing(store, truck, start_ingester):
    """What the broker took over QoS 1 while nobody listened, or half-way, is stored exactly once."""
    first = start_ingester()
    until_heard(truck)
    for seq in range(2, 400):
        truck.send("past", wire_fix(seq, datetime.now(UTC) - timedelta(seconds=1000 - seq)))
        if seq == 200:
            first.send_signal(signal.SIGKILL)
            first.wait()
    start_ingester()
    wait_for(lambda: store.fixes() == 399, what="all fixes in the store")
    assert store.one("select count(distinct (device_id, boot, seq)) from fix") == 399
    assert store.one("select ranges::text from settled") == "{[1,400)}"


def test_the_ingester_ends_in_order_on_sigterm(store, truck, start_ingester):
    process = start_ingester()
    until_heard(truck)
    process.terminate()
    assert process.wait(5) == 0


def test_a_database_that_goes_away_and_comes_back_loses_nothing(store, databases, pipeline, truck):
    name = store.url.rsplit("/", 1)[1]
    truck.send("past", wire_fix(1))
    wait_for(lambda: truck.settled() == {1})
    with psycopg.connect(plain_url(databases.server.admin_url), autocommit=True) as admin:
        admin.execute(f"alter database {name} allow_connections false")
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
        for seq in range(2, 30):
            truck.send("past", wire_fix(seq))
        truck.send("fix", wire_fix(30))
        wait_for(
            lambda: any("past" in trouble for trouble in pipeline.troubles()), what="an unhealthy past lane"
        )
        assert truck.settled() == {1}
        assert pipeline.past.session.window.waiting() == 28
        admin.execute(f"alter database {name} allow_connections true")
    wait_for(lambda: truck.settled() >= set(range(1, 30)), what="the receipts")
    wait_for(lambda: pipeline.troubles() == [], what="health")
    assert store.one("select count(*) from fix where seq < 30") == 29


def test_a_live_fix_that_the_database_missed_may_come_again_as_past(store, databases, pipeline, truck):
    """The live lane lets go while the database is down; the device's spool still has the fix."""
    name = store.url.rsplit("/", 1)[1]
    fix = wire_fix(1)
    with psycopg.connect(plain_url(databases.server.admin_url), autocommit=True) as admin:
        admin.execute(f"alter database {name} allow_connections false")
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
        truck.send("fix", fix)
        wait_for(lambda: not pipeline.live.session.online, what="the live lane to let go")
        admin.execute(f"alter database {name} allow_connections true")
    wait_for(lambda: pipeline.live.session.online, what="the live lane to come back")
    truck.send("past", fix)
    wait_for(lambda: truck.settled() == {1})
    assert store.fixes() == 1


def test_a_broker_that_restarts_is_found_again(store, broker, pipeline, make_truck):
    before = make_truck()
    before.send("past", wire_fix(1))
    wait_for(lambda: before.settled() == {1})
    broker.child.stop(10)
    broker.start()
    after = make_truck("dt-02")
    wait_for(lambda: pipeline.past.session.online and pipeline.live.session.online)
    after.send("past", wire_fix(1))
    wait_for(lambda: after.settled() == {1})


def test_an_exception_in_our_own_code_does_not_end_the_lane(store, pipeline, truck, monkeypatch):
    broken = iter([True])
    sift = pipeline.past._sink._screen.sift

    class Faulty:
        def sift(self, deliveries):
            if next(broken, False):
                raise RuntimeError("a fault of ours")
            return sift(deliveries)

    monkeypatch.setattr(pipeline.past._sink, "_screen", Faulty())
    truck.send("past", wire_fix(1))
    wait_for(lambda: truck.settled() == {1}, what="the fix after the fault")
    assert pipeline.past.alive


def test_a_message_that_the_store_refuses_is_quarantined_and_the_others_are_stored(
    store, pipeline, truck, monkeypatch
):
    store.rows("alter table fix add constraint no_thirteen check (seq <> 13)")
    for seq in range(1, 40):
        truck.send("past", wire_fix(seq))
    wait_for(lambda: truck.settled() == set(range(1, 40)))
    assert store.fixes() == 38
    assert store.rows("select seq, reasons from quarantine") == [(13, ["unstorable"])]
