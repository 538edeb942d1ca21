"""A county with every trouble that roads make: a lane cut off beside the network, one far from it, an island.

It is large enough (more than 1,000 directed pieces in one part) for OSRM to tell the network from the rest.
"""

from geo.position import offset
from geo.roads.network import Node, Way, assemble
from geo.roads.snapshot import Origin, store_network

WEST, SOUTH = 110.66, -6.60
STEP_M, SIZE = 150.0, 24
SIDE_M = STEP_M * (SIZE - 1)
LANE_AWAY_M, FIELD_AWAY_M, ISLAND_AWAY_M = 60.0, 900.0, 5_000.0
ROUND_X_M, ROUND_Y_M, ROUND_M, ARM_M = 10 * STEP_M, -225.0, 25.0, 200.0


def spot(east_m, north_m):
    """Degrees of a place, in metres from the south-west corner of the streets."""
    return offset(WEST, SOUTH, east_m, north_m)


def crossing(column, row):
    return spot(column * STEP_M, row * STEP_M)


LANE = spot(SIDE_M + LANE_AWAY_M + 5.0, 1_010.0)
LANE_END = spot(SIDE_M + LANE_AWAY_M + 5.0, 1_090.0)
FIELD = spot(1_050.0, SIDE_M + FIELD_AWAY_M)
ISLAND = spot(SIDE_M + ISLAND_AWAY_M + 50.0, 1_000.0)
ISLAND_TOO = spot(SIDE_M + ISLAND_AWAY_M + 150.0, 1_200.0)
SEA = spot(-6_000.0, 0.0)


def county():
    nodes, ways = [], []

    def road(places, highway, **tags):
        first = len(nodes) + 1
        nodes.extend(Node(first + i, *place, {}) for i, place in enumerate(places))
        join(range(first, first + len(places)), highway, **tags)
        return first

    def join(refs, highway, **tags):
        ways.append(Way(len(ways) + 1, tuple(refs), {"highway": highway, **tags}))

    for row in range(SIZE):
        road([crossing(column, row) for column in range(SIZE)], "tertiary", name=f"Jalan {row}")
    ways[0] = Way(1, ways[0].refs, {"highway": "primary", "oneway": "yes"})
    for column in range(SIZE):
        join((1 + row * SIZE + column for row in range(SIZE)), "residential")
    road([spot(SIDE_M + LANE_AWAY_M, y) for y in (1_000.0, 1_050.0, 1_100.0)], "residential")
    road([spot(x, SIDE_M + FIELD_AWAY_M) for x in (1_000.0, 1_100.0)], "residential")
    for x in (0.0, 100.0, 200.0):
        road([spot(SIDE_M + ISLAND_AWAY_M + x, 900.0 + y) for y in (0.0, 200.0, 400.0)], "residential")
    end = len(nodes)
    for i in range(3):
        join((end - 8 + i, end - 5 + i, end - 2 + i), "residential")
    _roundabout(road, join)
    return assemble(nodes, ways)


def _roundabout(road, join):
    """South of the streets, driven clockwise, with arms to the north (the streets), east, south and west."""
    sides = ((0, 1), (1, 0), (0, -1), (-1, 0))
    ring = road([around(x * ROUND_M, y * ROUND_M) for x, y in sides], "tertiary", junction="roundabout")
    join((ring + 3, ring), "tertiary", junction="roundabout")
    join((ring, 1 + 10), "tertiary", name="Jalan Utara")
    for number, name in ((1, "Jalan Timur"), (2, "Jalan Selatan"), (3, "Jalan Barat")):
        x, y = sides[number]
        end = road(
            [around(x * ARM_M, y * ARM_M), around(x * ARM_M * 1.2, y * ARM_M * 1.2)], "tertiary", name=name
        )
        join((ring + number, end), "tertiary", name=name)


def around(east_m, north_m):
    """Degrees of a place, in metres from the middle of the roundabout."""
    return spot(ROUND_X_M + east_m, ROUND_Y_M + north_m)


def county_snapshot(folder):
    """The folder of its snapshot, dump trucks only."""
    return store_network(
        county(), folder, origin=Origin("synthetic", "a test county"), profiles=("dump_truck",)
    )
