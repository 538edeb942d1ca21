"""A road of five pieces of 100 m, its twin, a road across, one at an acute angle, a ring, a long piece."""

import pytest
from shapely import LineString, MultiLineString, Polygon, box

from geo.position import offset
from geo.roads import Closed, Condition, PieceSpeed
from geo.roads.closing import RoadFinder
from geo.roads.network import Node, Way, assemble
from geo.roads.segments import RoadSegments

HERE = (110.6, -6.7)
PLACES = {
    **{10 + i: (100.0 * i, 0.0) for i in range(6)},
    **{20 + i: (100.0 * i, 9.0) for i in range(6)},
    30: (200.0, 200.0),
    31: (200.0, -4.0),
    32: (200.0, -200.0),
    40: (480.0, -60.0),
    **{50 + i: place for i, place in enumerate([(900, 0), (920, 20), (900, 40), (880, 20)])},
    60: (2000.0, 0.0),
    61: (3000.0, 0.0),
    70: (0.0, 500.0),
    71: (100.0, 500.0),
    72: (118.0, 500.0),
}
REFS = {
    1: (10, 11, 12, 13, 14, 15),
    2: (20, 21, 22, 23, 24, 25),
    3: (30, 12, 31, 32),
    4: (13, 40),
    5: (50, 51, 52, 53, 50),
    6: (60, 61),
    7: (70, 71, 72),
}


def at(east: float, north: float) -> tuple[float, float]:
    return offset(*HERE, east, north)


def line(*places: tuple[float, float]) -> LineString:
    return LineString([at(*place) for place in places])


@pytest.fixture(scope="module")
def finder() -> RoadFinder:
    nodes = [Node(number, *at(*place), {}) for number, place in PLACES.items()]
    ways = [Way(number, refs, {"highway": "residential"}) for number, refs in REFS.items()]
    return RoadFinder(RoadSegments.of(assemble(nodes, ways)))


def closed(finder: RoadFinder, *shapes: LineString | Polygon | MultiLineString) -> set[tuple[int, int]]:
    change = finder.change(Condition(tuple(Closed(number, shape) for number, shape in enumerate(shapes))))
    return {(min(pair), max(pair)) for pair in finder.segments.pairs[change.closed].tolist()}


def area(west: float, south: float, east: float, north: float) -> Polygon:
    return box(*at(west, south), *at(east, north))


def test_an_area_closes_every_road_with_a_part_of_it_inside(finder):
    assert closed(finder, area(150, -50, 250, 4)) == {(11, 12), (12, 13), (12, 30), (12, 31), (31, 32)}


def test_an_area_whose_edge_only_touches_a_road_leaves_it_open(finder):
    west, south = PLACES[15]
    assert closed(finder, area(west, south, west + 50, south + 50)) == set()


def test_an_area_that_lies_within_one_long_piece_closes_it(finder):
    assert closed(finder, area(2400, -5, 2410, 5)) == {(60, 61)}


def test_a_line_taken_from_a_road_closes_that_road_and_not_its_twin(finder):
    assert closed(finder, line(PLACES[11], PLACES[12], PLACES[13])) == {(11, 12), (12, 13)}


def test_a_line_drawn_by_hand_closes_what_runs_along_it(finder):
    assert closed(finder, line((95, -6), (200, -5), (305, -7))) == {(11, 12), (12, 13)}


def test_a_line_between_two_carriageways_closes_both(finder):
    assert closed(finder, line((100, 4), (300, 5))) == {(11, 12), (12, 13), (21, 22), (22, 23)}


def test_a_road_that_crosses_the_line_stays_open(finder):
    across = {(12, 30), (12, 31), (31, 32)}
    assert not closed(finder, line((0, -3), (500, -3))) & across


def test_a_line_across_a_road_closes_only_the_road_along_it(finder):
    assert closed(finder, line((203, 190), (203, -190))) == {(12, 30), (12, 31), (31, 32)}


def test_the_next_piece_beyond_the_line_stays_open(finder):
    assert (13, 14) not in closed(finder, line((100, 3), (300, 3)))
    assert closed(finder, line((0, 503), (100, 503))) == {(70, 71)}


def test_a_side_road_that_leaves_at_an_angle_stays_open(finder):
    assert (13, 40) not in closed(finder, line((200, 2), (500, -2)))


def test_the_direction_in_which_a_line_is_drawn_does_not_matter(finder):
    forth, back = line((95, -6), (305, -7)), line((305, -7), (95, -6))
    assert closed(finder, forth) == closed(finder, back)


def test_a_part_of_a_long_piece_closes_it(finder):
    assert closed(finder, line((2300, 4), (2500, 4))) == {(60, 61)}


def test_a_ring_is_closed_whole(finder):
    assert len(closed(finder, line(*(PLACES[n] for n in REFS[5])))) == 4
    assert len(closed(finder, line((900, 3), (917, 20), (900, 37), (883, 20), (900, 3)))) == 4


def test_each_part_of_several_lines_counts(finder):
    both = MultiLineString([line(PLACES[10], PLACES[11]), line(PLACES[14], PLACES[15])])
    assert closed(finder, both) == {(10, 11), (14, 15)}


def test_a_closure_beside_all_roads_is_told(finder):
    nowhere, lost = Closed(8, area(0, 600, 90, 700)), Closed(5, line((0, 800), (90, 800)))
    change = finder.change(Condition((nowhere, lost, Closed(6, area(10, -5, 20, 5)))))
    assert change.without_road == (5, 8)


def speeds(finder: RoadFinder, *given: PieceSpeed) -> dict[tuple[int, int], float]:
    return finder.change(Condition((), given)).speeds


def test_a_speed_of_a_way_holds_for_all_its_pieces_both_ways(finder):
    assert speeds(finder, PieceSpeed(6, None, None, 9.0)) == {(60, 61): 9.0, (61, 60): 9.0}
    assert len(speeds(finder, PieceSpeed(1, None, None, 9.0))) == 10


def test_a_speed_between_two_nodes_holds_in_that_direction_only(finder):
    assert speeds(finder, PieceSpeed(1, 11, 13, 9.0)) == {(11, 12): 9.0, (12, 13): 9.0}
    assert speeds(finder, PieceSpeed(1, 13, 11, 9.0)) == {(13, 12): 9.0, (12, 11): 9.0}


def test_on_a_ring_the_shorter_way_is_meant(finder):
    assert speeds(finder, PieceSpeed(5, 50, 53, 9.0)) == {(50, 53): 9.0}


def test_a_piece_overrules_its_way_and_the_slower_of_two_holds(finder):
    given = [
        PieceSpeed(6, 60, 61, 30.0), PieceSpeed(6, None, None, 9.0), PieceSpeed(6, None, None, 8.0),
        PieceSpeed(6, 60, 61, 40.0),
    ]  # fmt: skip
    assert speeds(finder, *given) == speeds(finder, *reversed(given)) == {(60, 61): 30.0, (61, 60): 8.0}


def test_a_speed_for_a_road_that_is_not_there_is_counted(finder):
    given = (PieceSpeed(99, None, None, 9.0), PieceSpeed(1, 10, 61, 9.0), PieceSpeed(1, 10, 10, 9.0))
    change = finder.change(Condition((), given))
    assert (change.unknown_speeds, change.speeds) == (3, {})
