"""What a driver does on the way: one step per turn worth a word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from geo.roads.asking.door import Osrm

ROUND: Final = frozenset({"roundabout", "rotary"})
LEAVES_ROUND: Final = frozenset({"exit roundabout", "exit rotary"})


@dataclass(frozen=True, slots=True)
class Step:
    """A manoeuvre and the stretch of road after it.

    Parameters
    ----------
    kind
        ``depart``, ``turn``, ``roundabout``, ``arrive`` and OSRM's others.
    modifier
        ``left``, ``slight right``, ``uturn`` …; empty when the kind needs none.
    exit
        Which exit of a roundabout, from 1; 0 elsewhere.
    name, ref
        Of the road after it; empty when it has none.
    distance_m, duration_s
        Of the stretch after it; a roundabout counts to the road that leaves it.
    place
        Degrees lon, lat of the manoeuvre.
    bearing_deg
        Course after it, from north.
    """

    kind: str
    modifier: str
    exit: int
    name: str
    ref: str
    distance_m: float
    duration_s: float
    place: tuple[float, float]
    bearing_deg: int


def steps_of(told: Osrm) -> tuple[Step, ...]:
    """Read the steps of one of OSRM's legs.

    Parameters
    ----------
    told
        OSRM's list of steps, which may be empty.
    """
    return tuple(_in_one(_step(one) for one in told))


def _in_one(steps: Iterable[Step]) -> Iterator[Step]:
    """Make one step of entering and leaving a roundabout: a driver is told both before entering."""
    entered: Step | None = None
    for step in steps:
        if entered is not None and step.kind in LEAVES_ROUND:
            yield replace(
                entered,
                name=step.name,
                ref=step.ref,
                distance_m=entered.distance_m + step.distance_m,
                duration_s=entered.duration_s + step.duration_s,
                bearing_deg=step.bearing_deg,
            )
            entered = None
            continue
        if entered is not None:
            yield entered
        entered = step if step.kind in ROUND else None
        if entered is None:
            yield step
    if entered is not None:
        yield entered


def _step(told: Osrm) -> Step:
    turn = told["maneuver"]
    lon, lat = turn["location"]
    return Step(
        kind=str(turn["type"]),
        modifier=str(turn["modifier"]) if "modifier" in turn else "",
        exit=int(turn["exit"]) if "exit" in turn else 0,
        name=str(told["name"]),
        ref=str(told["ref"]) if "ref" in told else "",
        distance_m=float(told["distance"]),
        duration_s=float(told["duration"]),
        place=(float(lon), float(lat)),
        bearing_deg=int(turn["bearing_after"]),
    )
