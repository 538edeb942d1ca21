"""Devices: trackers and phones, what they speak, and the vehicle that each sits in."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.contract.dialects.report import Dialect
from data.store import models
from data.store.imports import cells
from data.store.imports.context import Context
from data.store.imports.devices import identifier, imei
from data.store.imports.faults import CellError, Fault
from data.store.imports.model import ListSpec, Origin, Record
from data.store.imports.validation import Column, Row
from data.store.queries import devices
from data.store.queries.devices import NewDevice, Seat

_DIALECTS: Final = {
    "traccar": "traccar", "teltonika": "teltonika", "owntracks": "owntracks", "own": "own", "siangsa": "own",
    "traccar_client": "traccar_client", "traccar client": "traccar_client",
}  # fmt: skip


def _identifier(cell: str) -> str:
    """Return an IMEI where the cell is one, or was meant to be; else any identifier."""
    plain = cell.replace(" ", "").replace("-", "")
    is_number = not any(letter.isalpha() and letter not in "eE" for letter in plain)
    return imei(cell) if is_number and (len(plain) > 11 or not plain.isdigit()) else identifier(cell)


COLUMNS: Final = (
    Column("imei", _identifier, ("no imei", "nomor imei", "id", "kode", "code", "device id", "unique id",
           "uniqueid", "identifier", "id perangkat"), required=True, unique=True, example="356307042441013",
           about="IMEI pelacak (15 angka) atau nama perangkat; kolom teks di Excel",
           about_en="IMEI of the tracker (15 digits), or the device's name; a text column in Excel"),
    Column("vehicle", cells.text, ("plate", "nopol", "plat", "nomor polisi", "plat nomor", "kendaraan"),
           example="K 9501 C", about="Kendaraannya: pelat atau kode",
           about_en="Its vehicle, by plate or code"),
    Column("model", cells.text, ("tipe", "jenis", "merek", "merk", "type"), example="FMC130",
           about="Merek dan tipe", about_en="Make and model"),
    Column("dialect", cells.choice(_DIALECTS), ("protokol", "bahasa", "protocol"), example="traccar",
           about="traccar, teltonika, owntracks, traccar_client atau own; kosong: traccar",
           about_en="What it speaks; empty: traccar"),
    Column("gateway", cells.text, ("server",), about="Server yang berbicara untuknya; kosong bila hanya satu",
           about_en="Server that speaks for it; empty where there is only one"),
)  # fmt: skip


def read(row: Row, context: Context) -> Record | list[Fault]:
    """Return the device that a row means, or what is wrong with it."""
    more: dict[str, Any] = {"dialect": row.values.get("dialect") or "traccar"}
    faults: list[Fault] = []
    name = row.values.get("imei")
    try:
        if row.values.get("vehicle") is not None:
            more["vehicle_id"] = context.vehicle(row.values["vehicle"])
    except CellError as error:
        faults.append(row.broken("vehicle", error))
    known = context.devices.get(name) if name else None
    if known is not None and not row.texts.get("dialect"):
        more["dialect"] = known.dialect
    faults += _gateway_faults(row, context, more)
    if known is not None:
        faults += _stranger_faults(row, known, more)
    elif name is not None and name in context.device_ids:
        faults.append(row.fault("imei", "id_taken", "sudah dipakai perangkat lain, atau yang sudah ditutup"))
    if faults or name is None:
        return faults
    values = {} if row.values.get("model") is None else {"model": row.values["model"]}
    return Record(row.number, name, values, None, more)


def _gateway_faults(row: Row, context: Context, more: dict[str, Any]) -> list[Fault]:
    """Say which gateway speaks for a device, or why none does."""
    more["gateway"] = None
    told = row.values.get("gateway")
    if more["dialect"] != "traccar":
        return []
    more["gateway"] = told or (context.gateways[0] if len(context.gateways) == 1 else None)
    if more["gateway"] in context.gateways:
        return []
    known = ", ".join(context.gateways) or "belum ada: siangsa device gateway"
    return [row.fault("gateway", "unknown_gateway", f"server (gateway) tidak dikenal; yang ada: {known}")]


def _stranger_faults(row: Row, known: models.Device, more: Mapping[str, Any]) -> list[Fault]:
    if known.dialect == more["dialect"] and known.gateway_id == more["gateway"]:
        return []
    hint = f"sudah terdaftar sebagai {known.dialect}, lewat {known.gateway_id or 'sambungan sendiri'}"
    return [row.fault("imei", "other_gateway", hint)]


class Devices:
    """Where devices are kept; a new one gets its secret here."""

    entity = "device"

    def __init__(self, session: Session, _records: Sequence[Record], origin: Origin) -> None:
        self._session = session
        self._options = origin.options
        self._context = origin.context
        self.secrets: dict[str, str] = {}
        seat = models.DeviceAssignment
        rows = session.execute(select(seat.device_id, seat.vehicle_id).where(seat.valid_to.is_(None)))
        self._seats: dict[str, str] = dict(rows.tuples().all())

    def known(self) -> Mapping[str, models.Device]:
        """Return the devices in use by what they call themselves, simulated ones left out."""
        return self._context.devices

    def fresh(self, record: Record) -> models.Device:
        """Make a device known and put it into its vehicle, since its first waiting message."""
        options = self._options
        dialect = cast("Dialect", record.more["dialect"])
        new = NewDevice(record.key, dialect, gateway=record.more["gateway"], model=record.values.get("model"))
        vehicle = record.more.get("vehicle_id")
        seat = None if vehicle is None else Seat(vehicle, None, options.calendar)
        made = devices.enlist(self._session, new, seat, now=options.now)
        if made.secret is not None:
            self.secrets[made.device.id] = made.secret
        if vehicle is not None:
            self._seats[made.device.id] = vehicle
        return made.device

    def changes(self, stored: models.Device, record: Record) -> dict[str, Any]:
        """Return another model, and another vehicle as ``vehicle_id``."""
        changes = {name: value for name, value in record.values.items() if getattr(stored, name) != value}
        vehicle = record.more.get("vehicle_id")
        if vehicle is not None and self._seats.get(stored.id) != vehicle:
            changes["vehicle_id"] = vehicle
        return changes

    def follow(self, stored: models.Device, record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
        """Put a device into the vehicle that the file names, from now on."""
        vehicle, options = record.more.get("vehicle_id"), self._options
        before = self._seats.get(stored.id)
        if vehicle is None or before == vehicle:
            return {}, {}
        devices.assign(
            self._session, stored.id, vehicle, since=options.now, now=options.now, calendar=options.calendar
        )
        return {"vehicle_id": before}, {"vehicle_id": vehicle}


SPEC: Final = ListSpec(
    "devices", "perangkat", "devices", COLUMNS, read, Devices, key="imei", once=("vehicle_id", "vehicle")
)
