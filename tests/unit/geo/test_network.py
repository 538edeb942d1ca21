import gzip
import json

import pytest

from geo.errors import NetworkFileError
from geo.roads.bounds import Bounds
from geo.roads.measure import connected_share, junction_count, km_by_class
from geo.roads.network import Node, Restriction, Way, assemble
from geo.roads.reading.reader import read_network
from geo.roads.xml import write_xml

STEP = 0.001  # degrees: about 111 m


def square():
    """Four corners, a dead end at the fifth node and a footpath that no truck takes."""
    places = [(0, 0), (1, 0), (1, 1), (0, 1), (2, 0)]
    nodes = [Node(i + 1, 110.6 + x * STEP, -6.6 + y * STEP, {}) for i, (x, y) in enumerate(places)]
    ways = [
        Way(10, (1, 2, 3), {"highway": "tertiary", "name": 'Jalan "Raya" & Co'}),
        Way(11, (3, 4, 1), {"highway": "residential"}),
        Way(12, (2, 5), {"highway": "service"}),
        Way(13, (1, 3), {"highway": "footway"}),
    ]
    return nodes, ways


def overpass(nodes, ways, **extra):
    elements = [{"type": "node", "id": n.id, "lon": n.lon, "lat": n.lat, "tags": n.tags} for n in nodes]
    elements += [{"type": "way", "id": w.id, "nodes": list(w.refs), "tags": w.tags} for w in ways]
    return {"version": 0.6, "elements": elements, **extra}


def test_only_roads_for_trucks_are_kept():
    network = assemble(*square())
    assert [way.id for way in network.ways] == [10, 11, 12]


def test_kilometres_are_counted_by_class():
    km = km_by_class(assemble(*square()))
    assert set(km) == {"tertiary", "residential", "service"}
    assert km["tertiary"] == pytest.approx(0.222, abs=0.002)


def test_junctions_are_meetings_and_ends():
    assert junction_count(assemble(*square())) == 2


def test_a_place_that_one_can_only_leave_is_not_connected():
    nodes, ways = square()
    ways[2] = Way(12, (5, 2), {"highway": "service", "oneway": "yes"})
    assert connected_share(assemble(nodes, ways)) == pytest.approx(0.8, abs=0.01)
    assert connected_share(assemble(*square())) == 1.0


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, 0),
        ({"oneway": "no"}, 0),
        ({"oneway": "yes"}, 1),
        ({"oneway": "-1"}, -1),
        ({"junction": "roundabout"}, 1),
        ({"junction": "roundabout", "oneway": "no"}, 0),
    ],
)
def test_direction_of_a_way(tags, direction):
    assert Way(1, (1, 2), {"highway": "primary", **tags}).direction == direction


def test_order_and_repetition_of_elements_change_nothing(tmp_path):
    nodes, ways = square()
    write_xml(assemble(nodes, ways), tmp_path / "a.osm")
    write_xml(assemble([*reversed(nodes), nodes[0]], [*reversed(ways), ways[0]]), tmp_path / "b.osm")
    assert (tmp_path / "a.osm").read_bytes() == (tmp_path / "b.osm").read_bytes()


def test_a_road_across_the_edge_of_a_cut_out_keeps_its_known_part():
    nodes, ways = square()
    network = assemble(
        nodes, [*ways, Way(14, (5, 99), {"highway": "service"}), Way(15, (4, 5, 98), {"highway": "road"})]
    )
    assert [way.refs for way in network.ways if way.id >= 14] == [(4, 5)]


def test_many_missing_places_are_a_damaged_file():
    nodes, ways = square()
    with pytest.raises(NetworkFileError, match="incomplete"):
        assemble(nodes[:2], ways)


def test_roads_outside_the_wanted_area_are_left_out():
    nodes, ways = square()
    east = Bounds(110.6 + 1.5 * STEP, -6.61, 110.7, -6.5)
    assert [way.id for way in assemble(nodes, ways, bounds=east).ways] == [12]
    with pytest.raises(NetworkFileError, match="wanted area"):
        assemble(nodes, ways, bounds=Bounds(0.0, 0.0, 1.0, 1.0))


def test_a_restriction_with_an_unknown_member_is_left_out():
    nodes, ways = square()
    tags = {"type": "restriction", "restriction": "no_left_turn"}
    whole = Restriction(1, (("way", 10, "from"), ("node", 2, "via"), ("way", 12, "to")), tags)
    partial = Restriction(2, (("way", 10, "from"), ("node", 2, "via"), ("way", 77, "to")), tags)
    assert assemble(nodes, ways, [whole, partial]).restrictions == (whole,)


@pytest.mark.parametrize("ending", [".osm", ".osm.gz", ".json", ".json.gz"])
def test_every_form_of_a_file_gives_the_same_network(tmp_path, ending):
    nodes, ways = square()
    network = assemble(nodes, ways)
    write_xml(network, tmp_path / "plain.osm")
    plain = (
        (tmp_path / "plain.osm").read_bytes()
        if ending.startswith(".osm")
        else json.dumps(overpass(nodes, ways)).encode()
    )
    path = tmp_path / f"roads{ending}"
    path.write_bytes(gzip.compress(plain) if ending.endswith(".gz") else plain)
    write_xml(read_network(path), tmp_path / "again.osm")
    assert (tmp_path / "again.osm").read_bytes() == (tmp_path / "plain.osm").read_bytes()


def test_turn_restrictions_survive_xml(tmp_path):
    rule = Restriction(
        1,
        (("way", 10, "from"), ("node", 2, "via"), ("way", 12, "to")),
        {"type": "restriction", "restriction": "no_u_turn"},
    )
    write_xml(assemble(*square(), [rule]), tmp_path / "roads.osm")
    assert read_network(tmp_path / "roads.osm").restrictions == (rule,)


GOOD_JSON = json.dumps(overpass(*square())).encode()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("gone.osm", None, "no such file"),
        ("empty.osm", b"", "empty"),
        ("text.osm", b"id,lat,lon\n1,2,3\n", "damaged or no OSM XML"),
        ("page.osm", b"<html><body>Not found</body></html>", "no OpenStreetMap file"),
        ("cut.osm", b"<osm version='0.6'><node id='1' lat='1' ", "cut off"),
        ("none.osm", b"<osm version='0.6'></osm>", "no road for vehicles"),
        ("noise.osm.pbf", b"\x00\x00\x00\x01abcdefgh", "damaged"),
        ("cut.json.gz", gzip.compress(GOOD_JSON, mtime=0)[:80], "cut off"),
        ("cut.json", GOOD_JSON[:80], "no complete JSON"),
        ("other.json", b'{"type": "FeatureCollection"}', "no Overpass answer"),
        ("broken.json", b'{"elements": [{"type": "node", "id": 1}]}', "no OpenStreetMap element"),
        ("odd.json", b'{"elements": [3]}', "no OpenStreetMap element"),
        ("timeout.json", b'{"elements": [], "remark": "runtime error: Query timed out"}', "broke off"),
        ("notes.txt", b"hello", "no road file; known are OSM XML"),
    ],
)
def test_an_unusable_file_is_one_clear_error(tmp_path, name, content, told):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NetworkFileError, match=told) as caught:
        read_network(path)
    assert str(path) in str(caught.value)
