"""Synthetic roads: believable enough to plan on, and never to be mistaken for a map."""

import xml.etree.ElementTree as ET
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from geo.roads.reading.reader import read_network
from simulators.errors import SyntheticRoadsError
from simulators.synthetic import GENERATOR, HILLS, TOWN, draw, write_network
from simulators.synthetic_likeness import likeness
from simulators.synthetic_places import road_places
from simulators.synthetic_plane import Plane
from simulators.synthetic_rivers import draw_rivers

MAIN = ("primary", "secondary", "tertiary")


def parse(path):
    return ET.parse(path).getroot()  # noqa: S314  # our own file


def places_of(kecamatan):
    return [place for place in road_places() if place.kecamatan == kecamatan]


@pytest.fixture(scope="module")
def regency(tmp_path_factory):
    path = tmp_path_factory.mktemp("roads") / "network.osm"
    counts = write_network(road_places(), path, seed=1)
    network = read_network(path)
    return SimpleNamespace(path=path, counts=counts, network=network, figures=likeness(network))


def parts(network, *, without=(), directed=False):
    """Return the part of each node, without some ways."""
    segments, size = network.segments, len(network.nodes)
    direction = np.array([way.direction for way in network.ways])[segments.way]
    kept = ~np.isin(segments.way, without)
    there, back = kept & (direction >= 0), kept & (direction <= 0)
    rows = np.concatenate([segments.start[there], segments.end[back]])
    columns = np.concatenate([segments.end[there], segments.start[back]])
    graph = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    return connected_components(graph, directed=directed, connection="strong")[1]


def test_network_of_the_regency_is_of_a_size_that_builds_in_seconds(regency):
    assert 14_000 <= regency.counts.junctions + regency.counts.dead_ends <= 16_000
    assert 35_000 <= regency.counts.nodes <= 60_000


def test_detours_are_those_of_rural_java(regency):
    assert 1.3 <= regency.counts.detour <= 1.5


def test_mainland_is_one_part_and_islands_are_parts_of_their_own(regency):
    # mainland, Karimunjawa with Kemujan, Parang, Nyamuk
    assert regency.counts.parts == 4


def test_every_road_leads_to_every_other_whatever_its_direction(regency):
    assert len(np.unique(parts(regency.network, directed=True))) == regency.counts.parts


def test_figures_are_near_those_of_real_javanese_roads(regency):
    # docs/synthetic-roads.md holds the real ones: Semarang Genuk and Probolinggo
    real = regency.figures
    assert 0.28 <= real.blind_share <= 0.38
    assert 0.85 <= real.three_way <= 0.96
    assert 42 <= real.block_m <= 65
    assert 40 <= real.blind_m <= 65
    assert 24 <= real.apart_m <= 36
    assert 8 <= real.bridges <= 27
    assert real.speed_limit < 0.02
    assert 0.2 <= real.named <= 0.5


def test_classes_form_a_hierarchy(regency):
    share = regency.figures.by_class
    assert share["primary"] < share["secondary"] < share["tertiary"] < share["residential"]
    assert share["residential"] > 0.4
    assert 0.03 <= share["living_street"] <= 0.15
    assert 0 < share["service"] < share["track"] < 0.05


def test_main_roads_have_names_and_lanes_have_none(regency):
    named = {kind: [way for way in regency.network.ways if way.highway == kind] for kind in (*MAIN, "track")}
    assert all(way.tags.get("name", "").startswith("Jalan ") for kind in MAIN for way in named[kind])
    assert not any("name" in way.tags for way in named["track"])


def test_arterial_road_is_one_chain_from_end_to_end(regency):
    network = regency.network
    others = [row for row, way in enumerate(network.ways) if way.highway != "primary"]
    label = parts(network, without=others)
    ends = {label[network.row_of[way.refs[0]]] for way in network.ways if way.highway == "primary"}
    assert len(ends) == 1


def test_closing_all_bridges_cuts_the_land_and_there_are_few(regency):
    network = regency.network
    bridges = [row for row, way in enumerate(network.ways) if "bridge" in way.tags]
    whole, cut = np.bincount(parts(network)), np.bincount(parts(network, without=bridges))
    assert cut.max() < 0.6 * whole.max()
    assert len(bridges) < 250


