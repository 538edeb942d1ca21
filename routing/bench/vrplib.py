"""Reader of VRPLIB's dialects: CVRP, VRPTW, multi-trip with release times, mixed fleets by vehicle.

Conventions, each proven by the published solutions: CVRP rounds ways to the nearest whole; where
there are time windows ways (and so travel times) are cut to 0.1; a mixed fleet drives exact ways.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from routing.bench.text import Line, read_lines
from routing.bench.vrp import (
    NO_LIMIT,
    Floats,
    Truck,
    VrpData,
    cut_to_tenth,
    euclid,
    to_nearest,
    unlimited_fleet,
)
from routing.bench.vrplib_weights import read_weights
from routing.errors import InstanceError

LARGEST_DIMENSION = 20_000
"""Above it even the matrix of ways would not fit in memory."""

_SPECIFIED = frozenset({
    "NAME", "COMMENT", "TYPE", "DIMENSION", "VEHICLES", "CAPACITY", "SERVICE_TIME", "EDGE_WEIGHT_TYPE",
    "EDGE_WEIGHT_FORMAT", "NODE_COORD_TYPE", "DISPLAY_DATA_TYPE", "DISTANCE", "TRUCKS",
    "VEHICLES_MAX_RELOADS", "BEST_KNOWN", "OPTIMAL_VALUE", "NOTE",
})  # fmt: skip
_SECTIONS = frozenset({
    "NODE_COORD_SECTION", "DEMAND_SECTION", "TIME_WINDOW_SECTION", "RELEASE_TIME_SECTION",
    "SERVICE_TIME_SECTION", "DEPOT_SECTION", "EDGE_WEIGHT_SECTION", "DISPLAY_DATA_SECTION",
    "CAPACITY_SECTION", "VEHICLES_FIXED_COST_SECTION", "VEHICLES_UNIT_DISTANCE_COST_SECTION",
    "VEHICLES_RELOAD_DEPOT_SECTION", "VEHICLES_DEPOT_SECTION", "VEHICLES_MAX_RELOADS_SECTION",
})  # fmt: skip


@dataclass(slots=True)
class Parts:
    """A file taken apart: its fields and the lines of its sections."""

    file: str
    fields: dict[str, Line] = field(default_factory=dict)
    sections: dict[str, list[Line]] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return what a field says."""
        return self.fields[name].text.partition(":")[2].strip().strip('"') if name in self.fields else default

    def amount(self, name: str, default: float) -> float:
        """Return a field's figure, not negative."""
        if name not in self.fields:
            return default
        line = self.fields[name]
        value = line.to_number(self.text(name), name)
        if value < 0:
            raise line.fail(f"{name} must not be negative, but is {self.text(name)}")
        return value

    def whole(self, name: str, default: int) -> int:
        """Return a field's whole number."""
        value = self.amount(name, default)
        if value != int(value):
            raise self.fields[name].fail(f"{name} must be a whole number, not {self.text(name)!r}")
        return int(value)

    def need(self, name: str) -> None:
        """Demand that a field or section is there."""
        if name not in self.fields and name not in self.sections:
            raise InstanceError(self.file, 0, f"{name} is missing")


def is_vrplib(lines: list[Line]) -> bool:
    """Whether these are lines of a VRPLIB file."""
    heads = {line.text.partition(":")[0].strip() for line in lines[:20]}
    return bool(heads & {"DIMENSION", "NODE_COORD_SECTION"})


def read_vrplib(path: Path) -> VrpData:
    """Return the data of a file.

    Raises
    ------
    InstanceError
        With file, line and value of the first thing that is wrong.
    """
    parts = _take_apart(path)
    parts.need("DIMENSION")
    size = parts.whole("DIMENSION", 0)
    if not 2 <= size <= LARGEST_DIMENSION:
        raise parts.fields["DIMENSION"].fail(f"DIMENSION must be 2 to {LARGEST_DIMENSION}, not {size}")
    depots = _depots(parts, size)
    demand = _per_node(parts, "DEMAND_SECTION", size)
    trucks = _trucks(parts, demand, depots)
    timed = "TIME_WINDOW_SECTION" in parts.sections
    mixed = "CAPACITY_SECTION" in parts.sections
    way, ticks = _ways(parts, size, timed=timed, mixed=mixed)
    opens = _per_node(parts, "TIME_WINDOW_SECTION", size) if timed else np.zeros(size)
    closes = _per_node(parts, "TIME_WINDOW_SECTION", size, 2) if timed else np.full(size, np.inf)
    _check_windows(parts, opens, closes)
    reloads = any(truck.reloads for truck in trucks)
    data = VrpData(
        name=path.stem,
        format=_format(timed=timed, mixed=mixed, reloads=reloads),
        nodes=tuple(range(1, size + 1)),
        depots=depots,
        trucks=trucks,
        way=way,
        demand=demand,
        open=opens,
        close=closes,
        service=_service(parts, size, depots),
        release=_per_node(parts, "RELEASE_TIME_SECTION", size),
        ticks=ticks,
        stated=10.0 if reloads and timed else 1.0,
        longest=parts.amount("DISTANCE", NO_LIMIT),
        timed=timed,
    )
    _check_demand(parts, data)
    return data


