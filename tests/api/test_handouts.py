"""What drivers and villages are handed: readable sheets, for those who may, for as long as they hold."""

import io
import json
import xml.etree.ElementTree as ET
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select, update

from api.handout import link
from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.imports.timetable.horizon import Horizon
from data.store.imports.timetable.importing import read_timetable
from tests.support.api_world import DAY, SECRET, draft, wib
from tests.support.little_week import MONDAY, store_little_week, timetable

GPX = {"g": "http://www.topografix.com/GPX/1/1"}


@pytest.fixture
def crew(session):
    """Put a driver and a loader into dt-01."""
    for code, name, duty in (("S-1", "Slamet <b>", "driver"), ("S-2", "Joko", "loader")):
        member = models.CrewMember(
            code=code, name=name, phone="+6281234567890", duty=duty, valid_from=DAY, valid_to=None
        )
        session.add(member)
        session.flush()
        session.add(
            models.CrewAssignment(member_id=member.id, vehicle_id="dt-01", valid_from=DAY, valid_to=None)
        )
    rests = [{"label": "lunch", "begins_at": wib("08:30").isoformat(), "ends_at": wib("09:00").isoformat()}]
    session.execute(update(models.Route).where(models.Route.vehicle_id == "dt-01").values(rests=rests))
    session.commit()


def pages(content):
    document = pypdfium2.PdfDocument(content)
    try:
        texts = []
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
        return texts
    finally:
        document.close()


def route_of(session, vehicle):
    return session.scalar(select(models.Route.id).where(models.Route.vehicle_id == vehicle))


def test_a_sheet_says_all_that_a_driver_needs(api, crew, session):
    with api.client("dispatcher") as client:
        answer = client.get(f"handouts/routes/{route_of(session, 'dt-01')}.pdf")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="rute-{DAY}-dt-01.pdf"'
    (page,) = pages(answer.content)
    for told in (
        "Jumat, 20 November 2026", "K 9501 C", "Slamet <b> (0812-3456-7890)", "Joko", "Berangkat 06.00",
        "pulang 11.30", "42,0", "± 1.200", "RIT 1 dari 2", "RIT 2 dari 2", "Titik 1", "CTH-4", "06.30",
        "± 300 kg", "BUANG:", "PULANG:", "08.30 - 09.00", "DATA CONTOH", "JALAN SINTETIS", "halaman 1 dari 1",
    ):  # fmt: skip
        assert told in page, told


def test_all_trucks_of_a_day_come_in_one_document(api, crew, session):
    with api.client("dispatcher") as client:
        answer = client.get(f"handouts/days/{DAY}.pdf")
        assert client.get(f"handouts/days/{DAY + timedelta(days=1)}.pdf").status_code == 404
    first, second = pages(answer.content)
    assert "dt-01" in first
    assert "dt-02" in second
    taken = session.scalars(select(models.Audit).where(models.Audit.action == "handout")).all()
    assert [(row.account, row.entity, row.after["routes"]) for row in taken] == [("dispatcher", "day", 2)]


def test_a_route_is_a_track_for_devices_and_a_layer_for_maps(steady, sessions):
    with sessions() as session:
        number = route_of(session, "dt-01")
    with steady.client("planner") as client:
        gpx = ET.fromstring(client.get(f"handouts/routes/{number}.gpx").content)  # noqa: S314 - our own file
        layer = json.loads(client.get(f"handouts/routes/{number}.geojson").content)
    assert len(gpx.findall("g:wpt", GPX)) == 7
    assert len(gpx.findall("g:trk/g:trkseg", GPX)) == 7
    assert gpx.find("g:wpt", GPX).attrib == {"lat": "-6.700000", "lon": "110.700000"}
    assert "data contoh" in gpx.findtext("g:metadata/g:desc", None, GPX)
    roles = [feature["properties"]["role"] for feature in layer["features"]]
    assert roles == ["leg", "halt"] * 7
    assert layer["features"][1]["properties"]["arrives_at"] == "2026-11-20T06:30:00+07:00"


def test_only_what_is_published_and_ones_own_is_handed_out(api, session):
    mine, other = route_of(session, "dt-02"), route_of(session, "dt-01")
    drawn = draft(session)
    drafted = session.scalar(select(models.Route.id).where(models.Route.plan_id == drawn))
    with api.client("mandor") as client:
        assert client.get(f"handouts/routes/{mine}.txt").status_code == 200
        assert client.get(f"handouts/routes/{other}.txt").status_code == 404
        assert len(pages(client.get(f"handouts/days/{DAY}.pdf").content)) == 1
    with api.client("planner") as client:
        refused = client.get(f"handouts/routes/{drafted}.pdf")
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:siangsa:not-published")
        assert client.get("handouts/routes/999.pdf").status_code == 404


