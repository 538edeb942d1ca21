"""What a driver makes of a published route: a timetable of drives, services and unloadings.

Pure: the same route, start and seed give the same day. Nothing here knows of clocks, files or brokers.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from msgspec import Struct

from data.contract import polyline
from data.contract.messages import EventKind, RouteMessage, RouteStop
from geo.position import haversine_m
from simulators.path import Line, Motion, Path

type PhaseKind = Literal["parked", "drive", "serve", "skip", "unload", "wait"]

SERVICE_MIN_S = 90.0
"""A real emptying is never shorter."""

SKIP_S = 20.0
"""How long a driver looks at a place that cannot be served before he goes on."""

EARLY_S = 900.0
"""A driver who is earlier than this before the planned arrival waits."""

OFF_ROAD_MS = 20 / 3.6
"""Speed where the route has no time for a stretch: pulling in, or joining a new route."""

REACH_M = 12.0
"""A truck stands no farther than this from the place it serves, if the place can be driven to."""

PULL_IN_MAX_M = 400.0
"""Beyond this a place is not beside the road and the truck stays on the road."""

SKIP_REASONS = ("gate_locked", "road_blocked", "nothing_there")


class Happening(Struct, frozen=True, kw_only=True):
    """Something a device reports as an event, at Unix second `at_s`."""

    at_s: float
    event: EventKind
    stop: int
    place: str
    reason: str | None = None
    kg: float | None = None


class Start(Struct, frozen=True, kw_only=True):
    """Where and when a route is begun: place, time, what is done with today, kilograms on board.

    `served` names a place as often as it was served, skipped or unloaded at. `carry` are happenings of the
    route before that are still to be reported; `back` is the way back to where the route begins (degrees).
    """

    lon: float
    lat: float
    at_s: float
    served: tuple[str, ...] = ()
    load_kg: float = 0.0
    carry: tuple[Happening, ...] = ()
    back: tuple[tuple[float, float], ...] = ()

    @property
    def joins_at(self) -> tuple[float, float]:
        """Where the truck comes upon its route: here, or where the way back ends."""
        return self.back[-1] if self.back else (self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class Moment:
    """The truth at one time: position, speed km/h, course degrees, what the truck is doing."""

    lon: float
    lat: float
    speed_kmh: float
    course_deg: float
    kind: PhaseKind


@dataclass(frozen=True, slots=True)
class Phase:
    """One drive (with a motion) or one stand (at the end of its path), Unix seconds."""

    kind: PhaseKind
    begins_s: float
    ends_s: float
    path: Path
    motion: Motion | None = None

    def at(self, moment_s: float) -> Moment:
        """Return the truth at a time inside the phase."""
        if self.motion is None:
            lon, lat, course = self.path.at(self.path.length_m)
            return Moment(lon, lat, 0.0, course, self.kind)
        metres, speed_ms = self.motion.at(moment_s - self.begins_s)
        lon, lat, course = self.path.at(metres)
        return Moment(lon, lat, speed_ms * 3.6, course, self.kind)


@dataclass(frozen=True)
class Day:
    """A whole timetable: phases without gaps, and what will be reported."""

    start: Start
    phases: tuple[Phase, ...]
    happenings: tuple[Happening, ...]

    @cached_property
    def _begins(self) -> list[float]:
        return [phase.begins_s for phase in self.phases]

    @property
    def ends_s(self) -> float:
        """Unix second at which the truck is home."""
        return self.phases[-1].ends_s if self.phases else self.start.at_s

    def at(self, moment_s: float) -> Moment:
        """Return the truth at any time: standing at the start before it begins, at the end after it."""
        index = bisect_right(self._begins, moment_s) - 1
        if index < 0:
            # a truck that gets a new route while it serves stays where it serves until it is done
            serving = self.start.carry and moment_s < self.start.at_s
            kind: PhaseKind = "serve" if serving else "parked"
            return Moment(self.start.lon, self.start.lat, 0.0, 0.0, kind)
        phase = self.phases[index]
        if moment_s < phase.ends_s:
            return phase.at(moment_s)
        lon, lat, course = phase.path.at(phase.path.length_m)
        return Moment(lon, lat, 0.0, course, "parked")

    def phase_at(self, moment_s: float) -> Phase | None:
        """Return the phase at a time, None before the first and after the last."""
        index = bisect_right(self._begins, moment_s) - 1
        return self.phases[index] if index >= 0 and moment_s < self.phases[index].ends_s else None


@dataclass(frozen=True, slots=True)
class _Task:
    """A stop to drive to, the line that leads there and the plan's seconds for it (None: not planned)."""

    stop: RouteStop
    line: Line
    planned_s: float | None


