import csv
import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from geo.cli import app
from geo.position import offset
from geo.roads.network import Node, Way, assemble
from geo.roads.xml import write_xml

PLACES = [offset(110.66, -6.60, 300.0 * i, 0.0) for i in range(4)]


@pytest.fixture
def road_file(tmp_path):
    nodes = [Node(i + 1, lon, lat, {}) for i, (lon, lat) in enumerate(PLACES)]
    path = tmp_path / "street.osm"
    write_xml(assemble(nodes, [Way(1, (1, 2, 3, 4), {"highway": "secondary"})]), path)
    return path


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("SIANGSA_GEO_ROADS_DIR", str(tmp_path / "roads"))
    monkeypatch.setenv("SIANGSA_GEO_CACHE_DIR", str(tmp_path / "cache"))
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_file_is_imported_described_and_measured(run, road_file, tmp_path):
    imported = run("import", road_file, "--profile", "dump_truck", "--json")
    assert imported.exit_code == 0, imported.stderr
    facts = json.loads(imported.stdout)
    folder = tmp_path / "roads" / facts["checksum"]
    assert facts["source"] == "street.osm"
    assert "100%" in imported.stderr
    described = run("info", folder)
    assert "© OpenStreetMap contributors" in described.stdout
    assert "secondary 1 km" in described.stdout

    table, out = tmp_path / "points.csv", tmp_path / "matrix.csv"
    table.write_text(
        "code,lon,lat\n"
        + "".join(f"P{i},{lon},{lat}\n" for i, (lon, lat) in enumerate(PLACES))
        + "far,0.5,0.5\n"
    )
    measured = run("matrix", "--network", folder, "--points", table, "--out", out)
    assert "5 points, 25 pairs, 8 without a way" in measured.stdout
    rows = {(row["from"], row["to"]): row for row in csv.DictReader(out.read_text().splitlines())}
    assert int(rows["P0", "P3"]["distance_m"]) == pytest.approx(900, abs=4)
    assert rows["P0", "far"]["duration_s"] == ""


def test_made_up_roads_are_called_so_and_name_nobody(run, road_file):
    facts = json.loads(
        run("import", road_file, "--profile", "pickup", "--synthetic", "--source", "seed 1", "--json").stdout
    )
    assert (facts["kind"], facts["source"], facts["attribution"]) == ("synthetic", "seed 1", "")


def test_the_first_line_told_is_the_folder_of_the_snapshot(run, road_file, tmp_path):
    folder = run("import", road_file, "--profile", "dump_truck").stdout.splitlines()[0]
    assert (tmp_path / "roads" / folder / "snapshot.json").is_file()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("name,lon\nx,1\n", "no column lat"),
        ("lon,lat\n110.6,abc\n", "row 2, column lat: must be degrees up to 90, not 'abc'"),
        ("lon,lat\n110.6,-6.5\n200,1\n", "row 3, column lon"),
        ("lon,lat\n", "1 to 5000 points, not 0"),
        ("lon,lat\n110.6\n", "row 2, column lat"),
        (None, "cannot read"),
    ],
)
def test_a_faulty_table_of_points_is_one_clear_sentence(run, tmp_path, content, told):
    table = tmp_path / "points.csv"
    if content is not None:
        table.write_text(content)
    result = run("matrix", "--network", tmp_path, "--points", table, "--out", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "gone.osm"], "no such file"),
        (["info", "nowhere"], "is no road snapshot"),
        (["fetch", "--bounds", "1,2,3"], "four numbers"),
        (["fetch", "--bounds", "3,2,1,4"], "west < east"),
    ],
)
def test_a_foreseeable_error_is_one_sentence_and_exit_code_1(run, arguments, told):
    result = run(*arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()[-1]) > len("siangsa roads: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [("OVERPASS_URL", "file:///etc/passwd"), ("BOUNDS", "1,2"), ("OVERPASS_DECISION_S", "0")],
)
def test_an_unsafe_setting_stops_the_start_by_its_name(run, monkeypatch, name, value):
    monkeypatch.setenv(f"SIANGSA_GEO_{name}", value)
    result = run("fetch")
    assert result.exit_code == 1
    assert f"SIANGSA_GEO_{name}" in result.stderr


def test_the_package_is_a_program_and_light_to_import():
    heavy = "[m for m in ('osmnx', 'osrm', 'geopandas', 'scipy') if m in sys.modules]"
    heavy = f"import sys, geo, geo.roads, geo.cli; print({heavy})"
    told = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
    helped = subprocess.run(
        [sys.executable, "-m", "geo", "--help"], capture_output=True, text=True, check=True
    )
    assert "matrix" in helped.stdout
