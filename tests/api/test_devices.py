"""Connecting devices: listed, made from quarantine, seated, given a secret, joined, cut off, closed."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from api.app import make_app
from api.surroundings import Surroundings
from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.queries import gateways, live
from data.store.queries.credentials import owner_of_secret
from tests.support.api_world import DAY, NOW, SECRET, LiveApi, latest, wait_for

PHONE = {"id": "hp-budi", "dialect": "owntracks"}
IMEI = "861234567890123"


@pytest.fixture
def api(settings, sessions, clock):
    """Give a server that knows under which address phones reach it."""
    reachable = settings.model_copy(update={"device_url": "https://truk.example/"})
    around = Surroundings(reachable, clock, OperatingCalendar(), demo=True)
    server = LiveApi(make_app(around, SECRET), sessions, around).start()
    yield server
    server.stop()


@pytest.fixture
def admin(api):
    with api.client("admin") as client:
        yield client


def device(client, name):
    return next(row for row in client.get("devices").json() if row["id"] == name)


def refuse(session, external_id, *, dialect="traccar", at=NOW - timedelta(hours=2), topic="positions"):
    """Store a message of somebody unknown, as the ingester refuses it."""
    position = {
        "fixTime": at.isoformat(),
        "latitude": -6.59,
        "longitude": 110.67,
        "valid": True,
        "speed": 5.0,
        "attributes": {},
    }
    raw = json.dumps({"position": position, "device": {"uniqueId": external_id}}).encode()
    row = models.Quarantine(
        received_at=at,
        topic=topic,
        reasons=["unknown_device"],
        detail=external_id,
        raw=raw,
        dialect=dialect,
        external_id=external_id,
    )
    session.add(row)
    session.commit()
    return row.id


def audit_of(client, **about):
    return client.get("audit", params=about).json()["items"]


def test_dispatchers_see_how_devices_fare_and_viewers_do_not(api):
    with api.client("dispatcher") as client:
        rows = {row["id"]: row for row in client.get("devices").json()}
    assert rows["dt-01"]["vehicle_id"] == "dt-01"
    assert rows["dt-01"]["battery_pct"] == 80.0
    assert (rows["dt-01"]["dialect"], rows["dt-01"]["credential"]) == ("own", "none")
    assert (rows["dt-01"]["state"], rows["dt-02"]["state"]) == ("ok", "never")
    with api.client("viewer") as client:
        assert client.get("devices").status_code == 403


def test_a_dispatcher_of_some_vehicles_sees_only_their_devices(api):
    with api.client("mandor") as client:
        assert [row["id"] for row in client.get("devices").json()] == ["dt-02"]
        assert client.get("devices/dt-02").status_code == 200
        assert client.get("devices/dt-01").status_code == 404
        assert client.get("devices/dt-01/arrivals").status_code == 404
        assert client.get("devices/new").status_code == 403, "who is unlisted belongs to nobody yet"


def test_somebody_unknown_waits_with_its_last_position(admin, session):
    gateways.add(session, "traccar", NOW)
    refuse(session, IMEI, at=NOW - timedelta(hours=3))
    refuse(session, IMEI)
    (waiting,) = admin.get("devices/new").json()
    assert (waiting["external_id"], waiting["dialect"], waiting["messages"]) == (IMEI, "traccar", 2)
    assert waiting["gateway"] == "traccar"
    assert waiting["last_position"] == {"type": "Point", "coordinates": [110.67, -6.59]}
    assert waiting["first_seen_at"] == "2026-11-19T23:40:00Z"


def test_binding_somebody_unknown_has_its_messages_read_again_and_its_days_derived(admin, session):
    gateways.add(session, "traccar", NOW)
    number = refuse(session, IMEI, at=NOW - timedelta(hours=20))
    asked = {
        "id": "gps-07",
        "dialect": "traccar",
        "external_id": IMEI,
        "gateway": "traccar",
        "vehicle_id": "dt-09",
    }
    made = admin.post("devices", json=asked)
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["secret"], body["waiting"]) == (None, 1), "its gateway signs in, not the device"
    assert (body["device"]["vehicle_id"], body["device"]["gateway"]) == ("dt-09", "traccar")
    assert session.get(models.Quarantine, number).retry_asked_at == NOW
    dirty = select(models.DirtyDay.operating_day).where(models.DirtyDay.vehicle_id == "dt-09")
    assert set(session.scalars(dirty)) == {DAY - timedelta(days=1), DAY}
    (row,) = audit_of(admin, action="create", entity_id="gps-07")
    assert row["after"]["vehicle_id"] == "dt-09"
    assert row["after"]["waiting"] == 1


BROKEN = (
    ({"id": "dt-01"}, 409),
    ({"id": "Budi"}, 422),
    ({"id": "ingest"}, 409),
    ({"dialect": "morse"}, 422),
    ({"external_id": "somebody else"}, 409),
    ({"gateway": "nobody"}, 409),
    ({"vehicle_id": "nobody"}, 404),
    ({"vehicle_id": "dt-09", "valid_from": "2026-11-21T00:00:00Z"}, 422),
    ({"vehicle_id": "dt-09", "valid_from": "2026-09-01T00:00:00Z"}, 422),
    ({"model": "x" * 65}, 422),
    ({"secret": "mine"}, 422),
)


def test_a_device_that_breaks_a_rule_is_not_made(admin, session):
    before = session.scalar(select(func.count()).select_from(models.Device))
    for more, status in BROKEN:
        answer = admin.post("devices", json={**PHONE, **more})
        assert answer.status_code == status, (more, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert session.scalar(select(func.count()).select_from(models.Device)) == before


def test_a_secret_is_shown_once_and_stands_in_no_log_and_no_audit(admin, session, caplog):
    with caplog.at_level(logging.DEBUG):
        first = admin.post("devices", json=PHONE).json()["secret"]
        second = admin.post("devices/hp-budi/credential").json()["secret"]
        third = admin.post("devices/hp-budi/join").json()["secret"]
    assert len({first, second, third}) == 3
    assert owner_of_secret(session, third).id == "hp-budi"
    assert owner_of_secret(session, first) is None, "a new secret ends the former one"
    everywhere = caplog.text + admin.get("audit?limit=500").text + admin.get("devices").text
    for secret in (first, second, third):
        assert secret not in everywhere
    assert [row["action"] for row in audit_of(admin, entity="device", entity_id="hp-budi")] == [
        "credential.issue",
        "credential.issue",
        "create",
    ]


def test_a_revoked_device_has_no_secret_and_says_so(admin, session):
    secret = admin.post("devices", json=PHONE).json()["secret"]
    assert device(admin, "hp-budi")["credential"] == "valid"
    assert admin.delete("devices/hp-budi/credential").status_code == 204
    assert device(admin, "hp-budi")["credential"] == "revoked"
    assert owner_of_secret(session, secret) is None
    assert admin.delete("devices/hp-budi/credential").status_code == 204, "twice is no error"


def test_a_device_behind_a_gateway_gets_no_secret(admin, session):
    gateways.add(session, "traccar", NOW)
    session.commit()
    asked = {"id": "gps-07", "dialect": "traccar", "external_id": IMEI, "gateway": "traccar"}
    assert admin.post("devices", json=asked).status_code == 201
    answer = admin.post("devices/gps-07/credential")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:siangsa:gateway-speaks")
    (row,) = admin.get("gateways").json()
    assert (row["id"], row["topic"], row["devices"], row["credential"]) == (
        "traccar",
        "positions",
        1,
        "none",
    )


def test_a_phone_is_told_everything_by_one_picture(admin):
    admin.post("devices", json=PHONE)
    kit = admin.post("devices/hp-budi/join").json()
    assert kit["warning"] is None
    assert kit["traccar_client"] is None
    assert kit["owntracks"]["config"]["url"] == "https://truk.example/d/owntracks"
    assert kit["owntracks"]["config"]["password"] == kit["secret"]
    assert kit["owntracks"]["qr_svg"].startswith("<svg")
    assert all(help_["steps_id"] and help_["steps_en"] for help_ in kit["battery_help"])
    admin.post("devices", json={"id": "hp-sari", "dialect": "traccar_client"})
    other = admin.post("devices/hp-sari/join").json()
    assert other["owntracks"] is None
    assert other["traccar_client"]["url"] == f"https://truk.example/d/traccar/{other['secret']}"


def test_a_tracker_does_not_join_as_a_phone(admin):
    answer = admin.post("devices/dt-01/join")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:siangsa:not-a-phone")


def test_an_address_that_phones_cannot_use_is_told(api, admin, monkeypatch):
    admin.post("devices", json=PHONE)
    for url, told in (("http://127.0.0.1:8080", "loopback_url"), ("http://truk.example", "not_https")):
        monkeypatch.setitem(api.around.settings.__dict__, "device_url", url)
        assert admin.post("devices/hp-budi/join").json()["warning"] == told


def test_without_an_address_no_secret_is_made(api, admin, session, monkeypatch):
    secret = admin.post("devices", json=PHONE).json()["secret"]
    monkeypatch.setitem(api.around.settings.__dict__, "device_url", None)
    answer = admin.post("devices/hp-budi/join")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:siangsa:no-device-url")
    assert owner_of_secret(session, secret) is not None


def test_the_first_fix_is_seen_when_it_arrives(admin, session):
    admin.post("devices", json=PHONE)
    nothing = admin.get("devices/hp-budi/arrivals").json()
    assert nothing["first_fix_at"] is nothing["last_received_at"] is None
    assert nothing["now"] == "2026-11-20T02:40:00Z"
    session.add(
        models.Quarantine(
            received_at=NOW,
            topic="http/owntracks/hp-budi",
            device_id="hp-budi",
            reasons=["null_island"],
            detail="",
            raw=b"{}",
            dialect="owntracks",
        )
    )
    session.add(
        models.Fix(
            device_id="hp-budi",
            boot=0,
            seq=7,
            fix_time=NOW - timedelta(seconds=9),
            received_at=NOW,
            lon=110.7,
            lat=-6.7,
        )
    )
    session.commit()
    arrived = admin.get("devices/hp-budi/arrivals").json()
    assert arrived["first_fix_at"] == arrived["last_fix_at"] == "2026-11-20T02:39:51Z"
    assert (arrived["refused"], arrived["last_reasons"]) == (1, ["null_island"])


def test_a_closed_device_sits_nowhere_and_its_name_is_not_used_again(admin, session):
    assert admin.post("devices/dt-03/close").status_code == 204
    assert "dt-03" not in {row["id"] for row in admin.get("devices").json()}
    assert "dt-03" not in {row["vehicle_id"] for row in admin.get("positions").json()["items"]}
    assert admin.post("devices/dt-03/close").status_code == 404
    assert admin.post("devices", json={"id": "dt-03", "dialect": "own"}).status_code == 409
    seat = session.scalar(select(models.DeviceAssignment).where(models.DeviceAssignment.device_id == "dt-03"))
    assert seat.valid_to == NOW


def test_a_moved_device_has_the_days_of_both_vehicles_derived(api, session):
    with api.client("dispatcher") as client:
        since = (NOW - timedelta(days=1)).isoformat()
        moved = client.post("devices/dt-01/assignments", json={"vehicle_id": "dt-05", "valid_from": since})
    assert moved.status_code == 201
    dirty = set(session.execute(select(models.DirtyDay.vehicle_id, models.DirtyDay.operating_day)).all())
    assert dirty == {(name, DAY - timedelta(days=back)) for name in ("dt-01", "dt-05") for back in (0, 1)}


def sit(session, name, vehicle, dialect):
    since = NOW - timedelta(days=1)
    session.add(models.Device(id=name, kind="phone", simulated=False, dialect=dialect, valid_from=since))
    session.flush()
    session.add(models.DeviceAssignment(device_id=name, vehicle_id=vehicle, valid_from=since))


def test_a_phone_in_a_vehicle_is_on_the_map_like_any_tracker(admin, session):
    sit(session, "hp-budi", "dt-09", "owntracks")
    session.add(latest("hp-budi", 110.72, -6.61, NOW - timedelta(seconds=3), speed=20.0))
    session.commit()
    seen = {item["vehicle_id"]: item for item in admin.get("positions").json()["items"]}
    assert (seen["dt-09"]["device_id"], seen["dt-09"]["state"]) == ("hp-budi", "driving")


def test_of_two_devices_in_a_vehicle_the_freshest_shows_whichever_changed_last(session):
    sit(session, "hp-budi", "dt-01", "owntracks")
    session.flush()
    before = live.newest_change(session)
    session.add(latest("hp-budi", 110.9, -6.61, NOW - timedelta(minutes=5)))
    session.flush()
    session.connection().exec_driver_sql("update latest_position set change = change + 100000")
    session.connection().exec_driver_sql(
        "update latest_position set change = change + 100000 where device_id = 'hp-budi'"
    )
    (row,) = live.positions(session, NOW, after=before + 150_000)
    assert (row.vehicle_id, row.device_id) == ("dt-01", "dt-01"), "the phone's fix is older"
    assert row.change == live.newest_change(session), "so that readers need not read it again and again"


def test_two_who_make_the_same_device_at_once_are_told_apart(admin, session, sessions):
    session.add(models.Device(id="hp-budi", kind="phone", simulated=False, dialect="own", valid_from=NOW))
    session.flush()
    with ThreadPoolExecutor(1) as beside, sessions() as watching:
        second = beside.submit(admin.post, "devices", json=PHONE)
        blocked = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")

        def waits():
            watching.rollback()  # within a transaction the view never changes
            return watching.scalar(blocked)

        wait_for(waits, what="the second insert")
        session.commit()
        answer = second.result(20)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:siangsa:changed-meanwhile")
    assert "insert" not in answer.text.lower()
