"""Reach on real roads: an island is out of reach and no error; the files open in other programs."""

import csv
import json

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from typer.testing import CliRunner

from geo.cli import app
from geo.roads import RoadEngine
from geo.roads.conditions import Closed, Condition
from geo.roads.reaching.bands import CELL_M, ROUNDING_M, reach_bands
from geo.roads.reaching.reach import Place, nearest_facility, reach_table
from geo.roads.segments import RoadSegments
from geo.roads.variants import ensure_variant
from tests.support.road_county import FIELD, ISLAND, ISLAND_TOO, SEA, crossing, spot

TPA = Place("tpa", *crossing(2, 2), name="TPA")
ISLE = Place("isle", *ISLAND_TOO)
NEAR, AWAY = Place("near", *crossing(4, 2)), Place("away", *crossing(20, 20))
LOST = {"island": Place("island", *ISLAND), "sea": Place("sea", *SEA), "field": Place("field", *FIELD)}
PLACES = [NEAR, AWAY, *LOST.values()]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reach")
    rows = "".join(f"{place.code},{place.lon},{place.lat}\n" for place in PLACES)
    (folder / "places.csv").write_text("code,lon,lat\n" + rows)
    (folder / "to.csv").write_text(f"code,lon,lat\ntpa,{TPA.lon},{TPA.lat}\nisle,{ISLE.lon},{ISLE.lat}\n")
    return folder


@pytest.fixture(scope="module")
def run(files, county_folder):
    def command(out, **more):
        options = {"network": county_folder, "places": files / "places.csv", "to": files / "to.csv", **more}
        words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        return CliRunner().invoke(app, ["reach", *words, "--out", str(files / out)])

    return command


def test_each_place_out_of_reach_says_why(county):
    best = nearest_facility(reach_table(PLACES, [TPA], county))
    assert {code: row.reason for code, row in best.items()} == {
        "near": None, "away": None, "island": "island", "sea": "far_from_road", "field": "not_connected",
    }  # fmt: skip


def test_places_of_an_island_reach_the_facility_of_their_island(county):
    best = nearest_facility(reach_table(PLACES, [TPA, ISLE], county))
    assert (best["island"].facility, best["near"].facility) == ("isle", "tpa")


def test_figures_are_those_of_the_matrix(county):
    (row,) = reach_table([AWAY], [TPA], county)
    there = county.matrix([(AWAY.lon, AWAY.lat), (TPA.lon, TPA.lat)])
    assert (row.there_s, row.back_s) == (there.duration_s[0, 1], there.duration_s[1, 0])
    assert (row.there_m, row.back_m) == (there.distance_m[0, 1], there.distance_m[1, 0])


def test_place_behind_a_closure_is_closed_and_not_cut_off(county_folder):
    ring = shapely.Point(NEAR.lon, NEAR.lat).buffer(0.0009)
    variant = ensure_variant(county_folder, "dump_truck", Condition(closed=(Closed(1, ring),)))
    roads = RoadEngine.open(county_folder, "dump_truck", digest=variant.digest)
    rows = {row.place: row for row in reach_table(PLACES, [TPA], roads)}
    assert (rows["near"].reason, rows["away"].reason) == ("closed", None)


def test_bands_hold_the_roads_that_are_reached_and_no_others(county, county_folder):
    bands = reach_bands(TPA, county, RoadSegments.load(county_folder), minutes=(4, 8, 60))
    assert [(band.from_min, band.to_min) for band in bands] == [(0, 4), (4, 8), (8, 60)]
    assert all(band.geometry.is_valid for band in bands)
    at = {band.to_min: band.geometry for band in bands}
    assert at[4].contains(shapely.Point(TPA.lon, TPA.lat))
    (row,) = reach_table([AWAY], [TPA], county)
    home = next(high for high in at if row.there_s / 60 <= high)
    assert at[home].contains(shapely.Point(AWAY.lon, AWAY.lat))
    whole = shapely.union_all(list(at.values()))
    assert not any(whole.contains(shapely.Point(lost.lon, lost.lat)) for lost in LOST.values())


