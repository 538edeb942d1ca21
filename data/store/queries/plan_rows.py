"""What a day's plan is made of, as the store gives it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True)
class PlannedVehicle:
    """A vehicle that may be given a route, with its class and pool; money in whole rupiah.

    `overtime_s` is how long after the shift it may come home, `max_trips` its most unloadings (0: no limit).
    """

    id: str
    class_code: str
    work: str
    capacity_kg: int
    capacity_m3: float
    road_profile: str
    fixed_idr: int
    per_km_idr: int
    per_hour_idr: int
    pool_id: int
    overtime_per_hour_idr: int = 0
    overtime_s: int = 0
    max_trips: int = 0


@dataclass(frozen=True)
class PlannedFacility:
    """A pool, or a place where `streams` are tipped; `opens`, `closes` are local, None is the whole day."""

    id: int
    code: str
    name: str
    kind: str
    lon: float
    lat: float
    opens: time | None
    closes: time | None
    unload_s: int
    capacity_t_day: float | None = None
    streams: tuple[str, ...] = ("residue",)


@dataclass(frozen=True)
class CrewBreak:
    """A rest of every crew on the day; it begins between two local times."""

    code: str
    begins_from: time
    begins_to: time
    duration_s: int


@dataclass(frozen=True)
class WaitingPoint:
    """A point in use; `last_emptied_on` is by visits or by word.

    It lies before the day, except for a point that was asked for again after it had been emptied on the day.
    `urgent` points must be emptied on the day, `urgent_kg` is what waits there by word. `classes` are the
    vehicle classes that can get there; none given means all.
    """

    id: int
    code: str
    lon: float
    lat: float
    kind: str
    amount_kg_day: float
    container_m3: float | None
    service_s: int
    window_from: time | None
    window_to: time | None
    last_emptied_on: date | None
    stream: str = "residue"
    urgent: bool = False
    urgent_kg: int | None = None
    classes: Sequence[str] = ()
