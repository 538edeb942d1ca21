"""How devices fare, read from the real store."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from data.contract.calendar import OperatingCalendar
from data.store.models import DeviceEvent, DeviceTally, Quarantine
from data.store.queries import device_health, devices
from data.store.queries.device_health import silent_before
from data.store.queries.devices import NewDevice, Seat
from data.store.queries.scope import Scope

pytestmark = pytest.mark.services

CALENDAR = OperatingCalendar()
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # 10:00 in Jepara, in the shift
LATEST = (
    "insert into latest_position (device_id, boot, seq, fix_time, received_at, geom, battery_pct)"
    " values (:id, 1, 1, :at, :at, st_setsrid(st_makepoint(110.67, -6.59), 4326), :battery)"
)
FIXES = (
    "insert into fix (device_id, boot, seq, fix_time, received_at, lon, lat)"
    " select :id, case when :boots > 1 then 1 + n % :boots else 1 end, n,"
    " :now - n * interval '15 s' + :ahead * interval '1 s', :now - n * interval '15 s', 110.67, -6.59"
    " from generate_series(1, 60) n"
)


def known(session, name, *, at=NOW, battery=80, ahead=0, boots=1):
    devices.add(session, NewDevice(name, "own"), NOW)
    if at is not None:
        session.execute(text(LATEST), {"id": name, "at": at, "battery": battery})
        session.execute(text(FIXES), {"id": name, "now": at, "ahead": ahead, "boots": boots})
    session.flush()


def states(session):
    return {row.id: row.state for row in device_health.devices(session, now=NOW, calendar=CALENDAR)}


def refused(session, name, reason, at=NOW):
    row = Quarantine(
        received_at=at, topic=f"fleet/{name}/fix", device_id=name, reasons=[reason], detail="", raw=b"{}"
    )
    session.add(row)
    session.flush()


def test_the_gravest_thing_is_the_state(session):
    known(session, "well")
    known(session, "never", at=None)
    known(session, "silent", at=NOW - timedelta(hours=2))
    known(session, "empty", battery=5)
    known(session, "dead", battery=0)
    known(session, "behind", ahead=-600)
    known(session, "copied", boots=2, battery=5)
    assert states(session) == {
        "well": "ok",
        "never": "never",
        "silent": "silent",
        "empty": "battery",
        "dead": "battery",
        "behind": "clock",
        "copied": "copied",
    }


def test_device_whose_time_is_refused_has_a_wrong_clock_and_is_not_silent(session):
    known(session, "ahead", at=None)
    known(session, "mended", at=NOW)
    for _ in range(3):
        refused(session, "ahead", "in_future")
        refused(session, "mended", "before_2020", NOW - timedelta(minutes=5))
    assert states(session) == {"ahead": "clock", "mended": "ok"}
    (ahead, _) = device_health.devices(session, now=NOW, calendar=CALENDAR)
    assert (ahead.last_received_at, ahead.last_fix_at) == (NOW, None)


def test_figures_of_one_device(session):
    known(session, "truck", ahead=-20)
    session.add(DeviceTally(device_id="truck", received=200, accepted=140, duplicates=10, quarantined=50))
    event = {"device_id": "truck", "boot": 1, "event": "parked", "payload": {}, "received_at": NOW}
    session.add(DeviceEvent(seq=900, event_time=NOW - timedelta(days=1), **event))
    session.add(DeviceEvent(seq=901, event_time=NOW - timedelta(days=20), **event))
    session.flush()
    (row,) = device_health.devices(session, now=NOW, calendar=CALENDAR, device_id="truck")
    assert (row.refused_share, row.parked, row.clock_skew_s, row.credential) == (0.25, 1, -20.0, "none")
    assert (row.battery_pct, row.copied_identity, row.vehicle_id) == (80, False, None)


def test_closed_device_is_not_listed_and_credential_is_told(session):
    known(session, "gone")
    devices.close(session, "gone", NOW, now=NOW, calendar=CALENDAR)
    devices.enlist(session, NewDevice("hp-1", "owntracks"), None, now=NOW)
    rows = device_health.devices(session, now=NOW, calendar=CALENDAR)
    assert [(row.id, row.credential) for row in rows] == [("hp-1", "valid")]


def test_narrow_scope_sees_the_devices_in_its_vehicles(seeded):
    devices.enlist(seeded, NewDevice("hp-1", "owntracks"), Seat("dt-01", NOW, CALENDAR), now=NOW)
    devices.enlist(seeded, NewDevice("hp-2", "owntracks"), Seat("dt-02", NOW, CALENDAR), now=NOW)
    scope = Scope("vehicles", ("dt-02",))
    rows = device_health.devices(seeded, now=NOW, calendar=CALENDAR, scope=scope)
    assert [(row.id, row.vehicle_id) for row in rows] == [("hp-2", "dt-02")]


def test_arrivals_of_a_phone_that_joins(session):
    devices.add(session, NewDevice("hp-1", "owntracks"), NOW)
    nothing = device_health.arrivals(session, "hp-1")
    assert (nothing.first_fix_at, nothing.fixes, nothing.refused, nothing.last_reasons) == (None, 0, 0, ())
    refused(session, "hp-1", "zero_position", NOW + timedelta(seconds=5))
    session.execute(text(LATEST), {"id": "hp-1", "at": NOW, "battery": 50})
    session.execute(text(FIXES), {"id": "hp-1", "now": NOW, "ahead": 0, "boots": 1})
    session.add(DeviceTally(device_id="hp-1", received=61, accepted=60, duplicates=0, quarantined=1))
    session.flush()
    some = device_health.arrivals(session, "hp-1")
    assert some.first_fix_at == NOW - timedelta(seconds=900)
    assert (some.last_fix_at, some.last_received_at) == (
        NOW - timedelta(seconds=15),
        NOW + timedelta(seconds=5),
    )
    assert (some.fixes, some.refused, some.last_reasons) == (60, 1, ("zero_position",))


@pytest.mark.parametrize(
    ("hour_utc", "hours"), [(22, 24), (0, 1), (5, 1), (8, 24)], ids=["before", "second", "noon", "after"]
)
def test_parked_truck_may_be_silent_for_a_day_and_a_working_one_for_an_hour(hour_utc, hours):
    moment = NOW.replace(hour=hour_utc, minute=30)
    assert silent_before(moment, CALENDAR) == moment - timedelta(hours=hours)


def test_five_hundred_devices_are_read_in_one_go(session):
    session.execute(
        text(
            "insert into device (id, kind, simulated, valid_from)"
            " select 'd-' || n, 'tracker', false, :now from generate_series(1, 500) n"
        ),
        {"now": NOW},
    )
    session.execute(
        text(
            "insert into fix (device_id, boot, seq, fix_time, received_at, lon, lat)"
            " select 'd-' || d, 1, n, :now - n * interval '15 s', :now - n * interval '15 s', 110.67, -6.59"
            " from generate_series(1, 500) d, generate_series(1, 100) n"
        ),
        {"now": NOW},
    )
    session.execute(text("analyze fix"))
    began = time.process_time()
    rows = device_health.devices(session, now=NOW, calendar=CALENDAR)
    assert time.process_time() - began < 2  # our own share; some 0.2 s on an idle core
    assert {row.clock_skew_s for row in rows} == {0.0}
    assert len(rows) == 500
