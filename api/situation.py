"""The day as the facts stand: valid routes beside visits, read once for all requests of a process."""

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from api.point_status import NOT_TODAY, UNPLANNED, PointState, point_states
from api.progress import DayClock, Progress, progress
from api.vehicle_state import Place, PlaceKind
from data.store.queries import day_facts, hindrances, places, plans_view
from data.store.queries.day_facts import RitRow, RouteRow, StopRow, VisitRow
from data.store.queries.hindrances import HindranceRow
from data.store.queries.weeks.publishing import points_of_week

_KEPT_DAYS: Final = 8
_FRESH_S: Final = 5.0
_OPEN: Final = frozenset({"next", "planned", "late"})
_DOING: Final[Mapping[str, PlaceKind]] = {"landfill": "unload", "pool": "end"}


@dataclass(frozen=True)
class Situation:
    """All facts of one operating day, by vehicle."""

    day: date
    routes: Mapping[str, RouteRow]
    stops: Mapping[str, tuple[StopRow, ...]]
    visits: Mapping[str, tuple[VisitRow, ...]]
    rits: Mapping[str, tuple[RitRow, ...]]
    emptied: Mapping[int, VisitRow]
    facilities: tuple[Place, ...]
    hindrances: Mapping[str, tuple[HindranceRow, ...]]
    left_out: frozenset[int] = frozenset()
    of_week: frozenset[int] = frozenset()

    def progress(self, vehicle_id: str, clock: DayClock) -> Progress:
        """Return how far a vehicle is."""
        return progress(
            self.routes.get(vehicle_id),
            self.stops.get(vehicle_id, ()),
            self.visits.get(vehicle_id, ()),
            self.emptied,
            clock,
        )

    def ahead(self, vehicle_id: str, clock: DayClock) -> tuple[HindranceRow, ...]:
        """Return the closures on what a vehicle has still to drive, by time; none that is over."""
        found = self.hindrances.get(vehicle_id)
        if not found:
            return ()
        stops = self.progress(vehicle_id, clock).stops
        open_stops = {state.stop.number for state in stops if state.status in _OPEN}
        return tuple(
            each
            for each in found
            if each.number in open_stops and (each.closed_until is None or each.closed_until > clock.now)
        )

    def points(self, clock: DayClock) -> dict[int, PointState]:
        """Return the state of every point that was planned or emptied."""
        return point_states((self.progress(vehicle, clock) for vehicle in self.stops), self.emptied)

    def without_plan(self, point_id: int, *, due: bool) -> PointState:
        """Return the state of a point that was neither planned nor emptied.

        A plan serves what is due or names it as left out. What it does neither with came after it, or is
        emptied on another day of the same week.
        """
        known = self.left_out | self.of_week
        waits_unseen = bool(self.routes) and due and point_id not in known
        return UNPLANNED if waits_unseen else NOT_TODAY

    def fingerprints(self) -> dict[str, int]:
        """Return per vehicle a number that changes when its visits or trips do; only within this process."""
        vehicles = self.visits.keys() | self.rits.keys()
        return {vehicle: hash((self.visits.get(vehicle), self.rits.get(vehicle))) for vehicle in vehicles}

    def places(self, vehicle_id: str) -> tuple[Place, ...]:
        """Return where the vehicle may stand for a reason: its stops, and the facilities."""
        own = tuple(
            Place("collect", stop.name, stop.lon, stop.lat)
            for stop in self.stops.get(vehicle_id, ())
            if stop.kind == "collect"
        )
        return own + self.facilities


def read(session: Session, day: date) -> Situation:
    """Read the facts of `day` in eight queries, whatever the size of the fleet."""
    visits = day_facts.visits(session, day)
    emptied: dict[int, VisitRow] = {}
    for visit in visits:
        if visit.kind == "collect" and visit.point_id is not None:
            emptied.setdefault(visit.point_id, visit)
    return Situation(
        day=day,
        routes={route.vehicle_id: route for route in day_facts.routes(session, day)},
        stops=_by_vehicle(day_facts.stops(session, day)),
        visits=_by_vehicle(visits),
        rits=_by_vehicle(day_facts.rits(session, day)),
        emptied=emptied,
        facilities=tuple(_place(row) for row in places.facilities(session, day)),
        hindrances=_by_vehicle(hindrances.hindrances(session, day)),
        left_out=plans_view.left_out_today(session, day),
        of_week=points_of_week(session, day),
    )


class Situations:
    """Keeps the situation of the days that are looked at until the facts change.

    The listener calls `forget` when they do; should it be deaf, what is kept is read again after 5 s.
    """

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._guard = threading.Lock()
        self._kept: dict[date, tuple[Situation, float]] = {}
        self._changes = 0

    def of(self, session: Session, day: date) -> Situation:
        """Return the situation of `day`, read anew when it may have changed."""
        with self._reading:
            kept = self._kept.get(day)
            if kept and time.monotonic() - kept[1] < _FRESH_S:
                return kept[0]
            changes, since = self._changes, time.monotonic()
            fresh = read(session, day)
            self._keep(day, fresh, since, changes)
            return fresh

    def forget(self) -> None:
        """Have every day read again; never waits for a reader."""
        with self._guard:
            self._changes += 1
            self._kept = {}

    def _keep(self, day: date, fresh: Situation, since: float, changes: int) -> None:
        """Keep what was read, unless a change was told meanwhile: it may have been read before that."""
        with self._guard:
            if changes != self._changes:
                return
            kept = {**self._kept, day: (fresh, since)}
            newest = sorted(kept, key=lambda each: kept[each][1])[-_KEPT_DAYS:]
            self._kept = {each: kept[each] for each in newest}


def _by_vehicle[Row: (StopRow, VisitRow, RitRow, HindranceRow)](
    rows: Iterable[Row],
) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.vehicle_id, []).append(row)
    return {vehicle: tuple(each) for vehicle, each in found.items()}


def _place(row: places.FacilityRow) -> Place:
    kind = _DOING.get(row.kind, "other")
    return Place(kind, row.name, row.lon, row.lat, row.visit_radius_m)
