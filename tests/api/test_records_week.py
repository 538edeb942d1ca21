"""Records of what a week is planned from: demand factors, hand-over places, territories, shares served."""

import pytest
from sqlalchemy import select

from data.store import models


@pytest.fixture
def planner(api):
    with api.client("planner") as client:
        yield client


def read(version):
    return {"If-Match": f'"{version}"'}


def rules(answer):
    assert answer.status_code == 422, answer.text
    return {(fault["field"], fault["rule"]) for fault in answer.json()["errors"]}


FACTOR = {
    "name": "Pasar hewan", "pasaran": ["Wage"], "village_codes": [], "factor": 1.4, "low": 1.1, "high": 2.0,
    "source": "perkiraan kantor",
}  # fmt: skip


def test_a_demand_factor_is_kept_as_all_records_are(planner):
    made = planner.post("records/demand-factors", json=FACTOR)
    assert made.status_code == 201, made.text
    path = f"records/demand-factors/{made.json()['id']}"
    changed = planner.patch(path, json={"factor": 1.6}, headers=read(made.json()["version"]))
    assert (changed.json()["factor"], changed.json()["pasaran"]) == (1.6, ["Wage"])
    assert planner.post(f"{path}/close", json={"reason": "tutup"}).json()["withdrawn_at"] is not None
    history = planner.get(f"{path}/history").json()["items"]
    assert [item["action"] for item in history] == ["close", "change", "create"]


def test_a_demand_factor_that_contradicts_itself_is_refused(planner):
    wrong = FACTOR | {
        "from_day": "2026-03-02", "to_day": "2026-03-01", "low": 1.5, "high": 1.2, "village_codes": ["9.9"],
    }  # fmt: skip
    assert rules(planner.post("records/demand-factors", json=wrong)) == {
        ("to_day", "order"), ("low", "order"), ("high", "order"), ("village_codes", "unknown"),
    }  # fmt: skip


def test_a_nul_character_within_a_list_is_refused(planner):
    wrong = planner.post("records/demand-factors", json=FACTOR | {"village_codes": ["a\x00b"]})
    assert rules(wrong) == {("village_codes", "value_error")}


def test_points_hand_over_at_a_hand_over_place_in_use_which_one_point_empties(planner):
    place = {"lon": 110.66, "lat": -6.59, "source": "DLH"}
    tps = planner.post("records/facilities", json={"code": "T1", "name": "TPS 1", "kind": "tps", **place})
    assert tps.status_code == 201, tps.text
    number = tps.json()["id"]
    first = planner.get("records/points/1").json()
    second = planner.get("records/points/2").json()

    def change(point, **values):
        version = planner.get(f"records/points/{point['id']}").json()["version"]
        return planner.patch(f"records/points/{point['id']}", json=values, headers=read(version))

    assert change(first, empties_tps_id=number).status_code == 200
    assert rules(change(second, empties_tps_id=number)) == {("empties_tps_id", "taken")}
    assert rules(change(first, tps_id=number)) == {("tps_id", "both")}
    pool = planner.get("records/facilities", params={"q": "pool"}).json()["items"][0]["id"]
    assert rules(change(second, tps_id=pool)) == {("tps_id", "unknown")}
    assert rules(change(second, tps_id=number, allowed_classes=["dump_truck"])) == {
        ("allowed_classes", "cannot")
    }
    assert change(second, tps_id=number, allowed_classes=["pickup"]).status_code == 200
    refused = planner.post(f"records/facilities/{number}/close", json={"reason": "x"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:siangsa:in-use")


def test_a_territory_names_kecamatan_that_exist(planner):
    def change(names):
        version = planner.get("records/vehicles/dt-01").json()["version"]
        return planner.patch("records/vehicles/dt-01", json={"territory": names}, headers=read(version))

    assert change(["Mlonggo", "Jepara"]).json()["territory"] == ["Mlonggo", "Jepara"]
    assert rules(change(["Kudus"])) == {("territory", "unknown")}


def test_amounts_reckoned_from_people_follow_the_figure_they_were_reckoned_with(planner, session):
    entry = models.CollectionPoint
    points = select(entry.code, entry.amount_kg_day, entry.sample)
    before = {code: (kg, sample) for code, kg, sample in session.execute(points)}
    session.rollback()
    path = "records/parameters/waste_kg_per_person_day"
    figure = planner.get(path).json()
    changed = planner.patch(path, json={"value": figure["value"] * 2}, headers=read(figure["version"]))
    assert changed.status_code == 200, changed.text
    after = {code: kg for code, kg, _ in session.execute(points)}
    assert after == {code: pytest.approx(kg * (2 if sample else 1)) for code, (kg, sample) in before.items()}


def test_a_village_keeps_the_share_that_is_served(planner):
    village = planner.get("records/villages", params={"q": "Jambu", "limit": 1}).json()["items"][0]
    assert village["share_served"] == 1
    path = f"records/villages/{village['code']}"
    changed = planner.patch(path, json={"share_served": 0.4}, headers=read(village["version"]))
    assert (changed.json()["share_served"], changed.json()["version"]) == (0.4, village["version"] + 1)
