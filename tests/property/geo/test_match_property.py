"""Whatever a device reports: no way without the time for it, pieces in order, the same for any order."""

import math

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.roads.matching.match import RULES, Trace, match_trace
from geo.roads.matching.prepare import SPOT_SIGMAS
from tests.support.road_county import spot
from tests.support.tracks import START_S

SLACK_M = 2 * SPOT_SIGMAS * RULES.noise_m
EVEN, RAGGED = [0, 0, 1, 0, 0], [0.1, 0.2, 0.4, 0.2, 0.1]
WALKS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def walks(draw):
    """Draw tracks that wander, halt, leap, repeat themselves and fall silent, on and off the streets."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    number = draw(st.integers(1, 60))
    stride = draw(st.sampled_from([0.0, 5.0, 60.0, 150.0, 900.0]))
    places = np.cumsum(rng.normal(0, stride, (number, 2)), axis=0) + rng.uniform(0, 3_400, 2)
    leaps = rng.random(number) < draw(st.sampled_from([0.0, 0.1]))
    places[leaps] += rng.normal(0, 20_000, (int(leaps.sum()), 2))
    rhythm = draw(st.sampled_from([EVEN, RAGGED]))
    steps = rng.choice([0.0, 1.0, 5.0, 15.0, 400.0], number, p=rhythm)
    lon, lat = np.array([spot(*place) for place in places]).T
    return Trace(np.column_stack([lon, lat]), START_S + np.cumsum(steps))


@given(walks())
@WALKS
def test_no_piece_is_longer_than_its_time_allows(county, trace):
    match = match_trace(county, trace)
    for piece in match.pieces:
        assert piece.last_s >= piece.first_s
        assert piece.distance_m <= RULES.top_ms * (piece.last_s - piece.first_s) + SLACK_M
    lasts = float(np.ptp(trace.times_s))
    assert match.km * 1_000 <= RULES.top_ms * lasts + SLACK_M * len(match.pieces)


@given(walks())
@WALKS
def test_pieces_follow_one_another(county, trace):
    match = match_trace(county, trace)
    for before, after in zip(match.pieces[:-1], match.pieces[1:], strict=True):
        assert after.first_s >= before.first_s
        assert after.last_s >= before.last_s
    assert 0 <= match.leaps <= match.unmatched <= match.fixes == len(trace)
    assert all(piece.confidence is None or 0 <= piece.confidence <= 1 for piece in match.pieces)
    assert all(piece.line is None or len(piece.line) > 1 for piece in match.pieces)


@given(walks(), st.randoms(use_true_random=False))
@WALKS
def test_order_of_timed_positions_does_not_matter(county, trace, chance):
    order = list(range(len(trace)))
    chance.shuffle(order)
    one = match_trace(county, trace)
    other = match_trace(county, Trace(trace.lonlat[order], trace.times_s[order]))
    assert math.isclose(one.km, other.km)
    assert [piece.kind for piece in one.pieces] == [piece.kind for piece in other.pieces]
