from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from data.store import jobs, migrate
from data.store.models import Fix
from data.store.partitions import ensure_months

pytestmark = pytest.mark.services


def fix_at(moment):
    return Fix(device_id="dt-01", boot=1, seq=1, fix_time=moment, received_at=moment, lon=110.6, lat=-6.5)


def partition_of(session):
    return session.scalar(text("select tableoid::regclass::text from fix"))


def test_fix_lands_in_the_partition_of_its_month(session):
    ensure_months(session, date(2026, 11, 15), months=3)
    session.add(fix_at(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)))
    session.flush()
    assert partition_of(session) == "fix_2026_12"


def test_fix_without_a_partition_is_kept_in_the_default(session):
    session.add(fix_at(datetime(2031, 1, 1, tzinfo=UTC)))
    session.flush()
    assert partition_of(session) == "fix_default"


def test_partitions_are_made_once_and_stray_fixes_move_into_their_month(session):
    session.add(fix_at(datetime(2026, 12, 5, tzinfo=UTC)))
    session.flush()
    assert ensure_months(session, date(2026, 11, 1), months=3) == [
        "fix_2026_11",
        "fix_2026_12",
        "fix_2027_01",
    ]
    assert partition_of(session) == "fix_2026_12"
    assert ensure_months(session, date(2026, 11, 1), months=3) == []


def test_migrated_database_agrees_with_the_models(database_url):
    assert migrate.drift(database_url) == []


def test_job_is_deferred_by_name(database_url, session):
    number = jobs.defer(database_url, "plan_day", queue="plan", operating_day="2026-11-21")
    row = session.execute(text("select id, queue_name, task_name, args from queue.procrastinate_jobs")).one()
    assert tuple(row) == (number, "plan", "plan_day", {"operating_day": "2026-11-21"})
