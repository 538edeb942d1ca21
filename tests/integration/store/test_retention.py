"""How long tracks are kept, and what stays when they go."""

from datetime import UTC, date, datetime, timedelta
from threading import Event

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from data.contract.calendar import OperatingCalendar
from data.store import retention
from data.store.address import plain_url
from data.store.cli import app
from data.store.models import DeviceAssignment, DirtyDay, Fix, HistoryMark, LateDay, Visit
from data.store.partitions import ensure_months, partitions, stray_fixes
from data.store.queries import visits
from data.store.seed import seed_reference
from ingest.facts import Deriver
from ingest.upkeep import Upkeep

pytestmark = pytest.mark.services

CALENDAR = OperatingCalendar()
DAY = date(2026, 5, 4)
BEGINS = CALENDAR.shift(DAY)[0]
PICTURE = {"lon": 110.66, "lat": -6.59}
DEVICE = "dt-01"


class HeldNow:
    def __init__(self, now):
        self.moment = now

    def now(self):
        return self.moment


@pytest.fixture
def world(sessions):
    """Give sessions on a store with a truck and its device."""
    with sessions.begin() as session:
        seed_reference(session)
        session.execute(
            text(
                "insert into device (id, kind, simulated, valid_from)"
                " values ('dt-01', 'phone', false, '2020-01-01')"
            )
        )
        session.add(
            DeviceAssignment(device_id=DEVICE, vehicle_id=DEVICE, valid_from=datetime(2020, 1, 1, tzinfo=UTC))
        )
    return sessions


def add_fixes(sessions, *moments):
    with sessions.begin() as session:
        for number, moment in enumerate(moments, start=1):
            seq = number + int(moment.timestamp())
            session.add(
                Fix(device_id=DEVICE, boot=1, seq=seq, fix_time=moment, received_at=moment, **PICTURE)
            )


def every(seconds, count, start=BEGINS):
    return [start + timedelta(seconds=seconds * n) for n in range(count)]


def fix_times(sessions):
    with sessions() as session:
        return list(session.scalars(select(Fix.fix_time).order_by(Fix.fix_time)))


def days_later(days):
    return BEGINS + timedelta(days=days)


def test_full_track_stays_untouched_for_as_long_as_the_policy_says(world):
    add_fixes(world, *every(10, 30))
    done = retention.apply(world, CALENDAR, days_later(89))
    assert (done.thinned, len(fix_times(world))) == (0, 30)


def test_older_track_keeps_the_first_fix_of_every_interval(world):
    add_fixes(world, *every(10, 30))
    done = retention.apply(world, CALENDAR, days_later(90))
    assert done.thinned == 25
    assert fix_times(world) == every(60, 5)


def test_fix_outside_shift_and_work_goes_after_its_days_and_work_outside_the_shift_stays(world):
    night, late_work = BEGINS - timedelta(hours=2), CALENDAR.shift(DAY)[1] + timedelta(hours=2)
    add_fixes(world, night, BEGINS, late_work, late_work + timedelta(hours=3))
    with world.begin() as session:
        facility = session.scalar(text("select id from facility where kind = 'pool' limit 1"))
        session.add(
            Visit(
                vehicle_id=DEVICE,
                operating_day=DAY,
                kind="pool",
                facility_id=facility,
                arrived_at=BEGINS,
                left_at=late_work + timedelta(minutes=5),
                source="track",
                confidence=1.0,
            )
        )
    assert retention.apply(world, CALENDAR, days_later(30)).trimmed == 0
    assert retention.apply(world, CALENDAR, days_later(31)).trimmed == 2
    assert fix_times(world) == [BEGINS, late_work]


def test_dropped_months_take_their_fixes_and_leave_the_visits(world):
    with world.begin() as session:
        ensure_months(session, date(2026, 4, 1), months=3)
    add_fixes(world, BEGINS - timedelta(days=20), BEGINS)
    with world.begin() as session:
        facility = session.scalar(text("select id from facility where kind = 'pool' limit 1"))
        moments = {"arrived_at": BEGINS, "left_at": BEGINS}
        session.add(
            Visit(
                vehicle_id=DEVICE,
                operating_day=DAY,
                kind="pool",
                facility_id=facility,
                source="track",
                confidence=1,
                **moments,
            )
        )
    done = retention.apply(world, CALENDAR, days_later(730))
    assert done.dropped == ("fix_2026_04",)
    assert len(fix_times(world)) == 1
    with world() as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == 1


