"""The second half of the truth: leaps, visits and rit, derived anew whenever a vehicle's day has new fixes.

Only marked vehicle-days are derived, each at most once per `every_s` seconds, and only what differs is
written. A day is always derived as a whole from its fixes, so a late, shuffled or repeated fix gives the
same rows as one in time. That is why leaps are flagged here and not on arrival: which of two fixes is the
leap, only the fixes around them tell. They are kept, but no visit is made or broken by them.
"""

import logging
import time
from datetime import date
from threading import Event
from typing import Final

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.rows import TupleRow

from data.contract.calendar import OperatingCalendar
from data.store.queries import visits as queries
from data.store.queries.day_fixes import fixes_of, flag_leaps
from data.store.queries.visits import DayMark, Place
from ingest.derive import DayBooks, Derived, leaps_of, stays_at, tell_day
from ingest.errors import StoreRefusedError, first_line, refuses_us

log = logging.getLogger(__name__)

_LISTEN_S: Final = 0.5
_BACKOFF_S: Final = 2.0
_PLACES_KEPT_S: Final = 15.0


def run(database_url: str, calendar: OperatingCalendar, *, every_s: float, stop: Event) -> None:
    """Derive facts until `stop` is set; waits for the database when it is away.

    Raises
    ------
    StoreRefusedError
        When the database refuses the sign-in.
    psycopg.errors.UndefinedTable
        When the database has not been migrated.
    """
    while not stop.is_set():
        try:
            with queries.connect_listening(database_url, "siangsa-facts") as connection:
                _serve(Deriver(connection, calendar, every_s=every_s), stop)
        except psycopg.errors.UndefinedTable:
            raise
        except psycopg.Error as error:
            if isinstance(error, psycopg.OperationalError) and refuses_us(error):
                raise StoreRefusedError(f"the database refuses the sign-in: {first_line(error)}") from error
            log.warning("facts: the database does not answer: %s", error)
            stop.wait(_BACKOFF_S)


def _serve(deriver: "Deriver", stop: Event) -> None:
    while not stop.is_set():
        deriver.sweep(stop)
        deriver.wait()


class Deriver:
    """Derives marked vehicle-days over one connection.

    Parameters
    ----------
    connection
        From `queries.connect_listening`.
    calendar
        Operating days.
    every_s
        Least real seconds between two derivations of one vehicle-day; 0 derives at every sweep.
    """

    def __init__(
        self, connection: psycopg.Connection[TupleRow], calendar: OperatingCalendar, *, every_s: float
    ) -> None:
        self._connection = connection
        self._calendar = calendar
        self._every_s = every_s
        self._derived_s: dict[tuple[str, date], float] = {}
        self._places: dict[date, tuple[float, list[Place]]] = {}

    def sweep(self, stop: Event | None = None) -> int:
        """Derive every marked vehicle-day that is due; return how many were derived."""
        derived = changed = 0
        for mark in queries.marks(self._connection):
            if stop is not None and stop.is_set():
                break
            if self._is_due(mark):
                changed += self._derive(mark)
                derived += 1
        if changed:
            queries.ping_facts(self._connection)
        return derived

    def wait(self) -> None:
        """Wait until positions change, or a moment."""
        for _ in self._connection.notifies(timeout=_LISTEN_S, stop_after=1):
            return

    def _is_due(self, mark: DayMark) -> bool:
        last_s = self._derived_s.get((mark.vehicle_id, mark.operating_day))
        return last_s is None or time.monotonic() - last_s >= self._every_s

    def _derive(self, mark: DayMark) -> bool:
        self._derived_s[(mark.vehicle_id, mark.operating_day)] = time.monotonic()
        if queries.is_closed(self._connection, mark.operating_day):
            # its fixes are no longer complete: the facts stand, and the late fix is thinned with the day
            queries.note_late(self._connection, mark)
            return False
        places = self._places_on(mark.operating_day)
        with self._connection.transaction(), self._connection.cursor() as cursor:
            if not queries.claim(cursor, mark):
                return False
            fixes = fixes_of(cursor, mark.vehicle_id, self._calendar.bounds(mark.operating_day))
            leaps = leaps_of(fixes)
            derived = self._derived(cursor, mark, places, fixes.track[~leaps])
            changed = queries.replace_day(cursor, mark, derived.visits, derived.rits)
            # last: an ingester that is told such a fix again waits for us
            flagged = flag_leaps(cursor, fixes, leaps)
            queries.clear_mark(cursor, mark)
        return changed or flagged > 0

    def _derived(
        self, cursor: psycopg.Cursor[TupleRow], mark: DayMark, places: list[Place], track: NDArray[np.float64]
    ) -> Derived:
        stays = stays_at(track, places)
        if not stays:
            return Derived()
        day = mark.operating_day
        points = {places[stay.place_index].point_id for stay in stays}
        books = DayBooks(
            day=day,
            places=places,
            emptied=queries.emptied_before(cursor, day, [point for point in points if point is not None]),
            capacity_kg=queries.capacity_kg(cursor, mark.vehicle_id),
            claims=queries.claims_of(cursor, mark),
        )
        return tell_day(stays, books, first_s=float(track[:, 0].min()))

    def _places_on(self, day: date) -> list[Place]:
        read_s, places = self._places.get(day, (0.0, []))
        if not places or time.monotonic() - read_s > _PLACES_KEPT_S:
            places = queries.places_on(self._connection, day)
            self._places[day] = (time.monotonic(), places)
        return places
