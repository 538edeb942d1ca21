"""The trucks are calibrated: long drives between villages and landfill, signals, turns and lanes included."""

import os
from pathlib import Path

import numpy as np
import pytest

from data.reference import facilities, is_island, vehicle_classes, villages
from geo.bench.haul import haul, random_places
from geo.errors import GeoError
from geo.roads import PROFILES, build_snapshot

SAMPLES = Path(os.environ.get("SIANGSA_SAMPLES", Path(__file__).parents[4] / "shared" / "samples")) / "osm"
MEASURED_KMH = (20.0, 22.0)
"""Garbage trucks on Java over a whole haul (docs/road-profiles.md)."""

TRUCKS = ("dump_truck", "arm_roll")
CITIES_KMH = {
    "id-semarang-genuk.overpass.json.gz": (15.0, 22.0),
    "id-probolinggo.overpass.json.gz": (18.5, 22.0),
}


@pytest.fixture(scope="module")
def hauls(snapshot):
    starts = np.array([(one.lon, one.lat) for one in villages() if not is_island(one)])
    (landfill,) = [(one.lon, one.lat) for one in facilities() if one.code == "tpa-bandengan"]
    return {profile: haul(snapshot, profile, starts, np.array([landfill])) for profile in TRUCKS}


def test_each_vehicle_class_has_a_profile():
    assert {one.code: one.profile for one in vehicle_classes()} == {name: name for name in PROFILES}


@pytest.mark.parametrize("profile", TRUCKS)
def test_trucks_haul_as_fast_as_measured_on_java(hauls, profile):
    low, high = MEASURED_KMH
    assert hauls[profile].drives > 300
    assert low - 0.5 < hauls[profile].kmh < high + 0.5


def test_the_trucks_together_are_near_the_measured_mean(hauls):
    low, high = MEASURED_KMH
    assert low < (hauls["dump_truck"].kmh + hauls["arm_roll"].kmh) / 2 < high


def test_a_network_without_long_drives_has_no_haul_speed(snapshot):
    here = np.array([(110.668112, -6.572325)])
    with pytest.raises(GeoError, match=r"no drive in .* is 5 km long"):
        haul(snapshot, "dump_truck", here, here)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no real road samples on this machine")
@pytest.mark.parametrize("name", CITIES_KMH)
def test_in_real_javanese_towns_trucks_make_about_twenty_kmh(tmp_path, name):
    folder = build_snapshot(SAMPLES / name, tmp_path, kind="file", source=name, profiles=TRUCKS)
    places = random_places(folder, seed=7, number=60)
    low, high = CITIES_KMH[name]
    for profile in TRUCKS:
        assert low < haul(folder, profile, places, places).kmh < high
