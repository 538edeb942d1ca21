from dataclasses import replace

import numpy as np
import pytest

from routing.engines import baseline
from routing.engines.insertion import add, insert, start_fleet
from routing.engines.items import single_items
from routing.engines.polish import Patience, polish
from routing.engines.repair import keep
from routing.engines.tables import tables_of
from routing.engines.trials import NOWHERE, Trial
from routing.model.problem import Break, Window
from routing.model.sample import DayShape, make_full_day

SMALL = DayShape(stops=40, containers=6, dump_trucks=4, arm_rolls=2, village_count=8)


@pytest.fixture(scope="module")
def half_full():
    """A fleet of a full day that serves every other stop."""
    problem = make_full_day(7, SMALL)
    tables = tables_of(problem)
    fleet = start_fleet(tables)
    insert(fleet, single_items(tables, range(0, len(problem.stops), 2)), "regret")
    return fleet


def offered(fleet):
    """Yield every day with a piece put in where it was offered, and the offer's rupiah."""
    items = single_items(fleet.tables, range(1, len(fleet.tables.rows), 2))
    for day in fleet.days:
        offers = Trial([day]).best(items, fleet.left_kg)
        for number in np.flatnonzero(offers.cost[0] < NOWHERE).tolist():
            spot = int(offers.gap[0, number]), int(offers.facility[0, number])
            yield day, add(day, items.piece(number), spot), offers.cost[0, number]


def test_every_offer_can_be_driven(half_full):
    longer = [after for _, after, _ in offered(half_full)]
    assert len(longer) > 50
    assert None not in longer


def test_offers_cost_what_they_say_where_nobody_waits_or_rests():
    problem = make_full_day(7, SMALL)
    problem = replace(problem, vehicles=tuple(replace(v, breaks=()) for v in problem.vehicles))
    tables = tables_of(problem)
    fleet = start_fleet(tables)
    insert(fleet, single_items(tables, range(0, len(problem.stops), 2)), "regret")
    busy = [
        (after.cost - before.cost, price)
        for before, after, price in offered(fleet)
        if after.spent_s == after.work_s and before.spent_s == before.work_s
    ]
    assert len(busy) > 30
    # each of four costs of a day is rounded down
    assert all(abs(extra - price) <= 4 for extra, price in busy)


def test_trucks_asked_together_offer_the_same_as_one_by_one(half_full):
    items = single_items(half_full.tables, range(1, len(half_full.tables.rows), 2))
    dumps = [day for day in half_full.days if day.truck.vehicle.work == "collect"]
    together = Trial(dumps).best(items, half_full.left_kg)
    for line, day in enumerate(dumps):
        assert np.array_equal(Trial([day]).best(items, half_full.left_kg).cost[0], together.cost[line])


def test_day_as_the_engines_time_it_is_the_day_of_the_scheduler(half_full):
    from routing.timing.schedule import Scheduler

    scheduler = Scheduler(half_full.tables.problem)
    for day in half_full.days:
        if day.trips:
            route = scheduler.route(day.truck.vehicle, day.sequence())
            assert route.return_s == day.timings[0].return_s
            assert route.duration_s <= day.spent_s


def test_truck_with_lunch_can_go_on_after_noon():
    problem = make_full_day(7, SMALL)
    lunch = (Break(3600, (Window(11 * 3600, 12 * 3600),)),)
    one = replace(
        problem,
        vehicles=(replace(problem.vehicles[0], breaks=lunch, max_trips=0, max_kg=0, latest_s=0),),
    )
    tables = tables_of(one)
    fleet = start_fleet(tables)
    insert(fleet, single_items(tables, range(len(tables.rows))), "cheapest")
    assert fleet.days[0].timings[0].return_s > 13 * 3600


def test_polish_is_never_worse_and_repeats_itself():
    problem = make_full_day(8, SMALL)
    fleet = keep(tables_of(problem), baseline.solve(problem))
    found = polish(fleet, Patience(steps=30, seed=3))
    assert found.cost <= fleet.cost
    assert polish(fleet, Patience(steps=30, seed=3)).sequences() == found.sequences()
