"""Forms of road files, cutting while streaming, and every way in which a file can be bad."""

import bz2
import gzip
import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import osmium
import pytest
from shapely import Polygon

from geo.errors import NetworkFileError
from geo.roads.area import Area
from geo.roads.bounds import Bounds
from geo.roads.network import NODE_KEYS, WAY_KEYS, is_road
from geo.roads.reading.formats import Kind, Packing, detect
from geo.roads.reading.graphml import EDGES_PER_WAY, FIRST_MADE_UP
from geo.roads.reading.pbf import dense_places
from geo.roads.reading.reader import read_network
from geo.roads.tools import LUA
from geo.roads.xml import write_xml
from tests.support.road_files import write_country

SAMPLES = Path(os.environ.get("SIANGSA_SAMPLES", Path(__file__).parents[4] / "shared" / "samples")) / "osm"


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    path = tmp_path_factory.mktemp("country") / "country.osm.pbf"
    return path, *write_country(path)


def same(one, two, tmp_path):
    write_xml(one, tmp_path / "one.osm")
    write_xml(two, tmp_path / "two.osm")
    return (tmp_path / "one.osm").read_bytes() == (tmp_path / "two.osm").read_bytes()


def test_a_pbf_file_is_read_with_tags_restrictions_and_date(country):
    path, ids, _ = country
    network = read_network(path)
    assert {way.tags.get("name") for way in network.ways if way.highway == "residential"} >= {"Jalan 0"}
    assert not any("note" in way.tags for way in network.ways)
    assert {way.highway for way in network.ways} == {"residential", "tertiary", "path"}
    assert {node.id for node in network.nodes if node.tags} == set(ids[3::20].tolist())
    assert [rule.id for rule in network.restrictions] == [5]
    assert network.data_date == "2026-09-02"


@pytest.mark.parametrize("form", ["osm", "osm.gz", "osm.bz2", "pbf,pbf_dense_nodes=false"])
def test_every_form_of_a_country_is_the_same_network(country, tmp_path, form):
    path = tmp_path / "country"
    write_country(path, kind=form)
    assert same(read_network(path), read_network(country[0]), tmp_path)


def test_places_of_a_pbf_file_are_osmiums_own(country):
    path = country[0]
    parts = list(dense_places(path))
    mine = np.concatenate([np.column_stack(part) for part in parts])
    its = [(n.id, n.location.x, n.location.y) for n in osmium.FileProcessor(str(path), osmium.osm.NODE)]
    assert mine.tolist() == [list(row) for row in its]


@pytest.mark.parametrize(
    "area", [Bounds(110.5, -7.2, 111.5, -6.4), Area(Polygon([(110.2, -7.8), (111.8, -7.5), (111, -6.2)]))]
)
@pytest.mark.parametrize("form", [None, "osm.gz"])
def test_cutting_keeps_whole_the_roads_with_a_place_inside(country, tmp_path, area, form):
    path = country[0] if form is None else tmp_path / "country"
    if form is not None:
        write_country(path, kind=form)
    whole = read_network(country[0])
    at = {node.id: (node.lon, node.lat) for node in whole.nodes}
    wanted = [way for way in whole.ways if any(area.contains(*at[ref]) for ref in way.refs)]
    told = []
    cut = read_network(path, bounds=area, told=told.append)
    assert 3 < len(wanted) < len(whole.ways)
    assert list(cut.ways) == wanted
    assert {ref for way in wanted for ref in way.refs} == {node.id for node in cut.nodes}
    assert "looking for places in the wanted area" in told


def test_a_long_pass_tells_where_it_is(country, monkeypatch):
    monkeypatch.setattr("geo.roads.reading.osm.NODES_TOLD", 300)
    monkeypatch.setattr("geo.roads.reading.osm.WAYS_AT_ONCE", 50)
    monkeypatch.setattr("geo.roads.reading.osm.BATCHES_TOLD", 1)
    told = []
    read_network(country[0], bounds=Bounds(110, -8, 112, -6), told=told.append)
    assert "looking for places in the wanted area: 800 seen, 0 inside" in told
    assert "reading the roads: 100 seen, 50 kept" in told


