"""How far each truck is on its valid route: what is behind it, what it is at, what lies ahead. Pure.

What tracks show (visits) comes first; what a driver said with his device (served, skipped, unloaded) fills
the holes that a dead zone leaves. A truck without a position of the day is taken to keep its plan.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from data.store.queries.replanning import Halt, ValidRoute, ValidStop, Whereabouts, Word
from geo.position import haversine_m

YARD_M = 250.0
"""A truck nearer to its pool than this has not left, or is back."""

AT_STOP_M = 80.0
STILL_THERE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a vehicle's day: visits in order, words in order, the newest position."""

    halts: Sequence[Halt] = ()
    words: Sequence[Word] = ()
    where: Whereabouts | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """A truck on its route.

    Parameters
    ----------
    behind
        Stops that are done or were given up, in the order of the route.
    served
        Those of `behind` that were really emptied or tipped, by number.
    ahead
        Stops still to be made, in order, without the way home.
    missed
        Stops that it drove past without a word; nobody has emptied them.
    left, home
        Whether it has left the yard, and whether it is back there with nothing ahead.
    where
        Where it was last known to be, and when; in doubt, where the plan has it.
    free_at
        When it can drive on from there: now, or when the service under way is done.
    """

    route: ValidRoute
    behind: tuple[ValidStop, ...]
    served: frozenset[int]
    ahead: tuple[ValidStop, ...]
    missed: tuple[ValidStop, ...]
    left: bool
    home: bool
    where: Whereabouts
    free_at: datetime

    @property
    def aboard(self) -> tuple[ValidStop, ...]:
        """Stops whose waste is on the truck."""
        on: list[ValidStop] = []
        for stop in self.behind:
            if stop.number in self.served:
                on = [] if stop.kind == "unload" else [*on, stop]
        return tuple(on)


@dataclass(slots=True)
class _Done:
    """What was done, to be used up stop by stop."""

    points: Counter[int] = field(default_factory=Counter)
    served: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    unloads: int = 0

    def takes(self, stop: ValidStop) -> str:
        """Return what became of a stop: ``served``, ``skipped`` or nothing yet."""
        if stop.kind == "unload":
            self.unloads -= 1
            return "served" if self.unloads >= 0 else ""
        if self.points[stop.point_id or 0] > 0 or self.served[stop.place] > 0:
            self.points[stop.point_id or 0] -= 1
            self.served[stop.place] -= 1
            return "served"
        if self.skipped[stop.place] > 0:
            self.skipped[stop.place] -= 1
            return "skipped"
        return ""


def progress(route: ValidRoute, seen: Seen, yard: tuple[float, float], now: datetime) -> Progress:
    """Return how far a truck is.

    Parameters
    ----------
    yard
        Degrees lon, lat of its pool.
    now
        Stack time.
    """
    stops = [stop for stop in route.stops if stop.kind != "end"]
    fate = _by_plan(stops, now) if seen.where is None else _fates(stops, seen)
    last = max((i for i, what in enumerate(fate) if what), default=-1)
    behind = tuple(stop for stop, what in zip(stops, fate, strict=True) if what)
    served = frozenset(s.number for s, what in zip(stops, fate, strict=True) if what == "served")
    where = seen.where or _planned_place(route, behind, yard)
    in_yard = _is_near(where, yard, YARD_M)
    left = bool(behind) or (not in_yard if seen.where else now >= route.leaves_at)
    ahead = tuple(stops[last + 1 :])
    return Progress(
        route=route,
        behind=behind,
        served=served,
        ahead=ahead,
        missed=tuple(s for s, what in zip(stops[: last + 1], fate, strict=False) if not what),
        left=left,
        home=left and not ahead and in_yard,
        where=where,
        free_at=max(where.at, _busy_until(behind, seen, where)) if left else max(where.at, route.leaves_at),
    )


def _fates(stops: Sequence[ValidStop], seen: Seen) -> list[str]:
    done = _Done(unloads=max(_unloads(seen.halts), sum(w.event == "unloaded" for w in seen.words)))
    done.points.update(h.point_id for h in seen.halts if h.kind == "collect" and h.point_id is not None)
    done.served.update(w.place for w in seen.words if w.event == "served")
    done.skipped.update(w.place for w in seen.words if w.event == "skipped")
    return [done.takes(stop) for stop in stops]


def _by_plan(stops: Sequence[ValidStop], now: datetime) -> list[str]:
    return ["served" if stop.leaves_at <= now else "" for stop in stops]


def _unloads(halts: Sequence[Halt]) -> int:
    """Count unloadings of something; a second stay at the scales is none."""
    return sum(1 for _ in _emptied(halts))


def _emptied(halts: Sequence[Halt]) -> Iterator[Halt]:
    loaded = False
    for halt in halts:
        if halt.kind == "unload" and loaded:
            yield halt
        loaded = halt.kind == "collect" or (loaded and halt.kind != "unload")


def _planned_place(route: ValidRoute, behind: Sequence[ValidStop], yard: tuple[float, float]) -> Whereabouts:
    if behind:
        return Whereabouts(behind[-1].lon, behind[-1].lat, behind[-1].leaves_at)
    return Whereabouts(*yard, route.leaves_at)


def _busy_until(behind: Sequence[ValidStop], seen: Seen, where: Whereabouts) -> datetime:
    """Return when the service under way is done; when it was last seen, if none is."""
    if not behind or not seen.halts:
        return where.at
    stop, halt = behind[-1], seen.halts[-1]
    is_there = halt.left_at >= where.at - STILL_THERE and _is_near(where, (stop.lon, stop.lat), AT_STOP_M)
    same = (halt.point_id, halt.facility_id) == (stop.point_id, stop.facility_id)
    return halt.arrived_at + timedelta(seconds=stop.service_s) if is_there and same else where.at


def _is_near(where: Whereabouts, place: tuple[float, float], within_m: float) -> bool:
    return float(haversine_m(where.lon, where.lat, *place)) <= within_m
