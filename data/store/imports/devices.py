"""Imports trackers: identifier (IMEI), plate, model; all rows or none."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.contract.calendar import OperatingCalendar
from data.contract.dialects.report import Dialect
from data.store.errors import NotFoundError
from data.store.imports import cells
from data.store.imports.errors import RowsRefusedError
from data.store.imports.faults import CellError, Fault
from data.store.imports.files import read_table
from data.store.imports.table import Reading
from data.store.imports.validation import Checked, Column, Row, check, plain
from data.store.models import Device, DeviceAssignment, Vehicle
from data.store.queries import devices, gateways
from data.store.queries.devices import NewDevice, Seat

IMEI_DIGITS: Final = 15
_ROUNDED: Final = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DeviceImportOptions:
    """How to import.

    Attributes
    ----------
    dialect, gateway
        What all trackers of the file speak, and the server that speaks for them.
    now
        Stack time from which new and moved trackers sit in their vehicles; a new one that waits in quarantine
        sits there since its first message.
    checks_imei
        False to take identifiers that are no IMEI: clones, and protocols with their own numbers.
    """

    dialect: Dialect
    gateway: str | None
    now: datetime
    calendar: OperatingCalendar
    checks_imei: bool = True


@dataclass(frozen=True, slots=True)
class TrackerRow:
    """One checked tracker of a file."""

    number: int
    identifier: str
    plate: str | None
    vehicle_id: str | None
    model: str | None


@dataclass(frozen=True, slots=True)
class DeviceImport:
    """What an import did: identifiers of trackers that are new, were moved or changed, stayed as they were.

    Attributes
    ----------
    rows
        All trackers of the file.
    secrets
        Device -> its new secret; empty where a gateway speaks for them.
    waiting
        Quarantined messages that are read again.
    unused
        Headings that were not understood.
    """

    rows: tuple[TrackerRow, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    secrets: Mapping[str, str]
    waiting: int
    unused: tuple[str, ...]


def imei(cell: str) -> str:
    """Return an IMEI: 15 digits of which the last checks the others (Luhn); blanks and dashes are dropped."""
    plain = cell.replace(" ", "").replace("-", "")
    if _ROUNDED.fullmatch(plain):
        raise CellError("imei_rounded", "angka dibulatkan Excel; jadikan kolom teks, lalu isi ulang")
    if not (plain.isascii() and plain.isdigit() and len(plain) == IMEI_DIGITS):
        raise CellError("not_an_imei", f"IMEI terdiri dari {IMEI_DIGITS} angka")
    if not passes_luhn(plain):
        raise CellError("imei_check_digit", "angka terakhir IMEI tidak cocok, ada angka yang salah tulis")
    return plain


def identifier(cell: str) -> str:
    """Return any identifier that can also be our id: 3 to 32 letters, digits and dashes, in lower case."""
    plain = cell.replace(" ", "").lower()
    if not re.fullmatch(r"[a-z0-9-]{3,32}", plain):
        raise CellError("not_an_identifier", "harus 3 sampai 32 huruf, angka atau tanda -")
    return plain


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit checks the others."""
    total = 0
    for place, letter in enumerate(reversed(digits)):
        digit = int(letter) * (1 + place % 2)
        total += digit - 9 * (digit > 9)
    return total % 10 == 0


def columns(*, checks_imei: bool) -> tuple[Column, ...]:
    """Return the columns of the list."""
    read = imei if checks_imei else identifier
    names = ("no imei", "nomor imei", "id", "device id", "unique id", "uniqueid", "identifier")
    return (
        Column("imei", read, names, required=True, unique=True),
        Column("plate", cells.text, ("nopol", "plat", "nomor polisi", "plat nomor", "kendaraan", "vehicle")),
        Column("model", cells.text, ("tipe", "jenis", "merek", "merk", "type")),
    )


def import_devices(session: Session, path: Path, options: DeviceImportOptions) -> DeviceImport:
    """Make all trackers of a file known, or none; the caller commits, or rolls back for a dry run.

    A tracker that is known already is moved to the vehicle that the file names and takes its model; what the
    file leaves empty stays.

    Raises
    ------
    UnreadableFileError
        The file is no CSV and no .xlsx.
    NotFoundError
        There is no such gateway.
    RowsRefusedError
        With every fault of the file; the caller rolls back.
    """
    if options.gateway is not None and gateways.find(session, options.gateway) is None:
        raise NotFoundError(
            f"there is no gateway {options.gateway!r} in use: siangsa device gateway makes one"
        )
    wanted = columns(checks_imei=options.checks_imei)
    known_words = frozenset(plain(word) for column in wanted for word in (column.name, *column.aliases))
    table = read_table(path, Reading(known_words))
    checked = check(table.headings, table.rows, wanted)
    rows, faults = _resolve(session, checked)
    known = _known(session, options.dialect, [row.identifier for row in rows])
    faults += _strangers(session, rows, known, options)
    if faults:
        raise RowsRefusedError(tuple(sorted(faults)), len(table.rows))
    return replace(_store(session, rows, known, options), unused=checked.unused)


