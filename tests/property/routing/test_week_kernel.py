"""Whatever the search answers keeps every rule of the week, by a checker that shares no line with it."""

from dataclasses import replace

import numpy as np
import pytest

from routing.week.kernel.arrays import WeekArrays, WeekState
from routing.week.kernel.begin import lawful
from routing.week.kernel.cost import cost_of, faults_of
from routing.week.kernel.pool import Pool, recombine
from routing.week.kernel.runner import Runner
from routing.week.kernel.search import search
from routing.week.kernel.warm import smallest_week

SEEDS = range(6)
DAYS, VEHICLES, FACILITIES, POINTS, STREAMS = 5, 4, 3, 14, 2
MASKS = (0b00001, 0b00010, 0b01000, 0b01001, 0b10010, 0b10101, 0b11111)


def week(seed: int) -> WeekArrays:
    """A small week in which everything differs: vehicles, profiles, streams, loads by pattern, limits."""
    rng = np.random.default_rng(seed)
    places = 2 + FACILITIES + POINTS
    spots = rng.random((places, 2)) * 60
    way = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) + rng.random((places, places))
    np.fill_diagonal(way, 0)
    first, mask, kg = [0], [], []
    for _ in range(POINTS):
        own = rng.choice(MASKS, rng.integers(1, 4), replace=False)
        for m in own.tolist():
            mask.append(m)
            gap = DAYS / m.bit_count()
            kg.append([round(5 * gap + rng.integers(0, 6)) if m >> d & 1 else 0 for d in range(DAYS)])
        first.append(len(mask))
    amounts = np.array(kg, float)
    most_kg = np.full((FACILITIES, DAYS), np.inf)
    most_kg[0] = 60
    admits = rng.random((VEHICLES, FACILITIES, STREAMS)) < 0.7
    admits[:, 1] = True
    return WeekArrays(
        seconds=np.stack([way, way * 1.3]),
        cost=np.stack([way * 2, way * 3]),
        profile=np.array([0, 0, 1, 1]),
        capacity_kg=np.array([50.0, 50.0, 35.0, 80.0]),
        capacity_l=np.array([200.0, 200.0, 500.0, 150.0]),
        fixed=np.array([5.0, 5.0, 0.0, 20.0]),
        most_trips=np.array([0, 0, 1, 2]),
        per_second=np.array([0.1, 0.1, 0.2, 0.0]),
        start=np.array([0, 0, 1, 1]),
        room_s=np.where(rng.random((VEHICLES, DAYS)) < 0.85, 420.0, 0.0),
        facility=np.arange(2, 2 + FACILITIES),
        unload_s=np.array([5.0, 10.0, 0.0]),
        admits=admits,
        opens=rng.random((FACILITIES, DAYS)) < 0.9,
        most_kg=most_kg,
        place=np.arange(2 + FACILITIES, places),
        service_s=rng.integers(1, 8, POINTS).astype(float),
        stream=rng.integers(0, STREAMS, POINTS),
        allowed=rng.random((POINTS, VEHICLES)) < 0.8,
        stranger=rng.integers(0, 3, (POINTS, VEHICLES)).astype(float),
        first=np.array(first),
        mask=np.array(mask),
        pattern_cost=rng.integers(0, 10, len(mask)).astype(float),
        kg=amounts,
        litres=amounts * 3,
        price=np.full(POINTS, 3000.0),
        workdays=np.ones(DAYS, bool),
        balance=0.5,
    )


def searched(arrays: WeekArrays, seed: int, steps: int = 400, start: WeekState | None = None) -> WeekState:
    runner = Runner(arrays, seed)
    runner.begin(start)
    runner.go(steps, 1.0, 0.05)
    return runner.best()


@pytest.mark.parametrize("seed", SEEDS)
def test_every_answer_keeps_the_rules_and_costs_what_is_said(seed):
    arrays = week(seed)
    runner = Runner(arrays, seed)
    runner.begin(None)
    for _ in range(4):
        runner.go(100, 1.0, 0.1)
        assert faults_of(arrays, runner.now()) == []
    best = runner.best()
    assert faults_of(arrays, best) == []
    assert runner.cost == pytest.approx(best.cost)
    assert (best.chosen >= 0).sum() > POINTS // 2


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_and_steps_give_the_same_week(seed):
    arrays = week(seed)
    one, two = searched(arrays, 3), searched(arrays, 3)
    assert (one.routes, one.cost) == (two.routes, two.cost)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_lawful_start_is_never_made_worse(seed):
    arrays = week(seed)
    start = searched(arrays, 1)
    assert lawful(arrays, start).cost == pytest.approx(start.cost)
    assert searched(arrays, 2, 50, start).cost <= start.cost + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_a_start_that_breaks_rules_is_taken_as_far_as_it_keeps_them(seed):
    arrays = week(seed)
    start = searched(arrays, 1)
    broken = replace(arrays, room_s=np.roll(arrays.room_s, 1, axis=0), capacity_kg=arrays.capacity_kg * 0.7)
    assert faults_of(broken, start) != []
    fit = lawful(broken, start)
    assert faults_of(broken, fit) == []
    assert faults_of(broken, searched(broken, 2, 100, start)) == []


