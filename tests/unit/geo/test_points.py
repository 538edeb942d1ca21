"""Tables of places: every fault is told by file, row, column, rule and value."""

import json

import pytest

from geo.errors import PointsFileError
from geo.points import parse_point, read_points


def geojson(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def point(*at, **properties):
    shape = {"type": "Point", "coordinates": list(at)}
    return {"type": "Feature", "geometry": shape, "properties": properties}


@pytest.fixture
def written(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("a.csv", "code,lon,lat\nA,110.1,-6.5\n,110.2,-6.6\n", ("A", "2")),
        ("a.csv", "\ufeffid,lat,lon\n7,-6.5,110.1\n8,-6.6,110.2\n", ("7", "8")),
        ("a.txt", "lon,lat\n110.1,-6.5\n110.2,-6.6\n", ("1", "2")),
        ("a.geojson", geojson(point(110.1, -6.5, code="A"), point(110.2, -6.6, 3.0)), ("A", "2")),
        ("a.json", geojson({"id": 5, **point(110.1, -6.5)}, point(110.2, -6.6, name="B")), ("5", "B")),
    ],
)
def test_places_are_read_in_lon_lat_order_with_their_names(written, name, content, codes):
    table = read_points(written(name, content))
    assert table.codes == codes
    assert table.lonlat.tolist() == [[110.1, -6.5], [110.2, -6.6]]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "a.csv",
            "lon,lat\n110,x\n181,1\n",
            "a.csv: row 2, column lat: must be degrees up to 90, not 'x'; row 3",
        ),
        (
            "a.csv",
            "lon,lat\n-6.5,110.1\n",
            r"column lat: .* not '110.1' \(longitude and latitude look exchanged",
        ),
        ("a.csv", "lon,lat\n110\n", "row 2, column lat: must be degrees up to 90, not ''"),
        ("a.csv", "lon,lat\n" + "x,1\n" * 8, "row 6, .*; and 3 more$"),
        ("a.csv", "", "has no column lat and no column lon"),
        ("a.json", geojson(point("x", -6.5)), "feature 1, column lon: must be degrees up to 180, not 'x'"),
        ("a.json", geojson(point(True, -6.5)), "feature 1, column lon"),
        ("a.json", geojson(point(110.0)), r"feature 1, coordinates: must be \[lon, lat\], not \[110.0\]"),
        (
            "a.json",
            geojson({"geometry": {"type": "Polygon"}}),
            "feature 1, geometry: must be a Point, not 'Polygon'",
        ),
        ("a.json", geojson({"geometry": None}), "must be a Point, not None"),
        ("a.json", geojson(7), "must be a Point"),
        ("a.json", "[1, 2]", "no GeoJSON FeatureCollection"),
        ("a.json", "{", "cannot read"),
        ("a.json", geojson(), "must have 1 to 5000 points, not 0"),
    ],
)
def test_a_fault_is_told_by_row_column_rule_and_value(written, name, content, told):
    with pytest.raises(PointsFileError, match=told):
        read_points(written(name, content))


def test_a_typed_place_is_lon_lat():
    assert parse_point("110.1, -6.5") == (110.1, -6.5)
    for wrong in ("110.1", "110.1;-6.5", "200,1", ""):
        with pytest.raises(PointsFileError, match="a place is lon,lat in degrees"):
            parse_point(wrong)
