"""A timetable comes in through the api: taken over as work for the week planner, or every fault told."""

import io

import openpyxl
import pytest
from sqlalchemy import select

from data.store import models
from tests.support.api_world import DAY

GOOD = b"hari,truk,urutan,titik\nSenin,dt-01,1,CTH-1\nSenin,dt-01,2,CTH-2\nRabu,dt-02,1,CTH-5\n"
BAD = b"hari,truk,titik\nSenin,dt-01,CTH-1\nSenin,dt-77,CTH-2\nSenin,dt-02,CTH-1\n"


@pytest.fixture
def upload(api):
    """Give what sends a file as the planner."""

    def sending(content, name="jadwal.csv", **form):
        with api.client("planner") as client:
            data = {"first_day": "2026-11-23", **form}
            return client.post("weeks/import", files={"file": (name, content)}, data=data)

    return sending


def test_a_good_timetable_becomes_work_for_the_week_planner(upload, session):
    answer = upload(GOOD, name="Jadwal Oktober.csv")
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert {key: told[key] for key in ("rows", "points", "vehicles", "days", "rejected")} == {
        "rows": 3, "points": 3, "vehicles": 2, "days": 2, "rejected": 0,
    }  # fmt: skip
    job = session.get(models.WeekJob, told["job_id"])
    assert job.asked["timetable"]["2026-11-23"] == {"dt-01": [["collect", "CTH-1"], ["collect", "CTH-2"]]}
    assert job.asked["name"] == "Jadwal dari Jadwal Oktober.csv"
    noted = session.scalars(select(models.Audit).where(models.Audit.action == "week.request_import")).one()
    assert (noted.account, noted.after["rows"]) == ("planner", 3)


def test_every_fault_is_told_with_its_row_and_nothing_is_asked_for(upload, session):
    answer = upload(BAD)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:siangsa:import-faults")
    faults = answer.json()["errors"]
    assert [(fault["row"], fault["column"], fault["rule"]) for fault in faults] == [
        (3, "vehicle", "unknown_vehicle"), (4, "point", "point_twice"),
    ]  # fmt: skip
    assert all(fault["hint_id"] and fault["hint_en"] for fault in faults)
    assert session.scalars(select(models.WeekJob)).all() == []
    assert upload(BAD, reject_bad="true").json()["rejected"] == 2


def test_what_is_no_timetable_or_no_week_of_ours_is_refused(upload):
    for content, name, form in (
        (b"x", "jadwal.pdf", {}),
        (b"not a book", "jadwal.xlsx", {}),
        (GOOD, "jadwal.csv", {"days": "15"}),
        (GOOD, "jadwal.csv", {"first_day": str(DAY.replace(year=2025))}),
        (GOOD, "jadwal.csv", {"first_day": "besok"}),
    ):
        assert upload(content, name=name, **form).status_code == 422, (name, form)


def test_the_template_is_a_workbook_of_two_sheets(steady):
    with steady.client("planner") as client:
        answer = client.get("weeks/import/template.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["Data", "Penjelasan"]
