"""Asking for plans and publishing them."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from data.store import models
from data.store.queries import plan_jobs
from tests.support.api_world import DAY, NOW, draft


@pytest.fixture
def planner(api):
    with api.client("planner") as client:
        yield client


@pytest.fixture
def steady_planner(steady):
    with steady.client("planner") as client:
        yield client


def ask(client, day=DAY, **more):
    return client.post("plans", json={"operating_day": str(day), **more})


def test_a_request_becomes_a_job_in_the_queue(planner, session):
    answer = ask(planner, publish=True, time_limit_s=5)
    assert answer.status_code == 202, answer.text
    accepted = answer.json()
    job = planner.get(accepted["status_url"].removeprefix("/api/v1/")).json()
    assert job["status"] == "waiting"
    assert job["requested_by"] == "planner"
    assert job["publish"]
    queued = session.connection().exec_driver_sql(
        "select task_name, queue_name, args from queue.procrastinate_jobs"
    )
    name, queue, args = queued.one()
    assert (name, queue) == ("plan_day", "plan")
    assert args["operating_day"] == str(DAY)
    assert args["time_limit_s"] == 5


def test_a_day_is_not_planned_twice_at_once(planner, session):
    first, second = ask(planner).json(), ask(planner).json()
    assert first["job_id"] == second["job_id"]
    assert session.scalar(select(models.PlanJob.id)) == first["job_id"]


def test_a_failed_job_says_why_in_one_sentence(planner, session):
    job_id = ask(planner).json()["job_id"]
    plan_jobs.fail_job(session, job_id, "no truck is free")
    session.commit()
    job = planner.get(f"jobs/{job_id}").json()
    assert (job["status"], job["error"]) == ("failed", "no truck is free")


def test_a_done_job_names_its_plan(planner, session):
    job_id = ask(planner).json()["job_id"]
    plan_jobs.end_job(session, job_id, 1)
    session.commit()
    assert planner.get(f"jobs/{job_id}").json()["plan_id"] == 1


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (update(models.CollectionPoint).values(valid_to=DAY - timedelta(days=1)), "no-points"),
        (update(models.Vehicle).values(broken_since=NOW), "no-vehicles"),
        (update(models.RoadSnapshot).values(is_current=False), "no-roads"),
    ],
)
def test_a_request_that_cannot_succeed_is_refused_with_its_reason(planner, session, spoil, code):
    session.execute(spoil)
    session.commit()
    answer = ask(planner)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:siangsa:{code}"
    assert session.scalar(select(models.PlanJob.id)) is None


@pytest.mark.parametrize("days", [-1, 15, 40_000])
def test_only_the_next_14_days_can_be_planned(steady_planner, days):
    answer = ask(steady_planner, DAY + timedelta(days=days))
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:siangsa:day-out-of-range"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"operating_day": "tomorrow"},
        {"operating_day": "2026-11-20", "time_limit_s": 0},
        {"operating_day": "2026-11-20", "time_limit_s": 1e9},
        {"operating_day": "2026-11-20", "surprise": 1},
        {"operating_day": "2026-11-20", "seed": -1},
        [],
        None,
    ],
)
def test_a_malformed_request_names_its_faults(steady_planner, body):
    answer = steady_planner.post("plans", json=body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:siangsa:invalid"
    assert answer.json()["errors"]


def test_publishing_replaces_the_valid_routes_and_leaves_a_trace(planner, api, session):
    plan_id = draft(session)
    published = planner.post(f"plans/{plan_id}/publish")
    assert published.status_code == 200, published.text
    assert (published.json()["status"], published.json()["published_by"]) == ("published", "planner")
    current = {row.vehicle_id: row for row in session.query(models.CurrentRoute)}
    assert current["dt-01"].plan_id == plan_id
    assert current["dt-01"].route_id is not None
    assert current["dt-02"].route_id is None, "the new plan gives it a free day"
    assert session.get(models.Plan, 1).status == "archived"
    with api.client("admin") as admin:
        row = admin.get("audit").json()["items"][0]
    assert (row["account"], row["action"], row["entity_id"]) == ("planner", "publish", str(plan_id))
    assert (row["before"], row["after"]) == ({"status": "draft"}, {"status": "published"})
    assert {each["id"]: each["status"] for each in planner.get("plans").json()} == {
        1: "archived",
        plan_id: "published",
    }


def test_a_published_plan_cannot_be_published_again(steady_planner):
    answer = steady_planner.post("plans/1/publish")
    assert answer.status_code == 409
    assert "only a draft" in answer.json()["detail"]


def test_an_infeasible_plan_cannot_be_published(planner, session):
    plan_id = draft(session, feasible=False)
    answer = planner.post(f"plans/{plan_id}/publish")
    assert answer.status_code == 409
    assert "not feasible" in answer.json()["detail"]
    assert session.scalar(select(models.Plan.status).where(models.Plan.id == plan_id)) == "draft"


def test_a_plan_without_routes_cannot_be_published(planner, session):
    plan_id = draft(session)
    session.execute(
        delete(models.RouteStop).where(
            models.RouteStop.route_id == models.Route.id, models.Route.plan_id == plan_id
        )
    )
    session.execute(delete(models.Route).where(models.Route.plan_id == plan_id))
    session.commit()
    assert planner.post(f"plans/{plan_id}/publish").status_code == 409


def test_a_day_that_is_over_cannot_be_published(planner, session, clock):
    plan_id = draft(session)
    clock.moment = NOW + timedelta(days=1)
    answer = planner.post(f"plans/{plan_id}/publish")
    assert answer.json()["type"] == "urn:siangsa:day-over"


@pytest.mark.parametrize(
    "path",
    ["plans/999", "plans/999/routes", "jobs/999", "vehicles/dt-99", "points/999", "vehicles/dt-99/day"],
)
def test_what_does_not_exist_is_not_found(steady_planner, path):
    answer = steady_planner.get(path)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:siangsa:not-found"


def test_a_moved_device_takes_its_days_along(api, session):
    with api.client("dispatcher") as client:
        answer = client.post("devices/dt-03/assignments", json={"vehicle_id": "dt-04"})
        assert answer.status_code == 201, answer.text
        assert {row["vehicle_id"] for row in client.get("positions").json()["items"]} == {"dt-01", "dt-04"}
        again = client.post("devices/dt-03/assignments", json={"vehicle_id": "dt-04"})
        assert again.status_code == 409
        early = {"vehicle_id": "dt-05", "valid_from": "2026-01-01T00:00:00Z"}
        assert client.post("devices/dt-03/assignments", json=early).status_code == 422
        assert len(client.get("devices/dt-03/assignments").json()) == 2
    dirty = {(row.vehicle_id, row.operating_day) for row in session.query(models.DirtyDay)}
    assert dirty == {("dt-03", DAY), ("dt-04", DAY)}
    row = session.scalars(select(models.Audit).order_by(models.Audit.id.desc())).first()
    assert (row.account, row.action, row.before) == ("dispatcher", "assign", {"vehicle_id": "dt-03"})


def test_jobs_of_the_future_are_shown_without_an_error(planner, session):
    session.execute(
        insert(models.PlanJob).values(
            operating_day=DAY, publish=False, requested_by="scheduler", requested_at=NOW, status="running"
        )
    )
    session.commit()
    number = session.scalar(select(models.PlanJob.id))
    assert planner.get(f"jobs/{number}").json()["error"] is None
