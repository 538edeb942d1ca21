"""Hand-over: who must be timed before whom, and what is handed over for a stop."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from routing.model.plan import Route, Sequences
from routing.model.problem import Problem, Vehicle
from routing.timing.course import Handed


def feeders_first(problem: Problem, sequences: Sequences) -> list[str]:
    """Return the vehicles' ids so that who hands over comes before who takes it away.

    Trucks that wait for one another in a circle come in order of their ids.

    Raises
    ------
    KeyError
        For a code of a facility that the problem does not have.
    """
    feeds = {f.code: f.feeds for f in problem.facilities}
    if not any(feeds.values()):
        return sorted(sequences)
    givers: dict[str, set[str]] = {}
    for name, halts in sequences.items():
        for kind, code in halts:
            if kind == "unload" and feeds[code]:
                givers.setdefault(feeds[code], set()).add(name)
    waits = {
        name: {g for kind, code in sequences[name] if kind == "collect" for g in givers.get(code, ())}
        - {name}
        for name in sorted(sequences)
    }
    try:
        return list(TopologicalSorter(waits).static_order())
    except CycleError:
        return sorted(sequences)


class Handing:
    """What has been handed over so far, by code of the stop where it waits."""

    def __init__(self, problem: Problem) -> None:
        self._feeds = {f.code: f.feeds for f in problem.facilities if f.feeds}
        self.handed: Mapping[str, Handed] = {}

    def note(self, vehicle: Vehicle, route: Route) -> bool:
        """Add what a truck tips for others; returns whether there was anything."""
        if not self._feeds:
            return False
        before = self.handed
        self.handed = self._with(self._tips(vehicle, route))
        return self.handed != before

    def with_own(self, vehicle: Vehicle, route: Route) -> Mapping[str, Handed]:
        """Return what there is for a truck that later empties the very place where it tips."""
        served = {call.place: number for number, call in enumerate(route.calls) if call.kind == "collect"}
        tips = self._tips(vehicle, route) if self._feeds else ()
        return self._with((stop, tip, n) for stop, tip, n in tips if n < served.get(stop, 0))

    def _tips(self, vehicle: Vehicle, route: Route) -> Iterator[tuple[str, Handed, int]]:
        """Yield the stop that each unloading feeds, what is tipped, and the number of the halt."""
        kg, litres = vehicle.aboard_kg, vehicle.aboard_l
        for number, call in enumerate(route.calls):
            stop = self._feeds.get(call.place) if call.kind == "unload" else None
            if stop:
                yield stop, Handed(kg, litres, call.leave_s), number
            kg, litres = call.load_kg, call.load_l

    def _with(self, tips: Iterable[tuple[str, Handed, int]]) -> Mapping[str, Handed]:
        given = dict(self.handed)
        for stop, tip, _ in tips:
            before = given.get(stop, Handed(0, 0, tip.ready_s))
            ready_s = max(before.ready_s, tip.ready_s)
            given[stop] = Handed(before.kg + tip.kg, before.litres + tip.litres, ready_s)
        return given
