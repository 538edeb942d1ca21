"""One truck's day of trips: built once, never changed, with its cost and the room that it has left."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from routing.engines.clockwork import Halts, Timing, time_day
from routing.engines.tables import BIG, Spans, Tables, Truck
from routing.plan import Sequence


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
    timings
        How it can be timed: one way or two, see `routing.engines.clockwork`.
    """

    tables: Tables
    truck: Truck
    trips: tuple[Trip, ...]
    loads: tuple[Load, ...]
    halts: Halts
    timings: tuple[Timing, ...]

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """All stops in order."""
        return tuple(s for trip in self.trips for s in trip.stops)

    @cached_property
    def rows(self) -> list[int]:
        """Rows from the start through all halts to the end."""
        return rows_of(self.tables, self.truck, self.trips)

    @property
    def leaves(self) -> bool:
        """Whether the truck drives at all."""
        return bool(self.trips) or self.truck.vehicle.out

    @cached_property
    def kg(self) -> int:
        """Kilograms collected; what was aboard at the start does not count."""
        kg = self.tables.kg
        return sum(int(kg[s]) for s in self.stops)

    @cached_property
    def way_m(self) -> int:
        """Metres of the whole day."""
        return int(self.truck.metres[self.rows[:-1], self.rows[1:]].sum()) if self.leaves else 0

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
        keeps = self.tables.keeps
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
    halts = _halts(tables, truck, kept)
    timings = time_day(truck, halts)
    return Day(tables, truck, kept, loads, halts, tuple(timings)) if timings else None


def rows_of(tables: Tables, truck: Truck, trips: tuple[Trip, ...]) -> list[int]:
    """Return rows from the start through all halts to the end."""
    rows = [truck.vehicle.start]
    for trip in trips:
        rows += tables.rows[list(trip.stops)].tolist() if trip.stops else []
        rows.append(int(tables.facility_rows[trip.facility]))
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
    vehicle, stops = truck.vehicle, list(trip.stops)
    streams = set(tables.stream[stops].tolist()) if stops else set()
    kg, litres = 0, 0
    if first:
        streams.add(truck.aboard_stream)
        kg, litres = vehicle.aboard_kg, vehicle.aboard_l
    if len(streams) != 1 or (vehicle.work == "container" and len(stops) + first > 1):
        return None
    if stops:
        kg, litres = kg + int(tables.kg[stops].sum()), litres + int(tables.litres[stops].sum())
        if not truck.may[stops].all():
            return None
    stream = streams.pop()
    if kg > vehicle.capacity_kg or litres > vehicle.capacity_l or not truck.takes[trip.facility, stream]:
        return None
    return Load(kg, litres, stream)


def _keeps_caps(tables: Tables, truck: Truck, trips: tuple[Trip, ...]) -> bool:
    vehicle = truck.vehicle
    stops = [s for trip in trips for s in trip.stops]
    return (
        len(trips) <= (vehicle.max_trips or BIG)
        and len(stops) <= (vehicle.max_stops or BIG)
        and (not vehicle.max_kg or not stops or int(tables.kg[stops].sum()) <= vehicle.max_kg)
    )


def _halts(tables: Tables, truck: Truck, trips: tuple[Trip, ...]) -> Halts:
    rows = rows_of(tables, truck, trips)
    spans: list[Spans] = []
    stays: list[int] = []
    releases: list[int] = []
    for trip in trips:
        held = [-BIG] * (len(trip.stops) + 1)
        if tables.released and trip.stops:
            held[0] = int(tables.release[list(trip.stops)].max()) or -BIG
        releases += held
        spans += [tables.spans[s] for s in trip.stops]
        spans.append(tables.facility_spans[trip.facility])
        stays += tables.stay[list(trip.stops)].tolist() if trip.stops else []
        stays.append(tables.problem.facilities[trip.facility].unload_s)
    releases.append(-BIG)
    # a truck that stays at home goes nowhere, wherever it may end
    still = not trips and not truck.vehicle.out
    legs = [0] if still else truck.seconds[rows[:-1], rows[1:]].tolist()
    return Halts(legs, spans, stays, releases)
