"""How far places are by road from facilities, there and back, and why some cannot be reached.

Pure: an engine and places in, rows out. A place without a way is a row with a reason, never a big number
and never an error: the villages of an island belong into every regency's table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from numpy.typing import ArrayLike

from geo.roads.asking.matrix import Matrix
from geo.roads.asking.nearest import FAR_M, Nearest, Standing

type Reason = Literal["island", "far_from_road", "not_connected", "closed", "swapped"]

REASONS: Final[dict[Reason, str]] = {
    "island": "no road over the water between them",
    "far_from_road": "too far from every road",
    "not_connected": "its roads are not joined with the others for this vehicle",
    "closed": "only by a road that is closed now",
    "swapped": "longitude and latitude are exchanged",
}
"""Why there is no way, in words."""

_REASON_OF: Final[dict[Standing, Reason]] = {
    Standing.FAR: "far_from_road",
    Standing.CLOSED: "closed",
    Standing.CUT_OFF: "not_connected",
    Standing.ISLAND: "island",
    Standing.SWAPPED: "swapped",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A village, a point or a facility.

    Parameters
    ----------
    code
        What the caller knows it by.
    lon, lat
        Degrees.
    name
        For people.
    island
        Whether it lies on an island; None when nobody says, then the roads tell.
    """

    code: str
    lon: float
    lat: float
    name: str = ""
    island: bool | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Driving from a place to a facility and back; all four figures, or none and a reason.

    Parameters
    ----------
    place, facility
        Codes.
    there_s, there_m
        Whole seconds and metres from the place to the facility.
    back_s, back_m
        The same from the facility to the place.
    snap_m
        Metres from the place to the road on which it stands.
    reason
        Why there is no way there or back.
    """

    place: str
    facility: str
    there_s: int | None
    there_m: int | None
    back_s: int | None
    back_m: int | None
    snap_m: float
    reason: Reason | None

    @property
    def round_s(self) -> int | None:
        """Seconds there and back."""
        return None if self.there_s is None or self.back_s is None else self.there_s + self.back_s

    @property
    def far(self) -> bool:
        """Whether the place is so far from its road that a person should look at it."""
        return self.snap_m > FAR_M


class Roads(Protocol):
    """What is asked of the road network; :class:`geo.roads.asking.engine.RoadEngine` is one."""

    def nearest(self, points: ArrayLike) -> Nearest:
        """Return where points stand on the roads."""
        ...

    def matrix(self, points: ArrayLike, destinations: ArrayLike | None = None) -> Matrix:
        """Return driving from points to destinations."""
        ...


def reach_table(places: Sequence[Place], facilities: Sequence[Place], roads: Roads) -> list[Reach]:
    """Return a row for each place and facility, facility by facility.

    Parameters
    ----------
    places, facilities
        Either may be empty.
    roads
        The engine that drives, with or without closures.

    Raises
    ------
    NoRouteError
        When a place is no place on the globe.
    """
    if not places or not facilities:
        return []
    starts, ends = _degrees(places), _degrees(facilities)
    there, back = roads.matrix(starts, ends), roads.matrix(ends, starts)
    snap_m = roads.nearest(starts).distance_m
    rows: list[Reach] = []
    for column, facility in enumerate(facilities):
        for row, place in enumerate(places):
            both = there.reachable[row, column] and back.reachable[column, row]
            reason = None if both else _reason(place, facility, there.rows[row], there.columns[column])
            times = (there, (row, column)), (back, (column, row))
            rows.append(_row((place.code, facility.code), times, float(snap_m[row]), reason))
    return rows


def nearest_facility(rows: Iterable[Reach]) -> dict[str, Reach]:
    """Return for each place the row of the facility with the shortest drive there and back.

    Parameters
    ----------
    rows
        Of :func:`reach_table`. A place that reaches none keeps its first row, which says why.
    """
    best: dict[str, Reach] = {}
    for row in rows:
        known = best.get(row.place)
        if known is None or _sooner(row, known):
            best[row.place] = row
    return best


def _sooner(row: Reach, known: Reach) -> bool:
    return row.round_s is not None and (known.round_s is None or row.round_s < known.round_s)


def _degrees(places: Sequence[Place]) -> list[tuple[float, float]]:
    return [(place.lon, place.lat) for place in places]


def _reason(place: Place, facility: Place, own: Standing, other: Standing) -> Reason:
    """Name why there is no way: the place's own fault before the facility's, the sea before all."""
    told = _REASON_OF.get(own) or _REASON_OF.get(other) or "not_connected"
    apart = place.island is not None and facility.island is not None and place.island != facility.island
    return "island" if apart and told in ("far_from_road", "not_connected") else told


def _row(
    codes: tuple[str, str],
    times: tuple[tuple[Matrix, tuple[int, int]], tuple[Matrix, tuple[int, int]]],
    snap_m: float,
    reason: Reason | None,
) -> Reach:
    place, facility = codes
    if reason is not None:
        return Reach(place, facility, None, None, None, None, round(snap_m, 1), reason)
    (there, out), (back, home) = times
    return Reach(
        place,
        facility,
        there_s=int(there.duration_s[out]),
        there_m=int(there.distance_m[out]),
        back_s=int(back.duration_s[home]),
        back_m=int(back.distance_m[home]),
        snap_m=round(snap_m, 1),
        reason=None,
    )
