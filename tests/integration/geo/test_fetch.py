import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from geo.errors import BoundsError, OverpassRefused, OverpassUnreachable, SnapshotError
from geo.position import offset
from geo.roads import OSM_ATTRIBUTION, Bounds, RoadEngine, read_info
from geo.roads.area import Area
from geo.roads.getting.fetch import Overpass, fetch_overpass, fetch_snapshot
from geo.roads.getting.overpass import ATTEMPTS, World, probe
from geo.roads.reading.reader import read_network
from tests.support.overpass_server import (
    ORIGIN,
    breaks_off,
    damages,
    ends_early_in_silence,
    honest,
    remarks,
    running,
    says,
    stalls,
    town,
)

AREA = Bounds(110.65, -6.61, 110.70, -6.56)
WIDE = Bounds(110.46, -6.80, 110.86, -6.40)  # four tiles; the town lies on the corner of all


@dataclass
class FakeTime:
    """A clock that only sleeping moves."""

    at_s: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at_s += seconds

    def world(self) -> World:
        start = datetime(2026, 3, 2, 1, tzinfo=UTC)
        return World(lambda: self.at_s, self.sleep, lambda: start + timedelta(seconds=self.at_s), Random(1))


@pytest.fixture
def fake():
    return FakeTime()


@pytest.fixture
def server():
    with running() as stand_in:
        yield stand_in


@pytest.fixture
def overpass(server, tmp_path, fake):
    return Overpass(server.url, tmp_path / "cache", world=fake.world())


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """One whole fetch for all tests that only look at it."""
    base = tmp_path_factory.mktemp("fetch")
    told = []
    with running() as server:
        folder = fetch_snapshot(
            AREA,
            base / "roads",
            Overpass(server.url, base / "cache", contact="dlh@example.org"),
            profiles=("dump_truck",),
            progress=lambda step, done: told.append((done, step)),
        )
    return folder, base, told, server


def test_a_fetched_area_becomes_a_snapshot_that_names_openstreetmap(fetched):
    folder, _, told, _ = fetched
    info = read_info(folder)
    assert (info.kind, info.attribution, info.ways) == ("osm", OSM_ATTRIBUTION, 5)
    assert (info.restrictions, info.data_date) == (1, "2026-02-28")
    assert AREA.text() in info.source
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (1.0, "done")
    assert any("tile 1 of 1" in step for _, step in told)
    corners = [offset(*ORIGIN, 0, 0), offset(*ORIGIN, 400, 200)]
    assert RoadEngine.open(folder).matrix(corners).reachable.all()
    network = (folder / "network.osm").read_text()
    assert "traffic_signals" in network
    assert "barrier" in network
    assert "no_left_turn" in network


def test_each_raw_answer_is_kept_with_its_question_date_and_checksum(fetched):
    _, base, _, _ = fetched
    (kept,) = (base / "cache").iterdir()
    content = json.loads((kept / "fetch.json").read_text())
    (tile,) = content["tiles"]
    assert (kept / tile["file"]).is_file()
    assert len(tile["sha256"]) == 64
    assert tile["asked_at"].endswith("+00:00")
    assert '["highway"~' in tile["query"]
    assert len(read_network(kept).ways) == 5


def test_the_client_names_itself_and_its_operator(fetched):
    (agent,) = fetched[3].agents
    assert agent.startswith("siangsa/")
    assert "dlh@example.org" in agent


def test_a_second_fetch_asks_nobody_unless_told_to(server, overpass):
    first = fetch_overpass(AREA, overpass)
    assert fetch_overpass(AREA, overpass) == first
    assert len(server.asked) == 1
    server.elements = town(columns=4)
    assert fetch_overpass(AREA, overpass, refresh=True) == first
    assert len(server.asked) == 2
    assert len(read_network(first).ways) == 6


