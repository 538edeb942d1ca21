"""Matrices and routes in files: what has no way is empty or null, never a number."""

import csv
import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from pyarrow import parquet

from geo.errors import PointsFileError
from geo.matrix_files import write_matrix
from geo.nearest_files import nearest_lines, write_nearest
from geo.points import PointTable
from geo.roads import Leg, Matrix, Nearest, Route, Standing
from geo.roads.asking.steps import Step
from geo.route_files import write_route

STARTS = PointTable(("A", "B"), np.array([[110.0, -6.0], [110.1, -6.1]]))
ENDS = PointTable(("A", "island"), np.array([[110.0, -6.0], [111.0, -5.0]]))
MATRIX = Matrix(
    np.array([[0, -1], [60, -1]], dtype=np.int32),
    np.array([[0, -1], [500, -1]], dtype=np.int32),
    np.array([[True, False], [True, False]]),
    (Standing.OK, Standing.OK),
    (Standing.OK, Standing.ISLAND),
)
STEPS = (
    Step("depart", "", 0, "Jalan A", "", 400.0, 50.0, (110.0, -6.0), 90),
    Step("arrive", "left", 0, "", "", 0.0, 0.0, (110.1, -6.1), 0),
)
ROUTE = Route((Leg(500.0, 60.0, np.array([[110.0, -6.0], [110.1, -6.1]]), STEPS),))


def test_a_csv_has_a_pair_a_row_and_says_why_one_has_no_way(tmp_path):
    write_matrix(tmp_path / "m.csv", STARTS, ENDS, MATRIX)
    rows = list(csv.reader((tmp_path / "m.csv").read_text().splitlines()))
    assert rows == [
        ["from", "to", "duration_s", "distance_m", "why"],
        ["A", "A", "0", "0", ""],
        ["A", "island", "", "", "island"],
        ["B", "A", "60", "500", ""],
        ["B", "island", "", "", "island"],
    ]


def test_parquet_has_the_same_columns_with_nulls(tmp_path):
    write_matrix(tmp_path / "m.parquet", STARTS, ENDS, MATRIX)
    table = parquet.read_table(tmp_path / "m.parquet").to_pydict()
    assert table == {
        "from": ["A", "A", "B", "B"],
        "to": ["A", "island", "A", "island"],
        "duration_s": [0, None, 60, None],
        "distance_m": [0, None, 500, None],
        "why": ["", "island", "", "island"],
    }


def test_json_has_rows_with_nulls(tmp_path):
    write_matrix(tmp_path / "m.json", STARTS, ENDS, MATRIX)
    content = json.loads((tmp_path / "m.json").read_text())
    assert content["duration_s"] == [[0, None], [60, None]]
    assert content["to"][1] == {"code": "island", "lon": 111.0, "lat": -5.0, "standing": "island"}


def test_npz_has_the_arrays(tmp_path):
    write_matrix(tmp_path / "m.npz", STARTS, ENDS, MATRIX)
    with np.load(tmp_path / "m.npz", allow_pickle=False) as content:
        assert content["distance_m"].tolist() == [[0, -1], [500, -1]]
        assert content["reachable"].tolist() == [[True, False], [True, False]]
        assert content["from"].tolist() == ["A", "B"]
        assert content["to_standing"].tolist() == ["ok", "island"]


def test_another_suffix_or_folder_is_refused(tmp_path):
    with pytest.raises(PointsFileError, match=r"written as \.csv, \.parquet, \.json, \.npz, not as 'm\.xls'"):
        write_matrix(tmp_path / "m.xls", STARTS, ENDS, MATRIX)
    with pytest.raises(PointsFileError, match=r"cannot write .*No such file"):
        write_matrix(tmp_path / "gone" / "m.csv", STARTS, ENDS, MATRIX)
    with pytest.raises(PointsFileError, match="a route is written as"):
        write_route(tmp_path / "r.kml", STARTS, ROUTE)
    with pytest.raises(PointsFileError, match="cannot write"):
        write_route(tmp_path / "gone" / "r.gpx", STARTS, ROUTE)


def test_a_route_is_a_line_per_leg_with_its_turns(tmp_path):
    write_route(tmp_path / "r.geojson", STARTS, ROUTE)
    (feature,) = json.loads((tmp_path / "r.geojson").read_text())["features"]
    assert feature["geometry"]["coordinates"] == [[110.0, -6.0], [110.1, -6.1]]
    assert (feature["properties"]["from"], feature["properties"]["distance_m"]) == ("A", 500)
    assert feature["properties"]["steps"][0]["id"] == "Mulai ke arah timur di Jalan A, lalu 400 m"
    assert feature["properties"]["steps"][1]["en"] == "You have arrived, on the left"


def test_a_gpx_has_the_track_and_the_turns(tmp_path):
    write_route(tmp_path / "r.gpx", STARTS, ROUTE, language="en")
    root = ET.parse(tmp_path / "r.gpx").getroot()  # noqa: S314 - written a line above
    name = {"g": "http://www.topografix.com/GPX/1/1"}
    assert [p.get("lon") for p in root.findall("g:trk/g:trkseg/g:trkpt", name)] == [
        "110.000000",
        "110.100000",
    ]
    assert root.find("g:rte/g:rtept/g:desc", name).text == "Start towards the east on Jalan A, then 400 m"


def test_a_text_is_for_reading(tmp_path):
    write_route(tmp_path / "r.txt", STARTS, ROUTE)
    assert (tmp_path / "r.txt").read_text().splitlines() == [
        "1. dari A ke B: 500 m, 1 min",
        "   Mulai ke arah timur di Jalan A, lalu 400 m",
        "   Tiba di tujuan, di sebelah kiri",
    ]


def test_where_points_stand_is_a_row_or_a_line_each(tmp_path):
    standings = (Standing.OK, Standing.FAR)
    found = Nearest(STARTS.lonlat + 0.001, np.array([20.0, 2_500.0]), ("Jalan A", ""), standings)
    assert list(nearest_lines(STARTS, found)) == [
        "A: 20 m to 110.001000,-5.999000 Jalan A, ok",
        "B: 2500 m to 110.101000,-6.099000, far, far_from_road",
    ]
    write_nearest(tmp_path / "n.csv", STARTS, found)
    rows = list(csv.DictReader((tmp_path / "n.csv").read_text().splitlines()))
    assert (rows[1]["far"], rows[1]["standing"], rows[0]["road"]) == ("True", "far_from_road", "Jalan A")
    write_nearest(tmp_path / "n.geojson", STARTS, found)
    lines = json.loads((tmp_path / "n.geojson").read_text())["features"]
    assert lines[0]["geometry"]["coordinates"] == [[110.0, -6.0], [110.001, -5.999]]
    with pytest.raises(PointsFileError, match="points are written as"):
        write_nearest(tmp_path / "n.shp", STARTS, found)
