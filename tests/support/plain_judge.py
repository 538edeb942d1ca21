"""Is a plan feasible? Followed second by second; slow, and another mind than the judge.

Only for small days; nothing here may come from the judge or from the timing.
"""

from collections import Counter

from routing.model.plan import Plan, Route
from routing.model.problem import Problem, Vehicle


def is_feasible(problem: Problem, plan: Plan) -> bool:
    """Return whether every rule is kept and every stated figure is right."""
    vehicles = {v.id: v for v in problem.vehicles}
    names = [r.vehicle for r in plan.routes]
    if len(set(names)) < len(names) or not set(names) <= set(vehicles):
        return False
    if any(v.out and v.id not in names for v in problem.vehicles):
        return False
    if not _all_told(problem, plan):
        return False
    if not all(_halts_exist(problem, r) for r in plan.routes):
        return False
    tipped = _tipped(problem, plan)
    return _facilities_hold(problem, plan, tipped) and all(
        _loads_right(problem, vehicles[r.vehicle], r, tipped)
        and _times_right(problem, vehicles[r.vehicle], r, tipped)
        for r in plan.routes
    )


def _all_told(problem, plan):
    told = [c.place for r in plan.routes for c in r.calls if c.kind == "collect"]
    told += [u.stop for u in plan.unserved]
    return sorted(told) == sorted(s.code for s in problem.stops) and all(u.code for u in plan.unserved)


def _halts_exist(problem, route):
    stops, facilities = {s.code for s in problem.stops}, {f.code for f in problem.facilities}
    return all(c.place in (stops if c.kind == "collect" else facilities) for c in route.calls)


def _tipped(problem, plan):
    """Return (truck, facility, second of end, kg, litres) by what the plan says to be on board."""
    vehicles = {v.id: v for v in problem.vehicles}
    found = []
    for route in plan.routes:
        v = vehicles[route.vehicle]
        kg, litres = v.aboard_kg, v.aboard_l
        for call in route.calls:
            if call.kind == "unload":
                found.append((v.id, call.place, call.leave_s, kg, litres))
            kg, litres = call.load_kg, call.load_l
    return found


def _facilities_hold(problem, plan, tipped):
    kg = Counter()
    for _, facility, _, amount, _ in tipped:
        kg[facility] += amount
    begun = {c.place: c.begin_s for r in plan.routes for c in r.calls if c.kind == "collect"}
    for f in problem.facilities:
        if f.max_kg and kg[f.code] > f.max_kg:
            return False
        if any(
            where == f.code and f.feeds in begun and end > begun[f.feeds] for _, where, end, _, _ in tipped
        ):
            return False
    return True


def _fed(problem, tipped, code):
    feeders = {f.code for f in problem.facilities if f.feeds == code}
    loads = [(kg, litres) for _, where, _, kg, litres in tipped if where in feeders]
    return sum(kg for kg, _ in loads), sum(litres for _, litres in loads)


def _loads_right(problem, v: Vehicle, route: Route, tipped):
    """Fill bags and empty them."""
    stops = {s.code: s for s in problem.stops}
    facilities = {f.code: f for f in problem.facilities}
    bags = [(v.aboard_stream, v.aboard_kg, v.aboard_l)] if v.aboard_kg or v.aboard_l else []
    good, trip, taken = [], 1, []
    for call in route.calls:
        good.append(call.trip == trip)
        if call.kind == "collect":
            s = stops[call.place]
            more_kg, more_l = _fed(problem, tipped, s.code)
            bags.append((s.stream, s.kg + more_kg, s.litres + more_l))
            taken.append(s.kg + more_kg)
            good += [_may_serve(v, s), v.work != "container" or len(bags) == 1]
        else:
            f = facilities[call.place]
            good += [not f.classes or v.class_code in f.classes]
            good += [not f.streams or stream in f.streams for stream, _, _ in bags]
            bags, trip = [], trip + 1
        kg, litres = sum(b[1] for b in bags), sum(b[2] for b in bags)
        good += [call.load_kg == kg <= v.capacity_kg, call.load_l == litres <= v.capacity_l]
        good += [len({stream for stream, _, _ in bags}) < 2]
    within = [(trip - 1, v.max_trips), (len(taken), v.max_stops), (sum(taken), v.max_kg)]
    return all(good) and not bags and all(amount <= (limit or amount) for amount, limit in within)


