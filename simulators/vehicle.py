"""A truck through its days: it waits in the pool, takes a route, drives it, takes the next one.

A route that is changed in mid-shift is carried on from where the truck is, with what it has aboard.
"""

import logging

from msgspec import Struct
from msgspec.json import Decoder, encode
from msgspec.structs import replace

from data.contract.messages import RouteMessage
from simulators.drive import Day, Happening, Moment, Phase, Start, plan_day, way_to
from simulators.wayback import Trail

log = logging.getLogger(__name__)

STALE_S = 6 * 3600.0
"""A route whose last stop was due longer ago than this is yesterday's news and is not driven."""


class _Saved(Struct, kw_only=True):
    """What must survive a restart so that the truck goes on where it was."""

    start: Start
    route: RouteMessage | None = None
    following: RouteMessage | None = None
    told: int = 0
    day: str | None = None
    trail: tuple[tuple[float, float], ...] = ()


_decoder = Decoder(_Saved)


class Vehicle:
    """A simulated truck; time only comes in as an argument, in Unix seconds.

    Parameters
    ----------
    lon, lat
        Where it stands when its life begins (the pool), degrees.
    skip_share
        Share of stops that turn out to be unservable, 0 to 1.
    seed
        Same seed and routes, same days.
    """

    def __init__(self, lon: float, lat: float, *, skip_share: float, seed: int) -> None:
        self._skip_share = skip_share
        self._seed = seed
        self._following: RouteMessage | None = None
        self._route: RouteMessage | None = None
        self._at_work: str | None = None
        self._trail = Trail()
        self._stand(Start(lon=lon, lat=lat, at_s=0.0))
        self._load_kg = 0.0
        self._served: list[str] = []

    @property
    def route(self) -> RouteMessage | None:
        """The route that is being driven or was driven last."""
        return self._route

    def at(self, moment_s: float) -> Moment:
        """Return the truth at a time."""
        return self._day.at(moment_s)

    @property
    def next_s(self) -> float:
        """Time of the next happening, infinity when nothing more is planned."""
        if self._told < len(self._day.happenings):
            return self._day.happenings[self._told].at_s
        return self._day.ends_s if self._following else float("inf")

    def happen(self, until_s: float) -> list[Happening]:
        """Return what happened up to a time and was not returned before, in order."""
        news: list[Happening] = []
        while self.next_s <= until_s:
            if self._told == len(self._day.happenings):
                self._follow()
                continue
            news.append(self._tell())
        return news

    def accept(self, route: RouteMessage, now_s: float) -> bool:
        """Take a published route; return False when it is known already or too old to be driven."""
        if self._knows(route):
            return False
        if route.cancelled:
            self._cancel(route, now_s)
            return True
        if not route.stops or max(stop.arrive for stop in route.stops) < now_s - STALE_S:
            log.warning("%s: route of %s is empty or too old to be driven", route.vehicle, route.day)
            return False
        if self._route and route.day != self._route.day and now_s < self._day.ends_s:
            self._following = route
            return True
        self._begin(route, now_s)
        return True

    def clear(self, now_s: float) -> None:
        """Forget the route: a truck on the road stops where it is and waits for a new one."""
        self._following = None
        if self._route and now_s < self._day.ends_s:
            start = self._start_at(now_s)
            self._trail.drive(self._day, now_s)
            self._stand(start)
            self._route = None

    def save(self) -> bytes:
        """Return all that `restore` needs."""
        return encode(
            _Saved(
                start=self._day.start,
                route=self._route,
                following=self._following,
                told=self._told,
                day=self._at_work,
                trail=self._trail.points,
            )
        )

    def restore(self, saved: bytes) -> None:
        """Go on where `save` was called; the same day is planned again from the same seed."""
        state = _decoder.decode(saved)
        self._following = state.following
        self._route = state.route
        self._at_work = state.day or (state.route.day if state.route else None)
        self._trail = Trail(state.trail)
        self._load_kg, self._served = state.start.load_kg, list(state.start.served)
        self._stand(state.start)
        if state.route and not state.route.cancelled:
            self._plan(state.route, state.start)
            self._at_work = state.route.day
        while self._told < min(state.told, len(self._day.happenings)):
            self._tell()

    def _knows(self, route: RouteMessage) -> bool:
        known = [(r.plan, r.version, r.cancelled) for r in (self._route, self._following) if r]
        return (route.plan, route.version, route.cancelled) in known

    def _cancel(self, route: RouteMessage, now_s: float) -> None:
        if self._route and self._route.day == route.day:
            self.clear(now_s)
            self._route = route
        elif self._following and self._following.day == route.day:
            self._following = None

    def _begin(self, route: RouteMessage, now_s: float) -> None:
        start = self._start_at(now_s)
        self._trail.drive(self._day, now_s)
        if route.day != self._at_work:
            start = replace(start, served=(), load_kg=0.0)
            self._at_work, self._trail = route.day, Trail()
        start = replace(start, at_s=max(start.at_s, route.leaves))
        back = self._trail.back_to(way_to(route, start), (start.lon, start.lat))
        self._plan(route, replace(start, back=back))

    def _follow(self) -> None:
        route, self._following = self._following, None
        if route:
            self._begin(route, self._day.ends_s)

    def _plan(self, route: RouteMessage, start: Start) -> None:
        self._day = plan_day(route, start, skip_share=self._skip_share, seed=self._seed)
        self._route, self._told = route, 0
        self._load_kg, self._served = start.load_kg, list(start.served)

    def _start_at(self, now_s: float) -> Start:
        """Where a new route begins: here and now, or here when the service under way is done."""
        phase: Phase | None = self._day.phase_at(now_s)
        standing = phase is not None and phase.kind in ("serve", "unload", "skip")
        at_s = phase.ends_s if phase is not None and standing else now_s
        carry = tuple(h for h in self._day.happenings[self._told :] if standing and h.at_s <= at_s)
        for happening in carry:
            self._note(happening)
        here = self._day.at(now_s)
        return Start(
            lon=here.lon,
            lat=here.lat,
            at_s=at_s,
            served=tuple(self._served),
            load_kg=self._load_kg,
            carry=carry,
        )

    def _stand(self, start: Start) -> None:
        self._day = Day(start, (), start.carry)
        self._told = 0

    def _tell(self) -> Happening:
        happening = self._day.happenings[self._told]
        if self._told >= len(self._day.start.carry):
            self._note(happening)
        self._told += 1
        return happening

    def _note(self, happening: Happening) -> None:
        self._served.append(happening.place)
        if happening.event == "served":
            self._load_kg += self._collected(happening)
        elif happening.event == "unloaded":
            self._load_kg = 0.0

    def _collected(self, happening: Happening) -> float:
        """Return the plan's kilograms of a served stop: all that a driver knows without a scale."""
        stops = self._route.stops if self._route else []
        return float(next((max(stop.kg, 0) for stop in stops if stop.n == happening.stop), 0))