def test_a_month_is_not_dropped_while_a_dump_reads_it_and_nobody_waits_for_long(world, monkeypatch):
    monkeypatch.setattr(retention, "LOCK_PATIENCE", text("set local lock_timeout = '50ms'"))
    with world.begin() as session:
        ensure_months(session, DAY, 1)
    with world() as dump:
        dump.execute(text("lock table fix, fix_2026_05 in access share mode"))
        with pytest.raises(OperationalError, match="lock timeout"):
            retention.apply(world, CALENDAR, BEGINS + timedelta(days=2000))
    with world() as session:
        assert [part.name for part in partitions(session)] == ["fix_2026_05"]


def test_a_thinned_day_is_not_derived_anew_and_its_late_fix_is_thinned_with_it(world, database_url):
    add_fixes(world, *every(10, 30))
    retention.apply(world, CALENDAR, days_later(90))
    add_fixes(world, BEGINS + timedelta(seconds=65))
    with world.begin() as session:
        session.add(DirtyDay(vehicle_id=DEVICE, operating_day=DAY, marked_at=BEGINS))
    with psycopg.connect(plain_url(database_url), autocommit=True) as connection:
        assert Deriver(connection, CALENDAR, every_s=0).sweep(Event()) == 1
        assert visits.marks(connection) == []
    with world() as session:
        assert session.scalar(select(LateDay.operating_day)) == DAY
    assert retention.apply(world, CALENDAR, days_later(91)).thinned == 1
    with world() as session:
        assert session.scalar(select(LateDay.operating_day)) is None
    assert fix_times(world) == every(60, 5)


def test_a_second_run_removes_nothing_and_goes_no_day_back(world):
    add_fixes(world, *every(10, 30))
    retention.apply(world, CALENDAR, days_later(90))
    with world() as session:
        before = dict(session.execute(select(HistoryMark.act, HistoryMark.done_until)).tuples().all())
    done = retention.apply(world, CALENDAR, days_later(60))
    with world() as session:
        after = dict(session.execute(select(HistoryMark.act, HistoryMark.done_until)).tuples().all())
    assert (done.trimmed, done.thinned) == (0, 0)
    assert {act: after[act] for act in ("trim", "thin")} == {act: before[act] for act in ("trim", "thin")}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("track_full_days", 0),
        ("track_full_days", 9_999),
        ("track_thin_s", 0),
        ("off_shift_keep_days", 9_999),
        ("waste", 1),
    ],
)
def test_figure_that_contradicts_the_policy_is_refused_and_nothing_changes(
    world, database_url, monkeypatch, key, value
):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", database_url)
    result = CliRunner().invoke(app, ["history", "set", key, str(value)])
    assert result.exit_code == 1
    assert result.output.startswith("siangsa db history: ")
    with world() as session:
        assert retention.load_policy(session).full_days == 90


def test_history_shows_policy_and_stray_fixes(world, database_url, monkeypatch):
    monkeypatch.setenv("SIANGSA_DATABASE_URL", database_url)
    add_fixes(world, datetime(2031, 1, 1, tzinfo=UTC))
    assert CliRunner().invoke(app, ["history", "set", "track_full_days", "120"]).exit_code == 0
    output = CliRunner().invoke(app, ["history", "show"]).output
    assert "full tracks            120 days" in output
    assert "fixes without a month  1" in output


def test_upkeep_makes_months_ahead_and_brings_stray_fixes_home(world, database_url):
    add_fixes(world, datetime(2025, 3, 7, 4, tzinfo=UTC), BEGINS)
    Upkeep(database_url, clock=HeldNow(BEGINS), calendar=CALENDAR).once()
    with world() as session:
        names = [part.name for part in partitions(session)]
        assert stray_fixes(session) == 0
    assert {"fix_2025_03", "fix_2026_04", "fix_2026_05", "fix_2026_08"} <= set(names)
