"""Kept matrices: only what is new is computed, and nothing that lies on disk can spoil an answer."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from geo.roads import Closed, Condition, RoadEngine
from geo.roads.asking.matrix_cache import cached_matrix, kept_path
from geo.roads.asking.matrix_kept import read, write
from geo.roads.variants import ensure_variant
from tests.support.road_county import ISLAND, crossing

OLD = [crossing(column, 4) for column in range(8)]
NEW = [crossing(3, 11), ISLAND]


@pytest.fixture
def asked(monkeypatch):
    """Collects how many rows and columns each question to OSRM had."""
    sizes = []
    measure = RoadEngine.measure

    def counted(self, ground, rows, columns):
        sizes.append((len(rows), len(columns)))
        return measure(self, ground, rows, columns)

    monkeypatch.setattr(RoadEngine, "measure", counted)
    return sizes


def test_only_new_points_are_computed(county, tmp_path, asked):
    cached_matrix(county, OLD, tmp_path)
    assert asked == [(8, 8), (0, 8)]
    asked.clear()
    cached_matrix(county, [*OLD, *NEW], tmp_path)
    assert sorted(asked) == [(2, 10), (8, 2)]
    asked.clear()
    again = cached_matrix(county, [NEW[0], *reversed(OLD)], tmp_path)
    assert asked == []
    assert np.array_equal(again.duration_s, county.matrix([NEW[0], *reversed(OLD)]).duration_s)


def test_points_asked_apart_are_joined_later(county, tmp_path, asked):
    cached_matrix(county, OLD, tmp_path)
    cached_matrix(county, NEW, tmp_path)
    asked.clear()
    both = cached_matrix(county, [*OLD, *NEW], tmp_path)
    assert sorted(asked) == [(2, 10), (8, 2)]
    assert np.array_equal(both.distance_m, county.matrix([*OLD, *NEW]).distance_m)


@pytest.mark.parametrize("harm", ["cut", "empty", "flipped", "other"])
def test_a_damaged_file_is_computed_anew_and_said_so(county, tmp_path, caplog, harm):
    fresh = cached_matrix(county, OLD, tmp_path)
    path = kept_path(county.key, tmp_path)
    content = path.read_bytes()
    middle = len(content) - 900
    path.write_bytes(
        {
            "cut": content[:1_000],
            "empty": b"",
            "flipped": content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :],
            "other": b"PK\x03\x04 no archive at all",
        }[harm]
    )
    with caplog.at_level(logging.WARNING):
        again = cached_matrix(county, OLD, tmp_path)
    assert "damaged and computed anew" in caplog.text
    assert np.array_equal(again.duration_s, fresh.duration_s)
    caplog.clear()
    cached_matrix(county, OLD, tmp_path)
    assert caplog.text == ""


def test_a_closure_has_matrices_of_its_own(county, county_folder, tmp_path):
    lake = Closed(1, crossing_area(2, 4))
    digest = ensure_variant(county_folder, "dump_truck", Condition(closed=(lake,))).digest
    dry, wet = county, RoadEngine.open(county_folder, digest=digest)
    assert kept_path(dry.key, tmp_path) != kept_path(wet.key, tmp_path)
    assert cached_matrix(dry, OLD, tmp_path).reachable.all()
    for _ in range(2):
        flooded = cached_matrix(wet, OLD, tmp_path)
        assert np.array_equal(flooded.duration_s, wet.matrix(OLD).duration_s)
        assert flooded.rows == wet.matrix(OLD).rows
    assert not flooded.reachable.all()


def crossing_area(column, row):
    from shapely import box

    lon, lat = crossing(column, row)
    return box(lon - 2e-4, lat - 2e-4, lon + 2e-4, lat + 2e-4)


def test_what_several_find_at_once_is_joined(county, tmp_path, asked):
    parts = [OLD[:3], OLD[3:6], NEW, OLD[5:]]
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda part: cached_matrix(county, part, tmp_path), parts))
    asked.clear()
    for part in parts:
        cached_matrix(county, part, tmp_path)
    assert asked == []
    assert sorted(path.suffix for path in tmp_path.iterdir()) == ["", ".npz"]


def test_the_folder_stays_small_and_the_longest_unused_goes_first(county, tmp_path):
    cached_matrix(county, OLD, tmp_path)
    path = kept_path(county.key, tmp_path)
    size = path.stat().st_size
    for age, name in ((300, "old"), (100, "young")):
        other = tmp_path / f"{name}.npz"
        other.write_bytes(bytes(size))
        os.utime(other, (path.stat().st_mtime - age,) * 2)
    write(path, read(path), max_bytes=int(2.5 * size))
    assert sorted(file.stem for file in tmp_path.glob("*.npz")) == sorted(["young", path.stem])


def test_a_folder_that_cannot_be_written_costs_time_only(county, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    with caplog.at_level(logging.WARNING):
        matrix = cached_matrix(county, OLD, tmp_path / "file" / "matrices")
    assert matrix.reachable.all()
    assert "cannot be kept" in caplog.text


def test_more_points_than_a_file_may_hold_are_still_answered(county, tmp_path, monkeypatch):
    monkeypatch.setattr("geo.roads.asking.matrix_kept.MAX_POINTS", 8)
    cached_matrix(county, OLD, tmp_path)
    both = cached_matrix(county, [*OLD, *NEW], tmp_path)
    assert np.array_equal(both.duration_s, county.matrix([*OLD, *NEW]).duration_s)
    cached_matrix(county, [*OLD[:4], *NEW], tmp_path)
    assert len(read(kept_path(county.key, tmp_path)).places) == 6
