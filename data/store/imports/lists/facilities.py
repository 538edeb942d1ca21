"""Facilities: landfills, TPS3R, recycling centres, waste banks, pools."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import reference
from data.store import models
from data.store.imports import cells
from data.store.imports.context import Context
from data.store.imports.faults import Fault
from data.store.imports.lists.base import (
    COORDINATES,
    LAT,
    LON,
    SOURCE_WORDS,
    OneRow,
    differing,
    ends_faults,
    fill_place,
    missing_place,
    new_source,
    own_text,
    stated,
)
from data.store.imports.location import coordinate_faults
from data.store.imports.model import ListSpec, Origin, Record
from data.store.imports.readers import CONFIDENCE
from data.store.imports.validation import Column, Row
from data.store.seed import point

_KINDS: Final = {
    "tpa": "landfill", "landfill": "landfill", "tps3r": "tps3r", "tps 3r": "tps3r",
    "tpst": "recycling_centre",
    "pdu": "recycling_centre", "pusat daur ulang": "recycling_centre", "recycling_centre": "recycling_centre",
    "bank sampah": "waste_bank", "waste_bank": "waste_bank", "pool": "pool", "garasi": "pool",
    "tps": "tps", "tps serah terima": "tps", "tempat serah terima": "tps",
}  # fmt: skip
_STATES: Final = {
    "buka": "open", "aktif": "open", "open": "open", "beroperasi": "open",
    "pembantu": "auxiliary", "cadangan": "auxiliary", "auxiliary": "auxiliary",
    "tutup": "closed", "closed": "closed", "tidak aktif": "closed",
}  # fmt: skip
_VISIT_RADIUS_M: Final = {"landfill": 200.0, "pool": 100.0}
_OTHER_RADIUS_M: Final = 60.0
_KEPT: Final = {
    "name": "name", "kind": "kind", "status": "status", "accepts_residue": "accepts_residue",
    "accepts_organic": "accepts_organic", "accepts_recyclable": "accepts_recyclable",
    "opens": "opens", "closes": "closes", "visit_radius_m": "visit_radius_m",
    "capacity_t_day": "capacity_t_day", "received_t_year": "received_t_year", "note": "note",
    "source": "source", "confidence": "confidence",
}  # fmt: skip

COLUMNS: Final = (
    Column("code", cells.code, ("kode", "id", "kode fasilitas"), required=True, unique=True,
           example="tps3r-jambu", about="Kode dari kantor", about_en="The office's own code"),
    Column("name", cells.text, ("nama", "nama fasilitas", "nama tempat"), required=True,
           example="TPS3R Jambu", about="Nama", about_en="Its name"),
    Column("kind", cells.choice(_KINDS), ("jenis", "tipe", "jenis fasilitas"), required=True, example="TPS3R",
           about="TPA, TPS3R, PDU, bank sampah, pool atau TPS (tempat serah terima)",
           about_en="landfill, tps3r, recycling_centre, waste_bank, pool or tps (hand-over place)"),
    LON, LAT, COORDINATES,
    Column("status", cells.choice(_STATES), ("keadaan", "status operasi"), example="buka",
           about="buka, cadangan atau tutup; kosong: buka",
           about_en="open, auxiliary or closed; empty: open"),
    Column("accepts_residue", cells.yes_or_no, ("terima residu", "menerima residu"), example="tidak",
           about="ya bila truk boleh membuang residu di sini; kosong: hanya TPA",
           about_en="yes where trucks may tip residue; empty: landfills only"),
    Column("accepts_organic", cells.yes_or_no, ("terima organik", "menerima organik"), example="ya",
           about="ya bila menerima sampah organik", about_en="yes where it takes organic waste"),
    Column("accepts_recyclable", cells.yes_or_no, ("terima daur ulang", "menerima daur ulang"), example="ya",
           about="ya bila menerima barang daur ulang", about_en="yes where it takes recyclables"),
    Column("opens", cells.clock_time, ("buka", "jam buka"), example="06:00", about="Jam buka",
           about_en="When it opens"),
    Column("closes", cells.clock_time, ("tutup", "jam tutup"), example="16:00", about="Jam tutup",
           about_en="When it closes"),
    Column("unload_min", cells.between(0, 240, cells.amount), ("menit bongkar", "lama bongkar"), example="10",
           about="Menit untuk membongkar satu truk", about_en="Minutes to unload a truck"),
    Column("visit_radius_m", cells.between(10, 2_000, cells.amount), ("radius", "radius m"),
           about="Meter; sedekat itu truk dianggap datang", about_en="Metres within which a truck is there"),
    Column("capacity_t_day", cells.between(0, 10_000, cells.amount), ("kapasitas", "kapasitas ton/hari"),
           example="5", about="Kapasitas, ton per hari", about_en="Capacity, tonnes a day"),
    Column("received_t_year", cells.between(0, 5_000_000, cells.amount), ("masuk ton/tahun", "ton per tahun"),
           about="Yang masuk, ton per tahun", about_en="Received, tonnes a year"),
    own_text("note", ("catatan", "keterangan", "ket"), "Catatan", "A note"),
    own_text("source", SOURCE_WORDS, "Dari mana datanya", "Where this comes from"),
    Column("confidence", cells.choice(CONFIDENCE), ("keyakinan", "mutu data"), example="A",
           about="A, B atau C (perkiraan); kosong: B", about_en="A, B or C (estimate); empty: B"),
)  # fmt: skip


def read(row: Row, context: Context) -> Record | list[Fault]:
    """Return the facility that a row means, or what is wrong with it."""
    fill_place(row)
    faults = (
        missing_place(row) + coordinate_faults(row, context.gazetteer) + ends_faults(row, "opens", "closes")
    )
    code, lon, lat = (row.values.get(name) for name in ("code", "lon", "lat"))
    if faults or code is None or lon is None or lat is None:
        return faults
    values = stated(row, _KEPT) | {"estimated": row.values.get("confidence") == "C"}
    if row.values.get("unload_min") is not None:
        values["unload_s"] = round(row.values["unload_min"] * 60)
    return Record(row.number, code, values, (lon, lat))


class Facilities(OneRow):
    """Where facilities are kept."""

    entity = "facility"

    def __init__(self, session: Session, _records: Sequence[Record], origin: Origin) -> None:
        self._session = session
        self._origin = origin

    def known(self) -> Mapping[str, models.Facility]:
        """Return the facilities by code."""
        return {entry.code: entry for entry in self._session.scalars(select(models.Facility))}

    def fresh(self, record: Record) -> models.Facility:
        """Return a new facility; only a landfill takes residue unless the file says so."""
        kind = record.values["kind"]
        defaults = {
            "status": "open",
            "accepts_residue": kind in {"landfill", "tps"},
            "unload_s": int(reference.parameter("unload_service_s").value),
            "visit_radius_m": _VISIT_RADIUS_M.get(kind, _OTHER_RADIUS_M),
            "source": f"impor {self._origin.file_name}",
            "confidence": "B",
        }
        return models.Facility(
            **(defaults | dict(record.values)),
            code=record.key,
            geom=point(*record.place) if record.place else None,
            valid_from=self._origin.options.today,
            valid_to=None,
        )

    def changes(self, stored: models.Facility, record: Record) -> dict[str, Any]:
        """Return what differs; a place that the office gives is no estimate any more."""
        changes = differing(stored, record)
        if changes and "confidence" not in record.values and stored.confidence == "C":
            changes["confidence"] = "B"
        if changes and "source" not in record.values:
            changes |= new_source(stored, f"impor {self._origin.file_name}")
        return changes


SPEC: Final = ListSpec("facilities", "fasilitas", "facilities", COLUMNS, read, Facilities, needs_place=True)
