"""The table of who can be reached: complete, with reasons, renewed only when something changed."""

import json
from collections import Counter
from datetime import UTC, date, datetime

import geopandas
import pytest
from sqlalchemy import func, update
from typer.testing import CliRunner

from data.store.engine import make_engine, session_factory
from data.store.models import CollectionPoint, Facility
from data.store.queries import reach
from data.store.roads.cli import app
from data.store.roads.reach import compute_reach, measure, read_world, unreached
from data.store.roads.snapshots import activate, current_snapshot
from data.store.seed import point
from tests.support.town import PROFILES, corner

pytestmark = pytest.mark.services

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
ISLANDS = {"Karimunjawa", "Kemujan", "Parang", "Nyamuk"}


@pytest.fixture
def sessions(seeded_url, town):
    """Give sessions on a store that uses the town's roads: most of the regency is far from them."""
    engine = make_engine(seeded_url)
    sessions = session_factory(engine)
    with sessions.begin() as session:
        activate(session, town, now=NOW)
    yield sessions
    engine.dispose()


@pytest.fixture
def run(seeded_url, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", seeded_url)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def rows_of(sessions, profile="dump_truck"):
    with sessions() as session:
        roads = current_snapshot(session)
        return reach.village_reach(session, roads.checksum, profile)


def add_point(sessions, code, place):
    with sessions.begin() as session:
        session.add(
            CollectionPoint(
                code=code, name=f"TPS {code}", village_code="33.20.06.1001", geom=point(*place), kind="stop",
                stream="residue", amount_kg_day=10.0, service_s=60, sample=False, source="test",
                confidence="A", valid_from=DAY,
            )
        )  # fmt: skip


def test_every_village_has_a_row_for_every_facility_and_class(sessions):
    done = compute_reach(sessions, day=DAY)
    with sessions() as session:
        villages, facilities = len(reach.village_spots(session)), reach.facility_spots(session, DAY)
    assert "closed" not in {spot.kind for spot in facilities}
    for profile in PROFILES:
        rows = rows_of(sessions, profile)
        assert len(rows) == villages * len(facilities)
        assert all((row.reason is None) == (row.there_s is not None) for row in rows)
    assert done.changed
    assert set(done.villages_without) == set(PROFILES)
    assert 0 < done.villages_without["dump_truck"] < villages


def test_islands_and_villages_far_from_roads_say_which_they_are(sessions):
    compute_reach(sessions, day=DAY)
    with sessions() as session:
        roads = current_snapshot(session)
        lost = [one for one in reach.unreached_villages(session, roads.checksum) if one.profile == "arm_roll"]
    assert {one.name for one in lost if one.reason == "island"} == ISLANDS
    assert Counter(one.reason for one in lost)["far_from_road"] > 100


def test_point_out_of_reach_is_named_and_others_are_not(sessions):
    add_point(sessions, "IN", corner(3, 3))
    add_point(sessions, "SEA", (110.5, -6.6))
    done = compute_reach(sessions, day=DAY)
    assert done.points_without == dict.fromkeys(PROFILES, 1)
    with sessions() as session:
        roads = current_snapshot(session)
        lost = reach.unreached_points(session, roads.checksum)
        assert [row.reason for row in reach.point_reach(session, roads.checksum, "dump_truck")] == [
            "far_from_road"
        ]
    assert {(one.code, one.reason) for one in lost} == {("SEA", "far_from_road")}


def test_repeat_changes_nothing_and_a_moved_facility_does(sessions):
    assert compute_reach(sessions, day=DAY).changed
    assert not compute_reach(sessions, day=DAY).changed
    before = rows_of(sessions)
    with sessions.begin() as session:
        moved = func.ST_SetSRID(func.ST_MakePoint(*corner(10, 15)), 4326)
        session.execute(update(Facility).where(Facility.code == "tpa-bandengan").values(geom=moved))
    assert compute_reach(sessions, day=DAY).changed
    assert rows_of(sessions) != before


def test_what_is_measured_at_hand_is_what_the_table_says(sessions, town):
    add_point(sessions, "SEA", (110.5, -6.6))
    compute_reach(sessions, day=DAY)
    with sessions() as session:
        checksum, world = current_snapshot(session).checksum, read_world(session, DAY)
        found = unreached(measure(town, checksum, world), world)
        by_key = {(one.profile, one.code): one for one in reach.unreached_villages(session, checksum)}
        assert {(one.profile, one.code) for one in found["villages"]} == set(by_key)
        assert found["points"] == reach.unreached_points(session, checksum)


def test_info_tells_what_is_out_of_reach_and_why(sessions, run, town):
    add_point(sessions, "SEA", (110.5, -6.6))
    shown = run("info", town)
    assert shown.exit_code == 0, shown.stderr
    assert "villages out of reach of arm_roll, dump_truck: " in shown.stdout
    assert "4 island (Karimunjawa, Kemujan, Parang, Nyamuk)" in shown.stdout
    assert "points out of reach of arm_roll, dump_truck: 1 far_from_road (TPS SEA)" in shown.stdout
    compute_reach(sessions, day=DAY)
    stored = run("info")
    assert stored.stdout == shown.stdout
    content = json.loads(run("info", "--json").stdout)
    assert {one["code"] for one in content["unreached"]["points"]} == {"SEA"}


def test_info_of_a_file_needs_no_store(run, town, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    shown = run("info", town)
    assert shown.exit_code == 0
    assert town.name in shown.stdout
    assert "out of reach" not in shown.stdout


def test_reach_of_the_roads_in_use_goes_to_a_geopackage(sessions, run, tmp_path):
    done = run("reach", "--out", tmp_path / "reach.gpkg")
    assert done.exit_code == 0, done.stderr
    places = geopandas.read_file(tmp_path / "reach.gpkg", layer="places").set_index("name")
    assert set(places.loc[places.reason == "island"].index) == ISLANDS
    assert places.facility.unique().tolist() == ["tpa-bandengan"]
    assert len(geopandas.read_file(tmp_path / "reach.gpkg", layer="bands")) > 0


def test_reach_of_points_to_a_named_facility(sessions, run, tmp_path):
    add_point(sessions, "IN", corner(3, 3))
    done = run("reach", "--points", "--to", "pool", "--out", tmp_path / "reach.csv")
    assert done.stdout.startswith("1 of 1 places in reach")
    assert ",pool," in (tmp_path / "reach.csv").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "tpa-nowhere"], "there is no facility 'tpa-nowhere'; in use are "),
        (["--now"], "was not built on these roads"),
        (["--profile", "pickup"], "has no profile 'pickup'"),
        (["--places", "gone.csv"], "cannot read gone.csv"),
    ],
)
def test_wrong_question_is_one_sentence(sessions, run, tmp_path, words, said):
    done = run("reach", *words, "--out", tmp_path / "reach.csv")
    assert done.exit_code == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_trucks_reach_every_mainland_village_and_sample_point_on_the_synthetic_roads(sampled, snapshot):
    world = read_world(sampled, DAY)
    found = unreached(measure(snapshot, snapshot.name, world), world)
    assert {one.name for one in found["villages"]} == ISLANDS
    assert {one.reason for one in found["villages"]} == {"island"}
    assert found["points"] == []
