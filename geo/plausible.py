"""Is a position believable? Every broken rule is named; nothing is corrected and nothing is dropped here."""

import math
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
NONE: Final[tuple[str, ...]] = ()
"""No reason; `refuse` and `doubt` return this very tuple when all is well."""

REFUSALS: Final = frozenset(
    {
        "not_finite",
        "latitude_out_of_range",
        "longitude_out_of_range",
        "zero_position",
        "no_satellites",
        "before_2020",
        "in_future",
    }
)
"""Every reason for which a position is refused."""

FLAGS: Final = frozenset({"implied_speed", "mock", "poor_accuracy", "outside_area"})
"""Every reason for which a position is kept but marked."""


def latest_moment(now: datetime) -> datetime:
    """Return the latest time that a fix received at `now` may claim; for `refuse`, once per batch."""
    return now + AHEAD


def refuse(
    lon: float, lat: float, fix_time: datetime, latest: datetime, satellites: int | None = None
) -> tuple[str, ...]:
    """Name every rule for which a position is refused; the quick way for millions of good ones.

    Parameters
    ----------
    lon, lat
        Degrees, not finite ones included.
    fix_time
        Aware time of the fix.
    latest
        What `latest_moment` returns for the time of arrival.
    satellites
        Satellites used; None when the device does not tell, which is no fault.

    Returns
    -------
    `NONE` when no rule is broken, made without allocating anything; else all reasons in their order.
    """
    if (
        -90.0 <= lat <= 90.0
        and -180.0 <= lon <= 180.0
        and (lat != 0.0 or lon != 0.0)
        and EARLIEST_UTC <= fix_time <= latest
        and satellites != 0
    ):
        return NONE
    broken = {
        "not_finite": not (math.isfinite(lon) and math.isfinite(lat)),
        "latitude_out_of_range": abs(lat) > 90.0,
        "longitude_out_of_range": abs(lon) > 180.0,
        "zero_position": lon == 0.0 and lat == 0.0,
        "no_satellites": satellites == 0,
        "before_2020": fix_time < EARLIEST_UTC,
        "in_future": fix_time > latest,
    }
    return tuple(sorted(reason for reason, is_broken in broken.items() if is_broken))


def doubt(
    lon: float,
    lat: float,
    accuracy_m: float | None = None,
    area: Area | None = None,
    *,
    mock: bool = False,
) -> tuple[str, ...]:
    """Name every rule for which an accepted position is marked, that of the implied speed aside.

    Parameters
    ----------
    lon, lat
        Degrees.
    accuracy_m
        Reported radius of error.
    area
        Where the fleet works; None skips that rule.
    mock
        The device itself says that the position is faked.

    Returns
    -------
    `NONE` when there is no doubt, made without allocating anything; else all reasons in their order.
    """
    poor = accuracy_m is not None and accuracy_m > MAX_ACCURACY_M
    outside = area is not None and not area.holds(lon, lat)
    if not (mock or poor or outside):
        return NONE
    told = (("mock", mock), ("outside_area", outside), ("poor_accuracy", poor))
    return tuple(reason for reason, is_true in told if is_true)


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
    refused = refuse(sighting.lon, sighting.lat, sighting.fix_time, now + AHEAD, sighting.satellites)
    finite = all(map(_finite, (sighting.speed_kmh, sighting.course_deg, sighting.accuracy_m)))
    if refused or not finite:
        return Screening(refused=frozenset((*refused, *(NONE if finite else ("not_finite",)))))
    flags = doubt(sighting.lon, sighting.lat, sighting.accuracy_m, area, mock=mock)
    if previous is not None and implied_kmh(previous, sighting) > MAX_IMPLIED_KMH:
        flags = (*flags, "implied_speed")
    return Screening(flags=frozenset(flags)) if flags else CLEAN


def implied_kmh(first: Sighting, second: Sighting) -> float:
    """Return the speed in km/h needed to get from one position to the other, whichever came first.

    Two positions at the same time and place give 0, at the same time and another place infinity.
    """
    distance = haversine_m(first.lon, first.lat, second.lon, second.lat)
    seconds = abs((second.fix_time - first.fix_time).total_seconds())
    if seconds == 0.0:
        return 0.0 if distance == 0.0 else math.inf
    return distance / seconds * KMH_PER_MS


def _finite(value: float | None) -> bool:
    return value is None or math.isfinite(value)