def test_the_text_for_a_driver_leads_to_the_sheet_on_a_phone(api, crew, session):
    with api.client("dispatcher") as client:
        text = client.get(f"handouts/routes/{route_of(session, 'dt-01')}.txt").text
    assert "*K 9501 C* - Jumat, 20 November 2026" in text
    assert "3. 08.00 *BUANG* " in text
    address = text.rsplit(" ", 1)[1]
    with api.client() as stranger:
        page = stranger.get(address)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-store"
    assert "script" not in page.text
    assert "Slamet &lt;b&gt;" in page.text
    assert "81234567890" not in page.text
    assert 'href="geo:-6.700000,110.700000?q=-6.700000,110.700000"' in page.text
    assert "JALAN SINTETIS" in page.text
    assert "Rencana berubah" not in page.text


def test_the_phone_shows_what_is_valid_now(api, session):
    old = route_of(session, "dt-01")
    address = f"lembar/{link.token(old, wib('23:00'), SECRET)}"
    drawn = draft(session)
    new = session.scalar(select(models.Route.id).where(models.Route.plan_id == drawn))
    valid = update(models.CurrentRoute).where(models.CurrentRoute.vehicle_id == "dt-01")
    session.execute(valid.values(route_id=new, plan_id=drawn))
    session.commit()
    with api.client() as stranger:
        assert "Rencana berubah" in stranger.get(address).text
        session.execute(valid.values(route_id=None))
        session.commit()
        assert "tidak jalan" in stranger.get(address).text


def test_an_address_is_for_one_route_one_purpose_and_until_the_day_after(api, clock, session):
    number = route_of(session, "dt-01")
    ends = link.expires(api.around.calendar, DAY)
    good = link.token(number, ends, SECRET)
    with api.client() as stranger:
        assert stranger.get(f"lembar/{good}").status_code == 200
        head, body, sign = good.split(".")
        for wrong in (
            "x",
            f"{head}.{body}.{sign[::-1]}",
            link.token(number, ends, b"another key that is as long as ours is"),
            api.cookie("admin"),
        ):
            answer = stranger.get(f"lembar/{wrong}")
            assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html"), wrong
        clock.moment = ends - timedelta(seconds=1)
        assert stranger.get(f"lembar/{good}").status_code == 200
        clock.moment = ends
        assert stranger.get(f"lembar/{good}").status_code == 404
    with api.client() as forger:
        forger.cookies.set("siangsa_session", good)
        assert forger.get("session").status_code == 401


def test_the_workbook_of_a_week_imports_as_the_same_timetable(api, session, tmp_path):
    number = store_little_week(session)
    with api.client("dispatcher") as client:
        answer = client.get(f"handouts/weeks/{number}.xlsx")
    assert answer.status_code == 200, answer.text
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Kisi", "Jadwal", "Jumlah per hari"]
    path = tmp_path / "minggu.xlsx"
    path.write_bytes(answer.content)
    found = read_timetable(session, path, Horizon(MONDAY, 2), OperatingCalendar())
    assert found.faults == ()
    assert found.timetable == timetable()


def test_the_workbook_shows_days_against_trucks_and_what_each_day_comes_to(api, crew, session):
    number = store_little_week(session)
    with api.client("dispatcher") as client:
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"handouts/weeks/{number}.xlsx").content))
    title, _, head, first, second = (list(row) for row in book["Kisi"].iter_rows(values_only=True))
    assert "data contoh, jalan sintetis" in title[0]
    assert head == ["Truk", "Nopol", "Kelas", "Senin 23/11", "Selasa 24/11"]
    assert first[0] == "dt-01"
    assert first[3].startswith("2 titik, 1 rit, ± 600 kg")
    assert first[3].endswith("Sopir: Slamet <b>")
    assert second[4] == "rusak / bengkel"
    days = list(book["Jumlah per hari"].iter_rows(values_only=True))
    assert [row[1] for row in days] == ["hari", "Senin", "Selasa", None]
    assert days[-1][3:5] == (3, 5)


def test_a_week_is_told_to_drivers_and_to_villages(api, crew, session):
    number = store_little_week(session)
    with api.client("dispatcher") as client:
        drivers = client.get(f"handouts/weeks/{number}/messages").json()
        villages = client.get(f"handouts/weeks/{number}/messages?for=villages").json()
        assert client.get("handouts/weeks/999/messages").status_code == 404
    assert [(each["name"], each["phone"]) for each in drivers][1] == ("Slamet <b>", "+6281234567890")
    assert "*Senin, 23 November* (K 9501 C, 06.00, ± 600 kg, 2 titik, 1 rit)" in drivers[1]["text_id"]
    assert "*Monday, 23 November* (K 9501 C, 06.00, ± 600 kg, 2 points, 1 trips)" in drivers[1]["text_en"]
    by_name = {each["name"]: each["text_id"] for each in villages}
    assert len(by_name) == 3
    (told,) = [text for text in by_name.values() if "Titik 5" in text]
    assert "Senin, 23 November 2026\n- 06.30 Titik 5 (" in told
