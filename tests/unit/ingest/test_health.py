"""What an ingester says of itself."""

import json
import logging
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from ingest import health as module
from ingest.errors import PortTakenError
from ingest.health import Health, State
from ingest.health_server import HealthServer, _routes
from ingest.logs import _formatter
from ingest.metrics import Metrics


class Pipeline:
    lanes = ()
    slot_numbers = (1, 3)

    def __init__(self):
        self.found = []
        self.alarmed = []

    def troubles(self):
        return self.found

    def alarms(self):
        return self.alarmed


@pytest.fixture
def pipeline():
    return Pipeline()


@pytest.fixture
def health(pipeline):
    return Health(pipeline, Metrics())


def answer(health, path):
    code, kind, body = _routes(health)[path]()
    return code, json.loads(body) if kind == "application/json" else body.decode()


def test_readiness_is_computed_when_it_is_asked_for(health, pipeline):
    assert answer(health, "/ready") == (200, {"ready": True, "troubles": []})
    pipeline.found = ["past: messages have waited for 11 s"]
    assert answer(health, "/ready") == (503, {"ready": False, "troubles": pipeline.found})


def test_nobody_speaks_for_a_main_loop_that_hangs(health, monkeypatch):
    assert answer(health, "/live") == (200, {"live": True})
    monkeypatch.setattr(module, "_BEAT_S", 0.0)
    assert answer(health, "/live") == (503, {"live": False})
    assert answer(health, "/ready")[0] == 503


def test_an_alarm_is_unhealthy_although_messages_move(health, pipeline):
    pipeline.alarmed = ["the broker has thrown away 3 messages"]
    assert answer(health, "/ready")[0] == 200
    assert "siangsa_ingest_healthy 0.0" in answer(health, "/metrics")[1]
    assert answer(health, "/state")[1]["alarms"] == pipeline.alarmed
    pipeline.alarmed = []
    assert "siangsa_ingest_healthy 1.0" in answer(health, "/metrics")[1]


def test_the_state_names_the_slots_and_can_be_read_back(health):
    import msgspec

    code, _, body = _routes(health)["/state"]()
    assert code == 200
    assert msgspec.json.decode(body, type=State).slots == [1, 3]


def test_a_taken_port_is_told_in_words(health, unused_port_holder):
    with pytest.raises(PortTakenError, match="SIANGSA_INGEST_METRICS_PORT"):
        HealthServer(health, "127.0.0.1", unused_port_holder)


def test_only_known_questions_are_answered(health):
    server = HealthServer(health, "127.0.0.1", 0)
    server.start()
    try:
        with urlopen(f"http://127.0.0.1:{server.port}/ready?now", timeout=30) as found:
            assert found.status == 200
        with pytest.raises(HTTPError) as refused:
            urlopen(f"http://127.0.0.1:{server.port}/etc/passwd", timeout=30)
        assert refused.value.code == 404
        refused.value.close()
    finally:
        server.stop()


def test_a_log_line_is_one_json_object_that_says_what_it_is_about():
    record = logging.LogRecord("ingest.lane", logging.ERROR, "", 0, "lane %s:\nfault", ("past",), None)
    record.lane = "past"
    line = _formatter("json", "run").format(record)
    found = json.loads(line)
    assert "\n" not in line
    assert {name: found[name] for name in ("level", "logger", "program", "lane", "message")} == {
        "level": "ERROR",
        "logger": "ingest.lane",
        "program": "ingest run",
        "lane": "past",
        "message": "lane past:\nfault",
    }
    assert found["time"].endswith("+00:00")
