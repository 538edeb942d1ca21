"""The normal form inside: one position of one device, and the named refusal of what is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct


class Fix(Struct, frozen=True, gc=False):
    """One position fix.

    Identity is (`device`, `boot`, `seq`), frozen at birth; a foreign fix has boot 0 and as `seq` the digest
    of its normal form. `sent_at` is the device's word for when it sent, `extra` what its dialect says beside
    the position, under our own names with units (`ignition`, `odometer_m`, `alarm` ...).

    Times are aware UTC, (lon, lat) WGS84 degrees, speed km/h, course degrees clockwise from north, accuracy
    and altitude metres, battery percent.
    """

    device: str
    boot: int
    seq: int
    fix_time: datetime
    lon: float
    lat: float
    speed_kmh: float | None = None
    course_deg: float | None = None
    accuracy_m: float | None = None
    altitude_m: float | None = None
    battery_pct: float | None = None
    satellites: int | None = None
    sent_at: datetime | None = None
    extra: Mapping[str, bool | int | float | str] | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a message, or one fix of it, is not stored as a fact.

    `identities` are the (boot, seq) pairs that could still be read: they are settled with the quarantine
    row, so that the device may forget them. Empty when nothing could be read.
    """

    reasons: tuple[str, ...]
    detail: str
    device: str | None = None
    identities: tuple[tuple[int, int], ...] = ()
