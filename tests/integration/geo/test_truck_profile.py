"""Each case is a short road of 300 m and a detour of 900 m; what stands on the short road decides."""

import pytest

from geo.position import offset
from geo.roads import RoadEngine, build_snapshot
from geo.roads.network import Node, Way, assemble
from geo.roads.xml import write_xml

OPEN = {
    "plain": {},
    "low enough": {"maxheight": "3.5"},
    "limit in tonnes above ours": {"maxweight": "10 t"},
    "good track": {"highway": "track", "tracktype": "grade2"},
    "closed to cars but open to goods vehicles": {"motor_vehicle": "no", "hgv": "yes"},
    "oneway along": {"oneway": "yes"},
}
SHUT = {
    "footway": {"highway": "footway"},
    "closed": {"access": "no"},
    "closed to goods vehicles": {"hgv": "no"},
    "too low": {"maxheight": "2.5 m"},
    "too narrow": {"maxwidth": "1.8"},
    "too weak": {"maxweight": "5"},
    "bad track": {"highway": "track", "tracktype": "grade5"},
    "impassable": {"smoothness": "impassable"},
    "oneway against": {"oneway": "-1"},
    "private as a shortcut": {"access": "private"},
}
OPEN_NODES = {"gate": {"barrier": "gate"}, "rising bollard": {"barrier": "bollard", "bollard": "rising"}}
SHUT_NODES = {
    "bollard": {"barrier": "bollard"},
    "block": {"barrier": "block"},
    "closed gate": {"barrier": "gate", "access": "no"},
    "low bar": {"barrier": "height_restrictor", "maxheight": "2.1"},
}
CASES = [*OPEN, *SHUT, *OPEN_NODES, *SHUT_NODES]
ROAD = {"highway": "secondary"}


def spot(name, east, north):
    return offset(110.6, -6.7, east, CASES.index(name) * 1_000.0 + north)


def case(name, number):
    """Give the nodes (start, middle, end, two corners) and ways of a case."""
    first = number * 10
    tags = (OPEN_NODES | SHUT_NODES).get(name, {})
    places = [(0, 0), (150, 0), (300, 0), (300, 300), (0, 300), (-200, 0), (500, 0)]
    nodes = [
        Node(first + i, *spot(name, *place), tags if i == 2 else {}) for i, place in enumerate(places, 1)
    ]
    refs = [
        (first + 1, first + 2, first + 3),
        (first + 1, first + 5, first + 4, first + 3),
        (first + 6, first + 1),
        (first + 3, first + 7),
    ]
    special = ROAD | (OPEN | SHUT).get(name, {})
    return nodes, [Way(first + i, ref, special if i == 0 else ROAD) for i, ref in enumerate(refs)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")
    parts = [case(name, number) for number, name in enumerate(CASES, 1)]
    network = assemble([n for nodes, _ in parts for n in nodes], [w for _, ways in parts for w in ways])
    write_xml(network, folder / "cases.osm")
    return RoadEngine.open(build_snapshot(folder / "cases.osm", folder, kind="synthetic", source="cases"))


def driven_m(engine, name):
    return engine.matrix([spot(name, -200.0, 0.0), spot(name, 500.0, 0.0)]).distance_m[0, 1]


@pytest.mark.parametrize("name", [*OPEN, *OPEN_NODES])
def test_a_truck_takes_the_short_road(engine, name):
    assert driven_m(engine, name) == pytest.approx(700, abs=5)


@pytest.mark.parametrize("name", [*SHUT, *SHUT_NODES])
def test_a_truck_goes_around(engine, name):
    assert driven_m(engine, name) == pytest.approx(1300, abs=8)


def test_a_private_road_may_be_the_end_of_a_drive(engine):
    name = "private as a shortcut"
    into = engine.matrix([spot(name, -200.0, 0.0), spot(name, 150.0, 0.0)])
    assert into.reachable.all()
    assert into.distance_m[0, 1] == pytest.approx(350, abs=5)


def test_a_gate_costs_time_but_no_detour(engine):
    plain, gate = (
        engine.matrix([spot(name, -200.0, 0.0), spot(name, 500.0, 0.0)]).duration_s[0, 1]
        for name in ("plain", "gate")
    )
    assert gate - plain == pytest.approx(15, abs=1)
