"""A judged week as the store keeps it and the console draws it: days, cells, points, what is broken.

Everything is named by its code; names, plates and coordinates are added by whoever shows it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from data.contract.calendar import OperatingCalendar
from routing.day import DayClock
from routing.model.parts import Facility, Vehicle
from routing.model.plan import Plan, Route
from routing.week.apply import apply_rules, rhythm_of, working_mask
from routing.week.days import waiting_kg, waiting_l
from routing.week.judge import moved_points
from routing.week.measures import Fuel, measure_week
from routing.week.patterns import Reason, days_of, excess, why_none
from routing.week.problem import WeekPoint, WeekProblem, Wishes
from routing.week.terms import WeekJudgement, WeekViolation
from routing.week.words import Words, say, say_reason

OVER: Final = frozenset(
    {"over_kg", "over_litres", "shift_end", "too_many_trips", "too_many_stops", "too_many_kg"}
)
"""Rules of load and hours: a cell that breaks one is drawn as over."""


def board(  # noqa: PLR0913  # problem, plans, verdict and wishes; the rest is whose zone, fuel, memory
    problem: WeekProblem,
    plans: Mapping[int, Plan],
    judgement: WeekJudgement,
    wishes: Wishes | None = None,
    *,
    calendar: OperatingCalendar | None = None,
    fuel: Fuel | None = None,
    standing: Mapping[int, list[dict[str, Any]]] | None = None,
) -> dict[str, Any]:
    """Return the board of a week as JSON.

    Parameters
    ----------
    problem
        As the office has it.
    calendar
        Whose zone turns seconds of a day into moments.
    fuel
        Litres of diesel per 100 km by vehicle class.
    standing
        Cells of days of which nothing has changed, as they were drawn.
    """
    artist = _Artist(problem, plans, judgement, wishes or Wishes(), calendar or OperatingCalendar())
    return {
        "days": [artist.day(day) for day in range(len(problem.days))],
        "cells": [
            cell
            for day in range(len(problem.days))
            for cell in (standing or {}).get(day) or [artist.cell(day, name) for name in artist.names]
        ],
        "points": [artist.point(point) for point in artist.ruled.points],
        "violations": [artist.violation(violation) for violation in judgement.violations],
        "measures": measure_week(problem, plans, judgement, wishes, fuel),
    }


def unserved_reason(point: WeekPoint, problem: WeekProblem) -> tuple[str, Words]:
    """Return why nobody empties a point: a code and a sentence.

    Parameters
    ----------
    problem
        With the frequencies and days that hold (`routing.week.apply.apply_rules`).
    """
    reason = _no_rhythm(point, problem)
    if reason is not None:
        return reason.code, say_reason(reason)
    able = any(point.stop.admits(v) for day in problem.days for v in day.vehicles)
    if not able:
        return "no_vehicle", Words(
            "tidak ada kendaraan minggu ini yang boleh melayaninya", "no vehicle of this week may serve it"
        )
    return "left_out", Words("tidak dijadwalkan minggu ini", "not scheduled this week")


def _no_rhythm(point: WeekPoint, problem: WeekProblem) -> Reason | None:
    """Return why no pattern of a point keeps its rhythm, None when one does."""
    rhythm = rhythm_of(point, working_mask(problem), len(problem.days))
    if any(m.bit_count() >= point.times and not excess(rhythm, m) for m in point.patterns):
        return None
    return why_none(rhythm) or Reason("fixed_days")


@dataclass(slots=True)
class _Artist:
    """One week with all that is looked up while it is drawn."""

    problem: WeekProblem
    plans: Mapping[int, Plan]
    judgement: WeekJudgement
    wishes: Wishes
    calendar: OperatingCalendar
    ruled: WeekProblem = field(init=False)
    names: list[str] = field(init=False)
    fleet: dict[str, Vehicle] = field(init=False)
    tips: dict[str, Facility] = field(init=False)
    points: dict[str, WeekPoint] = field(init=False)
    routes: dict[tuple[int, str], Route] = field(init=False)
    serving: defaultdict[str, dict[int, str]] = field(init=False)
    moved: frozenset[str] = field(init=False)
    clocks: list[DayClock] = field(init=False)
    isos: list[str] = field(init=False)
    over: frozenset[tuple[int | None, str]] = field(init=False)

    def __post_init__(self) -> None:
        days = self.problem.days
        self.ruled = apply_rules(self.problem, self.wishes)
        self.clocks = [DayClock(self.calendar, day.date) for day in days]
        self.isos = [day.date.isoformat() for day in days]
        self.fleet = {v.id: v for day in days for v in day.vehicles}
        self.tips = {f.code: f for day in days for f in day.facilities}
        self.routes = {(d, r.vehicle): r for d, plan in self.plans.items() for r in plan.routes}
        known = self.fleet.keys() | {v for day in days for v in day.away} | {name for _, name in self.routes}
        self.names = sorted(known)
        self.points = {point.code: point for point in self.ruled.points}
        self.serving = defaultdict(dict)
        for (day, name), route in self.routes.items():
            for call in route.calls:
                if call.kind == "collect":
                    self.serving[call.place][day] = name
        self.moved = frozenset(moved_points(self.ruled, self.judgement.visits))
        broken = (v for v in self.judgement.violations if v.rule in OVER)
        self.over = frozenset((v.day, v.vehicle) for v in broken)

    def iso(self, day: int) -> str:
        """Return the date of a day."""
        return self.isos[day]

    def day(self, day: int) -> dict[str, Any]:
        """Return the sums of a day."""
        told, judged = self.ruled.days[day], self.judgement.days[day]
        routes = self.plans[day].routes if day in self.plans else ()
        return {
            "day": self.iso(day),
            "holiday": told.holiday,
            "collects": bool(told.vehicles),
            "kg": self.judgement.delivered_kg[day],
            "km": round(judged.distance_m / 1000, 1),
            "hours": round(judged.duration_s / 3600, 2),
            "trips": judged.trips,
            "vehicles": len(routes),
            "points": sum(call.kind == "collect" for route in routes for call in route.calls),
            "feasible": not any(v.hard and v.day == day for v in self.judgement.violations),
        }

    def cell(self, day: int, name: str) -> dict[str, Any]:
        """Return what a vehicle does on a day."""
        told, route = self.ruled.days[day], self.routes.get((day, name))
        works = next((v for v in told.vehicles if v.id == name), None)
        idle = "free" if works else "away"
        vehicle = works or self.fleet.get(name)
        shift_s = vehicle.shift.close_s - vehicle.shift.open_s if vehicle else 0
        return {
            "day": self.iso(day),
            "vehicle": name,
            "state": "works" if route else idle,
            "away": None if works else told.away.get(name, ""),
            "shift_hours": round(shift_s / 3600, 2),
            "over": (day, name) in self.over,
            **self._work(day, route, vehicle),
        }

    def _work(self, day: int, route: Route | None, vehicle: Vehicle | None) -> dict[str, Any]:
        stops = list(self._stops(day, route)) if route else []
        clock = self.clocks[day]
        timed = route is not None and vehicle is not None
        taken = [stop for stop in stops if stop["kind"] == "collect"]
        return {
            "kg": sum(stop["kg"] for stop in taken),
            "litres": sum(self._litres(stop["code"], stop["kg"]) for stop in taken),
            "trips": sum(stop["kind"] == "unload" for stop in stops),
            "km": round(route.distance_m / 1000, 1) if route else 0.0,
            "hours": round(route.duration_s / 3600, 2) if route else 0.0,
            "fill_share": self._fill(stops, vehicle),
            "leaves_at": _utc(clock.moment(route.leave_s)) if route and timed else None,
            "returns_at": _utc(clock.moment(route.return_s)) if route and timed else None,
            "stops": stops,
        }

    def _stops(self, day: int, route: Route) -> Iterator[dict[str, Any]]:
        clock = self.clocks[day]
        loads = [0, *(call.load_kg for call in route.calls)]
        for call, (before, after) in zip(route.calls, pairwise(loads), strict=True):
            yield {
                "kind": call.kind,
                "code": call.place,
                "arrives_at": _utc(clock.moment(call.arrive_s)),
                "leaves_at": _utc(clock.moment(call.leave_s)),
                "kg": after - before,
                "load_kg": call.load_kg,
                "trip": call.trip,
            }

    def _litres(self, code: str, kg: int) -> int:
        return waiting_l(self.points[code], kg) if code in self.points else 0

    def _fill(self, stops: list[dict[str, Any]], vehicle: Vehicle | None) -> float:
        """Return the fullest trip against what the vehicle holds, by weight or by room."""
        if vehicle is None or not stops:
            return 0.0
        kg: defaultdict[int, int] = defaultdict(int)
        litres: defaultdict[int, int] = defaultdict(int)
        for stop in stops:
            if stop["kind"] == "collect":
                kg[stop["trip"]] += stop["kg"]
                litres[stop["trip"]] += self._litres(stop["code"], stop["kg"])
        heaviest, fullest = max(kg.values(), default=0), max(litres.values(), default=0)
        return round(max(heaviest / vehicle.capacity_kg, fullest / vehicle.capacity_l), 3)

    def point(self, point: WeekPoint) -> dict[str, Any]:
        """Return what the week does with a point."""
        code, visits = point.code, self.judgement.visits.get(point.code, 0)
        excluded = code in self.wishes.excluded
        missing = point.times > 0 and not visits and not excluded
        reason = unserved_reason(point, self.ruled) if missing else None
        kg = sum(point.gathers_kg)
        return {
            "code": code,
            "days": [self.iso(day) for day in days_of(visits)],
            "vehicles": {self.iso(day): name for day, name in sorted(self.serving[code].items())},
            "times": point.times,
            "least_gap": point.least_gap,
            "most_gap": point.most_gap,
            "kg": kg,
            "low_kg": round(kg * point.low_share),
            "high_kg": round(kg * point.high_share),
            "waiting_kg": {self.iso(day): waiting_kg(point, day, visits) for day in days_of(visits)},
            "moved": code in self.moved,
            "excluded": excluded,
            "pinned": [
                {"day": None if pin.day is None else self.iso(pin.day), "vehicle": pin.vehicle}
                for pin in self.wishes.pins
                if pin.point == code
            ],
            "unserved": reason[0] if reason else None,
            "unserved_id": reason[1].id if reason else None,
            "unserved_en": reason[1].en if reason else None,
        }

    def violation(self, violation: WeekViolation) -> dict[str, Any]:
        """Return a broken rule with its sentences."""
        point = self.points.get(violation.point)
        soft_rhythm = violation.rule in {"too_few_visits", "gap_too_short", "gap_too_long"}
        reason = None
        if point is not None and soft_rhythm and not violation.hard:
            reason = _no_rhythm(point, self.ruled)
        words = say(violation, point, reason)
        return {
            "rule": violation.rule,
            "day": None if violation.day is None else self.iso(violation.day),
            "vehicle": violation.vehicle,
            "point": violation.point,
            "facility": violation.facility,
            "amount": violation.amount,
            "hard": violation.hard,
            "message_id": words.id,
            "message_en": words.en,
        }


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
