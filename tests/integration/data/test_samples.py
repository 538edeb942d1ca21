"""The demo's collection points: made up, on real roads, with loads that trucks can carry."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest
from sqlalchemy import func, select

from data.reference import dms_villages, parameter, villages
from data.store import models
from data.store.errors import RoadsError
from data.store.samples import make_sample_points
from geo.position import haversine_m
from geo.roads import RoadEngine
from tests.support.town import PROFILES

pytestmark = pytest.mark.services

DAY = date(2026, 11, 20)
DMS = {entry.village_code for entry in dms_villages()}


def points(session):
    session.expire_all()
    return session.scalars(select(models.CollectionPoint).order_by(models.CollectionPoint.code)).all()


def places(session):
    entry = models.CollectionPoint
    columns = (entry.code, func.ST_X(entry.geom), func.ST_Y(entry.geom))
    return {code: (lon, lat) for code, lon, lat in session.execute(select(*columns))}


def load_kg(entry):
    return entry.amount_kg_day * (DAY - entry.last_emptied_on).days


def test_every_dms_village_gets_four_to_six_points(sampled):
    counts = Counter(entry.village_code for entry in points(sampled))
    assert set(counts) == DMS
    assert set(counts.values()) <= {4, 5, 6}


def test_samples_are_called_samples(sampled):
    for entry in points(sampled):
        assert entry.sample
        assert entry.code.startswith("CTH-")
        assert "contoh" in entry.name
        assert "contoh" in entry.source
        assert entry.confidence == "C"


def test_one_point_in_eight_is_a_container(sampled):
    kinds = Counter(entry.kind for entry in points(sampled))
    assert 0.08 < kinds["container"] / kinds.total() < 0.18


def test_amounts_of_a_village_are_its_estimated_residue(sampled):
    daily = Counter()
    for entry in points(sampled):
        daily[entry.village_code] += entry.amount_kg_day
    rate = parameter("waste_kg_per_person_day").value * parameter("residue_share").value
    for village in villages():
        if village.code in DMS:
            assert daily[village.code] == pytest.approx(village.population_estimate * rate, abs=0.5)


def test_what_waits_fits_one_truck_and_is_worth_a_container_trip(sampled):
    for entry in points(sampled):
        assert 1 <= (DAY - entry.last_emptied_on).days <= 4
        if entry.kind == "container":
            assert 700 < load_kg(entry) <= 2_238
            assert entry.container_m3 == 6.0
        else:
            assert 0 < load_kg(entry) <= 1_434
            assert entry.container_m3 is None


def test_a_week_of_the_samples_overflows_no_container_and_is_not_the_same_for_all(sampled):
    seen = Counter()
    for entry in points(sampled):
        seen[entry.times_per_week] += 1
        if entry.kind == "container":
            assert entry.amount_kg_day * 7 / entry.times_per_week <= 2_238
    assert set(seen) <= {2, 3, 4, 6, 7}
    assert min(seen[2], seen[3]) > 10


def test_points_stand_on_roads_that_lead_trucks_to_the_landfill(sampled, snapshot):
    spots = list(places(sampled).values())
    for profile in PROFILES:
        engine = RoadEngine.open(snapshot, profile)
        assert engine.nearest(spots).distance_m.max() < 1.0
        assert engine.matrix([(110.668112, -6.572325), *spots]).reachable.all()


def test_points_are_150_m_apart(sampled):
    spots = places(sampled).values()
    assert min(haversine_m(*one, *other) for one, other in combinations(spots, 2)) >= 150.0


def test_points_are_near_their_village(sampled):
    centre = {village.code: (village.lon, village.lat) for village in villages()}
    spots = places(sampled)
    for entry in points(sampled):
        assert haversine_m(*spots[entry.code], *centre[entry.village_code]) <= 1_900.0


def test_same_seed_on_the_same_roads_gives_the_same_points(sampled):
    before = places(sampled)
    waits = {entry.code: (entry.kind, load_kg(entry)) for entry in points(sampled)}
    for entry in points(sampled):
        sampled.delete(entry)
    sampled.flush()
    make_sample_points(sampled, day=DAY, seed=7)
    assert places(sampled) == before
    assert {entry.code: (entry.kind, load_kg(entry)) for entry in points(sampled)} == waits


def test_repeat_changes_nothing(sampled):
    ids = {entry.id: entry.last_emptied_on for entry in points(sampled)}
    assert make_sample_points(sampled, day=DAY + timedelta(days=3), seed=7) == len(ids)
    assert {entry.id: entry.last_emptied_on for entry in points(sampled)} == ids


def test_other_seed_moves_the_points_under_the_same_codes(sampled):
    before = places(sampled)
    make_sample_points(sampled, day=DAY, seed=8)
    after = places(sampled)
    assert set(after) == set(before)
    assert after != before


def test_withdrawn_dms_village_loses_its_samples_when_they_are_renewed(sampled):
    status = sampled.scalars(select(models.DmsStatus).limit(1)).one()
    status.valid_to = DAY
    sampled.flush()
    make_sample_points(sampled, day=DAY, seed=8)
    for entry in points(sampled):
        assert (entry.valid_to == DAY) == (entry.village_code == status.village_code)


def test_samples_need_roads(seeded):
    with pytest.raises(RoadsError, match="no road snapshot is active"):
        make_sample_points(seeded, day=DAY, seed=7)


def test_samples_need_a_place_to_unload(sampled):
    for facility in sampled.scalars(select(models.Facility)):
        facility.accepts_residue = False
    sampled.flush()
    with pytest.raises(RoadsError, match="no open facility takes the residue"):
        make_sample_points(sampled, day=DAY, seed=8)


def test_trucks_can_stand_within_the_visit_radius_of_pool_and_landfill(sampled, snapshot):
    entry = models.Facility
    columns = (func.ST_X(entry.geom), func.ST_Y(entry.geom), entry.visit_radius_m)
    used = sampled.execute(select(*columns).where(entry.code.in_(["pool", "tpa-bandengan"]))).all()
    distances = RoadEngine.open(snapshot).nearest([(lon, lat) for lon, lat, _ in used]).distance_m
    assert (distances < [radius for _, _, radius in used]).all(), distances
