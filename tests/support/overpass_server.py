"""A stand-in for Overpass on this machine: it knows a small town, and misbehaves when told to."""

import gzip
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from geo.position import offset

FREE = "Connected as: 1\nCurrent time: 2026-03-02T01:00:00Z\nRate limit: 2\n2 slots available now.\n"
BOX = re.compile(r"\((-?[\d.]+),(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)\)")
ORIGIN = (110.66, -6.60)


def town(columns: int = 3, rows: int = 2, step_m: float = 200.0) -> list[dict]:
    """Elements of a grid of roads, with a signal, a gate and a turn restriction."""
    at = {
        row * columns + column: offset(*ORIGIN, step_m * column, step_m * row)
        for row in range(rows)
        for column in range(columns)
    }
    nodes = [{"type": "node", "id": i + 1, "lon": lon, "lat": lat} for i, (lon, lat) in at.items()]
    nodes[1]["tags"] = {"highway": "traffic_signals"}
    nodes[2]["tags"] = {"barrier": "gate"}
    along = [[row * columns + c + 1 for c in range(columns)] for row in range(rows)]
    across = [[row * columns + c + 1 for row in range(rows)] for c in range(columns)]
    tags = {"highway": "tertiary", "name": "Jalan Pemuda", "source": "survey"}
    ways = [
        {"type": "way", "id": 10 + i, "nodes": refs, "tags": tags} for i, refs in enumerate(along + across)
    ]
    members = [
        {"type": "way", "ref": 10, "role": "from"},
        {"type": "node", "ref": 2, "role": "via"},
        {"type": "way", "ref": 10 + rows + 1, "role": "to"},
    ]
    rule = {"type": "relation", "id": 90, "members": members}
    rule["tags"] = {"type": "restriction", "restriction": "no_left_turn"}
    return [*nodes, *ways, rule]


class StandIn(ThreadingHTTPServer):
    """The server; its attributes say how it behaves, ``script`` what it does with the next questions."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.elements = town()
        self.status, self.status_code, self.status_waits = FREE, 200, threading.Event()
        self.status_waits.set()
        self.gone = threading.Event()
        self.script: deque[Callable[[Handler, bytes], None]] = deque()
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/api"

    def handle_error(self, *_: object) -> None:
        """Be silent about clients that left in the middle."""

    def boxes(self) -> list[tuple[float, ...]]:
        """Boxes (south, west, north, east) that were asked about, in order."""
        return [tuple(map(float, BOX.search(query).groups())) for query in self.asked]

    def answer(self, query: str) -> bytes:
        """Return what Overpass would: the roads that touch the box, whole, and what hangs on them."""
        south, west, north, east = map(float, BOX.search(query).groups())
        places = {e["id"]: e for e in self.elements if e["type"] == "node"}
        inside = {i for i, e in places.items() if west <= e["lon"] <= east and south <= e["lat"] <= north}
        ways = [e for e in self.elements if e["type"] == "way" and inside & set(e["nodes"])]
        used = {ref for way in ways for ref in way["nodes"]}
        near = {way["id"] for way in ways}
        rules = [
            e
            for e in self.elements
            if e["type"] == "relation" and any(m["ref"] in near for m in e["members"] if m["type"] == "way")
        ]
        about = {"timestamp_osm_base": "2026-02-28T23:00:00Z"}
        found = [places[i] for i in sorted(used)] + ways + rules
        return json.dumps({"version": 0.6, "osm3s": about, "elements": found}).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers as the script says, else honestly."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.status_waits.wait(10)
        self.reply(self.server.status_code, self.server.status.encode())

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        query = form["data"][0]
        self.server.asked.append(query)
        self.server.agents.add(self.headers["User-Agent"])
        body = self.server.answer(query)
        act = self.server.script.popleft() if self.server.script else honest
        act(self, body)

    def reply(self, code: int, body: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


type Act = Callable[[Handler, bytes], None]


def honest(handler: Handler, body: bytes) -> None:
    handler.reply(200, gzip.compress(body), Content_Encoding="gzip")


def says(code: int, text: str = "busy", **headers: str) -> Act:
    return lambda handler, _: handler.reply(code, text.encode(), **headers)


def stalls(handler: Handler, body: bytes) -> None:
    """Begin an answer and say no more, until the client is gone or the test is over."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[:10])
    handler.wfile.flush()
    handler.server.gone.wait(20)
    handler.close_connection = True


def breaks_off(handler: Handler, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.close_connection = True


def ends_early_in_silence(handler: Handler, body: bytes) -> None:
    """Send half an answer as if it were the whole one."""
    handler.reply(200, body[: len(body) // 2])


def damages(handler: Handler, body: bytes) -> None:
    packed = bytearray(gzip.compress(body))
    packed[len(packed) // 2 : len(packed) // 2 + 20] = b"\x00" * 20
    handler.reply(200, bytes(packed), Content_Encoding="gzip")


def remarks(text: str) -> Act:
    answer = {"version": 0.6, "elements": [], "remark": text}
    return lambda handler, _: handler.reply(200, json.dumps(answer).encode())


@contextmanager
def running() -> Iterator[StandIn]:
    """Give a server that is gone afterwards."""
    with StandIn() as stand_in:
        thread = threading.Thread(target=stand_in.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield stand_in
        finally:
            stand_in.gone.set()
            stand_in.status_waits.set()
            stand_in.shutdown()
            thread.join()