def test_patterns_that_cost_keep_points_on_their_days():
    arrays = week(0)
    start = searched(arrays, 1)
    kept = np.full(len(arrays.mask), 1e5)
    kept[start.chosen[start.chosen >= 0]] = 0
    dear = replace(arrays, pattern_cost=kept, price=np.full(POINTS, 1e7))
    served = start.chosen >= 0
    after = searched(dear, 2, 200, start)
    assert (after.chosen[served] == start.chosen[served]).all()


def test_routes_of_two_weeks_make_one_that_is_not_dearer():
    arrays = week(1)
    weeks = [searched(arrays, seed, 30) for seed in range(8)]
    best = min(weeks, key=lambda w: w.cost)
    pool = Pool(arrays)
    for one in weeks:
        pool.add(one)
    found = recombine(arrays, pool.columns(best), best, 5.0)
    if found is not None:
        assert faults_of(arrays, found) == []
        assert found.cost < best.cost


def test_days_of_two_halves_are_joined_exactly():
    """One week is good on all days but its first, the other on all but its second; the pool joins them."""
    arrays = replace(
        week(2),
        balance=0.0,
        room_s=np.full((VEHICLES, DAYS), 1e6),
        opens=np.ones((FACILITIES, DAYS), bool),
    )
    base = searched(arrays, 1, 2000)
    odd = [WeekState(_turned(base, day), base.chosen, 0.0) for day in (0, 1)]
    odd = [replace(state, cost=cost_of(arrays, state)) for state in odd]
    assert min(state.cost for state in odd) > base.cost + 1e-3
    pool = Pool(arrays)
    for state in odd:
        pool.add(state)
    found = recombine(arrays, pool.columns(odd[0]), odd[0], 10.0)
    assert found is not None
    assert faults_of(arrays, found) == []
    assert found.cost <= base.cost + 1e-3


def _turned(state: WeekState, day: int) -> tuple:
    """Routes in which every trip of a day is driven backwards."""
    routes = list(state.routes)
    routes[day] = tuple(_backwards(halts) for halts in routes[day])
    return tuple(routes)


def _backwards(halts: tuple[int, ...]) -> tuple[int, ...]:
    turned: list[int] = []
    trip: list[int] = []
    for halt in halts:
        if halt >= 0:
            trip.insert(0, halt)
        else:
            turned += [*trip, halt]
            trip = []
    return tuple(turned)


def test_processes_tell_every_better_week_and_end_in_time():
    arrays = week(3)
    told: list[float] = []
    best = search(arrays, 1.0, 1, None, processes=1, on_better=lambda state: told.append(state.cost))
    assert faults_of(arrays, best) == []
    assert told == sorted(told, reverse=True)
    assert told[-1] == best.cost


def test_a_search_in_this_process_ends_when_it_is_stopped():
    arrays = week(4)
    best = search(arrays, 3600.0, 1, None, processes=0, stopped=lambda: True)
    assert faults_of(arrays, best) == []


RULES = {
    "is out too long": {"room_s": 1.0},
    "carries too many kilograms": {"capacity_kg": 1.0},
    "carries too many litres": {"capacity_l": 1.0},
    "serves a point that it may not": {"allowed": False},
    "tips where it may not": {"admits": False},
    "makes trips that it must not": {"most_trips": 1},
    "takes too much": {"most_kg": 1.0},
}


@pytest.mark.parametrize("told", RULES)
def test_the_checker_names_each_broken_rule(told):
    arrays = week(0)
    state = searched(arrays, 1)
    harder = {name: np.full_like(getattr(arrays, name), value) for name, value in RULES[told].items()}
    assert any(told in fault for fault in faults_of(replace(arrays, **harder), state))


def test_the_checker_wants_each_point_on_its_days_in_one_stream():
    arrays = week(0)
    state = searched(arrays, 1)
    other = replace(arrays, stream=np.arange(POINTS) % STREAMS, admits=np.ones_like(arrays.admits))
    mixed = faults_of(other, state)
    assert any("mixes streams" in fault for fault in mixed)
    gone = WeekState(((),) * DAYS, state.chosen, 0.0)
    gone = replace(gone, routes=tuple(((),) * VEHICLES for _ in range(DAYS)))
    assert sum("are not those" in fault for fault in faults_of(arrays, gone)) == (state.chosen >= 0).sum()


def test_smallest_week_that_compiles_the_search_is_a_week_that_can_be_served():
    runner = Runner(smallest_week(), 1)
    runner.begin(None)
    best = runner.best()
    assert best.chosen.tolist() == [0]
    assert not faults_of(smallest_week(), best)
