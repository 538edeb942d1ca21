"""Devices and gateways: made known, put into vehicles, closed. Every change pings; the caller commits.

What a device had said before it was known waits in quarantine; being put on the list has that read again.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from data.contract import topics
from data.contract.calendar import OperatingCalendar
from data.contract.dialects.report import Dialect
from data.store.address import DEVICES_CHANNEL
from data.store.engine import ping
from data.store.errors import ConflictError, NotFoundError
from data.store.models import Device, DeviceAssignment, Gateway, Quarantine
from data.store.queries import credentials, fleet, quarantine
from data.store.queries.credentials import Owner

type DeviceKind = Literal["tracker", "phone", "simulated"]

DIALECTS: Final[tuple[str, ...]] = get_args(Dialect.__value__)
PHONE_DIALECTS: Final = ("owntracks", "traccar_client")
NAMED_BY_US: Final = ("own", "owntracks")
"""Dialects whose devices are told our id when they are set up, and know no other name."""
RESERVED: Final = frozenset({"ingest", "bench", "health", "siangsa"})
"""Names of our own accounts at the broker; a device of that name would share their rights."""

_IMEI: Final = re.compile(r"[0-9]{15}")
_EXTERNAL: Final = re.compile(r"[!-~]{1,64}")


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device to be made known.

    Attributes
    ----------
    external_id
        How it calls itself in its dialect (IMEI, uniqueId); None: by `id`.
    gateway
        Who may speak for it; None: it signs in itself.
    kind
        None: a phone where the dialect is an app's, else a tracker.
    """

    id: str
    dialect: Dialect
    external_id: str | None = None
    gateway: str | None = None
    model: str | None = None
    note: str | None = None
    kind: DeviceKind | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """The vehicle into which a new device goes; `since` None: since its first waiting message, or now."""

    vehicle_id: str
    since: datetime | None
    calendar: OperatingCalendar


@dataclass(frozen=True, slots=True)
class Binding:
    """A device that was put into a vehicle.

    Attributes
    ----------
    ended
        The assignment that ended with it, if any.
    fresh
        The new one.
    days
        Operating days that are derived again, for both vehicles.
    """

    ended: DeviceAssignment | None
    fresh: DeviceAssignment
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Enlisted:
    """A device just made known.

    Attributes
    ----------
    secret
        Shown this once; None where a gateway speaks for it.
    waiting
        Quarantined messages of it that are being read again.
    """

    device: Device
    secret: str | None
    binding: Binding | None
    waiting: int


def add(session: Session, new: NewDevice, at: datetime) -> Device:
    """Make a device known, without a secret and in no vehicle.

    Raises
    ------
    ConflictError
        The id or what it calls itself is taken, was used before, or does not fit its dialect.
    NotFoundError
        There is no such gateway.
    """
    _demand_fit(new)
    demand_free_name(session, new.id)
    _demand_free_external(session, new)
    if new.gateway is not None:
        _demand_gateway(session, new)
    phone = new.dialect in PHONE_DIALECTS
    device = Device(
        id=new.id,
        kind=new.kind or ("phone" if phone else "tracker"),
        simulated=new.kind == "simulated",
        dialect=new.dialect,
        external_id=None if new.external_id == new.id else new.external_id,
        gateway_id=new.gateway,
        model=new.model,
        note=new.note,
        valid_from=at,
    )
    session.add(device)
    session.flush()
    ping(session, DEVICES_CHANNEL)
    return device


def assign(
    session: Session,
    device_id: str,
    vehicle_id: str,
    *,
    since: datetime,
    now: datetime,
    calendar: OperatingCalendar,
) -> Binding:
    """Put a device into a vehicle from `since` on and have all days since derived again, for both vehicles.

    Raises
    ------
    NotFoundError
        There is no such vehicle, or no such device in use.
    ConflictError
        The device sits there already, or was moved later than `since`.
    """
    ended, fresh = fleet.assign(session, device_id, vehicle_id, since)
    days = _days(calendar, since, now)
    _mark(session, {vehicle_id} | ({ended.vehicle_id} if ended else set()), days, now)
    ping(session, DEVICES_CHANNEL)
    return Binding(ended, fresh, days)


def close(
    session: Session, device_id: str, at: datetime, *, now: datetime, calendar: OperatingCalendar
) -> None:
    """Take a device out of use: its secret and its assignment end at `at`; its past stays.

    Raises
    ------
    NotFoundError
        There is no such device in use.
    ConflictError
        It was put into its vehicle after `at`.
    """
    device = demand(session, device_id)
    sitting = session.scalars(
        select(DeviceAssignment).where(
            DeviceAssignment.device_id == device_id,
            or_(DeviceAssignment.valid_to.is_(None), DeviceAssignment.valid_to > at),
        )
    ).one_or_none()
    if sitting is not None:
        if sitting.valid_from >= at:
            raise ConflictError(
                f"device {device_id!r} was put into {sitting.vehicle_id!r} after {at.isoformat()}"
            )
        sitting.valid_to = at
        _mark(session, {sitting.vehicle_id}, _days(calendar, at, now), now)
    device.valid_to = at
    credentials.revoke(session, Owner("device", device_id), at)


