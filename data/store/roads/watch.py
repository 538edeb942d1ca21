"""Keeps the roads as they are now: what is in force per vehicle class, and which routes it hinders.

A change of closures or speeds pings us; the beginning or end of one does not, so we wake for it ourselves.
A class whose roads cannot be built keeps the last ones that work, and its row says why.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event
from typing import Final

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from data.contract.calendar import OperatingCalendar
from data.contract.clock import Clock, real_now
from data.store.address import FACTS_CHANNEL, PLANS_CHANNEL, ROADS_CHANNEL
from data.store.listening import hearing
from data.store.queries import conditions
from data.store.queries.conditions import ConditionRow
from data.store.roads.conditions import InForce, SpeedBook, condition_at, next_edge
from data.store.roads.hindrances import ClosedLines, recompute
from data.store.roads.snapshots import CurrentRoads, current_snapshot
from geo.errors import GeoError
from geo.roads import Variant

log = logging.getLogger(__name__)

CHANNELS: Final = (ROADS_CHANNEL, PLANS_CHANNEL, FACTS_CHANNEL)
LOOK_EVERY_S: Final = 10.0
"""Real seconds after which everything is looked at again, though nobody pinged."""

SETTLE_S: Final = 1.0
"""Least real seconds between two searches for hindrances that only new facts asked for."""

_LONGEST_WAIT_S: Final = 1.0
_BACKOFF_S: Final = 2.0
_BUILDERS: Final = 2


@dataclass(frozen=True)
class Surroundings:
    """What the roads keeper stands on; `real` gives the real time, which differs in a demo."""

    url: str
    sessions: sessionmaker[Session]
    clock: Clock
    calendar: OperatingCalendar
    real: Callable[[], datetime] = real_now


class ConditionKeeper:
    """Keeps `road_condition` and `hindrance` true.

    Parameters
    ----------
    nudged
        Set at every ping of changed roads, for whoever has slower work to do then.
    """

    def __init__(self, around: Surroundings, nudged: Event | None = None) -> None:
        self._around = around
        self._nudged = nudged or Event()
        self._book = SpeedBook(around.calendar.zone)
        self._lines: ClosedLines | None = None
        self._edge: datetime | None = None
        self._looked_s = float("-inf")
        self._searched_s = float("-inf")
        self._searches = True
        self._told: dict[str, str] = {}

    def run(self, stop: Event) -> None:
        """Keep until `stop` is set; waits for the database when it is away."""
        while not stop.is_set():
            try:
                with hearing(self._around.url, CHANNELS) as hear:
                    self._serve(hear, stop)
            except (psycopg.Error, SQLAlchemyError) as error:
                log.warning("the database does not answer, trying again: %s", first_line(error))
                self._looked_s = float("-inf")
                stop.wait(_BACKOFF_S)

    def look(self) -> None:
        """Make everything true once."""
        self._looked_s = time.monotonic()
        with self._around.sessions() as session:
            roads = current_snapshot(session)
            self._edge = next_edge(session, self._around.clock.now(), self._book)
        if roads is not None:
            self._uphold(roads)
            self.search(roads)

    def search(self, roads: CurrentRoads | None = None) -> None:
        """Make the table of hindrances true once."""
        self._searched_s, self._searches = time.monotonic(), False
        now = self._around.clock.now()
        try:
            with self._around.sessions.begin() as session:
                current = roads or current_snapshot(session)
                if current is not None and recompute(
                    session, self._lines_of(current), self._around.calendar, now
                ):
                    log.info("hindrances changed")
        except GeoError as error:
            self._complain("hindrances", str(error))

    def _serve(self, hear: Callable[[float], frozenset[str]], stop: Event) -> None:
        while not stop.is_set():
            if self._is_due():
                self.look()
            elif self._searches and time.monotonic() - self._searched_s >= SETTLE_S:
                self.search()
            pinged = hear(self._wait_s())
            if ROADS_CHANNEL in pinged:
                self._looked_s = float("-inf")
                self._nudged.set()
            self._searches = self._searches or bool(pinged)

    def _is_due(self) -> bool:
        passed = self._edge is not None and self._around.clock.now() >= self._edge
        return passed or time.monotonic() - self._looked_s >= LOOK_EVERY_S

    def _wait_s(self) -> float:
        """Return real seconds until the next edge, at most one: a demo's clock may be let go meanwhile."""
        if self._edge is None:
            return _LONGEST_WAIT_S
        ahead_s = (self._edge - self._around.clock.now()).total_seconds()
        return min(max(0.02, self._around.clock.real_seconds(max(0.0, ahead_s))), _LONGEST_WAIT_S)

    def _uphold(self, roads: CurrentRoads) -> None:
        """Build what is in force for each class and write it down as soon as it is ready."""
        now = self._around.clock.now()
        with self._around.sessions() as session:
            profiles = conditions.profiles_by_class(session)
            known = {row.class_code: row for row in conditions.conditions(session)}
        with ThreadPoolExecutor(_BUILDERS) as builders:
            builds = {
                code: builders.submit(self._build, roads, code, profile, now)
                for code, profile in profiles.items()
            }
            for code, build in builds.items():
                self._write(known.get(code), code, build)

    def _build(self, roads: CurrentRoads, code: str, profile: str, now: datetime) -> ConditionRow:
        from geo.roads.variants import ensure_variant

        with self._around.sessions() as session:
            force = condition_at(session, code, now, self._book)
        began_s = time.monotonic()
        variant = ensure_variant(roads.folder, profile, force.condition)
        return self._row(roads, force, variant, (now, time.monotonic() - began_s))

    def _row(
        self, roads: CurrentRoads, force: InForce, variant: Variant, times: tuple[datetime, float]
    ) -> ConditionRow:
        since, build_s = times
        return ConditionRow(
            class_code=force.class_code,
            roads_checksum=roads.checksum,
            digest=variant.digest,
            closures=tuple(row.id for row in force.closures),
            without_road=variant.without_road,
            closed_segments=variant.closed_segments,
            speed_set_id=force.speed_set_id,
            speed_band=force.speed_band,
            since=since,
            built_at=self._around.real(),
            build_s=round(build_s, 3),
        )

    def _write(self, known: ConditionRow | None, code: str, build: "Future[ConditionRow]") -> None:
        try:
            row = build.result()
        except GeoError as error:
            self._complain(code, str(error))
            if known is not None and known.error != str(error):
                with self._around.sessions.begin() as session:
                    conditions.put_error(session, code, str(error))
            return
        self._told.pop(code, None)
        if known is not None and _same(known, row):
            return
        with self._around.sessions.begin() as session:
            conditions.put_condition(session, row)
        facts = {"class_code": code, "digest": row.digest, "closures": list(row.closures)}
        log.info("condition of %s: %s, %d closures", code, row.digest, len(row.closures), extra=facts)

    def _lines_of(self, roads: CurrentRoads) -> ClosedLines:
        if self._lines is None or self._lines.folder != roads.folder:
            self._lines = ClosedLines(roads.folder)
        return self._lines

    def _complain(self, what: str, error: str) -> None:
        """Log an error that stays, once."""
        if self._told.get(what) != error:
            log.error("%s: %s", what, error)
        self._told[what] = error


def _same(known: ConditionRow, row: ConditionRow) -> bool:
    """Tell whether nothing but the times of two rows differs."""
    return replace(row, since=known.since, built_at=known.built_at, build_s=known.build_s) == known


def first_line(error: Exception) -> str:
    """Return the first line of what went wrong."""
    return (str(error.__cause__ or error).strip() or type(error).__name__).splitlines()[0]
