"""Village vehicles hand over at a TPS that a truck then empties: planned in two stages, feeders first.

Engines never see a hand-over. Stage one are the vehicles that can tip nowhere else and the stops that only
they may serve; stage two is everything else, with the fed stops as heavy as stage one makes them and open
only when the last hand-over is done.
"""

from collections.abc import Callable
from dataclasses import replace

from routing.model.parts import Facility, Stop, Vehicle, Window
from routing.model.plan import Sequences
from routing.model.problem import UNREACHABLE, Problem
from routing.timing.course import Handed
from routing.timing.handing import Handing
from routing.timing.schedule import build_plan

type Part = Callable[[Problem, float], Sequences]
"""Solves one stage: its problem, and its share of all stops."""


def solve_in_stages(problem: Problem, part: Part) -> Sequences:
    """Solve a problem without its hand-overs, or each of its two stages where there are some.

    Raises
    ------
    EngineError
        When the answer of the first stage cannot be driven.
    """
    if not has_hand_over(problem):
        return part(problem, 1.0)
    first = first_stage(problem)
    if first is None:
        second = second_stage(problem, {})
        return {} if second is None else part(second, 1.0)
    share = len(first.stops) / max(1, len(problem.stops))
    feeding = part(first, share)
    second = second_stage(problem, feeding)
    return feeding if second is None else {**feeding, **part(second, 1.0 - share)}


def has_hand_over(problem: Problem) -> bool:
    """Whether anything is handed over at all."""
    return any(f.feeds for f in problem.facilities)


def first_stage(problem: Problem) -> Problem | None:
    """Return the feeders with the stops that only they may serve, or None without any."""
    feeders = _feeders(problem)
    if not feeders:
        return None
    names = {v.id for v in feeders}
    others = [v for v in problem.vehicles if v.id not in names]
    fed = {f.feeds for f in problem.facilities if f.feeds}
    stops = tuple(
        s
        for s in problem.stops
        if s.code not in fed and any(s.admits(v) for v in feeders) and not any(s.admits(v) for v in others)
    )
    facilities = tuple(_limited(problem, f, stops, others) for f in problem.facilities)
    return replace(problem, vehicles=feeders, facilities=facilities, stops=stops)


def second_stage(problem: Problem, feeding: Sequences) -> Problem | None:
    """Return what is left after the feeders' answer, or None if nobody is left to do it.

    Raises
    ------
    EngineError
        When the feeders' answer cannot be driven.
    """
    names = {v.id for v in _feeders(problem)}
    vehicles = tuple(v for v in problem.vehicles if v.id not in names)
    if not vehicles:
        return None
    first = first_stage(problem)
    taken = {s.code for s in first.stops} if first else set()
    handed = _handed(problem, first, feeding)
    until_s = max(v.back_by_s for v in vehicles)
    stops = tuple(
        fed
        for s in problem.stops
        if s.code not in taken
        and s.vehicle not in names
        and (fed := _fed(s, handed.get(s.code), until_s)) is not None
    )
    facilities = tuple(replace(f, windows=(), feeds="") if f.feeds else f for f in problem.facilities)
    return replace(problem, vehicles=vehicles, facilities=facilities, stops=stops)


def _feeders(problem: Problem) -> tuple[Vehicle, ...]:
    """Vehicles that may tip where waste is handed over, and nowhere else."""
    return tuple(v for v in problem.vehicles if _is_feeder(problem, v))


def _is_feeder(problem: Problem, vehicle: Vehicle) -> bool:
    streams = {s.stream for s in problem.stops if s.admits(vehicle)}
    if vehicle.loaded:
        streams.add(vehicle.aboard_stream)
    tips = [f for f in problem.facilities if any(f.admits(vehicle, stream) for stream in streams)]
    return bool(tips) and all(f.feeds for f in tips)


def _handed(problem: Problem, first: Problem | None, feeding: Sequences) -> dict[str, Handed]:
    """Return what the feeders bring to each fed stop, and when the last of it is there."""
    if first is None:
        return {}
    handing = Handing(problem)
    vehicles = {v.id: v for v in first.vehicles}
    for route in build_plan(first, feeding, engine="hand-over").routes:
        handing.note(vehicles[route.vehicle], route)
    return dict(handing.handed)


def _fed(stop: Stop, handed: Handed | None, until_s: int) -> Stop | None:
    """Return a stop with what is handed over there; None if it is shut before the last of it comes."""
    if handed is None:
        return stop
    own = stop.windows or (Window(min(0, handed.ready_s), max(until_s, handed.ready_s)),)
    windows = tuple(
        Window(max(w.open_s, handed.ready_s), w.close_s) for w in own if w.close_s >= handed.ready_s
    )
    if not windows:
        return None
    return replace(stop, kg=stop.kg + handed.kg, litres=stop.litres + handed.litres, windows=windows)


def _limited(
    problem: Problem, facility: Facility, stops: tuple[Stop, ...], trucks: list[Vehicle]
) -> Facility:
    """Return a facility as stage one sees it: shut, or open for as long and as much as a truck can fetch."""
    if not facility.feeds:
        return replace(facility, windows=())
    fed = next(s for s in problem.stops if s.code == facility.feeds)
    able = [t for t in trucks if fed.admits(t) and fed.kg < t.capacity_kg and fed.litres < t.capacity_l]
    plain = replace(facility, feeds="")
    if not able:
        return plain
    last_s = max(_fetch_by_s(problem, fed, truck) for truck in able) - facility.unload_s
    windows = tuple(Window(w.open_s, min(w.close_s, last_s)) for w in facility.windows if w.open_s <= last_s)
    room = max(_room_kg(fed, truck, stops) for truck in able)
    sharing = sum(f.feeds == facility.feeds for f in problem.facilities)
    most = max(1, room // sharing)
    return replace(plain, windows=windows, max_kg=min(most, facility.max_kg or most))


def _fetch_by_s(problem: Problem, fed: Stop, truck: Vehicle) -> int:
    """Latest second for a truck to begin at a fed stop, tip what is there and be home in time."""
    way = problem.matrix(truck).duration_s
    ends = [
        min(f.windows[-1].close_s, truck.back_by_s - f.unload_s - int(way[f.location, truck.end]))
        - int(way[fed.location, f.location])
        for f in problem.facilities
        if f.windows
        and not f.feeds
        and f.admits(truck, fed.stream)
        and UNREACHABLE not in {int(way[fed.location, f.location]), int(way[f.location, truck.end])}
    ]
    last_s = max(ends, default=0) - fed.stay_s()
    return min(last_s, fed.windows[-1].close_s) if fed.windows else last_s


def _room_kg(fed: Stop, truck: Vehicle, stops: tuple[Stop, ...]) -> int:
    """Kilograms that may be handed over so that a truck can still take all of it, in litres as well."""
    room = truck.capacity_kg - fed.kg
    bulky = [(s.kg, s.litres) for s in stops if s.litres > 0]
    if bulky:
        kg, litres = min(bulky, key=lambda each: each[0] / each[1])
        room = min(room, (truck.capacity_l - fed.litres) * kg // litres)
    return min(room, truck.max_kg - fed.kg) if truck.max_kg else room
