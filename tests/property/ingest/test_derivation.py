"""Any order and repetition of a day's fixes gives the same visits and rit."""

import itertools
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store.queries.visits import Place
from geo.position import offset
from ingest.derive import DayBooks, derive

BASE = (110.70, -6.60)


def _place(kind, number, east_m):
    lon, lat = offset(*BASE, float(east_m), 0.0)
    ids = (number, None) if kind == "collect" else (None, number)
    return Place(kind, *ids, float(lon), float(lat), 40.0, 50.0)


PLACES = [
    _place("pool", 1, 0),
    _place("unload", 2, 300),
    *(_place("collect", n, 300 + n * 90) for n in (1, 2, 3)),
]
BOOKS = DayBooks(date(2026, 3, 2), PLACES, {}, 120.0)

stays = st.lists(
    st.tuples(st.sampled_from([0, 300, 390, 430, 480, 570, 900]), st.integers(1, 12), st.floats(0.0, 9.0)),
    min_size=1,
    max_size=8,
)


def _track(days_stays):
    rows, now = [], 1_772_400_000.0
    for east_m, count, speed in days_stays:
        for _ in range(count):
            now += 15.0
            lon, lat = offset(*BASE, east_m + now % 7, now % 5)
            rows.append((now, float(lon), float(lat), speed))
        now += 40.0
    return np.array(rows)


@settings(max_examples=100, deadline=None)
@given(stays, st.randoms(use_true_random=False), st.integers(0, 30))
def test_any_permutation_and_repetition_gives_equal_visits(day, random, repeats):
    track = _track(day)
    rows = [*range(len(track)), *(random.randrange(len(track)) for _ in range(repeats))]
    random.shuffle(rows)
    assert derive(track[rows], BOOKS) == derive(track, BOOKS)


@settings(max_examples=100, deadline=None)
@given(stays)
def test_what_is_tipped_was_collected_and_fits_the_vehicle(day):
    derived = derive(_track(day), BOOKS)
    tipped = -sum(v.kg_estimate for v in derived.visits if v.kind == "unload")
    collected = sum(v.kg_estimate for v in derived.visits if v.kind == "collect")
    assert 0 <= tipped <= collected
    assert all(rit.kg_estimate <= BOOKS.capacity_kg for rit in derived.rits)
    pairs = itertools.pairwise(derived.visits)
    assert all(first.left_at <= second.arrived_at for first, second in pairs)
