"""What a driver does on the way, as OSRM tells it: one step per turn worth a word."""

from dataclasses import dataclass

from geo.roads.door import Osrm


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
        Of the stretch after it.
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
    return tuple(_step(one) for one in told)


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
