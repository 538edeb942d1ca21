"""The office's records: typed lists, changes by version, rules told field by field, a history of each."""

import pytest
from sqlalchemy import select, text

from data.store import models
from tests.support.api_world import DAY, facility_id

POINT = {
    "code": "TPS-90",
    "name": "TPS Pasar",
    "village_code": "33.20.02.2001",
    "lon": 110.701,
    "lat": -6.702,
    "amount_kg_day": 250,
    "amount_source": "ditimbang",
}


@pytest.fixture
def planner(api):
    with api.client("planner") as client:
        yield client


def read(version):
    return {"If-Match": f'"{version}"'}


def faults(answer):
    assert answer.status_code == 422, answer.text
    return {(fault["field"], fault["rule"]) for fault in answer.json()["errors"]}


def trail(session):
    rows = session.scalars(select(models.Audit).order_by(models.Audit.id))
    return [(row.action, row.entity) for row in rows if not row.action.startswith("sign_in")]


LISTS = (
    "points",
    "facilities",
    "vehicles",
    "vehicle-classes",
    "crews",
    "holidays",
    "parameters",
    "dms",
    "breaks",
    "villages",
    "demand-factors",
)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_paged_without_gap_or_repeat(steady, name):
    with steady.client("planner") as client:
        everything = client.get(f"records/{name}", params={"limit": 1000, "state": "all"}).json()
        assert everything["next"] is None
        found, after = [], None
        while True:
            params = {"limit": 3, "state": "all"} | ({"after": after} if after else {})
            page = client.get(f"records/{name}", params=params).json()
            found += page["items"]
            after = page["next"]
            if after is None or len(found) > 20:
                break
        assert found == everything["items"][: len(found)]
        assert all(record["version"] >= 1 for record in found)


def test_a_point_is_made_changed_closed_and_reopened_and_every_step_is_told(planner, session):
    made = planner.post("records/points", json=POINT)
    assert made.status_code == 201, made.text
    record = made.json()
    assert (record["kecamatan"], record["valid_from"], record["version"]) == ("Pecangaan", str(DAY), 1)
    key, version = record["id"], record["version"]
    change = {"name": "TPS Pasar Lama", "weekdays": [0, 3], "window_from": "07:00", "window_to": "09:30"}
    answer = planner.patch(f"records/points/{key}", json=change, headers=read(version))
    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] == version + 1
    assert answer.json()["weekdays"] == [0, 3]
    assert (answer.json()["lon"], answer.json()["lat"]) == (110.701, -6.702)
    closed = planner.post(f"records/points/{key}/close", json={"reason": "pindah"})
    assert closed.json()["valid_to"] == str(DAY)
    assert planner.post(f"records/points/{key}/close", json={"reason": "lagi"}).status_code == 409
    assert planner.post(f"records/points/{key}/reopen").json()["valid_to"] is None
    items = planner.get(f"records/points/{key}/history").json()["items"]
    assert [item["action"] for item in items] == ["reopen", "close", "change", "create"]
    assert items[2]["before"] == {
        "code": "TPS-90",
        "name": "TPS Pasar",
        "weekdays": [],
        "window_from": None,
        "window_to": None,
    }
    assert items[1]["after"]["reason"] == "pindah"
    assert {item["account"] for item in items} == {"planner"}
    assert trail(session) == [
        (action, "collection_point") for action in ("create", "change", "close", "reopen")
    ]


def test_of_two_people_who_edit_the_same_record_the_second_is_told(api, planner):
    mine = planner.get("records/points/1").json()
    with api.client("admin") as other:
        first = other.patch("records/points/1", json={"name": "A"}, headers=read(mine["version"]))
        assert first.status_code == 200, first.text
    second = planner.patch("records/points/1", json={"note": "B"}, headers=read(mine["version"]))
    assert second.status_code == 412
    told = second.json()
    assert told["type"] == "urn:siangsa:changed-meanwhile"
    assert (told["current"]["name"], told["changed_by"]) == ("A", "admin")
    assert told["changed_at"].startswith("20")
    again = planner.patch("records/points/1", json={"note": "B"}, headers=read(told["current"]["version"]))
    assert (again.json()["name"], again.json()["note"]) == ("A", "B")
    old = planner.post("records/points/1/close", json={"reason": "x"}, headers=read(mine["version"]))
    assert old.status_code == 412, "closing what somebody changed meanwhile is told as well, when one asks"


def test_a_change_without_the_version_that_was_read_is_refused(planner):
    answer = planner.patch("records/points/1", json={"name": "A"})
    assert (answer.status_code, answer.json()["type"]) == (428, "urn:siangsa:precondition-required")
    assert planner.patch("records/points/1", json={"name": "A"}, headers={"If-Match": "x"}).status_code == 422


