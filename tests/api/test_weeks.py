"""Plans of weeks over HTTP: the board with its names, edits through the desk, what becomes of a week."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from data.store import models
from data.store.queries import desk
from tests.support.api_world import CHECKSUM, NOW
from tests.support.little_week import (
    DONE,
    HARD,
    MONDAY,
    SOFT,
    TUESDAY,
    asked,
    cell,
    edit,
    kind_of,
    last_audit,
    plan_of,
    store_little_week,
)

MOVE = {"kind": "move", "point": "CTH-1", "from_day": "2026-11-23", "to_day": "2026-11-24"}


@pytest.fixture
def session(week_api):
    with week_api.sessions() as session:
        yield session


@pytest.fixture
def planner(week_api):
    with week_api.client("planner") as client:
        yield client


@pytest.fixture
def week(session):
    return store_little_week(session)


def answer_to(session, number, answer):
    """Lay the desk's answer ready before the question is asked, as a quick desk would."""
    desk.put_answer(session, number, NOW, NOW, answer)
    session.commit()


def send_edit(client, week, body=MOVE, version=1):
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client.post(f"weeks/{week}/edits", json=body, headers=headers)


def crew(session, code, name, vehicle, *, duty="driver"):
    member = models.CrewMember(code=code, name=name, phone="08123", duty=duty, valid_from=MONDAY)
    session.add(member)
    session.flush()
    seat = models.CrewAssignment(member_id=member.id, vehicle_id=vehicle, valid_from=MONDAY)
    session.add(seat)
    session.flush()
    return member.id


def test_the_list_is_narrowed_by_days_and_status_and_the_latest_comes_first(planner, session, week):
    later = {day + timedelta(days=7): fleet for day, fleet in DONE.items()}
    second = store_little_week(session, done=later, violations=(SOFT, HARD, HARD), status="archived")
    assert [(row["id"], row["violations"]) for row in planner.get("weeks").json()] == [(second, 2), (week, 0)]
    first = planner.get("weeks", params={"status": "draft"}).json()
    assert [(row["id"], row["days"], row["measures"]["km"]) for row in first] == [(week, 2, 84.5)]
    for query, found in (
        ({"to": "2026-11-25"}, [week]),
        ({"from": "2026-11-25"}, [second]),
        ({"from": "2026-11-24", "to": "2026-11-24"}, [week]),
        ({"from": "2026-12-02"}, []),
    ):
        assert [row["id"] for row in planner.get("weeks", params=query).json()] == found, query


def test_a_board_has_names_plates_places_and_words(planner, session, week):
    edit(session, week, 1, "move", {"point": "CTH-1", "from_day": "2026-11-24", "to_day": "2026-11-23"})
    edit(session, week, 2, "pin", {"point": "CTH-1", "vehicle": "dt-01", "pinned": True}, undone=True)
    told = planner.get(f"weeks/{week}").json()
    assert [(day["day"], day["weekday"], day["plan_id"]) for day in told["days"]] == [
        ("2026-11-23", 0, None),
        ("2026-11-24", 1, None),
    ]
    vehicles = {each["id"]: each for each in told["vehicles"]}
    assert vehicles.keys() == {"dt-01", "dt-02"}
    assert vehicles["dt-01"]["pool"] == "pool"
    assert {each["code"] for each in told["facilities"]} == {"pool", "tpa-bandengan"}
    first = told["points"][0]
    assert (first["code"], first["name"], first["lon"], first["village_code"]) == (
        "CTH-1",
        "Titik 1",
        110.7,
        "33.20.02.2001",
    )
    assert (first["days"], first["vehicles"]) == (["2026-11-23"], {"2026-11-23": "dt-01"})
    away = [each for each in told["cells"] if each["state"] == "away"]
    assert [(each["day"], each["vehicle"], each["away"]) for each in away] == [
        ("2026-11-24", "dt-02", "outage")
    ]
    assert told["violations"] == [SOFT]
    assert told["wishes"]["pins"] == [{"point": "CTH-1", "day": None, "vehicle": "dt-01"}]
    plate = vehicles["dt-01"]["plate"]
    assert [each["text_id"] for each in told["edits"]] == [
        f"Titik 1 dikunci, truk {plate}",
        "Titik 1 dipindah dari Selasa 24 Nov ke Senin 23 Nov",
    ]
    assert (told["can_undo"], told["can_redo"]) == (True, True)


