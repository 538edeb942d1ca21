"""Several processes give the matrix that one gives."""

import logging
import os

import numpy as np
import pytest

from geo.roads import RoadEngine
from geo.roads.asking import workers
from tests.support.road_county import ISLAND, SEA, crossing

POINTS = [crossing(column, 3) for column in range(9)] + [ISLAND, SEA]


@pytest.fixture
def many_hands(county_folder, monkeypatch):
    monkeypatch.setattr("geo.roads.asking.engine.PAYS", 100)
    engine = RoadEngine.open(county_folder)
    engine.hands = 2
    return engine


def test_rows_in_blocks_are_the_same_matrix(county, many_hands):
    one, two = county.matrix(POINTS), many_hands.matrix(POINTS)
    assert np.array_equal(one.duration_s, two.duration_s)
    assert np.array_equal(one.distance_m, two.distance_m)
    assert one.rows == two.rows


def test_small_matrices_begin_no_process(county, monkeypatch):
    monkeypatch.setattr(workers, "ProcessPoolExecutor", None)
    monkeypatch.setattr(county, "hands", 2)
    assert county.matrix(POINTS[:3]).reachable.all()


def _die(*_):
    os._exit(9)


def test_a_process_that_dies_costs_time_only(county, many_hands, monkeypatch, caplog):
    monkeypatch.setattr(workers, "_answer", _die)
    with caplog.at_level(logging.WARNING):
        survived = many_hands.matrix(POINTS)
    assert "they are measured here" in caplog.text
    assert np.array_equal(survived.duration_s, county.matrix(POINTS).duration_s)