def test_a_large_area_is_asked_in_tiles_and_its_roads_stay_whole(server, overpass):
    folder = fetch_overpass(WIDE, overpass)
    assert len(server.boxes()) == 4
    assert min(box[0] for box in server.boxes()) == WIDE.south
    assert max(box[3] for box in server.boxes()) == WIDE.east
    network = read_network(folder)
    assert (len(network.ways), len(network.nodes), len(network.restrictions)) == (5, 6, 1)


def test_only_tiles_that_a_polygon_touches_are_asked_and_its_outside_is_left_out(server, overpass):
    from shapely import Polygon

    lon, lat = ORIGIN
    corner = Area(Polygon([(lon - 0.05, lat - 0.05), (lon + 0.0001, lat - 0.05), (lon + 0.0001, lat + 0.01)]))
    folder = fetch_snapshot_network(corner, overpass)
    assert [way.id for way in folder.ways] == [10, 11, 12]


def fetch_snapshot_network(area, overpass):
    return read_network(fetch_overpass(area, overpass), bounds=area)


def test_an_interrupted_fetch_goes_on_where_it_stopped(server, overpass):
    server.script.extend([honest, honest, says(403, "<b>go away</b>")])
    with pytest.raises(OverpassRefused, match="403 Forbidden go away"):
        fetch_overpass(WIDE, overpass)
    assert len(server.asked) == 3
    fetch_overpass(WIDE, overpass)
    assert len(server.asked) == 5
    assert len(set(server.asked)) == 4


def test_a_kept_answer_that_was_damaged_is_asked_again(server, overpass):
    server.script.extend([honest, honest, says(403)])
    with pytest.raises(OverpassRefused):
        fetch_overpass(WIDE, overpass)
    (damaged, *_) = sorted(overpass.cache.rglob("tile_*.json.gz"))
    damaged.write_bytes(damaged.read_bytes()[:-4])
    fetch_overpass(WIDE, overpass)
    assert len(server.asked) == 3 + 3
    assert len(read_network(fetch_overpass(WIDE, overpass)).ways) == 5


@pytest.mark.parametrize(
    ("answer", "status", "wait_s"),
    [
        (says(429, Retry_After="7"), "", 7),
        (says(429, Retry_After="Mon, 02 Mar 2026 01:00:30 GMT"), "", 30),
        (says(504, Retry_After="11"), "", 11),
        (
            says(429),
            "Slot available after: T, in 12 seconds.\nSlot available after: T, in 40 seconds.",
            12,
        ),
        (says(429), "2 slots available now.\n", 0),
    ],
)
def test_a_server_that_names_its_pause_gets_it(server, overpass, fake, answer, status, wait_s):
    server.script.append(answer)
    probe(server.url, 5.0)
    server.status = status or server.status
    fetch_overpass(AREA, overpass)
    assert len(fake.slept) == 1
    assert wait_s <= fake.slept[0] <= wait_s + 1


def test_pauses_without_a_named_end_grow_with_jitter(server, overpass, fake):
    server.script.extend([says(504)] * 5)
    fetch_overpass(AREA, overpass)
    assert len(fake.slept) == 5
    for number, pause in enumerate(fake.slept):
        assert 0.5 <= pause / (2 * 2**number) <= 1.5
    assert len({pause / 2**number for number, pause in enumerate(fake.slept)}) == 5


@pytest.mark.parametrize(
    "fault",
    [
        stalls,
        breaks_off,
        ends_early_in_silence,
        damages,
        says(200, "<html><body>The server is probably too busy</body></html>"),
        says(200, ""),
        says(200, "[]"),
        says(502),
        remarks("runtime error: open64: 2 No such file or directory"),
    ],
)
def test_half_an_answer_is_never_taken_for_a_whole_one(server, tmp_path, fake, fault):
    server.script.append(fault)
    folder = fetch_overpass(AREA, Overpass(server.url, tmp_path / "cache", silence_s=0.4, world=fake.world()))
    assert len(server.asked) == 2
    assert len(fake.slept) == 1
    assert len(read_network(folder).ways) == 5


