"""Slow work on the roads, one thing at a time and in the background: who is in reach, days put onto roads."""

import logging
import os
import threading
import time
from collections.abc import Hashable
from contextlib import suppress
from datetime import date
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data.store.address import ROADS_CHANNEL
from data.store.engine import ping
from data.store.errors import StoreError
from data.store.queries import reach
from data.store.roads.matching import DayMatched, days_to_match, match_day
from data.store.roads.reach import compute_reach
from data.store.roads.snapshots import current_snapshot
from data.store.roads.watch import Surroundings, first_line

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 20.0
"""Real seconds between two looks for days to match and places that moved."""

PAUSE_S: Final = 2.0
"""Real seconds between two days that we match by ourselves: trucks and people go first."""

_AT_ONCE: Final = 5
_NICENESS: Final = 10


class Chores:
    """Does what can wait; one thing at a time, whoever asks.

    Attributes
    ----------
    nudged
        Set it to have places and days looked at soon.
    """

    def __init__(self, around: Surroundings, *, pause_s: float = PAUSE_S) -> None:
        self.nudged = threading.Event()
        self._around = around
        self._pause_s = pause_s
        self._alone = threading.Lock()
        self._measured: Hashable = None
        self._refused: dict[tuple[str, date], Hashable] = {}

    def run(self, stop: threading.Event) -> None:
        """Look after reach and closed days until `stop` is set."""
        be_nice()
        while not stop.is_set():
            try:
                self.measure_reach()
                more = self.match_closed_days(stop)
            except (SQLAlchemyError, StoreError) as error:
                log.warning("roads: chores wait, %s", first_line(error))
                more = False
            stop.wait(self._pause_s)
            if not more:
                self.nudged.wait(LOOK_EVERY_S)
            self.nudged.clear()

    def measure_reach(self) -> bool:
        """Compute who is in reach when roads, facilities, villages or points are other than last time.

        Returns
        -------
        Whether the stored table changed.

        Raises
        ------
        RoadsError
            When the snapshot in use is gone or damaged.
        """
        day = self._around.calendar.day_of(self._around.clock.now())
        with self._around.sessions() as session:
            places = _places(session, day)
        if places is None or places == self._measured:
            return False
        began_s = time.monotonic()
        with self._alone:
            done = compute_reach(self._around.sessions, day=day)
        self._measured = places
        if done.changed:
            with self._around.sessions.begin() as session:
                ping(session, ROADS_CHANNEL)
        took_s = round(time.monotonic() - began_s, 2)
        log.info("reach of %d villages and %d points in %s s", done.villages, done.points, took_s)
        return done.changed

    def match_closed_days(self, stop: threading.Event) -> bool:
        """Match a few days that are over; tell whether there are more.

        A day that cannot be matched on these roads is not tried again on them.
        """
        now = self._around.clock.now()
        with self._around.sessions() as session:
            roads = current_snapshot(session)
            if roads is None:
                return False
            waiting = days_to_match(session, calendar=self._around.calendar, now=now)
        open_days = [one for one in waiting if self._refused.get(one) != roads.checksum]
        for vehicle_id, day in open_days[:_AT_ONCE]:
            if stop.is_set():
                return False
            try:
                self.match(vehicle_id, day)
            except StoreError as error:
                self._refused[vehicle_id, day] = roads.checksum
                log.warning("track of %s on %s not matched: %s", vehicle_id, day, error)
            stop.wait(self._pause_s)
        return len(open_days) > _AT_ONCE

    def match(self, vehicle_id: str, day: date) -> DayMatched | None:
        """Match one vehicle-day; None when it has no position.

        Raises
        ------
        NotFoundError, RoadsError
            As `match_day`.
        """
        around = self._around
        with self._alone:
            done = match_day(
                around.sessions, vehicle_id, day, calendar=around.calendar, now=around.clock.now()
            )
        if done is not None and done.changed:
            facts = {"vehicle_id": vehicle_id, "operating_day": day.isoformat()}
            log.info(
                "track of %s on %s matched: %.1f km", vehicle_id, day, done.head.road_m / 1000, extra=facts
            )
        return done


def be_nice() -> None:
    """Let this thread work only when nothing else wants to; where the system cannot, do nothing."""
    with suppress(OSError):
        # on Linux, a thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def _places(session: Session, day: date) -> Hashable:
    """Return all that reach depends on, None without roads."""
    roads = current_snapshot(session)
    if roads is None:
        return None
    return (
        roads.checksum,
        tuple(reach.village_spots(session)),
        tuple(reach.facility_spots(session, day)),
        tuple(reach.point_spots(session, day)),
    )
