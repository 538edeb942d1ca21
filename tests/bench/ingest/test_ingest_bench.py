"""The bench runs and its figures make sense; how high they are is no matter for CI."""

import pytest

from ingest.bench import suite as bench
from ops.bench import PUBLISHER
from tests.support.ingest_world import Store

pytestmark = pytest.mark.services


@pytest.fixture
def services(database_url, make_broker, monkeypatch):
    """Give the environment that `siangsa bench` gives."""
    broker = make_broker(accounts=(PUBLISHER,))
    monkeypatch.setenv("SIANGSA_DATABASE_URL", database_url)
    monkeypatch.setenv("SIANGSA_MQTT_URL", broker.url_for("ingest"))
    monkeypatch.setenv(bench.PUBLISHER_VARIABLE, broker.url_for(PUBLISHER))
    return broker


def test_the_ingester_is_measured_against_its_peers(services, database_url, monkeypatch):
    size = bench._Size(single=1_000, naive=100, batched=60, steady_s=1.5, backlog=2_000)
    monkeypatch.setattr(bench, "_SHORT", size)
    figures = bench.run(short=True)
    for name in ("stored_per_s", "bare_per_s", "naive_per_s", "batched_per_s", "p95_ms", "p99_ms", "drain_s"):
        assert figures[name] > 0, name
    assert figures["p95_ms"] <= figures["p99_ms"]
    assert figures["stored_per_s"] > figures["naive_per_s"]
    assert 0 < figures["ratio"] < 20
    store = Store(database_url)
    live_and_queued = 1_000 + 60 * 50 + 2_000
    assert store.fixes() > live_and_queued
    assert store.one("select count(*) from quarantine") == 0
    assert store.one("select count(*) from fix") == store.one("select sum(accepted) from device_tally")


def test_an_account_that_may_not_publish_is_told_in_words(services, monkeypatch):
    monkeypatch.setenv(bench.PUBLISHER_VARIABLE, services.url_for("ingest"))
    with pytest.raises(bench.BenchError, match=bench.PUBLISHER_VARIABLE):
        bench.run(short=True)
