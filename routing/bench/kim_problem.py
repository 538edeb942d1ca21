"""A Kim file as a problem of ours, and a plan of ours as tours of the file."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.bench.instance import Objective, Reference, Tour, Verdict
from routing.bench.kim import LUNCH_FROM_S, LUNCH_TO_S, KimData, Place
from routing.bench.kim_check import check_kim
from routing.model.plan import Plan
from routing.model.problem import Break, Facility, Matrix, Problem, Stop, Vehicle, Window

TICKS = 10
"""Ticks in a second: ways are rounded up to whole ticks, which costs a day of 100 legs five seconds."""

PARTS = 100
"""Loads may be halves and quarters of a yard; a hundredth is the unit here."""

FLEET_COST = 10_000 * 5280
"""Price of a vehicle in feet when vehicles count first: no detour of these instances is as long."""

_QUOTED = "Kim, Kim and Sahoo 2006, as quoted by later papers"
_TOO_FEW = "; the yards of the file need {} vehicles"
PUBLISHED: dict[str, tuple[tuple[int, float], ...]] = {
    "102_stop": ((3, 205.1), (2, 218.4)),
    "277_stop": ((3, 527.3), (3, 521.9)),
    "335_stop": ((6, 205.0), (5, 191.1)),
}
"""Vehicles and miles of the paper's two variants."""


@dataclass(frozen=True, slots=True)
class KimInstance:
    """A Kim file behind the common door."""

    data: KimData
    format: str = "kim2006"
    objective: Objective = "vehicles"

    @property
    def name(self) -> str:
        """Name of the file without its ending."""
        return self.data.name

    @property
    def rules(self) -> str:
        """Say which lunch it is; with an hour, both published readings of it come to the same."""
        return (
            f"miles along the axes; lunch of {self.data.lunch_s:g} s begun 11:00 to 12:00 (the file): "
            "an hour of it lies between 11:00 and 13:00 (the paper); it may interrupt a leg, not a service; "
            "yards and stops of a day limited per vehicle; empty at the depot"
        )

    def problem(self, objective: Objective) -> Problem:
        """Return the day: cost in feet, time in ticks, loads in hundredths of a yard."""
        data = self.data
        places = (data.depot, *data.landfills, *data.stops)
        first = 1 + len(data.landfills)
        fixed = FLEET_COST if objective == "vehicles" else 0
        price = 2 * (FLEET_COST + 2 * _farthest(data, places))
        shift = Window(data.depot.open_s * TICKS, data.depot.close_s * TICKS)
        pattern = _vehicle(data, shift, fixed)
        return Problem(
            vehicles=tuple(replace(pattern, id=str(i)) for i in range(1, fleet_size(data) + 1)),
            facilities=tuple(
                Facility(str(p.number), 1 + i, _ticks(p.service_s), (_window(p),))
                for i, p in enumerate(data.landfills)
            ),
            stops=tuple(
                Stop(
                    str(p.number),
                    first + i,
                    _parts(p.load),
                    0,
                    _ticks(p.service_s),
                    price,
                    windows=(_window(p),),
                )
                for i, p in enumerate(data.stops)
            ),
            matrices={"dump_truck": _matrix(data, places)},
            label=data.name,
        )

    def tours(self, plan: Plan) -> list[Tour]:
        """Return the tours of a plan, landfills included."""
        depot = self.data.depot.number
        return [
            Tour(int(route.vehicle), (depot, *(int(call.place) for call in route.calls), depot))
            for route in plan.routes
        ]

    def check(self, tours: Sequence[Tour]) -> Verdict:
        """Recompute from the file alone; cost in miles."""
        return check_kim(self.data, tours)

    def references(self, objective: Objective) -> tuple[Reference, ...]:
        """Return the paper's two variants, those first that the file's own caps allow.

        One of them often has fewer vehicles than the yards of the day leave possible.
        """
        least = math.ceil(sum(p.load for p in self.data.stops) / self.data.daily)

        def rank(figure: tuple[int, float]) -> tuple[bool, float, float]:
            vehicles, miles = figure
            return (vehicles < least, *((vehicles, miles) if objective == "vehicles" else (miles, vehicles)))

        return tuple(
            Reference(miles, vehicles, _QUOTED + (_TOO_FEW.format(least) if vehicles < least else ""))
            for vehicles, miles in sorted(PUBLISHED.get(self.name, ()), key=rank)
        )


def fleet_size(data: KimData) -> int:
    """Return how many vehicles to offer: twice what a rough day's work needs, and two.

    The file names no number. The need is the greater of the yards of the day by a vehicle's daily cap and
    of the hours (service, a nearest-neighbour tour, the trips to the landfill) by a crew's.
    """
    stops = data.stops
    load = sum(p.load for p in stops)
    landfill_s = min(p.service_s for p in data.landfills)
    haul_s = sum(2 * min(data.drive_s(p, f) for f in data.landfills) for p in stops) / len(stops)
    work_s = sum(p.service_s for p in stops) + load / data.capacity * (haul_s + landfill_s) + _tour_s(data)
    day_s = max(3600.0, data.depot.close_s - data.depot.open_s - data.lunch_s)
    need = max(load / data.daily, len(stops) / data.max_stops, work_s / day_s)
    return min(len(stops), math.ceil(2 * need) + 2)


def _tour_s(data: KimData) -> float:
    """Driving seconds of a nearest-neighbour tour over all stops."""
    xy = np.array([(p.x_ft, p.y_ft) for p in data.stops])
    left = np.ones(len(xy), dtype=bool)
    here, feet = np.array([data.depot.x_ft, data.depot.y_ft]), 0.0
    for _ in range(len(xy)):
        gaps = np.where(left, np.abs(xy - here).sum(axis=1), np.inf)
        nearest = int(gaps.argmin())
        feet += float(gaps[nearest])
        left[nearest], here = False, xy[nearest]
    return feet * 3600 / (5280 * data.mph)


def _farthest(data: KimData, places: Sequence[Place]) -> int:
    return math.ceil(max(data.way_ft(data.depot, p) for p in places) * 2)


def _vehicle(data: KimData, shift: Window, fixed: int) -> Vehicle:
    lunch = Break(_ticks(data.lunch_s), (Window(LUNCH_FROM_S * TICKS, LUNCH_TO_S * TICKS),), "lunch")
    return Vehicle(
        id="1",
        class_code="truck",
        work="collect",
        capacity_kg=int(data.capacity * PARTS),
        capacity_l=1,
        fixed_cost=fixed,
        cost_per_km=1000,
        cost_per_hour=0,
        shift=shift,
        start=0,
        end=0,
        max_stops=data.max_stops,
        max_kg=int(data.daily * PARTS),
        breaks=(lunch,) if data.lunch_s else (),
    )


def _window(place: Place) -> Window:
    return Window(place.open_s * TICKS, place.close_s * TICKS)


def _ticks(seconds: float) -> int:
    return math.ceil(seconds * TICKS)


def _parts(load: float) -> int:
    return math.ceil(round(load * PARTS, 6))


def _matrix(data: KimData, places: Sequence[Place]) -> Matrix:
    """Feet, rounded, as the cost; ticks, rounded up, as the time."""
    xy = np.array([(p.x_ft, p.y_ft) for p in places])
    feet = np.abs(xy[:, None, :] - xy[None, :, :]).sum(axis=2)
    ticks = np.ceil(feet * 3600 * TICKS / (5280 * data.mph))
    return Matrix(ticks.astype(np.int32), np.rint(feet).astype(np.int32))
