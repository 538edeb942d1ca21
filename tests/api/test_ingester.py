"""The api asks the ingester beside it how it does, and bears every answer."""

import http.server
import json
import threading

import pytest

from api.ingester import ask_ingester
from api.settings import ApiSettings

LANES = [{"name": "past", "oldest_s": 0.4, "waiting": 3}, {"name": "live", "oldest_s": 12.5, "waiting": 1}]
SOUND = {"host": "x", "ready": False, "troubles": ["no commit for 12 s"], "alarms": [], "lanes": LANES}


@pytest.fixture
def answering():
    """Give a function that makes a small ingester with a given answer and returns settings that find it."""
    servers = []

    def start(status, body):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status if self.path == "/state" else 404)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                """Keep quiet."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return ApiSettings(SIANGSA_INGEST_METRICS_PORT=server.server_port)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_oldest_message_of_all_lanes_counts(answering):
    told = ask_ingester(answering(200, json.dumps(SOUND).encode()))
    assert (told.ready, told.oldest_s, told.troubles) == (False, 12.5, ["no commit for 12 s"])


@pytest.mark.parametrize(
    ("status", "body"), [(500, b"{}"), (200, b"<html>"), (200, b'{"ready": 1}'), (200, b""), (404, b"")]
)
def test_an_answer_that_makes_no_sense_is_no_answer(answering, status, body):
    assert ask_ingester(answering(status, body)) is None


def test_without_a_port_or_an_ingester_there_is_no_answer():
    assert ask_ingester(ApiSettings()) is None
    assert ask_ingester(ApiSettings(SIANGSA_INGEST_METRICS_PORT=1)) is None