def test_a_vehicle_names_its_driver_and_who_stands_in_for_him(planner, session, week):
    siti = crew(session, "S-1", "Siti", "dt-01")
    crew(session, "S-2", "Budi", "dt-01")
    crew(session, "L-1", "Anto", "dt-02", duty="loader")
    absent = {"recorded_by": "planner", "recorded_at": NOW, "reason": "sakit"}
    session.add(models.CrewAbsence(member_id=siti, from_day=TUESDAY, to_day=TUESDAY, **absent))
    session.commit()
    first, second = planner.get(f"weeks/{week}").json()["vehicles"]
    assert first["driver"] == {"name": "Siti", "phone": "08123"}
    assert first["relief"] == [{"name": "Budi", "phone": "08123", "day": "2026-11-24"}]
    assert (second["driver"], second["relief"]) == (None, [])
    session.execute(text("truncate crew_absence, crew_assignment, crew_member cascade"))
    session.commit()


def test_an_edit_without_the_version_that_was_read_is_not_asked(planner, session, week):
    assert kind_of(send_edit(planner, week, version=None)) == (428, "precondition-required")
    assert send_edit(planner, week, version="x").status_code == 422
    assert asked(session) == []


def test_an_edit_of_an_older_version_tells_who_was_faster(planner, session, week):
    row = session.get(models.WeekPlan, week)
    row.changed_by, row.name = "admin", "lain"
    session.commit()
    answer = send_edit(planner, week, version=1)
    assert kind_of(answer) == (412, "changed-meanwhile")
    told = answer.json()
    assert (told["current_version"], told["changed_by"]) == (2, "admin")
    assert told["current"] == {"id": week, "version": 2, "status": "draft"}
    assert told["changed_at"].startswith("2026-11-20T02:40")
    assert "admin" in told["message_id"]
    assert asked(session) == []


def test_an_edit_that_the_desk_finds_stale_is_told_alike(planner, session, week):
    answer_to(session, 1, {"stale": {}})
    answer = send_edit(planner, week)
    assert kind_of(answer) == (412, "changed-meanwhile")
    assert answer.json()["current_version"] == 1


def test_an_edit_comes_back_with_what_it_changed_and_its_names(planner, session, week):
    moved = {MONDAY: {"dt-01": ("CTH-2",), "dt-02": ("CTH-5",)}, TUESDAY: DONE[TUESDAY]}
    answer_to(
        session,
        1,
        {
            "version": 2,
            "days": [
                {
                    "day": MONDAY.isoformat(),
                    "holiday": "",
                    "collects": True,
                    "kg": 600,
                    "km": 40,
                    "hours": 5,
                    "trips": 2,
                    "vehicles": 2,
                    "points": 2,
                    "feasible": True,
                }
            ],
            "cells": [cell(MONDAY, "dt-01", ("CTH-2",))],
            "points": [plan_of("CTH-1", moved)],
            "violations": [SOFT, HARD],
            "measures": session.get(models.WeekPlan, week).measures,
            "difference": {
                "km": -3.5,
                "litres": -1.2,
                "hours": -0.2,
                "cost_idr": -50_000,
                "new_violations": [HARD],
                "gone_violations": [],
            },
        },
    )
    answer = send_edit(planner, week)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["version"], told["difference"]["new_violations"]) == (2, [HARD])
    assert (told["points"][0]["name"], told["points"][0]["days"]) == ("Titik 1", [])
    assert (told["days"][0]["weekday"], told["cells"][0]["vehicle"]) == (0, "dt-01")
    [(task, queue, args)] = asked(session)
    assert (task, queue) == ("edit_week", "desk")
    assert args.pop("asked_at")
    assert args == {"week_id": week, "version": 1, "edit": MOVE, "account": "planner"}


