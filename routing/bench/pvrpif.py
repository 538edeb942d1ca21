"""Periodic collection with intermediate facilities (Taverna, Tilk): GeoJSON reader and checker."""

import csv
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from routing.bench.instance import Fault, Reference, Tour, Verdict
from routing.bench.text import LARGEST, read_text
from routing.bench.vrp import Floats
from routing.bench.weeks import Periodic, WeekInstance
from routing.errors import InstanceError

FORMAT = "pvrpif"

RULES = "minutes as in the file; unloads before the depot; duration: ways and services of all halts"

PATTERNS: Mapping[int, Mapping[int, tuple[frozenset[int], ...]]] = {
    4: {
        1: tuple(frozenset({day}) for day in range(4)),
        2: (frozenset({0, 2}), frozenset({1, 3})),
        4: (frozenset(range(4)),),
    },
    6: {
        1: tuple(frozenset({day}) for day in range(6)),
        2: (frozenset({0, 3}), frozenset({1, 4}), frozenset({2, 5})),
        3: (frozenset({0, 2, 4}), frozenset({1, 3, 5})),
        6: (frozenset(range(6)),),
    },
}
"""Allowed sets of days by horizon and frequency."""

_KINDS = ("depot", "customer", "intermediateFacility")
_EPS = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class WeekData:
    """A file as it stands; minutes (n, n) from row to column, rows in the order of `numbers`."""

    name: str
    vehicles: int
    max_duration: float
    capacity: float
    horizon: int
    numbers: tuple[int, ...]
    kinds: tuple[str, ...]
    frequency: tuple[int, ...]
    demand: tuple[float, ...]
    service: tuple[float, ...]
    minutes: Floats


def is_pvrpif(text: str) -> bool:
    """Whether a text looks like one of these files."""
    return text.lstrip().startswith("{") and '"planningHorizon"' in text