def test_a_tile_that_is_too_much_for_the_server_is_divided(server, overpass):
    server.script.append(remarks("runtime error: Query timed out in query at line 2 after 90 seconds."))
    folder = fetch_overpass(AREA, overpass)
    assert len(server.asked) == 1 + 4
    assert len(read_network(folder).ways) == 5


def test_a_refused_question_is_not_asked_again(server, overpass, fake):
    server.script.append(says(400, "<p>parse error: line 1</p>"))
    with pytest.raises(OverpassRefused, match=r"gave no roads: 400 .*parse error: line 1"):
        fetch_overpass(AREA, overpass)
    assert (len(server.asked), fake.slept) == (1, [])


def test_a_fetch_has_an_end_and_keeps_what_it_has(server, tmp_path, fake):
    server.script.extend([honest, *[says(504)] * 20])
    hasty = Overpass(server.url, tmp_path / "cache", timeout_s=20.0, world=fake.world())
    with pytest.raises(OverpassUnreachable, match=r"given up: it says 504 .*; 1 of 4 tiles are kept"):
        fetch_overpass(WIDE, hasty)
    assert fake.at_s <= 20.0


def test_a_server_that_never_answers_well_is_given_up(server, tmp_path, fake):
    server.script.extend([breaks_off] * 20)
    patient = Overpass(server.url, tmp_path / "cache", timeout_s=1e6, world=fake.world())
    with pytest.raises(OverpassUnreachable, match=f"{ATTEMPTS} times"):
        fetch_overpass(AREA, patient)
    assert len(server.asked) == ATTEMPTS


def test_waiting_is_told(server, overpass):
    server.script.append(says(429, Retry_After="7"))
    told = []
    fetch_overpass(WIDE, overpass, progress=lambda step, _: told.append(step))
    assert any("it says 429 Too Many Requests; again in" in step for step in told)
    assert any("tile 4 of 4" in step and "MB, about" in step for step in told)


def test_nobody_there_is_decided_at_once(tmp_path):
    with running() as gone:
        url = gone.url
    with pytest.raises(OverpassUnreachable, match="refused"):
        fetch_overpass(AREA, Overpass(url, tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_silent_server_is_given_up_in_time(server):
    server.status_waits.clear()
    started = time.monotonic()
    with pytest.raises(OverpassUnreachable, match=r"decided within 0\.5 s"):
        probe(server.url, 0.5)
    assert time.monotonic() - started < 5.0


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        (200, "<!DOCTYPE html><p>Please sign in</p>", "web page"),
        (404, "nothing", "Not Found"),
        (503, "busy", "Unavailable"),
    ],
)
def test_what_is_no_overpass_is_not_asked_for_roads(server, overpass, code, status, told):
    server.status_code, server.status = code, status
    with pytest.raises(OverpassUnreachable, match=told):
        fetch_overpass(AREA, overpass)
    assert server.asked == []


def test_an_area_without_roads_is_refused_and_not_kept(server, overpass):
    server.elements = []
    with pytest.raises(OverpassRefused, match="no road for vehicles"):
        fetch_overpass(AREA, overpass)
    assert list(overpass.cache.iterdir()) == []


def test_an_area_that_is_too_large_is_sent_to_an_extract(server, overpass):
    with pytest.raises(BoundsError, match="Geofabrik"):
        fetch_overpass(Bounds(105.0, -8.0, 115.0, -6.0), overpass)
    assert server.asked == []


def test_a_cache_that_cannot_be_written_is_one_clear_error(server, tmp_path):
    (tmp_path / "cache").write_text("a file, no folder")
    with pytest.raises(SnapshotError, match="cannot keep the answers in"):
        fetch_overpass(AREA, Overpass(server.url, tmp_path / "cache"))
