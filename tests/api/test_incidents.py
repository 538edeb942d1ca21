"""When the day goes wrong: trucks out of service, points that cannot wait, facilities that are shut."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.store import models
from tests.support.api_world import DAY, NOW, facility_id


@pytest.fixture
def dispatcher(api):
    with api.client("dispatcher") as client:
        yield client


def of(rows, number):
    return next(row for row in rows if row["id"] == number)


def trail(session):
    rows = session.scalars(select(models.Audit).order_by(models.Audit.id))
    return [(row.account, row.action, row.entity) for row in rows if row.action != "sign_in"]


def vehicle(client, number="dt-01"):
    return client.get(f"vehicles/{number}").json()


def test_a_truck_goes_out_of_service_and_comes_back(dispatcher, session):
    assert vehicle(dispatcher)["has_route"]
    assert not vehicle(dispatcher, "dt-03")["has_route"], "a planned truck without a route is told as such"
    answer = dispatcher.post("vehicles/dt-01/outages", json={"reason": "ban pecah", "load": "listed"})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["plate"], made["reason"], made["until"]) == ("K 9501 C", "ban pecah", None)
    assert made["load"] == "none", "its last rit was tipped"
    seen = vehicle(dispatcher)["outage"]
    assert (seen["id"], seen["reason"]) == (made["id"], "ban pecah")
    assert seen["since"] == vehicle(dispatcher)["broken_since"]
    state = {each["vehicle_id"]: each["state"] for each in dispatcher.get("positions").json()["items"]}
    assert state["dt-01"] == "broken"
    again = dispatcher.post("vehicles/dt-01/outages", json={"reason": "lagi", "load": "listed"})
    assert again.status_code == 409
    ended = dispatcher.post(f"vehicles/dt-01/outages/{made['id']}/end")
    assert ended.status_code == 200, ended.text
    assert ended.json()["ended_by"] == "dispatcher"
    assert vehicle(dispatcher)["outage"] is None
    assert dispatcher.post(f"vehicles/dt-01/outages/{made['id']}/end").status_code == 409
    assert [each["id"] for each in dispatcher.get("outages").json()] == [made["id"]]
    assert dispatcher.get("outages", params={"day": str(DAY - timedelta(days=1))}).json() == []
    assert trail(session) == [("dispatcher", "record", "outage"), ("dispatcher", "end", "outage")]


def test_an_outage_belongs_to_its_vehicle_and_its_scope(api, dispatcher):
    made = dispatcher.post("vehicles/dt-01/outages", json={"reason": "mogok", "load": "transferred"}).json()
    assert dispatcher.post(f"vehicles/dt-02/outages/{made['id']}/end").status_code == 404
    with api.client("mandor") as foreman:
        assert foreman.get("outages").json() == []
        assert foreman.post(f"vehicles/dt-01/outages/{made['id']}/end").status_code == 404
        own = foreman.post("vehicles/dt-02/outages", json={"reason": "rem", "load": "listed"})
        assert own.status_code == 201, own.text
        assert [each["vehicle_id"] for each in foreman.get("outages").json()] == ["dt-02"]


@pytest.mark.parametrize(
    "body", [{}, {"reason": "", "load": "listed"}, {"reason": "x", "load": "none"}, {"reason": "x" * 301}]
)
def test_an_outage_says_why_and_what_becomes_of_the_load(steady, body):
    with steady.client("dispatcher") as client:
        assert client.post("vehicles/dt-01/outages", json=body).status_code == 422


def test_a_point_that_cannot_wait_is_asked_for_and_taken_back(dispatcher, session):
    body = {"operating_day": str(DAY), "point_id": 7, "kg": 800, "reason": "pasar malam"}
    answer = dispatcher.post("urgent-points", json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["code"], made["kg"], made["withdrawn_at"]) == ("CTH-7", 800, None)
    assert dispatcher.post("urgent-points", json=body).status_code == 409
    gone = dispatcher.post(f"urgent-points/{made['id']}/withdraw")
    assert gone.json()["withdrawn_by"] == "dispatcher"
    assert dispatcher.post(f"urgent-points/{made['id']}/withdraw").status_code == 409
    assert [each["id"] for each in dispatcher.get("urgent-points").json()] == [made["id"]]
    assert [action for _, action, _ in trail(session)] == ["request", "withdraw"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"point_id": 99}, 404),
        ({"kg": 0}, 422),
        ({"kg": 1_000_000}, 422),
        ({"operating_day": str(DAY - timedelta(days=1))}, 422),
        ({"operating_day": "9999-12-31"}, 422),
        ({"reason": " "}, 422),
    ],
)
def test_an_urgent_point_that_makes_no_sense_is_refused(steady, change, status):
    body = {"operating_day": str(DAY), "point_id": 7, "reason": "x", **change}
    with steady.client("dispatcher") as client:
        assert client.post("urgent-points", json=body).status_code == status


def test_points_outside_the_scope_cannot_be_urgent(api, session):
    session.connection().exec_driver_sql("update account set role = 'dispatcher' where username = 'camat'")
    session.commit()
    with api.client("camat") as client:
        body = {"operating_day": str(DAY), "reason": "x"}
        assert client.post("urgent-points", json={**body, "point_id": 5}).status_code == 404
        assert client.post("urgent-points", json={**body, "point_id": 1}).status_code == 201
        assert [each["point_id"] for each in client.get("urgent-points").json()] == [1]


def test_a_facility_is_shut_and_opened_again(dispatcher, session):
    landfill = facility_id(session, "landfill")
    until = (NOW + timedelta(hours=2)).isoformat()
    answer = dispatcher.post(f"facilities/{landfill}/closures", json={"until": until, "reason": "longsor"})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["in_force"]
    assert made["facility_id"] == landfill
    assert dispatcher.post(f"facilities/{landfill}/closures", json={"reason": "x"}).status_code == 409
    lifted = dispatcher.post(f"facilities/closures/{made['id']}/lift").json()
    assert (lifted["in_force"], lifted["lifted_by"]) == (False, "dispatcher")
    assert dispatcher.post(f"facilities/closures/{made['id']}/lift").status_code == 409
    assert of(dispatcher.get("facilities/closures").json(), made["id"])["reason"] == "longsor"
    assert [entity for *_, entity in trail(session)] == ["facility_closure"] * 2
    assert dispatcher.post("facilities/999/closures", json={"reason": "x"}).status_code == 404
    past = {"until": (NOW - timedelta(hours=1)).isoformat(), "reason": "x"}
    assert dispatcher.post(f"facilities/{landfill}/closures", json=past).status_code == 409


def test_a_facility_opens_by_itself_when_its_time_is_over(dispatcher, session, clock):
    landfill = facility_id(session, "landfill")
    until = (NOW + timedelta(hours=1)).isoformat()
    dispatcher.post(f"facilities/{landfill}/closures", json={"until": until, "reason": "longsor"})
    clock.moment = NOW + timedelta(hours=2)
    assert [each["in_force"] for each in dispatcher.get("facilities/closures").json()] == [False]
