"""Who looked at whose track is written down; outside the shift the office may have it withheld."""

from datetime import timedelta

import pytest

from api.app import make_app
from api.off_shift import OffShift
from api.surroundings import Surroundings
from data.contract.calendar import OperatingCalendar
from data.store import models
from tests.support.api_world import DAY, NOW, SECRET, LiveApi, latest, wib

HOUR = timedelta(hours=1)


def looks(api, **about):
    with api.client("admin") as client:
        rows = client.get("audit", params={"action": "track.view", **about}).json()["items"]
    return [(row["account"], row["entity_id"], row["after"]["day"]) for row in rows]


def test_a_look_is_written_down_once_an_hour_for_account_vehicle_and_day(api):
    with api.client("viewer") as client:
        for _ in range(3):
            client.get("vehicles/dt-01/track")
            client.get("vehicles/dt-01/day")
        client.get("vehicles/dt-02/day")
        client.get("vehicles/dt-01/track", params={"day": str(DAY - timedelta(days=1))})
    with api.client("planner") as client:
        client.get("vehicles/dt-01/day")
    assert sorted(looks(api)) == [
        ("planner", "dt-01", str(DAY)),
        ("viewer", "dt-01", str(DAY - timedelta(days=1))),
        ("viewer", "dt-01", str(DAY)),
        ("viewer", "dt-02", str(DAY)),
    ]
    assert looks(api, entity_id="dt-02", account="viewer") == [("viewer", "dt-02", str(DAY))]


def test_a_second_process_does_not_write_the_same_look_again(api, settings, sessions, clock):
    around = Surroundings(settings, clock, OperatingCalendar(), real=api.around.real)
    other = LiveApi(make_app(around, SECRET), sessions, around).start()
    for server in (api, other):
        with server.client("viewer") as client:
            client.get("vehicles/dt-01/track")
    other.stop()
    assert len(looks(api)) == 1


def test_the_next_hour_is_written_down_again(settings, sessions, clock):
    now = [NOW]
    around = Surroundings(settings, clock, OperatingCalendar(), real=lambda: now[0])
    server = LiveApi(make_app(around, SECRET), sessions, around).start()
    with server.client("viewer", hours=5) as client:
        for moment in (NOW, NOW + HOUR / 2, NOW + HOUR):
            now[0] = moment
            client.get("vehicles/dt-01/track")
    found = looks(server)
    server.stop()
    assert len(found) == 2


def test_what_an_account_may_not_see_is_no_look(api):
    with api.client("camat") as client:
        assert client.get("vehicles/dt-02/track").status_code == 404
    assert looks(api) == []


@pytest.mark.parametrize("path", ["vehicles/dt-01/track", "vehicles/dt-01/day"])
def test_a_look_that_cannot_be_written_down_is_refused(api, session, path):
    session.connection().exec_driver_sql(
        "create function refuse() returns trigger language plpgsql as 'begin raise ''no''; end'"
    )
    session.connection().exec_driver_sql(
        "create trigger refuse before insert on audit for each row execute function refuse()"
    )
    session.commit()
    with api.client("viewer") as client:
        answer = client.get(path)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:siangsa:audit-unavailable")
    assert "geometry" not in answer.json()


@pytest.fixture
def hiding(settings, sessions, clock):
    """Give a server of an office that watches nobody outside the shift, with half an hour's margin."""
    policy = settings.model_copy(update={"off_shift_tracking": "hide", "off_shift_margin_s": 1_800})
    around = Surroundings(policy, clock, OperatingCalendar())
    server = LiveApi(make_app(around, SECRET), sessions, around).start()
    yield server
    server.stop()


def drive(session, *times):
    for number, at in enumerate(times, start=1_000):
        session.add(
            models.Fix(
                device_id="dt-01", boot=1, seq=number, fix_time=at, received_at=at, lon=110.7, lat=-6.7
            )
        )
    session.commit()


def test_off_shift_only_administrators_see_track_and_position(hiding, session, clock):
    early, margin, late = wib("05:15"), wib("05:45"), wib("14:45")
    drive(session, early, margin, late)
    session.add(latest("dt-02", 110.7, -6.7, late))
    session.commit()
    clock.moment = wib("14:46")
    with hiding.client("viewer") as client:
        track = client.get("vehicles/dt-01/track").json()["properties"]
        shown = client.get("positions").json()
        day = client.get("vehicles/dt-02/day").json()
        assert client.get("system").json()["off_shift_tracking"] == "hide"
    assert (track["total"], track["withheld"]) == (100, "off_shift")
    assert min(track["times"]) == margin.timestamp()
    assert {row["vehicle_id"] for row in shown["items"]} == {"dt-01", "dt-03"}
    assert shown["withheld"] == day["withheld"] == "off_shift"
    assert day["position"] is None
    with hiding.client("admin") as client:
        track = client.get("vehicles/dt-01/track").json()["properties"]
        shown = client.get("positions").json()
    assert (track["total"], track["withheld"], shown["withheld"]) == (102, None, None)
    assert "dt-02" in {row["vehicle_id"] for row in shown["items"]}


def test_an_office_that_shows_all_withholds_nothing(api, session, clock):
    drive(session, wib("04:00"))
    clock.moment = wib("14:46")
    with api.client("viewer") as client:
        track = client.get("vehicles/dt-01/track").json()["properties"]
    assert (track["total"], track["withheld"]) == (100, None)


def test_the_shift_with_its_margin_ends_with_the_operating_day():
    policy = OffShift(hide=True, margin=13 * HOUR, calendar=OperatingCalendar())
    assert policy.window(DAY) == OperatingCalendar().bounds(DAY)
    narrow = OffShift(hide=True, margin=timedelta(0), calendar=OperatingCalendar())
    assert [narrow.in_shift(wib(at)) for at in ("05:59", "06:00", "13:59", "14:00")] == [
        False,
        True,
        True,
        False,
    ]
