"""A vehicle's day along the roads: asked for, shown, and said to be stale."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.app import make_app
from api.surroundings import Surroundings
from data.contract.calendar import OperatingCalendar
from data.store import models
from tests.support.api_world import CHECKSUM, DAY, NOW, SECRET, LiveApi, facility_id, wib

PATH = f"vehicles/dt-01/days/{DAY}/match"
FIXES = 100


@pytest.fixture
def dispatcher(api):
    with api.client("dispatcher") as client:
        yield client


@pytest.fixture
def matched(session):
    """Store a matched day of dt-01: road, gap, landfill, and a piece after the shift."""
    landfill = facility_id(session, "landfill")
    session.add(
        models.TrackMatch(
            vehicle_id="dt-01",
            operating_day=DAY,
            roads_checksum=CHECKSUM,
            profile="dump_truck",
            matched_at=NOW,
            fixes=FIXES,
            last_fix_time=wib("06:16"),
            unmatched=3,
            road_m=5_500.0,
            off_road_m=400.0,
            gap_m=900.0,
            confidence=0.93,
        )
    )
    session.flush()
    pieces = (
        ("road", None, "06:00", "06:10", 5_000.0, 0.95, "LINESTRING(110.70 -6.70, 110.71 -6.70)"),
        ("gap", None, "06:10", "06:14", 900.0, None, None),
        ("off_road", landfill, "06:14", "06:16", 400.0, 0.9, "LINESTRING(110.71 -6.70, 110.711 -6.701)"),
        ("road", None, "16:30", "16:40", 500.0, 0.8, "LINESTRING(110.71 -6.70, 110.72 -6.70)"),
    )
    for number, (kind, facility, start, end, metres, sure, line) in enumerate(pieces, start=1):
        session.add(
            models.MatchPiece(
                vehicle_id="dt-01",
                operating_day=DAY,
                number=number,
                kind=kind,
                facility_id=facility,
                from_time=wib(start),
                to_time=wib(end),
                distance_m=metres,
                confidence=sure,
                geom=None if line is None else f"SRID=4326;{line}",
            )
        )
    session.commit()


def test_a_day_never_matched_says_so(dispatcher):
    answer = dispatcher.get(PATH)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:siangsa:never-matched"
    assert dispatcher.get("vehicles/dt-01/day").json()["driven"] is None


def test_a_matched_day_tells_seen_from_estimated_kilometres(matched, dispatcher):
    day = dispatcher.get(PATH).json()
    assert (day["km"], day["km_off_road"], day["km_estimated"]) == (5.9, 0.4, 0.9)
    assert (day["fixes"], day["unmatched"], day["confidence"]) == (FIXES, 3, 0.93)
    assert [each["properties"]["kind"] for each in day["features"]] == ["road", "gap", "off_road", "road"]
    gap, dump = day["features"][1], day["features"][2]
    assert gap["geometry"] is None
    assert dump["properties"]["facility"].startswith("TPA")
    assert day["features"][0]["geometry"]["coordinates"] == [[110.7, -6.7], [110.71, -6.7]]
    assert not day["stale"]
    driven = dispatcher.get("vehicles/dt-01/day").json()["driven"]
    assert driven == {"km": 5.9, "km_estimated": 0.9, "stale": False}


def test_a_later_fix_makes_a_match_stale(matched, dispatcher, session):
    session.execute(update(models.TrackMatch).values(fixes=FIXES - 1))
    session.commit()
    assert dispatcher.get(PATH).json()["stale"]
    assert dispatcher.get("vehicles/dt-01/day").json()["driven"]["stale"]


def test_other_roads_make_a_match_stale(matched, dispatcher, session):
    old = session.get(models.RoadSnapshot, CHECKSUM)
    columns = {column.name: getattr(old, column.name) for column in models.RoadSnapshot.__table__.columns}
    session.execute(update(models.RoadSnapshot).values(is_current=False))
    session.add(models.RoadSnapshot(**{**columns, "checksum": "beef" * 12, "is_current": True}))
    session.commit()
    assert dispatcher.get(PATH).json()["stale"]


def test_a_day_is_asked_for_once_and_its_job_can_be_watched(dispatcher, session):
    first = dispatcher.post(PATH)
    assert first.status_code == 202, first.text
    again = dispatcher.post(PATH).json()
    assert first.json() == again
    job = dispatcher.get(first.json()["status_url"].removeprefix("/api/v1/")).json()
    assert job == {"id": again["job_id"], "status": "waiting", "vehicle_id": "dt-01", "day": str(DAY)}
    queued = session.connection().exec_driver_sql(
        "select task_name, queue_name, lock, args from queue.procrastinate_jobs"
    )
    assert queued.one() == (
        "match_day",
        "roads",
        f"match:dt-01:{DAY}",
        {"vehicle_id": "dt-01", "day": str(DAY)},
    )
    rows = session.scalars(select(models.Audit.action)).all()
    assert rows.count("request_match") == 2


@pytest.mark.parametrize(
    ("status", "told"),
    [("doing", "running"), ("succeeded", "done"), ("failed", "failed"), ("aborted", "failed")],
)
def test_a_job_is_told_in_our_words(dispatcher, session, status, told):
    number = dispatcher.post(PATH).json()["job_id"]
    connection = session.connection()
    connection.exec_driver_sql("set local search_path = queue, public")
    connection.exec_driver_sql(
        "update procrastinate_jobs set status = %s::procrastinate_job_status", (status,)
    )
    session.commit()
    assert dispatcher.get(f"roads/jobs/{number}").json()["status"] == told


def test_a_job_of_another_queue_is_not_shown(api, dispatcher):
    with api.client("planner") as planner:
        assert planner.post("plans", json={"operating_day": str(DAY)}).status_code == 202
    assert dispatcher.get("roads/jobs/1").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        (f"vehicles/dt-01/days/{DAY + timedelta(days=1)}/match", 409, "day-to-come"),
        (f"vehicles/dt-99/days/{DAY}/match", 404, "not-found"),
        ("vehicles/dt-01/days/1990-01-01/match", 422, "day-out-of-range"),
        ("vehicles/dt-01/days/kemarin/match", 422, "invalid"),
    ],
)
def test_a_day_that_cannot_be_matched_is_refused(steady, path, status, problem):
    with steady.client("dispatcher") as client:
        answer = client.post(path)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:siangsa:{problem}")


def test_without_roads_nothing_is_asked_for(dispatcher, session):
    session.execute(update(models.RoadSnapshot).values(is_current=False))
    session.commit()
    assert dispatcher.post(PATH).json()["type"] == "urn:siangsa:no-roads"


def test_who_looks_at_a_matched_day_is_written_down(matched, api, session):
    with api.client("viewer") as client:
        assert client.get(PATH).status_code == 200
    row = session.scalars(select(models.Audit).order_by(models.Audit.id.desc())).first()
    assert (row.account, row.action, row.entity_id) == ("viewer", "track.view", "dt-01")


def test_a_match_outside_the_scope_does_not_exist(matched, api):
    with api.client("mandor") as client:
        assert client.get(PATH).status_code == 404
        assert client.post(PATH).status_code == 404


def test_outside_the_shift_a_matched_day_is_withheld(matched, settings, sessions, clock):
    hiding = settings.model_copy(update={"off_shift_tracking": "hide"})
    around = Surroundings(hiding, clock, OperatingCalendar(), demo=True)
    server = LiveApi(make_app(around, SECRET), sessions, around).start()
    try:
        with server.client("viewer") as viewer, server.client("admin") as admin:
            part, whole = viewer.get(PATH).json(), admin.get(PATH).json()
            assert viewer.get("vehicles/dt-01/day").json()["driven"] is None
    finally:
        server.stop()
    assert (part["withheld"], len(part["features"]), part["km"]) == ("off_shift", 3, 5.4)
    assert (whole["withheld"], len(whole["features"]), whole["km"]) == (None, 4, 5.9)
