import xml.etree.ElementTree as ET

import numpy as np
import pytest

from simulators.errors import SyntheticRoadsError
from simulators.synthetic import GENERATOR, draw, write_network
from simulators.synthetic_places import road_places
from simulators.synthetic_plane import Plane


def parse(path):
    return ET.parse(path).getroot()  # noqa: S314  # our own file


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    path = tmp_path_factory.mktemp("roads") / "network.osm"
    return path, write_network(road_places(), path, seed=1)


def test_network_of_the_regency_is_of_a_size_that_builds_in_seconds(network):
    assert 8_000 <= network[1].junctions <= 15_000


def test_detours_are_those_of_rural_java(network):
    assert 1.3 <= network[1].detour <= 1.5


def test_mainland_is_one_part_and_islands_are_parts_of_their_own(network):
    # mainland, Karimunjawa with Kemujan, Parang, Nyamuk
    assert network[1].parts == 4


def test_main_roads_have_names_and_classes(network):
    ways = parse(network[0]).findall("way")
    tags = [{tag.get("k"): tag.get("v") for tag in way.findall("tag")} for way in ways]
    classes = {tag["highway"] for tag in tags}
    assert classes == {"primary", "secondary", "tertiary", "residential", "living_street"}
    main = [tag for tag in tags if tag["highway"] in ("primary", "secondary", "tertiary")]
    assert all(tag["name"].startswith("Jalan ") for tag in main)


def test_file_says_that_it_is_synthetic(network):
    root = parse(network[0])
    assert root.get("generator") == GENERATOR
    assert {tag.get("v") for tag in root.iter("tag") if tag.get("k") == "source"} == {GENERATOR}


def test_every_village_and_landfill_lies_on_a_road(network):
    places = road_places()
    plane = Plane.around([p for p in places if not p.island])
    graph = draw(places, plane, seed=1)
    points = plane.to_metres(np.array([(p.lon, p.lat) for p in places]))
    away = [np.hypot(*(graph.nodes - point).T).min() for point in points]
    assert max(away) < 1


def test_same_seed_gives_the_same_bytes_and_another_seed_other_ones(tmp_path):
    few = [place for place in road_places() if place.kecamatan == "Mlonggo"]
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_network(few, tmp_path / name, seed=seed)
    texts = [(tmp_path / name).read_bytes() for name in "abc"]
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_handful_of_villages_is_enough(tmp_path, count):
    few = [place for place in road_places() if place.kecamatan == "Mlonggo"][:count]
    assert write_network(few, tmp_path / "x.osm", seed=1).parts == 1


def test_no_villages_and_closed_folders_are_told_in_one_sentence(tmp_path):
    with pytest.raises(SyntheticRoadsError, match="at least one village"):
        write_network([], tmp_path / "x.osm", seed=1)
    with pytest.raises(SyntheticRoadsError, match="no such folder"):
        write_network(road_places()[:3], tmp_path / "no" / "x.osm", seed=1)
    with pytest.raises(SyntheticRoadsError, match="Is a directory"):
        write_network(road_places()[:3], tmp_path, seed=1)
