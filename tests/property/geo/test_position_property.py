import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.position import bearing_deg, haversine_m, offset

lons = st.floats(-179.0, 179.0)
lats = st.floats(-60.0, 60.0)
metres = st.floats(-5_000.0, 5_000.0)


@given(lons, lats, lons, lats)
def test_distance_is_symmetric_and_never_negative(lon1, lat1, lon2, lat2):
    there = haversine_m(lon1, lat1, lon2, lat2)
    assert there >= 0.0
    assert there == pytest.approx(haversine_m(lon2, lat2, lon1, lat1), abs=1e-6)


@given(lons, lats, metres, metres)
def test_offset_moves_as_far_as_it_says(lon, lat, east, north):
    moved = offset(lon, lat, east, north)
    assert haversine_m(lon, lat, *moved) == pytest.approx((east**2 + north**2) ** 0.5, rel=5e-3, abs=0.01)


@given(lons, lats, lons, lats)
def test_course_stays_within_the_circle(lon1, lat1, lon2, lat2):
    assert 0.0 <= bearing_deg(lon1, lat1, lon2, lat2) < 360.0
