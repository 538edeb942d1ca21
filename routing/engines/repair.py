"""From whatever an engine hands over to a plan of the full model that keeps every rule."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from routing.engines.insertion import Fleet, insert, start_fleet
from routing.engines.items import single_items
from routing.engines.polish import Patience, polish
from routing.engines.tables import BIG, Tables, Truck, tables_of
from routing.engines.tidy import drop_dear
from routing.engines.truckday import Day, Trip, make_day
from routing.errors import EngineError
from routing.handover import solve_in_stages
from routing.model.plan import Sequence, Sequences
from routing.model.problem import Problem


def mend(problem: Problem, sequences: Sequences) -> Sequences:
    """Return feasible halts per truck that keep as much of the given ones as the rules allow.

    What cannot be kept is put in elsewhere, as is what the engine left out, where it fits and is worth
    its price.

    Raises
    ------
    EngineError
        When a vehicle, stop or facility is named that the problem does not have.
    """
    check_names(problem, sequences)
    return solve_in_stages(problem, lambda part, _: _mend(part, sequences))


def _mend(problem: Problem, sequences: Sequences) -> Sequences:
    tables = tables_of(problem)
    fleet = keep(tables, sequences)
    placed = set(fleet.served())
    insert(fleet, single_items(tables, [s for s in range(len(tables.rows)) if s not in placed]), "regret")
    drop_dear(fleet)
    return fleet.sequences()


def improve(problem: Problem, sequences: Sequences, patience: Patience) -> Sequences:
    """Return better halts than the given ones, found by ruin and recreate; the same if there are none.

    Raises
    ------
    EngineError
        As `mend`.
    """
    check_names(problem, sequences)

    def part(stage: Problem, share: float) -> Sequences:
        own = replace(patience, seconds=patience.seconds * share)
        fleet = keep(tables_of(stage), sequences)
        return polish(fleet, own).sequences()

    return solve_in_stages(problem, part)


def keep(tables: Tables, sequences: Sequences) -> Fleet:
    """Return a fleet that does as much of the given halts as the rules allow, and nothing else.

    Names that the problem does not have are looked over.
    """
    fleet = start_fleet(tables)
    taken: set[int] = set()
    for number, truck in enumerate(tables.trucks):
        halts = sequences.get(truck.vehicle.id, ())
        # a truck that cannot come home without a stop may hold one from the start
        held = taken | {s for n, day in enumerate(fleet.days) if day and n != number for s in day.stops}
        trips = [
            (fresh, facility)
            for n, (stops, facility) in enumerate(_trips(tables, truck, halts))
            if (fresh := [s for s in dict.fromkeys(stops) if s not in held])
            or (n == 0 and truck.vehicle.loaded)
        ]
        taken.update(s for stops, _ in trips for s in stops)
        day = _as_given(tables, truck, trips)
        if day is None or not fleet.put(number, day):
            _rebuild(fleet, number, trips)
    return fleet


def check_names(problem: Problem, sequences: Sequences) -> None:
    """Refuse what names things that the problem does not have.

    Raises
    ------
    EngineError
        With the first such name.
    """
    known = {
        "collect": {s.code for s in problem.stops},
        "unload": {f.code for f in problem.facilities},
    }
    vehicles = {v.id for v in problem.vehicles}
    for vehicle, halts in sequences.items():
        if vehicle not in vehicles:
            raise EngineError(f"there is no vehicle {vehicle!r} in the problem")
        for kind, code in halts:
            if code not in known.get(kind, ()):
                raise EngineError(f"there is no {kind} at {code!r} in the problem")


def _trips(tables: Tables, truck: Truck, halts: Sequence) -> Iterable[tuple[list[int], int]]:
    """Yield the trips of given halts: stops that this truck may serve, and the facility or -1."""
    stops: list[int] = []
    for kind, code in halts:
        if kind == "unload":
            yield stops, tables.facility_of.get(code, -1)
            stops = []
        elif code in tables.stop_of and truck.may[tables.stop_of[code]]:
            stops.append(tables.stop_of[code])
    if stops:
        yield stops, -1


def _as_given(tables: Tables, truck: Truck, trips: list[tuple[list[int], int]]) -> Day | None:
    """Return the day exactly as given, if it may be driven so."""
    if any(facility < 0 for _, facility in trips):
        return None
    if truck.vehicle.loaded and not trips:
        return None
    return make_day(tables, truck, [Trip(tuple(stops), facility) for stops, facility in trips])


def _rebuild(fleet: Fleet, number: int, trips: list[tuple[list[int], int]]) -> None:
    """Give a truck as much of the given trips as it can do, in their order."""
    for stops, facility in trips:
        _tip_first(fleet, number, stops, facility)
        for part in _parts(fleet.tables, fleet.tables.trucks[number], stops):
            _append(fleet, number, part, facility)


def _tip_first(fleet: Fleet, number: int, stops: list[int], facility: int) -> None:
    """Tip what is aboard where that was asked for, if it may be."""
    day, tables = fleet.days[number], fleet.tables
    if day is None or stops or facility < 0 or not day.truck.vehicle.loaded or day.stops:
        return
    other = make_day(tables, day.truck, (Trip((), facility),))
    if other is not None:
        fleet.put(number, other)


def _parts(tables: Tables, truck: Truck, stops: list[int]) -> list[tuple[int, ...]]:
    """Cut a trip where the stream changes or the truck is full."""
    vehicle = truck.vehicle
    most = 1 if vehicle.work == "container" else BIG
    parts: list[list[int]] = []
    kg = litres = 0
    for stop in stops:
        kg, litres = kg + int(tables.kg[stop]), litres + int(tables.litres[stop])
        full = kg > vehicle.capacity_kg or litres > vehicle.capacity_l
        if not parts or full or len(parts[-1]) >= most or tables.stream[parts[-1][-1]] != tables.stream[stop]:
            parts.append([])
            kg, litres = int(tables.kg[stop]), int(tables.litres[stop])
        parts[-1].append(stop)
    return [tuple(part) for part in parts]


def _append(fleet: Fleet, number: int, stops: tuple[int, ...], facility: int) -> None:
    """Add a trip after all others, or as much from its beginning as fits; nothing if nothing does."""
    day = fleet.days[number]
    if day is None:
        return
    order = _facilities(fleet.tables, day, stops, facility)
    for kept in _shorter(stops):
        for tip in order:
            longer = make_day(fleet.tables, day.truck, (*_joinable(day, kept, tip),))
            if longer is not None and fleet.put(number, longer):
                return


def _joinable(day: Day, stops: tuple[int, ...], facility: int) -> list[Trip]:
    """Return the day's trips and one more; what lies aboard from before goes along with the first."""
    trips = list(day.trips)
    aboard = day.truck.vehicle.loaded and len(trips) == 1 and not trips[0].stops
    stream = day.tables.stream[stops[0]]
    if aboard and day.truck.vehicle.work == "collect" and stream == day.truck.aboard_stream:
        return [Trip(stops, facility)]
    return [*trips, Trip(stops, facility)]


def _shorter(stops: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    """Yield all stops, then ever fewer of them."""
    count = len(stops)
    while count:
        yield stops[:count]
        count = min(count - 1, count * 3 // 4) if count > 4 else count - 1


def _facilities(tables: Tables, day: Day, stops: tuple[int, ...], wanted: int) -> list[int]:
    """Return the facility that was asked for, then the others that take the stream, nearest first."""
    truck = day.truck
    takes = np.flatnonzero(truck.takes[:, tables.stream[stops[0]]]).tolist()
    last = tables.rows[stops[-1]]
    takes.sort(key=lambda f: (f != wanted, int(truck.seconds[last, tables.facility_rows[f]])))
    return takes[:3]
