"""Records of vehicles, crews, figures and days: what is particular to each."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from data.store import models
from data.store.queries import outages
from tests.support.api_world import DAY, NOW, facility_id, wib

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def planner(api):
    with api.client("planner") as client:
        yield client


def read(version):
    return {"If-Match": f'"{version}"'}


def rules(answer):
    assert answer.status_code == 422, answer.text
    return {(fault["field"], fault["rule"]) for fault in answer.json()["errors"]}


def code(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:siangsa:")


def moments(begins, ends):
    return {"from_at": begins.isoformat(), "until_at": ends.isoformat(), "reason": "KIR"}


@pytest.fixture
def truck(planner, session):
    """Give a new truck of the office."""
    new = {"plate": "K 9999 XY", "class_code": "dump_truck", "pool_id": facility_id(session, "pool")}
    made = planner.post("records/vehicles", json=new)
    assert made.status_code == 201, made.text
    return made.json()


@pytest.fixture
def driver(planner):
    made = planner.post("records/crews", json={"code": "S-01", "name": "Budi", "phone": "0812-3456-789"})
    assert made.status_code == 201, made.text
    return made.json()


def test_a_truck_has_its_plate_as_id_and_breaks_rules_by_name(planner, truck, session):
    assert (truck["id"], truck["kir"], truck["crew"], truck["outages"]) == ("k-9999-xy", "unknown", [], [])
    landfill = facility_id(session, "landfill")
    wrong = {"plate": "k9999xy", "class_code": "perahu", "pool_id": landfill}
    answer = planner.post("records/vehicles", json=wrong)
    assert rules(answer) == {("plate", "taken"), ("class_code", "unknown"), ("pool_id", "unknown")}
    assert rules(planner.post("records/vehicles", json=wrong | {"plate": "?"})) >= {("plate", "unreadable")}


@pytest.mark.parametrize(
    ("days", "kir"), [(-1, "expired"), (0, "soon"), (30, "soon"), (31, "valid"), (None, "unknown")]
)
def test_a_kir_that_ends_is_told_in_the_record_and_on_the_map(planner, truck, days, kir):
    until = None if days is None else str(DAY + timedelta(days=days))
    path = f"records/vehicles/{truck['id']}"
    changed = planner.patch(path, json={"kir_until": until}, headers=read(truck["version"]))
    assert changed.json()["kir"] == kir
    told = planner.get(f"vehicles/{truck['id']}").json()
    assert (told["kir_until"], told["kir"]) == (until, kir)


def test_a_truck_with_a_published_route_is_closed_only_from_the_day_after(planner):
    refused = planner.post("records/vehicles/dt-01/close", json={"reason": "dijual"})
    assert code(refused) == (409, "has-route")
    assert refused.json()["message_id"] != refused.json()["message_en"]
    closing = {"reason": "dijual", "day": str(TOMORROW)}
    assert planner.post("records/vehicles/dt-01/close", json=closing).json()["valid_to"] == str(TOMORROW)
    early = {"reason": "x", "day": "2000-01-01"}
    assert rules(planner.post("records/vehicles/dt-02/close", json=early)) == {("day", "order")}


def test_planned_outages_are_listed_withdrawn_and_stand_beside_a_breakdown(planner, session):
    path = "records/vehicles/dt-03/outages"
    made = planner.post(path, json=moments(wib("08:00", TOMORROW), wib("10:00", TOMORROW)))
    assert made.status_code == 201, made.text
    assert [(each["reason"], each["planned"]) for each in made.json()["outages"]] == [("KIR", True)]
    again = planner.post(path, json=moments(wib("09:00", TOMORROW), wib("11:00", TOMORROW)))
    assert again.status_code == 409
    assert rules(planner.post(path, json=moments(wib("09:00"), wib("08:00")))) == {("until_at", "order")}
    years = moments(wib("08:00"), wib("08:00") + timedelta(days=9_000))
    assert rules(planner.post(path, json=years)) == {("until_at", "far")}
    assert planner.get("vehicles/dt-03").json()["broken_since"] is None
    broken = planner.post("vehicles/dt-03/outages", json={"reason": "ban", "load": "listed"})
    assert broken.status_code == 201, "a test next week stands in the way of no breakdown today"
    assert [each["planned"] for each in planner.get("outages").json()] == [False]
    coming = planner.get("outages", params={"day": str(TOMORROW)}).json()
    assert {each["planned"] for each in coming} == {True, False}
    number = made.json()["outages"][0]["id"]
    assert planner.post(f"records/vehicles/dt-01/outages/{number}/withdraw").status_code == 404
    left = planner.post(f"{path}/{number}/withdraw").json()
    assert [each["planned"] for each in left["outages"]] == [False]
    assert left["broken_since"] is not None
    actions = [item["action"] for item in planner.get("records/vehicles/dt-03/history").json()["items"]]
    assert actions == ["outage.withdraw", "outage"]
    assert outages.away(session, (wib("08:00", TOMORROW), wib("10:00", TOMORROW))) == frozenset()


def test_somebody_belongs_to_one_truck_at_a_time(planner, driver, truck):
    path = f"records/crews/{driver['id']}"
    assert planner.post(f"{path}/assign", json={"vehicle_id": "dt-01"}).json()["vehicle_id"] == "dt-01"
    assert code(planner.post(f"{path}/assign", json={"vehicle_id": "dt-01"})) == (409, "assigned-already")
    moved = planner.post(f"{path}/assign", json={"vehicle_id": truck["id"], "from": str(DAY)})
    assert moved.json()["vehicle_id"] == truck["id"]
    crew = planner.get(f"records/vehicles/{truck['id']}").json()["crew"]
    assert [(each["code"], each["duty"]) for each in crew] == [("S-01", "driver")]
    assert rules(planner.post(f"{path}/assign", json={"vehicle_id": "nobody"})) == {("vehicle_id", "unknown")}
    planner.post(f"records/vehicles/{truck['id']}/close", json={"reason": "dijual"})
    assert planner.get(path).json()["vehicle_id"] is None, "nobody belongs to a truck that was sold"
    assert code(planner.post(f"{path}/assign", json={"vehicle_id": None})) == (409, "not-assigned")


def test_who_is_away_is_told_once_and_may_come_after_all(planner, driver):
    path = f"records/crews/{driver['id']}/absences"
    days = {"from_day": str(TOMORROW), "to_day": str(TOMORROW), "reason": "sakit"}
    made = planner.post(path, json=days)
    assert made.status_code == 201, made.text
    assert rules(planner.post(path, json=days)) == {("from_day", "overlap")}
    assert rules(planner.post(path, json=days | {"to_day": str(DAY)})) == {("to_day", "order")}
    number = made.json()["absences"][0]["id"]
    assert planner.post(f"{path}/{number}/withdraw").json()["absences"] == []
    assert code(planner.post(f"{path}/{number}/withdraw")) == (409, "withdrawn-already")
    items = planner.get(f"records/crews/{driver['id']}/history").json()["items"]
    assert [item["action"] for item in items] == ["absence.withdraw", "absence", "create"]


def test_who_left_belongs_to_no_truck_and_is_on_file(planner, driver):
    path = f"records/crews/{driver['id']}"
    planner.post(f"{path}/assign", json={"vehicle_id": "dt-01"})
    assert planner.post(f"{path}/close", json={"reason": "pensiun"}).json()["vehicle_id"] is None
    assert planner.get("records/crews").json()["items"] == []
    assert len(planner.get("records/crews", params={"state": "closed"}).json()["items"]) == 1
    assert code(planner.post(f"{path}/assign", json={"vehicle_id": "dt-01"})) == (409, "closed-already")


def test_a_figure_keeps_its_bounds(planner):
    path = "records/parameters/residue_share"
    assert rules(planner.patch(path, json={"value": 1.5}, headers=read(1))) == {("value", "too-large")}
    assert rules(planner.patch(path, json={"value": -0.5}, headers=read(1))) == {("value", "too-small")}
    changed = planner.patch(path, json={"value": 0.3, "source": "ditimbang"}, headers=read(1))
    assert (changed.json()["value"], changed.json()["version"]) == (0.3, 2)
    assert planner.post(f"{path}/close", json={"reason": "x"}).status_code in {404, 405}


def test_a_class_gets_new_figures(planner):
    path = "records/vehicle-classes/dump_truck"
    record = planner.get(path).json()
    changed = planner.patch(path, json={"capacity_kg": 4_000}, headers=read(record["version"]))
    assert changed.json() == record | {"capacity_kg": 4_000, "version": record["version"] + 1}
    assert rules(planner.patch(path, json={"work": "hauled"}, headers=read(2))) == {
        ("work", "extra_forbidden")
    }


def test_a_holiday_is_kept_by_its_day_and_taken_back(planner):
    new = {"day": "2026-12-25", "name": "Natal", "source": "SKB 3 menteri"}
    assert planner.post("records/holidays", json=new).status_code == 201
    assert rules(planner.post("records/holidays", json=new)) == {("day", "taken")}
    taken_back = planner.post("records/holidays/2026-12-25/close", json={"reason": "salah"})
    assert taken_back.json()["withdrawn_at"] is not None
    assert planner.get("records/holidays").json()["items"] == []
    assert planner.post("records/holidays/2026-12-25/reopen").json()["withdrawn_at"] is None


def test_a_village_counts_once_as_dms_and_its_tick_is_taken_off(planner):
    ticks = planner.get("records/dms", params={"limit": 1000}).json()["items"]
    assert len(ticks) == 32
    first = ticks[0]
    again = {"village_code": first["village_code"], "source": "SK"}
    assert rules(planner.post("records/dms", json=again)) == {("village_code", "taken")}
    path = f"records/dms/{first['id']}"
    assert planner.patch(path, json={"confirmed": True}, headers=read(1)).json()["confirmed"]
    assert planner.post(f"{path}/close", json={"reason": "berhenti"}).json()["valid_to"] == str(DAY)
    made = planner.post("records/dms", json=again | {"confirmed": True})
    assert (made.status_code, made.json()["valid_from"]) == (201, str(DAY))
    assert rules(planner.post(f"{path}/reopen")) == {("village_code", "taken")}


def test_a_break_lies_in_order_and_can_be_closed(planner):
    path = "records/breaks/friday_prayer"
    early = {"begins_from": "12:00", "begins_to": "11:00"}
    assert rules(planner.patch(path, json=early, headers=read(1))) == {("begins_to", "order")}
    later = planner.patch(path, json={"begins_to": "11:50"}, headers=read(1))
    assert later.json()["begins_to"] == "11:50:00"
    assert planner.post(f"{path}/close", json={"reason": "x"}).json()["valid_to"] == str(DAY)


def test_phones_are_for_those_who_call_them(api, driver):
    with api.client("dispatcher") as client:
        assert client.get("records/crews").json()["items"][0]["phone"] == driver["phone"]
    with api.client("viewer") as client:
        assert client.get("records/crews").status_code == 403
        crew = client.get("records/vehicles/dt-01").json()["crew"]
        assert all("phone" not in each for each in crew)


def test_a_change_by_a_statement_is_seen_by_its_version(planner, session):
    session.execute(
        update(models.Vehicle)
        .where(models.Vehicle.id == "dt-03")
        .values(broken_since=NOW, version=models.Vehicle.version + 1)
    )
    session.commit()
    answer = planner.patch("records/vehicles/dt-03", json={"note": "x"}, headers=read(1))
    assert answer.status_code == 412
    assert answer.json()["changed_by"] is None, "no record of the audit tells who it was"
    assert answer.json()["current"]["broken_since"] is not None
    assert session.scalars(select(models.Audit).where(models.Audit.action == "change")).all() == []
