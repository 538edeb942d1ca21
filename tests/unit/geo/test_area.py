import json

import numpy as np
import pytest
from shapely import MultiPolygon, Polygon, box

from geo.errors import BoundsError
from geo.roads.area import Area, around, villages_area
from geo.roads.bounds import Bounds
from geo.roads.getting.query import quarters, query, tiles

TRIANGLE = [(110.6, -6.7), (110.8, -6.7), (110.6, -6.5), (110.6, -6.7)]
WKT = "POLYGON ((110.6 -6.7, 110.8 -6.7, 110.6 -6.5, 110.6 -6.7))"
GEOMETRY = {"type": "Polygon", "coordinates": [TRIANGLE]}
FEATURE = {"type": "Feature", "properties": {}, "geometry": GEOMETRY}


@pytest.mark.parametrize(
    "text",
    [
        WKT,
        "\ufeff" + WKT + "\n",
        json.dumps(GEOMETRY),
        json.dumps(FEATURE),
        json.dumps({"type": "FeatureCollection", "features": [FEATURE, FEATURE]}),
    ],
)
def test_a_polygon_is_read_from_every_form(tmp_path, text):
    path = tmp_path / "area"
    path.write_text(text, encoding="utf-8")
    area = Area.read(path)
    assert area.bounds == Bounds(110.6, -6.7, 110.8, -6.5)
    assert area.contains(110.61, -6.65)
    assert not area.contains(110.79, -6.51)
    assert not area.contains(111.0, -6.65)


def test_inside_is_told_for_many_places_at_once():
    area = Area(Polygon(TRIANGLE))
    lon, lat = np.array([110.61, 110.79, 0.0, 110.6]), np.array([-6.65, -6.51, 0.0, -6.7])
    assert area.inside(lon, lat).tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", "not valid: Self-intersection"),
        ("POINT (1 2)", "a polygon, not Point"),
        ("POLYGON EMPTY", "a polygon, not Polygon"),
        ("POLYGON ((0 100, 1 100, 1 101, 0 100))", "in degrees"),
        ("hello", "neither GeoJSON nor WKT"),
        ("{", "cannot use"),
        ('{"type": "FeatureCollection", "features": []}', "cannot use"),
        ('{"type": "Topology"}', "cannot use"),
        (None, "cannot read"),
    ],
)
def test_a_faulty_polygon_is_one_clear_sentence(tmp_path, text, told):
    path = tmp_path / "area"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(BoundsError, match=told) as caught:
        Area.read(path)
    assert str(path) in str(caught.value)


def test_the_area_around_villages_has_its_margin_on_every_side(tmp_path):
    path = tmp_path / "villages.csv"
    path.write_text("kode,lon,lat\n1,110.6,-6.6\n2,110.8,-6.5\n", encoding="utf-8")
    area = villages_area(path, 5.0)
    degrees = 5.0 / 111.2
    assert area.south == pytest.approx(-6.6 - degrees, abs=1e-5)
    assert area.north == pytest.approx(-6.5 + degrees, abs=1e-5)
    assert area.west == pytest.approx(110.6 - degrees / np.cos(np.radians(6.6)), abs=1e-4)
    assert area.east > 110.8 + degrees


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,x\nA,1\n", "no column lon"),
        ("lon,lat\n", "no place"),
        ("lon,lat\n110,abc\n", "cannot use"),
        ("lon,lat\n110\n", "cannot use"),
        ("lon,lat\n-6.6,110.6\n", "swapped"),
        (None, "cannot read"),
    ],
)
def test_a_faulty_list_of_villages_is_one_clear_sentence(tmp_path, text, told):
    path = tmp_path / "villages.csv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(BoundsError, match=told):
        villages_area(path)


def test_a_margin_around_one_place_is_an_area():
    assert around([(110.6, -6.6)], 1.0).contains(110.6, -6.6)


@pytest.mark.parametrize(
    ("area", "count"),
    [
        (Bounds(110.5, -6.9, 111.0, -6.4), 4),
        (Bounds(110.5, -6.9, 111.01, -6.4), 6),
        (Bounds(110.5, -6.9, 110.6, -6.8), 1),
    ],
)
def test_tiles_cover_the_area_without_a_gap(area, count):
    parts = tiles(area)
    assert len(parts) == count
    whole = MultiPolygon([box(t.west, t.south, t.east, t.north) for t in parts]).buffer(1e-9)
    assert whole.contains(box(area.west, area.south, area.east, area.north))
    assert sum((t.east - t.west) * (t.north - t.south) for t in parts) == pytest.approx(
        (area.east - area.west) * (area.north - area.south)
    )


def test_quarters_cover_a_tile_and_have_an_end():
    tile = Bounds(110.5, -6.9, 110.7, -6.7)
    assert {(q.west, q.south) for q in quarters(tile)} == {
        (110.5, -6.9), (110.6, -6.9), (110.5, -6.8), (110.6, -6.8),
    }  # fmt: skip
    assert quarters(Bounds(110.5, -6.9, 110.51, -6.89)) == ()


def test_the_question_asks_for_roads_places_and_restrictions_of_the_box():
    text = query(Bounds(110.5, -6.9, 110.7, -6.7))
    assert text.count("(-6.9000000,110.5000000,-6.7000000,110.7000000)") == 5
    assert "living_street" in text
    assert '["highway"~"^(footway|path|pedestrian)$"]["motorcycle"~' in text
    assert 'rel(bw.roads)["type"="restriction"]' in text
    assert "footway" not in text.split(";way", maxsplit=1)[0]
