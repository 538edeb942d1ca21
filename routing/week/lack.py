"""More waste than the fleet can carry: by how much, and which rit or trucks would do it."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routing.model.parts import Vehicle, Work
from routing.model.plan import Plan
from routing.week.problem import WeekPoint, WeekProblem

KG_PER_T = 1000
FILLED = 0.9
"""Share of a load that one more rit would really bring."""

USUAL_TRIPS = 2.0
"""Rit of a truck and day where this week has none to go by."""

NAMES: Mapping[Work, tuple[str, str]] = {
    "collect": ("truk sampah (dump truck)", "dump trucks"),
    "container": ("arm-roll", "arm-rolls"),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """What a week leaves lying for want of vehicles, by kind of work.

    Parameters
    ----------
    kg, points
        What would have been fetched in the horizon, and at how many points.
    class_code
        Of the vehicles that would be needed.
    trips, vehicles
        Either so many more rit in the horizon, or so many more vehicles on every day that they work.
    """

    work: Work
    kg: int
    points: int
    class_code: str
    trips: int
    vehicles: int
    days: int

    @property
    def message_id(self) -> str:
        """One sentence in Bahasa Indonesia."""
        kind = _name(self, 0)
        return (
            f"Sampah {_t(self)} t pada {self.points} titik tidak terangkut dalam {self.days} hari ini: "
            f"dibutuhkan {self.trips} rit {kind} lagi, atau {self.vehicles} {kind} tambahan."
        )

    @property
    def message_en(self) -> str:
        """The same sentence in English."""
        kind = _name(self, 1)
        return (
            f"{_t(self, '.')} t of waste at {self.points} points are not carried in these {self.days} days: "
            f"{self.trips} more rit of {kind} would do it, or {self.vehicles} more {kind}."
        )


def lacks_of(problem: WeekProblem, plans: Mapping[int, Plan], visits: Mapping[str, int]) -> tuple[Lack, ...]:
    """Return what is missing in a week, the greatest amount first.

    Only points that could be emptied count: those that nobody may enter, or to which no road leads, want no
    more trucks.

    Parameters
    ----------
    problem
        With people's wishes in it.
    visits
        Point -> mask of its days, as the week's judgement has it.
    """
    left: defaultdict[Work, list[WeekPoint]] = defaultdict(list)
    for point in problem.points:
        if point.times and point.code not in visits and _is_able(problem, point):
            left[point.stop.work].append(point)
    found = [_lack(problem, plans.values(), work, points) for work, points in left.items()]
    return tuple(sorted(found, key=lambda lack: -lack.kg))


def _lack(problem: WeekProblem, plans: Iterable[Plan], work: Work, points: list[WeekPoint]) -> Lack:
    vehicles = {
        v.id: v for day in problem.days for v in day.vehicles if any(p.stop.admits(v) for p in points)
    }
    commonest = Counter(v.class_code for v in vehicles.values()).most_common(1)[0][0]
    model = next(v for v in vehicles.values() if v.class_code == commonest)
    kg = sum(sum(point.gathers_kg) for point in points)
    trips = _trips(model, points, kg)
    workdays = sum(any(v.class_code == commonest for v in day.vehicles) for day in problem.days)
    a_day = _trips_a_day(plans, {v.id for v in vehicles.values() if v.class_code == commonest})
    needed = math.ceil(trips / max(1.0, a_day * workdays))
    return Lack(work, kg, len(points), commonest, trips, needed, len(problem.days))


def _trips(model: Vehicle, points: list[WeekPoint], kg: int) -> int:
    if model.work == "container":
        return sum(point.times for point in points)
    return math.ceil(kg / (FILLED * model.capacity_kg))


def _trips_a_day(plans: Iterable[Plan], names: set[str]) -> float:
    trips = [route.trips for plan in plans for route in plan.routes if route.vehicle in names]
    return sum(trips) / len(trips) if trips else USUAL_TRIPS


def _is_able(problem: WeekProblem, point: WeekPoint) -> bool:
    """Whether some vehicle may come, tip what it finds and come home, by road."""
    return any(
        _drives(problem, vehicle, point, facility.location)
        for day in problem.days
        for vehicle in day.vehicles
        if point.stop.admits(vehicle)
        for facility in day.facilities
        if facility.admits(vehicle, point.stop.stream)
    )


def _drives(problem: WeekProblem, vehicle: Vehicle, point: WeekPoint, tip: int) -> bool:
    way, at = problem.matrices[vehicle.profile].duration_s, point.stop.location
    return min(int(way[vehicle.start, at]), int(way[at, tip]), int(way[tip, vehicle.end])) >= 0


def _name(lack: Lack, language: int) -> str:
    usual = lack.class_code in {"dump_truck", "arm_roll"}
    return NAMES[lack.work][language] if usual else lack.class_code.replace("_", " ")


def _t(lack: Lack, comma: str = ",") -> str:
    return f"{lack.kg / KG_PER_T:.1f}".replace(".", comma)
