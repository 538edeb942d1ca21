"""Adds to a timetable of people what they leave unsaid: where a vehicle goes to be emptied.

Offices write down which points a truck takes; that it drives to the landfill when it is full, and before it
comes home, goes without saying.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from routing.model.parts import Facility, IntMatrix, Stop, Vehicle
from routing.model.plan import CallKind
from routing.week.days import visits_of, waiting_stop
from routing.week.problem import Timetable, WeekProblem

type Halt = tuple[CallKind, str]

_COLLECT: Final[CallKind] = "collect"
_UNLOAD: Final[CallKind] = "unload"


def with_unloadings(problem: WeekProblem, timetable: Timetable) -> Timetable:
    """Return a timetable whose vehicles are empty when they come home.

    Where a vehicle's day names no unloading at all, it also unloads before the stop that would be too much.
    Where people say when it unloads, that stays as they say it, also when it is overloaded then. It tips at
    the facility that is nearest by road and may take everything aboard; where none may, nothing is added
    and the judge says so. A vehicle that works on no day of the week stays as it is.
    """
    masks = visits_of(timetable)
    points = {point.code: point for point in problem.points}
    found: dict[int, dict[str, tuple[Halt, ...]]] = {}
    for day, sequences in timetable.items():
        stops = {c: waiting_stop(points[c], day, mask) for c, mask in masks.items() if c in points}
        found[day] = {
            name: tuple(_completed(problem, day, name, (stops, halts))) for name, halts in sequences.items()
        }
    return found


def _completed(
    problem: WeekProblem, day: int, name: str, told: tuple[dict[str, Stop], Sequence[Halt]]
) -> Sequence[Halt]:
    stops, halts = told
    today = problem.days[day]
    others = (vehicle for each in (today, *problem.days) for vehicle in each.vehicles)
    vehicle = next((each for each in others if each.id == name), None)
    if vehicle is None or vehicle.profile not in problem.matrices:
        return halts
    ways = problem.matrices[vehicle.profile].duration_s
    walk = _Walk(vehicle, today.facilities, ways, fills=all(kind != _UNLOAD for kind, _ in halts))
    return walk.along(halts, stops)


@dataclass(slots=True)
class _Walk:
    """A vehicle on its way through a day: what is aboard, and where it stands."""

    vehicle: Vehicle
    facilities: Sequence[Facility]
    ways: IntMatrix
    fills: bool
    aboard: list[Stop] = field(default_factory=list)
    done: list[Halt] = field(default_factory=list)
    at: int = 0

    def along(self, halts: Sequence[Halt], stops: dict[str, Stop]) -> list[Halt]:
        """Return the halts with the unloadings that are missing."""
        self.at = self.vehicle.start
        places = {facility.code: facility.location for facility in self.facilities}
        for kind, code in halts:
            stop = stops.get(code) if kind == _COLLECT else None
            if stop is not None and self.fills and self._too_much(stop):
                self._tip()
            self.done.append((kind, code))
            if stop is not None:
                self.aboard.append(stop)
                self.at = stop.location
            elif kind == _UNLOAD:
                self.aboard, self.at = [], places.get(code, self.at)
        self._tip()
        return self.done

    def _too_much(self, stop: Stop) -> bool:
        if not self.aboard:
            return False
        load = [*self.aboard, stop]
        alone = any(each.work == "container" for each in load) or len({each.stream for each in load}) > 1
        kg, litres = sum(each.kg for each in load), sum(each.litres for each in load)
        return alone or kg > self.vehicle.capacity_kg or litres > self.vehicle.capacity_l

    def _tip(self) -> None:
        """Go to the nearest facility that takes what is aboard."""
        streams = {each.stream for each in self.aboard}
        able = [
            facility
            for facility in self.facilities
            if all(facility.admits(self.vehicle, stream) for stream in streams)
        ]
        if streams and able:
            nearest = min(able, key=lambda each: (int(self.ways[self.at, each.location]), each.code))
            self.done.append((_UNLOAD, nearest.code))
            self.aboard, self.at = [], nearest.location
