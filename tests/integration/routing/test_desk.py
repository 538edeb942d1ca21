import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from data.store.models import DeskAnswer, Plan
from data.store.queries.desk import ask_desk, await_answer, latest_plans, put_answer
from routing.cli import app
from routing.desk import Desk, Shelf
from routing.planner import Wish, plan_day
from routing.solve import BASELINE, Effort

from .conftest import DAY

pytestmark = pytest.mark.services
ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 19, 12, tzinfo=UTC)


@pytest.fixture
def planned(office, add_points):
    add_points()
    return plan_day(office, Wish(DAY, effort=Effort(legs=BASELINE)))


@pytest.fixture
def desk(office):
    return Desk(office.sessions, office.calendar, Shelf(office.sessions))


def marked(plan):
    marks = {"collect": "p", "unload": "f"}
    return {v: [f"{marks[kind]}:{code}" for kind, code in halts] for v, halts in plan.sequences.items()}


def test_desk_finds_nothing_wrong_with_the_plan_itself_and_times_it_alike(desk, planned):
    plan = planned.solved.plan
    answer = desk.answer(planned.plan_id, marked(plan))
    assert (answer["feasible"], answer["violations"]) == (True, [])
    assert answer["cost"]["total"] == planned.solved.judgement.cost.total
    assert [len(r["calls"]) for r in answer["routes"]] == [len(r.calls) for r in plan.routes]
    assert {"place", "kind", "arrives_at", "begins_at", "leaves_at", "load_kg", "trip"} == set(
        answer["routes"][0]["calls"][0]
    )


def test_desk_names_a_skipped_landfill_and_why_points_are_left_out(desk, planned):
    routes = marked(planned.solved.plan)
    truck, halts = next(iter(routes.items()))
    answer = desk.answer(planned.plan_id, {truck: halts[:-1]})
    assert "not_empty_at_end" in {v["rule"] for v in answer["violations"]}
    assert {v["vehicle_id"] for v in answer["violations"]} == {truck}
    assert len(answer["unserved"]) == 16 - sum(h.startswith("p:") for h in halts)


def test_desk_says_what_it_does_not_know(desk, planned):
    truck = planned.solved.plan.routes[0].vehicle
    answer = desk.answer(planned.plan_id, {truck: ["p:T-99"], "ghost": ["p:T-01"]})
    said = [sentence.split("; is it")[0] for sentence in answer["faults"]]
    assert said == [
        f"vehicle '{truck}', place 1: unknown place 'p:T-99'",
        "vehicle 'ghost', place 1: unknown vehicle 'ghost'",
    ]
    assert desk.answer(10**6, {}) == {"faults": ["there is no plan 1000000"]}


def test_shelf_has_the_newest_plans_ready_and_forgets_the_oldest(office, planned):
    shelf = Shelf(office.sessions, size=2)
    shelf.look_ahead()
    assert latest_plans(office.sessions(), 1) == [planned.plan_id]
    assert shelf.get(planned.plan_id) is shelf.get(planned.plan_id)


def test_a_plan_that_cannot_be_read_is_read_ahead_only_once(office, planned, desk, caplog):
    with office.sessions.begin() as session:
        session.execute(update(Plan).values(problem={"label": "of another time"}))
    desk.shelf.look_ahead()
    desk.shelf.look_ahead()
    assert [r.getMessage().split(":")[0] for r in caplog.records if r.name == "routing.desk"] == [
        f"plan {planned.plan_id} cannot be read ahead"
    ]


def test_answer_is_read_once_and_old_ones_are_forgotten(office):
    long_ago = datetime(2026, 11, 18, tzinfo=UTC)
    with office.sessions.begin() as session:
        put_answer(session, 1, long_ago, long_ago, {"faults": ["old"]})
        put_answer(session, 2, NOW, NOW, {"faults": ["new"]})
        assert session.get(DeskAnswer, 1) is None
    assert await_answer(office.sessions, 2, within_s=0) == {"faults": ["new"]}
    assert await_answer(office.sessions, 2, within_s=0) is None


def test_desk_process_answers_questions_of_the_queue_and_ends_when_told(office, planned, town_url):
    command = [sys.executable, "-m", "routing", "desk"]
    child = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"SIANGSA_DATABASE_URL": town_url})
    try:
        job = ask_desk(town_url, planned.plan_id, marked(planned.solved.plan), datetime.now(UTC))
        answer = await_answer(office.sessions, job, within_s=60)
        assert answer is not None
        assert answer["feasible"]
    finally:
        begun = time.monotonic()
        child.terminate()
        child.wait(timeout=20)
    assert (child.returncode, time.monotonic() - begun < 10) == (0, True)


def test_a_stored_plan_is_checked_again_and_a_file_against_its_day(planned, town_url, tmp_path, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", town_url)
    number, plan = str(planned.plan_id), planned.solved.plan
    again = CliRunner().invoke(app, ["check", "--plan", number])
    assert again.exit_code == 0, again.output
    assert "tidak ada pelanggaran" in again.output
    hand = tmp_path / "hand.csv"
    rows = [
        f"{v},{code}\n" for v, halts in plan.sequences.items() for kind, code in halts if kind == "collect"
    ]
    hand.write_text("truk,titik\n" + "".join(rows))
    checked = CliRunner().invoke(app, ["check", "--plan", number, str(hand), "--lang", "en"])
    assert checked.exit_code == 2, checked.output
    assert "the landfill was skipped" in checked.output
    missing = CliRunner().invoke(app, ["check", "--plan", "999999"])
    assert (missing.exit_code, missing.output.strip()) == (1, "siangsa plan: there is no plan 999999")
