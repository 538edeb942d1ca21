from datetime import UTC, date, datetime, time

import pytest

from data.contract.calendar import OperatingCalendar

CALENDAR = OperatingCalendar("Asia/Jakarta", time(3, 0), time(6, 0), time(14, 0))


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 11, 20, 22, 30, tzinfo=UTC), date(2026, 11, 21)),  # 05:30 WIB: UTC is still yesterday
        (
            datetime(2026, 11, 20, 19, 59, tzinfo=UTC),
            date(2026, 11, 20),
        ),  # 02:59 WIB belongs to the day before
        (datetime(2026, 11, 20, 20, 0, tzinfo=UTC), date(2026, 11, 21)),  # 03:00 WIB begins the day
        (datetime(2026, 11, 21, 16, 59, tzinfo=UTC), date(2026, 11, 21)),  # 23:59 WIB
    ],
)
def test_operating_day_is_the_local_date_with_a_day_start(utc, day):
    assert CALENDAR.day_of(utc) == day


def test_shift_is_given_in_utc():
    start, end = CALENDAR.shift(date(2026, 11, 21))
    assert start == datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    assert end == datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


def test_bounds_of_neighbouring_days_meet():
    assert CALENDAR.bounds(date(2026, 11, 21))[1] == CALENDAR.bounds(date(2026, 11, 22))[0]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 22, 4, 14, tzinfo=UTC), date(2026, 11, 21)),  # 11:14 WIB: today's is under way
        (datetime(2026, 11, 22, 7, 0, tzinfo=UTC), date(2026, 11, 22)),  # 14:00 WIB: just ended
        (datetime(2026, 11, 22, 19, 0, tzinfo=UTC), date(2026, 11, 22)),  # 02:00 WIB of the next date
    ],
)
def test_last_completed_shift_is_the_latest_that_has_ended(now, day):
    assert CALENDAR.last_completed_shift(now) == day
