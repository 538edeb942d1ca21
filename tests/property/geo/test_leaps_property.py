import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.leaps import CONVINCING, SCATTER_M, find_leaps
from geo.position import METRES_PER_DEGREE, haversine_m

fixes = st.lists(
    st.tuples(
        st.integers(0, 400).map(lambda step: step * 5.0),
        st.sampled_from([0.0, 0.0, 50.0, 300.0, 20_000.0, 20_040.0, -70_000.0]),
    ),
    max_size=60,
)


def columns(rows):
    times, north_m = np.array(rows, dtype=float).reshape(-1, 2).T
    return times, np.full(len(times), 110.67), -6.59 + north_m / METRES_PER_DEGREE


def told(rows):
    return dict(zip(rows, find_leaps(*columns(rows)).tolist(), strict=True))


@given(fixes, st.randoms(use_true_random=False), st.integers(0, 30))
def test_any_order_and_repetition_gives_equal_flags(rows, random, repeats):
    again = rows + (random.choices(rows, k=repeats) if rows else [])
    random.shuffle(again)
    assert told(again) == told(rows)


@settings(max_examples=200)
@given(fixes)
def test_what_is_believed_can_be_driven_or_follows_a_marked_leap(rows):
    """No two neighbours among the believed are too far apart, unless the way went on elsewhere."""
    rows = sorted(set(rows))
    times, lon, lat = columns(rows)
    kept = np.flatnonzero(~find_leaps(times, lon, lat))
    for before, after in itertools.pairwise(kept):
        reach_m = max(SCATTER_M, (times[after] - times[before]) * 120 / 3.6)
        if haversine_m(lon[before], lat[before], lon[after], lat[after]) > reach_m + 1e-6:
            assert after - before > 1
            assert len(kept) >= CONVINCING - 1


@given(fixes, st.integers(1, 59))
def test_what_is_told_of_a_fix_does_not_change_once_six_more_have_come(rows, count):
    rows = sorted(set(rows))
    times, lon, lat = columns(rows)
    then, now = find_leaps(times[:count], lon[:count], lat[:count]), find_leaps(times, lon, lat)
    sure = max(0, min(count, len(rows)) - CONVINCING)
    assert then[:sure].tolist() == now[:sure].tolist()


@given(fixes)
def test_a_day_without_a_step_too_long_has_no_leap(rows):
    slow = [(moment, min(north_m, 90.0) if north_m > 0 else 0.0) for moment, north_m in rows]
    assert not find_leaps(*columns(slow)).any()
