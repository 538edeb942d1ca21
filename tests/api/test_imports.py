"""A list is uploaded, looked at, and applied whole, in its good rows, or not at all."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import func, select

from data.store import models

HEAD = "kode,nama,desa,kecamatan,bujur,lintang,kg"
GOOD = "T1,Pasar,Karangrandu,Pecangaan,110.705,-6.705,120"
BAD = "T2,Balai,Karangrandoe2,Pecangaan,110.7055,-6.7055,x"


def upload(client, *lines, name="points", file="tps.csv", content=None, **options):
    content = "\n".join(lines).encode() if content is None else content
    return client.post(
        f"imports/{name}", files={"file": (file, content)}, data={"options": json.dumps(options)}
    )


def real_points(session):
    query = select(models.CollectionPoint).where(models.CollectionPoint.sample.is_(False))
    return {point.code: point for point in session.scalars(query)}


def test_a_list_is_looked_at_and_then_applied(api, session):
    with api.client("planner") as client:
        draft = upload(client, HEAD, GOOD).json()
        assert (draft["rows"], draft["difference"]["new"], draft["faults_total"]) == (1, 1, 0)
        assert draft["columns"][0] == {"heading": "kode", "field": "code", "sample": "T1"}
        (feature,) = draft["features"]["features"]
        assert feature["geometry"]["coordinates"] == [110.705, -6.705]
        assert feature["properties"] == {"row": 2, "state": "new", "code": "T1", "name": "Pasar"}
        assert real_points(session) == {}
        done = client.post(f"imports/{draft['id']}/apply", json={"replace_samples": True})
        assert (done.status_code, done.json()["new"], done.json()["samples_closed"]) == (200, 1, 7)
        assert real_points(session)["T1"].amount_kg_day == 120
        again = client.post(f"imports/{draft['id']}/apply", json={})
        assert (again.status_code, again.json()["type"]) == (409, "urn:siangsa:conflict")
    row = session.get_one(models.ImportDraft, draft["id"])
    assert (row.content, row.applied_by, row.outcome["new"]) == (None, "planner", 1)
    made = session.scalars(select(models.Audit).where(models.Audit.entity == "collection_point")).all()
    assert ("planner", "T1") in {(entry.account, (entry.after or {}).get("code")) for entry in made}


def test_faults_stop_the_whole_unless_the_good_rows_are_asked_for(api, session):
    with api.client("planner") as client:
        draft = upload(client, HEAD, GOOD, BAD).json()
        assert (draft["faults_total"], draft["bad_rows"]) == (2, 1)
        village = next(fault for fault in draft["faults"] if fault["column"] == "village")
        assert (village["row"], village["rule"], village["suggestions"][0]) == (
            3,
            "unknown_village",
            "Karangrandu",
        )
        assert village["hint_en"].startswith("no such village; perhaps Karangrandu")
        refused = client.post(f"imports/{draft['id']}/apply", json={})
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:siangsa:import-faults")
        assert real_points(session) == {}
        rejected = client.get(f"imports/{draft['id']}/rejected.csv")
        assert rejected.headers["content-type"].startswith("text/csv")
        assert "T2,Balai" in rejected.text
        assert "T1" not in rejected.text
        done = client.post(f"imports/{draft['id']}/apply", json={"reject_bad": True}).json()
    assert (done["new"], done["rejected"]) == (1, 1)
    assert set(real_points(session)) == {"T1"}


def test_a_mapping_is_kept_and_used_again(api):
    with api.client("planner") as client:
        told = {"Nomor": "code", "Tempat": "name"}
        head = HEAD.replace("kode", "Nomor").replace("nama", "Tempat")
        first = upload(client, head, GOOD, map=told, keep_mapping="Bidang 2")
        assert first.json()["missing_required"] == []
        (kept,) = client.get("imports/mappings?list=points").json()
        assert (kept["list"], kept["name"], kept["columns"]["Nomor"]) == ("points", "Bidang 2", "code")
        second = upload(client, head, GOOD, mapping="Bidang 2").json()
        assert second["faults_total"] == 0
        bare = upload(client, head, GOOD).json()
        assert bare["missing_required"] == ["code", "name"]


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"file": "tps.pdf"}, "import-refused"),
        ({"file": "tps.xlsx"}, "import-refused"),
        ({"file": "tps.zip"}, "import-refused"),
        ({"file": ""}, "invalid"),
        ({"crs": "EPSG:1"}, "import-refused"),
        ({"mapping": "nothing"}, "import-refused"),
        ({"map": {"kode": "kolom"}}, "import-refused"),
        ({"map": {"kode\x00": "code"}}, "import-options"),
        ({"colour": "red"}, "import-options"),
        ({"keep_mapping": "x" * 61}, "import-options"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(steady, told, rule):
    with steady.client("planner") as client:
        answer = upload(client, HEAD, GOOD, **told)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:siangsa:{rule}")
    assert "\n" not in answer.json()["detail"]


def test_a_file_beyond_50_mb_is_refused_with_the_command_that_takes_it(steady):
    with steady.client("planner") as client:
        answer = upload(client, content=bytes(51_000_000))
    assert answer.status_code == 413
    assert "siangsa db import" in answer.json()["detail"]


@pytest.mark.parametrize(("who", "path"), [("planner", "imports/1/apply"), (None, "imports/points")])
def test_large_bodies_are_refused_everywhere_else_and_from_strangers(steady, who, path):
    with steady.client(who) as client:
        answer = client.post(path, content=bytes(2_000_000))
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:siangsa:too-large")


def test_a_draft_of_yesterday_is_forgotten(api, session):
    with api.client("planner") as client:
        draft = upload(client, HEAD, GOOD).json()
        row = session.get_one(models.ImportDraft, draft["id"])
        row.uploaded_at -= timedelta(days=2)
        session.commit()
        assert client.post(f"imports/{draft['id']}/apply", json={}).status_code == 404
        upload(client, HEAD, GOOD)
    kept = select(func.count()).where(models.ImportDraft.content.is_not(None))
    session.expire_all()
    assert session.scalar(kept) == 1


@pytest.mark.parametrize("name", ["points", "devices"])
def test_templates_are_handed_out_empty(steady, name):
    with steady.client("planner") as client:
        text = client.get(f"imports/templates/{name}.csv").text
        book = client.get(f"imports/templates/{name}.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(book.content))["Data"]
    assert text.strip() == ",".join(str(cell.value) for cell in page[1])


def test_a_new_device_gets_its_secret_in_the_answer_and_nowhere_else(api, session):
    with api.client("planner") as client:
        draft = upload(client, "imei,protokol", "hp-budi,owntracks", name="devices").json()
        done = client.post(f"imports/{draft['id']}/apply", json={}).json()
    secret = done["secrets"]["hp-budi"]
    outcome = session.get_one(models.ImportDraft, draft["id"]).outcome
    assert secret
    assert secret not in json.dumps(outcome)
