"""Each case: a short road of 300 m, a detour of 2,100 m; what is on the short road decides who takes it."""

import pytest

from geo.position import offset
from geo.roads import PROFILES, RoadEngine
from geo.roads.network import Node, Restriction, Way, assemble
from geo.roads.snapshot import Origin, store_network

TRUCKS = {"dump_truck", "arm_roll"}
SMALL = {"pickup", "three_wheeler"}
ALL, NOBODY = TRUCKS | SMALL, set()
FOUR_WHEELS, TOSSA = ALL - {"three_wheeler"}, {"three_wheeler"}

WAYS = {
    "plain": ({}, ALL),
    "low enough": ({"maxheight": "3.5"}, ALL),
    "weight limit above ours": ({"maxweight": "10 t"}, ALL),
    "no tag but the class": ({"highway": "residential"}, ALL),
    "single lane of a main road": ({"highway": "tertiary", "lanes": "1", "width": "2"}, ALL),
    "national road": ({"highway": "trunk"}, ALL),
    "toll road": ({"highway": "motorway"}, FOUR_WHEELS),
    "toll road of another class": ({"highway": "trunk", "toll": "yes"}, FOUR_WHEELS),
    "motorcycle lane beside a toll road": ({"highway": "motorway", "motorcycle": "yes"}, ALL),
    "closed to cars": ({"motor_vehicle": "no"}, NOBODY),
    "closed to cars but open to goods vehicles": ({"motor_vehicle": "no", "hgv": "yes"}, TRUCKS),
    "closed to cars but open to motorcycles": ({"motorcar": "no", "motorcycle": "yes"}, TOSSA),
    "closed to trucks": ({"hgv": "no"}, SMALL),
    "closed to motorcycles": ({"motorcycle": "no"}, FOUR_WHEELS),
    "closed to all": ({"access": "no"}, NOBODY),
    "footway": ({"highway": "footway"}, NOBODY),
    "path that motorcycles may ride": ({"highway": "path", "motorcycle": "yes"}, TOSSA),
    "path that is wide enough by nobody's word": ({"highway": "path", "foot": "yes"}, NOBODY),
    "stair-like path for motorcycles": ({"highway": "path", "motorcycle": "yes", "width": "1"}, NOBODY),
    "too low for trucks": ({"maxheight": "2.5 m"}, SMALL),
    "low for a pickup too": ({"maxheight": "2.1"}, TOSSA),
    "too narrow by law": ({"maxwidth": "1.8"}, SMALL),
    "too weak a bridge": ({"maxweight": "5", "bridge": "yes"}, SMALL),
    "weight in kilograms": ({"maxweight": "1500 kg"}, TOSSA),
    "axle load": ({"maxaxleload": "3"}, SMALL),
    "too short a bend": ({"maxlength": "6"}, SMALL),
    "lane of 1.5 m": ({"highway": "residential", "width": "1.5"}, TOSSA),
    "lane of 2 m": ({"highway": "residential", "width": "2"}, SMALL),
    "lane of 2.5 m, to end there": ({"highway": "residential", "width": "2,5"}, SMALL),
    "lane of 3 m": ({"highway": "residential", "width": "3"}, ALL),
    "lane of 1 m by estimate": ({"highway": "living_street", "est_width": "1"}, NOBODY),
    "lane of 6 feet": ({"highway": "residential", "width": "6 ft"}, TOSSA),
    "single lane of unknown width": ({"highway": "residential", "lanes": "1"}, SMALL),
    "living street": ({"highway": "living_street"}, SMALL),
    "alley": ({"highway": "service", "service": "alley"}, SMALL),
    "driveway": ({"highway": "service", "service": "driveway"}, NOBODY),
    "way to a market": ({"highway": "service"}, ALL),
    "good track": ({"highway": "track", "tracktype": "grade2"}, SMALL),
    "middling track": ({"highway": "track", "tracktype": "grade3"}, SMALL),
    "field track": ({"highway": "track", "tracktype": "grade4"}, TOSSA),
    "mud track": ({"highway": "track", "tracktype": "grade5"}, NOBODY),
    "track of unknown kind": ({"highway": "track"}, SMALL),
    "impassable": ({"smoothness": "impassable"}, NOBODY),
    "oneway along": ({"oneway": "yes"}, ALL),
    "oneway against": ({"oneway": "-1"}, NOBODY),
    "oneway against, but not for motorcycles": ({"oneway": "-1", "oneway:motorcycle": "no"}, TOSSA),
    "private as a shortcut": ({"access": "private"}, NOBODY),
}
NODES = {
    "gate": ({"barrier": "gate"}, ALL),
    "sliding gate": ({"barrier": "sliding_gate"}, ALL),
    "locked gate": ({"barrier": "gate", "locked": "yes"}, NOBODY),
    "closed gate": ({"barrier": "gate", "access": "no"}, NOBODY),
    "speed bump": ({"traffic_calming": "bump"}, ALL),
    "bollard": ({"barrier": "bollard"}, NOBODY),
    "wide bollards": ({"barrier": "bollard", "maxwidth": "1.4"}, TOSSA),
    "rising bollard": ({"barrier": "bollard", "bollard": "rising"}, ALL),
    "stone": ({"barrier": "block"}, NOBODY),
    "bar of unknown height": ({"barrier": "height_restrictor"}, SMALL),
    "low bar": ({"barrier": "height_restrictor", "maxheight": "2.1"}, TOSSA),
    "high bar": ({"barrier": "height_restrictor", "maxheight": "3.2"}, ALL),
}
TURNS = {
    "forbidden turn": ({"restriction": "no_straight_on"}, NOBODY),
    "turn forbidden to trucks": ({"restriction:hgv": "no_straight_on"}, SMALL),
    "turn forbidden but to motorcycles": ({"restriction": "no_straight_on", "except": "motorcycle"}, TOSSA),
}
PAVED, GRAVEL, BAD = {"surface": "asphalt"}, {"surface": "gravel"}, {"smoothness": "very_bad"}
SPEEDS = {
    "asphalt": PAVED,
    "gravel": GRAVEL,
    "bad road": BAD,
    "slow zone": {"maxspeed": "10"},
    "slow zone in miles": {"maxspeed": "5 mph"},
    "slow one way only": {"maxspeed:forward": "10"},
    "no limit that matters": {"maxspeed": "80"},
    "limit that is no number": {"maxspeed": "ID:urban"},
    "narrow lane": {"highway": "residential", "width": "3"},
    "wide lane": {"highway": "residential", "width": "5"},
}
CASES = [*WAYS, *NODES, *TURNS, *SPEEDS]
ROAD = {"highway": "secondary"}


