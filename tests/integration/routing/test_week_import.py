"""From an office's own timetable to days that are driven: read, timed, judged, published, put on paper."""

import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from sqlalchemy import select

from api.handout import printing
from data.store.imports.timetable.asking import Asking, ask
from data.store.imports.timetable.horizon import Horizon
from data.store.imports.timetable.importing import read_timetable
from data.store.models import CollectionPoint, Route, WeekJob, WeekPlan
from data.store.queries import handouts
from data.store.queries.planning import vehicles_to_plan
from routing.posts import Surroundings
from routing.settings import RoutingSettings
from routing.week_publish import publish_week
from routing.week_worker import answer_week

from .conftest import DAY

pytestmark = pytest.mark.services


def first_page(content):
    document = pypdfium2.PdfDocument(content)
    page = document[0]
    text = page.get_textpage()
    told = text.get_text_range()
    for each in (text, page, document):
        each.close()
    return told


def test_a_timetable_of_the_office_is_driven_as_it_stands(town_url, office, add_points, tmp_path):
    add_points(5, containers=0)
    with office.sessions() as session:
        codes = list(session.scalars(select(CollectionPoint.code).order_by(CollectionPoint.code)))
        truck = next(v.id for v in vehicles_to_plan(session, DAY) if v.work == "stationary")
    path = tmp_path / "jadwal.csv"
    rows = [f"{DAY.isoformat()},{truck},{n},{code}" for n, code in enumerate(reversed(codes), start=1)]
    path.write_text("\n".join(["tanggal,truk,urutan,titik", *rows]), encoding="utf-8")

    with office.sessions() as session:
        found = read_timetable(session, path, Horizon(DAY, 1), office.calendar)
    found.demand_good(reject=False)
    asking = Asking(path.name, "", "budi", office.clock.now(), datetime.now(UTC))
    job = ask(office.sessions, town_url, found, asking)
    around = Surroundings(town_url, office, RoutingSettings(engine="baseline"))
    answer_week(around, {"job": job}, threading.Event())

    with office.sessions() as session:
        done = session.get_one(WeekJob, job)
        assert (done.status, done.error) == ("done", None)
        week = session.get_one(WeekPlan, done.week_id)
        assert (week.origin, week.status, week.requested_by) == ("import", "draft", "budi")
        halts = week.timetable[DAY.isoformat()][truck]
    assert [code for kind, code in halts if kind == "collect"] == codes[::-1]
    assert halts[-1][0] == "unload", "nobody wrote that it unloads"

    publish_week(office, week.id, by="budi")
    with office.sessions() as session:
        route = session.scalars(select(Route.id).where(Route.vehicle_id == truck)).one()
        (sheet,) = handouts.route_sheets(session, [route])
        paper = printing.pdf(
            session,
            [sheet],
            link=lambda _: "https://example.id/lembar/x",
            zone=ZoneInfo(office.calendar.zone),
            made_at=office.clock.now(),
        )
    assert [halt.code for halt in sheet.halts if halt.kind == "collect"] == codes[::-1]
    told = first_page(paper)
    assert all(code in told for code in codes)
    assert "JALAN SINTETIS" in told