def demand(session: Session, device_id: str) -> Device:
    """Return the device in use of this id, locked until the commit.

    Raises
    ------
    NotFoundError
        There is none.
    """
    device = session.get(Device, device_id, with_for_update=True)
    if device is None or device.valid_to is not None:
        raise NotFoundError(f"there is no device {device_id!r} in use")
    return device


def by_external_id(session: Session, dialect: str, external_id: str) -> Device | None:
    """Return the device in use that calls itself so in its dialect."""
    name = func.coalesce(Device.external_id, Device.id)
    query = select(Device).where(Device.dialect == dialect, name == external_id, Device.valid_to.is_(None))
    return session.scalars(query).one_or_none()


def waiting_since(session: Session, dialect: str, external_id: str) -> datetime | None:
    """Return when the first message of an unlisted device arrived that still waits in quarantine."""
    return session.scalar(select(func.min(Quarantine.received_at)).where(*_waits(dialect, external_id)))


def _first_waiting_day(
    session: Session, dialect: str, external_id: str, calendar: OperatingCalendar
) -> datetime | None:
    """Return when the operating day of its first waiting message began.

    Not the arrival itself: a fix is always a little older than its arrival, from a tracker's memory by hours.
    """
    first = waiting_since(session, dialect, external_id)
    return None if first is None else calendar.bounds(calendar.day_of(first))[0]


def enlist(session: Session, new: NewDevice, seat: Seat | None, *, now: datetime) -> Enlisted:
    """Make a device known, give it a secret, put it into a vehicle, and have what waits of it read again.

    A device behind a gateway gets no secret: the gateway signs in.

    Raises
    ------
    ConflictError, NotFoundError
        As `add` and `assign`.
    """
    device = add(session, new, now)
    secret = None
    if new.gateway is None:
        secret = credentials.issue(session, Owner("device", device.id), now)
    binding = None
    external_id = new.external_id or new.id
    if seat is not None:
        since = seat.since or _first_waiting_day(session, new.dialect, external_id, seat.calendar) or now
        binding = assign(session, device.id, seat.vehicle_id, since=since, now=now, calendar=seat.calendar)
    waiting = quarantine.ask_retry_of(session, new.dialect, external_id, now)
    return Enlisted(device, secret, binding, waiting)


def _demand_fit(new: NewDevice) -> None:
    demand_id(new.id)
    if new.dialect not in DIALECTS:
        raise ConflictError(f"dialect {new.dialect!r} is none of {', '.join(DIALECTS)}")
    if (new.dialect == "traccar") != (new.gateway is not None):
        raise ConflictError("a device of dialect 'traccar' needs its gateway, and no other has one")
    if new.dialect in NAMED_BY_US and new.external_id not in {None, new.id}:
        raise ConflictError(
            f"a device of dialect {new.dialect!r} calls itself by its id, not {new.external_id!r}"
        )
    if new.dialect == "teltonika" and not _IMEI.fullmatch(new.external_id or new.id):
        raise ConflictError(
            f"a Teltonika calls itself by its IMEI, 15 digits, not {new.external_id or new.id!r}"
        )
    if new.external_id is not None and not _EXTERNAL.fullmatch(new.external_id):
        raise ConflictError(f"{new.external_id!r} is no name: 1 to 64 visible ASCII characters without space")


def demand_id(name: str) -> None:
    """Refuse what cannot be the id of a device or gateway.

    Raises
    ------
    ConflictError
        It is not 3 to 32 of a-z, 0-9 and -, or the name of an account of our own.
    """
    if not topics.DEVICE_ID.fullmatch(name):
        raise ConflictError(f"id {name!r} is not 3 to 32 of a-z, 0-9 and -")
    if name in RESERVED:
        raise ConflictError(f"id {name!r} is an account of our own")


def demand_free_name(session: Session, name: str) -> None:
    """Refuse an id that a device or gateway has, or had: both are account names at the broker.

    Raises
    ------
    ConflictError
        It is taken.
    """
    if session.get(Device, name) is not None:
        raise ConflictError(f"there is, or was, a device {name!r}: ids are not used twice")
    if session.get(Gateway, name) is not None:
        raise ConflictError(f"there is, or was, a gateway {name!r}: ids are not used twice")


def _demand_free_external(session: Session, new: NewDevice) -> None:
    taken = by_external_id(session, new.dialect, new.external_id or new.id)
    if taken is not None:
        raise ConflictError(f"device {taken.id!r} calls itself {new.external_id or new.id!r} already")


def _demand_gateway(session: Session, new: NewDevice) -> None:
    gateway = session.get(Gateway, new.gateway)
    if gateway is None or gateway.valid_to is not None:
        raise NotFoundError(f"there is no gateway {new.gateway!r} in use")


def _mark(session: Session, vehicles: Iterable[str], days: Sequence[date], now: datetime) -> None:
    fleet.mark_dirty(session, [(vehicle, day) for vehicle in sorted(vehicles) for day in days], now)


def _days(calendar: OperatingCalendar, since: datetime, now: datetime) -> tuple[date, ...]:
    first, last = calendar.day_of(since), calendar.day_of(max(since, now))
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def _waits(dialect: str, external_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Quarantine.dialect == dialect,
        Quarantine.external_id == external_id,
        Quarantine.resolved_at.is_(None),
    )