def spot(name, east, north):
    return offset(110.6, -6.7, east, CASES.index(name) * 1_000.0 + north)


def case(name, number):
    """Give the nodes (start, middle, end, two corners) and ways of a case."""
    first = number * 10
    on_node = NODES[name][0] if name in NODES else {}
    on_way = WAYS[name][0] if name in WAYS else SPEEDS.get(name, {})
    places = [(0, 0), (150, 0), (300, 0), (300, 900), (0, 900), (-200, 0), (500, 0)]
    nodes = [
        Node(first + i, *spot(name, *place), on_node if i == 2 else {}) for i, place in enumerate(places, 1)
    ]
    refs = [
        (first + 1, first + 2, first + 3),
        (first + 1, first + 5, first + 4, first + 3),
        (first + 6, first + 1),
        (first + 3, first + 7),
    ]
    return nodes, [Way(first + i, ref, ROAD | on_way if i == 0 else ROAD) for i, ref in enumerate(refs)]


def rule(name):
    """Forbid to go from the road before the short one into it."""
    first = (CASES.index(name) + 1) * 10
    members = (("way", first + 2, "from"), ("node", first + 1, "via"), ("way", first, "to"))
    return Restriction(first, members, {"type": "restriction", **TURNS[name][0]})


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    parts = [case(name, number) for number, name in enumerate(CASES, 1)]
    network = assemble(
        [n for nodes, _ in parts for n in nodes], [w for _, ways in parts for w in ways], map(rule, TURNS)
    )
    folder = store_network(network, tmp_path_factory.mktemp("cases"), origin=Origin("synthetic", "cases"))
    return {profile: RoadEngine.open(folder, profile) for profile in PROFILES}


