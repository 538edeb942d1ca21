"""A vehicle's day is put onto the roads once, again when positions came late, and always the same way."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import delete, func, insert, select

from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.errors import NotFoundError, RoadsError
from data.store.queries.matching import DaySpan, day_track, read_match
from data.store.roads.matching import days_to_match, match_day, one_track
from tests.support.town import SOUTH, STEP, WEST

pytestmark = pytest.mark.services

CALENDAR = OperatingCalendar()
DAY = date(2026, 11, 18)
BEGINS = datetime(2026, 11, 18, 6, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
INSIDE = (110.6684, -6.5734)
"""In the landfill, 100 m from every street of the town."""

BESIDE = (WEST + 5 * STEP, INSIDE[1])


@pytest.fixture
def store(town_sessions):
    with town_sessions.begin() as session:
        pool = session.scalar(select(models.Facility.id).where(models.Facility.code == "pool"))
        session.execute(delete(models.DeviceAssignment))
        session.merge(
            models.Vehicle(
                id="dt-77",
                plate="K 7777 XX",
                class_code="dump_truck",
                pool_id=pool,
                planned=True,
                sample=True,
                valid_from=date(2025, 1, 1),
            )
        )
        for device in ("gps-a", "gps-b"):
            session.add(models.Device(id=device, kind="tracker", simulated=False, valid_from=BEGINS))
        session.flush()
        assign(session, "gps-a", BEGINS - timedelta(days=30))
    return town_sessions


def assign(session, device, since):
    session.add(models.DeviceAssignment(device_id=device, vehicle_id="dt-77", valid_from=since))


def report(sessions, places, *, device="gps-a", boot=1, begins=BEGINS, every_s=10):
    with sessions.begin() as session:
        session.execute(
            insert(models.Fix),
            [
                {
                    "device_id": device,
                    "boot": boot,
                    "seq": number,
                    "fix_time": begins + timedelta(seconds=every_s * number),
                    "received_at": NOW,
                    "lon": float(lon),
                    "lat": float(lat),
                }
                for number, (lon, lat) in enumerate(places)
            ],
        )


def between(start, end, number):
    return np.linspace(start, end, number)


def day_at_the_landfill():
    """Northwards along a street, into the landfill beside it, half an hour there, and back."""
    there = between((BESIDE[0], SOUTH + STEP), BESIDE, 70)
    into = between(BESIDE, INSIDE, 4)
    return np.vstack([there, into, np.repeat([INSIDE], 180, axis=0), into[::-1], there[::-1]])


def match(sessions, day=DAY):
    return match_day(sessions, "dt-77", day, calendar=CALENDAR, now=NOW)


def stored(sessions, day=DAY):
    with sessions() as session:
        return read_match(session, "dt-77", day)


def waiting(sessions, now=NOW):
    with sessions() as session:
        return days_to_match(session, calendar=CALENDAR, now=now)


def test_match_is_stored_with_its_pieces_and_the_yard_named(store):
    report(store, day_at_the_landfill())
    done = match(store)
    kept = stored(store)
    assert done.changed
    assert kept.head == done.head
    assert [piece.kind for piece in kept.pieces] == ["road", "off_road", "road"]
    assert [piece.number for piece in kept.pieces] == [1, 2, 3]
    with store() as session:
        landfill = session.scalar(select(models.Facility.id).where(models.Facility.code == "tpa-bandengan"))
    assert [piece.facility_id for piece in kept.pieces] == [None, landfill, None]
    assert kept.head.km == pytest.approx(2 * 4.43, rel=0.05)
    assert kept.head.confidence > 0.9
    assert (kept.matched_at, kept.head.profile) == (NOW, "dump_truck")


def test_same_positions_give_the_same_rows_and_write_nothing(store):
    report(store, day_at_the_landfill())
    match(store)
    again = match_day(store, "dt-77", DAY, calendar=CALENDAR, now=NOW + timedelta(hours=1))
    assert not again.changed
    assert stored(store).matched_at == NOW


def test_day_waits_until_it_is_over_and_again_when_a_position_comes_late(store):
    report(store, day_at_the_landfill()[:70])
    assert waiting(store, BEGINS.astimezone(UTC)) == []
    assert waiting(store) == [("dt-77", DAY)]
    match(store)
    assert waiting(store) == []
    report(store, [(BESIDE[0], SOUTH)], boot=2, begins=BEGINS - timedelta(seconds=40))
    assert waiting(store) == [("dt-77", DAY)]
    assert match(store).changed
    assert waiting(store) == []


def test_new_match_takes_the_place_of_the_old(store):
    report(store, day_at_the_landfill()[:30])
    first = match(store).head
    report(store, day_at_the_landfill()[30:70], boot=2, begins=BEGINS + timedelta(seconds=300))
    second = match(store).head
    assert second.road_m > first.road_m
    with store() as session:
        assert session.scalar(select(func.count()).select_from(models.TrackMatch)) == 1
        assert session.scalar(select(func.count()).select_from(models.MatchPiece)) == 1


def test_operating_day_is_not_the_utc_date(store):
    """05:30 WIB is 22:30 UTC of the day before, and belongs to the day that began at 03:00 WIB."""
    report(store, day_at_the_landfill()[:20], begins=BEGINS.replace(hour=5, minute=30))
    assert match(store) is not None
    assert match(store, DAY - timedelta(days=1)) is None


def test_positions_count_only_while_the_device_sat_in_the_vehicle(store):
    report(store, day_at_the_landfill()[:70], device="gps-b")
    assert match(store) is None
    with store.begin() as session:
        assign(session, "gps-b", BEGINS + timedelta(seconds=350))
    assert match(store).head.fixes == 35


def test_of_two_devices_in_a_truck_the_fuller_track_counts(store):
    places = day_at_the_landfill()[:70]
    report(store, places)
    with store.begin() as session:
        assign(session, "gps-b", BEGINS - timedelta(days=1))
    report(store, np.add(places[::2], (0.0002, 0.0)), device="gps-b", begins=BEGINS + timedelta(seconds=5))
    with store() as session:
        track = day_track(session, "dt-77", DaySpan(DAY, *CALENDAR.bounds(DAY)))
    assert len(track.times_s) == 105
    assert len(one_track(track)) == 70
    head = match(store).head
    assert (head.fixes, head.unmatched) == (105, 0)
    assert head.km == pytest.approx(4.34, rel=0.05)


def test_day_away_from_the_network_is_stored_as_unmatched(store):
    report(store, between((11.56, 48.16), (11.58, 48.17), 40))
    head = match(store).head
    assert (head.unmatched, head.road_m, head.confidence) == (40, 0.0, None)
    assert stored(store).pieces == ()


def test_unknown_vehicle_is_told(store):
    with pytest.raises(NotFoundError, match="no vehicle nobody"):
        match_day(store, "nobody", DAY, calendar=CALENDAR, now=NOW)


def test_without_roads_it_is_said_what_to_run(store):
    report(store, day_at_the_landfill()[:10])
    with store.begin() as session:
        for roads in session.scalars(select(models.RoadSnapshot)):
            roads.is_current = False
    with pytest.raises(RoadsError, match="no road snapshot is active"):
        match(store)
