import math

import numpy as np
import pytest

from geo.position import bearing_deg, haversine_m, length_m, local_metres, offset
from geo.units import km_from_m, kmh_from_knots, kmh_from_ms, ms_from_kmh


def test_one_degree_of_latitude_is_111_km():
    assert haversine_m(110.0, 0.0, 110.0, 1.0) == pytest.approx(111_195, abs=5)


def test_jepara_town_to_bandengan_landfill_is_about_two_kilometres():
    assert 1_000 < haversine_m(110.6688, -6.5880, 110.668112, -6.572325) < 2_500


def test_arrays_and_floats_give_the_same_distance():
    lons = np.array([110.6, 110.9])
    array = haversine_m(lons, np.array([-6.5, -6.4]), 110.7, -6.6)
    floats = [haversine_m(float(lon), lat, 110.7, -6.6) for lon, lat in zip(lons, (-6.5, -6.4), strict=True)]
    assert array == pytest.approx(floats, rel=1e-12)


@pytest.mark.parametrize(("east", "north", "course"), [(0, 1, 0), (1, 0, 90), (0, -1, 180), (-1, 0, 270)])
def test_course_is_counted_clockwise_from_north(east, north, course):
    lon, lat = offset(110.7, -6.5, east * 100.0, north * 100.0)
    assert bearing_deg(110.7, -6.5, lon, lat) == pytest.approx(course, abs=0.01)


def test_offset_is_as_long_as_asked():
    lon, lat = offset(110.7, -6.5, 300.0, 400.0)
    assert haversine_m(110.7, -6.5, lon, lat) == pytest.approx(500.0, abs=0.2)


def test_local_plane_agrees_with_the_sphere():
    plane = local_metres([110.71], [-6.49], 110.7, -6.5)[0]
    assert math.hypot(*plane) == pytest.approx(haversine_m(110.7, -6.5, 110.71, -6.49), rel=1e-3)


def test_a_single_vertex_has_no_length():
    assert length_m([(110.7, -6.5)]) == 0.0
    assert length_m([(110.0, 0.0), (110.0, 1.0), (110.0, 0.0)]) == pytest.approx(2 * 111_195, abs=10)


def test_units_convert_numbers_and_arrays():
    assert kmh_from_knots(10.0) == pytest.approx(18.52)
    assert kmh_from_ms(10.0) == pytest.approx(36.0)
    assert ms_from_kmh(np.array([36.0])) == pytest.approx([10.0])
    assert km_from_m(1500.0) == 1.5