def drive(engine, name, start=-200.0, end=500.0):
    matrix = engine.matrix([spot(name, start, 0.0), spot(name, end, 0.0)])
    assert matrix.reachable.all()
    return matrix


def short(engine, name):
    return drive(engine, name).distance_m[0, 1] == pytest.approx(700, abs=5)


def seconds(engine, name, start=0.0, end=300.0):
    return int(drive(engine, name, start, end).duration_s[0, 1])


@pytest.mark.parametrize("name", [*WAYS, *NODES, *TURNS])
def test_the_short_road_is_for_those_who_fit_and_may(engines, name):
    _, welcome = (WAYS | NODES | TURNS)[name]
    assert {profile for profile, engine in engines.items() if short(engine, name)} == welcome


@pytest.mark.parametrize("name", ["private as a shortcut", "driveway"])
def test_a_private_road_may_be_the_end_of_a_drive(engines, name):
    for engine in engines.values():
        assert drive(engine, name, end=150.0).distance_m[0, 1] == pytest.approx(350, abs=5)


@pytest.mark.parametrize(
    "name",
    ["living street", "alley", "good track", "single lane of unknown width", "lane of 2.5 m, to end there"],
)
def test_a_truck_enters_a_lane_when_its_stop_is_there(engines, name):
    for profile in TRUCKS:
        assert drive(engines[profile], name, end=150.0).distance_m[0, 1] == pytest.approx(350, abs=5)


def test_a_gate_a_bump_and_a_level_road_cost_what_they_say(engines):
    for engine in engines.values():
        plain = seconds(engine, "plain")
        assert seconds(engine, "gate") - plain == pytest.approx(15, abs=1)
        assert seconds(engine, "speed bump") - plain == pytest.approx(4, abs=1)


def test_a_lighter_vehicle_is_faster_on_an_open_road(engines):
    truck, tossa, pickup = (
        seconds(engines[name], "plain") for name in ("dump_truck", "three_wheeler", "pickup")
    )
    assert truck > tossa > pickup


def test_surface_and_smoothness_slow_down_heavy_vehicles_more(engines):
    for engine in engines.values():
        asphalt = seconds(engine, "asphalt")
        assert asphalt == pytest.approx(seconds(engine, "plain"), abs=1)
        assert asphalt < seconds(engine, "gravel") < seconds(engine, "bad road")
    assert seconds(engines["dump_truck"], "gravel") > seconds(engines["pickup"], "gravel")


def test_a_limit_slows_down_and_a_high_or_unreadable_one_does_not_speed_up(engines):
    for engine in engines.values():
        plain = seconds(engine, "plain")
        assert seconds(engine, "slow zone") == pytest.approx(300 / 10 * 3.6, abs=2)
        assert seconds(engine, "slow zone in miles") == pytest.approx(300 / 8.05 * 3.6, abs=2)
        assert seconds(engine, "no limit that matters") == pytest.approx(plain, abs=1)
        assert seconds(engine, "limit that is no number") == pytest.approx(plain, abs=1)


def test_a_limit_of_one_direction_leaves_the_other_alone(engines):
    matrix = drive(engines["pickup"], "slow one way only", 0.0, 300.0)
    assert matrix.duration_s[0, 1] > 2 * matrix.duration_s[1, 0]


def test_a_truck_drives_slowly_where_it_just_fits(engines):
    for profile in TRUCKS:
        assert seconds(engines[profile], "narrow lane") > 1.2 * seconds(engines[profile], "wide lane")
