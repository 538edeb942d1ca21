"""One day of a week as a problem of its own: its fleet, its points with what waits at each."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from routing.model.parts import Facility, Stop, Vehicle
from routing.model.plan import Sequences
from routing.model.problem import Problem
from routing.week.problem import Timetable, WeekDay, WeekPoint, WeekProblem


def visits_of(timetable: Timetable) -> dict[str, int]:
    """Return the mask of the days on which each point is emptied; one that never is is absent."""
    masks: dict[str, int] = {}
    for day, sequences in timetable.items():
        for code in collected(sequences):
            masks[code] = masks.get(code, 0) | 1 << day
    return masks


def collected(sequences: Sequences) -> Iterable[str]:
    """Yield the points that are emptied on a day."""
    return (code for halts in sequences.values() for kind, code in halts if kind == "collect")


def gathered_kg(point: WeekPoint, day: int, mask: int) -> int:
    """Kilograms that have gathered since the last emptying of a mask before a day, all that the point got."""
    earlier = mask & ((1 << day) - 1)
    last = earlier.bit_length() - 1
    kg = sum(point.gathers_kg[last + 1 : day + 1])
    return kg if earlier else point.before_kg + kg


def waiting_kg(point: WeekPoint, day: int, mask: int) -> int:
    """Kilograms that wait at a visit on a day, when the other visits are those of a mask."""
    kg = gathered_kg(point, day, mask)
    return min(kg, point.most_kg) if point.most_kg else kg


def waiting_l(point: WeekPoint, kg: int) -> int:
    """Litres that this takes in the vehicle, rounded up, at least those of the container."""
    return max(point.stop.litres, -(-kg * point.litres_per_t // 1000))


def waiting_stop(point: WeekPoint, day: int, mask: int) -> Stop:
    """Return a point as the problem of a day knows it."""
    kg = waiting_kg(point, day, mask)
    return replace(point.stop, kg=kg, litres=waiting_l(point, kg))


def day_problem(
    problem: WeekProblem, day: int, timetable: Timetable, *, visited: Collection[str] | None = None
) -> Problem:
    """Return the problem of one day: the points that are emptied on it, with what waits since the last time.

    Vehicles and facilities that the timetable names although they do not work are lent from another day of
    the week (a facility without opening hours), so that what people wish can be timed and judged; what is
    handed over counts by the forecast of the place where it waits, so nothing feeds anything here.

    Parameters
    ----------
    day
        Index.
    timetable
        When each point was emptied before, and what is emptied on the day.
    visited
        Points that the day shall have instead of those of the timetable.

    Raises
    ------
    ProblemError
        When nobody works on the day, or nothing is open.
    """
    sequences = timetable.get(day, {})
    codes = set(collected(sequences) if visited is None else visited)
    points = [point for point in problem.points if point.code in codes]
    masks = _masks(timetable, codes)
    vehicles = (*problem.days[day].vehicles, *_lent_vehicles(problem, day, sequences))
    facilities = (*problem.days[day].facilities, *_lent_facilities(problem, day, sequences))
    ids = {vehicle.id for vehicle in vehicles}
    return Problem(
        vehicles=vehicles,
        facilities=tuple(_plain(facility) for facility in facilities),
        stops=tuple(_free(waiting_stop(point, day, masks.get(point.code, 0)), ids) for point in points),
        matrices=problem.matrices,
        label=problem.days[day].date.isoformat(),
    )


def _masks(timetable: Timetable, codes: Collection[str]) -> dict[str, int]:
    return {code: mask for code, mask in visits_of(timetable).items() if code in codes}


def _plain(facility: Facility) -> Facility:
    return replace(facility, feeds="") if facility.feeds else facility


def _free(stop: Stop, vehicles: Collection[str]) -> Stop:
    """Let others serve a stop whose only vehicle does not work: a problem may not demand who is not there."""
    return replace(stop, vehicle="") if stop.vehicle and stop.vehicle not in vehicles else stop


def _lent_vehicles(problem: WeekProblem, day: int, sequences: Sequences) -> list[Vehicle]:
    works = {vehicle.id for vehicle in problem.days[day].vehicles}
    wanted = {name for name, halts in sequences.items() if halts} - works
    found = {v.id: v for other in _by_distance(problem, day) for v in other.vehicles if v.id in wanted}
    return [found[name] for name in sorted(found)]


def _lent_facilities(problem: WeekProblem, day: int, sequences: Sequences) -> list[Facility]:
    opens = {facility.code for facility in problem.days[day].facilities}
    wanted = {code for halts in sequences.values() for kind, code in halts if kind == "unload"} - opens
    found = {f.code: f for other in _by_distance(problem, day) for f in other.facilities if f.code in wanted}
    return [replace(found[code], windows=()) for code in sorted(found)]


def _by_distance(problem: WeekProblem, day: int) -> list[WeekDay]:
    """Return all days, the farthest first: of what is lent, the nearest day's is kept."""
    order = sorted(range(len(problem.days)), key=lambda other: -abs(other - day))
    return [problem.days[other] for other in order]
