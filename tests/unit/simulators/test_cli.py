import json

import pytest
from typer.testing import CliRunner

from simulators.cli import app

ENTRY = {"device": "dt-01", "password": "x", "lon": 110.67, "lat": -6.59, "seed": 1, "class": "dump_truck"}


def run(tmp_path, fleet, *more, **env):
    file = tmp_path / "fleet.json"
    if fleet is not None:
        file.write_text(fleet if isinstance(fleet, str) else json.dumps({"devices": fleet}))
    arguments = ["fleet", "--fleet", str(file), "--spools", str(tmp_path / "spools")]
    return CliRunner().invoke(app, [*arguments, "--ledger", str(tmp_path / "ledger.json"), *more], env=env)


@pytest.mark.parametrize(
    ("fleet", "sentence"),
    [
        (None, "Cannot read the fleet file"),
        ("no json", "is not understood"),
        ([], "is not understood"),
        ([{**ENTRY, "lat": 99}], "is not understood"),
        ([{**ENTRY, "device": "Truck 1!"}], "impossible device"),
        ([ENTRY, ENTRY], "twice"),
    ],
)
def test_wrong_fleet_file_is_told_in_one_sentence(tmp_path, fleet, sentence):
    result = run(tmp_path, fleet)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "mqtt://", "mqtt://host:70000"])
def test_wrong_broker_address_is_told_in_one_sentence(tmp_path, url):
    result = run(tmp_path, [ENTRY], SIANGSA_MQTT_URL=url)
    assert result.exit_code == 1
    assert "setting" in result.stderr


@pytest.mark.parametrize("moment", ["noon", "2025-10-09T10:00:00"])
def test_end_of_births_needs_a_time_with_zone(tmp_path, moment):
    result = run(tmp_path, [ENTRY], "--births-until", moment)
    assert result.exit_code == 1
    assert "--births-until" in result.stderr


def test_roads_into_a_closed_folder_are_told_in_one_sentence(tmp_path):
    result = CliRunner().invoke(app, ["roads", "--out", str(tmp_path / "no" / "roads.osm")])
    assert result.exit_code == 1
    assert "Cannot write" in result.stderr