def read_pvrpif(path: Path) -> WeekData:
    """Return the data of a file.

    Raises
    ------
    InstanceError
        With file and value of the first thing that is wrong.
    """
    try:
        document = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise InstanceError(path.name, error.lineno, f"no valid JSON: {error.msg}") from error
    look = _Look(path.name)
    info = look.mapping(document, "info")
    horizon = look.whole(info, "info", "planningHorizon")
    if horizon not in PATTERNS:
        raise look.fail(f"info: planningHorizon must be 4 or 6, not {horizon}")
    places = [look.place(feature, i, horizon) for i, feature in enumerate(look.items(document, "features"))]
    kinds = tuple(str(p["type"]) for p in places)
    for kind in _KINDS:
        if kind not in kinds:
            raise look.fail(f"features: there is no {kind}")
    if kinds.count("depot") != 1:
        raise look.fail(f"features: there are {kinds.count('depot')} depots, one is understood")
    return WeekData(
        name=path.stem,
        vehicles=look.whole(info, "info", "numVehicles"),
        max_duration=look.amount(info, "info", "maxDuration"),
        capacity=look.amount(info, "info", "maxCapacity"),
        horizon=horizon,
        numbers=tuple(p["id"] for p in places),
        kinds=kinds,
        frequency=tuple(p["frequency"] for p in places),
        demand=tuple(p["demand"] for p in places),
        service=tuple(p["service"] for p in places),
        minutes=look.matrix(document, len(places)),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks into a parsed file and says what is wrong with it."""

    file: str

    def fail(self, rule: str) -> InstanceError:
        return InstanceError(self.file, 0, rule)

    def mapping(self, document: object, key: str) -> Mapping[str, Any]:
        value = document.get(key) if isinstance(document, dict) else None
        if not isinstance(value, dict):
            raise self.fail(f"{key!r} is missing or no object")
        return value

    def items(self, document: Mapping[str, Any], key: str) -> list[Any]:
        value = document.get(key)
        if not isinstance(value, list) or not value:
            raise self.fail(f"{key!r} is missing or no list")
        return value

    def amount(self, properties: Mapping[str, Any], where: str, key: str) -> float:
        value = properties.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LARGEST:
            raise self.fail(f"{where}: {key} must be a number that is not negative, not {value!r}")
        return float(value)

    def whole(self, properties: Mapping[str, Any], where: str, key: str) -> int:
        value = self.amount(properties, where, key)
        if value != int(value):
            raise self.fail(f"{where}: {key} must be a whole number, not {value}")
        return int(value)

    def place(self, feature: object, index: int, horizon: int) -> dict[str, Any]:
        where = f"features[{index}]"
        properties = self.mapping(feature, "properties")
        kind = properties.get("type")
        if kind not in _KINDS:
            raise self.fail(f"{where}: type must be one of {', '.join(_KINDS)}, not {kind!r}")
        place = {"type": kind, "id": self.whole(properties, where, "id")}
        place["frequency"] = self.whole(properties, where, "frequency")
        place |= {key: self.amount(properties, where, key) for key in ("demand", "service")}
        if kind == "customer" and place["frequency"] not in PATTERNS[horizon]:
            raise self.fail(f"{where}: frequency {place['frequency']} has no days in a horizon of {horizon}")
        return place

    def matrix(self, document: Mapping[str, Any], size: int) -> Floats:
        rows = self.items(document, "duration")
        try:
            minutes = np.array(rows, dtype=np.float64)
        except (TypeError, ValueError):
            raise self.fail("duration: rows must be equally long lists of numbers") from None
        if minutes.shape != (size, size):
            raise self.fail(f"duration: shape must be {(size, size)}, not {minutes.shape}")
        if not np.isfinite(minutes).all() or minutes.min() < 0:
            raise self.fail("duration: entries must be finite and not negative")
        return minutes


def check_week(data: WeekData, tours: Sequence[Tour]) -> Verdict:
    """Return travel minutes, most vehicles of a day, and every rule that is broken."""
    row = {number: i for i, number in enumerate(data.numbers)}
    faults = list(_visits(data, tours))
    cost = 0.0
    for tour in tours:
        rows = [row[n] for n in tour.nodes if n in row]
        travel = float(sum(data.minutes[a, b] for a, b in itertools.pairwise(rows)))
        cost += travel
        faults += _route(data, tour, rows, travel)
    per_day = Counter(tour.day for tour in tours)
    for day, count in sorted(per_day.items()):
        if count > data.vehicles:
            faults.append(Fault("too_many_vehicles", amount=count - data.vehicles))
        if not 0 <= day < data.horizon:
            faults.append(Fault("day_unknown", amount=day))
    return Verdict(cost, max(per_day.values(), default=0), tuple(faults))


def _visits(data: WeekData, tours: Sequence[Tour]) -> Iterator[Fault]:
    days: dict[int, list[int]] = defaultdict(list)
    for tour in tours:
        for number in tour.nodes:
            days[number].append(tour.day)
    for i, number in enumerate(data.numbers):
        if data.kinds[i] != "customer":
            continue
        allowed = PATTERNS[data.horizon][data.frequency[i]]
        if len(set(days[number])) != len(days[number]) or frozenset(days[number]) not in allowed:
            yield Fault("days_not_allowed", node=number, amount=len(days[number]))
    for number in sorted(days.keys() - set(data.numbers)):
        yield Fault("node_unknown", node=number)


def _route(data: WeekData, tour: Tour, rows: list[int], travel: float) -> Iterator[Fault]:
    kinds = [data.kinds[r] for r in rows]
    if len(rows) < 3 or kinds[0] != "depot" or kinds[-1] != "depot" or "depot" in kinds[1:-1]:
        yield Fault("depot_at_both_ends_only", tour.vehicle)
        return
    load = 0.0
    for r, kind in zip(rows[1:-1], kinds[1:-1], strict=True):
        load = 0.0 if kind == "intermediateFacility" else load + data.demand[r]
        if load > data.capacity + _EPS:
            yield Fault("over_capacity", tour.vehicle, data.numbers[r], load - data.capacity)
    if kinds[-2] != "intermediateFacility":
        yield Fault("not_empty_at_depot", tour.vehicle, amount=load)
    spent = travel + sum(data.service[r] for r in rows)
    if spent > data.max_duration + _EPS:
        yield Fault("too_long", tour.vehicle, amount=spent - data.max_duration)


def pvrpif_instance(path: Path) -> WeekInstance:
    """Return the instance that a file holds.

    Raises
    ------
    InstanceError
        When the file breaks a rule of the format.
    """
    data = read_pvrpif(path)
    rows = {kind: [i for i, k in enumerate(data.kinds) if k == kind] for kind in _KINDS}
    customers, facilities = rows["customer"], rows["intermediateFacility"]
    patterns = PATTERNS[data.horizon]
    ways = data.minutes.copy()
    np.fill_diagonal(ways, 0.0)
    problem = Periodic(
        ways=ways,
        depot=rows["depot"][0],
        vehicles=data.vehicles,
        # a service at the depot, which no file has, would count at both ends
        duration=(data.max_duration - 2 * data.service[rows["depot"][0]],) * data.horizon,
        capacity=(data.capacity,) * data.horizon,
        facilities=tuple(facilities),
        facility_service=tuple(data.service[i] for i in facilities),
        most_trips=0,
        customers=tuple(customers),
        masks=tuple(
            tuple(sum(1 << d for d in days) for days in patterns[data.frequency[i]]) for i in customers
        ),
        demand=tuple(data.demand[i] for i in customers),
        service=tuple(data.service[i] for i in customers),
    )
    return WeekInstance(
        name=data.name,
        format=FORMAT,
        rules=RULES,
        problem=problem,
        numbers=data.numbers,
        checker=lambda tours: check_week(data, tours),
        references=bounds_beside(path),
    )


def bounds_beside(path: Path) -> tuple[Reference, ...]:
    """Return the best known cost from the `bounds.csv` in the same folder, if it names the instance."""
    beside = path.with_name("bounds.csv")
    if not beside.is_file():
        return ()
    for line in csv.DictReader(read_text(beside).splitlines()):
        if line.get("instance") == path.stem:
            try:
                return (Reference(float(line["best_known"]), 0, "bounds.csv, best known"),)
            except (KeyError, ValueError):
                raise InstanceError(beside.name, 0, f"{path.stem} has no best_known figure") from None
    return ()
