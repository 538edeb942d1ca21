"""Who is in reach: the shortest drive there and back, or a reason; styles of the files that people open."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from geo.cli_reach import read_facilities, read_places, told
from geo.errors import PointsFileError, ReachFileError
from geo.roads.asking.matrix import Matrix
from geo.roads.asking.nearest import Nearest, Standing
from geo.roads.reaching.files import check_suffix
from geo.roads.reaching.reach import Place, Reach, nearest_facility, reach_table
from geo.roads.reaching.styles import KINDS, RAMP, STEPS, qml

OK, ISLAND, CUT, FAR = Standing.OK, Standing.ISLAND, Standing.CUT_OFF, Standing.FAR


class Line:
    """Places along the equator, a second a millidegree; each with the standing that its code names."""

    def __init__(self, standings=None, oneway=False):
        self.standings, self.oneway = standings or {}, oneway

    def standing(self, point):
        return self.standings.get(point[0], OK)

    def nearest(self, points):
        points = np.asarray(points, dtype=float)
        return Nearest(points, np.full(len(points), 12.34))

    def matrix(self, points, destinations=None):
        starts, ends = np.asarray(points, dtype=float), np.asarray(destinations, dtype=float)
        ahead = ends[None, :, 0] - starts[:, None, 0]
        rows, columns = tuple(map(self.standing, starts)), tuple(map(self.standing, ends))
        able = np.array([[r is c is OK for c in columns] for r in rows]) & ((ahead >= 0) | (not self.oneway))
        seconds = np.where(able, np.rint(np.abs(ahead) * 1000), -1).astype(np.int32)
        return Matrix(seconds, np.where(able, seconds * 5, -1).astype(np.int32), able, rows, columns)


def place(code, lon, **more):
    return Place(code, lon, 0.0, **more)


A, B, TPA, TOO = place("a", 0.1), place("b", 0.4), place("tpa", 0.3), place("too", 0.7)


def test_table_has_a_row_for_each_place_and_facility_there_and_back():
    rows = reach_table([A, B], [TPA, TOO], Line())
    assert [(row.place, row.facility) for row in rows] == [
        ("a", "tpa"), ("b", "tpa"), ("a", "too"), ("b", "too"),
    ]  # fmt: skip
    assert rows[0] == Reach("a", "tpa", 200, 1000, 200, 1000, 12.3, None)


def test_nearest_facility_is_the_one_with_the_shortest_round():
    best = nearest_facility(reach_table([A, B, place("c", 0.6)], [TOO, TPA], Line()))
    assert {code: row.facility for code, row in best.items()} == {"a": "tpa", "b": "tpa", "c": "too"}


def test_way_in_one_direction_alone_is_no_way():
    (row,) = reach_table([A], [TPA], Line(oneway=True))
    assert (row.there_s, row.back_s, row.round_s, row.reason) == (None, None, None, "not_connected")


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (ISLAND, "island"),
        (FAR, "far_from_road"),
        (CUT, "not_connected"),
        (Standing.CLOSED, "closed"),
        (Standing.SWAPPED, "swapped"),
    ],
)
def test_place_out_of_reach_says_why_and_has_no_figures(standing, reason):
    (row,) = reach_table([A], [TPA], Line({A.lon: standing}))
    assert row == Reach("a", "tpa", None, None, None, None, 12.3, reason)


def test_facility_on_an_island_is_out_of_reach_for_the_mainland():
    (row,) = reach_table([A], [TPA], Line({TPA.lon: ISLAND}))
    assert row.reason == "island"


def test_village_known_to_lie_on_an_island_is_called_so_though_it_has_no_road_either():
    near, far = place("tpa", 0.3, island=False), place("nyamuk", 0.1, island=True)
    (row,) = reach_table([far], [near], Line({far.lon: FAR}))
    assert row.reason == "island"
    (row,) = reach_table([place("x", 0.1, island=False)], [near], Line({0.1: FAR}))
    assert row.reason == "far_from_road"


def test_place_that_reaches_one_of_two_facilities_is_in_reach():
    best = nearest_facility(reach_table([A], [TPA, TOO], Line({TPA.lon: ISLAND})))
    assert (best["a"].facility, best["a"].reason) == ("too", None)


def test_nobody_or_nowhere_gives_no_rows():
    assert reach_table([], [TPA], Line()) == reach_table([A], [], Line()) == []


def test_summary_names_who_is_out_of_reach_and_why():
    rows = reach_table([A, B], [TPA], Line({A.lon: ISLAND}))
    assert told(rows, "x.csv") == [
        "1 of 2 places in reach: x.csv",
        "unreachable (no road over the water between them): a",
    ]


@pytest.mark.parametrize("name", ["x.shp", "x", "no/x.csv"])
def test_file_that_cannot_be_written_is_refused_before_anything_is_computed(tmp_path, name):
    with pytest.raises(ReachFileError, match=r"must end in|no such folder"):
        check_suffix(tmp_path / name)


@pytest.mark.parametrize("text", ["110.6,abc", "200,1", "110.6,-6.5,3"])
def test_facility_that_is_no_place_is_refused(text):
    with pytest.raises(PointsFileError):
        read_facilities(text)


def test_facility_may_be_a_pair_of_degrees():
    assert read_facilities("110.668,-6.572") == [Place("110.668,-6.572", 110.668, -6.572)]


def test_two_places_with_one_code_are_refused(tmp_path):
    file = tmp_path / "places.csv"
    file.write_text("code,lon,lat\nx,110.6,-6.5\nx,110.7,-6.5\n")
    with pytest.raises(PointsFileError, match="two places with the code 'x'"):
        read_places(file)


@pytest.mark.parametrize("layer", KINDS)
def test_style_of_each_layer_is_whole_and_every_rule_has_its_symbol(layer):
    root = ET.fromstring(qml(layer))  # noqa: S314  # our own text
    rules, symbols = root.findall(".//rule"), root.findall(".//symbol")
    assert [rule.get("symbol") for rule in rules] == [symbol.get("name") for symbol in symbols]
    assert {symbol.get("type") for symbol in symbols} == {KINDS[layer][0]}


def test_colours_reach_from_near_to_beyond_the_last_step():
    assert len(RAMP) == len(STEPS) + 1
