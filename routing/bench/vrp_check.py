"""Checker of the VRPLIB family: from the file's own numbers alone, independent of problem and judge."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from routing.bench.instance import Fault, Tour, Verdict
from routing.bench.vrp import Truck, VrpData

_EPS = 1e-6


def check_vrp(data: VrpData, tours: Sequence[Tour]) -> Verdict:
    """Return cost (in the unit of published solutions), vehicles, and every rule that is broken."""
    row = {number: i for i, number in enumerate(data.nodes)}
    faults = list(_coverage(data, tours, row))
    cost = 0.0
    for tour in tours:
        if not 1 <= tour.vehicle <= len(data.trucks):
            faults.append(Fault("vehicle_unknown", tour.vehicle))
            continue
        truck = data.trucks[tour.vehicle - 1]
        rows = [row[n] for n in tour.nodes if n in row]
        cost += truck.fixed + truck.unit * _way(data, rows)
        faults += _ends(data, tour, truck, rows)
        trips = list(split_trips(data, rows))
        faults += _loads(data, tour, truck, trips)
        faults += _times(data, tour, trips)
    return Verdict(cost * data.stated, len({tour.vehicle for tour in tours}), tuple(faults))


def split_trips(data: VrpData, rows: Sequence[int]) -> Iterator[list[int]]:
    """Yield the trips of a tour, each from depot to depot."""
    trip: list[int] = []
    for row in rows:
        trip.append(row)
        if row in data.depots and len(trip) > 1:
            yield trip
            trip = [row]


def _way(data: VrpData, rows: Sequence[int]) -> float:
    return float(sum(data.way[a, b] for a, b in itertools.pairwise(rows)))


def _coverage(data: VrpData, tours: Sequence[Tour], row: dict[int, int]) -> Iterator[Fault]:
    visits = Counter(n for tour in tours for n in tour.nodes)
    for customer in data.customers:
        number = data.nodes[customer]
        if visits[number] != 1:
            yield Fault("customer_visits", node=number, amount=visits[number])
    for number in sorted(visits.keys() - row.keys()):
        yield Fault("node_unknown", node=number, amount=visits[number])
    for vehicle, count in Counter(tour.vehicle for tour in tours).items():
        if count > 1:
            yield Fault("vehicle_twice", vehicle, amount=count)


def _ends(data: VrpData, tour: Tour, truck: Truck, rows: list[int]) -> Iterator[Fault]:
    if len(rows) < 3 or rows[0] != truck.depot or rows[-1] != truck.depot:
        yield Fault("depot_at_both_ends", tour.vehicle, data.nodes[truck.depot])
    for row in rows[1:-1]:
        if row in data.depots and row not in truck.reloads:
            yield Fault("no_reload_here", tour.vehicle, data.nodes[row])


def _loads(data: VrpData, tour: Tour, truck: Truck, trips: list[list[int]]) -> Iterator[Fault]:
    for trip in trips:
        load = float(sum(data.demand[r] for r in trip[1:]))
        if load > truck.capacity + _EPS:
            yield Fault("over_capacity", tour.vehicle, data.nodes[trip[1]], load - truck.capacity)
    if truck.max_trips and len(trips) > truck.max_trips:
        yield Fault("too_many_reloads", tour.vehicle, amount=len(trips) - truck.max_trips)


def _times(data: VrpData, tour: Tour, trips: list[list[int]]) -> Iterator[Fault]:
    """Drive as early as possible; a trip leaves when all that it brings has been released."""
    if not trips:
        return
    clock = start = float(data.open[trips[0][0]])
    work = 0.0
    for trip in trips:
        clock = max(clock, *(float(data.release[r]) for r in trip))
        for before, row in itertools.pairwise(trip):
            clock = max(clock + float(data.way[before, row]), float(data.open[row]))
            if clock > data.close[row] + _EPS:
                yield Fault("too_late", tour.vehicle, data.nodes[row], clock - float(data.close[row]))
                clock = float(data.close[row])
            clock += float(data.service[row])
            work += float(data.way[before, row]) + float(data.service[row])
    if work > data.longest + _EPS or (not data.timed and clock - start > data.longest + _EPS):
        yield Fault("too_long", tour.vehicle, amount=work - data.longest)
