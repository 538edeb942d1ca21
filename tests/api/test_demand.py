"""The forecast of waste over HTTP: by point, village and day, with its range, its source and its factors."""

from datetime import date

import pytest
from sqlalchemy import text

from data.store import models

DAYS = {"from": "2026-11-23", "to": "2026-11-24"}


@pytest.fixture
def planner(week_api):
    with week_api.client("planner") as client:
        yield client


@pytest.fixture
def market(week_api):
    """Let twice as much gather in Pecangaan's first village on Mondays."""
    with week_api.sessions.begin() as session:
        row = models.DemandFactor(
            name="pasar",
            from_day=date(2026, 1, 1),
            weekdays=[0],
            village_codes=["33.20.02.2001"],
            factor=2,
            low=1.5,
            high=3,
            source="contoh",
            confidence="C",
        )
        session.add(row)
    yield
    with week_api.sessions.begin() as session:
        session.execute(text("delete from demand_factor where name = 'pasar'"))


def test_each_point_has_each_day_with_its_range_and_source(planner, market):
    told = planner.get("demand", params=DAYS | {"village": "33.20.02.2001"}).json()
    assert [(row["code"], row["day"]) for row in told["items"]] == [
        ("CTH-1", "2026-11-23"),
        ("CTH-1", "2026-11-24"),
        ("CTH-2", "2026-11-23"),
        ("CTH-2", "2026-11-24"),
    ]
    monday, tuesday = told["items"][:2]
    assert monday["factors"] == [{"name": "pasar", "factor": 2}]
    assert tuesday["factors"] == []
    assert monday["kg"] == pytest.approx(2 * tuesday["kg"])
    for row in told["items"]:
        assert row["low_kg"] < row["kg"] < row["high_kg"]
        assert (row["source"], row["name"][:5], row["stream"]) == ("contoh", "Titik", "residue")
    assert [total["kg"] for total in told["totals"]] == pytest.approx([2 * monday["kg"], 2 * tuesday["kg"]])
    assert told["next"] is None


def test_pages_lead_to_one_another_and_totals_are_those_of_all(planner):
    first = planner.get("demand", params=DAYS | {"limit": 4}).json()
    second = planner.get("demand", params=DAYS | {"limit": 4, "after": first["next"]}).json()
    codes = [row["code"] for page in (first, second) for row in page["items"]]
    assert codes == [f"CTH-{number}" for number in range(1, 8) for _ in range(2)]
    assert (second["next"], first["totals"]) == (None, second["totals"])


def test_a_village_is_the_sum_of_its_points(planner):
    wanted = DAYS | {"kecamatan": "Pecangaan"}
    points = planner.get("demand", params=wanted).json()
    villages = planner.get("demand", params=wanted | {"by": "village"}).json()
    first = [row for row in points["items"] if row["village_code"] == "33.20.02.2001"]
    row = next(row for row in villages["items"] if row["code"] == "33.20.02.2001")
    assert row["kg"] == pytest.approx(sum(each["kg"] for each in first if each["day"] == row["day"]))
    assert {each["kecamatan"] for each in villages["items"]} == {"Pecangaan"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2026-11-24", "to": "2026-11-23"},
        {"from": "2026-11-01", "to": "2026-12-02"},
        DAYS | {"by": "truck"},
        {"from": "2026-11-23"},
        DAYS | {"more": "x"},
        {"from": "0001-01-01", "to": "0001-01-02"},
        {"from": "9999-12-30", "to": "9999-12-31"},
    ],
)
def test_a_question_without_sense_is_refused(planner, wrong):
    assert planner.get("demand", params=wrong).status_code == 422
