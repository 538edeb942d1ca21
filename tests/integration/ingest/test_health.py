"""The ingester says when it does not work, and ends itself when only a restart can help."""

import os
import subprocess
import sys
import threading
from urllib.request import urlopen

import pytest

from ingest.errors import StalledError
from ops.ports import free_port
from tests.support.ingest_world import wait_for, wire_fix

pytestmark = pytest.mark.services


def test_a_running_ingester_has_no_troubles(pipeline, truck):
    truck.send("past", wire_fix(1))
    wait_for(lambda: truck.settled() == {1})
    pipeline.watch()
    assert pipeline.troubles() == []


def test_a_thread_that_ended_ends_the_program(pipeline):
    pipeline.past._stopping.set()
    pipeline.past._thread.join(5)
    with pytest.raises(StalledError, match="past"):
        pipeline.watch()


def test_messages_that_wait_for_no_known_reason_are_told_and_end_the_program(
    make_pipeline, truck, monkeypatch
):
    pipeline = make_pipeline(stall_s=0.2, give_up_s=0.6)
    stuck = threading.Event()
    monkeypatch.setattr(pipeline.past._sink, "settle", lambda _: (stuck.wait(20), iter(()))[1])
    truck.send("past", wire_fix(1))
    wait_for(lambda: any("have waited" in trouble for trouble in pipeline.troubles()), what="the trouble")

    def given_up():
        try:
            pipeline.watch()
        except StalledError:
            return True
        return False

    wait_for(given_up, what="giving up")
    stuck.set()
    pipeline.past.halt()


def test_a_broker_that_is_away_is_a_trouble_in_words(broker, pipeline):
    broker.child.stop(10)
    wait_for(lambda: len(pipeline.troubles()) == len(pipeline.lanes), what="the troubles of all lanes")
    pipeline.watch()
    broker.start()
    wait_for(lambda: pipeline.troubles() == [], what="health")


def test_prometheus_sees_what_became_of_every_fix(make_pipeline, truck):
    port = free_port()
    pipeline = make_pipeline(metrics_port=port)
    truck.send("past", wire_fix(1), wire_fix(2, sat=0))
    wait_for(lambda: truck.settled() == {1, 2})
    wait_for(lambda: pipeline.metrics.total("past") == 2)
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    assert 'siangsa_ingest_items_total{fate="accepted",lane="past"} 1.0' in text
    assert 'siangsa_ingest_quarantined_total{reason="no_satellites"} 1.0' in text


@pytest.mark.parametrize(
    ("program", "spoil"),
    [("run", "SIANGSA_DATABASE_URL"), ("run", "SIANGSA_MQTT_URL"), ("facts", "SIANGSA_DATABASE_URL")],
)
def test_wrong_credentials_end_the_program_with_one_sentence(store, broker, program, spoil):
    environment = os.environ | {
        "SIANGSA_DATABASE_URL": store.url,
        "SIANGSA_MQTT_URL": broker.url_for("ingest"),
    }
    scheme, rest = environment[spoil].split("://")
    environment[spoil] = f"{scheme}://nobody:wrong@{rest.rsplit('@', 1)[1]}"
    ended = subprocess.run(
        [sys.executable, "-m", "ingest", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("siangsa ingest: the ")
    assert "wrong" not in last
