"""Villages: names, kecamatan, populations; their code is the official one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store import models
from data.store.imports import cells, readers
from data.store.imports.context import Context
from data.store.imports.faults import CellError, Fault
from data.store.imports.gazetteer import Gazetteer
from data.store.imports.lists.base import (
    COORDINATES,
    LAT,
    LON,
    SOURCE_WORDS,
    OneRow,
    differing,
    fill_place,
    new_source,
    stated,
)
from data.store.imports.location import coordinate_faults
from data.store.imports.model import ListSpec, Origin, Record
from data.store.imports.readers import CONFIDENCE
from data.store.imports.validation import Column, Row
from data.store.seed import point

_DIGITS: Final = re.compile(r"\d{10}")
_KINDS: Final = {"desa": "desa", "kelurahan": "kelurahan", "kel": "kelurahan", "ds": "desa"}
_KEPT: Final = {
    "name": "name", "kecamatan": "kecamatan", "kind": "kind", "area_km2": "area_km2",
    "population": "population_estimate", "island": "island", "source": "source",
    "share_served": "share_served", "confidence": "confidence",
}  # fmt: skip


def _official_code(cell: str) -> str:
    digits = re.sub(r"[.\s]", "", cell)
    if not _DIGITS.fullmatch(digits):
        raise CellError("not_a_village_code", "bukan kode desa Kemendagri 10 angka, misalnya 33.20.07.2011")
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}"


COLUMNS: Final = (
    Column("code", _official_code, ("kode", "kode desa", "kode kelurahan", "kode wilayah", "kdepum", "kddesa",
           "kode kemendagri"), required=True, unique=True, example="33.20.07.2011",
           about="Kode Kemendagri, 10 angka dengan atau tanpa titik", about_en="Official code, 10 digits"),
    Column("name", cells.text, ("nama", "desa", "kelurahan", "nama desa", "desa/kelurahan", "wadmkd",
           "namobj", "village"), example="Jambu", about="Nama desa; wajib untuk desa baru",
           about_en="Name; required for a new village"),
    Column("kecamatan", cells.text, ("kec", "nama kecamatan", "wadmkc", "district"), example="Mlonggo",
           about="Kecamatan; wajib untuk desa baru", about_en="District; required for a new village"),
    Column("kind", cells.choice(_KINDS), ("jenis", "status", "tipe"), example="desa",
           about="desa atau kelurahan; kosong: dari kodenya",
           about_en="desa or kelurahan; empty: by its code"),
    LON, LAT, COORDINATES,
    Column("area_km2", cells.between(0.01, 5_000, cells.amount), ("luas", "luas km2", "luas wilayah",
           "luaswh"), example="6.2", about="Luas dalam km2; dari poligon bila berkas peta",
           about_en="Area, km2"),
    Column("population", cells.between(0, 1_000_000, cells.whole),
           ("penduduk", "jumlah penduduk", "jiwa", "populasi", "jml penduduk"), example="12145",
           about="Jumlah penduduk", about_en="Persons who live there"),
    Column("share_served", readers.share, ("terlayani", "bagian terlayani", "cakupan layanan",
           "persen terlayani"),
           example="60 %", about="Bagian penduduk yang sampahnya diangkut: 60 % atau 0,6",
           about_en="Share of its people whose waste is collected: 60 % or 0.6"),
    Column("island", cells.yes_or_no, ("pulau", "kepulauan"), about="ya bila tanpa jalan darat ke daratan",
           about_en="yes where no road leads to the mainland"),
    Column("source", cells.text, SOURCE_WORDS, example="Disdukcapil 2026",
           about="Dari mana angka penduduk", about_en="Where the population comes from"),
    Column("confidence", cells.choice(CONFIDENCE), ("keyakinan", "mutu data"), example="A",
           about="A (resmi), B atau C (perkiraan); kosong: B", about_en="A (official), B or C (estimate)"),
)  # fmt: skip


def read(row: Row, context: Context) -> Record | list[Fault]:
    """Return the village that a row means, or what is wrong with it."""
    fill_place(row)
    faults = coordinate_faults(row, context.gazetteer)
    code = row.values.get("code")
    if code is not None and not _is_known(code, context.gazetteer):
        needed = ("name", "kecamatan", "lon", "lat", "area_km2", "population")
        hint = "wajib untuk desa yang belum tersimpan"
        faults += [row.fault(name, "empty", hint) for name in needed if row.values.get(name) is None]
    values = stated(row, _KEPT)
    if "kecamatan" in values and not context.gazetteer.empty:
        try:
            values["kecamatan"] = context.gazetteer.kecamatan(values["kecamatan"])
        except CellError as error:
            faults.append(row.broken("kecamatan", error))
    if faults or code is None:
        return faults
    if "population_estimate" in values:
        values.setdefault("confidence", "B")
    lon, lat = row.values.get("lon"), row.values.get("lat")
    return Record(row.number, code, values, None if lon is None or lat is None else (lon, lat))


def _is_known(code: str, gazetteer: Gazetteer) -> bool:
    try:
        gazetteer.by_code(code)
    except CellError:
        return False
    return True


class Villages(OneRow):
    """Where villages are kept."""

    entity = "village"

    def __init__(self, session: Session, _records: Sequence[Record], origin: Origin) -> None:
        self._session = session
        self._origin = origin

    def known(self) -> Mapping[str, models.Village]:
        """Return the villages by code."""
        return {entry.code: entry for entry in self._session.scalars(select(models.Village))}

    def fresh(self, record: Record) -> models.Village:
        """Return a new village; its code says whether it is a kelurahan."""
        kind = "kelurahan" if record.key[9] == "1" else "desa"
        defaults = {"kind": kind, "island": False, "source": self._source, "confidence": "B"}
        geom = point(*record.place) if record.place else None
        return models.Village(**(defaults | dict(record.values)), code=record.key, geom=geom)

    def changes(self, stored: models.Village, record: Record) -> dict[str, Any]:
        """Return what differs; with another population, the file becomes its source."""
        changes = differing(stored, record)
        if "population_estimate" in changes and "source" not in record.values:
            changes |= new_source(stored, self._source)
        return changes

    @property
    def _source(self) -> str:
        return f"impor {self._origin.file_name}"


SPEC: Final = ListSpec("villages", "desa", "villages", COLUMNS, read, Villages, areas=True)