def test_what_makes_no_sense_is_refused_in_both_languages(planner, session, week):
    said = {"code": "no_visit", "message_id": "tidak ada kunjungan", "message_en": "there is no visit"}
    answer_to(session, 1, {"refused": said})
    answer = send_edit(planner, week)
    assert kind_of(answer) == (422, "no-visit")
    told = answer.json()
    assert (told["message_id"], told["message_en"]) == ("tidak ada kunjungan", "there is no visit")
    for body in ({"kind": "pin", "point": "CTH-1", "pinned": True}, {"kind": "fly"}, MOVE | {"more": 1}):
        assert send_edit(planner, week, body).status_code == 422, body


def test_a_desk_that_is_away_is_told_as_such(planner, week):
    assert kind_of(send_edit(planner, week)) == (503, "desk-away")


@pytest.mark.parametrize("status", ["published", "archived"])
def test_only_a_draft_is_changed_or_published(planner, session, status):
    signed = {"published_by": "planner", "published_at": NOW} if status == "published" else {}
    week = store_little_week(session, status=status, **signed)
    assert kind_of(send_edit(planner, week)) == (409, "no-draft")
    assert kind_of(planner.post(f"weeks/{week}/publish")) == (409, "no-draft")
    told = planner.get(f"weeks/{week}").json()
    assert (told["can_undo"], told["can_redo"]) == (False, False)


def test_two_weeks_are_compared_place_by_place(planner, session, week):
    later = {
        MONDAY + timedelta(days=7): {"dt-02": ("CTH-1", "CTH-2"), "dt-01": ("CTH-3",)},
        TUESDAY + timedelta(days=7): {"dt-01": ("CTH-4",), "dt-02": ("CTH-5",)},
    }
    second = store_little_week(session, done=later, violations=(SOFT, HARD))
    told = planner.get(f"weeks/{week}/compare/{second}").json()
    assert [each["code"] for each in told["moved"]] == ["CTH-3", "CTH-5", "CTH-1", "CTH-2"]
    third = told["moved"][0]
    assert (third["other_days"], third["left_days"], third["right_days"]) == (
        True,
        ["2026-11-24"],
        ["2026-11-30"],
    )
    first = told["moved"][2]
    assert (first["other_days"], first["left_vehicles"], first["right_vehicles"], first["name"]) == (
        False,
        ["dt-01"],
        ["dt-02"],
        "Titik 1",
    )
    assert told["difference"]["violations"] == 1
    assert [(day["left"]["day"], day["right"]["day"]) for day in told["days"]] == [
        ("2026-11-23", "2026-11-30"),
        ("2026-11-24", "2026-12-01"),
    ]
    assert (told["left_week"]["id"], told["right"]["km"]) == (week, 84.5)


def test_a_week_is_the_same_as_itself(planner, week):
    told = planner.get(f"weeks/{week}/compare/{week}").json()
    assert told["moved"] == []
    assert not any(told["difference"].values())


def test_a_copy_is_a_draft_of_its_own(planner, session):
    week = store_little_week(session, status="archived")
    answer = planner.post(f"weeks/{week}/copy", json={"name": "coba"})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["name"], told["status"], told["parent_id"], told["number"]) == ("coba", "draft", week, 2)
    assert planner.get(f"weeks/{told['id']}").json()["cells"] == planner.get(f"weeks/{week}").json()["cells"]
    assert last_audit(session).action == "week.copy"
    assert planner.post(f"weeks/{week}/copy").status_code == 201


def test_an_infeasible_week_is_not_published_and_the_rules_are_named(planner, session):
    week = store_little_week(session, violations=(SOFT, HARD))
    answer = planner.post(f"weeks/{week}/publish")
    assert kind_of(answer) == (409, "not-feasible")
    assert answer.json()["violations"] == [HARD]
    assert asked(session) == []