def plan_day(route: RouteMessage, start: Start, *, skip_share: float, seed: int) -> Day:
    """Turn a route into the day that this driver makes of it.

    Parameters
    ----------
    route
        The published route; collecting stops in ``start.served`` are left out, their roads are not. Of what
        was frozen when it was changed only the last stop may be left to do, and no road before it is.
    start
        Where, when and with what the truck begins.
    skip_share
        Share of stops that cannot be served when the truck gets there, 0 to 1.
    seed
        Seed of the driver's mood.

    Raises
    ------
    ValueError
        A leg is no polyline.
    """
    rng = np.random.default_rng([seed, route.plan, route.version])
    writer = _DayWriter(start, skip_share, rng)
    for task in _tasks(route, start):
        writer.write(task)
    return Day(start, tuple(writer.phases), tuple(writer.happenings))


def remaining(stops: Sequence[RouteStop], served: Sequence[str], load_kg: float) -> list[int]:
    """Return the indices of the stops still to be made: unserved places, and unloadings with a load.

    A place that stands in the route twice (a point that filled again) is served twice.
    """
    left: list[int] = []
    loaded = load_kg > 0
    first = first_open(stops)
    done = Counter(served)
    for index, stop in enumerate(stops):
        is_done = done[stop.place] > 0
        done[stop.place] -= is_done
        if index < first or (is_done and stop.frozen):
            continue
        if stop.kind == "collect" and not is_done:
            left.append(index)
            loaded = True
        elif stop.kind == "unload" and loaded:
            left.append(index)
            loaded = False
        elif stop.kind == "end":
            left.append(index)
    return left


def first_open(stops: Sequence[RouteStop]) -> int:
    """Return the index of the first stop that may still have to be made: the last frozen one."""
    return max((index for index, stop in enumerate(stops) if stop.frozen), default=0)


def way_to(route: RouteMessage, start: Start) -> Line:
    """Return the line of the route to its first stop that is still to be made, (n, 2); n may be 0."""
    left = remaining(route.stops, start.served, start.load_kg)
    return _line_to(route, left[0]) if left else np.empty((0, 2))


def _line_to(route: RouteMessage, index: int) -> Line:
    """Return the line to a stop from the last frozen stop, or from the yard."""
    return np.vstack([polyline.decode(stop.leg).reshape(-1, 2) for stop in _stops_to(route, index)])


def _stops_to(route: RouteMessage, index: int) -> list[RouteStop]:
    """Return the stops whose legs lead to a stop when it is the first that is made."""
    first = first_open(route.stops)
    begins = first + 1 if index > first and route.stops[first].frozen else first
    return route.stops[begins : index + 1]


def _tasks(route: RouteMessage, start: Start) -> Iterator[_Task]:
    legs = [polyline.decode(stop.leg).reshape(-1, 2) for stop in route.stops]
    before = -1
    for index in remaining(route.stops, start.served, start.load_kg):
        if before < 0:
            line, share = _joined(_line_to(route, index), start)
            planned_s = share * sum(stop.leg_s for stop in _stops_to(route, index))
        else:
            line = np.vstack(legs[before + 1 : index + 1])
            planned_s = float(sum(stop.leg_s for stop in route.stops[before + 1 : index + 1]))
        yield _Task(route.stops[index], line, planned_s if len(line) else None)
        before = index