def _take_apart(path: Path) -> Parts:
    parts = Parts(path.name)
    current: list[Line] | None = None
    for line in read_lines(path):
        head, colon, _ = line.text.partition(":")
        name = head.strip()
        if name == "EOF":
            break
        if name.endswith("_SECTION"):
            if name not in _SECTIONS:
                raise line.fail(f"section {name} is not understood")
            if name in parts.sections:
                raise line.fail(f"section {name} is given twice")
            current = parts.sections[name] = []
        elif colon and name.replace("_", "").isalpha():
            if name not in _SPECIFIED:
                raise line.fail(f"field {name} is not understood")
            parts.fields[name] = line
        elif current is None:
            raise line.fail(f"this belongs to no section: {line.text.strip()[:60]!r}")
        else:
            current.append(line)
    return parts


def _format(*, timed: bool, mixed: bool, reloads: bool) -> str:
    if mixed:
        return "hfvrp"
    if timed:
        return "mtvrptwr" if reloads else "vrptw"
    return "mtvrp" if reloads else "cvrp"


def _ways(parts: Parts, size: int, *, timed: bool, mixed: bool) -> tuple[Floats, int]:
    """Return the ways by the dialect's convention, and the integers per unit that keep them whole."""
    kind = parts.text("EDGE_WEIGHT_TYPE", "EUC_2D")
    if kind == "EXPLICIT":
        parts.need("EDGE_WEIGHT_SECTION")
        way = read_weights(parts.text("EDGE_WEIGHT_FORMAT"), parts.sections["EDGE_WEIGHT_SECTION"], size)
        return way, 1 if (way == np.rint(way)).all() else 1000
    rounded: dict[str, Callable[[Floats], Floats]] = {"CEIL_2D": np.ceil, "FLOOR_2D": np.floor}
    if kind not in {"EUC_2D", *rounded}:
        raise parts.fields["EDGE_WEIGHT_TYPE"].fail(f"EDGE_WEIGHT_TYPE {kind!r} is not understood")
    parts.need("NODE_COORD_SECTION")
    xy = np.column_stack([
        _per_node(parts, "NODE_COORD_SECTION", size, c, signed=True) for c in (1, 2)
    ])  # fmt: skip
    straight = euclid(xy)
    if kind in rounded:
        return rounded[kind](straight), 1
    if mixed:
        return straight, 1000
    return (cut_to_tenth(straight), 10) if timed else (to_nearest(straight), 1)


def _depots(parts: Parts, size: int) -> tuple[int, ...]:
    """Return the rows of the depots, the first node where the file names none."""
    rows = []
    for line in parts.sections.get("DEPOT_SECTION", []):
        value = line.number_at(0, "depot")
        if value == -1:
            break
        rows.append(_row(line, 0, size, "depot"))
    return tuple(dict.fromkeys(rows)) or (0,)


def _row(line: Line, position: int, size: int, what: str) -> int:
    number = line.whole_at(position, what)
    if not 1 <= number <= size:
        raise line.fail(f"{what} must be a node from 1 to {size}, not {number}")
    return number - 1


def _per_node(parts: Parts, section: str, size: int, column: int = 1, *, signed: bool = False) -> Floats:
    """Return one figure per node; zeros where the section is absent."""
    values = np.zeros(size)
    if section not in parts.sections:
        return values
    seen: set[int] = set()
    for line in parts.sections[section]:
        row = _row(line, 0, size, "node")
        if row in seen:
            raise line.fail(f"node {row + 1} is given twice in {section}")
        seen.add(row)
        read = line.number_at if signed else line.amount_at
        values[row] = read(column, section.removesuffix("_SECTION").lower().replace("_", " "))
    if len(seen) < size:
        missing = next(row + 1 for row in range(size) if row not in seen)
        raise InstanceError(parts.file, 0, f"{section} does not name node {missing}")
    return values


