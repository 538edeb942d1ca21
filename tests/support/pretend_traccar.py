"""A server that answers like Traccar's ``/api/devices``, as far as it is asked here."""

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "token-of-the-office"
USER, PASSWORD = "it@example.go.id", "a word"


class PretendTraccar:
    """What the server knows and was told.

    `refuses` are uniqueIds that it answers with 400, as Traccar does for one that another user owns.
    """

    def __init__(self):
        self.devices = {}
        self.refuses = set()
        self.told = []
        self.url = ""


@contextmanager
def pretend_traccar():
    """Give a server on a port of its own while the block runs."""
    state = PretendTraccar()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def answer(self, status, body):
            payload = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def admitted(self):
            basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if self.headers.get("Authorization") in {f"Bearer {TOKEN}", f"Basic {basic}"}:
                return True
            self.answer(401, b"")
            return False

        def do_GET(self):
            parts = urlsplit(self.path)
            if self.admitted() and parts.path == "/api/devices":
                asked = parse_qs(parts.query).get("uniqueId", [])
                self.answer(200, [state.devices[imei] for imei in asked if imei in state.devices])

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self.admitted():
                return
            imei = body["uniqueId"]
            if imei in state.devices or imei in state.refuses:
                self.answer(
                    400, b"Duplicate entry for key 'uniqueid' (SQLIntegrityConstraintViolation)\n\tat"
                )
                return
            state.told.append(body)
            state.devices[imei] = body | {"id": len(state.devices) + 1, "attributes": {}}
            self.answer(200, state.devices[imei])

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
