"""Visits and rit of small, plain tracks."""

from datetime import UTC, date, datetime

import numpy as np

from data.store.queries.visits import Claims, Place
from geo.position import offset
from ingest.derive import DayBooks, derive

DAY = date(2026, 3, 2)
BASE = (110.70, -6.60)
START_S = datetime(2026, 3, 1, 23, tzinfo=UTC).timestamp()


def place(kind, number, east_m, radius_m=40.0, amount=100.0):
    lon, lat = offset(*BASE, east_m, 0.0)
    point, facility = (number, None) if kind == "collect" else (None, number)
    return Place(kind, point, facility, float(lon), float(lat), radius_m, amount)


PLACES = [
    place("pool", 1, 0),
    place("collect", 1, 2_000),
    place("collect", 2, 4_000),
    place("unload", 2, 6_000),
]


def track(*stays):
    """Return (n, 4) fixes that stand `seconds` at `east_m` for each stay and drive 5 min between them."""
    rows, now, at = [], START_S, None
    for east_m, seconds in stays:
        if at is not None:
            for step in range(1, 30):
                now += 10
                lon, lat = offset(*BASE, at + (east_m - at) * step / 30, 0.0)
                rows.append((now, lon, lat, 30.0))
        at = east_m
        for _ in range(seconds // 15 + 1):
            now += 15
            lon, lat = offset(*BASE, east_m, 3.0)
            rows.append((now, lon, lat, 0.0))
    return np.array(rows, dtype=np.float64)


def books(**changes):
    plain = {"day": DAY, "places": PLACES, "emptied": {}, "capacity_kg": 1500.0}
    return DayBooks(**(plain | changes))


def test_each_unloading_closes_one_rit():
    derived = derive(track((0, 90), (2000, 90), (6000, 90), (4000, 90), (6000, 90), (0, 90)), books())
    assert [(v.kind, v.kg_estimate) for v in derived.visits] == [
        ("pool", None),
        ("collect", 100.0),
        ("unload", -100.0),
        ("collect", 100.0),
        ("unload", -100.0),
        ("pool", None),
    ]
    assert [(r.number, r.points, r.kg_estimate) for r in derived.rits] == [(1, 1, 100.0), (2, 1, 100.0)]
    assert derived.rits[0].started_at == derived.visits[0].left_at
    assert derived.rits[1].started_at == derived.visits[2].left_at


def test_a_second_stop_at_the_same_point_on_one_day_takes_nothing_more():
    derived = derive(track((2000, 90), (4000, 90), (2000, 90)), books())
    assert [v.kg_estimate for v in derived.visits] == [100.0, 100.0, 0.0]


def test_what_waits_grows_with_the_days_since_the_last_emptying():
    derived = derive(track((2000, 90), (4000, 90)), books(emptied={1: date(2026, 2, 27)}))
    assert [v.kg_estimate for v in derived.visits] == [300.0, 100.0]


def test_an_estimated_load_never_exceeds_the_vehicle():
    derived = derive(track((2000, 90), (4000, 90), (6000, 90)), books(capacity_kg=150.0))
    assert derived.rits[0].kg_estimate == 150.0


def test_an_unloading_with_nothing_on_board_is_no_rit():
    derived = derive(track((0, 90), (6000, 90)), books())
    assert derived.rits == ()
    assert derived.visits[-1].kg_estimate == 0.0


def test_a_stay_that_a_person_has_spoken_about_is_left_to_the_person():
    stays = derive(track((2000, 90)), books()).visits
    claim = Claims(1, None, stays[0].arrived_at, stays[0].left_at)
    assert derive(track((2000, 90)), books(claims=(claim,))).visits == ()


def test_no_fix_or_no_place_gives_nothing():
    assert derive(np.empty((0, 4)), books()).visits == ()
    assert derive(track((0, 90)), books(places=[])).visits == ()
