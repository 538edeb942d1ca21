"""Made-up rounds of village vehicles: they hand over where trucks empty, and go with the other samples."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.contract.calendar import OperatingCalendar
from data.store import models
from data.store.errors import ConflictError
from data.store.queries import planning, samples
from data.store.queries.weeks.rows import horizon_rows
from data.store.samples_rounds import make_village_rounds
from tests.support.week_places import MONDAY, a_point

pytestmark = pytest.mark.services

TWO_VILLAGES = ("33.20.07.2011", "33.20.01.2001")
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def rounds(seeded):
    for number, village in enumerate(TWO_VILLAGES):
        for stop in range(3):
            code = f"CTH-{number}-{stop}"
            a_point(seeded, code, village_code=village, sample=True, source="contoh", times_per_week=2)
    a_point(seeded, "CTH-0-9", kind="container", container_m3=6.0, sample=True, source="contoh")
    assert make_village_rounds(seeded, MONDAY) == 2
    seeded.expire_all()
    return seeded


def test_each_village_gets_a_vehicle_a_place_and_points_that_hand_over_there(rounds):
    rows = horizon_rows(rounds, OperatingCalendar(), MONDAY, 7)
    own = [v for v in rows.vehicles if v.work == "village"]
    places = {f.id: f for f in rows.facilities if f.kind == "tps"}
    assert len(own) == len(places) == 2
    assert {v.pool_id for v in own} == set(places)
    assert {v.territory for v in own} == {("Mlonggo",), ("Kedung",)}
    handed = Counter(p.tps for p in rows.points)
    assert {handed[place.code] for place in places.values()} == {2}
    emptied = {p.empties_tps: p.code for p in rows.points if p.empties_tps}
    assert emptied == {place.code: place.feeds for place in places.values()}
    assert {p.times_per_week for p in rows.points if p.tps} == {6}
    assert next(p for p in rows.points if p.kind == "container").tps is None


def test_a_repeat_changes_nothing(rounds):
    def state():
        rounds.expire_all()
        entry = models.CollectionPoint
        columns = (entry.code, entry.tps_id, entry.empties_tps_id)
        return sorted(rounds.execute(select(*columns)).tuples().all(), key=str)

    before = state()
    assert make_village_rounds(rounds, MONDAY) == 2
    assert state() == before


def test_without_samples_there_is_nobody_to_hand_over(seeded):
    with pytest.raises(ConflictError, match="no sample points"):
        make_village_rounds(seeded, MONDAY)


def test_the_plan_of_a_day_has_no_village_vehicle_all_the_same(rounds):
    assert {v.work for v in planning.vehicles_to_plan(rounds, MONDAY)} == {"stationary", "hauled"}


def test_made_up_places_go_with_the_other_samples(rounds):
    rounds.get_one(models.Vehicle, "dt-01").sample = False
    rounds.flush()
    closing = samples.Closing(date(2026, 11, 23), NOW, OperatingCalendar(), "test", NOW)
    assert samples.count_open(rounds, "facilities") == 0, "vehicles stand there still"
    closed = {name: samples.close(rounds, name, closing) for name in samples.LISTS}
    assert (closed["facilities"], closed["points"]) == (2, 7)
    assert samples.standing(rounds).samples["facilities"] == 0
