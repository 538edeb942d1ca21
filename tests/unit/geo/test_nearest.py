"""Exchanged coordinates are recognised by where the network lies."""

import numpy as np
import pytest

from geo.errors import NoRouteError
from geo.roads import Bounds, Nearest
from geo.roads.asking.nearest import checked, look

VADUZ = Bounds(9.4, 47.0, 9.7, 47.3)


class OneRoad:
    """Answers as OSRM does: a road at one place, at a distance by the asked point."""

    def Nearest(self, question):  # noqa: N802 - the name is OSRM's
        (asked,) = question.coordinates
        metres = 5.0 if VADUZ.contains(asked.lon, asked.lat) else 5e6
        return {"waypoints": [{"location": [9.5, 47.1], "distance": metres, "name": ""}]}


def test_a_pair_that_lies_in_the_network_the_other_way_round_is_exchanged():
    points = checked([(9.5, 47.1), (47.1, 9.5), (20.0, 50.0)], VADUZ)
    ground = look(OneRoad(), points, VADUZ, 2_000.0)
    assert ground.swapped.tolist() == [False, True, False]
    assert ground.usable.tolist() == [True, False, False]


def test_places_that_osrm_cannot_tell_apart_are_one():
    assert checked([(9.50000041, 47.1), (9.4999996, 47.1)], VADUZ).tolist() == [[9.5, 47.1]] * 2


@pytest.mark.parametrize(
    ("point", "told"),
    [
        ((9.5, 97.1), r"point 0 \(9.5, 97.1\) is no lon, lat$"),
        ((float("inf"), 0.0), "is no lon, lat"),
        ((181.0, 0.0), "is no lon, lat"),
    ],
)
def test_what_is_no_place_is_refused(point, told):
    with pytest.raises(NoRouteError, match=told):
        checked([point], VADUZ)


def test_a_point_over_500_m_from_its_road_is_far():
    found = Nearest(np.zeros((2, 2)), np.array([500.0, 501.0]))
    assert found.far.tolist() == [False, True]