def test_a_week_is_published_by_a_job_that_is_not_doubled(planner, session, week):
    answer = planner.post(f"weeks/{week}/publish", headers={"If-Match": '"1"'})
    assert answer.status_code == 202, answer.text
    job = answer.json()["job_id"]
    assert planner.post(f"weeks/{week}/publish").json()["job_id"] == job
    told = planner.get(f"weeks/jobs/{job}").json()
    assert (told["kind"], told["status"], told["week_id"], told["name"]) == (
        "publish",
        "waiting",
        week,
        "Minggu contoh",
    )
    [(task, _, args)] = asked(session)
    assert (task, args) == ("publish_week", {"job": job})
    row = last_audit(session)
    assert (row.account, row.action, row.after["week_id"]) == ("planner", "week.request_publish", week)


def test_what_was_changed_meanwhile_is_neither_published_nor_put_away(planner, week):
    for act in ("publish", "archive"):
        answer = planner.post(f"weeks/{week}/{act}", headers={"If-Match": '"7"'})
        assert kind_of(answer) == (412, "changed-meanwhile"), act


def test_a_part_of_a_week_or_one_that_is_over_is_not_published(planner, session, week_api):
    part = store_little_week(session, kecamatan=["Pecangaan"])
    assert kind_of(planner.post(f"weeks/{part}/publish")) == (409, "part-of-a-week")
    whole = store_little_week(session, number=2)
    week_api.around.clock.moment = NOW + timedelta(days=4)
    assert kind_of(planner.post(f"weeks/{whole}/publish")) == (409, "week-over")


def test_a_week_is_put_away_by_a_person_who_is_named(planner, session, week):
    answer = planner.post(f"weeks/{week}/archive")
    assert (answer.status_code, answer.json()["status"]) == (200, "archived")
    assert (last_audit(session).account, last_audit(session).action) == ("planner", "week.archive")
    published = store_little_week(
        session, number=2, status="published", published_by="planner", published_at=NOW
    )
    assert planner.post(f"weeks/{published}/archive").status_code == 409


def test_a_day_plan_says_from_which_week_it_comes(planner, session):
    week = store_little_week(session, status="published", published_by="planner", published_at=NOW)
    plan = models.Plan(
        first_day=MONDAY,
        days=1,
        version=1,
        week_id=week,
        status="published",
        origin="hand",
        engine="hand",
        feasible=True,
        cost_idr=1,
        seed=1,
        solve_s=0,
        roads_checksum=CHECKSUM,
        problem={},
        judgement={},
        measures={},
        requested_by="planner",
        created_at=NOW,
        published_at=NOW,
        published_by="planner",
    )
    session.add(plan)
    session.flush()
    session.add(models.CurrentRoute(operating_day=MONDAY, vehicle_id="dt-01", plan_id=plan.id, route_id=None))
    session.commit()
    told = planner.get(f"plans/{plan.id}").json()
    assert (told["week_id"], told["origin"]) == (week, "hand")
    assert [row["week_id"] for row in planner.get("plans", params={"day": "2026-11-23"}).json()] == [week]
    assert planner.get("plans/1").json()["week_id"] is None
    days = planner.get(f"weeks/{week}").json()["days"]
    assert [day["plan_id"] for day in days] == [plan.id, None]
    session.execute(text("delete from current_route where plan_id = :plan"), {"plan": plan.id})
    session.execute(text("delete from plan where id = :plan"), {"plan": plan.id})
    session.commit()


def test_what_does_not_exist_is_not_found(planner, week):
    for path in ("weeks/999", f"weeks/{week}/compare/999", f"weeks/999/compare/{week}", "weeks/jobs/999"):
        assert planner.get(path).status_code == 404, path
    for path in ("weeks/999/copy", "weeks/999/publish", "weeks/999/archive", "weeks/jobs/999/stop"):
        assert planner.post(path).status_code == 404, path
    assert send_edit(planner, 999).status_code == 404
