"""What of the store is made up or estimated, and the closing of what is made up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.contract.calendar import OperatingCalendar
from data.store.models import (
    CollectionPoint,
    CrewAssignment,
    CurrentRoute,
    Device,
    DeviceAssignment,
    DmsStatus,
    Facility,
    Parameter,
    Vehicle,
    VehicleClass,
    Village,
)
from data.store.queries import audit, devices


@dataclass(frozen=True, slots=True)
class Closing:
    """Who closes samples, and from when.

    Attributes
    ----------
    today
        Operating day from which points and vehicles are closed.
    now
        Aware UTC stack time at which simulated devices are closed.
    written_at
        Aware UTC real time, for the audit.
    """

    today: date
    now: datetime
    calendar: OperatingCalendar
    account: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Guess:
    """Figures or places that are estimates until the office sets them.

    Attributes
    ----------
    list
        Where they are: ``points``, ``facilities``, ``parameters`` …
    names
        Their names, at most 20 of them.
    """

    list: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is still made up, and what is still estimated.

    Attributes
    ----------
    samples
        List -> how many made-up entries are in use.
    kept
        Vehicles with a made-up plate that carry a real device: they are real, and only want their plate.
    """

    samples: Mapping[str, int]
    guesses: tuple[Guess, ...]
    kept: tuple[str, ...]


_MOST_NAMES: Final = 20
SAMPLE_PREFIX: Final = "CTH-"
"""With what the codes of made-up points and hand-over places begin."""

# a made-up plate with a real tracker in it is a real truck
_REAL_INSIDE: Final = (
    select(DeviceAssignment.vehicle_id)
    .join(Device, Device.id == DeviceAssignment.device_id)
    .where(DeviceAssignment.valid_to.is_(None), Device.simulated.is_(False), Device.valid_to.is_(None))
)
_OPEN: Final[Mapping[str, ColumnElement[bool]]] = {
    "points": CollectionPoint.sample & CollectionPoint.valid_to.is_(None),
    "vehicles": Vehicle.sample & Vehicle.valid_to.is_(None) & Vehicle.id.not_in(_REAL_INSIDE),
    "devices": Device.simulated & Device.valid_to.is_(None),
    "facilities": Facility.code.startswith(SAMPLE_PREFIX)
    & Facility.valid_to.is_(None)
    & Facility.id.not_in(select(Vehicle.pool_id).where(Vehicle.valid_to.is_(None))),
}
_COUNTED: Final = {
    "points": CollectionPoint, "vehicles": Vehicle, "devices": Device, "facilities": Facility,
}  # fmt: skip
_ENTITIES: Final = {
    "points": "collection_point", "vehicles": "vehicle", "devices": "device", "facilities": "facility",
}  # fmt: skip
LISTS: Final = tuple(_OPEN)
"""Lists that may hold made-up entries, in the order in which they are closed."""


def count_open(session: Session, name: str) -> int:
    """Return how many made-up entries of a list are in use."""
    query = select(func.count()).select_from(_COUNTED[name]).where(_OPEN[name])
    return session.scalar(query) or 0


def close(session: Session, name: str, closing: Closing) -> int:
    """Close the made-up entries of a list, an audit row for each; return how many. The caller commits.

    A made-up vehicle stays while a valid route sends it out, and while the office has no real one.
    """
    closers: Mapping[str, Callable[[Session, Closing], list[str]]] = {
        "points": _close_points,
        "vehicles": _close_vehicles,
        "devices": _close_devices,
        "facilities": _close_facilities,
    }
    entity = _ENTITIES[name]
    closed = closers[name](session, closing)
    for number in closed:
        change = audit.Change(
            "close", entity, number, {"valid_to": None},
            {"valid_to": closing.today.isoformat(), "reason": "contoh diganti"},
        )  # fmt: skip
        audit.record(session, closing.account, closing.written_at, change)
    return len(closed)


def standing(session: Session) -> Standing:
    """Return what is still made up and what is still estimated."""
    kept = select(Vehicle.id).where(Vehicle.sample, Vehicle.valid_to.is_(None), Vehicle.id.in_(_REAL_INSIDE))
    return Standing(
        {name: count_open(session, name) for name in LISTS},
        tuple(guess for guess in _guesses(session) if guess.count),
        tuple(session.scalars(kept.order_by(Vehicle.id))),
    )


def _close_points(session: Session, closing: Closing) -> list[str]:
    entry = CollectionPoint
    values = {"valid_to": closing.today, "version": entry.version + 1}
    statement = update(entry).where(_OPEN["points"]).values(values).returning(entry.id)
    return [str(number) for number in session.execute(statement).scalars()]


def _close_vehicles(session: Session, closing: Closing) -> list[str]:
    """Close the made-up vehicles that no valid route sends out; none while the office has no other."""
    real = select(Vehicle.id).where(Vehicle.sample.is_(False), Vehicle.valid_to.is_(None))
    if session.scalar(real.limit(1)) is None:
        return []
    sent_out = select(CurrentRoute.vehicle_id).where(
        CurrentRoute.operating_day >= closing.today, CurrentRoute.route_id.is_not(None)
    )
    values = {"valid_to": closing.today, "version": Vehicle.version + 1}
    statement = (
        update(Vehicle)
        .where(_OPEN["vehicles"], Vehicle.id.not_in(sent_out))
        .values(values)
        .returning(Vehicle.id)
    )
    closed = list(session.execute(statement).scalars())
    ends = update(CrewAssignment).where(
        CrewAssignment.vehicle_id.in_(closed),
        CrewAssignment.valid_to.is_(None),
        CrewAssignment.valid_from < closing.today,
    )
    session.execute(ends.values(valid_to=closing.today))
    return closed


def _close_devices(session: Session, closing: Closing) -> list[str]:
    found = list(session.scalars(select(Device.id).where(_OPEN["devices"]).order_by(Device.id)))
    for number in found:
        devices.close(session, number, closing.now, now=closing.now, calendar=closing.calendar)
    return found


def _close_facilities(session: Session, closing: Closing) -> list[str]:
    """Close made-up hand-over places at which no vehicle in use stands."""
    values = {"valid_to": closing.today, "version": Facility.version + 1}
    statement = update(Facility).where(_OPEN["facilities"]).values(values).returning(Facility.id)
    return [str(number) for number in session.execute(statement).scalars()]


def _guesses(session: Session) -> list[Guess]:
    now_open = CollectionPoint.valid_to.is_(None) & CollectionPoint.sample.is_(False)
    return [
        _guess(session, "points", CollectionPoint.code, now_open & (CollectionPoint.confidence == "C")),
        _guess(
            session,
            "facilities",
            Facility.name,
            Facility.valid_to.is_(None) & or_(Facility.estimated, Facility.confidence == "C"),
        ),
        _guess(session, "vehicle-classes", VehicleClass.name_id, VehicleClass.confidence == "C"),
        _guess(session, "parameters", Parameter.label, Parameter.confidence == "C"),
        _guess(session, "villages", Village.name, Village.confidence == "C"),
        _guess(
            session,
            "dms",
            Village.name,
            Village.code.in_(
                select(DmsStatus.village_code).where(
                    DmsStatus.valid_to.is_(None), DmsStatus.confirmed.is_(False)
                )
            ),
        ),
    ]


def _guess(
    session: Session, name: str, label: InstrumentedAttribute[str], holds: ColumnElement[bool]
) -> Guess:
    names = list(session.scalars(select(label).where(holds).order_by(label)))
    return Guess(name, len(names), tuple(names[:_MOST_NAMES]))
