"""A file of the VRPLIB family as a problem of ours, and a plan of ours as tours of the file."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from routing.bench.instance import Objective, Reference, Tour, Verdict
from routing.bench.solomon import FORMAT as SOLOMON
from routing.bench.solomon import exact, read_solomon
from routing.bench.solutions import references_beside
from routing.bench.vrp import Truck, VrpData
from routing.bench.vrp_check import check_vrp
from routing.bench.vrplib import read_vrplib
from routing.model.plan import Plan
from routing.model.problem import Facility, Matrix, Problem, Stop, Vehicle, Window

FOREVER = 10**7
"""Stands for "no limit" among times; the longest way of any file is far shorter."""

_PARTS = (1, 2, 4, 10, 100, 1000)


@dataclass(frozen=True, slots=True, eq=False)
class VrpInstance:
    """A file of the VRPLIB family behind the common door."""

    path: Path
    data: VrpData
    objective: Objective = "distance"

    @property
    def name(self) -> str:
        """Name of the file without its ending."""
        return self.data.name

    @property
    def format(self) -> str:
        """Short name of the dialect."""
        return self.data.format

    def under(self, objective: Objective) -> "VrpInstance":
        """Return the instance with the ways that this objective is measured by."""
        uncut = self.format == SOLOMON and objective == "vehicles"
        return VrpInstance(self.path, exact(self.path) if uncut else self.data, objective)

    @property
    def rules(self) -> str:
        """Say how ways are rounded and what the cost is."""
        ways = {1: "ways as whole numbers", 10: "ways and times cut to 0.1"}.get(
            self.data.ticks, "exact ways"
        )
        cost = (
            f"cost as in the solution files, times {self.data.stated:g}" if self.data.stated > 1 else "cost"
        )
        return f"{ways}; {cost} is " + (
            "fixed and unit costs by vehicle" if self.format == "hfvrp" else "the way"
        )

    def problem(self, objective: Objective) -> Problem:
        """Return the day in integers: one tick is a tenth of the file's unit, or what keeps ways whole."""
        data = self.data
        ways = np.rint(data.way * data.ticks).astype(np.int32)
        times = np.ceil(np.round(data.way * data.ticks, 6)).astype(np.int32)
        most = _dearest(data, ways)
        fixed = most if objective == "vehicles" else 0
        parts = _parts(data)
        return Problem(
            vehicles=tuple(_vehicle(data, i, fixed, parts) for i in _offered(data)),
            facilities=tuple(
                Facility(
                    _depot_code(data, row),
                    row,
                    _up(data, data.service[row]),
                    (_window(data, row),),
                    classes=tuple(
                        sorted({_class(data, t) for t in data.trucks if row in {t.depot, *t.reloads}})
                    ),
                )
                for row in data.depots
            ),
            stops=tuple(_stop(data, row, 4 * most, parts) for row in data.customers),
            matrices={"dump_truck": Matrix(times, ways)},
            label=data.name,
        )

    def tours(self, plan: Plan) -> list[Tour]:
        """Return the tours of a plan; the unloading before the way home is that depot itself."""
        number = {_depot_code(self.data, row): self.data.nodes[row] for row in self.data.depots}
        found = []
        for route in plan.routes:
            home = self.data.nodes[self.data.trucks[int(route.vehicle) - 1].depot]
            nodes = [home, *(number[c.place] if c.kind == "unload" else int(c.place) for c in route.calls)]
            if nodes[-1] != home:
                nodes.append(home)
            found.append(Tour(int(route.vehicle), tuple(nodes)))
        return found

    def check(self, tours: Sequence[Tour]) -> Verdict:
        """Recompute from the file alone."""
        return check_vrp(self.data, tours)

    def references(self, objective: Objective) -> tuple[Reference, ...]:
        """Return the solution beside the file, recomputed from its routes, or the published figure."""
        return references_beside(self.path, self.data, objective)


def read_vrp_instance(path: Path) -> VrpInstance:
    """Return a VRPLIB file behind the common door."""
    return VrpInstance(path, read_vrplib(path))


def read_solomon_instance(path: Path) -> VrpInstance:
    """Return a Solomon file behind the common door."""
    return VrpInstance(path, read_solomon(path))


def _offered(data: VrpData) -> list[int]:
    """Return the vehicles worth offering: of a kind without end only as many as could all be needed.

    Where nothing but load limits a route, two of one kind that are half empty may as well be one, so that no
    good plan has more of a kind than twice what the whole load fills.
    """
    if data.timed or not math.isinf(data.longest):
        return list(range(len(data.trucks)))
    load = float(data.demand.sum())
    left = {truck: 1 + math.floor(2 * load / truck.capacity) for truck in data.trucks if truck.capacity}
    offered = []
    for index, truck in enumerate(data.trucks):
        if left.get(truck, 0) > 0:
            left[truck] -= 1
            offered.append(index)
    return offered


def _depot_code(data: VrpData, row: int) -> str:
    return f"depot {data.nodes[row]}"


def _class(data: VrpData, truck: Truck) -> str:
    """Trucks that may tip at the same depots are of one class."""
    return " ".join(str(data.nodes[row]) for row in (truck.depot, *truck.reloads))


def _dearest(data: VrpData, ways: np.ndarray) -> int:
    """More than any one customer could cost on a vehicle of its own, and than any detour saves."""
    unit = max(truck.unit for truck in data.trucks)
    fixed = max(truck.fixed for truck in data.trucks)
    return math.ceil(fixed * data.ticks + 4 * int(ways.max()) * max(1.0, unit)) * 4


def _parts(data: VrpData) -> int:
    """Integers per unit of load that make every demand and capacity whole."""
    amounts = np.array([*data.demand, *(truck.capacity for truck in data.trucks)])
    return next((p for p in _PARTS if (amounts * p == np.rint(amounts * p)).all()), _PARTS[-1])


def _vehicle(data: VrpData, index: int, fixed: int, parts: int) -> Vehicle:
    truck = data.trucks[index]
    latest = min(data.longest, float(data.close[truck.depot]))
    return Vehicle(
        id=str(index + 1),
        class_code=_class(data, truck),
        work="collect",
        capacity_kg=math.floor(truck.capacity * parts),
        capacity_l=1,
        fixed_cost=round(truck.fixed * data.ticks) + fixed,
        cost_per_km=round(truck.unit * 1000),
        cost_per_hour=0,
        shift=Window(_up(data, data.open[truck.depot]), _down(data, latest)),
        start=truck.depot,
        end=truck.depot,
        max_trips=truck.max_trips,
    )


def _stop(data: VrpData, row: int, price: int, parts: int) -> Stop:
    return Stop(
        code=str(data.nodes[row]),
        location=row,
        kg=math.ceil(data.demand[row] * parts),
        litres=0,
        service_s=_up(data, data.service[row]),
        price=price,
        windows=(_window(data, row),) if data.timed else (),
        release_s=_up(data, data.release[row]),
    )


def _window(data: VrpData, row: int) -> Window:
    return Window(_up(data, data.open[row]), _down(data, float(data.close[row])))


def _up(data: VrpData, amount: float) -> int:
    return math.ceil(round(float(amount) * data.ticks, 6))


def _down(data: VrpData, amount: float) -> int:
    return FOREVER if math.isinf(amount) else math.floor(round(amount * data.ticks, 6))
