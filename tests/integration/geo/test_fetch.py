import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geo.errors import OverpassRefused, OverpassUnreachable
from geo.position import offset
from geo.roads import OSM_ATTRIBUTION, Bounds, Origin, RoadEngine, import_network, read_info
from geo.roads.fetch import Overpass, _keep, fetch_overpass, fetch_snapshot, probe

AREA = Bounds(110.65, -6.61, 110.70, -6.56)
STATUS = (
    "Connected as: 1\nCurrent time: 2026-03-02T01:00:00Z\nAnnounced endpoint: none\nRate limit: 2\n2 slots.\n"
)


def answer():
    places = {i: offset(110.66, -6.60, 200.0 * (i % 3), 200.0 * (i // 3)) for i in range(6)}
    nodes = [{"type": "node", "id": i + 1, "lon": lon, "lat": lat} for i, (lon, lat) in places.items()]
    nodes[1]["tags"] = {"highway": "traffic_signals"}
    ways = [[1, 2, 3], [4, 5, 6], [1, 4], [2, 5], [3, 6]]
    tags = {"highway": "tertiary", "name": "Jalan Pemuda", "source": "survey"}
    ways = [{"type": "way", "id": 10 + i, "nodes": refs, "tags": tags} for i, refs in enumerate(ways)]
    return {"version": 0.6, "elements": nodes + ways}


class StandIn(ThreadingHTTPServer):
    """An Overpass server on this machine; its attributes say how it behaves."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.status_code, self.silent_s = STATUS, 200, 0.0
        self.body, self.code, self.work_s = json.dumps(answer()), 200, 0.0
        self.asked = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/api"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(self.server.silent_s)
        self.reply(self.server.status_code, self.server.status)

    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(query)
        time.sleep(self.server.work_s)
        self.reply(self.server.code, self.server.body)

    def reply(self, code, text):
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


@contextmanager
def running():
    with StandIn() as stand_in:
        threading.Thread(target=stand_in.serve_forever, daemon=True).start()
        yield stand_in
        stand_in.shutdown()


@pytest.fixture
def server():
    with running() as stand_in:
        yield stand_in


def overpass(server, tmp_path, **extra):
    return Overpass(server.url, tmp_path / "cache", **extra)


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """One fetch for all tests that only look at it, because OSMnx takes seconds to start."""
    base = tmp_path_factory.mktemp("fetch")
    told = []
    with running() as server:
        folder = fetch_snapshot(
            AREA,
            base / "roads",
            overpass(server, base),
            progress=lambda step, done: told.append((done, step)),
        )
    return folder, base, told


def test_a_fetched_area_becomes_a_snapshot_that_names_openstreetmap(fetched):
    folder, _, told = fetched
    info = read_info(folder)
    assert (info.kind, info.attribution, info.ways) == ("osm", OSM_ATTRIBUTION, 5)
    assert AREA.text() in info.source
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (1.0, "done")
    corners = [offset(110.66, -6.60, 0, 0), offset(110.66, -6.60, 400, 200)]
    assert RoadEngine.open(folder).matrix(corners).reachable.all()
    assert "traffic_signals" in (folder / "network.osm").read_text()


def test_the_raw_answer_is_kept_and_is_the_same_roads_as_a_file(fetched, tmp_path):
    folder, base, _ = fetched
    (kept,) = (base / "cache").iterdir()
    again = import_network(kept, tmp_path, origin=Origin("osm", "a file"))
    assert again.name == folder.name


def test_a_second_fetch_asks_nobody_unless_told_to(server, tmp_path, monkeypatch):
    asked = []

    def download(_bounds, _overpass, folder, _progress):
        asked.append(folder)
        (folder / "answer.json").write_text(json.dumps(answer()))

    monkeypatch.setattr("geo.roads.fetch._download", download)
    cached = overpass(server, tmp_path)
    first = fetch_overpass(AREA, cached)
    assert fetch_overpass(AREA, cached) == first
    assert len(asked) == 1
    fetch_overpass(AREA, cached, refresh=True)
    assert len(asked) == 2


def test_nobody_there_is_decided_at_once(tmp_path):
    with StandIn() as gone:
        url = gone.url
    with pytest.raises(OverpassUnreachable, match="refused"):
        fetch_overpass(AREA, Overpass(url, tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_silent_server_is_given_up_in_time(server):
    server.silent_s = 5.0
    started = time.monotonic()
    with pytest.raises(OverpassUnreachable, match=r"decided within 0\.5 s"):
        probe(server.url, 0.5)
    assert time.monotonic() - started < 2.0


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        (200, "<!DOCTYPE html><p>Please sign in</p>", "web page"),
        (404, "nothing", "Not Found"),
        (503, "busy", "Unavailable"),
    ],
)
def test_what_is_no_overpass_is_not_asked_for_roads(server, tmp_path, code, status, told):
    server.status_code, server.status = code, status
    with pytest.raises(OverpassUnreachable, match=told):
        fetch_overpass(AREA, overpass(server, tmp_path))
    assert server.asked == []


def test_a_refusal_is_told_and_nothing_is_kept(server, tmp_path):
    server.code, server.body = 400, "bad request"
    with pytest.raises(OverpassRefused, match=r"gave no roads: .*400"):
        fetch_overpass(AREA, overpass(server, tmp_path))
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"version": 0.6, "elements": []}, "no road for vehicles"),
        ({"elements": [], "remark": "runtime error: Query timed out"}, "broke off"),
    ],
)
def test_answers_that_hold_no_roads_are_not_kept(tmp_path, content, told):
    (tmp_path / "one.json").write_text(json.dumps(content))
    with pytest.raises(OverpassRefused, match=told):
        _keep(tmp_path, tmp_path / "kept.json.gz")
    assert not (tmp_path / "kept.json.gz").exists()


def test_a_download_that_does_not_end_is_ended(server, tmp_path):
    server.work_s = 30.0
    told = []
    with pytest.raises(OverpassUnreachable, match="did not end within 2 s"):
        fetch_overpass(
            AREA, overpass(server, tmp_path, timeout_s=2.0), progress=lambda step, _: told.append(step)
        )
    assert any("downloading roads" in step for step in told)
