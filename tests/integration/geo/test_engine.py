"""What the engine answers on roads that make trouble: never a wrong answer in silence."""

import numpy as np
import pytest
from shapely import box

from geo.errors import NoRouteError, SnapshotError
from geo.position import haversine_m
from geo.roads import NO_WAY, Closed, Condition, RoadEngine, Standing
from geo.roads.asking.steps_words import tell
from geo.roads.variants import ensure_variant
from tests.support.road_county import (
    FIELD,
    ISLAND,
    ISLAND_TOO,
    LANE,
    LANE_AWAY_M,
    LANE_END,
    SEA,
    SIDE_M,
    around,
    crossing,
    spot,
)

HERE, THERE = crossing(3, 3), crossing(15, 12)


def closed(folder, *geometries):
    condition = Condition(closed=tuple(Closed(i, shape) for i, shape in enumerate(geometries, 1)))
    variant = ensure_variant(folder, "dump_truck", condition)
    return RoadEngine.open(folder, digest=variant.digest)


def area(west_m, south_m, east_m, north_m):
    return box(*spot(west_m, south_m), *spot(east_m, north_m))


# between two crossings of the street at 1,500 m
FLOOD = area(1_400.0, 1_490.0, 1_450.0, 1_510.0)


def test_a_point_by_a_lane_beside_the_network_stands_on_the_network(county):
    found = county.nearest([LANE])
    assert found.standings == (Standing.OK,)
    assert found.distance_m == pytest.approx([LANE_AWAY_M + 5.0], abs=1.0)
    assert haversine_m(*map(float, found.points[0]), *spot(SIDE_M, 1_010.0)) < 1.0


def test_where_a_point_stands_does_not_depend_on_the_other_points(county):
    alone = county.matrix([LANE, LANE_END])
    among = county.matrix([HERE, LANE, LANE_END, ISLAND])
    assert alone.duration_s.tolist() == among.duration_s[1:3, 1:3].tolist()
    assert alone.distance_m[0, 1] == pytest.approx(80, abs=2)
    assert county.route([LANE, LANE_END]).distance_m == pytest.approx(alone.distance_m[0, 1], abs=1)


def test_a_lane_far_from_the_network_is_not_connected(county):
    matrix = county.matrix([HERE, FIELD])
    assert matrix.rows == matrix.columns == (Standing.OK, Standing.CUT_OFF)
    assert matrix.duration_s[0, 1] == matrix.distance_m[1, 0] == NO_WAY
    assert county.nearest([FIELD]).distance_m[0] < 1.0


def test_an_island_has_ways_of_its_own_and_none_to_the_network(county):
    matrix = county.matrix([HERE, ISLAND, ISLAND_TOO])
    assert matrix.rows == (Standing.OK, Standing.ISLAND, Standing.ISLAND)
    assert matrix.reachable.tolist() == [[True, False, False], [False, True, True], [False, True, True]]
    assert matrix.duration_s[1, 2] > 0


def test_a_point_in_the_sea_is_far_from_every_road(county):
    matrix = county.matrix([HERE, SEA, SEA])
    assert matrix.rows == (Standing.OK, Standing.FAR, Standing.FAR)
    # two such points at one place have no way either: nobody knows that it is the same place
    assert matrix.reachable.sum() == 3
    found = county.nearest([SEA, HERE])
    assert found.far.tolist() == [True, False]
    assert found.standings == (Standing.FAR, Standing.OK)


def test_over_500_m_from_a_road_is_flagged_but_served(county):
    found = county.nearest([spot(-600.0, 1_000.0), spot(-400.0, 1_000.0)])
    assert found.far.tolist() == [True, False]
    assert found.standings == (Standing.OK, Standing.OK)


def test_exchanged_coordinates_that_are_no_place_say_so(county):
    lon, lat = HERE
    with pytest.raises(NoRouteError, match=r"point 1 .* longitude and latitude are exchanged"):
        county.matrix([HERE, (lat, lon)])
    with pytest.raises(NoRouteError, match=r"point 0 \(nan, 1\.0\) is no lon, lat$"):
        county.nearest([(float("nan"), 1.0)])


@pytest.mark.parametrize("place", [(180.0, -6.6), (-180.0, 0.0), (0.0, 90.0), (0.0, 0.0)])
def test_the_ends_of_the_globe_are_far_from_every_road(county, place):
    assert county.nearest([place]).standings == (Standing.FAR,)


