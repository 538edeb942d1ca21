import numpy as np
import pytest

from geo.position import offset
from geo.stops import NOWHERE, StopRules, Track, find_stays, match_visits

LON, LAT = 110.67, -6.58


def track(*legs, start_s=1_000.0, speeds=True):
    """Build a track of legs (seconds, step_s, east_from, east_to, speed_kmh); each leg includes its start."""
    rows = []
    at = start_s
    for duration, step, east_from, east_to, speed in legs:
        for t in np.arange(0.0, duration, step):
            east = east_from + (east_to - east_from) * t / duration
            rows.append((at + t, *offset(LON, LAT, float(east), 0.0), speed))
        at += duration
    times, lon, lat, speed = np.array(rows).T
    return Track(times, lon, lat, speed if speeds else None)


def visits(a_track, *easts, **rules):
    lon, lat = np.array([offset(LON, LAT, float(east), 0.0) for east in easts]).T
    return match_visits(a_track, lon, lat, StopRules(**rules))


def there_and_back(standing_s, speed=1.0, step=10.0):
    return [(60, step, -400, 0, 24.0), (standing_s, step, 0, 0, speed), (60, step, 0, 400, 24.0)]


def test_standing_at_a_place_is_a_visit():
    (stay,) = visits(track(*there_and_back(180)), 5)
    assert stay.place_index == 0
    assert (stay.arrived_s, stay.left_s) == (1_060.0, 1_230.0)
    assert stay.fixes == 18
    assert stay.confidence > 0.9


def test_standing_too_short_is_no_visit():
    assert visits(track(*there_and_back(60)), 0) == []
    assert len(visits(track(*there_and_back(80)), 0)) == 1


def test_a_drive_past_is_no_visit():
    assert visits(track((600, 10, -2000, 2000, 24.0)), 0) == []


def test_a_drive_past_of_a_tracker_that_always_reports_zero_speed_is_no_visit():
    assert visits(track((600, 5, -2000, 2000, 0.0)), 0) == []


def test_standing_out_of_reach_is_no_visit():
    assert visits(track(*there_and_back(300)), 41) == []


def test_a_wider_radius_of_one_place_reaches_farther():
    (stay,) = visits(track(*there_and_back(300)), 41, 90, radius_m=(40.0, 120.0))
    assert stay.place_index == 1


def test_a_place_visited_twice_is_two_visits():
    legs = [*there_and_back(120), (60, 10, 400, 0, 24.0), (120, 10, 0, 0, 0.0)]
    assert [stay.place_index for stay in visits(track(*legs), 0)] == [0, 0]


def test_the_nearest_of_two_places_in_reach_has_the_visit():
    (stay,) = visits(track(*there_and_back(180)), 30, -10, 25)
    assert stay.place_index == 1


def test_two_neighbouring_places_served_one_after_the_other_are_two_visits():
    legs = [(120, 10, 0, 0, 0.0), (10, 10, 0, 30, 10.0), (120, 10, 30, 30, 0.0)]
    found = visits(track(*legs), 0, 30)
    assert [stay.place_index for stay in found] == [0, 1]
    assert found[0].left_s < found[1].arrived_s


def test_standing_between_two_places_with_noise_is_one_visit():
    noisy = [(10, 10, 15 + (-1) ** i * 4, 15 + (-1) ** i * 4, 0.0) for i in range(18)]
    assert len(visits(track(*noisy), 0, 31)) == 1


def test_one_jumpy_fix_does_not_split_a_visit():
    legs = [(50, 10, 0, 0, 0.0), (10, 10, 90, 90, 30.0), (50, 10, 0, 0, 0.0)]
    (stay,) = visits(track(*legs), 0)
    assert stay.left_s - stay.arrived_s == 100.0


def test_one_jump_into_the_reach_of_a_neighbour_does_not_split_a_visit():
    legs = [(50, 10, 0, 0, 0.0), (10, 10, 60, 60, 0.0), (50, 10, 0, 0, 0.0), (120, 10, 70, 70, 0.0)]
    found = visits(track(*legs), 0, 70)
    assert [stay.place_index for stay in found] == [0, 1]


def test_silence_while_standing_is_bridged_and_costs_confidence():
    legs = [(20, 10, 0, 0, 0.0), (400, 400, 0, 0, 0.0), (20, 10, 0, 0, 0.0)]
    (stay,) = visits(track(*legs), 0)
    assert stay.left_s - stay.arrived_s == 430.0
    assert stay.confidence < 0.4


def test_a_long_silence_is_no_evidence_of_standing():
    legs = [(20, 10, 0, 0, 0.0), (1200, 1200, 0, 0, 0.0), (20, 10, 0, 0, 0.0)]
    assert visits(track(*legs), 0) == []


def test_unknown_speeds_are_implied_by_the_way_covered():
    standing = track(*there_and_back(180), speeds=False)
    assert len(visits(standing, 0)) == 1
    assert visits(track((600, 10, -2000, 2000, 24.0), speeds=False), 0) == []


def test_an_empty_track_and_no_places_have_no_visits():
    empty = Track(np.array([]), np.array([]), np.array([]))
    assert visits(empty, 0) == []
    assert find_stays(empty) == []
    assert match_visits(track(*there_and_back(180)), np.array([]), np.array([])) == []


def test_every_standstill_is_found_without_places():
    found = find_stays(track(*there_and_back(180), (120, 10, 400, 400, 0.0)))
    assert [stay.place_index for stay in found] == [NOWHERE, NOWHERE]
    assert found[0].duration_s == 170.0


def test_one_radius_per_place_is_demanded():
    with pytest.raises(ValueError, match="broadcast"):
        visits(track(*there_and_back(180)), 0, 50, 100, radius_m=(40.0, 120.0))


def test_impossible_rules_are_refused():
    with pytest.raises(ValueError, match="positive radius"):
        StopRules(radius_m=0.0)
