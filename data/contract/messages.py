"""Messages of our own format, version 1; field names follow OwnTracks where it has one.

Times (`tst`, `arrive`, `leaves`) are Unix seconds, fractions allowed, kept to the millisecond. Speeds are
km/h, lengths metres, courses degrees from north, batteries percent, masses kilograms.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Identity = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Sequence = Annotated[int, Meta(ge=1, le=2**62)]
Text = Annotated[str, Meta(max_length=200)]
PAST_FIXES_MAX = 50

EventKind = Literal["boot", "route_ack", "served", "skipped", "unloaded", "panic", "parked"]
StopKind = Literal["collect", "unload", "end"]


class WireFix(Struct, omit_defaults=True, frozen=True):
    """One fix as a device sends it."""

    seq: Sequence
    tst: float
    lat: float
    lon: float
    vel: float | None = None
    cog: float | None = None
    acc: float | None = None
    alt: float | None = None
    batt: float | None = None
    sat: int | None = None


class FixMessage(Struct, omit_defaults=True, frozen=True, kw_only=True):
    """Fresh fixes, or up to 50 from the spool, oldest first."""

    v: Literal[1]
    device: Text
    boot: Identity
    fixes: Annotated[list[WireFix], Meta(min_length=1, max_length=PAST_FIXES_MAX)]


class EventMessage(Struct, omit_defaults=True, frozen=True, kw_only=True):
    """What a device or its driver says happened; it confirms or explains fixes, never replaces them.

    `parked`: the device has given up one fix or event, because five messages with it got no receipt while
    later ones did; `reason` says which. It keeps the item and does not report a parked report.
    """

    v: Literal[1]
    device: Text
    boot: Identity
    seq: Sequence
    tst: float
    event: EventKind
    plan: int | None = None
    stop: int | None = None
    place: Text | None = None
    reason: Text | None = None
    kg: float | None = None
    lat: float | None = None
    lon: float | None = None


class ReceiptMessage(Struct, omit_defaults=True, frozen=True, kw_only=True):
    """Sequence ranges, both ends included, that one transaction settled."""

    v: Literal[1]
    boot: Identity
    settled: list[tuple[int, int]]


class RoutePlace(Struct, frozen=True, kw_only=True):
    """Where a route begins."""

    place: str
    name: str
    lat: float
    lon: float


class RouteStop(Struct, omit_defaults=True, frozen=True, kw_only=True):
    """One stop of a route and the leg that leads to it.

    `leg` is a polyline with six decimals from the place before; `kg` is what is expected to be taken here
    (negative: tipped). `frozen` stops were done, or on the way to, when the route was changed in mid-shift:
    of these only the last may still have to be made.
    """

    n: int
    kind: StopKind
    place: str
    name: str
    lat: float
    lon: float
    trip: int
    arrive: float
    service_s: int
    kg: int
    leg: str
    leg_m: int
    leg_s: int
    frozen: bool = False


class RouteMessage(Struct, omit_defaults=True, frozen=True, kw_only=True):
    """The published route of the vehicle in which the device sits on `day` (YYYY-MM-DD, operating day)."""

    v: Literal[1]
    plan: int
    version: int
    day: str
    vehicle: str
    plate: str
    start: RoutePlace
    leaves: float
    stops: list[RouteStop]
    cancelled: bool = False


type OwnMessage = FixMessage | EventMessage | ReceiptMessage | RouteMessage
