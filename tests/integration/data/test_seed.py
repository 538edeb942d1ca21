"""Seeding fills an empty store and leaves the office's decisions alone."""

from datetime import date

import pytest
from sqlalchemy import func, select, update

from data import reference
from data.store import models
from data.store.seed import SeedReport, seed_reference

pytestmark = pytest.mark.services

JAMBU = "33.20.07.2011"


def test_first_seed_stores_all_reference_data(session):
    report = seed_reference(session)
    assert report == SeedReport(
        villages=195,
        dms=32,
        facilities=14,
        vehicle_classes=4,
        vehicles=34,
        parameters=len(reference.parameters()),
        work_breaks=len(reference.work_breaks()),
    )
    assert session.scalar(select(func.count()).select_from(models.Village)) == 195


def test_second_seed_adds_nothing(session):
    seed_reference(session)
    assert seed_reference(session) == SeedReport(0, 0, 0, 0, 0, 0, 0)


def test_points_are_stored_as_lon_lat(seeded):
    where = select(func.ST_X(models.Facility.geom), func.ST_Y(models.Facility.geom)).where(
        models.Facility.code == "tpa-bandengan"
    )
    assert seeded.execute(where).one() == (110.668112, -6.572325)


def test_seed_never_sets_back_what_the_office_changed(seeded):
    rate = seeded.get_one(models.Parameter, "waste_kg_per_person_day")
    rate.value = 0.5
    withdrawn = seeded.scalars(select(models.DmsStatus).limit(1)).one()
    withdrawn.valid_to = date(2026, 1, 1)
    seeded.flush()
    assert seed_reference(seeded) == SeedReport(0, 0, 0, 0, 0, 0, 0)
    seeded.expire_all()
    assert seeded.get_one(models.Parameter, "waste_kg_per_person_day").value == 0.5
    reopened = select(func.count()).where(
        models.DmsStatus.village_code == withdrawn.village_code, models.DmsStatus.valid_to.is_(None)
    )
    assert seeded.scalar(reopened) == 0


def test_seed_mends_a_village(seeded):
    # what an older reference brought; no person has changed it
    seeded.execute(update(models.Village).where(models.Village.code == JAMBU).values(name="Jambuu"))
    seed_reference(seeded)
    seeded.expire_all()
    assert seeded.get_one(models.Village, JAMBU).name == "Jambu"


def test_seed_leaves_a_village_that_somebody_has_changed(seeded):
    seeded.get_one(models.Village, JAMBU).name = "Jambu Baru"
    seeded.flush()
    seed_reference(seeded)
    seeded.expire_all()
    assert seeded.get_one(models.Village, JAMBU).name == "Jambu Baru"


def test_closed_facility_is_closed_since_its_day(seeded):
    gemulung = seeded.scalars(select(models.Facility).where(models.Facility.code == "tpa-gemulung")).one()
    assert gemulung.valid_from < gemulung.valid_to == date(2021, 1, 1)


def test_only_the_trucks_of_dlh_are_planned(seeded):
    planned = select(models.Vehicle.id).where(models.Vehicle.planned)
    assert sorted(seeded.scalars(planned)) == [
        *(f"ar-{number:02d}" for number in range(1, 10)),
        *(f"dt-{number:02d}" for number in range(1, 11)),
    ]