def test_what_is_the_same_already_changes_nothing(planner, session):
    answer = planner.patch("records/points/1", json={"name": "Titik 1", "weekdays": []}, headers=read(1))
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert trail(session) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"lat": -7.5}, {("lat", "outside-service-area")}),
        ({"lon": -6.7, "lat": 110.7}, {("lat", "less_than_equal")}),
        ({"village_code": "33.20.99.2001"}, {("village_code", "unknown")}),
        ({"window_from": "09:00", "window_to": "08:00"}, {("window_to", "order")}),
        ({"allowed_classes": ["dump_truck", "perahu"]}, {("allowed_classes", "unknown")}),
        ({"allowed_classes": ["arm_roll"]}, {("allowed_classes", "cannot")}),
        ({"kind": "container"}, {("container_m3", "required")}),
        ({"code": "CTH-2"}, {("code", "taken")}),
        ({"weekdays": [0], "times_per_week": 5}, {("times_per_week", "too-often")}),
        ({"least_gap_days": 3, "times_per_week": 3}, {("least_gap_days", "too-often")}),
        ({"most_gap_days": 3, "times_per_week": 2}, {("most_gap_days", "too-seldom")}),
        ({"least_gap_days": 3, "most_gap_days": 2}, {("most_gap_days", "order")}),
        ({"name": None}, {("name", "string_type")}),
        (
            {"name": "", "weekdays": [7], "x": 1},
            {("name", "string_too_short"), ("weekdays.0", "less_than_equal"), ("x", "extra_forbidden")},
        ),
    ],
)
def test_every_rule_that_a_point_breaks_is_named_in_both_languages(steady, change, expected):
    with steady.client("planner") as client:
        answer = client.patch("records/points/1", json=change, headers=read(1))
    assert faults(answer) == expected
    for fault in answer.json()["errors"]:
        assert fault["message_id"] != fault["message_en"]
        assert fault["message"] == fault["message_en"]


def test_hours_may_reach_into_the_night_after(planner):
    change = {"window_from": "22:00", "window_to": "02:30"}
    assert planner.patch("records/points/1", json=change, headers=read(1)).status_code == 200


def test_a_planner_of_a_kecamatan_edits_its_points_and_no_others(api, session):
    session.execute(text("update account set role = 'planner' where username = 'camat'"))
    session.commit()
    with api.client("camat") as client:
        codes = [record["code"] for record in client.get("records/points").json()["items"]]
        assert codes == ["CTH-1", "CTH-2", "CTH-3", "CTH-4"]
        assert client.patch("records/points/1", json={"name": "A"}, headers=read(1)).status_code == 200
        assert client.patch("records/points/5", json={"name": "A"}, headers=read(1)).status_code == 404
        assert client.post("records/points/5/close", json={"reason": "x"}).status_code == 404
        assert client.get("records/points/5/history").status_code == 404
        moved = client.patch("records/points/2", json={"village_code": "33.20.01.2001"}, headers=read(1))
        assert faults(moved) == {("village_code", "unknown")}
        abroad = client.post("records/points", json=POINT | {"village_code": "33.20.01.2001"})
        assert faults(abroad) == {("village_code", "unknown")}
        assert (
            client.patch("records/parameters/residue_share", json={"value": 0.3}, headers=read(1)).status_code
            == 403
        )


def test_lists_are_narrowed_by_words_village_state_and_sample(steady):
    with steady.client("planner") as client:

        def codes(**asked):
            return [record["code"] for record in client.get("records/points", params=asked).json()["items"]]

        assert codes(q="titik 3") == ["CTH-3"]
        assert codes(q="pecangaan") == ["CTH-1", "CTH-2", "CTH-3", "CTH-4"]
        assert codes(q="100%") == []
        assert codes(village="33.20.01.2001") == ["CTH-5", "CTH-6", "CTH-7"]
        assert codes(state="closed") == []
        assert codes(sample="false") == []
        assert faults(client.get("records/dms", params={"after": "x"})) == {("after", "unknown")}


def test_a_facility_is_moved_and_not_closed_while_it_is_needed(planner, session):
    pool, landfill = facility_id(session, "pool"), facility_id(session, "landfill")
    moved = planner.patch(f"records/facilities/{pool}", json={"lon": 110.68, "lat": -6.6}, headers=read(1))
    assert moved.json()["version"] == 2, moved.text
    other = planner.patch(f"records/facilities/{pool}", json={"kind": "tps3r"}, headers=read(2))
    assert faults(other) == {("kind", "in-use")}
    refused = planner.post(f"records/facilities/{pool}/close", json={"reason": "x"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:siangsa:in-use")
    refused = planner.post(f"records/facilities/{landfill}/close", json={"reason": "x"})
    assert refused.json()["type"] == "urn:siangsa:has-route"
    assert str(DAY) in refused.json()["message_id"]
