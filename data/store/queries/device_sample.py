"""What a device's recent fixes tell about its clock and its identity; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Final

from geo.position import haversine_m
from geo.units import KMH_PER_MS

SAMPLE_SIZE: Final = 40
LIVE_WITHIN_S: Final = 30.0
"""Two live fixes differ by less in how long they were under way."""

_LIVE_MIN: Final = 5
_RETURNS_MIN: Final = 3
_LEAPS_SHARE: Final = 1 / 3
_LEAP_KMH: Final = 200.0
_LEAP_M: Final = 1_000.0
_NEAR_DEG: Final = 0.006  # under 1 km together, whatever the latitude: most steps end here


@dataclass(frozen=True, slots=True)
class Seen:
    """One recent fix; `boot` is 0 for a foreign device, lon and lat are degrees."""

    boot: int
    fix_time: datetime
    received_at: datetime
    sent_at: datetime | None
    lon: float
    lat: float


def clock_skew_s(sample: Sequence[Seen]) -> float | None:
    """Return the seconds by which the device's clock is ahead of ours (negative: behind); None: unknown.

    Lateness looks like a clock that is behind, but only a wrong clock is wrong by the same amount every time.
    Of what arrived at one moment only the newest fix can be live; of those moments only the ones count whose
    fixes were under way for the shortest time, within 30 s of one another, and there must be five. While a
    backlog drains, its fixes are ever less late and never make five of a kind; one fix with a leaping clock
    is not five either. Their median is the answer; it contains the time under way, commonly under a second.
    """
    newest: dict[datetime, datetime] = {}
    for seen in sample:
        said = seen.sent_at or seen.fix_time
        newest[seen.received_at] = max(said, newest.get(seen.received_at, said))
    leads = sorted(((said - at).total_seconds() for at, said in newest.items()), reverse=True)
    for first, fifth in zip(leads, leads[_LIVE_MIN - 1 :], strict=False):
        if first - fifth <= LIVE_WITHIN_S:
            return float(median(lead for lead in leads if first - LIVE_WITHIN_S <= lead <= first))
    return None


def is_copied(sample: Sequence[Seen]) -> bool:
    """Tell whether two devices seem to speak under one identity.

    Own devices: boots alternate; a boot that is over does not come back, here they came back thrice.
    Foreign devices have no boots: a third of the steps are leaps of over 1 km at over 200 km/h, as between
    two phones that were set up with the same code. One bad fix makes two leaps, not a third of forty.
    """
    ordered = sorted(sample, key=lambda seen: seen.fix_time)
    steps = list(pairwise(ordered))
    boots = {seen.boot for seen in ordered}
    changes = sum(before.boot != after.boot for before, after in steps)
    if changes - (len(boots) - 1) >= _RETURNS_MIN:
        return True
    leaps = sum(_is_leap(before, after) for before, after in steps)
    return leaps > _LIVE_MIN and leaps > len(steps) * _LEAPS_SHARE


def _is_leap(before: Seen, after: Seen) -> bool:
    if abs(after.lon - before.lon) < _NEAR_DEG and abs(after.lat - before.lat) < _NEAR_DEG:
        return False
    metres = haversine_m(before.lon, before.lat, after.lon, after.lat)
    seconds = max((after.fix_time - before.fix_time).total_seconds(), 1.0)
    return metres > _LEAP_M and metres / seconds * KMH_PER_MS > _LEAP_KMH
