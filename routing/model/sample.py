"""Made-up days of Jepara's size, seeded: for benches and tests, never shown as data."""

from dataclasses import dataclass, replace

import numpy as np

from routing.model.problem import Break, Facility, Matrix, Problem, Stop, Vehicle, Window, Work

HAUL_KMH = 22.0
DETOUR = 1.35
MORNING = Window(6 * 3600, 14 * 3600)
LANDFILL_XY = (-6_000.0, 4_000.0)
TOWN_XY = (-5_000.0, 1_000.0)
LUNCH = Break(2700, (Window(11 * 3600, 12 * 3600 + 1800),))
PRAYER = Break(3600, (Window(11 * 3600 + 1800, 12 * 3600),), "friday_prayer")


@dataclass(frozen=True, slots=True)
class DayShape:
    """How large a made-up day is."""

    stops: int = 130
    containers: int = 30
    dump_trucks: int = 10
    arm_rolls: int = 9
    village_count: int = 32


def make_day(seed: int, shape: DayShape | None = None) -> Problem:
    """Return a day with points scattered around villages of a regency of 20 by 40 km."""
    shape = shape or DayShape()
    rng = np.random.default_rng(seed)
    count = shape.stops + shape.containers
    villages = rng.uniform((-9_000, -20_000), (14_000, 18_000), (shape.village_count, 2))
    homes = villages[rng.integers(0, shape.village_count, count)] + rng.normal(0, 700, (count, 2))
    places = np.vstack((TOWN_XY, LANDFILL_XY, homes))
    stops = tuple(
        _stop(rng, i, "container" if i >= shape.stops else "collect", row=i + 2) for i in range(count)
    )
    return Problem(
        vehicles=make_fleet(shape),
        facilities=(Facility("tpa", 1, 300, (Window(6 * 3600, 16 * 3600),)),),
        stops=stops,
        matrices={"dump_truck": make_matrix(places)},
        label=f"made-up day, seed {seed}",
    )


def make_full_day(seed: int, shape: DayShape | None = None) -> Problem:
    """Return a day of the same size that uses the model in full.

    Two classes of dump truck (a third of them small, fit for narrow lanes), two streams with a landfill
    and a composting yard of few hours and tonnes, several windows, lunch and Friday prayer, overtime, daily
    caps. Nothing is handed over, no truck is on the road yet.
    """
    plain = make_day(seed, shape)
    rng = np.random.default_rng(seed + 1)
    compost = Facility(
        "kompos",
        1 + int(rng.integers(1, len(plain.stops) + 1)),
        420,
        (Window(7 * 3600, 11 * 3600), Window(12 * 3600 + 1800, 15 * 3600)),
        streams=("organic",),
        max_kg=50 * len(plain.stops),
    )
    landfill = replace(plain.facilities[0], max_kg=450 * len(plain.stops))
    return replace(
        plain,
        vehicles=tuple(_full_vehicle(n, v) for n, v in enumerate(plain.vehicles)),
        facilities=(landfill, compost),
        stops=tuple(_full_stop(rng, s) for s in plain.stops),
        label=f"made-up full day, seed {seed}",
    )


def _full_vehicle(number: int, vehicle: Vehicle) -> Vehicle:
    small = vehicle.work == "collect" and number % 3 == 2
    full = replace(
        vehicle,
        breaks=(LUNCH, PRAYER) if number % 2 else (LUNCH,),
        latest_s=vehicle.shift.close_s + 2 * 3600,
        overtime_per_hour=vehicle.cost_per_hour,
        max_trips=5,
        max_stops=60,
        max_kg=6 * vehicle.capacity_kg,
    )
    if not small:
        return full
    return replace(
        full,
        class_code="small",
        capacity_kg=900,
        capacity_l=4_000,
        fixed_cost=100_000,
        cost_per_km=3_200,
    )


def _full_stop(rng: np.random.Generator, stop: Stop) -> Stop:
    if stop.work == "container":
        return stop
    draw = rng.random(4)
    market = (Window(6 * 3600, 8 * 3600), Window(10 * 3600, 13 * 3600))
    return replace(
        stop,
        stream="organic" if draw[0] < 0.12 else "residue",
        classes=("small",) if draw[1] < 0.08 else (),
        windows=market if draw[2] < 0.15 else (),
        service_s_per_t=300,
        price=stop.price * (3 if draw[3] < 0.1 else 1),
    )


def make_matrix(places_m: np.ndarray) -> Matrix:
    """Return ways between places given in metres, (n, 2), as crow flies times a detour."""
    gap = places_m[:, None, :] - places_m[None, :, :]
    way_m = np.hypot(gap[..., 0], gap[..., 1]) * DETOUR
    return Matrix((way_m * 3.6 / HAUL_KMH).astype(np.int32), way_m.astype(np.int32))


def make_fleet(shape: DayShape) -> tuple[Vehicle, ...]:
    """Return the agency's two classes with estimated rates."""
    dumps = tuple(
        _vehicle(f"dt-{i + 1:02}", "dump", "collect", 1_434, 6_000) for i in range(shape.dump_trucks)
    )
    rolls = tuple(
        _vehicle(f"ar-{i + 1:02}", "armroll", "container", 2_238, 6_000) for i in range(shape.arm_rolls)
    )
    return dumps + rolls


def _vehicle(name: str, class_code: str, work: Work, kg: int, litres: int) -> Vehicle:
    return Vehicle(name, class_code, work, kg, litres, 150_000, 4_500, 45_000, MORNING, 0, 0)


def _stop(rng: np.random.Generator, index: int, work: Work, row: int) -> Stop:
    if work == "container":
        kg = int(rng.integers(600, 2_000))
        return Stop(f"k-{index:04}", row, kg, 6_000, 420, 2_000_000, "container")
    kg = int(rng.gamma(4.0, 50.0)) + 20
    return Stop(f"p-{index:04}", row, kg, kg * 1000 // 239, int(rng.integers(120, 241)), 1_000_000)
