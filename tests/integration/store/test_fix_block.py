"""The hand-made block of fixes holds exactly what it was made of."""

from datetime import UTC, datetime

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.contract.fix import Fix
from data.store.address import plain_url
from data.store.queries.ingest_items import Arrival, NewFix
from data.store.queries.ingest_rows import FIX_COLUMNS, fix_block

pytestmark = pytest.mark.services

moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive limits and adds the zone
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
scalars = st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | words
fixes = st.builds(
    Fix,
    device=st.from_regex(r"[a-z0-9-]{3,32}", fullmatch=True),
    boot=st.integers(0, 2**63 - 1),
    seq=st.integers(1, 2**63 - 1),
    fix_time=moments,
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    speed_kmh=numbers,
    course_deg=numbers,
    accuracy_m=numbers,
    altitude_m=numbers,
    battery_pct=numbers,
    satellites=st.none() | st.integers(0, 2**31 - 1),
    sent_at=st.none() | moments,
    extra=st.none() | st.dictionaries(words, scalars, max_size=3),
)
news = st.builds(
    NewFix,
    fixes,
    st.builds(Arrival, st.just("t"), st.just(b""), moments),
    st.lists(words, max_size=3).map(tuple),
)


@pytest.fixture
def connection(database_url):
    """Give a connection with a table of the same columns and no key."""
    with psycopg.connect(plain_url(database_url), autocommit=True) as connection:
        connection.execute("create temp table stage (like fix)")
        yield connection


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(news, max_size=5))
def test_what_goes_in_comes_out(connection, batch):
    connection.execute("truncate stage")
    with connection.cursor().copy(f"copy stage ({FIX_COLUMNS}) from stdin (format binary)") as copy:
        copy.write(fix_block(batch))
    columns = "device_id, boot, seq, fix_time, lon, lat, speed_kmh, course_deg, accuracy_m, altitude_m,"
    rows = connection.execute(
        f"select {columns} battery_pct, satellites, sent_at, extra, received_at, flags from stage"
    ).fetchall()
    wanted = [
        (*(getattr(new.fix, name) for name in Fix.__struct_fields__), new.arrival.received_at, new.flags)
        for new in batch
    ]
    told = [(*row[:13], row[13] or None, row[14], tuple(row[15] or ())) for row in rows]
    assert told == [(*row[:13], row[13] or None, *row[14:]) for row in wanted]
