"""Small days that use all of the model, drawn around a plan so that the plan just keeps every rule.

Times are few seconds and amounts few kilograms, so that brute force can follow every second.
"""

import random
from dataclasses import replace

import numpy as np

from routing.model.plan import Plan, Unserved
from routing.model.problem import Break, Facility, Matrix, Problem, Stop, Vehicle, Window
from routing.timing.schedule import retime_plan

END_S = 400
STREAMS = ("residue", "organic")


def tight_day(seed: int) -> tuple[Problem, Plan]:
    """Return a day and a plan that keeps all its rules, most of them with nothing to spare."""
    rng = random.Random(seed)  # test data, no secret
    loose, sequences = _loose_day(rng)
    problem = _with_breaks(rng, loose, sequences)
    plan = _named(retime_plan(problem, sequences, engine="drawn"))
    return _tightened(rng, problem, plan), plan


def _named(plan: Plan) -> Plan:
    return replace(plan, unserved=tuple(Unserved(u.stop, "cheaper_left_out") for u in plan.unserved))


def _loose_day(rng: random.Random) -> tuple[Problem, dict]:
    """Return a day without limits, and halts for each of its trucks in streams that do not mix."""
    size = 14
    facilities = (
        Facility("tpa", 1, 3, (Window(0, END_S),)),
        Facility("compost", 2, 2, (Window(0, END_S),), streams=("organic",)),
        Facility("tps", 3, 1, (Window(0, END_S),), streams=("residue",), classes=("cart",), feeds="s0"),
    )
    stops = [_stop(rng, number) for number in range(rng.randint(4, 9))]
    vehicles = [_vehicle(rng, number) for number in range(rng.randint(2, 4))]
    sequences: dict[str, tuple] = {v.id: () for v in vehicles}
    served = [s for s in stops if rng.random() < 0.9]
    trucks = [v for v in vehicles if v.class_code != "cart"]
    for stop in served:
        drivers = [v for v in vehicles if v.work == stop.work and (stop.code != "s0" or v in trucks)]
        if not drivers:
            continue
        sequences[rng.choice(drivers).id] += (stop,)
    sequences = {v.id: _with_unloadings(rng, v, sequences[v.id]) for v in vehicles}
    matrices = {"dump_truck": _matrix(rng, size), "small": _matrix(rng, size)}
    problem = Problem(tuple(vehicles), facilities, tuple(stops), matrices, change_price=rng.choice((0, 500)))
    return problem, {v: halts for v, halts in sequences.items() if halts}


def _stop(rng: random.Random, number: int) -> Stop:
    plain = number == 0
    return Stop(
        f"s{number}",
        4 + number,
        kg=rng.randint(0, 9),
        litres=rng.randint(0, 9),
        service_s=rng.randint(0, 4),
        price=rng.randint(0, 1000),
        work="collect" if plain or rng.random() < 0.8 else "container",
        stream="residue" if plain else rng.choice(STREAMS),
        service_s_per_t=rng.choice((0, 150)),
        service_s_per_m3=rng.choice((0, 70)),
        release_s=rng.choice((0, 0, 0, rng.randint(1, 60))),
        keeps=rng.choice(("", "v0", "v1")),
    )


def _vehicle(rng: random.Random, number: int) -> Vehicle:
    cart = number > 0 and rng.random() < 0.4
    out = not cart and rng.random() < 0.3
    return Vehicle(
        f"v{number}",
        "cart" if cart else "truck",
        "collect" if number == 0 or cart or rng.random() < 0.7 else "container",
        capacity_kg=1000,
        capacity_l=1000,
        fixed_cost=rng.randint(0, 50),
        cost_per_km=rng.randint(0, 4000),
        cost_per_hour=rng.randint(0, 9000),
        shift=Window(rng.randint(0, 30), END_S),
        start=13 if out else 0,
        end=0,
        profile="small" if cart else "dump_truck",
        overtime_per_hour=rng.choice((0, 7000)),
        out=out,
        **({"aboard_kg": 3, "aboard_l": 2, "aboard_stream": "residue"} if out and rng.random() < 0.5 else {}),
    )


def _matrix(rng: random.Random, size: int) -> Matrix:
    duration_s = np.array([[rng.randint(0, 9) for _ in range(size)] for _ in range(size)], np.int32)
    distance_m = np.array([[rng.randint(0, 99) for _ in range(size)] for _ in range(size)], np.int32)
    np.fill_diagonal(duration_s, 0)
    np.fill_diagonal(distance_m, 0)
    return Matrix(duration_s, distance_m)


def _with_unloadings(rng: random.Random, vehicle: Vehicle, stops: tuple[Stop, ...]) -> tuple:
    """Return halts that unload whenever the stream changes, each container, and at the end."""
    halts: list[tuple[str, str]] = []
    stream = vehicle.aboard_stream
    for stop in stops:
        full = vehicle.work == "container" or rng.random() < 0.2
        if stream and (full or stop.stream != stream):
            halts.append(("unload", _tip(rng, vehicle, stream)))
        halts.append(("collect", stop.code))
        stream = stop.stream
    if stream:
        halts.append(("unload", _tip(rng, vehicle, stream)))
    return tuple(halts)


