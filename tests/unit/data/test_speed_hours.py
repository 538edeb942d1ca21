"""Which speed holds when: bands of local time, over midnight, by weekday and class."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.store.queries.speeds import NewSpeed
from data.store.roads.conditions import Hours

WIB = ZoneInfo("Asia/Jakarta")
FRIDAY = datetime(2026, 11, 20, tzinfo=WIB)
ROAD = (7, None, None)


def hours(*speeds):
    return Hours(1, speeds, WIB)


def at(hour, day=FRIDAY):
    return (day + timedelta(hours=hour)).astimezone(UTC)


def test_band_holds_from_its_beginning_until_before_its_end():
    morning = hours(NewSpeed(7, 12, time(6), time(9)))
    assert morning.at(at(6)) == {ROAD: 12}
    assert morning.at(at(8.99)) == {ROAD: 12}
    assert morning.at(at(9)) == {}
    assert morning.at(at(5.99)) == {}


def test_band_over_midnight_belongs_to_the_day_it_begins_on():
    friday_night = hours(NewSpeed(7, 30, time(22), time(4), weekdays=0b0010000))
    assert friday_night.at(at(23)) == {ROAD: 30}
    assert friday_night.at(at(27)) == {ROAD: 30}
    assert friday_night.at(at(3)) == {}
    assert friday_night.at(at(47)) == {}


def test_band_with_equal_ends_is_the_whole_day():
    whole = hours(NewSpeed(7, 30, time(0), time(0)))
    assert whole.at(at(0)) == whole.at(at(13)) == {ROAD: 30}


def test_speed_of_the_class_goes_before_that_of_all_and_the_slower_of_two():
    band = {"from_time": time(0), "to_time": time(0)}
    both = hours(
        NewSpeed(7, 10, **band),
        NewSpeed(7, 25, **band, class_code="pickup"),
        NewSpeed(7, 20, **band, class_code="pickup"),
    )
    assert both.at(at(7)) == {ROAD: 20}


def test_shift_has_the_speed_that_holds_for_most_of_it():
    early, late = NewSpeed(7, 10, time(6), time(9)), NewSpeed(7, 25, time(9), time(14))
    assert hours(early, late).during(at(6), at(14)) == {ROAD: 25}
    assert hours(early).during(at(6), at(14)) == {}
    assert hours(early).during(at(6), at(10)) == {ROAD: 10}


def test_next_edge_is_the_next_beginning_or_end_of_a_band():
    morning = hours(NewSpeed(7, 12, time(6), time(9)))
    assert morning.next_edge(at(5)) == at(6)
    assert morning.next_edge(at(6)) == at(9)
    assert morning.next_edge(at(9)) == at(30)
    assert hours().next_edge(at(5)) is None


def test_band_is_told_by_the_hours_in_which_nothing_changes():
    two = hours(NewSpeed(7, 12, time(6), time(9)), NewSpeed(8, 12, time(8), time(10)))
    assert two.band(at(8.5)) == "08:00-09:00"
    assert two.band(at(12)) == "10:00-06:00"
    assert hours().band(at(12)) is None
