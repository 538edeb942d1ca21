"""Checker of Kim files: from the file's own numbers alone, independent of problem and judge."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from routing.bench.instance import Fault, Tour, Verdict
from routing.bench.kim import FEET_PER_MILE, LUNCH_FROM_S, LUNCH_TO_S, KimData, Place

_NEVER = float("inf")
_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class _Clock:
    """Earliest moment without lunch so far, and earliest after it."""

    hungry_s: float
    fed_s: float


def check_kim(data: KimData, tours: Sequence[Tour]) -> Verdict:
    """Return miles, vehicles, and every rule of the file that is broken."""
    places = {p.number: p for p in (data.depot, *data.stops, *data.landfills)}
    faults = list(_coverage(data, tours, places))
    feet = 0.0
    for tour in tours:
        halts = [places[n] for n in tour.nodes if n in places]
        feet += sum(data.way_ft(a, b) for a, b in itertools.pairwise(halts))
        faults += _loads(data, tour, halts)
        faults += _times(data, tour, halts)
    used = {tour.vehicle for tour in tours}
    return Verdict(feet / FEET_PER_MILE, len(used), tuple(faults))


def _coverage(data: KimData, tours: Sequence[Tour], places: dict[int, Place]) -> Iterator[Fault]:
    visits = Counter(n for tour in tours for n in tour.nodes)
    for stop in data.stops:
        if visits[stop.number] != 1:
            yield Fault("stop_visits", node=stop.number, amount=visits[stop.number])
    for number in sorted(visits.keys() - places.keys()):
        yield Fault("node_unknown", node=number, amount=visits[number])
    for vehicle, count in Counter(tour.vehicle for tour in tours).items():
        if count > 1:
            yield Fault("vehicle_twice", vehicle, amount=count)
    depot = data.depot.number
    for tour in tours:
        inner = tour.nodes[1:-1]
        if len(tour.nodes) < 3 or tour.nodes[0] != depot or tour.nodes[-1] != depot or depot in inner:
            yield Fault("depot_at_both_ends_only", tour.vehicle, depot)


def _loads(data: KimData, tour: Tour, halts: list[Place]) -> Iterator[Fault]:
    landfills = {p.number for p in data.landfills}
    load = total = 0.0
    stops = 0
    for halt in halts[1:-1]:
        if halt.number in landfills:
            load = 0.0
            continue
        if halt.number == data.depot.number:
            continue  # a fault of its own already
        load, total, stops = load + halt.load, total + halt.load, stops + 1
        if load > data.capacity + _EPS:
            yield Fault("over_capacity", tour.vehicle, halt.number, load - data.capacity)
    if load > 0 or (len(halts) > 1 and halts[-2].number not in landfills):
        yield Fault("not_empty_at_depot", tour.vehicle, amount=load)
    if total > data.daily + _EPS:
        yield Fault("over_daily_yards", tour.vehicle, amount=total - data.daily)
    if stops > data.max_stops:
        yield Fault("over_daily_stops", tour.vehicle, amount=stops - data.max_stops)


def _times(data: KimData, tour: Tour, halts: list[Place]) -> Iterator[Fault]:
    """Drive as early as possible, with lunch wherever it is soonest over, and say what comes too late."""
    if len(halts) < 2:
        return
    # lunch before leaving: the crew then cannot leave before it is over
    clock = _Clock(data.depot.open_s, _NEVER)
    for before, halt in itertools.pairwise(halts):
        arrived = _drive(data, clock, data.drive_s(before, halt))
        clock = _Clock(max(arrived.hungry_s, halt.open_s), max(arrived.fed_s, halt.open_s))
        soonest_s = min(clock.hungry_s, clock.fed_s)
        if soonest_s > halt.close_s + _EPS:
            rule = "depot_closed" if halt.number == data.depot.number else "too_late"
            yield Fault(rule, tour.vehicle, halt.number, soonest_s - halt.close_s)
            # go on as if it had been in time, so that one delay is one fault
            clock = (
                _Clock(halt.close_s, _NEVER) if clock.hungry_s < clock.fed_s else _Clock(_NEVER, halt.close_s)
            )
        elif clock.hungry_s > halt.close_s:
            clock = _Clock(_NEVER, clock.fed_s)
        elif clock.fed_s > halt.close_s:
            clock = _Clock(clock.hungry_s, _NEVER)
        service_s = 0.0 if halt is halts[-1] else halt.service_s
        clock = _Clock(clock.hungry_s + service_s, clock.fed_s + service_s)
    if clock.fed_s == _NEVER and clock.hungry_s > LUNCH_TO_S and data.lunch_s:
        yield Fault("no_lunch", tour.vehicle, amount=data.lunch_s)


def _drive(data: KimData, clock: _Clock, leg_s: float) -> _Clock:
    """Earliest arrival, with and without lunch; lunch may begin before leaving, on the way or on arrival."""
    fed_s = clock.fed_s + leg_s
    if max(clock.hungry_s, LUNCH_FROM_S) <= LUNCH_TO_S:
        fed_s = min(fed_s, max(clock.hungry_s + leg_s, LUNCH_FROM_S) + data.lunch_s)
    return _Clock(clock.hungry_s + leg_s, fed_s)
