"""Is a week feasible, and what does it cost? Answered from the problem, the plans of its days and the wishes.

Knows no solver. Each day is retraced by the judge of days; here stand the rules that no single day can see.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from routing.judging.judge import Judge
from routing.judging.terms import Cost, Judgement, Violation
from routing.model.plan import Plan
from routing.week.apply import apply_rules, rhythm_of, working_mask
from routing.week.days import day_problem, gathered_kg, visits_of, waiting_kg
from routing.week.patterns import allowed, days_of, dry, excess, waiting
from routing.week.problem import Timetable, WeekPoint, WeekProblem, Wishes
from routing.week.terms import BALANCED_SHARE, WeekCost, WeekJudgement, WeekViolation

__all__ = ["WeekCost", "WeekJudgement", "WeekViolation", "judge_week", "moved_points"]

IDLE = Judgement((), Cost(), 0, 0, 0, 0, 0, 0)


def judge_week(
    problem: WeekProblem,
    plans: Mapping[int, Plan],
    wishes: Wishes | None = None,
    known: Mapping[int, Judgement] | None = None,
) -> WeekJudgement:
    """Judge a week over its whole horizon.

    Parameters
    ----------
    problem
        As the office has it; the wishes are applied here.
    plans
        By index of the day; idle days are absent.
    known
        Verdicts of days of which nothing has changed, the days of earlier visits included.
    """
    wishes = wishes or Wishes()
    timetable = {day: plan.sequences for day, plan in plans.items()}
    days = tuple(
        known[day] if known and day in known else _judge_day(problem, day, plans, timetable)
        for day in range(len(problem.days))
    )
    return _Court(problem, wishes, timetable, days).verdict()


def moved_points(problem: WeekProblem, visits: Mapping[str, int]) -> list[str]:
    """Return the points that are emptied on other days than last week; those left out do not count."""
    return [
        point.code
        for point in problem.points
        if point.kept and point.code in visits and visits[point.code] != point.kept
    ]


def _judge_day(problem: WeekProblem, day: int, plans: Mapping[int, Plan], timetable: Timetable) -> Judgement:
    plan = plans.get(day)
    known = {vehicle.id for each in problem.days for vehicle in each.vehicles}
    if plan is None or not any(route.vehicle in known for route in plan.routes):
        return IDLE
    return Judge(day_problem(problem, day, timetable)).judge(plan)


class _Court:
    """One week with all that its rules look at."""

    def __init__(
        self, problem: WeekProblem, wishes: Wishes, timetable: Timetable, days: tuple[Judgement, ...]
    ) -> None:
        self._ruled = apply_rules(problem, wishes)
        self._wishes, self._timetable, self._days = wishes, timetable, days
        self._visits = visits_of(timetable)
        self._points = {point.code: point for point in problem.points}
        self._facilities = {f.code for day in problem.days for f in day.facilities}
        self._passing = {f.code for day in problem.days for f in day.facilities if f.feeds}
        self._working = working_mask(self._ruled)
        self._horizon = len(problem.days)
        self._serving = _serving(timetable)
        self._strays = self._count_strays()
        self._delivered = tuple(self._delivered_kg(day) for day in range(self._horizon))

    def verdict(self) -> WeekJudgement:
        """Gather everything that is broken, and the cost."""
        found = [*self._of_days(), *self._absent(), *self._unwanted(), *self._pins()]
        for point in self._ruled.points:
            if point.code not in self._wishes.excluded:
                found += self._rhythm(point)
                found += self._overflow(point)
        found += [*self._territories(), *self._continuity(), *self._balance()]
        return WeekJudgement(tuple(found), self._days, self._cost(), self._delivered, self._visits)

    def _of_days(self) -> Iterator[WeekViolation]:
        """Yield what the judge of days has found; who does not work is said by this one."""
        for day, judgement in enumerate(self._days):
            for violation in judgement.violations:
                if violation.rule != "vehicle_unknown":
                    yield self._of_day(day, violation)

    def _of_day(self, day: int, said: Violation) -> WeekViolation:
        point = said.place if said.place in self._points else ""
        facility = said.place if said.place in self._facilities else ""
        label = "" if point or facility else said.place
        return WeekViolation(said.rule, day, said.vehicle, point, facility, said.amount, label=label)

    def _delivered_kg(self, day: int) -> int:
        """Kilograms that are tipped on a day where they stay: not handed over to another vehicle."""
        total = 0
        for halts in self._timetable.get(day, {}).values():
            load = 0
            for kind, code in halts:
                if kind == "collect":
                    load += waiting_kg(self._points[code], day, self._visits[code])
                else:
                    total, load = total + (0 if code in self._passing else load), 0
        return total

    def _absent(self) -> Iterator[WeekViolation]:
        """Yield vehicles that do not work and facilities that are shut, on the days on which they shall."""
        for day in sorted(self._timetable):
            works = {vehicle.id for vehicle in self._ruled.days[day].vehicles}
            opens = {facility.code for facility in self._ruled.days[day].facilities}
            told = {v.place for v in self._days[day].violations if v.rule == "facility_closed"}
            for name, halts in sorted(self._timetable[day].items()):
                if halts and name not in works:
                    yield WeekViolation("vehicle_not_working", day, name)
                shut = {code for kind, code in halts if kind == "unload"} - opens - told
                for code in sorted(shut):
                    yield WeekViolation("facility_closed", day, name, facility=code)

    def _unwanted(self) -> Iterator[WeekViolation]:
        for code in sorted(self._wishes.excluded & self._visits.keys()):
            for day in days_of(self._visits[code]):
                yield WeekViolation("excluded_but_visited", day, point=code)

    def _pins(self) -> Iterator[WeekViolation]:
        serving = self._serving
        for pin in self._wishes.pins:
            if pin.point in self._wishes.excluded or pin.point not in self._points:
                continue
            days = days_of(self._visits.get(pin.point, 0)) if pin.day is None else (pin.day,)
            for day in days:
                vehicles = serving.get((pin.point, day), set())
                if not vehicles or (pin.vehicle and vehicles != {pin.vehicle}):
                    yield WeekViolation("pinned_otherwise", day, pin.vehicle, pin.point)

    def _rhythm(self, point: WeekPoint) -> Iterator[WeekViolation]:
        """Yield what a point's days break: how often, how far apart, which."""
        mask = self._visits.get(point.code, 0)
        if not mask and point.times:
            yield WeekViolation("left_out", point=point.code, amount=point.times, hard=False)
            return
        rhythm = rhythm_of(point, self._working, self._horizon)
        hard = any(m.bit_count() >= point.times and not excess(rhythm, m) for m in point.patterns)
        missing = point.times - mask.bit_count()
        if missing > 0:
            yield WeekViolation("too_few_visits", point=point.code, amount=missing, hard=hard)
        yield from self._gaps(point, mask, hard=hard)
        yield from self._forbidden(point, mask)

    def _gaps(self, point: WeekPoint, mask: int, *, hard: bool) -> Iterator[WeekViolation]:
        before = point.last_day
        for day in days_of(mask):
            gap, before = day - before, day
            if gap < point.least_gap:
                yield WeekViolation("gap_too_short", day, point=point.code, amount=gap, hard=hard)
            if point.most_gap and gap > point.most_gap:
                yield WeekViolation("gap_too_long", day, point=point.code, amount=gap, hard=hard)
        gap = self._horizon - before
        if point.most_gap and gap > point.most_gap:
            last = before if before >= 0 else None
            said = WeekViolation("gap_too_long", last, point=point.code, amount=gap, hard=hard)
            yield replace(said, label="end")

    def _forbidden(self, point: WeekPoint, mask: int) -> Iterator[WeekViolation]:
        """Yield days that no pattern of the point has although its gaps would allow them: fixed days."""
        spills = max(waiting(mask, point.gathers_kg, point.before_kg), default=0) > point.most_kg > 0
        if not point.patterns or mask in point.patterns or spills:
            return  # of a container that overflows, the patterns left are the dry ones: that is said already
        may = _union(point.patterns)
        able = _union(allowed(rhythm_of(point, self._working, self._horizon)))
        wrong = days_of(mask & able & ~may)
        for day in wrong:
            yield WeekViolation("forbidden_day", day, point=point.code)
        apart = mask.bit_count() == point.times and not mask & ~may
        if apart and not excess(rhythm_of(point, self._working, self._horizon), mask):
            yield WeekViolation("forbidden_day", point=point.code, amount=mask.bit_count())

    def _overflow(self, point: WeekPoint) -> Iterator[WeekViolation]:
        """Yield days on which more waits than a point holds; soft where every pattern lets it overflow."""
        if not point.most_kg:
            return
        mask = self._visits.get(point.code, 0)
        masks = dry(point.patterns, point.gathers_kg, point.before_kg, point.most_kg)
        hard = any(
            max(waiting(m, point.gathers_kg, point.before_kg), default=0) <= point.most_kg for m in masks
        )
        for day in days_of(mask):
            over = gathered_kg(point, day, mask) - point.most_kg
            if over > 0:
                yield WeekViolation("overflow", day, point=point.code, amount=over, hard=hard)

    def _territories(self) -> Iterator[WeekViolation]:
        for name, count in sorted(self._strays.items()):
            yield WeekViolation("territory", vehicle=name, amount=count, hard=False)

    def _count_strays(self) -> Counter[str]:
        """Count the visits of each vehicle outside its territory."""
        homes, strays = self._ruled.territories, Counter[str]()
        for (code, _), vehicles in self._serving.items() if homes else ():
            district = self._points[code].district if code in self._points else ""
            strays.update(v for v in vehicles if district and v in homes and district not in homes[v])
        return strays

    def _continuity(self) -> Iterator[WeekViolation]:
        moved, most = len(moved_points(self._ruled, self._visits)), self._ruled.most_moved
        if most is not None and moved > most:
            yield WeekViolation("too_many_moved", amount=moved - most, hard=False)

    def _balance(self) -> Iterator[WeekViolation]:
        for day, share in self._off_mean().items():
            if abs(share) > BALANCED_SHARE:
                yield WeekViolation("unbalanced_day", day, amount=round(share * 100), hard=False)

    def _off_mean(self) -> dict[int, float]:
        """Return by what share of their mean the working days' kilograms lie off it."""
        kg = {day: self._delivered[day] for day in days_of(self._working)}
        mean = sum(kg.values()) / len(kg) if kg else 0
        return {day: (each - mean) / mean for day, each in kg.items()} if mean else {}

    def _cost(self) -> WeekCost:
        prices, visits = self._ruled.prices, self._visits
        points = [p for p in self._ruled.points if p.code not in self._wishes.excluded]
        missing = ((p, p.times - visits.get(p.code, 0).bit_count()) for p in points)
        serving, kept = self._serving, {p.code: p.kept_vehicle for p in points if p.kept_vehicle}
        strange = sum(v != kept[code] for (code, _), them in serving.items() if code in kept for v in them)
        return WeekCost(
            driving=sum(day.cost.driving for day in self._days),
            left_out=sum(p.stop.price * count // p.times for p, count in missing if count > 0),
            moved=prices.moved * len(moved_points(self._ruled, visits)),
            stranger=prices.stranger * strange,
            outside=prices.outside * self._strays.total(),
            unbalanced=self._unbalanced(),
        )

    def _unbalanced(self) -> int:
        prices, off = self._ruled.prices, self._off_mean()
        mean_t = sum(self._delivered[day] for day in off) / 1000 / len(off) if off else 0.0
        over = sum(max(0.0, abs(share) - prices.balance_share) for share in off.values())
        return round(over * mean_t * prices.unbalanced_t)


def _serving(timetable: Timetable) -> dict[tuple[str, int], set[str]]:
    """Return who empties a point on a day."""
    found: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for day, sequences in timetable.items():
        for name, halts in sequences.items():
            for kind, code in halts:
                if kind == "collect":
                    found[code, day].add(name)
    return found


def _union(masks: tuple[int, ...]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
