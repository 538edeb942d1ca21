"""Work on weeks over HTTP: asked for where it can succeed, followed, stopped."""

import pytest

from data.store import models
from tests.support.api_world import NOW
from tests.support.little_week import asked, kind_of, last_audit, store_little_week

WEEK = {"first_day": "2026-11-23", "days": 7, "time_limit_s": 60}
AREAS = [
    {"name": "utara", "kecamatan": ["Kedung"], "vehicles": ["dt-01"]},
    {"name": "selatan", "kecamatan": ["Pecangaan"], "vehicles": ["dt-02", "dt-03"]},
]
PROGRESS = {
    "elapsed_s": 12.5,
    "time_limit_s": 60,
    "phase": "search",
    "cost_idr": 1_000_000,
    "gap_share": None,
    "km": 80.5,
    "unserved": 0,
    "found": [[1.5, 1_200_000], [12.0, 1_000_000]],
    "days": [{"day": "2026-11-23", "kg": 900, "km": 40, "hours": 5.5, "trips": 2, "vehicles": 2}],
}


@pytest.fixture
def session(week_api):
    with week_api.sessions() as session:
        yield session


@pytest.fixture
def planner(week_api):
    with week_api.client("planner") as client:
        yield client


def job(session, **more):
    values = {
        "kind": "plan",
        "group_id": None,
        "asked": {"first_day": "2026-11-23", "days": 7, "name": "contoh", "timetable": {"x": {}}},
        "status": "running",
        "stop_wished": False,
        "progress": None,
        "worker": "kantor:12",
        "error": None,
        "week_id": None,
        "requested_by": "planner",
        "requested_at": NOW,
        "started_at": NOW,
        "ended_at": None,
    }
    row = models.WeekJob(**{**values, **more})
    session.add(row)
    session.commit()
    return row.id


def test_a_week_is_asked_for_and_written_down(planner, session):
    answer = planner.post("weeks", json=WEEK | {"name": "Minggu 48", "kecamatan": ["Pecangaan"]})
    assert answer.status_code == 202, answer.text
    number = answer.json()["job_id"]
    assert answer.json()["status_url"] == f"/api/v1/weeks/jobs/{number}"
    row = session.get(models.WeekJob, number)
    assert (row.kind, row.status, row.requested_by) == ("plan", "waiting", "planner")
    assert row.asked == {
        "first_day": "2026-11-23",
        "days": 7,
        "name": "Minggu 48",
        "kecamatan": ["Pecangaan"],
        "start_from": None,
        "most_moved": None,
        "time_limit_s": 60.0,
        "seed": 1,
    }
    [(task, queue, args)] = asked(session)
    assert (task, queue, args) == ("plan_week", "week", {"job": number})
    assert last_audit(session).action == "week.request_plan"


def test_a_better_week_begins_with_one_that_is_there(planner, session):
    week = store_little_week(session)
    number = planner.post("weeks", json=WEEK | {"start_from": week, "most_moved": 10}).json()["job_id"]
    told = planner.get(f"weeks/jobs/{number}").json()
    assert (told["kind"], told["first_day"], told["days"]) == ("improve", "2026-11-23", 7)
    assert session.get(models.WeekJob, number).asked["most_moved"] == 10
    assert planner.post("weeks", json=WEEK | {"start_from": 999}).status_code == 404


