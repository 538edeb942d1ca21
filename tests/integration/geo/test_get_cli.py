"""``siangsa roads fetch | import | info`` as the operator types them."""

import gzip
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from geo.cli import app
from geo.errors import BoundsError, OverpassUnreachable, SnapshotError
from geo.position import offset
from geo.roads import RoadEngine, load_network
from geo.roads.examine import Streets, examine
from geo.roads.getting import geocode
from geo.roads.getting.geocode import Geocoder, place_area
from geo.roads.network import Node, Way, assemble
from geo.roads.xml import write_xml
from tests.support.overpass_server import ORIGIN, honest, stalls
from tests.support.overpass_server import running as overpass_running

SAMPLES = Path(os.environ.get("SIANGSA_SAMPLES", Path(__file__).parents[4] / "shared" / "samples")) / "osm"
PROFILE = ("--profile", "dump_truck")
BOX = "110.65,-6.61,110.70,-6.56"
SQUARE = {
    "place_id": 1,
    "osm_type": "relation",
    "osm_id": 2,
    "display_name": "Jepara",
    "class": "boundary",
    "type": "administrative",
    "importance": 0.5,
    "lat": "-6.58",
    "lon": "110.67",
    "boundingbox": ["-6.61", "-6.56", "110.65", "110.70"],
    "geojson": {
        "type": "Polygon",
        "coordinates": [[[110.65, -6.61], [110.70, -6.61], [110.70, -6.56], [110.65, -6.61]]],
    },
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("SIANGSA_GEO_ROADS_DIR", str(tmp_path / "roads"))
    monkeypatch.setenv("SIANGSA_GEO_CACHE_DIR", str(tmp_path / "cache"))
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def street(tmp_path):
    """A street of four places 300 m apart, in two ways."""
    places = [offset(*ORIGIN, 300.0 * i, 0.0) for i in range(4)]
    nodes = [Node(i + 1, lon, lat, {}) for i, (lon, lat) in enumerate(places)]
    ways = [
        Way(1, (1, 2), {"highway": "secondary", "maxspeed": "40"}),
        Way(2, (2, 3, 4), {"highway": "service"}),
    ]
    path = tmp_path / "street.osm"
    write_xml(assemble(nodes, ways), path)
    return path


def test_info_says_size_classes_parts_tags_dates_and_checksum(run, street):
    imported = run("import", street, *PROFILE, "--json")
    facts = json.loads(imported.stdout)
    assert (facts["nodes"], facts["edges"], facts["part_count"]) == (4, 1, 1)
    assert facts["profiles"] == ["dump_truck"]
    folder = Path(os.environ["SIANGSA_GEO_ROADS_DIR"]) / facts["checksum"]
    described = run("info", folder)
    wanted = ["4 nodes", "1 edges", "service 1 km", "all of it connected", "maxspeed known on 33"]
    wanted += ["area 110.6", "data of unknown date", facts["checksum"], "dump_truck", "© OpenStreetMap"]
    for told in wanted:
        assert told in described.stdout
    assert json.loads(run("info", folder, "--json").stdout) == facts


def test_osmnx_counts_the_same_streets(run, tmp_path):
    """A ring of four streets around a cross: five junctions, eight streets, by OSMnx as by us."""
    places = [(0, 0), (400, 0), (400, 300), (0, 300), (200, 150), (200, 0), (400, 150), (200, 300), (0, 150)]
    at = [offset(*ORIGIN, x, y) for x, y in places]
    nodes = [Node(i + 1, lon, lat, {}) for i, (lon, lat) in enumerate(at)]
    refs = [(6, 2, 7), (7, 3, 8), (8, 4, 9), (9, 1, 6), (6, 5, 8), (9, 5, 7)]
    ways = [Way(i + 1, each, {"highway": "residential"}) for i, each in enumerate(refs)]
    path = tmp_path / "cross.osm"
    write_xml(assemble(nodes, ways), path)
    facts = json.loads(run("import", path, *PROFILE, "--json").stdout)
    folder = tmp_path / "roads" / facts["checksum"]
    told = run("info", folder, "--streets").stdout
    assert (facts["edges"], facts["junctions"]) == (8, 5)
    assert f"OSMnx counts 8 streets of {facts['km']:.0f} km, 5 intersections" in told


def test_streets_that_osmnx_cannot_read_are_one_clear_error(tmp_path, monkeypatch):
    def fails(*_, **__):
        raise subprocess.CalledProcessError(1, "x", "", "Traceback\nValueError: no graph\n")

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(SnapshotError, match=r"OSMnx cannot examine .*: ValueError: no graph"):
        examine(tmp_path / "gone.osm")


def test_figures_of_osmnx_stand_in_the_json_too(run, street, tmp_path, monkeypatch):
    monkeypatch.setattr("geo.cli_get.examine", lambda _: Streets(8, 2.5, 5, 3.2, 1.01))
    facts = json.loads(run("import", street, *PROFILE, "--json").stdout)
    shown = run("info", tmp_path / "roads" / facts["checksum"], "--streets", "--json").stdout
    assert json.loads(shown) == facts | {"streets": asdict(Streets(8, 2.5, 5, 3.2, 1.01))}


@pytest.mark.parametrize("area", ["--bbox", "--polygon", "--clip"])
def test_import_keeps_only_roads_that_touch_the_area(run, street, tmp_path, monkeypatch, area):
    lon, lat = ORIGIN
    box = f"{lon - 0.001},{lat - 0.001},{lon + 0.001},{lat + 0.001}"
    west, south, east, north = map(float, box.split(","))
    polygon = tmp_path / "area.wkt"
    polygon.write_text(f"POLYGON (({west} {south}, {east} {south}, {east} {north}, {west} {south}))")
    monkeypatch.setenv("SIANGSA_GEO_BOUNDS", box)
    given = {"--bbox": [box], "--polygon": [polygon], "--clip": []}[area]
    result = run("import", street, *PROFILE, area, *given, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["ways"] == 1


def test_a_lying_name_is_told_and_the_file_is_read_all_the_same(run, street, tmp_path):
    path = tmp_path / "street.osm.pbf"
    path.write_bytes(gzip.compress(street.read_bytes()))
    result = run("import", path, *PROFILE)
    assert result.exit_code == 0, result.stderr
    assert "holds OSM XML packed as .gz: read as that" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["fetch", "--bbox", BOX, "--place", "Jepara"], "--bbox and --place each name an area"),
        (["fetch", "--polygon", "gone.wkt"], "cannot read the area"),
        (["fetch", "--villages", "gone.csv"], "cannot read the villages"),
        (["fetch", "--bbox", "100,-9,115,-5"], "too large to ask Overpass for"),
        (["import", "x.osm", "--clip", "--bbox", BOX], "--clip and --bbox each name an area"),
        (["import", "."], "a folder without a readable fetch.json"),
    ],
)
def test_a_foreseeable_error_is_one_sentence_and_exit_code_1(run, arguments, told):
    result = run(*arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_roads_around_villages_are_fetched_with_the_margin(run, tmp_path, monkeypatch):
    villages = tmp_path / "villages.csv"
    villages.write_text(f"nama,lon,lat\nKota,{ORIGIN[0]},{ORIGIN[1]}\n")
    with overpass_running() as server:
        monkeypatch.setenv("SIANGSA_GEO_OVERPASS_URL", server.url)
        monkeypatch.setattr("geo.roads.getting.fetch.store_network", lambda network, *_, **__: network)
        shown = []
        monkeypatch.setattr("geo.cli_get._show", lambda network, **_: shown.append(len(network.ways)))
        result = run("fetch", "--villages", villages, "--margin-km", 2)
        assert shown == [5], result.stderr
        (south, west, north, east) = server.boxes()[0]
    assert (east - west) == pytest.approx(2 * 2 / 111.2 / 0.99337, rel=0.01)
    assert (north - south) == pytest.approx(2 * 2 / 111.2, rel=0.01)


def test_a_fetch_that_was_killed_goes_on_and_its_answers_are_the_same_snapshot_elsewhere(
    run, tmp_path, monkeypatch
):
    wide = "110.46,-6.80,110.86,-6.40"
    with overpass_running() as server:
        server.script.extend([honest, honest, stalls])
        monkeypatch.setenv("SIANGSA_GEO_OVERPASS_URL", server.url)
        command = [sys.executable, "-m", "geo", "fetch", "--bbox", wide, *PROFILE]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
            told = iter(program.stderr)
            while "tile 3 of 4" not in next(told):
                pass
            program.kill()
        server.script.clear()
        assert len(set(server.boxes())) <= 3
        fetched = json.loads(run("fetch", "--bbox", wide, *PROFILE, "--json").stdout)
    assert len(set(server.boxes())) == 4
    assert 4 <= len(server.asked) <= 5
    (kept,) = (tmp_path / "cache").iterdir()
    kept.rename(tmp_path / "stick")
    imported = json.loads(run("import", tmp_path / "stick", *PROFILE, "--json").stdout)
    assert (imported["checksum"], imported["kind"]) == (fetched["checksum"], "osm")
    assert wide.replace("0,", ",").replace("-6.40", "-6.4") in imported["source"]


class Nominatim(BaseHTTPRequestHandler):
    """Knows one place, and one without an area."""

    def do_GET(self):
        name = parse_qs(urlsplit(self.path).query)["q"][0]
        self.server.agents.add(self.headers["User-Agent"])
        if name == "stall":
            self.server.gone.wait(20)
        body = json.dumps([SQUARE] if name == "Kabupaten Jepara" else []).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def nominatim():
    with ThreadingHTTPServer(("127.0.0.1", 0), Nominatim) as server:
        server.daemon_threads = True
        server.gone, server.agents = threading.Event(), set()
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server, f"http://127.0.0.1:{server.server_address[1]}"
        server.gone.set()
        server.shutdown()


def test_a_place_is_found_by_its_name_once_and_then_remembered(tmp_path):
    with nominatim() as (server, url):
        area = place_area("Kabupaten Jepara", Geocoder(url, tmp_path, contact="dlh@example.org"))
        (agent,) = server.agents
    assert area.bounds.text() == BOX.replace("110.70", "110.7")
    assert area.contains(110.69, -6.60)
    assert not area.contains(110.66, -6.57)
    assert agent.startswith("siangsa/")
    assert "dlh@example.org" in agent
    assert place_area("Kabupaten Jepara", Geocoder(url, tmp_path)) == area


def test_a_name_server_that_does_not_answer_in_time_is_given_up(tmp_path):
    with pytest.raises(OverpassUnreachable, match=r"did not answer within 0\.2 s"):
        place_area("Jepara", Geocoder("http://127.0.0.1:9", tmp_path, timeout_s=0.2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "error", "told"),
    [
        (geocode.NOT_FOUND, BoundsError, "no place 'Atlantis' with an area is known"),
        (geocode.AWAY, OverpassUnreachable, "no area of 'Atlantis' from"),
    ],
)
def test_a_place_that_cannot_be_had_is_one_clear_error(tmp_path, monkeypatch, code, error, told):
    done = geocode.subprocess.CompletedProcess(
        [], code, "", "log\nInsufficientResponseError: nothing found\n"
    )
    monkeypatch.setattr(geocode.subprocess, "run", lambda *_, **__: done)
    with pytest.raises(error, match=f"{told}.*nothing found"):
        place_area("Atlantis", Geocoder("http://127.0.0.1:9", tmp_path))


@pytest.mark.parametrize(("kind", "code"), [("InsufficientResponseError", 3), ("ConnectionError", 4)])
def test_the_program_tells_unknown_places_from_dead_servers(monkeypatch, capsys, kind, code):
    def fails(*_):
        raise type(kind, (Exception,), {})("nothing")

    monkeypatch.setattr(geocode, "geocode", fails)
    assert geocode.main(["http://x", "Atlantis", "siangsa", "1"]) == code
    assert "nothing" in capsys.readouterr().err


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples here")
@pytest.mark.parametrize("name", ["us-denver-downtown.graphml.gz", "li-liechtenstein.osm.pbf"])
def test_samples_of_other_countries_import_build_and_answer(run, name, tmp_path):
    facts = json.loads(run("import", SAMPLES / name, *PROFILE, "--json").stdout)
    folder = tmp_path / "roads" / facts["checksum"]
    network = load_network(folder)
    busiest = [way for way in network.ways if way.highway in {"primary", "secondary", "tertiary"}]
    ends = network.lonlat[[network.row_of[way.refs[0]] for way in busiest[:: len(busiest) // 8]]]
    assert RoadEngine.open(folder).matrix(ends).reachable.mean() > 0.8
