"""Vehicles: the office's trucks with class, pool and the end of their KIR."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store import models
from data.store.imports import cells, readers
from data.store.imports.context import Context
from data.store.imports.faults import CellError, Fault
from data.store.imports.lists.base import OneRow, differing, own_text, stated
from data.store.imports.model import ListSpec, Origin, Record
from data.store.imports.validation import Column, Row, plain

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_KEPT: Final = {"plate": "plate", "planned": "planned", "kir_until": "kir_until", "note": "note"}


def _id(cell: str) -> str:
    """Return a vehicle's code as addresses can hold it: ``DT 01`` becomes ``dt-01``."""
    word = re.sub(r"[\s_./]+", "-", cell.strip().casefold()).strip("-")
    if not _ID.fullmatch(word):
        raise CellError("not_an_id", "kode kendaraan hanya huruf, angka dan - (paling banyak 32)")
    return word


COLUMNS: Final = (
    Column("code", _id, ("kode", "id", "kode kendaraan", "no lambung", "nomor lambung", "lambung"),
           required=True, unique=True, example="dt-01",
           about="Kode atau nomor lambung dari kantor", about_en="The office's own code of the vehicle"),
    Column("plate", readers.plate, ("nopol", "plat", "plat nomor", "nomor polisi", "no polisi", "tnkb"),
           required=True, unique=True, example="K 9501 C", about="Nomor polisi", about_en="Number plate"),
    Column("class", cells.text, ("kelas", "jenis", "jenis kendaraan", "kelas kendaraan", "tipe"),
           example="dump_truck", about="Kelas: kode atau nama; wajib untuk kendaraan baru",
           about_en="Class by code or name; required for a new vehicle"),
    Column("pool", cells.text, ("garasi", "pangkalan"), about="Pool (garasi); kosong bila hanya ada satu",
           about_en="Its pool; empty where there is only one"),
    Column("planned", cells.yes_or_no, ("direncanakan", "ikut rencana"), example="ya",
           about="ya bila perencana boleh memakainya; kosong: ya",
           about_en="yes where the planner may use it; empty: yes"),
    Column("kir_until", cells.day, ("kir", "masa kir", "kir sampai", "berlaku kir", "uji kir", "kir berlaku"),
           example="2027-03-31", about="Hari terakhir uji KIR berlaku", about_en="Last day of its KIR"),
    Column("territory", readers.words, ("wilayah", "kecamatan", "wilayah kerja", "wilayah awak"),
           example="Mlonggo, Jepara", about="Kecamatan yang biasa dilayani awaknya; kosong: di mana saja",
           about_en="Districts in which its crew is at home; empty: everywhere"),
    own_text("note", ("catatan", "keterangan", "ket", "merk"), "Catatan", "A note"),
)  # fmt: skip


def read(row: Row, context: Context) -> Record | list[Fault]:
    """Return the vehicle that a row means, or what is wrong with it."""
    faults: list[Fault] = []
    values = stated(row, _KEPT)
    code = row.values.get("code")
    is_new = code is not None and code not in context.vehicles.get(plain(code), frozenset())
    try:
        if row.values.get("class") is not None:
            values["class_code"] = context.class_code(row.values["class"])
        elif is_new:
            faults.append(row.fault("class", "empty", "wajib untuk kendaraan baru"))
    except CellError as error:
        faults.append(row.broken("class", error))
    try:
        if row.values.get("pool") is not None or is_new:
            values["pool_id"] = context.pool(row.values.get("pool"))
    except CellError as error:
        faults.append(row.broken("pool", error))
    territory, territory_faults = _territory(row, context)
    if territory:
        values["territory"] = territory
    faults += _plate_faults(row, code, context) + territory_faults
    if faults or code is None:
        return faults
    return Record(row.number, code, values | {"sample": False})


def _territory(row: Row, context: Context) -> tuple[list[str], list[Fault]]:
    try:
        named = row.values.get("territory") or ()
        return [context.gazetteer.kecamatan(word) for word in named], []
    except CellError as error:
        return [], [row.broken("territory", error)]


def _plate_faults(row: Row, code: str | None, context: Context) -> list[Fault]:
    plate = row.values.get("plate")
    others = context.vehicles.get(plain(plate or ""), frozenset()) - {code}
    if not plate or not others:
        return []
    hint = f"pelat ini sudah milik kendaraan {', '.join(sorted(others))}"
    return [row.fault("plate", "plate_taken", hint)]


class Vehicles(OneRow):
    """Where vehicles are kept."""

    entity = "vehicle"

    def __init__(self, session: Session, _records: Sequence[Record], origin: Origin) -> None:
        self._session = session
        self._today = origin.options.today

    def known(self) -> Mapping[str, models.Vehicle]:
        """Return the vehicles by code."""
        return {entry.id: entry for entry in self._session.scalars(select(models.Vehicle))}

    def fresh(self, record: Record) -> models.Vehicle:
        """Return a new vehicle; the planner may use it unless the file says otherwise."""
        values = {"planned": True} | dict(record.values)
        return models.Vehicle(**values, id=record.key, valid_from=self._today, valid_to=None)

    def changes(self, stored: models.Vehicle, record: Record) -> dict[str, Any]:
        """Return what differs; a made-up plate that the office confirms is real from now on."""
        return differing(stored, record)


SPEC: Final = ListSpec("vehicles", "kendaraan", "vehicles", COLUMNS, read, Vehicles)
