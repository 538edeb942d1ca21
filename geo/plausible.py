"""Is a position believable? Every broken rule is named; nothing is corrected and nothing is dropped here."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from geo.position import haversine_m
from geo.units import KMH_PER_MS

EARLIEST_UTC: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""No tracker of ours is older; a first GPS fix often claims 1980 or 2004."""

AHEAD: Final = timedelta(seconds=120)
"""Tolerated lead of a device's clock; more would freeze the marker of its truck in the future."""

MAX_IMPLIED_KMH: Final = 120.0
MAX_ACCURACY_M: Final = 200.0


class Sighting(Protocol):
    """What the rules look at; ``data.contract.fix.Fix`` has this shape."""

    @property
    def fix_time(self) -> datetime:
        """Aware time of the fix."""

    @property
    def lon(self) -> float:
        """Degrees east."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def speed_kmh(self) -> float | None:
        """Reported speed."""

    @property
    def course_deg(self) -> float | None:
        """Reported course from north."""

    @property
    def accuracy_m(self) -> float | None:
        """Reported radius of error."""

    @property
    def satellites(self) -> int | None:
        """Satellites used."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A position as a device reports it, for callers that have no richer type."""

    fix_time: datetime
    lon: float
    lat: float
    speed_kmh: float | None = None
    course_deg: float | None = None
    accuracy_m: float | None = None
    satellites: int | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A box of degrees in which the fleet works."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Tell whether a place lies inside or on the edge."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@dataclass(frozen=True, slots=True)
class Screening:
    """The verdict: reasons to refuse (quarantine) and reasons to doubt (keep, marked)."""

    refused: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()

    @property
    def accepted(self) -> bool:
        """True when no rule refuses the position."""
        return not self.refused


CLEAN: Final = Screening()

_REFUSALS: Final[dict[str, Callable[[Sighting, datetime], bool]]] = {
    "not_finite": lambda s, _: not all(map(_finite, (s.lon, s.lat, s.speed_kmh, s.course_deg, s.accuracy_m))),
    "latitude_out_of_range": lambda s, _: abs(s.lat) > 90.0,
    "longitude_out_of_range": lambda s, _: abs(s.lon) > 180.0,
    "zero_position": lambda s, _: s.lon == 0.0 and s.lat == 0.0,
    "no_satellites": lambda s, _: s.satellites == 0,
    "before_2020": lambda s, _: s.fix_time < EARLIEST_UTC,
    "in_future": lambda s, now: s.fix_time > now + AHEAD,
}

REFUSALS: Final = frozenset(_REFUSALS)
"""Every reason for which a position is refused."""

FLAGS: Final = frozenset({"implied_speed", "mock", "poor_accuracy", "outside_area"})
"""Every reason for which a position is kept but marked."""


def screen(
    sighting: Sighting,
    *,
    now: datetime,
    previous: Sighting | None = None,
    area: Area | None = None,
    mock: bool = False,
) -> Screening:
    """Name every rule that a position breaks.

    Parameters
    ----------
    sighting
        The position to judge.
    now
        Aware time on the stack clock; a fix more than 120 s ahead of it is refused.
    previous
        Another accepted position of the same device, earlier or later; None skips the speed rule.
    area
        Where the fleet works; None skips that rule.
    mock
        The device itself says that the position is faked.

    Returns
    -------
    All refusals (not only the first) and, for an accepted position, all flags.
    """
    refused = frozenset(reason for reason, broken in _REFUSALS.items() if broken(sighting, now))
    if refused:
        return Screening(refused=refused)
    flags = _flags(sighting, previous, area, mock=mock)
    return Screening(flags=flags) if flags else CLEAN


def implied_kmh(first: Sighting, second: Sighting) -> float:
    """Return the speed in km/h needed to get from one position to the other, whichever came first.

    Two positions at the same time and place give 0, at the same time and another place infinity.
    """
    distance = haversine_m(first.lon, first.lat, second.lon, second.lat)
    seconds = abs((second.fix_time - first.fix_time).total_seconds())
    if seconds == 0.0:
        return 0.0 if distance == 0.0 else math.inf
    return distance / seconds * KMH_PER_MS


def _flags(sighting: Sighting, previous: Sighting | None, area: Area | None, *, mock: bool) -> frozenset[str]:
    found = set[str]()
    if mock:
        found.add("mock")
    if sighting.accuracy_m is not None and sighting.accuracy_m > MAX_ACCURACY_M:
        found.add("poor_accuracy")
    if area is not None and not area.holds(sighting.lon, sighting.lat):
        found.add("outside_area")
    if previous is not None and implied_kmh(previous, sighting) > MAX_IMPLIED_KMH:
        found.add("implied_speed")
    return frozenset(found)


def _finite(value: float | None) -> bool:
    return value is None or math.isfinite(value)