def _resolve(session: Session, checked: Checked) -> tuple[list[TrackerRow], list[Fault]]:
    find = _finder(session)
    rows, faults, taken = [], list(checked.faults), dict[str, int]()
    for row in checked.rows:
        vehicle, fault = find(row)
        if vehicle is not None and taken.setdefault(vehicle, row.number) != row.number:
            fault = row.fault("plate", "vehicle_twice", f"kendaraan yang sama dengan baris {taken[vehicle]}")
        if fault is not None:
            faults.append(fault)
        if row.values["imei"] is not None:
            rows.append(
                TrackerRow(
                    row.number, row.values["imei"], row.values.get("plate"), vehicle, row.values.get("model")
                )
            )
    return rows, faults


def _finder(session: Session) -> Callable[[Row], tuple[str | None, Fault | None]]:
    """Return what finds the vehicle of a row by its plate, however it is spaced, or by its id."""
    named = defaultdict[str, set[str]](set)
    for number, plate in session.execute(select(Vehicle.id, Vehicle.plate).where(Vehicle.valid_to.is_(None))):
        named[_plain(plate)].add(number)
        named[_plain(number)].add(number)

    def find(row: Row) -> tuple[str | None, Fault | None]:
        plate = row.values.get("plate")
        if plate is None:
            return None, None
        found = sorted(named.get(_plain(plate), ()))
        if not found:
            return None, row.fault("plate", "unknown_vehicle", "tidak ada kendaraan dengan pelat ini")
        if len(found) > 1:
            hint = f"ada beberapa kendaraan: tulis kodenya, {' atau '.join(found)}"
            return None, row.fault("plate", "plate_twice", hint)
        return found[0], None

    return find


def _plain(plate: str) -> str:
    return "".join(letter for letter in plate.casefold() if letter.isalnum())


def _known(session: Session, dialect: str, identifiers: Sequence[str]) -> dict[str, Device]:
    query = select(Device).where(
        Device.dialect == dialect,
        Device.valid_to.is_(None),
        or_(Device.external_id.in_(identifiers), Device.id.in_(identifiers)),
    )
    return {device.external_id or device.id: device for device in session.scalars(query)}


def _strangers(
    session: Session, rows: Sequence[TrackerRow], known: Mapping[str, Device], options: DeviceImportOptions
) -> list[Fault]:
    """Name the trackers that another gateway speaks for, and those whose id another device has, or had."""
    ids = [row.identifier for row in rows]
    taken = set(session.scalars(select(Device.id).where(Device.id.in_(ids))))
    faults = []
    for row in rows:
        device = known.get(row.identifier)
        if device is not None and device.gateway_id != options.gateway:
            hint = f"sudah terdaftar lewat {device.gateway_id or 'sambungan sendiri'}"
            faults.append(Fault(row.number, "imei", "other_gateway", row.identifier, hint))
        elif device is None and row.identifier in taken:
            hint = "sudah dipakai perangkat lain, atau perangkat yang sudah ditutup"
            faults.append(Fault(row.number, "imei", "id_taken", row.identifier, hint))
    return faults


def _store(
    session: Session, rows: Sequence[TrackerRow], known: Mapping[str, Device], options: DeviceImportOptions
) -> DeviceImport:
    new, changed, same = list[str](), list[str](), list[str]()
    secrets, waiting = dict[str, str](), 0
    for row in rows:
        device = known.get(row.identifier)
        if device is None:
            enlisted = devices.enlist(
                session, _new_device(row, options), _seat(row, options), now=options.now
            )
            waiting += enlisted.waiting
            if enlisted.secret is not None:
                secrets[enlisted.device.id] = enlisted.secret
            new.append(row.identifier)
        else:
            (changed if _update(session, device, row, options) else same).append(row.identifier)
    session.flush()
    return DeviceImport(tuple(rows), tuple(new), tuple(changed), tuple(same), secrets, waiting, ())


def _new_device(row: TrackerRow, options: DeviceImportOptions) -> NewDevice:
    return NewDevice(row.identifier, options.dialect, gateway=options.gateway, model=row.model)


def _seat(row: TrackerRow, options: DeviceImportOptions) -> Seat | None:
    return None if row.vehicle_id is None else Seat(row.vehicle_id, None, options.calendar)


def _update(session: Session, device: Device, row: TrackerRow, options: DeviceImportOptions) -> bool:
    """Take over what the file says differently; tell whether there was anything."""
    differs = row.model is not None and row.model != device.model
    if differs:
        device.model = row.model
    sits_in = session.scalar(
        select(DeviceAssignment.vehicle_id).where(
            DeviceAssignment.device_id == device.id, DeviceAssignment.valid_to.is_(None)
        )
    )
    if row.vehicle_id is None or row.vehicle_id == sits_in:
        return differs
    now = options.now
    devices.assign(session, device.id, row.vehicle_id, since=now, now=now, calendar=options.calendar)
    return True
