"""What drives: vehicle classes with capacity and cost, vehicles of regency and villages, crews' breaks."""

from dataclasses import dataclass
from datetime import time
from functools import cache

from data.reference._tables import Row, rows

_CONFIDENCES = frozenset({"A", "B", "C"})
_WORK = frozenset({"stationary", "hauled", "village"})
_OWNERS = frozenset({"dlh", "village"})


@dataclass(frozen=True, slots=True)
class VehicleClass:
    """A kind of vehicle.

    Attributes
    ----------
    work
        ``stationary``: many stops fill the body; ``hauled``: takes one container at a time;
        ``village``: feeds a TPS in its own village.
    volume_m3, density_kg_m3, capacity_kg
        Body or container volume, density of the load in it, and their product.
    profile
        Road profile: which lanes it may enter and how fast.
    cost_per_km_idr, cost_per_hour_idr, cost_per_day_idr
        Integer rupiah, estimates.
    litres_per_100km
        Fuel, an estimate.
    overtime_per_hour_idr
        Integer rupiah on top of `cost_per_hour_idr` after the end of the shift, an estimate.
    """

    code: str
    name: str
    name_en: str
    work: str
    volume_m3: float
    density_kg_m3: float
    capacity_kg: int
    profile: str
    cost_per_km_idr: int
    cost_per_hour_idr: int
    cost_per_day_idr: int
    litres_per_100km: float
    overtime_per_hour_idr: int
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle of DLH or of a village; the plate is made up (`plate_sample`).

    Attributes
    ----------
    owner
        ``dlh`` or ``village``.
    planned
        False while routes are not made for it (village vehicles).
    """

    id: str
    class_code: str
    plate: str
    owner: str
    planned: bool
    confidence: str
    source: str
    plate_sample: bool = True


@dataclass(frozen=True, slots=True)
class WorkBreak:
    """A rest of every crew.

    Attributes
    ----------
    weekdays
        On which days, 0 is Monday.
    begins_from, begins_to
        Local times between which it begins.
    """

    code: str
    name: str
    name_en: str
    weekdays: tuple[int, ...]
    begins_from: time
    begins_to: time
    duration_s: int
    confidence: str
    source: str


@cache
def work_breaks() -> tuple[WorkBreak, ...]:
    """Return lunch and Friday prayer."""
    return tuple(_work_break(row) for row in rows("work_breaks"))


@cache
def vehicle_classes() -> tuple[VehicleClass, ...]:
    """Return the vehicle classes: dump truck, arm-roll, village pickup, three-wheeler."""
    return tuple(_vehicle_class(row) for row in rows("vehicle_classes"))


@cache
def vehicles() -> tuple[Vehicle, ...]:
    """Return 10 dump trucks, 9 arm-rolls, 11 village pickups and 4 three-wheelers."""
    return tuple(_vehicle(row) for row in rows("vehicles"))


def _vehicle_class(row: Row) -> VehicleClass:
    return VehicleClass(
        code=row.text("code"),
        name=row.text("name"),
        name_en=row.text("name_en"),
        work=row.one_of("work", _WORK),
        volume_m3=row.number("volume_m3"),
        density_kg_m3=row.number("density_kg_m3"),
        capacity_kg=row.integer("capacity_kg"),
        profile=row.text("profile"),
        cost_per_km_idr=row.integer("cost_per_km_idr"),
        cost_per_hour_idr=row.integer("cost_per_hour_idr"),
        cost_per_day_idr=row.integer("cost_per_day_idr"),
        litres_per_100km=row.number("litres_per_100km"),
        overtime_per_hour_idr=row.integer("overtime_per_hour_idr"),
        confidence=row.one_of("confidence", _CONFIDENCES),
        source=row.text("source"),
    )


def _vehicle(row: Row) -> Vehicle:
    return Vehicle(
        id=row.text("id"),
        class_code=row.text("class_code"),
        plate=row.text("plate"),
        owner=row.one_of("owner", _OWNERS),
        planned=row.flag("planned"),
        confidence=row.one_of("confidence", _CONFIDENCES),
        source=row.text("source"),
    )


def _work_break(row: Row) -> WorkBreak:
    return WorkBreak(
        code=row.text("code"),
        name=row.text("name"),
        name_en=row.text("name_en"),
        weekdays=tuple(int(day) for day in row.text("weekdays").split()),
        begins_from=time.fromisoformat(row.text("begins_from")),
        begins_to=time.fromisoformat(row.text("begins_to")),
        duration_s=row.integer("duration_s"),
        confidence=row.one_of("confidence", _CONFIDENCES),
        source=row.text("source"),
    )
