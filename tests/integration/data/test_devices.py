"""Devices and gateways are made known, put into vehicles and closed; what waits of them is read again."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import select, text

from data.contract.calendar import OperatingCalendar
from data.store.address import DEVICES_CHANNEL, plain_url
from data.store.errors import ConflictError, NotFoundError
from data.store.models import Device, DirtyDay, Quarantine
from data.store.queries import credentials, devices, gateways
from data.store.queries.devices import NewDevice, Seat

pytestmark = pytest.mark.services

CALENDAR = OperatingCalendar()
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # 10:00 in Jepara
TODAY = date(2026, 11, 20)
IMEI = "356307042441013"
PHONE = NewDevice("hp-budi", "owntracks")


def put(session, device, vehicle, since):
    return devices.assign(session, device, vehicle, since=since, now=NOW, calendar=CALENDAR)


def refused(session, external_id, dialect="teltonika", received_at=NOW):
    session.add(
        Quarantine(
            received_at=received_at,
            topic=f"{external_id}/data",
            reasons=["unknown_device"],
            detail="",
            raw=b"{}",
            dialect=dialect,
            external_id=external_id,
        )
    )
    session.flush()


def dirty(session):
    return sorted(tuple(row) for row in session.execute(select(DirtyDay.vehicle_id, DirtyDay.operating_day)))


def test_device_is_found_by_what_it_calls_itself(seeded):
    devices.add(seeded, NewDevice("gps-7", "teltonika", IMEI), NOW)
    devices.add(seeded, PHONE, NOW)
    assert devices.by_external_id(seeded, "teltonika", IMEI).id == "gps-7"
    assert devices.by_external_id(seeded, "owntracks", "hp-budi").kind == "phone"
    assert devices.by_external_id(seeded, "owntracks", IMEI) is None


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (NewDevice("HP", "owntracks"), "is not 3 to 32 of a-z"),
        (NewDevice("ingest", "own"), "account of our own"),
        (NewDevice("gps-7", "teltonika", "35630"), "IMEI, 15 digits"),
        (NewDevice("gps-7", "teltonika"), "IMEI, 15 digits"),
        (NewDevice("gps-7", "traccar", IMEI), "needs its gateway"),
        (NewDevice("gps-7", "own", gateway="traccar"), "no other has one"),
        (NewDevice("hp-ani", "owntracks", "ani"), "calls itself by its id"),
        (NewDevice("hp-ani", "traccar_client", "a b"), "is no name"),
        (NewDevice("hp-ani", "nmea"), "is none of own"),
    ],
)
def test_device_that_does_not_fit_is_refused_with_the_rule(seeded, new, why):
    with pytest.raises(ConflictError, match=why):
        devices.add(seeded, new, NOW)


def test_ids_and_names_are_not_used_twice(seeded):
    gateways.add(seeded, "traccar", NOW)
    devices.add(seeded, NewDevice("gps-7", "teltonika", IMEI), NOW)
    with pytest.raises(ConflictError, match="a device 'gps-7'"):
        devices.add(seeded, NewDevice("gps-7", "own"), NOW)
    with pytest.raises(ConflictError, match="a gateway 'traccar'"):
        devices.add(seeded, NewDevice("traccar", "own"), NOW)
    with pytest.raises(ConflictError, match="a device 'gps-7'"):
        gateways.add(seeded, "gps-7", NOW)
    with pytest.raises(ConflictError, match="'gps-7' calls itself"):
        devices.add(seeded, NewDevice("gps-8", "teltonika", IMEI), NOW)


def test_closed_device_leaves_its_name_to_another(seeded):
    devices.add(seeded, NewDevice("gps-7", "teltonika", IMEI), NOW)
    devices.close(seeded, "gps-7", NOW, now=NOW, calendar=CALENDAR)
    assert devices.add(seeded, NewDevice("gps-8", "teltonika", IMEI), NOW).external_id == IMEI


def test_moving_a_device_re_derives_the_days_of_both_vehicles(seeded):
    devices.add(seeded, PHONE, NOW)
    put(seeded, "hp-budi", "dt-01", NOW - timedelta(days=5))
    seeded.execute(text("delete from dirty_day"))
    moved = put(seeded, "hp-budi", "dt-02", NOW - timedelta(days=1))
    assert (moved.ended.vehicle_id, moved.ended.valid_to) == ("dt-01", NOW - timedelta(days=1))
    days = [TODAY - timedelta(days=1), TODAY]
    assert dirty(seeded) == [(vehicle, day) for vehicle in ("dt-01", "dt-02") for day in days]


def test_device_sits_in_one_vehicle_at_a_time(seeded):
    devices.add(seeded, PHONE, NOW)
    put(seeded, "hp-budi", "dt-01", NOW - timedelta(days=1))
    with pytest.raises(ConflictError, match="was moved after"):
        put(seeded, "hp-budi", "dt-02", NOW - timedelta(days=2))
    with pytest.raises(ConflictError, match="sits in 'dt-01' already"):
        put(seeded, "hp-budi", "dt-01", NOW)


def test_nobody_is_put_into_nothing(seeded):
    with pytest.raises(NotFoundError, match="no device 'hp-ani'"):
        put(seeded, "hp-ani", "dt-01", NOW)
    devices.add(seeded, PHONE, NOW)
    with pytest.raises(NotFoundError, match="no vehicle 'dt-99'"):
        put(seeded, "hp-budi", "dt-99", NOW)


def test_closing_ends_secret_and_seat_and_keeps_the_past(seeded):
    enlisted = devices.enlist(seeded, PHONE, Seat("dt-01", NOW - timedelta(days=3), CALENDAR), now=NOW)
    seeded.execute(text("delete from dirty_day"))
    devices.close(seeded, "hp-budi", NOW, now=NOW, calendar=CALENDAR)
    assert credentials.owner_of_secret(seeded, enlisted.secret) is None
    assert enlisted.binding.fresh.valid_to == NOW
    assert seeded.get(Device, "hp-budi").valid_to == NOW
    assert dirty(seeded) == [("dt-01", TODAY)]
    with pytest.raises(NotFoundError, match="in use"):
        devices.close(seeded, "hp-budi", NOW, now=NOW, calendar=CALENDAR)


def test_unlisted_device_is_seated_since_the_day_it_was_first_heard_and_read_again(seeded):
    first = NOW - timedelta(days=1)
    refused(seeded, IMEI, received_at=first)
    refused(seeded, IMEI)
    refused(seeded, "356307042441021")
    enlisted = devices.enlist(
        seeded, NewDevice("gps-7", "teltonika", IMEI), Seat("dt-01", None, CALENDAR), now=NOW
    )
    assert enlisted.waiting == 2
    # the fix is older than its arrival, and belongs to the vehicle too
    assert enlisted.binding.fresh.valid_from == CALENDAR.bounds(CALENDAR.day_of(first))[0]
    assert dirty(seeded) == [("dt-01", TODAY - timedelta(days=1)), ("dt-01", TODAY)]
    asked = seeded.scalars(select(Quarantine.external_id).where(Quarantine.retry_asked_at == NOW)).all()
    assert asked == [IMEI, IMEI]


def test_gateway_signs_in_for_its_devices(seeded):
    gateways.add(seeded, "traccar", NOW)
    gateways.add(seeded, "vendor-b", NOW)
    enlisted = devices.enlist(seeded, NewDevice("gps-7", "traccar", IMEI, "traccar"), None, now=NOW)
    assert enlisted.secret is None
    listed = [(row.id, row.topic, row.devices) for row in gateways.listing(seeded)]
    assert listed == [("traccar", "positions", 1), ("vendor-b", "positions/vendor-b", 0)]
    gateways.close(seeded, "vendor-b", NOW)
    assert [row.id for row in gateways.listing(seeded)] == ["traccar"]
    with pytest.raises(NotFoundError, match="no gateway 'vendor-b'"):
        devices.add(seeded, NewDevice("gps-8", "traccar", "1", "vendor-b"), NOW)


def test_every_change_of_the_list_is_pinged(seeded, seeded_url):
    changes = [
        lambda: gateways.add(seeded, "traccar", NOW),
        lambda: devices.add(seeded, PHONE, NOW),
        lambda: put(seeded, "hp-budi", "dt-01", NOW - timedelta(days=1)),
        lambda: devices.close(seeded, "hp-budi", NOW, now=NOW, calendar=CALENDAR),
        lambda: gateways.close(seeded, "traccar", NOW),
    ]
    with psycopg.connect(plain_url(seeded_url), autocommit=True) as listener:
        listener.execute(f"listen {DEVICES_CHANNEL}")
        for change in changes:
            change()
            seeded.commit()
            assert next(listener.notifies(timeout=30, stop_after=1)).channel == DEVICES_CHANNEL
