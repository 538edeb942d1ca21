"""``siangsa roads match`` says in one line what was driven, and in one line what is wrong."""

import json

import pytest
from typer.testing import CliRunner

from geo.cli import app
from tests.support.tracks import along, street

runner = CliRunner()


@pytest.fixture
def run(county_folder):
    def run(track, *more):
        return runner.invoke(app, ["match", str(track), "--network", str(county_folder), *map(str, more)])

    return run


@pytest.fixture
def track(tmp_path):
    path = tmp_path / "track.csv"
    trace = along((0.0, street(5)), (2_000.0, street(5)))
    rows = [f"{lon},{lat},{t}" for (lon, lat), t in zip(trace.lonlat, trace.times_s, strict=True)]
    path.write_text("\n".join(["lon,lat,time", *rows]))
    return path


def test_match_is_told_in_one_line_and_written_by_the_suffix(run, track, tmp_path):
    done = run(track, "--out", tmp_path / "out.geojson")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(("1.9", "2.0"))
    assert "km driven, confidence 9" in done.stdout
    assert "0 gaps" in done.stdout
    assert done.stdout.count("\n") == 1
    (feature,) = json.loads((tmp_path / "out.geojson").read_text())["features"]
    assert feature["properties"]["kind"] == "road"


def test_json_holds_the_sums(run, track):
    told = json.loads(run(track, "--json").stdout)
    assert (told["verdict"], told["gap_pieces"], told["unmatched"]) == ("matched", 0, 0)
    assert told["km"] == pytest.approx(2.0, rel=0.03)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            ["110.67,-6.59,0"] * 3,
            "all positions lie on one spot: nothing was driven (3 positions)",
        ),
        (
            ["110.2,-6.2,0", "110.21,-6.2,60"],
            "unmatched: nothing of it fits this network (2 positions)",
        ),
    ],
)
def test_track_that_is_no_drive_is_told(run, tmp_path, rows, told):
    path = tmp_path / "track.csv"
    path.write_text("\n".join(["lon,lat,time", *rows]))
    done = run(path)
    assert done.exit_code == 0, done.stderr
    assert told in done.stdout


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            ["-6.59,110.67,0"],
            "row 2: lat must be degrees up to 90, not '110.67'; longitude and latitude may be",
        ),
        (["110.67,-6.59,10", "110.67,-6.59,0"], "row 3: time goes back to 0"),
    ],
)
def test_error_is_one_line(run, tmp_path, rows, told):
    path = tmp_path / "track.csv"
    path.write_text("\n".join(["lon,lat,time", *rows]))
    done = run(path)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr


def test_unknown_ending_is_refused_before_the_work(run, track, tmp_path):
    done = run(track, "--out", tmp_path / "out.shp")
    assert done.exit_code == 1
    assert "ending must be one of .geojson, .csv, .gpkg, .json" in done.stderr