def test_areas_become_work_of_their_own(planner, session):
    number = planner.post("weeks", json=WEEK | {"areas": AREAS}).json()["job_id"]
    rows = planner.get("weeks/jobs").json()
    assert [(row["name"], row["group_id"]) for row in rows] == [
        ("selatan", number),
        ("utara", number),
        ("", None),
    ]
    assert session.get(models.WeekJob, rows[0]["id"]).asked["area"] == AREAS[1]
    assert [task for task, _, _ in asked(session)] == ["plan_week", "plan_week"]


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"first_day": "2026-11-01"}, "day-out-of-range"),
        ({"first_day": "2026-11-13"}, "day-out-of-range"),
        ({"first_day": "9999-12-31"}, "day-out-of-range"),
        ({"kecamatan": ["Atlantis"]}, "unknown-kecamatan"),
        ({"areas": [AREAS[0] | {"vehicles": ["dt-99"]}]}, "unknown-vehicles"),
        ({"areas": [AREAS[0], AREAS[0]]}, "invalid"),
        ({"areas": AREAS, "kecamatan": ["Kedung"]}, "invalid"),
        ({"time_limit_s": 5}, "invalid"),
        ({"days": 15}, "invalid"),
    ],
)
def test_what_cannot_succeed_is_not_asked(planner, session, more, kind):
    assert kind_of(planner.post("weeks", json=WEEK | more)) == (422, kind)
    assert asked(session) == []


def test_a_running_week_can_still_be_planned(planner):
    assert planner.post("weeks", json=WEEK | {"first_day": "2026-11-14"}).status_code == 202


def test_what_if_is_asked_about_a_week_that_is_there(planner, session):
    week = store_little_week(session, kecamatan=["Pecangaan"])
    missing = {
        "without_vehicles": ["dt-02"],
        "closed_facilities": ["tpa-bandengan"],
        "holidays": ["2026-11-24"],
    }
    answer = planner.post(f"weeks/{week}/what-if", json=missing | {"most_moved": 3})
    assert answer.status_code == 202, answer.text
    row = session.get(models.WeekJob, answer.json()["job_id"])
    assert row.kind == "what_if"
    assert missing.items() <= row.asked.items()
    assert (row.asked["start_from"], row.asked["first_day"], row.asked["days"]) == (week, "2026-11-23", 2)
    assert row.asked["kecamatan"] == ["Pecangaan"]
    for wrong, kind in (
        ({}, "invalid"),
        ({"without_vehicles": ["dt-99"]}, "unknown-vehicles"),
        ({"closed_facilities": ["nowhere"]}, "unknown-facilities"),
        ({"holidays": ["2026-11-25"]}, "day-out-of-range"),
    ):
        assert kind_of(planner.post(f"weeks/{week}/what-if", json=wrong)) == (422, kind), wrong
    assert planner.post("weeks/999/what-if", json=missing).status_code == 404


def test_work_is_shown_with_the_best_it_has(planner, session):
    number = job(session, progress=PROGRESS)
    told = planner.get(f"weeks/jobs/{number}").json()
    assert told["progress"] == PROGRESS
    assert (told["worker"], told["name"], told["error"]) == ("kantor:12", "contoh", None)
    assert "asked" not in told


def test_open_work_and_the_last_twenty_that_ended_are_listed(planner, session):
    oldest = job(session)
    ended = [job(session, status="done", ended_at=NOW) for _ in range(22)]
    listed = [row["id"] for row in planner.get("weeks/jobs").json()]
    assert listed == [*sorted(ended, reverse=True)[:20], oldest]


def test_work_is_stopped_once(planner, session):
    number = job(session, status="waiting", worker=None, started_at=None)
    answer = planner.post(f"weeks/jobs/{number}/stop")
    assert (answer.status_code, answer.json()["status"], answer.json()["stop_wished"]) == (
        200,
        "stopped",
        True,
    )
    assert last_audit(session).action == "week.stop"
    assert kind_of(planner.post(f"weeks/jobs/{number}/stop")) == (409, "job-ended")


def test_whoever_runs_the_day_may_look_but_not_ask(week_api, session):
    week = store_little_week(session)
    number = job(session)
    with week_api.client("dispatcher") as client:
        for path in ("weeks", f"weeks/{week}", f"weeks/{week}/compare/{week}", "weeks/jobs"):
            assert client.get(path).status_code == 200, path
        assert client.post("weeks", json=WEEK).status_code == 403
        assert client.post(f"weeks/jobs/{number}/stop").status_code == 403