def _service(parts: Parts, size: int, depots: tuple[int, ...]) -> Floats:
    if "SERVICE_TIME_SECTION" in parts.sections:
        return _per_node(parts, "SERVICE_TIME_SECTION", size)
    service = np.full(size, parts.amount("SERVICE_TIME", 0))
    service[list(depots)] = 0
    return service


def _trucks(parts: Parts, demand: Floats, depots: tuple[int, ...]) -> tuple[Truck, ...]:
    by_vehicle = parts.sections.get("CAPACITY_SECTION")
    if by_vehicle is None:
        parts.need("CAPACITY")
        capacity = parts.amount("CAPACITY", 0)
        if capacity <= 0:
            raise parts.fields["CAPACITY"].fail(f"CAPACITY must be above 0, not {capacity}")
        capacities = None
    else:
        capacity, capacities = 1.0, [line.amount_at(1, "capacity") for line in by_vehicle]
    stated = parts.whole("VEHICLES", parts.whole("TRUCKS", 0)) or len(capacities or ())
    count = stated or unlimited_fleet(demand, capacity)
    each = _Fleet(parts, count, len(demand))
    return tuple(each.trucks(capacities or [capacity] * count, depots))


@dataclass(frozen=True, slots=True)
class _Fleet:
    """Sections that speak of vehicles, one line each."""

    parts: Parts
    count: int
    size: int

    def trucks(self, capacities: list[float], depots: tuple[int, ...]) -> Iterator[Truck]:
        if len(capacities) != self.count:
            raise InstanceError(
                self.parts.file, 0, f"VEHICLES says {self.count}, CAPACITY_SECTION has {len(capacities)}"
            )
        fixed = self._figures("VEHICLES_FIXED_COST_SECTION", 0.0)
        units = self._figures("VEHICLES_UNIT_DISTANCE_COST_SECTION", 1.0)
        most = self._figures("VEHICLES_MAX_RELOADS_SECTION", self.parts.amount("VEHICLES_MAX_RELOADS", -1))
        starts, reloads = self._rows("VEHICLES_DEPOT_SECTION"), self._rows("VEHICLES_RELOAD_DEPOT_SECTION")
        for i, capacity in enumerate(capacities):
            start = starts[i][0] if starts[i] else depots[0]
            if not {start, *reloads[i]} <= set(depots):
                raise InstanceError(
                    self.parts.file, 0, f"vehicle {i + 1} begins or reloads at a node that is no depot"
                )
            trips = 1 if not reloads[i] else 0 if most[i] < 0 else int(most[i]) + 1
            yield Truck(capacity, fixed[i], units[i], start, tuple(reloads[i]), trips)

    def _lines(self, section: str) -> list[Line]:
        """Lines of a section, each of a vehicle that the file has."""
        lines = self.parts.sections.get(section, [])
        for line in lines:
            number = line.whole_at(0, "vehicle")
            if not 1 <= number <= self.count:
                raise line.fail(f"vehicle must be 1 to {self.count}, not {number}")
        return lines

    def _figures(self, section: str, default: float) -> list[float]:
        values = [default] * self.count
        for line in self._lines(section):
            values[line.whole_at(0, "vehicle") - 1] = line.amount_at(1, section.lower())
        return values

    def _rows(self, section: str) -> list[list[int]]:
        rows: list[list[int]] = [[] for _ in range(self.count)]
        for line in self._lines(section):
            for position in range(1, len(line.words)):
                rows[line.whole_at(0, "vehicle") - 1].append(_row(line, position, self.size, "depot"))
        return rows


def _check_windows(parts: Parts, opens: Floats, closes: Floats) -> None:
    for line in parts.sections.get("TIME_WINDOW_SECTION", []):
        row = line.whole_at(0, "node") - 1
        if closes[row] < opens[row]:
            raise line.fail(
                f"window of node {row + 1} closes ({closes[row]:g}) before it opens ({opens[row]:g})"
            )


def _check_demand(parts: Parts, data: VrpData) -> None:
    most = max(truck.capacity for truck in data.trucks)
    for line in parts.sections.get("DEMAND_SECTION", []):
        if line.number_at(1, "demand") > most:
            raise line.fail(f"demand {line.words[1]} is more than any vehicle can carry ({most:g})")
