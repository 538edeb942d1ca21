"""Integrity of the reference tables."""

import math
from collections import Counter

import pytest

from data.reference import (
    dms_villages,
    facilities,
    is_island,
    parameter,
    parameters,
    vehicle_classes,
    vehicles,
    villages,
)
from data.reference._tables import Row
from data.reference.errors import ReferenceDataError, UnknownParameterError


def test_regency_has_195_villages_in_16_kecamatan():
    kinds = Counter(village.kind for village in villages())
    assert kinds == {"desa": 184, "kelurahan": 11}
    assert len({village.kecamatan for village in villages()}) == 16


def test_village_codes_are_official_unique_and_tell_the_kind():
    codes = [village.code for village in villages()]
    assert len(set(codes)) == 195
    assert codes == sorted(codes)
    for village in villages():
        assert village.code.startswith("33.20.")
        assert village.code.split(".")[3].startswith("1" if village.kind == "kelurahan" else "2")


def test_name_and_kecamatan_identify_a_village():
    assert len({(village.name, village.kecamatan) for village in villages()}) == 195


def test_one_kecamatan_has_one_code_block():
    assert len({(village.code[:8], village.kecamatan) for village in villages()}) == 16


def test_village_points_lie_in_the_regency():
    for village in villages():
        if is_island(village):
            assert 110.1 < village.lon < 110.5
            assert -5.9 < village.lat < -5.7
        else:
            assert 110.62 < village.lon < 110.96
            assert -6.80 < village.lat < -6.42


def test_population_estimates_sum_to_the_registry():
    total = sum(village.population_estimate for village in villages())
    assert total == parameter("population_regency").value
    assert all(village.population_confidence == "C" for village in villages())


def test_published_population_comes_with_its_village():
    published = [village for village in villages() if village.population_published]
    assert len(published) == 5


def test_32_dms_villages_match_the_register_and_wait_for_dlh():
    by_code = {village.code: village for village in villages()}
    assert len({entry.village_code for entry in dms_villages()}) == 32
    for entry in dms_villages():
        village = by_code[entry.village_code]
        assert (village.name, village.kecamatan) == (entry.village, entry.kecamatan)
        assert not is_island(village)
        assert not entry.confirmed


def test_facilities_are_the_estimated_pool_and_13_public_ones():
    kinds = Counter(facility.kind for facility in facilities())
    assert kinds == {"pool": 1, "landfill": 4, "tps3r": 7, "recycling_centre": 1, "waste_bank": 1}
    assert len({facility.code for facility in facilities()}) == 14
    pool = facilities()[0]
    assert (pool.code, pool.confidence) == ("pool", "C")
    assert "perkiraan" in pool.name


def test_only_tpa_bandengan_takes_the_residue_by_default():
    assert [facility.code for facility in facilities() if facility.accepts_residue] == ["tpa-bandengan"]


def test_closed_facility_says_since_when():
    for facility in facilities():
        assert (facility.status == "closed") == (facility.closed_on is not None)


def test_facilities_lie_near_a_village():
    for facility in facilities():
        nearest_km = min(
            111.2 * math.hypot(village.lat - facility.lat, (village.lon - facility.lon) * 0.993)
            for village in villages()
        )
        assert nearest_km < 4, facility.code


def test_capacity_is_volume_times_density_never_rounded_up():
    for entry in vehicle_classes():
        assert entry.capacity_kg == math.floor(entry.volume_m3 * entry.density_kg_m3)


def test_densities_of_classes_equal_the_parameters():
    densities = {entry.code: entry.density_kg_m3 for entry in vehicle_classes()}
    for code in ("dump_truck", "arm_roll", "pickup"):
        assert densities[code] == parameter(f"density_{code}_kg_m3").value


def test_fleet_is_19_planned_trucks_and_15_village_vehicles():
    planned = Counter(vehicle.class_code for vehicle in vehicles() if vehicle.planned)
    listed = Counter(vehicle.class_code for vehicle in vehicles() if not vehicle.planned)
    assert planned == {"dump_truck": 10, "arm_roll": 9}
    assert listed == {"pickup": 11, "three_wheeler": 4}
    assert {vehicle.owner for vehicle in vehicles() if vehicle.planned} == {"dlh"}


def test_vehicles_have_known_classes_and_own_plates():
    classes = {entry.code for entry in vehicle_classes()}
    assert {vehicle.class_code for vehicle in vehicles()} <= classes
    assert len({vehicle.plate for vehicle in vehicles()}) == len(vehicles())
    assert len({vehicle.id for vehicle in vehicles()}) == len(vehicles())
    assert all(vehicle.plate_sample for vehicle in vehicles())


def test_parameters_have_one_key_each_and_a_source():
    assert len({entry.key for entry in parameters()}) == len(parameters())
    assert all(entry.source and entry.confidence in "ABC" for entry in parameters())


def test_unknown_parameter_is_named():
    with pytest.raises(UnknownParameterError, match="'kg_per_moon'"):
        parameter("kg_per_moon")


def test_wrong_cell_names_table_line_and_column():
    row = Row("villages", 7, {"lon": "east", "kind": "kota", "flag": "maybe"})
    with pytest.raises(ReferenceDataError, match=r"villages\.csv line 7, lon: 'east' not understood"):
        row.number("lon")
    with pytest.raises(ReferenceDataError, match="'kota' is none of"):
        row.one_of("kind", frozenset({"desa"}))
    with pytest.raises(ReferenceDataError, match="flag: 'maybe'"):
        row.flag("flag")
    with pytest.raises(ReferenceDataError, match="no column code"):
        row.text("code")
