"""Cordeau's format of the periodic vehicle routing problem (type 1): reader and checker."""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from routing.bench.instance import Fault, Tour, Verdict
from routing.bench.pvrpif import bounds_beside
from routing.bench.text import Line, read_lines
from routing.bench.weeks import UNBOUNDED, Periodic, WeekInstance
from routing.errors import InstanceError

FORMAT = "pvrp"

RULES = (
    "exact straight ways; one trip per vehicle and day; duration: ways and services, 0 in the file: no limit"
)

MOST_DAYS = 31
_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class Customer:
    """A line of the file; `masks` with bit d for day d, from 0."""

    number: int
    x: float
    y: float
    service: float
    demand: float
    masks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CordeauData:
    """A file as it stands; the depot is the first of `places`."""

    name: str
    vehicles: int
    duration: tuple[float, ...]
    capacity: tuple[float, ...]
    places: tuple[Customer, ...]


def is_cordeau(lines: Sequence[Line]) -> bool:
    """Whether lines look like this format: four whole numbers, the first of them 1."""
    words = lines[0].words
    if len(words) != 4 or words[0] != "1" or not all(w.isdigit() for w in words):
        return False
    days = int(words[3])
    return 0 < days < len(lines) and all(len(line.words) == 2 for line in lines[1 : 1 + days])


def read_cordeau(path: Path) -> CordeauData:
    """Return the data of a file.

    Raises
    ------
    InstanceError
        With file, line and value of the first thing that is wrong.
    """
    lines = read_lines(path)
    head = lines[0]
    vehicles, customers, days = (
        head.whole_at(k, what) for k, what in ((1, "vehicles"), (2, "customers"), (3, "days"))
    )
    if not 1 <= days <= MOST_DAYS or not vehicles or not customers:
        raise head.fail(f"there must be vehicles, customers and 1 to {MOST_DAYS} days")
    if len(lines) < 2 + days + customers:
        raise InstanceError(
            path.name, 0, f"{customers} customers are announced, {len(lines) - 2 - days} stand there"
        )
    limits = lines[1 : 1 + days]
    own = lines[1 + days : 2 + days + customers]
    places = (_depot(own[0]), *(_customer(line, days) for line in own[1:]))
    numbers = Counter(place.number for place in places)
    for line, place in zip(own, places, strict=True):
        if numbers[place.number] > 1:
            raise line.fail(f"number {place.number} stands there twice")
    return CordeauData(
        name=path.stem,
        vehicles=vehicles,
        duration=tuple(line.amount_at(0, "duration") or UNBOUNDED for line in limits),
        capacity=tuple(line.amount_at(1, "load") or UNBOUNDED for line in limits),
        places=places,
    )


def _depot(line: Line) -> Customer:
    return Customer(line.whole_at(0, "number"), line.number_at(1, "x"), line.number_at(2, "y"), 0.0, 0.0, ())


def _customer(line: Line, days: int) -> Customer:
    frequency, many = line.whole_at(5, "frequency"), line.whole_at(6, "number of combinations")
    masks = tuple(_mask(line, 7 + k, days, frequency) for k in range(many))
    if not masks:
        raise line.fail("there is no combination of days")
    return Customer(
        line.whole_at(0, "number"),
        line.number_at(1, "x"),
        line.number_at(2, "y"),
        line.amount_at(3, "service"),
        line.amount_at(4, "demand"),
        masks,
    )


def _mask(line: Line, position: int, days: int, frequency: int) -> int:
    """Return a combination with bit d for day d; in the file the first day is the leftmost bit."""
    code = line.whole_at(position, "combination")
    mask = sum(1 << d for d in range(days) if code >> (days - 1 - d) & 1)
    if not 0 < code < 1 << days or mask.bit_count() != frequency:
        raise line.fail(f"combination {code} has not {frequency} of {days} days")
    return mask


def cordeau_instance(path: Path) -> WeekInstance:
    """Return the instance that a file holds.

    Raises
    ------
    InstanceError
        When the file breaks a rule of the format.
    """
    data = read_cordeau(path)
    customers = data.places[1:]
    problem = Periodic(
        ways=_ways(data),
        depot=0,
        vehicles=data.vehicles,
        duration=data.duration,
        capacity=data.capacity,
        facilities=(0,),
        facility_service=(0.0,),
        most_trips=1,
        customers=tuple(range(1, len(data.places))),
        masks=tuple(c.masks for c in customers),
        demand=tuple(c.demand for c in customers),
        service=tuple(c.service for c in customers),
    )
    return WeekInstance(
        name=data.name,
        format=FORMAT,
        rules=RULES,
        problem=problem,
        numbers=tuple(place.number for place in data.places),
        checker=lambda tours: check_cordeau(data, tours),
        references=bounds_beside(path),
    )


def _ways(data: CordeauData) -> np.ndarray:
    spots = np.array([(place.x, place.y) for place in data.places])
    return np.asarray(np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)))


def check_cordeau(data: CordeauData, tours: Sequence[Tour]) -> Verdict:
    """Return the way, most vehicles of a day, and every rule that is broken."""
    places = {place.number: place for place in data.places}
    depot = data.places[0].number
    faults: list[Fault] = []
    days: dict[int, list[int]] = defaultdict(list)
    cost = 0.0
    for tour in tours:
        known = [places[n] for n in tour.nodes if n in places]
        way = sum(math.hypot(a.x - b.x, a.y - b.y) for a, b in itertools.pairwise(known))
        cost += way
        faults += _tour_faults(data, tour, known, way)
        for number in tour.nodes:
            if number != depot:
                days[number].append(tour.day)
    faults += _day_faults(data, days)
    per_day = Counter(tour.day for tour in tours)
    for count in per_day.values():
        if count > data.vehicles:
            faults.append(Fault("too_many_vehicles", amount=count - data.vehicles))
    return Verdict(cost, max(per_day.values(), default=0), tuple(faults))


def _tour_faults(data: CordeauData, tour: Tour, known: Sequence[Customer], way: float) -> Iterator[Fault]:
    depot = data.places[0].number
    if not 0 <= tour.day < len(data.duration):
        yield Fault("day_unknown", tour.vehicle, amount=tour.day)
        return
    if tour.nodes[0] != depot or tour.nodes[-1] != depot or depot in tour.nodes[1:-1]:
        yield Fault("depot_at_both_ends_only", tour.vehicle)
    load, spent = sum(c.demand for c in known), way + sum(c.service for c in known)
    if load > data.capacity[tour.day] + _EPS:
        yield Fault("over_capacity", tour.vehicle, amount=load - data.capacity[tour.day])
    if spent > data.duration[tour.day] + _EPS:
        yield Fault("too_long", tour.vehicle, amount=spent - data.duration[tour.day])


def _day_faults(data: CordeauData, days: dict[int, list[int]]) -> Iterator[Fault]:
    for customer in data.places[1:]:
        visited = days.pop(customer.number, [])
        mask = sum(1 << d for d in set(visited))
        if len(set(visited)) != len(visited) or mask not in customer.masks:
            yield Fault("days_not_allowed", node=customer.number, amount=len(visited))
    for number in sorted(days):
        yield Fault("node_unknown", node=number)
