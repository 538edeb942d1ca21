"""Small weeks and hand-made timetables for tests: a few trucks, one landfill, points on a line of places."""

import random
from datetime import date, timedelta

import numpy as np

from routing.model.parts import Break, Facility, Matrix, Stop, Vehicle, Window
from routing.week.patterns import patterns
from routing.week.problem import Pin, WeekDay, WeekPoint, WeekProblem, Wishes

MONDAY = date(2026, 11, 23)
TPA = "tpa"
SIX, TWO = 6 * 3600, 14 * 3600


def truck(name="dt-01", **values):
    return Vehicle(
        **{
            "id": name,
            "class_code": "dump_truck",
            "work": "collect",
            "capacity_kg": 3_000,
            "capacity_l": 12_000,
            "fixed_cost": 100_000,
            "cost_per_km": 3_000,
            "cost_per_hour": 20_000,
            "shift": Window(SIX, TWO),
            "start": 0,
            "end": 0,
        }
        | values
    )


def landfill(code=TPA, **values):
    base = {"code": code, "location": 1, "unload_s": 600, "windows": (Window(SIX, TWO),)}
    return Facility(**base | values)


def matrix(size, step_s=300):
    places = np.arange(size)
    seconds = (np.abs(np.subtract.outer(places, places)) * step_s).astype(np.int32)
    return Matrix(seconds, seconds * 8)


def week_point(code, row, working=(True,) * 6 + (False,), **values):
    """Give a point with every pattern that its rhythm allows."""
    base = {"times": 2, "least_gap": 2, "most_gap": 4, "last_day": -1} | {
        name: values.pop(name) for name in ("times", "least_gap", "most_gap", "last_day") if name in values
    }
    fixed = values.pop("fixed", None)
    values.setdefault("stop", Stop(code, row, 0, 0, 300, 500_000))
    values.setdefault("gathers_kg", (200,) * len(working))
    values.setdefault("patterns", patterns(working, *base.values(), fixed))
    return WeekPoint(before_kg=100, litres_per_t=4_000, **base, **values)


def hand_week(points=4, working=(True,) * 6 + (False,), trucks=2, **values):
    """Give a week from Monday to Sunday; trucks rest on the days that are not worked."""
    fleet = tuple(truck(f"dt-{n + 1:02}") for n in range(trucks))
    days = tuple(
        WeekDay(MONDAY + timedelta(day), fleet if works else (), (landfill(),), {}, "" if works else "libur")
        for day, works in enumerate(working)
    )
    made = tuple(week_point(f"P{n + 1}", n + 2, working) for n in range(points))
    return WeekProblem(days, values.pop("made", made), {"dump_truck": matrix(points + 8)}, **values)


def load(*codes, tip=TPA):
    return (*(("collect", code) for code in codes), ("unload", tip))


def random_week(seed):
    """Give a small random week, a timetable made by chance, and what people wish."""
    rng = random.Random(seed)
    size = rng.randint(1, 7)
    working = tuple(rng.random() < 0.85 for _ in range(size))
    if not any(working):
        working = (True, *working[1:])
    count = rng.randint(1, 5)
    made = tuple(_random_point(rng, n, working) for n in range(count))
    breaks = (Break(1_800, (Window(41_400, 45_000),)),) if rng.random() < 0.3 else ()
    fleet = [
        truck("dt-01", breaks=breaks),
        truck("dt-02", capacity_kg=rng.choice([800, 3_000])),
        truck("vk-01", class_code="tossa", fixed_cost=0, capacity_kg=400, capacity_l=2_000),
    ]
    tps = landfill("tps", location=count + 2, classes=("tossa",), feeds=rng.choice(["", "P1"]))
    days = []
    for day, works in enumerate(working):
        out = [v for v in fleet if works and rng.random() < 0.9] or (fleet[:1] if works else [])
        if {v.id for v in out} == {"dt-02"}:  # a day from which a wish takes everybody is no working day
            out = fleet[:2]
        gone = {v.id: "outage" for v in fleet if v not in out}
        days.append(
            WeekDay(MONDAY + timedelta(day), tuple(out), (landfill(max_kg=rng.choice([0, 900])), tps), gone)
        )
    problem = WeekProblem(
        tuple(days),
        made,
        {"dump_truck": matrix(count + 3, rng.choice([60, 900]))},
        {"dt-01": frozenset({"A"})} if rng.random() < 0.5 else {},
        most_moved=rng.choice([None, 0, 1]),
    )
    return problem, _random_timetable(rng, problem), _random_wishes(rng, problem)


def _random_point(rng, number, working):
    size = len(working)
    times = rng.randint(0, min(3, size))
    least, most = rng.choice([0, 1, 2]), rng.choice([0, 2, 4, 7])
    last = -rng.randint(1, 4)
    fixed = rng.choice([None, None, rng.randrange(1, 1 << size)])
    found = patterns(working, times, least, most, last, fixed)
    return WeekPoint(
        stop=Stop(
            f"P{number + 1}", number + 2, 0, 0, 300, 500_000, classes=rng.choice([(), (), ("dump_truck",)])
        ),
        gathers_kg=tuple(rng.randint(0, 300) for _ in working),
        before_kg=rng.randint(0, 200),
        last_day=last,
        times=times,
        least_gap=least,
        most_gap=most,
        patterns=found or tuple(rng.sample(range(1, 1 << size), k=1)),
        most_kg=rng.choice([0, 0, 500]),
        litres_per_t=4_000,
        kept=rng.choice([0, rng.randrange(1, 1 << size)]),
        kept_vehicle=rng.choice(["", "dt-01"]),
        district=rng.choice(["A", "B", ""]),
    )


def _random_timetable(rng, problem):
    timetable = {}
    for day in range(len(problem.days)):
        codes = [p.code for p in problem.points if rng.random() < 0.5]
        sequences = {}
        for code in codes:
            sequences.setdefault(rng.choice(["dt-01", "dt-02", "vk-01"]), []).append(code)
        halts = {name: load(*them, tip="tps" if name == "vk-01" else TPA) for name, them in sequences.items()}
        if rng.random() < 0.1 and halts:
            name = next(iter(halts))
            halts[name] = halts[name][:-1]
        if halts:
            timetable[day] = halts
    return timetable


def _random_wishes(rng, problem):
    codes, size = [p.code for p in problem.points], len(problem.days)
    pins = tuple(
        Pin(rng.choice(codes), rng.choice([None, rng.randrange(size)]), rng.choice(["", "dt-01"]))
        for _ in range(rng.choice([0, 0, 1, 2]))
    )
    return Wishes(
        pins=tuple(p for p in pins if p.day is not None or p.vehicle),
        excluded=frozenset(code for code in codes if rng.random() < 0.1),
        without_vehicles=frozenset({"dt-02"} if rng.random() < 0.1 else ()),
        closed_facilities=frozenset({TPA} if rng.random() < 0.1 else ()),
    )
