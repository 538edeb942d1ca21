from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from geo.roads import Closed, Condition, PieceSpeed

degrees = st.integers(0, 50).map(lambda step: step / 100)


@st.composite
def boxes(draw: st.DrawFn) -> Closed:
    west, south = 110.0 + draw(degrees), -7.0 + draw(degrees)
    return Closed(draw(st.integers(1, 9)), box(west, south, west + 0.1, south + 0.1))


speeds = st.builds(
    PieceSpeed,
    way=st.integers(1, 99),
    from_node=st.just(1),
    to_node=st.integers(2, 9),
    kmh=st.floats(0.5, 100.0),
)
conditions = st.builds(
    Condition, st.lists(boxes(), max_size=4).map(tuple), st.lists(speeds, max_size=4).map(tuple)
)


@given(conditions, st.randoms(use_true_random=False))
def test_the_order_of_closures_and_speeds_does_not_matter(condition, random):
    closed, given_speeds = list(condition.closed), list(condition.speeds)
    random.shuffle(closed)
    random.shuffle(given_speeds)
    assert Condition(tuple(closed), tuple(given_speeds)).digest == condition.digest


@given(conditions)
def test_a_digest_is_a_file_name_of_sixteen_digits_or_base(condition):
    empty = not condition.closed and not condition.speeds
    assert condition.digest == "base" if empty else len(condition.digest) == 16
    assert condition.digest.isalnum()


@given(conditions, boxes())
def test_one_more_closure_is_another_condition(condition, more):
    known = {(one.id, one.geometry.normalize().wkb) for one in condition.closed}
    same = (more.id, more.geometry.normalize().wkb) in known
    changed = Condition((*condition.closed, more), condition.speeds)
    assert (changed.digest == condition.digest) is same


@given(conditions, speeds)
def test_another_speed_is_another_condition(condition, more):
    changed = Condition(condition.closed, (*condition.speeds, more))
    assert (changed.digest == condition.digest) is (more in condition.speeds)


@given(st.integers(0, 3))
def test_the_same_area_drawn_from_another_corner_is_the_same(start):
    corners = [(110.0, -7.0), (110.1, -7.0), (110.1, -6.9), (110.0, -6.9)]
    again = Polygon([*corners[start:], *corners[:start]])
    assert Condition((Closed(1, again),)).digest == Condition((Closed(1, Polygon(corners)),)).digest
