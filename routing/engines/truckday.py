"""One truck's day of trips: built once, never changed, with its cost and the room that it has left."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from routing.engines.clockwork import Halts, Timing, time_day
from routing.engines.tables import BIG, Spans, Tables, Truck
from routing.model.plan import Sequence

if TYPE_CHECKING:
    # places are made from days
    from routing.engines.spots import Spots


@dataclass(frozen=True, slots=True)
class Trip:
    """Stops in order and the facility that takes the load, all by number."""

    stops: tuple[int, ...]
    facility: int


@dataclass(frozen=True, slots=True)
class Load:
    """What lies on the truck when a trip ends."""

    kg: int
    litres: int
    stream: int


@dataclass(frozen=True, eq=False, repr=False)
class Day:
    """A feasible day of a truck; made by `make_day`.

    Parameters
    ----------
    loads
        One per trip, in order.
    rows
        Rows from the start through all halts to the end.
    timings
        How it can be timed: one way or two, see `routing.engines.clockwork`.
    """

    tables: Tables
    truck: Truck
    trips: tuple[Trip, ...]
    loads: tuple[Load, ...]
    rows: list[int]
    halts: Halts
    timings: tuple[Timing, ...]

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """All stops in order."""
        return tuple(s for trip in self.trips for s in trip.stops)

    @cached_property
    def spots(self) -> "Spots":
        """The places where one more stop or load could go in."""
        from routing.engines.spots import spots_of

        return spots_of(self)

    @property
    def leaves(self) -> bool:
        """Whether the truck drives at all."""
        return bool(self.trips) or self.truck.vehicle.out

    @cached_property
    def kg(self) -> int:
        """Kilograms collected; what was aboard at the start does not count."""
        kg = self.tables.plain.kg
        return sum(kg[s] for s in self.stops)

    @cached_property
    def legs_m(self) -> list[int]:
        """Metres of each way; none while the truck stays at home."""
        if not self.leaves:
            return [0]
        legs: list[int] = self.truck.metres[self.rows[:-1], self.rows[1:]].tolist()
        return legs

    @property
    def way_m(self) -> int:
        """Metres of the whole day."""
        return sum(self.legs_m)

    @cached_property
    def work_s(self) -> int:
        """Seconds of driving, service and rest, waiting left out."""
        rests = sum(pause.duration_s for pause in self.timings[0].pauses)
        return sum(self.halts.legs) + sum(self.halts.stays) + rests

    @property
    def spent_s(self) -> int:
        """Seconds from leaving as late as possible to being back."""
        return self.timings[0].return_s - self.timings[0].begin_s

    @cached_property
    def cost(self) -> int:
        """Rupiah of the day, with the price of stops that are served by another truck than before."""
        if not self.leaves:
            return 0
        vehicle, back_s = self.truck.vehicle, self.timings[0].return_s
        over_s = max(0, back_s - vehicle.shift.close_s)
        return (
            vehicle.fixed_cost
            + self.way_m * vehicle.cost_per_km // 1000
            + self.spent_s * vehicle.cost_per_hour // 3600
            + over_s * vehicle.overtime_per_hour // 3600
            + self._changes
        )

    @property
    def _changes(self) -> int:
        price = self.tables.problem.change_price
        if not price:
            return 0
        keeps = self.tables.plain.keeps
        return price * sum(keeps[s] not in {-1, self.truck.number} for s in self.stops)

    def tipped(self) -> Iterable[tuple[int, int]]:
        """Yield the facility and the kilograms of each unloading."""
        for trip, load in zip(self.trips, self.loads, strict=True):
            yield trip.facility, load.kg

    def sequence(self) -> Sequence:
        """Return the day as halts."""
        stops, facilities = self.tables.problem.stops, self.tables.problem.facilities
        halts: list[tuple[str, str]] = []
        for trip in self.trips:
            halts += [("collect", stops[s].code) for s in trip.stops]
            halts.append(("unload", facilities[trip.facility].code))
        return tuple(halts)  # type: ignore[arg-type] # both kinds are literals of CallKind


def make_day(tables: Tables, truck: Truck, trips: Iterable[Trip]) -> Day | None:
    """Return the day of these trips, or None when a rule of the truck, a road or an hour forbids it.

    What facilities take per day from all trucks together is not looked at here.
    """
    kept = tuple(trips)
    loads = _loads(tables, truck, kept)
    if loads is None or not _keeps_caps(tables, truck, kept):
        return None
    rows = _rows(tables, truck, kept)
    halts = _halts(tables, truck, kept, rows)
    timings = time_day(truck, halts)
    return Day(tables, truck, kept, loads, rows, halts, tuple(timings)) if timings else None


def _rows(tables: Tables, truck: Truck, trips: tuple[Trip, ...]) -> list[int]:
    """Return rows from the start through all halts to the end."""
    rows, plain = [truck.vehicle.start], tables.plain
    for trip in trips:
        rows += [plain.rows[s] for s in trip.stops]
        rows.append(plain.tips[trip.facility])
    rows.append(truck.vehicle.end)
    return rows


def _loads(tables: Tables, truck: Truck, trips: tuple[Trip, ...]) -> tuple[Load, ...] | None:
    vehicle = truck.vehicle
    if vehicle.loaded and not trips:
        return None
    loads = []
    for number, trip in enumerate(trips):
        first = number == 0 and vehicle.loaded
        load = _load(tables, truck, trip, first=first)
        if load is None:
            return None
        loads.append(load)
    return tuple(loads)


def _load(tables: Tables, truck: Truck, trip: Trip, *, first: bool) -> Load | None:
    """Return what a trip carries, or None when that is forbidden."""
    vehicle, plain = truck.vehicle, tables.plain
    streams = {plain.stream[s] for s in trip.stops}
    kg = litres = 0
    if first:
        streams.add(truck.aboard_stream)
        kg, litres = vehicle.aboard_kg, vehicle.aboard_l
    if len(streams) != 1 or (vehicle.work == "container" and len(trip.stops) + first > 1):
        return None
    kg += sum(plain.kg[s] for s in trip.stops)
    litres += sum(plain.litres[s] for s in trip.stops)
    stream = streams.pop()
    if kg > vehicle.capacity_kg or litres > vehicle.capacity_l or not truck.takes[trip.facility, stream]:
        return None
    return Load(kg, litres, stream) if all(truck.may[s] for s in trip.stops) else None


def _keeps_caps(tables: Tables, truck: Truck, trips: tuple[Trip, ...]) -> bool:
    vehicle = truck.vehicle
    if vehicle.max_trips and len(trips) > vehicle.max_trips:
        return False
    if vehicle.max_stops and sum(len(trip.stops) for trip in trips) > vehicle.max_stops:
        return False
    kg = tables.plain.kg
    return not vehicle.max_kg or sum(kg[s] for trip in trips for s in trip.stops) <= vehicle.max_kg


def _halts(tables: Tables, truck: Truck, trips: tuple[Trip, ...], rows: list[int]) -> Halts:
    plain = tables.plain
    spans: list[Spans] = []
    stays: list[int] = []
    releases: list[int] = []
    for trip in trips:
        held = [-BIG] * (len(trip.stops) + 1)
        if tables.released and trip.stops:
            held[0] = max(plain.release[s] for s in trip.stops) or -BIG
        releases += held
        spans += [tables.spans[s] for s in trip.stops]
        spans.append(tables.facility_spans[trip.facility])
        stays += [plain.stay[s] for s in trip.stops]
        stays.append(plain.unload[trip.facility])
    releases.append(-BIG)
    # a truck that stays at home goes nowhere, wherever it may end
    still = not trips and not truck.vehicle.out
    legs = [0] if still else truck.seconds[rows[:-1], rows[1:]].tolist()
    return Halts(legs, spans, stays, releases)
