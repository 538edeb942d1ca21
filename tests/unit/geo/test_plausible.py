from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data.contract.reasons import DOUBTS, IMPLAUSIBLE, UNREADABLE
from geo.plausible import (
    FLAGS,
    NONE,
    REFUSALS,
    Area,
    Observation,
    doubt,
    implied_kmh,
    latest_moment,
    refuse,
    screen,
)

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
GOOD = Observation(fix_time=NOW, lon=110.67, lat=-6.58, speed_kmh=20.0, satellites=7)
JEPARA = Area(110.5, -6.9, 111.0, -5.7)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lat": 90.5}, "latitude_out_of_range"),
        ({"lon": -180.5}, "longitude_out_of_range"),
        ({"lon": 0.0, "lat": 0.0}, "zero_position"),
        ({"satellites": 0}, "no_satellites"),
        ({"lon": float("nan")}, "not_finite"),
        ({"speed_kmh": float("inf")}, "not_finite"),
        ({"fix_time": datetime(2004, 1, 1, tzinfo=UTC)}, "before_2020"),
        ({"fix_time": NOW + timedelta(seconds=121)}, "in_future"),
    ],
)
def test_a_broken_rule_refuses_by_its_name(change, reason):
    verdict = screen(replace(GOOD, **change), now=NOW)
    assert reason in verdict.refused
    assert not verdict.accepted
    assert verdict.refused <= REFUSALS


def test_all_broken_rules_are_named():
    bad = replace(GOOD, lon=0.0, lat=0.0, satellites=0, fix_time=datetime(2004, 1, 1, tzinfo=UTC))
    assert screen(bad, now=NOW).refused == {"zero_position", "no_satellites", "before_2020"}


def test_a_clock_slightly_ahead_is_accepted():
    assert screen(replace(GOOD, fix_time=NOW + timedelta(seconds=120)), now=NOW).accepted


def test_a_good_fix_has_neither_refusal_nor_flag():
    verdict = screen(GOOD, now=NOW, previous=GOOD, area=JEPARA)
    assert verdict.accepted
    assert not verdict.flags


def test_doubts_are_flagged_but_kept():
    far = replace(GOOD, lon=110.0, accuracy_m=201.0, fix_time=NOW - timedelta(seconds=10))
    verdict = screen(far, now=NOW, previous=GOOD, area=JEPARA, mock=True)
    assert verdict.accepted
    assert verdict.flags == FLAGS


def test_implied_speed_does_not_care_which_fix_is_older():
    later = replace(GOOD, lat=-6.57, fix_time=NOW + timedelta(seconds=60))
    assert implied_kmh(GOOD, later) == implied_kmh(later, GOOD) == pytest.approx(66.7, abs=0.1)


def test_two_places_at_one_instant_are_infinitely_fast():
    assert implied_kmh(GOOD, replace(GOOD, lat=-6.57)) == float("inf")
    assert implied_kmh(GOOD, GOOD) == 0.0


@pytest.mark.parametrize(("lon", "lat"), [(0.0, -6.5), (110.5, 0.0), (180.0, -90.0), (-180.0, 90.0)])
def test_the_quick_way_takes_the_edges_of_the_world_and_gives_the_one_empty_tuple(lon, lat):
    assert refuse(lon, lat, NOW + timedelta(seconds=120), latest_moment(NOW)) is NONE
    assert refuse(lon, lat, datetime(2020, 1, 1, tzinfo=UTC), latest_moment(NOW), 4) is NONE


@pytest.mark.parametrize("lat", [float("nan"), float("inf"), float("-inf")])
def test_the_quick_way_refuses_what_is_no_number(lat):
    assert "not_finite" in refuse(110.0, lat, NOW, latest_moment(NOW))


def test_reasons_are_told_in_their_order():
    late = NOW + timedelta(days=5000)
    found = refuse(0.0, 0.0, late, latest_moment(NOW), 0)
    assert found == ("in_future", "no_satellites", "zero_position")
    assert doubt(0.0, 0.0, 500.0, JEPARA, mock=True) == ("mock", "outside_area", "poor_accuracy")
    assert doubt(110.67, -6.58, 200.0, JEPARA) is NONE


def test_every_reason_of_geometry_stands_in_the_list_of_all_reasons():
    assert {*IMPLAUSIBLE, *UNREADABLE} >= REFUSALS
    assert set(DOUBTS) == FLAGS