def test_bands_do_not_overlap_and_stay_near_the_roads(county, county_folder):
    segments = RoadSegments.load(county_folder)
    bands = reach_bands(TPA, county, segments, minutes=(4, 60))
    common = shapely.intersection(bands[0].geometry, bands[1].geometry).area
    assert common < 0.01 * bands[0].geometry.area
    edges = shapely.points(shapely.get_coordinates([band.geometry for band in bands]))
    _, away = shapely.STRtree(shapely.linestrings(segments.ends)).query_nearest(edges, return_distance=True)
    assert away.max() * 111_000 < (CELL_M + ROUNDING_M) * np.sqrt(2)


def test_geopackage_has_its_layers_styles_and_reference_system(run, files, county_folder):
    done = run("reach.gpkg")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[0].startswith("3 of 5 places in reach")
    layers = dict(pyogrio.list_layers(files / "reach.gpkg").tolist())
    assert layers == {
        "roads": "LineString", "bands": "MultiPolygon", "places": "Point", "facilities": "Point",
        "layer_styles": None,
    }  # fmt: skip
    read = {name: geopandas.read_file(files / "reach.gpkg", layer=name) for name in list(layers)[:4]}
    assert {frame.crs.to_epsg() for frame in read.values()} == {4326}
    assert {name: len(frame) for name, frame in read.items() if name != "bands"} == {
        "roads": len(geopandas.read_parquet(county_folder / "roads.parquet")), "places": 5, "facilities": 2,
    }  # fmt: skip
    places = read["places"].set_index("code")
    assert places.loc["sea", "reason"] == "far_from_road"
    assert np.isnan(places.loc["sea", "minutes_there"])
    assert places.loc["near", "km_there"] == pytest.approx(0.3, abs=0.01)
    styles = pyogrio.read_dataframe(files / "reach.gpkg", layer="layer_styles")
    assert set(styles.f_table_name) == set(read)
    assert styles.useAsDefault.all()


def test_csv_has_all_pairs_and_marks_the_nearest(run, files):
    assert run("reach.csv").exit_code == 0
    rows = list(csv.DictReader((files / "reach.csv").read_text().splitlines()))
    assert len(rows) == len(PLACES) * 2
    nearest = {row["code"]: row for row in rows if row["nearest"] == "True"}
    assert {code: row["facility"] for code, row in nearest.items() if not row["reason"]} == {
        "near": "tpa", "away": "tpa", "island": "isle",
    }  # fmt: skip
    assert (nearest["sea"]["minutes_there"], nearest["sea"]["why"]) == ("", "too far from every road")


def test_geojson_has_each_place_once(run, files):
    assert run("reach.geojson", to=f"{TPA.lon},{TPA.lat}").exit_code == 0
    content = json.loads((files / "reach.geojson").read_text())
    assert [feature["properties"]["code"] for feature in content["features"]] == [p.code for p in PLACES]
    assert content["features"][0]["geometry"]["coordinates"] == [NEAR.lon, NEAR.lat]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"to": "110.6,abc"}, "--to must be a file or degrees lon,lat"),
        ({"to": "gone.csv"}, "cannot read gone.csv"),
        ({"places": "gone.csv"}, "cannot read gone.csv"),
        ({"network": "nowhere"}, "is no road snapshot"),
        ({"profile": "bicycle"}, "has no profile 'bicycle'"),
    ],
)
def test_wrong_input_is_one_sentence_and_no_file(run, files, more, said):
    done = run("none.csv", **more)
    assert done.exit_code == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (files / "none.csv").exists()


def test_faulty_row_of_a_table_is_named(run, files):
    (files / "bad.csv").write_text("code,lon,lat\na,110.66,-6.6\nb,110.66,96.6\n")
    done = run("none.csv", places=files / "bad.csv")
    assert done.exit_code == 1
    assert "3" in done.stderr
    assert "lat" in done.stderr


def test_exchanged_coordinates_are_told_by_row(run, files):
    lon, lat = spot(500.0, 500.0)
    (files / "swapped.csv").write_text(f"code,lon,lat\nturned,{lat},{lon}\n")
    done = run("none.csv", places=files / "swapped.csv")
    assert done.exit_code == 1
    assert "row 2, column lat" in done.stderr
    assert "exchanged" in done.stderr
