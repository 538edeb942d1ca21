"""The bench runs and its figures make sense; how high they are is no matter for CI."""

import pytest

from ingest import bench
from ops.accounts import Account
from tests.support.ingest_world import Store

pytestmark = pytest.mark.services


def test_the_ingester_is_measured_against_a_bare_subscriber(database_url, make_broker, monkeypatch):
    publisher = Account("bench", writes=("fleet/+/past",))
    broker = make_broker(accounts=(publisher,))
    monkeypatch.setenv("SIANGSA_DATABASE_URL", database_url)
    monkeypatch.setenv("SIANGSA_MQTT_URL", broker.url_for("ingest"))
    monkeypatch.setenv(bench.PUBLISHER_VARIABLE, broker.url_for("bench"))
    figures = bench.run(short=True)
    assert figures["stored_per_s"] > 100
    assert figures["batched_per_s"] > figures["stored_per_s"]
    assert 0 < figures["ratio"] < 2
    assert Store(database_url).fixes() == 3_000 + 300 * 50


def test_an_account_that_may_not_publish_is_told_in_words(database_url, make_broker, monkeypatch):
    broker = make_broker()
    monkeypatch.setenv("SIANGSA_DATABASE_URL", database_url)
    monkeypatch.setenv("SIANGSA_MQTT_URL", broker.url_for("ingest"))
    with pytest.raises(bench.BenchError, match=bench.PUBLISHER_VARIABLE):
        bench.run(short=True)
