"""Is a week feasible, and what does it cost? Followed day by day; slow, and another mind than the judge.

Nothing here comes from the judge, from patterns or from wishes: days are lists, waste is poured day by day,
which days a rhythm allows is tried out. Days with trucks only as the problem has them.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from routing.model.problem import Problem
from tests.support.plain_judge import is_feasible

RHYTHM = ("too_few_visits", "gap_too_short", "gap_too_long")


@dataclass
class PlainVerdict:
    """(rule, day, vehicle, point, facility, amount, hard) counted; rupiah; days free of own faults."""

    broken: Counter = field(default_factory=Counter)
    cost: dict = field(default_factory=dict)
    good_days: set = field(default_factory=set)
    found_kg: dict = field(default_factory=dict)

    def say(self, rule, day=None, vehicle="", point="", facility="", amount=0, *, hard=True):
        self.broken[rule, day, vehicle, point, facility, amount, hard] += 1


def judge_plainly(problem, plans, wishes):
    """Return everything that the rules of the horizon find, and the days without any fault of their own."""
    verdict = PlainVerdict()
    size = len(problem.days)
    works = [
        set()
        if day in wishes.holidays
        else {v.id for v in problem.days[day].vehicles} - wishes.without_vehicles
        for day in range(size)
    ]
    served = {}
    for day, plan in plans.items():
        for route in plan.routes:
            for call in route.calls:
                if call.kind == "collect":
                    served.setdefault(call.place, {}).setdefault(day, []).append(route.vehicle)
    _pour(problem, served, verdict)
    _fleet(problem, plans, wishes, works, verdict)
    for point in problem.points:
        days = sorted(served.get(point.code, {}))
        if point.code in wishes.excluded:
            for day in days:
                verdict.say("excluded_but_visited", day, point=point.code)
        else:
            _rhythm(point, days, [bool(w) for w in works], verdict)
            _overflow(point, days, verdict)
    _pins(problem, wishes, served, verdict)
    _soft(problem, wishes, served, plans, works, verdict)
    _price(problem, wishes, served, verdict)
    return verdict


def _pour(problem, served, verdict):
    for point in problem.points:
        waits = point.before_kg
        for day in range(len(problem.days)):
            waits += point.gathers_kg[day]
            if day in served.get(point.code, {}):
                verdict.found_kg[point.code, day] = waits
                waits = 0


def _stop(point, day, verdict):
    kg = verdict.found_kg[point.code, day]
    if point.most_kg:
        kg = min(kg, point.most_kg)
    litres = -((-kg * point.litres_per_t) // 1000)
    return replace(point.stop, kg=kg, litres=max(litres, point.stop.litres))


def _fleet(problem, plans, wishes, works, verdict):
    by_id = {v.id: v for d in problem.days for v in d.vehicles}
    for day, plan in plans.items():
        opens = {f.code for f in problem.days[day].facilities} - wishes.closed_facilities
        for route in plan.routes:
            if route.vehicle not in works[day]:
                verdict.say("vehicle_not_working", day, route.vehicle)
            for code in {c.place for c in route.calls if c.kind == "unload"} - opens:
                verdict.say("facility_closed", day, route.vehicle, facility=code)
        known = [r for r in plan.routes if r.vehicle in by_id]
        codes = {c.place for r in known for c in r.calls if c.kind == "collect"}
        stops = tuple(_stop(p, day, verdict) for p in problem.points if p.code in codes)
        vehicles = {v.id: v for v in problem.days[day].vehicles}
        for route in known:
            vehicles.setdefault(route.vehicle, by_id[route.vehicle])
        if not vehicles:
            verdict.good_days.add(day)
            continue
        facilities = tuple(replace(f, feeds="") for f in problem.days[day].facilities)
        own = Problem(tuple(vehicles.values()), facilities, stops, problem.matrices)
        if is_feasible(own, replace(plan, routes=tuple(known))):
            verdict.good_days.add(day)


def _holds(point, days, size):
    """Whether chosen days keep the gaps, both ends included."""
    marks = [point.last_day, *days]
    for a, b in pairwise(marks):
        if b - a < point.least_gap or (point.most_gap and b - a > point.most_gap):
            return False
    return not point.most_gap or size - marks[-1] <= point.most_gap


def _lists(point, size):
    return [[d for d in range(size) if (mask >> d) % 2] for mask in point.patterns]


def _rhythm(point, days, working, verdict):
    size = len(working)
    if not days and point.times:
        verdict.say("left_out", point=point.code, amount=point.times, hard=False)
        return
    own = _lists(point, size)
    hard = any(len(each) >= point.times and _holds(point, each, size) for each in own)
    if len(days) < point.times:
        verdict.say("too_few_visits", point=point.code, amount=point.times - len(days), hard=hard)
    before = point.last_day
    for day in days:
        if day - before < point.least_gap:
            verdict.say("gap_too_short", day, point=point.code, amount=day - before, hard=hard)
        if point.most_gap and day - before > point.most_gap:
            verdict.say("gap_too_long", day, point=point.code, amount=day - before, hard=hard)
        before = day
    if point.most_gap and size - before > point.most_gap:
        last = days[-1] if days else None
        verdict.say("gap_too_long", last, point=point.code, amount=size - before, hard=hard)
    _forbidden(point, days, working, verdict)


def _forbidden(point, days, working, verdict):
    size, own = len(working), _lists(point, len(working))
    if not own or days in own or (point.most_kg and _spills(point, days)):
        return
    able = set()
    for each in combinations([d for d in range(size) if working[d]], point.times):
        if _holds(point, list(each), size):
            able |= set(each)
    may = {d for each in own for d in each}
    for day in days:
        if day in able and day not in may:
            verdict.say("forbidden_day", day, point=point.code)
    if len(days) == point.times and set(days) <= may and _holds(point, days, size):
        verdict.say("forbidden_day", point=point.code, amount=len(days))


def _spills(point, days):
    waits = point.before_kg
    for day in range(max(days, default=-1) + 1):
        waits += point.gathers_kg[day]
        if day in days:
            if waits > point.most_kg:
                return True
            waits = 0
    return False


def _overflow(point, days, verdict):
    if not point.most_kg:
        return
    hard = any(not _spills(point, each) for each in _lists(point, len(point.gathers_kg)))
    for day in days:
        over = verdict.found_kg[point.code, day] - point.most_kg
        if over > 0:
            verdict.say("overflow", day, point=point.code, amount=over, hard=hard)


def _pins(problem, wishes, served, verdict):
    for pin in wishes.pins:
        if pin.point in wishes.excluded:
            continue
        visits = served.get(pin.point, {})
        for day in [pin.day] if pin.day is not None else sorted(visits):
            who = set(visits.get(day, ()))
            if not who or (pin.vehicle and who != {pin.vehicle}):
                verdict.say("pinned_otherwise", day, pin.vehicle, pin.point)


def _soft(problem, wishes, served, plans, works, verdict):
    districts = {p.code: p.district for p in problem.points}
    strays = Counter(
        who
        for code, visits in served.items()
        for them in visits.values()
        for who in set(them)
        if districts[code] and who in problem.territories and districts[code] not in problem.territories[who]
    )
    for who, count in strays.items():
        verdict.say("territory", vehicle=who, amount=count, hard=False)
    moved = sum(
        bool(p.kept) and p.code in served and p.kept != sum(2**d for d in served[p.code])
        for p in problem.points
    )
    if problem.most_moved is not None and moved > problem.most_moved:
        verdict.say("too_many_moved", amount=moved - problem.most_moved, hard=False)
    kg = {d: _tipped(problem, plans, d, verdict) for d in range(len(works)) if works[d]}
    mean = sum(kg.values()) / len(kg) if kg else 0
    prices, unbalanced = problem.prices, 0.0
    for day, each in kg.items():
        off = abs(each - mean)
        if mean and off / mean > 0.15:
            verdict.say("unbalanced_day", day, amount=round((each - mean) / mean * 100), hard=False)
        unbalanced += max(0.0, off - prices.balance_share * mean) / 1000 * prices.unbalanced_t
    verdict.cost |= {"moved": moved * prices.moved, "outside": sum(strays.values()) * prices.outside}
    verdict.cost["unbalanced"] = round(unbalanced)


def _tipped(problem, plans, day, verdict):
    passing = {f.code for d in problem.days for f in d.facilities if f.feeds}
    points = {p.code: p for p in problem.points}
    total = 0
    for route in plans[day].routes if day in plans else ():
        aboard = 0
        for call in route.calls:
            if call.kind == "collect":
                aboard += _stop(points[call.place], day, verdict).kg
            else:
                total += 0 if call.place in passing else aboard
                aboard = 0
    return total


def _price(problem, wishes, served, verdict):
    left = strange = 0
    for point in problem.points:
        if point.code in wishes.excluded:
            continue
        visits = served.get(point.code, {})
        if len(visits) < point.times:
            left += point.stop.price * (point.times - len(visits)) // point.times
        if point.kept_vehicle:
            strange += sum(who != point.kept_vehicle for them in visits.values() for who in set(them))
    verdict.cost |= {"left_out": left, "stranger": strange * problem.prices.stranger}
