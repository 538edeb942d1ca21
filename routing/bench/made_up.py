"""Made-up instances in the manner of others' benchmarks, seeded, of any size: never shown as data."""

from dataclasses import replace

import numpy as np

from routing.bench.instance import Objective
from routing.bench.kim import KimData, Place
from routing.bench.kim_problem import KimInstance
from routing.model.problem import Problem

FEET_PER_MILE = 5280
CLUSTER_SIZE = 60
"""Stops to a quarter of a town; Kim's files are as clustered."""

SMALL_TRUCK_PCT = 60
"""Capacity of the second class of a mixed fleet, of the first one's."""

TRUCK_COST = 60 * FEET_PER_MILE
"""Fixed cost of a large truck in a mixed fleet, in feet; a small one's is two thirds, and so is its foot."""


def make_kim(seed: int, stops: int, *, daily: float = 2200.0) -> KimData:
    """Return a county of Kim's kind: clustered stops, two landfills, a shift of nine hours with lunch."""
    rng = np.random.default_rng(seed)
    miles = 8 + 2 * (stops / 300) ** 0.5
    quarters = rng.uniform(-miles, miles, (max(3, stops // CLUSTER_SIZE), 2))
    homes = quarters[rng.integers(0, len(quarters), stops)] + rng.normal(0, 0.7, (stops, 2))
    loads = rng.choice([2, 3, 4, 6, 8, 12, 16, 24], stops, p=[0.06, 0.2, 0.22, 0.2, 0.18, 0.06, 0.05, 0.03])
    morning = rng.random(stops) < 0.1
    collected = tuple(
        _place(3 + i, homes[i], (0, 12 * 60) if morning[i] else (0, 24 * 60), 25 + 6 * load, load)
        for i, load in enumerate(loads.tolist())
    )
    landfills = tuple(
        _place(1 + i, xy, (0, 24 * 60), 1800, 9999) for i, xy in enumerate(((-miles / 2, -2), (miles / 2, 3)))
    )
    depot = _place(0, (0.0, 0.0), (8 * 60, 17 * 60), 0, 9999)
    return KimData(f"made-up-{stops}-{seed}", 200.0, daily, 500, 3600.0, 40.0, depot, collected, landfills)


def _place(
    number: int,
    miles: tuple[float, float] | np.ndarray,
    minutes: tuple[int, int],
    service_s: float,
    load: float,
) -> Place:
    x_ft, y_ft = (round(float(each) * FEET_PER_MILE, 2) for each in miles)
    return Place(number, x_ft, y_ft, minutes[0] * 60, minutes[1] * 60, service_s, load)


def mixed_fleet(data: KimData) -> Problem:
    """Return a Kim county with two classes of truck, fixed costs and the shift, but no lunch.

    Cost is in feet of a large truck; a small one costs two thirds of everything and carries less.
    """
    objective: Objective = "distance"
    problem = KimInstance(replace(data, lunch_s=0.0)).problem(objective)
    fleet = []
    for number, vehicle in enumerate(problem.vehicles):
        large = replace(vehicle, fixed_cost=TRUCK_COST, class_code="large")
        small = replace(
            vehicle,
            id=f"s{vehicle.id}",
            class_code="small",
            capacity_kg=vehicle.capacity_kg * SMALL_TRUCK_PCT // 100,
            fixed_cost=TRUCK_COST * 2 // 3,
            cost_per_km=667,
        )
        fleet += [large, small] if number < len(problem.vehicles) - 1 else [large]
    return Problem(
        tuple(fleet), problem.facilities, problem.stops, problem.matrices, f"{data.name}, mixed fleet"
    )
