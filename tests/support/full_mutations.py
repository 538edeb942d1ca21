"""Changes to a plan, to what it does, or to the day it is made for: some harmless, most not."""

import random
from dataclasses import fields, replace

from routing.model.plan import Plan, Rest, Unserved
from routing.model.problem import UNREACHABLE, Matrix, Problem, Window
from routing.timing.schedule import retime_plan


def mutate(rng: random.Random, problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
    """Return the day and the plan with one of them changed once."""
    change = rng.choice((_figure, _figure, _rest, _listing, _sequence, _sequence, _problem, _problem))
    return change(rng, problem, plan)


def _figure(rng, problem, plan):
    """Change one stated figure."""
    if not plan.routes:
        return problem, plan
    i = rng.randrange(len(plan.routes))
    route = plan.routes[i]
    by = rng.choice((-7, -1, 1, 7))
    if route.calls and rng.random() < 0.7:
        j = rng.randrange(len(route.calls))
        name = rng.choice([f.name for f in fields(route.calls[j]) if f.name not in {"kind", "place"}])
        call = replace(route.calls[j], **{name: getattr(route.calls[j], name) + by})
        route = replace(route, calls=(*route.calls[:j], call, *route.calls[j + 1 :]))
    else:
        name = rng.choice(("leave_s", "return_s", "home_s", "home_m"))
        route = replace(route, **{name: getattr(route, name) + by})
    return problem, _with_route(plan, i, route)


def _rest(rng, problem, plan):
    """Move, stretch, drop, rename or invent a break."""
    if not plan.routes:
        return problem, plan
    i = rng.randrange(len(plan.routes))
    route = plan.routes[i]
    rests = list(route.rests)
    if not rests or rng.random() < 0.2:
        at = rng.randint(route.leave_s, max(route.leave_s, route.return_s))
        rests.append(Rest(rng.choice(("lunch", "nap")), at, at + rng.randint(0, 6)))
    else:
        j = rng.randrange(len(rests))
        by = rng.choice((-5, -1, 1, 5))
        rest = rests.pop(j)
        changed = (
            (),
            (replace(rest, begin_s=rest.begin_s + by, end_s=rest.end_s + by),),
            (replace(rest, end_s=rest.end_s + by),),
            (replace(rest, label="nap"),),
        )
        rests[j:j] = rng.choice(changed)
    return problem, _with_route(plan, i, replace(route, rests=tuple(rests)))


def _listing(rng, problem, plan):
    """Change what is listed: routes and stops left out."""
    routes, unserved = list(plan.routes), list(plan.unserved)
    what = rng.randrange(5)
    if what == 0 and routes:
        routes.pop(rng.randrange(len(routes)))
    elif what == 1 and routes:
        routes.append(rng.choice(routes))
    elif what == 2 and unserved:
        unserved.pop(rng.randrange(len(unserved)))
    elif what == 3:
        unserved.append(
            Unserved(rng.choice([s.code for s in problem.stops] + ["nowhere"]), rng.choice(("", "x")))
        )
    elif routes:
        i = rng.randrange(len(routes))
        routes[i] = replace(routes[i], vehicle=rng.choice([v.id for v in problem.vehicles] + ["ghost"]))
    return problem, replace(plan, routes=tuple(routes), unserved=tuple(unserved))


def _sequence(rng, problem, plan):
    """Change what a truck does, and time it anew."""
    sequences = {v: list(halts) for v, halts in plan.sequences.items()}
    filled = [v for v in sequences if sequences[v]]
    if not filled:
        return problem, plan
    name = rng.choice(filled)
    halts = sequences[name]
    i = rng.randrange(len(halts))
    what = rng.randrange(5)
    if what == 0:
        halts.pop(i)
    elif what == 1:
        j = rng.randrange(len(halts))
        halts[i], halts[j] = halts[j], halts[i]
    elif what == 2:
        other = sequences.setdefault(rng.choice(problem.vehicles).id, [])
        other.insert(rng.randint(0, len(other)), halts.pop(i))
    elif what == 3:
        code = rng.choice(problem.facilities).code
        halts.insert(rng.randint(0, len(halts)), ("unload", code))
    else:
        halts[i] = ("unload", rng.choice(problem.facilities).code)
    mutant = retime_plan(problem, {v: tuple(h) for v, h in sequences.items()}, engine="mutant")
    known = {u.stop: u for u in plan.unserved}
    unserved = tuple(known.get(u.stop, u) for u in mutant.unserved)
    return problem, replace(mutant, unserved=unserved)


def _problem(rng, problem, plan):
    """Change the day under the plan."""
    change = rng.choice((_other_stop, _other_facility, _other_vehicle, _other_vehicle, _other_way))
    return change(rng, problem), plan


def _other_stop(rng, problem):
    i = rng.randrange(len(problem.stops))
    stop = problem.stops[i]
    by = rng.choice((-1, 1, 8))
    changes = {
        "kg": max(0, stop.kg + by),
        "litres": max(0, stop.litres + by),
        "service_s": max(0, stop.service_s + by),
        "service_s_per_t": stop.service_s_per_t + 200,
        "windows": tuple(Window(max(0, w.open_s + by), w.close_s + by + 1) for w in stop.windows[-1:]),
        "classes": ("cart",),
        "work": "container",
        "stream": "organic" if i else "residue",
        "vehicle": rng.choice(problem.vehicles).id,
        "release_s": rng.randint(0, 80),
    }
    name = rng.choice(list(changes))
    stops = (*problem.stops[:i], replace(stop, **{name: changes[name]}), *problem.stops[i + 1 :])
    return replace(problem, stops=stops)


def _other_facility(rng, problem):
    i = rng.randrange(len(problem.facilities))
    facility = problem.facilities[i]
    by = rng.choice((-1, 1, 5))
    last = facility.windows[-1]
    changes = {
        "unload_s": facility.unload_s + max(by, 0),
        "windows": (Window(max(0, last.open_s + by), max(0, last.open_s + by, last.close_s + by)),),
        "max_kg": max(0, facility.max_kg + by),
        "classes": rng.choice((("truck",), ("cart",), ())),
    }
    name = rng.choice(list(changes))
    changed = replace(facility, **{name: changes[name]})
    return replace(problem, facilities=(*problem.facilities[:i], changed, *problem.facilities[i + 1 :]))


def _other_vehicle(rng, problem):
    i = rng.randrange(len(problem.vehicles))
    v = problem.vehicles[i]
    by = rng.choice((-1, 1, 4))
    least_s = v.shift.open_s
    changes = {
        "capacity_kg": {"capacity_kg": max(1, v.aboard_kg, v.capacity_kg + by)},
        "capacity_l": {"capacity_l": max(1, v.aboard_l, v.capacity_l + by)},
        "latest": {"latest_s": max(v.shift.close_s, v.latest_s + by)},
        "close": {"shift": Window(least_s, max(least_s, v.shift.close_s + by)), "latest_s": 0},
        "open": {"shift": Window(min(v.shift.close_s, least_s + max(by, 0)), v.shift.close_s)},
        "trips": {"max_trips": max(0, v.max_trips + by)},
        "stops": {"max_stops": max(0, v.max_stops + by)},
        "kg": {"max_kg": rng.randint(0, 30)},
        "streams": {"streams": rng.choice((("organic",), ("residue",)))},
        "work": {"work": rng.choice(("collect", "container"))},
        "out": {"out": v.loaded or not v.out},
        "breaks": {
            "breaks": tuple(
                replace(
                    b,
                    duration_s=max(1, b.duration_s + by),
                    windows=tuple(Window(max(0, w.open_s + by), w.close_s + by + 1) for w in b.windows[-1:]),
                )
                for b in v.breaks
            )
        },
    }
    changed = replace(v, **rng.choice(list(changes.values())))
    return replace(problem, vehicles=(*problem.vehicles[:i], changed, *problem.vehicles[i + 1 :]))


def _other_way(rng, problem):
    """Lengthen or cut the ways to a place for one kind of vehicle."""
    profile = rng.choice(sorted(problem.matrices))
    matrix = problem.matrices[profile]
    row = rng.randrange(problem.size)
    changed = [matrix.duration_s.copy(), matrix.distance_m.copy()]
    for values in changed if rng.random() < 0.5 else changed[:1]:
        values[:, row] = UNREACHABLE if rng.random() < 0.5 else values[:, row] + 1
        values[row, row] = 0
    return replace(problem, matrices={**problem.matrices, profile: Matrix(*changed)})


def _with_route(plan, i, route):
    return replace(plan, routes=(*plan.routes[:i], route, *plan.routes[i + 1 :]))