def _joined(line: Line, start: Start) -> tuple[Line, float]:
    """Cut the first line where the truck can join it; also return the share of its length that is left."""
    if not len(line):
        return line, 1.0
    away = haversine_m(line[:, 0], line[:, 1], *start.joins_at)
    # the last of the equally near vertices: no loop is driven twice
    nearest = len(away) - 1 - int(np.argmin(away[::-1]))
    if away[0] - away[nearest] < PULL_IN_MAX_M:
        return line, 1.0
    whole = Path.along(line).length_m
    return line[nearest:], Path.along(line[nearest:]).length_m / whole if whole > 0 else 1.0


class _DayWriter:
    """Writes phases one after another; all chance is drawn in a fixed order, stop by stop."""

    def __init__(self, start: Start, skip_share: float, rng: np.random.Generator) -> None:
        self.phases: list[Phase] = []
        self.happenings: list[Happening] = list(start.carry)
        self._now_s = start.at_s
        self._here = np.array([(start.lon, start.lat), *start.back])
        self._load_kg = start.load_kg
        self._skip_share = skip_share
        self._rng = rng

    def write(self, task: _Task) -> None:
        """Drive to the task's stop and do there what is to be done."""
        haste, zeal, fill, luck = self._rng.uniform([0.93, 0.9, 0.8, 0.0], [1.07, 1.2, 1.2, 1.0])
        self._drive(task, float(haste))
        if task.stop.kind == "end":
            return
        self._wait_until(task.stop.arrive - EARLY_S)
        if task.stop.kind == "unload":
            self._unload(task.stop, float(zeal))
        elif luck < self._skip_share:
            self._skip(task.stop)
        else:
            self._serve(task.stop, float(zeal), float(fill))

    def _drive(self, task: _Task, haste: float) -> None:
        line = np.vstack([self._here, task.line, self._pull_in(task)])
        path = Path.along(line)
        unplanned_m = path.length_m
        if task.planned_s:
            unplanned_m = max(0.0, unplanned_m - Path.along(task.line).length_m)
        wanted_s = (task.planned_s or 0.0) + unplanned_m / OFF_ROAD_MS
        motion = Motion.over(path.length_m, wanted_s * haste)
        self._here = line[-1:]
        self._add("drive", path, motion.duration_s, motion)

    def _pull_in(self, task: _Task) -> Line:
        """Return the last metres from the road to the stop's own place, (0 or 1, 2)."""
        last = task.line[-1] if len(task.line) else self._here[-1]
        gap_m = haversine_m(float(last[0]), float(last[1]), task.stop.lon, task.stop.lat)
        if len(task.line) and not REACH_M < gap_m < PULL_IN_MAX_M:
            return np.empty((0, 2))
        return np.array([[task.stop.lon, task.stop.lat]])

    def _wait_until(self, moment_s: float) -> None:
        if moment_s > self._now_s:
            self._add("wait", Path.along(self._here), moment_s - self._now_s)

    def _serve(self, stop: RouteStop, zeal: float, fill: float) -> None:
        self._add("serve", Path.along(self._here), max(stop.service_s * zeal, SERVICE_MIN_S))
        self._load_kg += max(stop.kg, 0) * fill
        self._tell("served", stop)

    def _skip(self, stop: RouteStop) -> None:
        self._add("skip", Path.along(self._here), SKIP_S)
        self._tell("skipped", stop, reason=str(self._rng.choice(SKIP_REASONS)))

    def _unload(self, stop: RouteStop, zeal: float) -> None:
        self._add("unload", Path.along(self._here), max(stop.service_s * zeal, SERVICE_MIN_S))
        self._tell("unloaded", stop, kg=round(self._load_kg, 1))
        self._load_kg = 0.0

    def _tell(
        self, event: EventKind, stop: RouteStop, *, reason: str | None = None, kg: float | None = None
    ) -> None:
        self.happenings.append(
            Happening(at_s=self._now_s, event=event, stop=stop.n, place=stop.place, reason=reason, kg=kg)
        )

    def _add(self, kind: PhaseKind, path: Path, duration_s: float, motion: Motion | None = None) -> None:
        if duration_s > 0:
            self.phases.append(Phase(kind, self._now_s, self._now_s + duration_s, path, motion))
            self._now_s += duration_s
