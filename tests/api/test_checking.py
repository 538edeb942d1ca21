"""Plans made by hand: asked of the planning desk, which is another program."""

import pytest

from data.store.queries import desk
from tests.support.api_world import NOW

ROUTES = {"dt-01": ["p:CTH-1", "f:tpa-bandengan"]}
ANSWER = {
    "feasible": False,
    "violations": [{"rule": "shift_end", "vehicle_id": "dt-01", "place": None, "amount": 60}],
    "routes": [
        {
            "vehicle_id": "dt-01",
            "leaves_at": "2026-11-19T23:00:00Z",
            "returns_at": "2026-11-20T07:01:00Z",
            "km": 12.5,
            "kg": 300,
            "calls": [
                {
                    "place": "p:CTH-1",
                    "kind": "collect",
                    "arrives_at": "2026-11-19T23:20:00Z",
                    "begins_at": "2026-11-19T23:20:00Z",
                    "leaves_at": "2026-11-19T23:25:00Z",
                    "load_kg": 300,
                    "trip": 1,
                }
            ],
            "rests": [],
        }
    ],
    "cost": {"total": 400_000},
    "unserved": [{"code": "CTH-2", "reason": "other", "detail": {}}],
}


@pytest.fixture
def check(api):
    """Give a function that asks; questions are numbered from 1."""
    with api.client("dispatcher") as client:
        yield lambda plan_id=1, routes=ROUTES: client.post(f"plans/{plan_id}/check", json={"routes": routes})


def answer_to(session, number, answer):
    """Lay the answer ready before the question is asked, as a quick desk would."""
    desk.put_answer(session, number, NOW, NOW, answer)
    session.commit()


def asked(session):
    rows = session.connection().exec_driver_sql(
        "select task_name, queue_name, args from queue.procrastinate_jobs order by id"
    )
    return rows.all()


def test_a_plan_made_by_hand_comes_back_with_times_and_broken_rules(check, session):
    answer_to(session, 1, ANSWER)
    answer = check()
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["feasible"], found["cost"]) == (False, {"total": 400_000})
    assert found["violations"] == ANSWER["violations"]
    assert found["routes"][0]["calls"][0]["arrives_at"] == "2026-11-19T23:20:00Z"
    [(_, queue, args)] = asked(session)
    assert queue != "plan", "it never waits behind a plan that is being solved"
    assert (args["plan_id"], args["routes"]) == (1, ROUTES)


def test_what_the_desk_cannot_understand_is_refused_in_its_words(check, session):
    answer_to(session, 1, {"faults": ["dt-09: there is no such vehicle", "p:X: there is no such point"]})
    answer = check()
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:siangsa:plan-not-understood")
    assert "dt-09" in answer.json()["detail"]


def test_a_desk_that_is_away_is_told_as_such(check):
    answer = check()
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:siangsa:desk-away")
    assert answer.headers["retry-after"] == "2"


def test_a_question_that_makes_no_sense_is_not_asked(check, session):
    assert check(plan_id=999).status_code == 404
    for routes in ({"DT 01": []}, {"dt-01": ["x:CTH-1"]}, {"dt-01": ["p:A"] * 401}, []):
        assert check(routes=routes).status_code == 422
    assert asked(session) == []