def test_cutting_costs_memory_for_the_area_and_not_for_the_file(tmp_path):
    """Osmium's own sets of ids would take 4 MB for each of 360 ranges that these ids touch."""
    path = tmp_path / "wide.osm.pbf"
    write_country(path, clusters=1_500)
    probe = f"""
        from pathlib import Path
        from geo.roads.bounds import Bounds
        from geo.roads.reading.reader import read_network
        read_network(Path({str(path)!r}), bounds=Bounds(110, -8, 111, -7))
        read_network(Path({str(path)!r}))
        # not getrusage: a new process inherits the peak of the one that started it
        peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
        print(int(peak.split()[1]) // 1024)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(probe)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 300


# Two streets that meet at 2, one of them joined of two roads and bent, and a one-way lane.
KEYS = {
    "n": {"x": "d0", "y": "d1", "highway": "d2"},
    "e": {"osmid": "d3", "highway": "d4", "oneway": "d5", "reversed": "d6", "geometry": "d7", "name": "d8",
          "maxspeed": "d9", "lanes": "d10"},
    "g": {"crs": "d11", "created_date": "d12"},
}  # fmt: skip
PLACES = {1: (110.60, -6.60), 2: (110.61, -6.60), 3: (110.62, -6.60), 4: (110.61, -6.59)}


def graphml(edges, *, crs="epsg:4326", places=PLACES):
    def data(kind, row):
        return "".join(f'<data key="{KEYS[kind][name]}">{value}</data>' for name, value in row.items())

    keys = "".join(
        f'<key id="{key}" for="x" attr.name="{name}" attr.type="string"/>'
        for names in KEYS.values()
        for name, key in names.items()
    )
    graph = data("g", {"crs": crs, "created_date": "2024-11-27 10:26:34"})
    nodes = "".join(f'<node id="{i}">{data("n", {"x": x, "y": y})}</node>' for i, (x, y) in places.items())
    rows = "".join(f'<edge source="{u}" target="{v}">{data("e", row)}</edge>' for u, v, row in edges)
    return (
        '<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        f'{keys}<graph edgedefault="directed">{graph}{nodes}{rows}</graph></graphml>'
    )


BENT = "LINESTRING (110.60 -6.60, 110.605 -6.601, 110.61 -6.60)"
TENB = "LINESTRING (110.61 -6.60, 110.605 -6.601, 110.60 -6.60)"
JOINED = {
    "osmid": "[77, 78]", "highway": "['primary', 'tertiary']", "maxspeed": "['50', '30']",
    "lanes": "['4', '2']", "name": "['Jalan A', 'Jalan B']", "oneway": "False",
}  # fmt: skip
LANE = {"osmid": "80", "highway": "residential"}
EDGES = [
    (1, 2, {**JOINED, "geometry": BENT, "reversed": "False"}),
    (2, 1, {**JOINED, "geometry": TENB, "reversed": "True"}),
    (2, 3, {"osmid": "77", "highway": "primary", "oneway": "False", "reversed": "False"}),
    (3, 2, {"osmid": "77", "highway": "primary", "oneway": "False", "reversed": "True"}),
    (4, 2, {**LANE, "oneway": "True", "reversed": "False"}),
]


@pytest.mark.parametrize("packed", [False, True])
def test_a_simplified_graph_becomes_roads_with_their_bends_again(tmp_path, packed):
    path = tmp_path / ("town.graphml.gz" if packed else "town.graphml")
    text = graphml(EDGES).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if packed else text)
    network = read_network(path)
    bent, straight, lane = network.ways
    assert [way.id // EDGES_PER_WAY for way in network.ways] == [77, 77, 80]
    assert (bent.refs[0], bent.refs[2], len(bent.refs)) == (1, 2, 3)
    assert bent.refs[1] >= FIRST_MADE_UP
    assert bent.refs[1] < 2**34
    assert (bent.highway, bent.tags["maxspeed"], bent.tags["lanes"]) == ("tertiary", "30", "2")
    assert (bent.direction, straight.direction, lane.direction) == (0, 0, 1)
    assert (straight.refs, lane.refs) == ((2, 3), (4, 2))
    assert network.data_date == "2024-11-27"


def test_edges_of_an_unsimplified_graph_are_whole_ways_again(tmp_path):
    """Way 5 runs 1-2-3, way 6 is a ring 2-4-5 one way, 7 a one-way stub, 8 a pair of one-way lanes."""
    both = {"osmid": "5", "highway": "tertiary", "oneway": "False"}
    ring = {"osmid": "6", "highway": "service", "oneway": "True", "reversed": "False"}
    edges = [(u, v, {**both, "reversed": str(u > v)}) for u, v in [(1, 2), (2, 1), (2, 3), (3, 2)]]
    edges += [(u, v, ring) for u, v in [(5, 2), (2, 4), (4, 5)]]
    edges += [(4, 1, {"osmid": "7", "highway": "residential", "oneway": "True", "reversed": "False"})]
    dual = {"osmid": "8", "highway": "residential", "oneway": "True"}
    edges += [(3, 5, dual), (5, 3, dual)]
    places = {**PLACES, 5: (110.62, -6.59)}
    (tmp_path / "plain.graphml").write_text(graphml(edges, places=places))
    ways = read_network(tmp_path / "plain.graphml").ways
    assert [way.id for way in ways] == [50_000, 60_000, 70_000, 80_000]
    assert ways[0].refs == (1, 2, 3)
    assert (len(ways[1].refs), ways[1].refs[0], set(ways[1].refs)) == (4, ways[1].refs[-1], {2, 4, 5})
    assert [way.direction for way in ways] == [0, 1, 1, 0]


def test_ids_made_up_for_a_graph_do_not_hang_on_the_order_of_the_file(tmp_path):
    (tmp_path / "a").write_text(graphml(EDGES))
    (tmp_path / "b").write_text(graphml(EDGES[::-1]))
    assert same(read_network(tmp_path / "a"), read_network(tmp_path / "b"), tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (graphml(EDGES, crs="epsg:32749"), "not in degrees"),
        (graphml([(1, 9, LANE)]), "not as OSMnx saves it"),
        (graphml([(1, 2, {"name": "x"})]), "no highway"),
        (graphml([(1, 2, {**LANE, "geometry": "POINT (1 1)"})]), "not as OSMnx"),
        (graphml([]), "no road for vehicles"),
        (graphml(EDGES)[:900], "cut off"),
        (graphml(EDGES, places={i: (y, x) for i, (x, y) in PLACES.items()}), "swapped"),
    ],
)
def test_a_bad_graph_is_one_clear_error(tmp_path, text, told):
    path = tmp_path / "bad.graphml"
    path.write_text(text)
    with pytest.raises(NetworkFileError, match=told):
        read_network(path)


OSM = b"<?xml version='1.0'?><osm version='0.6'><node id='1' lat='0' lon='0'/></osm>"


@pytest.mark.parametrize(
    ("name", "content", "kind", "packing", "lies"),
    [
        ("a.osm", OSM, Kind.XML, Packing.PLAIN, False),
        ("a.osm.gz", gzip.compress(OSM, mtime=0), Kind.XML, Packing.GZIP, False),
        ("a.osm.bz2", bz2.compress(OSM), Kind.XML, Packing.BZIP2, False),
        ("a.osm.pbf", OSM, Kind.XML, Packing.PLAIN, True),
        ("a.osm", gzip.compress(OSM, mtime=0), Kind.XML, Packing.GZIP, True),
        ("a.json.gz", b'{"elements": []}', Kind.OVERPASS, Packing.PLAIN, True),
        ("a.txt", b"\xef\xbb\xbf  [", Kind.OVERPASS, Packing.PLAIN, True),
        ("a.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c", Kind.PBF, Packing.PLAIN, False),
        ("A.GraphML", b"<graphml>", Kind.GRAPHML, Packing.PLAIN, False),
    ],
)
def test_content_decides_and_a_lying_name_is_told(tmp_path, name, content, kind, packing, lies):
    path = tmp_path / name
    path.write_bytes(content)
    form = detect(path)
    assert (form.kind, form.packing) == (kind, packing)
    assert (form.notice(path) is not None) == lies


def moved(lonlat, **extra):
    nodes = [{"type": "node", "id": i, "lon": x, "lat": y} for i, (x, y) in enumerate(lonlat)]
    way = {"type": "way", "id": 9, "nodes": list(range(len(nodes))), "tags": {"highway": "primary"}}
    return json.dumps({"elements": [*nodes, way], **extra}).encode()


def xml(lonlat, bounds=""):
    nodes = "".join(f"<node id='{i + 1}' lon='{x}' lat='{y}'/>" for i, (x, y) in enumerate(lonlat))
    refs = "".join(f"<nd ref='{i + 1}'/>" for i in range(len(lonlat)))
    way = f"<way id='1'>{refs}<tag k='highway' v='primary'/></way>"
    return f"<osm version='0.6'>{bounds}{nodes}{way}</osm>".encode()


JAVA = "<bounds minlat='10' minlon='40' maxlat='11' maxlon='41'/>"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (moved([(-6.6, 110.6), (-6.7, 110.6)]), "are the two swapped"),
        (xml([(-6.6, 110.6), (-6.7, 110.6)]), "are the two swapped"),
        (moved([(110.6, 500.0), (110.7, -6.6)]), "latitude 500"),
        (moved([(float("nan"), 1.0), (110.7, -6.6)]), "nowhere on earth"),
        (xml([(10.5, 40.5), (10.6, 40.5)], JAVA), "outside the box that it declares; .* are swapped"),
        (xml([(80.5, 40.5), (80.6, 40.5)], JAVA), "outside the box that it declares$"),
        (b"PK\x03\x04rest", "a ZIP archive; unpack it first"),
        (b"SQLite format 3\x00", "GeoPackage"),
        (b"\x00\x00\x27\x0a\x00", "shapefile"),
        (b"<osmChange version='0.6'></osmChange>", "changes"),
        (b"<gpx></gpx>", "no OpenStreetMap file"),
        (b"<!DOCTYPE html><html>Sign in</html>", "web page"),
        (b'{"type": "FeatureCollection", "features": []}', "GeoJSON, which names no junctions"),
        (b'{"elements": {}}', "no list of elements"),
        (b"[1, 2]", "no Overpass answer"),
        (b"\x1f\x8b\x08\x00broken", "damaged or cut off"),
        (b"BZh9garbage-garbage-garbage", "damaged or cut off"),
        (gzip.compress(OSM, mtime=0)[:-9], "damaged, cut off"),
    ],
)
def test_a_bad_file_is_one_clear_error(tmp_path, content, told):
    path = tmp_path / "roads.osm"
    path.write_bytes(content)
    with pytest.raises(NetworkFileError, match=told) as caught:
        read_network(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("area", [None, Bounds(110, -8, 112, -6)])
def test_a_pbf_file_that_is_cut_off_anywhere_is_refused(country, tmp_path, part, area):
    whole = country[0].read_bytes()
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(whole[: int(part * len(whole))])
    with pytest.raises(NetworkFileError, match=r"cut off|damaged|no road|no OpenStreetMap"):
        read_network(path, bounds=area)


def test_roads_elsewhere_say_when_swapping_would_bring_them_in(tmp_path):
    path = tmp_path / "roads.json"
    path.write_bytes(moved([(-6.6, 40.5), (-6.7, 40.5)]))
    with pytest.raises(NetworkFileError, match="would with longitude and latitude swapped"):
        read_network(path, bounds=Bounds(40.0, -7.0, 41.0, -6.0))


def test_a_file_with_too_many_roads_asks_for_an_area(country, monkeypatch):
    monkeypatch.setattr("geo.roads.network.MAX_PLACES", 100)
    with pytest.raises(NetworkFileError, match="--clip"):
        read_network(country[0])
    monkeypatch.setattr("geo.roads.reading.osm.MAX_PLACES", 100)
    with pytest.raises(NetworkFileError, match="--clip"):
        read_network(country[0])


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        ({"highway": "service"}, True),
        ({"highway": "track"}, True),
        ({"highway": "path"}, False),
        ({"highway": "path", "motorcycle": "yes"}, True),
        ({"highway": "footway", "motor_vehicle": "destination"}, True),
        ({"highway": "footway", "motorcycle": "no"}, False),
        ({"highway": "steps", "motorcycle": "yes"}, False),
        ({"highway": "construction"}, False),
        ({"route": "ferry", "motor_vehicle": "yes"}, False),
        ({}, False),
    ],
)
def test_a_way_is_a_road_when_some_vehicle_may_use_it(tags, kept):
    assert is_road(tags) is kept


@pytest.mark.parametrize(("kind", "kept"), [("way", WAY_KEYS), ("node", NODE_KEYS), ("object", NODE_KEYS)])
def test_every_tag_that_a_profile_reads_is_kept(kind, kept):
    lua = "".join(path.read_text(encoding="utf-8") for path in LUA.glob("*.lua"))
    read = set(re.findall(rf"\btag\({kind}, ?'([^']+)'\)", lua))
    assert read
    assert read <= kept


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples here")
@pytest.mark.parametrize(
    ("name", "nodes", "ways", "date"),
    [
        ("id-semarang-genuk.overpass.json.gz", 14_276, 2_880, "2024-06-25"),
        ("id-probolinggo.overpass.json.gz", 22_666, 4_207, "2024-06-25"),
        ("li-liechtenstein.osm.pbf", 32_473, 3_480, "2015-07-27"),
        ("us-denver-downtown.graphml.gz", 2_773, 445, "2024-11-27"),
    ],
)
def test_every_sample_network_is_read(name, nodes, ways, date):
    network = read_network(SAMPLES / name)
    assert (len(network.nodes), len(network.ways), network.data_date) == (nodes, ways, date)