def _tip(rng: random.Random, vehicle: Vehicle, stream: str) -> str:
    if stream == "organic":
        return rng.choice(("tpa", "compost"))
    return "tps" if vehicle.class_code == "cart" and rng.random() < 0.8 else "tpa"


def _with_breaks(rng: random.Random, problem: Problem, sequences: dict) -> Problem:
    """Give trucks breaks somewhere within their day."""
    plan = retime_plan(problem, sequences, engine="drawn")
    days = {r.vehicle: r for r in plan.routes}
    vehicles = []
    for v in problem.vehicles:
        breaks = ()
        if v.id in days and rng.random() < 0.7:
            route = days[v.id]
            at = rng.randint(max(0, route.leave_s - 5), route.return_s + 5)
            labels = ("lunch", "prayer")[: rng.randint(1, 2)]
            breaks = tuple(
                Break(rng.randint(1, 6), _some_windows(rng, at + rng.randint(0, 9)), label)
                for label in labels
            )
        vehicles.append(replace(v, breaks=breaks))
    return replace(problem, vehicles=tuple(vehicles))


def _some_windows(rng: random.Random, at: int) -> tuple[Window, ...]:
    first = Window(at, at + rng.randint(0, 12))
    if rng.random() < 0.6:
        return (first,)
    opens_s = first.close_s + rng.randint(1, 20)
    return first, Window(opens_s, opens_s + rng.randint(0, 9))


def _tightened(rng: random.Random, problem: Problem, plan: Plan) -> Problem:
    """Draw the limits around a plan."""
    days = {r.vehicle: r for r in plan.routes}
    calls = [c for r in plan.routes for c in r.calls]
    begun = {c.place: c.begin_s for c in calls if c.kind == "collect"}
    driver = {c.place: r.vehicle for r in plan.routes for c in r.calls if c.kind == "collect"}
    stops = tuple(
        replace(
            s,
            windows=_around(rng, begun[s.code]) if s.code in begun and rng.random() < 0.6 else (),
            classes=_class_of(problem, driver[s.code]) if s.code in driver and rng.random() < 0.3 else (),
            vehicle=driver.get(s.code, "") if rng.random() < 0.2 else "",
        )
        for s in problem.stops
    )
    facilities = tuple(
        replace(
            f,
            max_kg=_tipped_kg(problem, plan, f.code) if rng.random() < 0.4 else 0,
            windows=_hours(rng, [c.begin_s for c in calls if c.place == f.code]) or f.windows,
        )
        for f in problem.facilities
    )
    vehicles = tuple(_limited(rng, v, days.get(v.id)) for v in problem.vehicles)
    return replace(problem, stops=stops, facilities=facilities, vehicles=vehicles)


def _class_of(problem: Problem, vehicle: str) -> tuple[str, ...]:
    return tuple(v.class_code for v in problem.vehicles if v.id == vehicle)


def _around(rng: random.Random, second: int) -> tuple[Window, ...]:
    window = Window(max(0, second - rng.randint(0, 9)), second + rng.randint(0, 6))
    before = Window(max(0, window.open_s - 9), window.open_s - 3)
    return (before, window) if before.close_s > before.open_s and rng.random() < 0.4 else (window,)


def _hours(rng: random.Random, seconds: list[int]) -> tuple[Window, ...]:
    if not seconds or rng.random() < 0.4:
        return ()
    return (Window(max(0, min(seconds) - rng.randint(0, 5)), max(seconds) + rng.randint(0, 5)),)


def _tipped_kg(problem: Problem, plan: Plan, code: str) -> int:
    aboard = {v.id: v.aboard_kg for v in problem.vehicles}
    total = 0
    for route in plan.routes:
        kg = aboard[route.vehicle]
        for call in route.calls:
            total += kg if call.place == code else 0
            kg = call.load_kg
    return total


def _limited(rng: random.Random, vehicle: Vehicle, route) -> Vehicle:
    if route is None:
        return vehicle
    stops = sum(c.kind == "collect" for c in route.calls)
    home_s = route.return_s
    close_s = max(vehicle.shift.open_s, home_s - rng.randint(0, 9)) if rng.random() < 0.4 else home_s
    return replace(
        vehicle,
        shift=Window(max(0, min(vehicle.shift.open_s, route.leave_s)), close_s),
        latest_s=home_s if close_s < home_s or rng.random() < 0.5 else 0,
        capacity_kg=max([1, vehicle.aboard_kg, *(c.load_kg for c in route.calls)]) + rng.choice((0, 0, 2)),
        capacity_l=max([1, vehicle.aboard_l, *(c.load_l for c in route.calls)]) + rng.choice((0, 0, 2)),
        max_trips=rng.choice((0, route.trips)),
        max_stops=rng.choice((0, stops)),
    )
