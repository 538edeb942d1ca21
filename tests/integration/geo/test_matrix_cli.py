"""`siangsa roads matrix | route | nearest` on files."""

import csv
import json

import pytest
from typer.testing import CliRunner

from geo.cli import app
from tests.support.road_county import ISLAND, SEA, crossing

PLACES = {"P1": crossing(2, 2), "P2": crossing(9, 7), "isle": ISLAND}


@pytest.fixture
def run(tmp_path, monkeypatch, county_folder):
    monkeypatch.setenv("SIANGSA_GEO_CACHE_DIR", str(tmp_path / "cache"))

    def invoke(command, *arguments):
        given = [command, "--network", str(county_folder), *map(str, arguments)]
        return CliRunner().invoke(app, given)

    return invoke


@pytest.fixture
def points(tmp_path):
    path = tmp_path / "points.csv"
    rows = [f"{code},{lon},{lat}" for code, (lon, lat) in PLACES.items()]
    path.write_text("\n".join(["id,lon,lat", *rows]))
    return path


def text(place):
    return f"{place[0]},{place[1]}"


def test_a_matrix_says_how_many_pairs_have_no_way_and_why(run, points, tmp_path):
    for _ in range(2):
        told = run("matrix", "--points", points, "--out", tmp_path / "m.csv")
        assert "3 points, 9 pairs, 4 without a way (1 island)" in told.stdout, told.stderr
    rows = {(r["from"], r["to"]): r for r in csv.DictReader((tmp_path / "m.csv").read_text().splitlines())}
    assert int(rows["P1", "P2"]["distance_m"]) == pytest.approx(1_800, abs=8)
    assert rows["P2", "isle"]["why"] == "island"
    assert len(list((tmp_path / "cache" / "matrices").glob("*.npz"))) == 1


def test_a_matrix_from_some_points_to_others(run, points, tmp_path):
    ends = tmp_path / "ends.geojson"
    shape = {"type": "Point", "coordinates": list(crossing(5, 5))}
    feature = {"type": "Feature", "properties": {"code": "TPA"}, "geometry": shape}
    ends.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    told = run("matrix", "--points", points, "--to", ends, "--out", tmp_path / "m.json", "--no-cache")
    assert "3 points, 3 pairs, 1 without a way" in told.stdout, told.stderr
    content = json.loads((tmp_path / "m.json").read_text())
    assert [place["code"] for place in content["to"]] == ["TPA"]
    assert content["duration_s"][2] == [None]
    assert not (tmp_path / "cache").exists()


def test_a_route_is_shown_or_written(run, tmp_path):
    ends = ("--from", text(crossing(2, 2)), "--to", text(crossing(4, 2)))
    shown = run("route", *ends)
    assert "Mulai ke arah timur di Jalan 2, lalu 300 m" in shown.stdout, shown.stderr
    assert "Start towards the east" in run("route", *ends, "--language", "en").stdout
    written = run("route", *ends, "--out", tmp_path / "r.gpx")
    assert "0.3 km" in written.stdout
    assert "<trkpt" in (tmp_path / "r.gpx").read_text()


def test_the_road_of_a_place_is_found(run, points, tmp_path):
    shown = run("nearest", "--at", text(SEA))
    assert "far, far_from_road" in shown.stdout
    written = run("nearest", "--points", points, "--out", tmp_path / "n.geojson")
    assert "3 points, 0 far from their road" in written.stdout, written.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["route", "--from", "110,-6"], "give --points FILE, or the places themselves"),
        (["route", "--from", "110,-6", "--to", "x"], "a place is lon,lat in degrees"),
        (["nearest"], "give --points FILE"),
        (["nearest", "--at", "110.7,-6.6", "--digest", "0" * 16], "has no variant"),
        (["nearest", "--at", "110.7,-6.6", "--profile", "tricycle"], "has no profile 'tricycle'"),
        (["route", "--from", text(crossing(2, 2)), "--to", text(ISLAND)], "point 1 lies on an island"),
        (["route", "--from", text(crossing(2, 2)), "--to=-6.6,110.7"], "look exchanged"),
    ],
)
def test_a_foreseeable_error_is_one_sentence_and_exit_code_1(run, arguments, told):
    result = run(*arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