def _may_serve(v, s):
    return (
        s.work == v.work
        and v.class_code in (s.classes or (v.class_code,))
        and s.stream in (v.streams or (s.stream,))
        and v.id == (s.vehicle or v.id)
    )


def _times_right(problem, v: Vehicle, route: Route, tipped):
    stops = {s.code: s for s in problem.stops}
    facilities = {f.code: f for f in problem.facilities}
    resting = _seconds_of_rest(route)
    if resting is None or not _breaks_had(v, route):
        return False
    good = [route.leave_s >= v.shift.open_s, route.return_s <= (v.latest_s or v.shift.close_s)]
    row, left_s = v.start, route.leave_s
    for i, call in enumerate(route.calls):
        place = stops[call.place] if call.kind == "collect" else facilities[call.place]
        release_s = _release(stops, route, i)
        good += [i > 0 or route.leave_s >= (release_s or route.leave_s)]
        leg = _leg(problem, v, row, place.location)
        good += [(call.leg_s, call.leg_m) == leg, min(leg) >= 0]
        good += [call.arrive_s == _arrival(route, resting, left_s, release_s, leg[0])]
        good += [_halt_right(call, place, _fed(problem, tipped, call.place), resting)]
        good += [not r.begin_s < call.begin_s < r.end_s for r in route.rests]  # even for a stay of no length
        row, left_s = place.location, call.leave_s
    home = _leg(problem, v, row, v.end)
    good += [(route.home_s, route.home_m) == home, min(home) >= 0]
    good += [r.begin_s < route.return_s >= r.end_s for r in route.rests]
    return all(good) and route.return_s == _arrival(route, resting, left_s, None, home[0])


def _leg(problem, v, a, b):
    matrix = problem.matrices[v.profile]
    return int(matrix.duration_s[a, b]), int(matrix.distance_m[a, b])


def _halt_right(call, place, fed, resting):
    """Whether work begins in a window, takes its time, and nobody rests in it."""
    windows = [(w.open_s, w.close_s) for w in place.windows]
    if call.kind == "collect":
        per = (place.kg + fed[0]) * place.service_s_per_t + (place.litres + fed[1]) * place.service_s_per_m3
        stay_s = place.service_s + per // 1000 + (per % 1000 > 0)
        windows = windows or [(call.begin_s, call.begin_s)]
    else:
        stay_s = place.unload_s
    return (
        any(a <= call.begin_s <= b for a, b in windows)
        and call.arrive_s <= call.begin_s == call.leave_s - stay_s
        and not any(second in resting for second in range(call.begin_s, call.leave_s))
    )


def _seconds_of_rest(route):
    seconds = [s for r in route.rests for s in range(r.begin_s, r.end_s)]
    if any(r.end_s <= r.begin_s or r.begin_s < route.leave_s for r in route.rests):
        return None
    return set(seconds) if len(set(seconds)) == len(seconds) else None


def _release(stops, route, i):
    """Return the greatest release of the trip that begins with this leg, or None within a trip."""
    if i and route.calls[i - 1].kind != "unload":
        return None
    releases = [0]
    for call in route.calls[i:]:
        if call.kind == "unload":
            break
        releases.append(stops[call.place].release_s)
    return max(releases) or None


def _arrival(route, resting, left_s, release_s, leg_s):
    """Count seconds of driving until the way is done."""
    second = left_s if release_s is None else max(left_s, release_s)
    driven = 0
    while driven < leg_s or any(r.begin_s < second < r.end_s for r in route.rests):
        driven += second not in resting
        second += 1
    return second


def _breaks_had(v: Vehicle, route: Route):
    """Whether every break is had or excused, with no rest of another name."""
    labels = {b.label for b in v.breaks}
    if any(r.label not in labels for r in route.rests):
        return False
    for b in v.breaks:
        seconds = [s for w in b.windows for s in range(w.open_s, w.close_s + 1)]
        had = any(
            r.label == b.label and r.end_s - r.begin_s >= b.duration_s and r.begin_s in seconds
            for r in route.rests
        )
        before = any(
            s + b.duration_s <= route.leave_s and (not v.out or s >= v.shift.open_s) for s in seconds
        )
        if not (had or before or any(s >= route.return_s for s in seconds)):
            return False
    return True
