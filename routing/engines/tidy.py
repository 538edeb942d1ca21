"""Small repairs of a filled fleet: what does not pay is taken out, trucks not needed stay at home."""

from routing.engines.insertion import Fleet, insert
from routing.engines.items import single_items
from routing.engines.truckday import Day, Trip, make_day

TRUCKS_TRIED = 6
"""How many of the emptiest trucks are tried to be done without."""


def tidy(fleet: Fleet) -> None:
    """Take out what costs more than its price, and empty trucks whose work others can do for less."""
    drop_dear(fleet)
    _spare_trucks(fleet)


def drop_dear(fleet: Fleet) -> None:
    """Take out whole days, trips and stops that cost more than leaving their stops out."""
    for number, day in enumerate(fleet.days):
        if day is not None and day.stops:
            _drop_dear(fleet, number, day)


def _drop_dear(fleet: Fleet, number: int, day: Day) -> None:
    price = fleet.tables.price
    idle = None if day.truck.vehicle.loaded else make_day(day.tables, day.truck, ())
    if idle is not None and day.cost - idle.cost > int(price[list(day.stops)].sum()):
        fleet.put(number, idle)
        return
    for trip in day.trips:
        day = _without(fleet, number, day, trip)
    for stop in day.stops:
        if _saving_bound(day, stop) > int(price[stop]):
            day = _drop(fleet, number, day, stop)


def _without(fleet: Fleet, number: int, day: Day, trip: Trip) -> Day:
    if not trip.stops:
        return day
    aboard = day.trips[0] is trip and day.truck.vehicle.loaded
    rest = [
        Trip((), trip.facility) if other is trip else other
        for other in day.trips
        if aboard or other is not trip
    ]
    shorter = make_day(day.tables, day.truck, rest)
    worth = int(fleet.tables.price[list(trip.stops)].sum())
    if shorter is None or day.cost - shorter.cost <= worth:
        return day
    return shorter if fleet.put(number, shorter) else day


def _saving_bound(day: Day, stop: int) -> float:
    """More than a day can get cheaper without a stop: its detour, its stay, and all waiting of the day."""
    rows, truck = day.rows, day.truck
    at = rows.index(int(day.tables.rows[stop]), 1)
    a, b, c = rows[at - 1], rows[at], rows[at + 1]
    extra_m = truck.metres[a, b] + truck.metres[b, c] - truck.metres[a, c]
    extra_s = truck.seconds[a, b] + truck.seconds[b, c] - truck.seconds[a, c] + int(day.tables.stay[stop])
    per_hour = truck.vehicle.cost_per_hour + truck.vehicle.overtime_per_hour
    change = day.tables.problem.change_price
    return float(extra_m * truck.vehicle.cost_per_km / 1000 + extra_s * per_hour / 3600) + change


def _drop(fleet: Fleet, number: int, day: Day, stop: int) -> Day:
    shorter = make_day(day.tables, day.truck, without_stops(day, {stop}))
    if shorter is None or day.cost - shorter.cost <= int(fleet.tables.price[stop]):
        return day
    return shorter if fleet.put(number, shorter) else day


def without_stops(day: Day, stops: set[int]) -> list[Trip]:
    """Return the trips of a day without some stops; a trip without any stays if it tips what is aboard."""
    trips = [Trip(tuple(s for s in t.stops if s not in stops), t.facility) for t in day.trips]
    return [trip for n, trip in enumerate(trips) if trip.stops or (n == 0 and day.truck.vehicle.loaded)]


def _spare_trucks(fleet: Fleet) -> None:
    """Leave the emptiest trucks at home one by one where the others can do their work for less."""
    used = [(len(d.stops), n) for n, d in enumerate(fleet.days) if d and d.trips and not d.truck.vehicle.out]
    idle = frozenset(n for n, d in enumerate(fleet.days) if d and not d.leaves)
    for _, number in sorted(used)[:TRUCKS_TRIED]:
        trial = fleet.copy()
        day = trial.days[number]
        home = make_day(day.tables, day.truck, ()) if day else None
        if day is None or home is None or not trial.put(number, home):
            continue
        insert(trial, single_items(fleet.tables, day.stops), "regret", closed=idle | {number})
        if trial.cost < fleet.cost:
            fleet.left_kg, fleet.days = trial.left_kg, trial.days
            idle |= {number}
