"""A kept matrix is the matrix: to the second and metre, whatever was asked before and in which order."""

import tempfile
from dataclasses import astuple
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.roads.asking.matrix_cache import cached_matrix
from tests.support.road_county import FIELD, ISLAND, ISLAND_TOO, LANE, LANE_END, SEA, crossing, spot

# crossings of an even grid have many ways of equal length between them; the same place may stand there twice
POINTS = [
    FIELD, ISLAND, ISLAND_TOO, LANE, LANE_END, SEA, SEA, crossing(0, 0), crossing(5, 5), crossing(5, 5),
    crossing(12, 20), crossing(23, 1), spot(40.0, 7.0), spot(1_000.0, 1_080.0), spot(3_000.0, -700.0),
]  # fmt: skip
ASKED = st.lists(st.integers(0, len(POINTS) - 1), max_size=12)


def assert_same(one, other):
    for mine, theirs in zip(astuple(one), astuple(other), strict=True):
        assert np.array_equal(mine, theirs)


@settings(max_examples=15, deadline=None)
@given(questions=st.lists(ASKED, min_size=1, max_size=4))
def test_what_is_kept_equals_what_is_computed(county, questions):
    with tempfile.TemporaryDirectory() as folder:
        for question in questions:
            points = np.array([POINTS[number] for number in question]).reshape(-1, 2)
            assert_same(cached_matrix(county, points, Path(folder)), county.matrix(points))
