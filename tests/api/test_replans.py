"""Re-plans: asked for, looked at, published by whoever runs the day."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from data.store import models
from tests.support.api_world import DAY, NOW, draft

CAUSE = {"kind": "outage", "id": 3}
CHANGES = {
    "operating_day": str(DAY),
    "frozen_at": NOW.isoformat(),
    "cost_before": 900_000,
    "cost_after": 950_000,
    "stops_moved": 1,
    "vehicles": [
        {
            "vehicle_id": "dt-01",
            "plate": "K 9501 C",
            "changed": True,
            "before": None,
            "after": {"stops": 1, "trips": 1, "km": 12.5, "kg": 300, "returns_at": NOW.isoformat()},
            "gained": [{"code": "CTH-5", "name": "Titik 5"}],
            "lost": [],
        }
    ],
    "unserved_added": [{"code": "CTH-4", "name": "Titik 4", "reason": "shift_too_short", "detail": {}}],
    "unserved_removed": [],
    "left_loads": [{"vehicle_id": "dt-02", "plate": "K 9502 C", "kg": 300}],
}


@pytest.fixture
def dispatcher(api):
    with api.client("dispatcher") as client:
        yield client


def replan(session):
    """Store a draft that was made from the valid plan; return its number."""
    number = draft(session)
    session.execute(update(models.Plan).where(models.Plan.id == number).values(parent_id=1, changes=CHANGES))
    session.commit()
    return number


def ask(client, **more):
    return client.post("replans", json={"operating_day": str(DAY), "cause": CAUSE, **more})


def test_a_replan_becomes_a_job_in_a_queue_of_its_own(dispatcher, session):
    answer = ask(dispatcher)
    assert answer.status_code == 202, answer.text
    job = dispatcher.get(answer.json()["status_url"].removeprefix("/api/v1/")).json()
    assert (job["kind"], job["cause"], job["status"]) == ("replan", CAUSE, "waiting")
    assert job["requested_by"] == "dispatcher"
    queued = session.connection().exec_driver_sql(
        "select task_name, queue_name, args from queue.procrastinate_jobs"
    )
    name, queue, args = queued.one()
    assert name != "plan_day"
    assert queue != "plan", "it never waits behind the plan of a whole day"
    assert (args["operating_day"], args["time_limit_s"], args["cause"]) == (str(DAY), 3.0, CAUSE)
    noted = session.scalars(select(models.Audit).where(models.Audit.action == "request_replan")).one()
    assert noted.after["cause"] == CAUSE


def test_a_day_without_a_valid_plan_has_nothing_to_make_anew(dispatcher, session):
    session.execute(delete(models.CurrentRoute))
    session.commit()
    answer = ask(dispatcher)
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:siangsa:no-plan"
    assert session.scalar(select(models.PlanJob.id)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"operating_day": str(DAY - timedelta(days=1))},
        {"cause": {"kind": "weather"}},
        {"cause": {"kind": "outage", "id": 0}},
        {"time_limit_s": 0},
        {"time_limit_s": 1e9},
        {"surprise": 1},
    ],
)
def test_a_replan_that_makes_no_sense_is_refused(steady, change):
    with steady.client("dispatcher") as client:
        assert ask(client, **change).status_code == 422


def test_a_replan_stands_beside_the_plan_it_was_made_from(dispatcher, session):
    number = replan(session)
    found = dispatcher.get(f"plans/{number}/changes").json()
    assert (found["plan_id"], found["parent_id"], found["stops_moved"]) == (number, 1, 1)
    assert found["vehicles"][0]["gained"] == CHANGES["vehicles"][0]["gained"]
    assert found["vehicles"][0]["after"]["returns_at"] == "2026-11-20T02:40:00Z"
    assert found["left_loads"][0]["kg"] == 300
    plain = dispatcher.get("plans/1/changes")
    assert (plain.status_code, plain.json()["type"]) == (404, "urn:siangsa:no-replan")
    assert {row["id"]: row["parent_id"] for row in dispatcher.get("plans").json()} == {1: None, number: 1}


def test_whoever_runs_the_day_publishes_replans_and_nothing_else(dispatcher, session):
    plain = draft(session)
    assert dispatcher.post(f"plans/{plain}/publish").status_code == 403
    refused = dispatcher.post(f"replans/{plain}/publish")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:siangsa:no-replan")
    session.execute(update(models.Plan).where(models.Plan.id == plain).values(parent_id=1, changes=CHANGES))
    session.commit()
    parent = update(models.Plan).where(models.Plan.id == 1)
    session.execute(parent.values(status="archived"))
    session.commit()
    overtaken = dispatcher.post(f"replans/{plain}/publish")
    assert (overtaken.status_code, overtaken.json()["type"]) == (409, "urn:siangsa:overtaken")
    session.execute(parent.values(status="published"))
    session.commit()
    published = dispatcher.post(f"replans/{plain}/publish")
    assert published.status_code == 200, published.text
    assert (published.json()["status"], published.json()["published_by"]) == ("published", "dispatcher")
    assert dispatcher.post(f"replans/{plain}/publish").status_code == 409
