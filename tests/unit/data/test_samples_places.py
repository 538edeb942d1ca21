"""Places of sample points: on a road, apart, reachable; never a lane that is cut off."""

from itertools import pairwise

import numpy as np
import pytest

from data.store.samples_amounts import allot, containers_of, points_of
from data.store.samples_places import APART_M, Search, find_places
from geo.errors import NoRouteError
from geo.position import haversine_m
from geo.roads import Leg, Nearest, Route

CENTRE = (110.69, -6.52)
HUB = (110.668, -6.572)


class Grid:
    """Roads every 500 m; `snap_m` is what nearest says, `ends_off` how far ways end from a place."""

    def __init__(self, snap_m=10.0, ends_off=0.0, reachable=True):
        self.snap_m, self.ends_off, self.reachable = snap_m, ends_off, reachable

    def nearest(self, points):
        return Nearest(np.round(np.asarray(points) / 0.0045) * 0.0045, np.full(len(points), self.snap_m))

    def route(self, points):
        if not self.reachable:
            raise NoRouteError("no way")
        ends = [np.array([a, (b[0] + self.ends_off, b[1])]) for a, b in pairwise(points)]
        return Route(tuple(Leg(1.0, 1.0, line) for line in ends))


def find(roads, wanted=5, taken=()):
    return find_places(Search(CENTRE, wanted, HUB), roads, np.random.default_rng(1), taken)


def test_places_are_as_many_as_wanted_and_apart():
    found = find(Grid())
    assert len(found) == 5
    for index, place in enumerate(found):
        assert all(haversine_m(*place, *other) >= APART_M for other in found[:index])


def test_places_keep_away_from_those_of_neighbours():
    taken = find(Grid())
    assert not set(find(Grid(), taken=taken)) & set(taken)


@pytest.mark.parametrize("roads", [Grid(snap_m=500.0), Grid(reachable=False), Grid(ends_off=0.001)])
def test_place_without_a_road_of_its_own_is_not_taken(roads):
    assert find(roads) == []


@pytest.mark.parametrize(("population", "points", "containers"), [(2208, 4, 0), (6993, 5, 1), (17297, 6, 2)])
def test_larger_villages_get_more_points_and_containers(population, points, containers):
    assert (points_of(population), containers_of(population)) == (points, containers)


@pytest.mark.parametrize(("containers", "count"), [(0, 4), (1, 5), (2, 6), (2, 2), (1, 1)])
def test_shares_sum_to_the_village(containers, count):
    parts = allot(900.0, containers, count, np.random.default_rng(3))
    assert len(parts) == count
    assert sum(part.kg_day for part in parts) == pytest.approx(900.0)
    assert [part.kind for part in parts[:containers]] == ["container"] * containers


def test_container_never_overflows():
    (part,) = allot(1_500.0, 1, 1, np.random.default_rng(3))
    assert part.days_waiting == 1
