from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.position import haversine_m, offset
from geo.stops import StopRules, Track, match_visits

LON, LAT = 110.67, -6.58
PLACES = np.array([offset(LON, LAT, east, north) for east, north in ((0.0, 0.0), (35.0, 0.0), (300.0, 50.0))])

fix = st.tuples(
    st.integers(0, 900).map(float),
    st.integers(-60, 360).map(float),
    st.sampled_from([0.0, 0.0, 2.0, 4.9, 5.0, 20.0, float("nan")]),
)


def build(fixes):
    rows = np.array([(t, *offset(LON, LAT, east, 0.0), speed) for t, east, speed in fixes])
    return Track(*rows.reshape(-1, 4).T)


@given(st.lists(fix, max_size=80), st.randoms(use_true_random=False), st.data())
@settings(max_examples=150, deadline=None)
def test_permutation_and_duplication_of_fixes_change_nothing(fixes, random, data):
    repeated = fixes + (data.draw(st.lists(st.sampled_from(fixes), max_size=20)) if fixes else [])
    random.shuffle(repeated)
    assert match_visits(build(repeated), *PLACES.T) == match_visits(build(fixes), *PLACES.T)


@given(st.lists(fix, max_size=120))
@settings(max_examples=200, deadline=None)
def test_stays_last_lie_in_reach_and_never_overlap(fixes):
    rules = StopRules()
    stays = match_visits(build(fixes), *PLACES.T, rules)
    for stay in stays:
        assert stay.duration_s >= rules.min_s
        assert (
            haversine_m(stay.lon, stay.lat, *map(float, PLACES[stay.place_index])) <= rules.radius_m * 1.001
        )
        assert 0.0 < stay.confidence <= 1.0
    assert all(a.left_s < b.arrived_s for a, b in pairwise(stays))


@given(st.lists(fix, max_size=80))
@settings(max_examples=100, deadline=None)
def test_a_place_far_from_the_track_changes_nothing(fixes):
    far = np.vstack([PLACES, offset(LON, LAT, 9_000.0, 9_000.0)])
    assert match_visits(build(fixes), *far.T) == match_visits(build(fixes), *PLACES.T)
