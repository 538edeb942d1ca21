"""A speed set is loaded, comes into use and leaves it; ways that the network lacks are counted."""

from datetime import UTC, datetime, time

import pytest

from data.store.errors import NotFoundError
from data.store.queries import speeds
from data.store.queries.speeds import NewSpeed, NewSpeedSet

pytestmark = pytest.mark.services

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
MORNING = {"from_time": time(6), "to_time": time(9)}
NEW = NewSpeedSet("jam sibuk", "survey 2026", "B")


def loaded(session, *values):
    return speeds.load(session, NEW, values, by="chief", at=NOW)


def test_set_keeps_its_values_by_class(seeded):
    all_classes = NewSpeed(1, 12.5, **MORNING)
    trucks = NewSpeed(1, 9, **MORNING, from_node=4, to_node=5, weekdays=31, class_code="dump_truck")
    row = loaded(seeded, all_classes, trucks)
    assert (row.name, row.confidence, row.is_current) == ("jam sibuk", "B", False)
    assert (row.values, row.ways, row.unknown_ways) == (2, 1, 1)
    assert speeds.speeds_of(seeded, row.id) == [all_classes, trucks]
    assert speeds.speeds_of(seeded, row.id, "pickup") == [all_classes]


def test_one_set_is_in_use(seeded):
    first, second = loaded(seeded, NewSpeed(1, 20, **MORNING)), loaded(seeded)
    speeds.make_current(seeded, first.id)
    speeds.make_current(seeded, second.id)
    assert speeds.current_set(seeded) == second.id
    assert [(row.id, row.is_current) for row in speeds.sets(seeded)] == [(second.id, True), (first.id, False)]
    assert speeds.drop_from_use(seeded)
    assert not speeds.drop_from_use(seeded)
    assert speeds.current_set(seeded) is None


def test_unknown_set_is_named(seeded):
    with pytest.raises(NotFoundError, match="no speed set 7"):
        speeds.make_current(seeded, 7)
