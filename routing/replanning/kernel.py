"""When the day goes wrong: what is left of it as a problem, and a start that changes as little as can be.

Pure: no store, no clock. Whoever calls says where each truck is free again, and hands over the stops,
facilities and ways as they are now; see `Situation`.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from routing.engines.polish import Patience
from routing.engines.repair import improve, mend
from routing.model.plan import Plan, Sequence, Sequences
from routing.model.problem import Break, Facility, Problem, Vehicle, Window
from routing.solve import Effort, Solved, solve

NAME = "least change"
"""Engine of a plan that only puts in what has to be put in, and sees what else that makes better."""

OWN_SHARE = 0.35
"""Part of the time for ruin and recreate here, before solvers are started: it knows what a change costs
and all other rules, so that nothing it finds is lost in mending."""

SPENT = ("-",)
"""Streams of a truck whose daily cap is used up: it may still tip and drive home, but serve nothing."""

DEFAULT_CHANGE_PRICE = 25_000
"""Rupiah for each stop that changes hands: more than a few kilometres, less than a truck more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a truck stands in the day when it is planned anew.

    Parameters
    ----------
    row
        Row of the matrices where it is free again: the halt that it is at or drives to (that one is
        frozen), the yard if it has not left, its own position if it is to turn around at once.
    free_s
        When it is free there; not before now.
    aboard_kg, aboard_l, aboard_stream
        What it will carry then.
    trips, stops, kg
        Unloadings, stops and collected kilograms up to then, frozen halts included: used up of its caps.
    breaks
        Rests that it still has to have.
    remaining
        Halts of the valid plan after the frozen ones, in order; empty when it has no plan.
    out
        It has left the yard and is not back.
    broken
        It takes no part any more: what remains of its plan goes to others, and what lies on it is no
        matter of the plan (transferred by people, or listed by the caller).
    """

    row: int
    free_s: int
    aboard_kg: int = 0
    aboard_l: int = 0
    aboard_stream: str = ""
    trips: int = 0
    stops: int = 0
    kg: int = 0
    breaks: tuple[Break, ...] = ()
    remaining: Sequence = ()
    out: bool = False
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """A day that went otherwise than planned.

    Parameters
    ----------
    problem
        Trucks as in the morning (caps, shift, costs of the whole day); facilities with the hours that
        are left to them; stops that nobody has served or is on his way to, urgent ones included; ways
        as they are now over all rows, those of `Standing.row` among them.
    standings
        By vehicle id. A vehicle of the problem without one is not available any more.
    tipped
        Kilograms that facilities have received up to now and by frozen halts, for their daily limits.
    change_price
        Rupiah for each stop that another truck serves than the valid plan said.
    """

    problem: Problem
    standings: Mapping[str, Standing]
    tipped: Mapping[str, int] = field(default_factory=dict)
    change_price: int = DEFAULT_CHANGE_PRICE


@dataclass(frozen=True, slots=True)
class Replanned:
    """The new plan of what is left.

    Parameters
    ----------
    problem
        What was solved: the judge of `solved` was asked about this one.
    start
        Halts with the least change, before any improvement.
    """

    problem: Problem
    start: Sequences
    solved: Solved

    @property
    def plan(self) -> Plan:
        """Times of every truck from where it is free again."""
        return self.solved.plan


def replan(situation: Situation, effort: Effort) -> Replanned:
    """Plan what is left of a day within the effort, changing little.

    The start with the least change stands unless the engines find a plan that is cheaper even with the
    price of its changes.

    Raises
    ------
    ProblemError
        When the situation contradicts itself.
    StoppedError
        As `routing.solve.solve`.
    """
    begun = time.monotonic()
    problem = make_rest(situation)
    start = adapt(problem, situation.standings)
    own_s = OWN_SHARE * (effort.time_limit_s - (time.monotonic() - begun))
    better = improve(problem, start, Patience(own_s, effort.iterations, effort.seed))
    left_s = max(0.0, effort.time_limit_s - (time.monotonic() - begun))
    solved = solve(problem, replace(effort, time_limit_s=left_s), start=(NAME, better))
    return Replanned(problem, start, solved)


def make_rest(situation: Situation) -> Problem:
    """Return what is left of the day as a problem."""
    problem, standings = situation.problem, situation.standings
    trucks = tuple(
        _rest_of(v, standings[v.id])
        for v in problem.vehicles
        if v.id in standings and not standings[v.id].broken
    )
    names = {v.id for v in trucks}
    owner = {c: v for v in names for kind, c in standings[v].remaining if kind == "collect"}
    return replace(
        problem,
        vehicles=trucks,
        facilities=tuple(_room_left(f, situation.tipped.get(f.code, 0)) for f in problem.facilities),
        stops=tuple(
            # a truck that was demanded and cannot come any more is demanded no longer
            replace(s, keeps=owner.get(s.code, ""), vehicle=s.vehicle if s.vehicle in names else "")
            for s in problem.stops
        ),
        change_price=situation.change_price,
    )


def adapt(problem: Problem, standings: Mapping[str, Standing]) -> Sequences:
    """Return the remaining halts of every truck with orphaned and new stops put in, least change first."""
    known = {s.code for s in problem.stops} | {f.code for f in problem.facilities}
    trucks = {v.id for v in problem.vehicles}
    kept = {
        name: tuple(halt for halt in standing.remaining if halt[1] in known)
        for name, standing in standings.items()
        if name in trucks
    }
    return mend(problem, kept)


def _room_left(facility: Facility, tipped_kg: int) -> Facility:
    """Return a facility with what is left of its daily tonnes; a full one is shut, as 0 would be no limit."""
    if not facility.max_kg:
        return facility
    left_kg = facility.max_kg - tipped_kg
    return replace(facility, max_kg=left_kg) if left_kg > 0 else replace(facility, windows=())


def _rest_of(vehicle: Vehicle, standing: Standing) -> Vehicle:
    """Return a truck as it goes on from where it is free again."""
    open_s = max(vehicle.shift.open_s, standing.free_s)
    close_s = max(vehicle.shift.close_s, open_s)
    rest = replace(
        vehicle,
        start=standing.row,
        shift=Window(open_s, close_s),
        latest_s=max(vehicle.back_by_s, close_s) if vehicle.latest_s else 0,
        fixed_cost=0 if standing.out else vehicle.fixed_cost,
        breaks=standing.breaks,
        aboard_kg=standing.aboard_kg,
        aboard_l=standing.aboard_l,
        aboard_stream=standing.aboard_stream,
        out=standing.out,
    )
    return _with_caps(rest, standing)


def _with_caps(vehicle: Vehicle, standing: Standing) -> Vehicle:
    """Return a truck with what is left of its daily caps; one that is used up closes it to more stops."""
    caps = (vehicle.max_trips, vehicle.max_stops, vehicle.max_kg)
    used = (standing.trips, standing.stops, standing.kg)
    if any(cap and cap <= taken for cap, taken in zip(caps, used, strict=True)):
        # a cap of 0 would mean none at all
        return replace(vehicle, max_trips=0, max_stops=0, max_kg=0, streams=SPENT)
    trips, stops, kg = (cap and cap - taken for cap, taken in zip(caps, used, strict=True))
    return replace(vehicle, max_trips=trips, max_stops=stops, max_kg=kg)
