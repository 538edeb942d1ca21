"""Questions about roads, answered by a small process of their own: the api's own never waits for OSRM.

The process is started by the first question, answers within milliseconds, is started anew when it dies or
hangs, and ends with the api.
"""

import itertools
import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from api.errors import ConflictError, DeskAwayError, NotFoundError
from data.store.queries import conditions, system

log = logging.getLogger(__name__)
BASE: Final = "base"
_DEADLINE_S: Final = 4.0
_START_S: Final = 30.0
_CHILD: Final = (sys.executable, "-m", "api.road_child")
_WHY: Final[Mapping[str, tuple[str, str]]] = {
    "far_from_road": ("far-from-road", "lies too far from any road"),
    "closed": ("closed-road", "can only be reached by a road that is closed now"),
    "not_connected": ("not-connected", "lies at a road that is not connected for this vehicle"),
    "island": ("island", "lies on an island without a road"),
    "swapped": ("swapped", "has longitude and latitude exchanged"),
}

type Place = tuple[float, float]


@dataclass(frozen=True)
class Roads:
    """The roads that a vehicle class drives on now.

    Parameters
    ----------
    folder, digest
        Snapshot and condition in force; `base` until the roads keeper has built one.
    """

    class_code: str
    profile: str
    folder: str
    digest: str


def profile_of(db: Session, class_code: str) -> str:
    """Return the road profile of a vehicle class.

    Raises
    ------
    NotFoundError
        There is no such class.
    """
    profile = conditions.profiles_by_class(db).get(class_code)
    if profile is None:
        raise NotFoundError(f"there is no vehicle class {class_code!r}")
    return profile


def roads_of(db: Session, class_code: str) -> Roads:
    """Return the roads that a vehicle class drives on now.

    Raises
    ------
    NotFoundError
        There is no such class.
    ConflictError
        No road network is in use.
    """
    profile, snapshot = profile_of(db, class_code), system.current_roads(db)
    if snapshot is None:
        raise ConflictError("no-roads", "no road network is in use: build one first")
    row = conditions.condition_of(db, class_code)
    fits = row is not None and row.roads_checksum == snapshot.checksum
    return Roads(class_code, profile, snapshot.folder, row.digest if row and fits else BASE)


class RoadDesk:
    """Asks the process that computes; any number of threads may ask, one question is answered at a time.

    Parameters
    ----------
    deadline_s
        Real seconds that a question may take, waiting for others included.
    start_s
        Real seconds that the process may take to start; questions give up before.
    command
        How it is started.
    """

    def __init__(
        self,
        *,
        deadline_s: float = _DEADLINE_S,
        start_s: float = _START_S,
        command: Sequence[str] = _CHILD,
    ) -> None:
        self._deadline_s = deadline_s
        self._start_s = start_s
        self._command = tuple(command)
        self._turn = threading.Lock()
        self._numbers = itertools.count(1)
        self._child: _Child | None = None
        self._closed = False

    def nearest(self, roads: Roads, place: Place) -> dict[str, Any]:
        """Return where a place stands on the roads: lon, lat, distance_m, far, standing.

        Raises
        ------
        DeskAwayError
            The process is busy or away, or cannot open these roads.
        """
        found: list[dict[str, Any]] = self._found(roads, "nearest", [place])
        return found[0]

    def route(self, roads: Roads, start: Place, end: Place) -> dict[str, Any]:
        """Return the fastest way: line, distance_m, duration_s, ends_m, steps.

        Raises
        ------
        ConflictError
            There is none; its code says why.
        DeskAwayError
            The process is busy or away, or cannot open these roads.
        """
        found: dict[str, Any] = self._found(roads, "route", [start, end])
        return found

    def close(self) -> None:
        """End the process at once; whoever waits or asks afterwards is told that nobody answers."""
        self._closed, child = True, self._child
        if child is not None:
            child.kill()
        with self._turn:
            self._drop()

    def _found(self, roads: Roads, ask: str, points: Sequence[Place]) -> Any:  # noqa: ANN401 - JSON
        told = self._ask(
            {
                "ask": ask,
                "folder": roads.folder,
                "profile": roads.profile,
                "digest": roads.digest,
                "points": [list(point) for point in points],
            }
        )
        if "away" in told:
            raise DeskAwayError(told["away"])
        if "refused" in told:
            raise _refusal(told)
        return told["found"]

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        ends = time.monotonic() + self._deadline_s
        if not self._turn.acquire(timeout=self._deadline_s):
            raise DeskAwayError("the roads have too many questions to answer")
        try:
            return self._exchange(question, ends)
        finally:
            self._turn.release()

    def _exchange(self, question: dict[str, Any], ends: float) -> dict[str, Any]:
        child = self._running()
        number = next(self._numbers)
        try:
            if not child.wait_until_ready(ends):
                if child.age_s > self._start_s:
                    self._drop()
                raise DeskAwayError("the roads are being opened: ask again in a moment")
            told = child.exchange({**question, "n": number}, ends)
        except (OSError, ValueError) as error:
            self._drop()
            raise DeskAwayError("the roads' process was lost: ask again in a moment") from error
        if told is None or told.get("n") != number:
            # whoever is late may answer the next question with the answer to this one
            self._drop()
            raise DeskAwayError(f"the roads took longer than {self._deadline_s:.0f} s")
        return told

    def _running(self) -> "_Child":
        if self._closed:
            raise DeskAwayError("the api is being stopped")
        if self._child is not None and self._child.has_ended:
            log.warning("the roads' process ended by itself; it is started anew")
            self._drop()
        if self._child is None:
            self._child = _Child(self._command)
        return self._child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


class _Child:
    """The process and its two pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._born = time.monotonic()
        self._ready = False
        self._rest = b""

    @property
    def age_s(self) -> float:
        """Real seconds since it was started."""
        return time.monotonic() - self._born

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    def wait_until_ready(self, ends: float) -> bool:
        """Wait for its first line, but no longer than until `ends`."""
        self._ready = self._ready or self._read(ends) is not None
        return self._ready

    def exchange(self, question: Mapping[str, Any], ends: float) -> dict[str, Any] | None:
        """Return its answer; None when there is none until `ends`."""
        if self._process.stdin is None:
            raise ValueError("the process has no pipe")
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        return self._read(ends)

    def kill(self) -> None:
        """Kill it: it keeps nothing that would be lost."""
        self._process.kill()

    def end(self) -> None:
        """Kill it and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self, ends: float) -> dict[str, Any] | None:
        """Return its next line; None when it takes longer than until `ends`.

        Raises
        ------
        OSError, ValueError
            It ended, or said something that is no line of ours.
        """
        if self._process.stdout is None:
            raise ValueError("the process has no pipe")
        source = self._process.stdout.fileno()
        while b"\n" not in self._rest:
            if not select.select([source], [], [], max(0.0, ends - time.monotonic()))[0]:
                return None
            more = os.read(source, 1 << 16)
            if not more:
                raise OSError("the process ended")
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        told: dict[str, Any] = json.loads(line)
        return told


def _refusal(told: Mapping[str, Any]) -> ConflictError:
    code, why = _WHY.get(told["refused"], ("no-way", "cannot be reached"))
    end = told.get("end")
    if end is None:
        return ConflictError(code, f"there is no way: {told.get('text') or why}")
    return ConflictError(code, f"`{end}` {why} ({told['distance_m']:.0f} m from the nearest)")
