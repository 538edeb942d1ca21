"""``siangsa roads`` as far as it needs the store: closures, speeds, what is in force, roads built anew."""

import json
import shutil

import pytest
from sqlalchemy import func, select, update
from typer.testing import CliRunner

from data.store.models import Audit, RoadClosure, RoadSnapshot
from data.store.roads.cli import app
from data.store.roads.snapshots import current_snapshot, outdated

pytestmark = pytest.mark.services

LINE = {"type": "LineString", "coordinates": [[110.66, -6.59], [110.67, -6.59]]}


@pytest.fixture
def run(town_url, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", town_url)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def test_closure_is_added_listed_moved_and_lifted(run, write, town_sessions):
    done = run("closures", "add", write("line.geojson", LINE), "--reason", "longsor", "--classes", "pickup")
    assert (done.exit_code, done.stderr) == (
        1,
        "siangsa roads: the vehicle classes are arm_roll, dump_truck (pickup)\n",
    )
    done = run("closures", "add", write("line.geojson", LINE), "--reason", "longsor", "--classes", "arm_roll")
    assert done.exit_code == 0
    assert done.stdout.strip().endswith("until lifted, arm_roll: longsor")
    assert "2099-01-01 10:00" in run("closures", "end", 1, "2099-01-01T10:00").stdout
    (listed,) = json.loads(run("closures", "list", "--json").stdout)["features"]
    assert (listed["properties"]["state"], listed["geometry"]) == ("in_force", LINE)
    assert "lifted" in run("closures", "lift", 1).stdout
    assert run("closures", "list").stdout == "no closures\n"
    with town_sessions() as session:
        actions = session.scalars(select(Audit.action).order_by(Audit.id)).all()
    assert actions == ["closure.create", "closure.change", "closure.lift"]


def test_file_with_faults_stores_nothing_and_lists_them(run, write, town_sessions):
    features = [{"geometry": LINE, "properties": {"reason": "banjir"}}, {"geometry": LINE, "properties": {}}]
    done = run("closures", "import", write("all.geojson", {"features": features}))
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0].startswith("fitur 2, reason: ")
    with town_sessions() as session:
        assert session.scalar(select(func.count()).select_from(RoadClosure)) == 0
    features.pop()
    assert (
        run("closures", "import", write("all.geojson", {"features": features})).stdout == "closures: 1 new\n"
    )


def test_speeds_are_loaded_used_and_dropped(run, write):
    text = "osm_way,kmh,from_time,to_time\n10000,12,06:00,09:00\n999,12,06:00,09:00\n"
    done = run("speeds", "load", write("busy.csv", text), "--use")
    assert done.exit_code == 0
    assert "in use busy (busy.csv, C): 2 speeds on 2 ways" in done.stdout
    assert "1 of 2 ways are not in the roads in use" in done.stderr
    assert run("speeds", "use", "none").stdout == "the profiles' own speeds are in use\n"
    assert "in use" not in run("speeds", "list").stdout
    assert run("speeds", "use", "first").exit_code == 1


def test_condition_says_when_nobody_keeps_it(run):
    assert "the roads keeper has not run" in run("condition").stdout


def test_roads_of_an_earlier_version_are_built_anew_and_stay_what_they_are(
    run, town, town_sessions, tmp_path
):
    old = tmp_path / "roads" / "old"
    old.mkdir(parents=True)
    shutil.copy(town / "network.osm", old)
    described = json.loads((town / "snapshot.json").read_text())
    (old / "snapshot.json").write_text(json.dumps(described | {"layout": 1, "checksum": "old"}))
    with town_sessions.begin() as session:
        session.execute(update(RoadSnapshot).values(folder=str(old), source="the office's own file"))
        assert "built by an earlier version" in outdated(session)
    refused = run("activate", old)
    assert refused.exit_code == 1
    assert "built by an earlier version of the program: import its roads again" in refused.stderr
    assert run("renew").exit_code == 0
    with town_sessions() as session:
        roads = current_snapshot(session)
        assert outdated(session) is None
    assert (roads.kind, roads.source, roads.folder.parent) == (
        "synthetic",
        "the office's own file",
        old.parent,
    )
    assert "is up to date" in run("renew").stdout
