"""The broker's own count of dropped messages."""

import pytest

from data.contract.clock import RealClock
from ingest import broker_watch
from ingest.broker_watch import BrokerWatch
from ingest.metrics import Metrics
from ingest.mqtt.address import BrokerAddress


@pytest.fixture
def watch():
    watch = BrokerWatch(BrokerAddress("host", 1), client_id="watch", clock=RealClock(), metrics=Metrics())
    yield watch
    watch.stop()


def test_what_was_dropped_before_we_came_alarms_nobody(watch):
    watch.note(17)
    assert watch.alarms() == []
    assert b"siangsa_ingest_broker_dropped_messages 17.0" in watch._metrics.text()


def test_a_count_that_grows_alarms_and_is_logged(watch, caplog):
    for count in (17, 17, 20, 25):
        watch.note(count)
    (alarm,) = watch.alarms()
    assert "8 messages" in alarm
    assert [record.dropped for record in caplog.records] == [3, 5]


def test_a_broker_that_begins_anew_alarms_nobody(watch):
    for count in (17, 2):
        watch.note(count)
    assert watch.alarms() == []
    watch.note(3)
    assert "1 messages" in watch.alarms()[0]


def test_the_alarm_ends_after_a_while(watch, monkeypatch):
    watch.note(0)
    watch.note(1)
    assert watch.alarms()
    monkeypatch.setattr(broker_watch, "ALARM_S", -1.0)
    assert watch.alarms() == []
