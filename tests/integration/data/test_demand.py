"""The forecast: measured loads, or people times rate times share served; with a range and its source."""

from datetime import date, timedelta

import pytest

from data.store import models
from data.store.queries.demand import DemandAsked, forecast
from tests.support.week_places import JAMBU, MONDAY, a_point

pytestmark = pytest.mark.services

NOT_DMS = "33.20.01.2001"


def page_of(session, **asked):
    session.flush()
    return forecast(session, DemandAsked(MONDAY, MONDAY + timedelta(days=1), **asked))


def test_a_village_without_points_counts_by_its_people(seeded):
    village = seeded.get_one(models.Village, NOT_DMS)
    village.share_served = 0.5
    first, _ = page_of(seeded, by="village", village=NOT_DMS).items
    assert first.kg == pytest.approx(village.population_estimate * 0.33 * 0.5)
    assert (first.basis, first.confidence, first.code) == ("population", "C", NOT_DMS)
    assert (first.low_kg, first.high_kg) == (pytest.approx(first.kg * 0.6), pytest.approx(first.kg * 1.4))
    assert first.source.endswith("x SIPSN 2024")


def test_a_dms_village_hands_over_its_residue_alone(seeded):
    first, _ = page_of(seeded, by="village", village=JAMBU).items
    people = seeded.get_one(models.Village, JAMBU).population_estimate
    assert first.kg == pytest.approx(people * 0.33 * 0.23)


def test_a_point_says_what_it_rests_on_and_what_waits(seeded):
    a_point(seeded, "P1", last_emptied_on=MONDAY - timedelta(days=2))
    seeded.add(
        models.DemandFactor(
            name="Pasar", weekdays=[1], pasaran=[], village_codes=[], factor=1.5, low=1.2, high=2.0,
            source="t", confidence="C",
        )
    )  # fmt: skip
    monday, tuesday = page_of(seeded, village=JAMBU).items
    assert (monday.kg, monday.waits_kg, monday.factors) == (100.0, 200.0, ())
    assert (tuesday.kg, tuesday.waits_kg, tuesday.factors) == (150.0, 350.0, (("Pasar", 1.5),))
    assert (tuesday.low_kg, tuesday.high_kg) == (pytest.approx(0.9 * 120), pytest.approx(1.1 * 200))
    assert (tuesday.basis, tuesday.source, tuesday.confidence) == ("measured", "timbangan", "A")


def test_the_office_sets_how_wide_a_range_is(seeded):
    a_point(seeded)
    seeded.get_one(models.Parameter, "demand_range_a").value = 0.02
    first, _ = page_of(seeded, village=JAMBU).items
    assert (first.low_kg, first.high_kg) == (pytest.approx(98), pytest.approx(102))


def test_a_village_is_the_sum_of_its_points_and_as_sure_as_the_weakest(seeded):
    a_point(seeded, "P1")
    a_point(seeded, "P2", sample=True, source="contoh", confidence="C", amount_kg_day=50.0)
    a_point(seeded, "P3", stream="organic", amount_kg_day=7.0)
    organic, residue, *_ = page_of(seeded, by="village", village=JAMBU).items
    assert (organic.stream, organic.kg, organic.basis) == ("organic", 7.0, "measured")
    assert (residue.kg, residue.basis, residue.confidence) == (150.0, "population", "C")
    assert residue.source == "timbangan; contoh"
    assert residue.high_kg == pytest.approx(110 + 70)


def test_totals_are_those_of_all_pages(seeded):
    for code in ("P1", "P2", "P3"):
        a_point(seeded, code)
    first = page_of(seeded, kecamatan="Mlonggo", limit=2)
    assert ({row.code for row in first.items}, first.next) == ({"P1", "P2"}, "P2")
    assert [(total.day, total.kg) for total in first.totals] == [
        (date(2026, 11, 23), 300.0),
        (date(2026, 11, 24), 300.0),
    ]
    rest = page_of(seeded, kecamatan="Mlonggo", limit=2, after="P2")
    assert ({row.code for row in rest.items}, rest.next) == ({"P3"}, None)
    assert rest.totals == first.totals
