"""Where each truck will be free again when a re-plan reaches it. Pure.

From its last known place a truck is followed along its valid route up to the moment from which the new plan
holds; the halt it is at or drives to then is frozen too. It turns round earlier only where it must: no road
leads on, or the facility ahead takes nothing any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from data.store.queries.replanning import ValidStop
from routing.day import DayClock
from routing.demand import Densities, litres_of
from routing.model.plan import Sequence as Halts
from routing.model.problem import UNREACHABLE, Break, Facility, Problem, Vehicle, Window
from routing.replanning.kernel import Standing
from routing.replanning.progress import Progress

EARLY_S = 900
"""A driver waits where he is this much earlier than planned."""

SLACK_S = 60


@dataclass(frozen=True, slots=True)
class View:
    """The day as the re-plan finds it.

    Parameters
    ----------
    problem
        Trucks as in the morning, places and ways as they are now.
    clock
        Seconds of the problem.
    frozen_s
        From when the new plan holds.
    rows
        Row of the matrices by place as it is named on the wire.
    starts
        Row of each vehicle's last known place, by id; only for those that have left the yard.
    """

    problem: Problem
    clock: DayClock
    frozen_s: int
    rows: Mapping[str, int]
    starts: Mapping[str, int]
    densities: Densities

    def hours(self, stop: ValidStop) -> tuple[Window, ...] | None:
        """Return when work may begin at a halt; None where it cannot at all."""
        if stop.kind == "unload":
            facility = next((f for f in self.problem.facilities if f.code == stop.code), None)
            return facility.windows or None if facility else None
        return next((s.windows for s in self.problem.stops if s.code == stop.code), ())


@dataclass(frozen=True, slots=True)
class Projected:
    """A halt that a truck will be at, or on its way to, when the new plan reaches it."""

    stop: ValidStop
    arrive_s: int
    leave_s: int


@dataclass(frozen=True, slots=True)
class Stood:
    """A truck as the new plan finds it; `onward` are halts that it does before, by the old one."""

    standing: Standing
    onward: tuple[Projected, ...] = ()
    rest: tuple[ValidStop, ...] = ()


def stand_in_yard(vehicle: Vehicle, view: View, rest: Sequence[ValidStop] = ()) -> Stood:
    """Return a truck that has not left, with what it was to do."""
    free_s = max(view.frozen_s, vehicle.shift.open_s)
    standing = Standing(
        vehicle.start, free_s, breaks=_due(vehicle.breaks, (), free_s), remaining=halts_of(rest)
    )
    return Stood(standing, rest=tuple(rest))


def stand(vehicle: Vehicle, at: Progress, view: View) -> Stood:
    """Return a truck that has a valid route."""
    if not at.left and view.clock.second(at.route.leaves_at) > view.frozen_s:
        return stand_in_yard(vehicle, view, at.ahead)
    row = view.starts.get(vehicle.id, vehicle.start)
    onward, row, free_s = _follow(vehicle, at, view, row)
    if not at.left and not onward:
        return stand_in_yard(vehicle, view, at.ahead)
    done = [s for s in at.behind if s.number in at.served] + [p.stop for p in onward]
    rest = at.ahead[len(onward) :]
    aboard = _aboard([*at.aboard, *(p.stop for p in onward)])
    out = not at.home
    free_s, breaks = _after_rest(at, vehicle.breaks, max(free_s, view.frozen_s), view.clock)
    standing = Standing(
        row=row if out else vehicle.start,
        free_s=free_s,
        aboard_kg=min(sum(s.kg for s in aboard), vehicle.capacity_kg),
        aboard_l=min(sum(_litres(s, view.densities) for s in aboard), vehicle.capacity_l),
        aboard_stream="residue" if aboard else "",
        trips=sum(s.kind == "unload" for s in done),
        stops=sum(s.kind == "collect" for s in done),
        kg=sum(s.kg for s in done if s.kind == "collect"),
        breaks=breaks,
        remaining=halts_of(rest),
        out=out,
    )
    return Stood(standing, onward, rest)


def stand_broken(at: Progress, view: View) -> Stood:
    """Return a truck that goes nowhere: what was ahead is for others."""
    return Stood(Standing(0, view.frozen_s, remaining=halts_of(at.ahead), broken=True), rest=at.ahead)


def latest_home_s(vehicle: Vehicle, standing: Standing, problem: Problem) -> int:
    """Return by when a truck that is out must be back: in time, or as soon as it can where that is too late.

    A truck that is late already must not make the day impossible.
    """
    ways = problem.matrix(vehicle).duration_s
    straight_s = int(ways[standing.row, vehicle.end])
    via = [
        s
        for facility in problem.facilities
        if (s := _home_via(facility, vehicle, standing, problem)) is not None
    ]
    soonest = min(via, default=standing.free_s) if standing.aboard_kg else standing.free_s + straight_s
    rests_s = sum(rest.duration_s for rest in standing.breaks)
    return max(vehicle.back_by_s, soonest + rests_s + SLACK_S)


def _home_via(facility: Facility, vehicle: Vehicle, standing: Standing, problem: Problem) -> int | None:
    if not facility.admits(vehicle, standing.aboard_stream):
        return None
    ways = problem.matrix(vehicle).duration_s
    there_s = int(ways[standing.row, facility.location])
    home_s = int(ways[facility.location, vehicle.end])
    if UNREACHABLE in {there_s, home_s}:
        return None
    begins_s = _opening(facility.windows, standing.free_s + there_s)
    return None if begins_s is None else begins_s + facility.unload_s + home_s


def _follow(vehicle: Vehicle, at: Progress, view: View, row: int) -> tuple[tuple[Projected, ...], int, int]:
    """Drive on by the old plan up to the moment of the new one; also return where and when it is free."""
    ways = view.problem.matrix(vehicle).duration_s
    now_s = view.clock.second(at.free_at)
    onward: list[Projected] = []
    for stop in at.ahead:
        to, hours = view.rows.get(stop.place), view.hours(stop)
        if now_s > view.frozen_s or to is None or hours is None:
            break
        travel_s = int(ways[row, to])
        if travel_s == UNREACHABLE:
            break
        arrive_s = now_s + travel_s
        begin_s = _opening(hours, max(arrive_s, view.clock.second(stop.arrives_at) - EARLY_S))
        if begin_s is None:
            break
        row, now_s = to, begin_s + stop.service_s
        onward.append(Projected(stop, arrive_s, now_s))
    return tuple(onward), row, now_s


def _opening(windows: Sequence[Window], second: int) -> int | None:
    """Return the first second from `second` on inside a window; no window at all is always."""
    if not windows:
        return second
    return min((max(w.open_s, second) for w in windows if w.close_s >= second), default=None)


def _after_rest(
    at: Progress, breaks: Sequence[Break], free_s: int, clock: DayClock
) -> tuple[int, tuple[Break, ...]]:
    """Return when the truck is free once a rest under way is over, and the rests still due."""
    had = set()
    for rest in at.route.rests:
        begins_s, ends_s = (clock.second(datetime.fromisoformat(rest[k])) for k in ("begins_at", "ends_at"))
        if begins_s <= free_s:
            had.add(rest["label"])
            free_s = max(free_s, ends_s)
    return free_s, _due(breaks, had, free_s)


def _due(breaks: Sequence[Break], had: set[str] | tuple[str, ...], free_s: int) -> tuple[Break, ...]:
    """Return the rests not yet had that can still begin in time."""
    return tuple(b for b in breaks if b.label not in had and any(w.close_s >= free_s for w in b.windows))


def _aboard(stops: Sequence[ValidStop]) -> list[ValidStop]:
    last = max((i for i, stop in enumerate(stops) if stop.kind == "unload"), default=-1)
    return [*stops[last + 1 :]]


def _litres(stop: ValidStop, densities: Densities) -> int:
    if stop.container_m3:
        return round(stop.container_m3 * 1000)
    return litres_of(stop.kg, densities.dump_truck)


def halts_of(stops: Sequence[ValidStop]) -> Halts:
    """Return stops as a plan names its halts, without the way home."""
    return tuple(
        ("collect" if stop.kind == "collect" else "unload", stop.code) for stop in stops if stop.kind != "end"
    )
