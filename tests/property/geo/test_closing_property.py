"""A grid of streets of 100 m: what a closure closes, against asking every piece of road."""

from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Polygon, box

from geo.position import offset
from geo.roads import Closed, Condition
from geo.roads.closing import RoadFinder
from geo.roads.network import Node, Way, assemble
from geo.roads.segments import RoadSegments

SIZE, STEP_M = 5, 100.0


def at(east, north):
    return offset(110.6, -6.7, east, north)


def number(column, row):
    return 1 + row * SIZE + column


def grid():
    nodes = [Node(number(c, r), *at(c * STEP_M, r * STEP_M), {}) for c in range(SIZE) for r in range(SIZE)]
    rows = [Way(100 + r, tuple(number(c, r) for c in range(SIZE)), ROAD) for r in range(SIZE)]
    columns = [Way(200 + c, tuple(number(c, r) for r in range(SIZE)), ROAD) for c in range(SIZE)]
    return RoadFinder(RoadSegments.of(assemble(nodes, [*rows, *columns])))


ROAD = {"highway": "residential"}
FINDER = grid()
metres = st.floats(-50.0, 450.0, allow_subnormal=False)


@st.composite
def areas(draw):
    west, south = draw(metres), draw(metres)
    return box(*at(west, south), *at(west + draw(st.floats(1.0, 200.0)), south + draw(st.floats(1.0, 200.0))))


@st.composite
def lines(draw):
    first, second = (draw(metres), draw(metres)), (draw(metres), draw(metres))
    east, north = second[0] - first[0], second[1] - first[1]
    return LineString([at(*first), at(first[0] + east + 2.0, first[1] + north)])


def closed(*shapes: Polygon | LineString) -> set[int]:
    condition = Condition(tuple(Closed(i, shape) for i, shape in enumerate(shapes)))
    return set(FINDER.change(condition).closed.tolist())


@given(areas())
def test_an_area_closes_exactly_the_pieces_with_a_part_inside(area):
    # the inside of the piece and the inside of the area have a place in common
    pieces = enumerate(map(LineString, FINDER.segments.ends))
    assert closed(area) == {i for i, piece in pieces if piece.relate_pattern(area, "T********")}


@given(st.lists(st.one_of(areas(), lines()), max_size=4))
def test_several_closures_close_what_each_of_them_closes(shapes):
    assert closed(*shapes) == set().union(*(closed(shape) for shape in shapes))


@given(lines())
def test_a_line_closes_the_same_in_either_direction(line):
    assert closed(line) == closed(line.reverse())


@given(lines())
def test_what_a_line_closes_lies_near_it(line):
    near = line.buffer(20.0 / 111_000.0)
    assert all(LineString(FINDER.segments.ends[row]).intersects(near) for row in closed(line))


@given(st.integers(0, SIZE - 1), st.integers(0, SIZE - 2), st.booleans())
def test_a_piece_taken_from_the_network_closes_itself_alone(across, along, upright):
    ends = [(along, across), (along + 1, across)]
    places = [at(*(STEP_M * value for value in (reversed(end) if upright else end))) for end in ends]
    (row,) = closed(LineString(places))
    assert LineString(places).hausdorff_distance(LineString(FINDER.segments.ends[row])) < 1e-7
