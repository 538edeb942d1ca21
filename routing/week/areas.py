"""A week in parts: several districts or regencies planned apart, by any number of workers, and joined."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from routing.model.parts import Facility
from routing.week.problem import WeekDay, WeekProblem


@dataclass(frozen=True, slots=True)
class Area:
    """Districts that are planned by themselves, with the vehicles that work there."""

    name: str
    districts: frozenset[str]
    vehicles: frozenset[str]


def area_faults(problem: WeekProblem, areas: Collection[Area]) -> list[str]:
    """Return one sentence for each reason why these areas do not make up the week."""
    return [*_unknown(problem, areas), *_shared(areas), *_forgotten(problem, areas)]


def _unknown(problem: WeekProblem, areas: Collection[Area]) -> Iterator[str]:
    districts = {point.district for point in problem.points}
    vehicles = {v.id for day in problem.days for v in day.vehicles} | {
        v for d in problem.days for v in d.away
    }
    for area in areas:
        for name in sorted(area.vehicles - vehicles):
            yield f"area {area.name}: there is no vehicle {name} in this week"
        if not area.districts & districts:
            yield f"area {area.name}: no point lies in its districts"
        if not area.vehicles & vehicles:
            yield f"area {area.name}: it has no vehicle"


def _shared(areas: Collection[Area]) -> Iterator[str]:
    for kind in ("districts", "vehicles"):
        counts = Counter(name for area in areas for name in getattr(area, kind))
        for name in sorted(name for name, count in counts.items() if count > 1):
            yield f"{name} is in {counts[name]} areas, each of the {kind} may be in one only"


def _forgotten(problem: WeekProblem, areas: Collection[Area]) -> Iterator[str]:
    named = {district for area in areas for district in area.districts}
    for district in sorted({point.district for point in problem.points} - named):
        yield f"the points of {district} are in no area"


def restrict(problem: WeekProblem, area: Area) -> WeekProblem:
    """Return the week of one area; a facility's tonnes are shared out by what the areas gather."""
    points = tuple(p for p in problem.points if p.district in area.districts)
    whole_kg = sum(sum(p.gathers_kg) for p in problem.points)
    share = sum(sum(p.gathers_kg) for p in points) / whole_kg if whole_kg else 1.0
    days = tuple(_restricted(day, area, share) for day in problem.days)
    most_moved = None if problem.most_moved is None else int(problem.most_moved * share)
    return replace(problem, days=days, points=points, most_moved=most_moved, label=area.name)


def _restricted(day: WeekDay, area: Area, share: float) -> WeekDay:
    return replace(
        day,
        vehicles=tuple(v for v in day.vehicles if v.id in area.vehicles),
        away={v: why for v, why in day.away.items() if v in area.vehicles},
        facilities=tuple(_shared_out(f, share) for f in day.facilities),
    )


def _shared_out(facility: Facility, share: float) -> Facility:
    # a limit of 0 means none
    return replace(facility, max_kg=max(1, int(facility.max_kg * share))) if facility.max_kg else facility


def join[Day, Halts](parts: Iterable[Mapping[Day, Mapping[str, Halts]]]) -> dict[Day, dict[str, Halts]]:
    """Return the timetables of areas (day -> vehicle -> halts) as one; no vehicle is in two of them."""
    whole: dict[Day, dict[str, Halts]] = {}
    for part in parts:
        for day, sequences in part.items():
            whole.setdefault(day, {}).update(sequences)
    return whole
