import pytest
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo.errors import ConditionError
from geo.roads import BASE, Closed, Condition, PieceSpeed

BOW_TIE = Polygon([(110.6, -6.6), (110.7, -6.5), (110.7, -6.6), (110.6, -6.5)])


@pytest.mark.parametrize(
    ("geometry", "why"),
    [
        (BOW_TIE, "crosses itself"),
        (MultiPolygon([box(110.6, -6.6, 110.8, -6.5), box(110.7, -6.6, 110.9, -6.5)]), "crosses itself"),
        (Polygon(), "is empty"),
        (LineString(), "is empty"),
        (LineString([(110.6, -6.6), (110.6, -6.6)]), "crosses itself or has no inside"),
        (LineString([(110.6, -6.6), (float("inf"), -6.6)]), "no number"),
        (box(110.6, -96.0, 110.7, -6.5), "outside the globe"),
        (LineString([(-6.6, 110.6), (-6.5, 110.6)]), "longitude first"),
        (Point(110.6, -6.6), "is a Point; it must be an area or a line"),
    ],
)
def test_a_place_that_cannot_be_meant_is_refused_by_its_number(geometry: BaseGeometry, why: str) -> None:
    with pytest.raises(ConditionError, match=f"closure 7 .*{why}"):
        Closed(7, geometry)


@pytest.mark.parametrize("kmh", [0.0, -5.0, 201.0, float("nan"), float("inf")])
def test_a_speed_that_is_none_is_refused(kmh: float) -> None:
    with pytest.raises(ConditionError, match="more than 0"):
        PieceSpeed(12, None, None, kmh)


def test_half_a_piece_is_refused() -> None:
    with pytest.raises(ConditionError, match="both its nodes"):
        PieceSpeed(12, 1, None, 20.0)


def test_nothing_in_force_is_the_base() -> None:
    assert Condition().digest == BASE == "base"


def test_a_line_may_cross_itself_because_a_road_may() -> None:
    assert not Closed(1, LineString([(110.6, -6.6), (110.7, -6.5), (110.7, -6.6), (110.6, -6.5)])).is_area