def test_a_rectangle_is_a_part_of_the_square(county):
    points = [HERE, LANE, THERE, ISLAND, SEA]
    square, part = county.matrix(points), county.matrix(points[:2], points[1:])
    assert part.duration_s.shape == (2, 4)
    assert np.array_equal(part.duration_s, square.duration_s[:2, 1:])
    assert np.array_equal(part.distance_m, square.distance_m[:2, 1:])
    assert (part.rows, part.columns) == (square.rows[:2], square.columns[1:])
    assert county.matrix([], points).duration_s.shape == (0, 5)


def test_a_closed_road_is_gone_around(county, county_folder):
    start, end = spot(1_000.0, 1_500.0), spot(1_700.0, 1_500.0)
    dry, wet = county.matrix([start, end]), closed(county_folder, FLOOD).matrix([start, end])
    assert dry.distance_m[0, 1] == pytest.approx(700, abs=3)
    assert wet.distance_m[0, 1] == pytest.approx(1_000, abs=5)
    assert wet.rows == (Standing.OK, Standing.OK)


def test_a_point_at_a_closed_road_is_not_moved_to_the_next_open_one(county, county_folder):
    at_flood = spot(1_420.0, 1_508.0)
    engine = closed(county_folder, FLOOD)
    matrix = engine.matrix([HERE, at_flood])
    assert matrix.rows == (Standing.OK, Standing.CLOSED)
    assert matrix.duration_s[0, 1] == NO_WAY
    found = engine.nearest([at_flood])
    assert found.distance_m == pytest.approx([8.0], abs=0.5)
    with pytest.raises(NoRouteError, match=r"point 1 .* lies at a road that is closed"):
        engine.route([HERE, at_flood])


def test_a_point_behind_closed_roads_is_closed_in(county, county_folder):
    inside = crossing(12, 12)
    ring = area(1_580.0, 1_580.0, 2_020.0, 2_020.0) - area(1_640.0, 1_640.0, 1_960.0, 1_960.0)
    engine = closed(county_folder, ring)
    matrix = engine.matrix([HERE, inside, spot(12 * 150.0 + 30, 12 * 150.0)])
    assert matrix.rows == (Standing.OK, Standing.CLOSED, Standing.CLOSED)
    assert matrix.reachable.tolist() == [[True, False, False], [False, True, True], [False, True, True]]


def test_what_never_had_a_way_is_not_blamed_on_a_closure(county_folder):
    engine = closed(county_folder, FLOOD)
    told = engine.matrix([HERE, FIELD, ISLAND, SEA]).rows
    assert told == (Standing.OK, Standing.CUT_OFF, Standing.ISLAND, Standing.FAR)


def test_a_variant_that_nobody_made_cannot_be_opened(county_folder):
    with pytest.raises(SnapshotError, match="no variant 0123456789abcdef of profile dump_truck"):
        RoadEngine.open(county_folder, digest="0123456789abcdef")


def test_a_roundabout_is_driven_clockwise_and_its_exits_are_counted(county):
    for exit_number, goal in ((1, (190, 0)), (2, (0, -190)), (3, (-190, 0))):
        (leg,) = county.route([around(0.0, 100.0), around(*goal)], steps=True).legs
        (ring,) = [step for step in leg.steps if step.kind in {"roundabout", "rotary"}]
        assert ring.exit == exit_number
        assert f"jalan keluar ke-{exit_number} ke Jalan " in tell(ring)
        assert sum(step.distance_m for step in leg.steps) == pytest.approx(leg.distance_m, abs=0.5)


def test_the_turns_of_a_way_name_the_roads(county):
    (leg,) = county.route([spot(1_000.0, 1_500.0), spot(1_800.0, 1_580.0)], steps=True).legs
    told = [tell(step) for step in leg.steps]
    assert told[0].startswith("Mulai ke arah timur di Jalan 10")
    assert told[1].startswith("Belok kiri")
    assert told[-1].startswith("Tiba di tujuan")
    assert county.route([HERE, THERE]).legs[0].steps == ()


def test_a_route_says_which_point_stands_apart(county):
    with pytest.raises(NoRouteError, match="from point 0 to point 1; point 1 lies on an island"):
        county.route([HERE, ISLAND])
    with pytest.raises(NoRouteError, match=r"point 1 .* farther than 2000 m from any road"):
        county.route([HERE, SEA])
