"""How far a vehicle is on its day: planned stops beside real visits. Pure functions, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from data.store.queries.day_facts import RouteRow, StopRow, VisitRow

StopStatus = Literal["done", "next", "planned", "late", "missed"]
NO_DELAY = timedelta(0)


@dataclass(frozen=True)
class DayClock:
    """The moment at which a day is looked at.

    Parameters
    ----------
    now
        Stack time, aware UTC.
    shift_end
        End of the day's shift; what is open then and after the planned return counts as missed.
    late_s
        Seconds behind the plan from which a stop is late.
    zone
        Name of the zone in which times are told.
    """

    now: datetime
    shift_end: datetime
    late_s: float
    zone: str = "Asia/Jakarta"


@dataclass(frozen=True)
class StopState:
    """A planned stop and what became of it; `eta` only while it is still to come."""

    stop: StopRow
    visit: VisitRow | None
    eta: datetime | None
    status: StopStatus

    @property
    def late_s(self) -> int:
        """Seconds behind the plan; 0 when in time, done or no longer to come."""
        return max(0, round((self.eta - self.stop.arrives_at).total_seconds())) if self.eta else 0


@dataclass(frozen=True)
class Progress:
    """A vehicle's day so far; stops are counted without unloadings and the way home."""

    route: RouteRow | None
    stops: tuple[StopState, ...]
    visits: tuple[VisitRow, ...]
    load_kg: float
    trip: int | None

    @property
    def stops_total(self) -> int:
        """Planned pick-ups."""
        return sum(state.stop.kind == "collect" for state in self.stops)

    @property
    def stops_done(self) -> int:
        """Planned pick-ups at which a visit was seen."""
        return sum(state.stop.kind == "collect" and state.status == "done" for state in self.stops)

    @property
    def next(self) -> StopState | None:
        """The stop it is on its way to."""
        return next((state for state in self.stops if state.status in {"next", "late"} and state.eta), None)


def progress(
    route: RouteRow | None,
    stops: Sequence[StopRow],
    visits: Sequence[VisitRow],
    emptied: Mapping[int, VisitRow],
    clock: DayClock,
) -> Progress:
    """Lay the visits of a vehicle's day over its planned stops.

    Parameters
    ----------
    stops
        Planned stops by number.
    visits
        The vehicle's own visits by arrival.
    emptied
        First pick-up of the day by point, whichever vehicle made it.
    """
    found = _match(stops, visits, emptied)
    states = _judge(stops, found, clock, route)
    return Progress(route, states, tuple(visits), _load_kg(stops, visits), _trip(route, visits))


def _match(
    stops: Sequence[StopRow], visits: Sequence[VisitRow], emptied: Mapping[int, VisitRow]
) -> list[VisitRow | None]:
    """Return per stop the visit that fulfils it: by point, the n-th unloading, the last way home."""
    unloads = iter([visit for visit in visits if visit.kind == "unload"])
    home = _homecoming(visits)
    found: list[VisitRow | None] = []
    for stop in stops:
        if stop.kind == "collect":
            found.append(emptied.get(stop.point_id or 0))
        else:
            found.append(next(unloads, None) if stop.kind == "unload" else home)
    return found


def _homecoming(visits: Sequence[VisitRow]) -> VisitRow | None:
    """Return the stay in the pool that comes after the last work; a morning in the pool is none."""
    work = [visit.arrived_at for visit in visits if visit.kind != "pool"]
    if not work:
        return None
    return next((visit for visit in visits if visit.kind == "pool" and visit.arrived_at > work[-1]), None)


def _judge(
    stops: Sequence[StopRow], found: Sequence[VisitRow | None], clock: DayClock, route: RouteRow | None
) -> tuple[StopState, ...]:
    last_done = max((index for index, visit in enumerate(found) if visit), default=-1)
    over = clock.now >= max(clock.shift_end, route.returns_at if route else clock.shift_end)
    ended = over or (bool(stops) and stops[-1].kind == "end" and found[-1] is not None)
    delay = _delay(stops, found, last_done, clock.now)
    states: list[StopState] = []
    for index, (stop, visit) in enumerate(zip(stops, found, strict=True)):
        if visit:
            states.append(StopState(stop, visit, None, "done"))
        elif ended or index < last_done:
            states.append(StopState(stop, None, None, "missed" if ended else "late"))
        else:
            states.append(_to_come(stop, delay, clock, is_next=index == last_done + 1))
    return tuple(states)


def _to_come(stop: StopRow, delay: timedelta, clock: DayClock, *, is_next: bool) -> StopState:
    eta = stop.arrives_at + delay
    if delay.total_seconds() > clock.late_s:
        return StopState(stop, None, eta, "late")
    return StopState(stop, None, eta, "next" if is_next else "planned")


def _delay(
    stops: Sequence[StopRow], found: Sequence[VisitRow | None], last_done: int, now: datetime
) -> timedelta:
    """Return how far behind (or before) its plan the vehicle runs; the next stop never lies in the past."""
    delay = NO_DELAY
    if last_done >= 0:
        visit = found[last_done]
        delay = visit.left_at - stops[last_done].leaves_at if visit else NO_DELAY
    if last_done + 1 < len(stops):
        delay = max(delay, now - stops[last_done + 1].arrives_at)
    return delay


def _load_kg(stops: Sequence[StopRow], visits: Sequence[VisitRow]) -> float:
    """Return the estimated kilograms on board: pick-ups since the last unloading."""
    planned = {stop.point_id: float(stop.kg) for stop in stops if stop.kind == "collect"}
    load = 0.0
    for visit in visits:
        if visit.kind == "unload":
            load = 0.0
        elif visit.kind == "collect":
            known = visit.kg_estimate
            load += known if known is not None else planned.get(visit.point_id, 0.0)
    return load


def _trip(route: RouteRow | None, visits: Sequence[VisitRow]) -> int | None:
    if route is None:
        return None
    return min(1 + sum(visit.kind == "unload" for visit in visits), max(1, route.trips))
