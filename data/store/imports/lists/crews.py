"""Crews: drivers and loaders, their telephones, and the truck that each belongs to."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store import models
from data.store.imports import cells, readers
from data.store.imports.context import Context
from data.store.imports.faults import CellError, Fault
from data.store.imports.lists.base import differing, own_text, stated
from data.store.imports.model import ListSpec, Origin, Record
from data.store.imports.validation import Column, Row

_DUTIES: Final = {
    "sopir": "driver", "supir": "driver", "pengemudi": "driver", "driver": "driver",
    "kernet": "loader", "awak": "loader", "kru": "loader", "helper": "loader", "loader": "loader",
    "tenaga angkut": "loader", "pengangkut": "loader",
}  # fmt: skip
_KEPT: Final = {"name": "name", "phone": "phone", "duty": "duty", "note": "note"}

COLUMNS: Final = (
    Column("code", cells.code, ("kode", "id", "nip", "nik pegawai", "nomor pegawai", "no pegawai"),
           required=True, unique=True, example="A-01",
           about="Nomor pegawai atau kode dari kantor (jangan NIK penduduk)",
           about_en="The office's own number of the person (no national id)"),
    Column("name", cells.text, ("nama", "nama pegawai", "nama petugas"), required=True,
           example="Slamet", about="Nama", about_en="Name"),
    Column("duty", cells.choice(_DUTIES), ("tugas", "jabatan", "posisi"), required=True, example="sopir",
           about="sopir atau awak", about_en="driver or loader"),
    Column("phone", readers.phone, ("hp", "no hp", "telepon", "no telepon", "nomor hp", "wa", "whatsapp"),
           example="0812-3456-7890", about="Nomor telepon", about_en="Telephone number"),
    Column("vehicle", cells.text, ("kendaraan", "nopol", "plat", "truk", "nomor polisi", "armada"),
           example="K 9501 C", about="Kendaraannya mulai hari ini: pelat atau kode",
           about_en="Vehicle from today on, by plate or code"),
    own_text("note", ("catatan", "keterangan", "ket"), "Catatan", "A note"),
)  # fmt: skip


def read(row: Row, context: Context) -> Record | list[Fault]:
    """Return the person that a row means, or what is wrong with it."""
    more: dict[str, Any] = {}
    faults: list[Fault] = []
    try:
        if row.values.get("vehicle") is not None:
            more["vehicle_id"] = context.vehicle(row.values["vehicle"])
    except CellError as error:
        faults.append(row.broken("vehicle", error))
    if faults or row.values.get("code") is None:
        return faults
    return Record(row.number, str(row.values["code"]), stated(row, _KEPT), None, more)


class Crews:
    """Where crew members and their trucks are kept."""

    entity = "crew_member"

    def __init__(self, session: Session, _records: Sequence[Record], origin: Origin) -> None:
        self._session = session
        self._today = origin.options.today
        seat = models.CrewAssignment
        rows = session.scalars(select(seat).where(seat.valid_to.is_(None)))
        self._seats = {row.member_id: row for row in rows}

    def known(self) -> Mapping[str, models.CrewMember]:
        """Return the people by code."""
        return {entry.code: entry for entry in self._session.scalars(select(models.CrewMember))}

    def fresh(self, record: Record) -> models.CrewMember:
        """Return a new crew member."""
        return models.CrewMember(**record.values, code=record.key, valid_from=self._today, valid_to=None)

    def changes(self, stored: models.CrewMember, record: Record) -> dict[str, Any]:
        """Return what differs, another truck as ``vehicle_id``."""
        changes = differing(stored, record)
        vehicle = record.more.get("vehicle_id")
        seat = self._seats.get(stored.id)
        if vehicle is not None and (seat is None or seat.vehicle_id != vehicle):
            changes["vehicle_id"] = vehicle
        return changes

    def follow(self, stored: models.CrewMember, record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
        """Put a person into the truck that the file names, from today on."""
        vehicle = record.more.get("vehicle_id")
        seat = self._seats.get(stored.id)
        if vehicle is None or (seat is not None and seat.vehicle_id == vehicle):
            return {}, {}
        before = None if seat is None else seat.vehicle_id
        if seat is not None and seat.valid_from >= self._today:
            seat.vehicle_id = vehicle  # put there today, or for later: nothing of it has happened yet
        else:
            if seat is not None:
                seat.valid_to = self._today
                self._session.flush()
            self._session.add(
                models.CrewAssignment(member_id=stored.id, vehicle_id=vehicle, valid_from=self._today)
            )
        return {"vehicle_id": before}, {"vehicle_id": vehicle}


SPEC: Final = ListSpec("crews", "awak", "crews", COLUMNS, read, Crews)
