"""It stops and says so rather than lie: never an acknowledgement without a row, and soon not ready."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
import pytest
from typer.testing import CliRunner

from data.store.address import plain_url
from ingest.cli import app
from ops.ports import free_port
from tests.support.ingest_world import wait_for, wire_fix

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[3]


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def watched(make_pipeline, port):
    """Give a running ingester that answers for itself on `port`."""
    return make_pipeline(metrics_port=port)


@pytest.fixture
def readiness(watched, port):
    """Give a function that asks whether the ingester is ready, and why not."""

    def ask():
        # As the program's main loop does every second.
        watched.health.beat()
        try:
            with urlopen(f"http://127.0.0.1:{port}/ready", timeout=30) as answer:
                return answer.status, json.load(answer)["troubles"]
        except HTTPError as error:
            with error:
                return error.code, json.load(error)["troubles"]

    return ask


def test_a_working_ingester_is_ready(readiness, truck):
    truck.send("past", wire_fix(1))
    wait_for(lambda: truck.settled() == {1})
    assert readiness() == (200, [])


def test_revoked_rights_acknowledge_nothing_and_are_told_and_heal(
    watched, readiness, store, databases, truck
):
    owner = store.url.split("//", 1)[1].split(":", 1)[0]
    admin_url = databases.server.admin_url.rsplit("/", 1)[0] + "/" + store.url.rsplit("/", 1)[1]
    with psycopg.connect(plain_url(admin_url), autocommit=True) as admin:
        admin.execute(f"revoke insert on fix from {owner}")
        truck.send("past", wire_fix(1))
        wait_for(lambda: readiness()[0] == 503, timeout_s=15, what="an ingester that is not ready")
        assert any("past: the database does not store" in trouble for trouble in readiness()[1])
        assert truck.receipts == []
        assert watched.past.session.window.waiting() == 1
        assert store.fixes() == 0
        admin.execute(f"grant insert on fix to {owner}")
    wait_for(lambda: truck.settled() == {1}, what="the receipt")
    wait_for(lambda: readiness() == (200, []), what="readiness")
    assert store.fixes() == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_killed_reading_thread_is_told_and_acknowledges_nothing(
    watched, readiness, store, truck, monkeypatch
):
    def die(_connection):
        raise SystemExit

    monkeypatch.setattr(watched.past.session, "_serve", die)
    watched.past.session.reconnect()
    wait_for(lambda: readiness() == (503, ["past: a thread of the lane has ended"]), timeout_s=15)
    truck.send("past", wire_fix(1))
    assert truck.receipts == []
    assert store.fixes() == 0


def test_a_storing_thread_that_hangs_is_told(readiness, watched, truck, monkeypatch):
    stuck = threading.Event()
    monkeypatch.setattr(watched._settings, "stall_s", 1.0)
    monkeypatch.setattr(watched.past._sink, "settle", lambda _: (stuck.wait(20), iter(()))[1])
    truck.send("past", wire_fix(1))
    wait_for(lambda: any("have waited" in trouble for trouble in readiness()[1]), what="the trouble")
    assert readiness()[0] == 503
    assert truck.receipts == []
    stuck.set()
    watched.past.halt()


def test_a_database_that_is_away_is_told_although_nothing_arrives(
    watched, readiness, databases, store, monkeypatch
):
    monkeypatch.setattr("ingest.lane._PROBE_EVERY_S", 0.1)
    name = store.url.rsplit("/", 1)[1]
    with psycopg.connect(plain_url(databases.server.admin_url), autocommit=True) as admin:
        admin.execute(f"alter database {name} allow_connections false")
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
        wait_for(lambda: readiness()[0] == 503, what="an ingester that is not ready")
        admin.execute(f"alter database {name} allow_connections true")
    wait_for(lambda: readiness() == (200, []), what="readiness")


def test_the_broker_tells_how_much_it_has_dropped(watched):
    wait_for(lambda: watched.broker_watch.dropped == 0, what="the broker's count")
    assert watched.alarms() == []


def environment_of(store, broker, **more):
    return os.environ | {
        "SIANGSA_DATABASE_URL": store.url,
        "SIANGSA_MQTT_URL": broker.url_for("ingest"),
        **more,
    }


def test_the_status_command_asks_the_running_ingester(store, broker, watched, port, monkeypatch, truck):
    watched.health.beat()
    for name, value in environment_of(store, broker).items():
        monkeypatch.setenv(name, value)
    truck.send("past", wire_fix(1), wire_fix(2, sat=0))
    wait_for(lambda: watched.metrics.total("past") == 2)
    url = f"http://127.0.0.1:{port}"
    well = CliRunner().invoke(app, ["status", "--url", url, "--json"])
    assert (well.exit_code, json.loads(well.stdout)["healthy"]) == (0, True)
    told = CliRunner().invoke(app, ["status", "--url", url])
    assert "1 stored, 0 duplicate, 1 quarantined" in told.stdout
    away = CliRunner().invoke(app, ["status", "--url", "http://127.0.0.1:1"])
    assert away.exit_code == 1
    assert away.stderr.startswith("siangsa ingest: not well: http://127.0.0.1:1: does not answer")
    watched.stop()
    alone = CliRunner().invoke(app, ["status"])
    assert alone.exit_code == 1
    assert "no ingester runs" in alone.stderr


def test_the_program_writes_its_log_as_json_when_it_is_told_to(store, broker, port):
    more = {"SIANGSA_INGEST_LOG_FORMAT": "json", "SIANGSA_INGEST_METRICS_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", "run"],
        cwd=ROOT,
        env=environment_of(store, broker, **more),
        stderr=subprocess.PIPE,
        text=True,
    )

    def ready():
        try:
            with urlopen(f"http://127.0.0.1:{port}/ready", timeout=30) as answer:
                return answer.status == 200
        except OSError:
            return False

    try:
        wait_for(ready, what="the program")
        process.send_signal(signal.SIGTERM)
        _, written = process.communicate(timeout=20)
    finally:
        process.kill()
    lines = [json.loads(line) for line in written.splitlines()]
    assert process.returncode == 0
    assert {line["program"] for line in lines} == {"ingest run"}
    assert any("connected" in line["message"] for line in lines)
