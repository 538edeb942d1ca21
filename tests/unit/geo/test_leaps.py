import numpy as np
import pytest

from geo.leaps import CONVINCING, find_leaps
from geo.position import METRES_PER_DEGREE

LON, LAT = 110.67, -6.59


def leaps(*places, every_s=10.0):
    """Return which of the fixes are leaps; a place is metres north, or (seconds, metres north)."""
    rows = [(n * every_s, place) if np.isscalar(place) else place for n, place in enumerate(places)]
    times, north_m = np.array(rows, dtype=float).reshape(-1, 2).T
    found = find_leaps(times, np.full(len(rows), LON), LAT + north_m / METRES_PER_DEGREE)
    return np.flatnonzero(found).tolist()


FAR = 50_000


def test_a_truck_that_drives_and_stands_leaps_nowhere():
    assert leaps(0, 0, 100, 300, 500, 800, 800, 800) == []
    assert leaps() == leaps(0) == []


@pytest.mark.parametrize(("metres", "found"), [(330, []), (337, [1])])
def test_the_bound_is_120_km_h(metres, found):
    """333 m in 10 s are 120 km/h."""
    assert leaps(0, metres, (60, 500)) == found


def test_one_leap_is_flagged_and_not_the_way_back():
    assert leaps(0, 100, FAR, 200, 300) == [2]
    assert leaps(0, 100, FAR, -FAR, 200, 300) == [2, 3]


def test_leaps_to_one_place_are_flagged_while_the_truck_comes_back_in_between():
    assert leaps(0, FAR, 0, FAR, 0, 0, FAR, FAR, 0, 0) == [1, 3, 6, 7]


def test_a_first_fix_that_disagrees_with_the_next_two_is_the_leap():
    assert leaps(FAR, 0, 100, 200) == [0]


def test_after_a_silence_the_first_fix_is_judged_by_the_next_two():
    """After half an hour 20 km are in reach; the truck has not moved all the same."""
    assert leaps((0, 0), (10, 0), (1800, 20_000), (1810, 0), (1820, 0)) == [2]


def test_a_long_way_in_a_long_silence_is_no_leap():
    assert leaps((0, 0), (10, 0), (1800, FAR), (1810, FAR), (1820, FAR)) == []


def test_a_way_that_goes_on_elsewhere_is_believed_and_its_first_fix_marked():
    stays = [FAR] * CONVINCING
    assert leaps(0, 0, 0, *stays, FAR, FAR) == [3]
    assert leaps(0, 0, 0, *stays[1:], 0, 0) == [3, 4, 5, 6, 7]


def test_leaps_that_do_not_fit_one_another_never_convince():
    assert leaps(0, 0, 0, *[FAR, -FAR] * CONVINCING, 0) == list(range(3, 3 + 2 * CONVINCING))


def test_a_copied_identity_is_marked_from_its_first_fix_on():
    assert leaps(*[0, FAR] * 20) == list(range(1, 40, 2))


def test_scatter_within_a_second_is_no_leap():
    assert leaps(0, 40, 0, 60, 0, every_s=0.2) == []
    assert leaps((0, 0), (0, 60), (10, 0)) == []


def test_two_places_at_one_time_are_a_leap():
    assert leaps((0, 0), (10, 0), (10, FAR), (20, 0), (30, 0)) == [2]


def test_repeats_are_judged_alike_and_convince_nobody():
    assert leaps(0, 0, *[(20, FAR)] * CONVINCING, (30, 0), (40, 0)) == list(range(2, 2 + CONVINCING))
