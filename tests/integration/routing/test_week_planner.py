"""A week of the store: planned, judged and stored; begun from another one; taken as people drive it."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from data.store.models import CollectionPoint, Holiday, WeekPlan, WeekProblem
from routing.cli import app
from routing.errors import HandPlanError, WeekError
from routing.week import solve
from routing.week.judge import judge_week
from routing.week.problem import Wishes
from routing.week.problem_json import timetable_from_json, week_from_bytes
from routing.week.solve import WeekEffort
from routing.week.timing import time_week
from routing.week_planner import WeekWish, plan_week

pytestmark = pytest.mark.services
MONDAY = date(2026, 11, 23)
WISH = WeekWish(MONDAY, effort=WeekEffort(time_limit_s=1.0))


@pytest.fixture(autouse=True)
def _no_search(monkeypatch):
    """Let search and days find nothing: they have tests of their own, and take what time they get."""
    monkeypatch.setattr(solve, "search", lambda arrays, seconds, seed, start, **options: start)
    monkeypatch.setattr(solve, "polish_days", lambda settler, best, *_: best)


@pytest.fixture
def points(office, add_points):
    """Put points into the town that are emptied twice a week."""
    add_points()
    with office.sessions.begin() as session:
        rhythm = {"times_per_week": 2, "last_emptied_on": MONDAY - timedelta(days=3), "amount_kg_day": 60.0}
        session.execute(update(CollectionPoint).values(**rhythm))


def row_of(office, number):
    with office.sessions() as session:
        return session.get_one(WeekPlan, number)


def problem_of(office, row):
    with office.sessions() as session:
        return week_from_bytes(session.get_one(WeekProblem, row.problem_digest).content)


@pytest.mark.usefixtures("points")
def test_a_week_is_planned_judged_and_stored_as_a_draft(office):
    told = []
    planned = plan_week(office, replace(WISH, name="coba"), progress=told.append)
    row = row_of(office, planned.week_id)
    assert (row.status, row.origin, row.feasible, row.name) == ("draft", "solver", True, "coba")
    assert row.measures["unserved"] == 0
    assert {len(p["days"]) for p in row.board["points"]} == {2}
    assert [day["day"] for day in told[-1]["days"]] == [str(MONDAY + timedelta(days=n)) for n in range(7)]
    assert (told[0]["phase"], told[-1]["phase"]) == ("start", "done")
    assert told[-1]["found"]


@pytest.mark.usefixtures("points")
def test_what_is_stored_is_judged_the_same_again(office):
    row = row_of(office, plan_week(office, WISH).week_id)
    problem = problem_of(office, row)
    timed = time_week(problem, timetable_from_json(problem, row.timetable))
    verdict = judge_week(problem, timed, Wishes())
    assert verdict.feasible
    assert verdict.cost.driving == row.cost_idr


@pytest.mark.usefixtures("points")
def test_a_week_that_begins_from_another_keeps_its_days(office):
    first = plan_week(office, WISH).week_id
    second = row_of(office, plan_week(office, replace(WISH, start_from=first, most_moved=2)).week_id)
    assert second.parent_id == first
    assert second.measures["moved_points"] == 0
    later = replace(WISH, first_day=MONDAY + timedelta(days=7), start_from=first)
    assert row_of(office, plan_week(office, later).week_id).measures["moved_share"] <= 0.2


@pytest.mark.usefixtures("points")
def test_the_search_begins_from_what_is_published_for_the_week_before(office):
    first = plan_week(office, WISH)
    later = replace(WISH, first_day=MONDAY + timedelta(days=7))
    assert "start" not in plan_week(office, later).solved.tried
    published = {"status": "published", "published_by": "budi", "published_at": office.clock.now()}
    with office.sessions.begin() as session:
        session.execute(update(WeekPlan).where(WeekPlan.id == first.week_id).values(**published))
    assert "start" in plan_week(office, later).solved.tried


@pytest.mark.usefixtures("points")
def test_what_if_a_truck_and_a_day_are_missing(office):
    first = plan_week(office, WISH).week_id
    wishes = Wishes(without_vehicles=frozenset({"dt-01"}), holidays=frozenset({2}))
    row = row_of(office, plan_week(office, replace(WISH, start_from=first, wishes=wishes)).week_id)
    busy = {(c["day"], c["vehicle"]) for c in row.board["cells"] if c["state"] == "works"}
    assert busy
    assert not any(vehicle == "dt-01" or day == "2026-11-25" for day, vehicle in busy)
    assert row.wishes["holidays"] == ["2026-11-25"]


@pytest.mark.usefixtures("points")
def test_a_timetable_of_people_is_stored_as_it_is(office):
    day = {"dt-01": [["collect", "T-00"], ["collect", "T-01"], ["unload", "tpa-bandengan"]]}
    planned = plan_week(office, replace(WISH, timetable={"2026-11-24": day}))
    row = row_of(office, planned.week_id)
    assert (row.origin, row.timetable) == ("import", {"2026-11-24": day})
    assert row.wishes["times"] == {"T-00": 1, "T-01": 1}
    assert row.feasible, "whoever takes over a timetable takes over how often"
    with pytest.raises(HandPlanError, match="T-99"):
        plan_week(office, replace(WISH, timetable={"2026-11-24": {"dt-01": [["collect", "T-99"]]}}))


@pytest.mark.usefixtures("points")
def test_a_holiday_of_the_office_rests(office):
    with office.sessions.begin() as session:
        session.add(Holiday(day=MONDAY, name="Libur", kind="local", collects=False, source="test"))
    row = row_of(office, plan_week(office, WISH).week_id)
    assert "2026-11-23" not in row.timetable
    assert row.feasible


@pytest.mark.usefixtures("points")
@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (replace(WISH, wishes=Wishes(without_vehicles=frozenset({"dt-99"}))), "vehicle dt-99"),
        (replace(WISH, wishes=Wishes(closed_facilities=frozenset({"tpa-x"}))), "facility tpa-x"),
        (replace(WISH, wishes=Wishes(holidays=frozenset({9}))), "day 10"),
        (replace(WISH, days=15), "1 to 14 days"),
        (replace(WISH, kecamatan=("Bangsri",)), "no collection point lies in Bangsri"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_sentence(office, wish, words):
    with pytest.raises(WeekError, match=words):
        plan_week(office, wish)


@pytest.mark.usefixtures("points")
def test_the_command_prints_one_object_or_one_sentence(office, monkeypatch, town_url):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", town_url)
    asked = ["week", "--start", "2026-11-23", "--time-limit", "5", "--json"]
    done = CliRunner().invoke(app, asked, catch_exceptions=False)
    figures = json.loads(done.stdout)
    assert figures["feasible"]
    assert len(figures["days"]) == 7
    with office.sessions() as session:
        assert session.scalar(select(WeekPlan.id)) == figures["week_id"]
    shown = CliRunner().invoke(app, ["week-show", str(figures["week_id"])], catch_exceptions=False)
    assert len(shown.stdout.splitlines()) >= 8
    unknown = CliRunner().invoke(app, ["week-show", "99"])
    assert unknown.stderr.splitlines() == ["siangsa plan: there is no week plan 99"]
    failed = CliRunner().invoke(app, [*asked, "--without", "dt-99"])
    assert failed.exit_code == 1
    assert failed.stderr.splitlines() == ["siangsa plan: this week does not have vehicle dt-99"]


def test_without_points_there_is_nothing_to_plan(office):
    with pytest.raises(WeekError, match="nothing to plan"):
        plan_week(office, WISH)
