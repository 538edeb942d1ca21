"""`siangsa plan show`: a stored plan for people and for other programs."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from data.store.models import CollectionPoint, Plan
from routing.cli import app
from routing.planner import Wish, plan_day
from routing.solve import BASELINE, Effort

from .conftest import DAY

pytestmark = pytest.mark.services
GPX = "{http://www.topografix.com/GPX/1/1}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def plan(office, add_points):
    """Plan a day of sixteen points, one of which no road reaches."""
    add_points()
    with office.sessions.begin() as session:
        far = "SRID=4326;POINT(110.9 -6.45)"
        session.execute(update(CollectionPoint).where(CollectionPoint.code == "T-03").values(geom=far))
    return plan_day(office, Wish(DAY, effort=Effort(legs=BASELINE)))


@pytest.fixture
def show(monkeypatch, town_url):
    """Give a function that runs the command and returns what it printed."""
    monkeypatch.setenv("SIANGSA_DATABASE_URL", town_url)
    monkeypatch.setenv("COLUMNS", "180")

    def run(*arguments, code=0):
        result = CliRunner().invoke(app, ["show", *map(str, arguments)], catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result

    return run


def test_table_has_a_line_per_truck_with_its_day_as_bars(plan, show):
    printed = show(plan.plan_id).stdout
    for route in plan.solved.plan.routes:
        line = next(line for line in printed.splitlines() if line.lstrip().startswith(route.vehicle))
        assert {"▪", "▼", "━"} <= set(line)
    assert re.search(r"left out: T-03 titik 3: far_from_road", printed)


def test_pictures_show_every_truck_and_every_halt(plan, show, tmp_path):
    gantt, way = tmp_path / "day.svg", tmp_path / "pictures" / "map.svg"
    show(plan.plan_id, "--gantt", gantt, "--map", way)
    calls = [c for r in plan.solved.plan.routes for c in r.calls]
    bars = ET.parse(gantt).getroot().findall(f"{SVG}rect/{SVG}title")  # noqa: S314 - our own file
    assert len(bars) == len(calls)
    assert "tidak terangkut: 1" in gantt.read_text(encoding="utf-8")
    drawn = ET.parse(way).getroot()  # noqa: S314 - our own file
    collected = [c for c in calls if c.kind == "collect"]
    assert len(drawn.findall(f"{SVG}circle")) == len(collected)


def test_geojson_holds_a_line_per_trip_and_a_point_per_halt(plan, show, tmp_path):
    show(plan.plan_id, "--geojson", tmp_path / "plan.geojson")
    document = json.loads((tmp_path / "plan.geojson").read_text(encoding="utf-8"))
    roles = [f["properties"]["role"] for f in document["features"]]
    routes = plan.solved.plan.routes
    assert roles.count("trip") == sum(r.trips for r in routes)
    assert roles.count("unload") == sum(r.trips for r in routes)
    assert roles.count("collect") == plan.solved.judgement.served
    assert roles.count("left_out") == 1


def test_each_truck_gets_a_gpx_with_its_halts_in_order(plan, show, tmp_path):
    show(plan.plan_id, "--gpx", tmp_path)
    for route in plan.solved.plan.routes:
        root = ET.parse(tmp_path / f"{DAY}-{route.vehicle}.gpx").getroot()  # noqa: S314 - our own file
        codes = [d.text.split(",")[0] for d in root.findall(f"{GPX}rte/{GPX}rtept/{GPX}desc")]
        assert codes[:-1] == [c.place for c in route.calls]
        assert len(root.findall(f"{GPX}trk/{GPX}trkseg")) == route.trips


def test_a_plan_of_an_earlier_version_still_shows(plan, show, office):
    with office.sessions.begin() as session:
        old = {"km": 1.0, "unserved": 1, "trips": 1}
        session.execute(update(Plan).values(measures=old))
    assert "feasible" in show(plan.plan_id).stdout


def test_a_folder_that_cannot_be_written_is_one_sentence(plan, show):
    result = show(plan.plan_id, "--map", "/proc/nowhere/map.svg", code=1)
    assert result.stderr.startswith("siangsa plan: ")
    assert len(result.stderr.splitlines()) == 1
