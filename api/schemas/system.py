"""The state of the whole: clock, roads, banners, health."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.common import Answer, Utc

BannerCode = Literal["demo_clock", "synthetic_roads", "sample_points", "no_roads", "dms_unconfirmed"]


class StackClockInfo(Answer):
    """The stack clock: now = anchor_stack + rate x (real - anchor_real), never past real time."""

    now: Utc
    rate: float = Field(description="Stack seconds per real second; 1 once it joined real time")
    demo: bool
    anchor_real: Utc | None
    anchor_stack: Utc | None


class Shift(Answer):
    """The working hours of the operating day."""

    start: Utc
    end: Utc


class RoadsInfo(Answer):
    """Which road network is in use."""

    kind: Literal["osm", "synthetic", "file", "none"]
    source: str | None
    attribution: str | None
    checksum: str | None


class Basemap(Answer):
    """An external base map, only when one is configured."""

    style_url: str | None


class SystemInfo(Answer):
    """What the console must know before it draws."""

    clock: StackClockInfo
    operating_day: date
    shift: Shift
    roads: RoadsInfo
    sample_points: bool
    points_total: int
    version: str
    banners: list[BannerCode]
    basemap: Basemap
    bounds: tuple[float, float, float, float] = Field(
        description="west, south, east, north of the service area"
    )
    off_shift_tracking: Literal["show", "hide"] = Field(
        description="hide: outside the shift only administrators see where trucks are and were"
    )


class Alive(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(Answer):
    """Whether requests can be served, and how old the newest facts are."""

    ready: bool
    database: bool
    stream: bool
    last_fix_received_at: Utc | None
    last_fix_age_s: float | None = Field(description="Stack seconds since the newest fix was received")
    last_plan_at: Utc | None