def test_sign_on_a_bridge_never_cuts_a_village_off(regency):
    network = regency.network
    signed = [row for row, way in enumerate(network.ways) if "maxweight" in way.tags]
    assert len(signed) >= 10
    label, lonlat = parts(network, without=signed), network.lonlat
    main = np.bincount(label).argmax()
    ashore = [place for place in road_places() if not place.island]
    nodes = [np.hypot(*(lonlat - (place.lon, place.lat)).T).argmin() for place in ashore]
    assert (label[nodes] == main).all()
    assert (label == main).mean() > 0.95


def test_one_way_streets_are_pairs_in_town(regency):
    one_way = [way for way in regency.network.ways if way.direction]
    assert one_way
    starts = [(way.refs[0], way.refs[-1]) for way in one_way if "bridge" not in way.tags]
    assert {way.highway for way in one_way} <= {"primary", "secondary"}
    places = road_places()
    assert {kecamatan_near(regency.network, places, way) for way in one_way} == {TOWN}
    assert len(starts) == len(set(starts))


def kecamatan_near(network, places, way):
    lon, lat = network.lonlat[network.row_of[way.refs[len(way.refs) // 2]]]
    return min(places, key=lambda place: np.hypot(place.lon - lon, place.lat - lat)).kecamatan


def test_tags_let_the_vehicle_profiles_differ(regency):
    tags = {(key, value) for way in regency.network.ways for key, value in way.tags.items()}
    needed = {("width", "2"), ("width", "4"), ("surface", "gravel"), ("surface", "paving_stones")}
    needed |= {("smoothness", "very_bad"), ("tracktype", "grade4"), ("lanes", "1"), ("service", "alley")}
    assert needed <= tags
    nodes = {pair for node in regency.network.nodes for pair in node.tags.items()}
    assert {("highway", "traffic_signals"), ("barrier", "gate")} <= nodes


def test_no_road_but_a_bridge_crosses_a_river(regency):
    villages = [place for place in road_places() if not place.island]
    plane = Plane.around(villages)
    inland = plane.to_metres(np.array([(v.lon, v.lat) for v in villages if not v.site]))
    rivers = draw_rivers(inland, plane.to_metres(np.array([HILLS]))[0])
    assert len(rivers) >= 5
    wet = waded(regency.network, plane, rivers)
    assert not wet, f"{len(wet)} roads: {wet[:5]}"


def waded(network, plane, rivers):
    """Return ids of ways that cross a river without being a bridge."""
    import shapely

    water = shapely.MultiLineString([river.tolist() for river in rivers])
    shapely.prepare(water)
    flat = plane.to_metres(network.lonlat)
    dry = [way for way in network.ways if "bridge" not in way.tags]
    lines = [shapely.linestrings(flat[[network.row_of[ref] for ref in way.refs]]) for way in dry]
    return [(way.id, way.highway) for way, line in zip(dry, lines, strict=True) if water.intersects(line)]


def test_file_says_that_it_is_synthetic(regency):
    root = parse(regency.path)
    assert root.get("generator") == GENERATOR
    assert all({tag.get("k"): tag.get("v") for tag in way}["source"] == GENERATOR for way in root.iter("way"))


def test_every_village_and_landfill_lies_on_a_road():
    places = [*places_of("Mlonggo"), *places_of("Karimunjawa")]
    assert any(place.site for place in places)
    plane = Plane.around([place for place in places if not place.island])
    graph = draw(places, plane, seed=1)
    points = plane.to_metres(np.array([(place.lon, place.lat) for place in places]))
    away = [np.hypot(*(graph.nodes - point).T).min() for point in points]
    assert max(away) < 1


def test_same_seed_gives_the_same_bytes_and_another_seed_other_ones(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_network(places_of("Mlonggo"), tmp_path / name, seed=seed)
    texts = [(tmp_path / name).read_bytes() for name in "abc"]
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_handful_of_villages_is_enough(tmp_path, count):
    few = places_of("Mlonggo")[:count]
    assert write_network(few, tmp_path / "x.osm", seed=1).parts == 1


def test_no_villages_and_closed_folders_are_told_in_one_sentence(tmp_path):
    with pytest.raises(SyntheticRoadsError, match="at least one village"):
        write_network([], tmp_path / "x.osm", seed=1)
    with pytest.raises(SyntheticRoadsError, match="no such folder"):
        write_network(road_places()[:3], tmp_path / "no" / "x.osm", seed=1)
    with pytest.raises(SyntheticRoadsError, match="Is a directory"):
        write_network(road_places()[:3], tmp_path, seed=1)
