"""Collection points: the office's list of TPS and containers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store import models
from data.store.imports import cells, readers
from data.store.imports.context import Context
from data.store.imports.faults import CellError, Fault
from data.store.imports.lists.base import (
    COORDINATES,
    LAT,
    LON,
    OneRow,
    differing,
    ends_faults,
    fill_place,
    missing_place,
    new_source,
    own_text,
    stated,
)
from data.store.imports.location import coordinate_faults, village_faults, village_of
from data.store.imports.model import ListSpec, Origin, Record
from data.store.imports.validation import Column, Row
from data.store.queries.records import rhythm
from data.store.queries.samples import SAMPLE_PREFIX
from data.store.seed import point
from data.store.seed_figures import Figures, load_figures

MAX_KG_PER_DAY: Final = 50_000.0
MAX_SERVICE_MIN: Final = 120.0

_KINDS: Final = {
    "stop": "stop", "titik": "stop", "tps": "stop", "bak": "stop", "transfer depo": "stop", "depo": "stop",
    "container": "container", "kontainer": "container", "kontener": "container", "arm-roll": "container",
}  # fmt: skip
_KEPT: Final = {
    "name": "name", "kind": "kind", "stream": "stream", "kg_per_day": "amount_kg_day",
    "container_m3": "container_m3", "window_from": "window_from", "window_to": "window_to",
    "last_emptied_on": "last_emptied_on", "times_per_week": "times_per_week", "weekdays": "weekdays",
    "least_gap_days": "least_gap_days", "most_gap_days": "most_gap_days", "note": "note",
}  # fmt: skip


def _own_code(cell: str) -> str:
    value = cells.code(cell)
    if value.upper().startswith(SAMPLE_PREFIX):
        raise CellError("reserved_code", f"kode {SAMPLE_PREFIX}… dipakai untuk titik contoh")
    return value


COLUMNS: Final = (
    Column("code", _own_code, ("kode", "kode tps", "id", "id tps", "kode titik", "no tps", "kd tps"),
           required=True, unique=True, example="TPS-001",
           about="Kode dari kantor; impor kedua dengan kode yang sama memperbarui titik itu",
           about_en="The office's own code; a second import with it updates the point"),
    Column("name", cells.text, ("nama", "nama tps", "titik", "nama titik", "nama lokasi", "nm tps"),
           required=True, example="TPS Pasar Jambu", about="Nama titik", about_en="Its name"),
    Column("village_code", cells.text, ("kode desa", "kode kelurahan", "kode wilayah", "kddesa"),
           about="Kode desa Kemendagri, misalnya 33.20.07.2011; pengganti village dan kecamatan",
           about_en="Official code of the village; instead of its name"),
    Column("village", cells.text, ("desa", "kelurahan", "desa/kelurahan", "kelurahan/desa", "nama desa",
           "desa/kel", "kel/desa", "wadmkd"), example="Jambu",
           about="Nama desa atau kelurahan", about_en="Name of the village"),
    Column("kecamatan", cells.text, ("kec", "district", "nama kecamatan", "wadmkc"), example="Mlonggo",
           about="Kecamatan, untuk nama desa yang ada di beberapa kecamatan",
           about_en="District, for names that several have"),
    LON, LAT, COORDINATES,
    Column("kind", cells.choice(_KINDS), ("jenis", "jenis tps", "tipe", "jenis wadah"), example="titik",
           about="titik (bak, dump truck) atau kontainer (arm-roll); kosong: titik",
           about_en="stop (bins) or container (arm-roll); empty: stop"),
    Column("stream", cells.choice(readers.STREAMS), ("jenis sampah", "aliran"), example="residu",
           about="residu, organik atau daur ulang; kosong: residu",
           about_en="residue, organic or recyclable; empty: residue"),
    Column("kg_per_day", cells.between(0, MAX_KG_PER_DAY, cells.amount),
           ("kg per hari", "kg/hari", "timbulan", "timbulan kg/hari", "volume kg",
            "volume kg/hari", "berat kg", "kg", "amount kg day"),
           example="120", about="Kilogram sampah per hari; kosong: perkiraan dari penduduk desa",
           about_en="Kilograms a day; empty: an estimate from the village's population"),
    Column("amount_source", cells.text, ("sumber", "sumber data", "sumber jumlah", "source"),
           example="timbangan 2026", about="Dari mana jumlah itu", about_en="Where the amount comes from"),
    Column("confidence", cells.choice(readers.CONFIDENCE), ("keyakinan", "mutu data", "tingkat keyakinan"),
           example="A", about="A (ditimbang), B (catatan) atau C (perkiraan); kosong: B",
           about_en="A (weighed), B (recorded) or C (estimate); empty: B"),
    Column("container_m3", cells.between(1, 30, cells.amount),
           ("volume kontainer", "m3", "kapasitas m3", "volume m3"),
           about="Isi kontainer dalam m3", about_en="Volume of a container, m3"),
    Column("service_min", cells.between(0, MAX_SERVICE_MIN, cells.amount),
           ("menit layanan", "lama menit", "lama layanan"),
           about="Menit yang diperlukan sekali mengangkut", about_en="Minutes that one emptying takes"),
    Column("window_from", cells.clock_time, ("jam mulai", "buka", "jam buka", "mulai"), example="05:00",
           about="Paling pagi truk boleh datang", about_en="Earliest time of a truck"),
    Column("window_to", cells.clock_time, ("jam selesai", "tutup", "jam tutup", "sampai"), example="09:00",
           about="Paling siang truk boleh datang", about_en="Latest time of a truck"),
    Column("times_per_week", readers.times_per_week,
           ("kali per minggu", "frekuensi", "frekuensi per minggu", "ritasi per minggu", "kali/minggu"),
           example="3", about="Berapa kali seminggu diangkut (1-14)", about_en="Emptyings a week (1-14)"),
    Column("weekdays", readers.weekdays, ("hari", "hari angkut", "jadwal", "hari pengangkutan"),
           example="Senin, Rabu, Jumat", about="Hanya pada hari-hari ini; kosong: setiap hari boleh",
           about_en="On these days only; empty: any day"),
    Column("least_gap_days", cells.between(1, 31, cells.whole),
           ("jeda terpendek", "jeda minimal", "jarak hari minimal"), example="2",
           about="Paling sedikit berapa hari antara dua pengangkutan",
           about_en="Least days from one emptying to the next"),
    Column("most_gap_days", cells.between(1, 31, cells.whole),
           ("jeda terpanjang", "jeda maksimal", "jarak hari maksimal"), example="4",
           about="Paling lama berapa hari antara dua pengangkutan",
           about_en="Most days from one emptying to the next"),
    Column("hand_over", cells.text, ("setor ke", "tps serah terima", "serah ke tps"),
           about="Kode atau nama TPS tempat kendaraan desa menyetor sampah titik ini",
           about_en="Hand-over place, by code or name, to which a village vehicle takes its waste"),
    Column("allowed_classes", readers.words, ("kelas kendaraan", "kendaraan yang bisa", "akses", "armada"),
           example="pickup, tossa", about="Kelas kendaraan yang bisa masuk; kosong: semua",
           about_en="Classes of vehicles that get there; empty: all"),
    Column("last_emptied_on", cells.day, ("terakhir diangkut", "terakhir kosong", "tanggal angkut"),
           about="Tanggal terakhir diangkut", about_en="Last day it was emptied"),
    own_text("note", ("catatan", "keterangan", "ket"), "Catatan", "A note"),
)  # fmt: skip


def read(row: Row, context: Context) -> Record | list[Fault]:
    """Return the point that a row means, or what is wrong with it."""
    fill_place(row)
    village, faults = village_of(row, context.gazetteer)
    place_faults = missing_place(row) + coordinate_faults(row, context.gazetteer)
    faults += place_faults
    if village is not None and not place_faults:
        faults += village_faults(row, village)
    faults += ends_faults(row, "window_from", "window_to") + _container_faults(row)
    faults += _often_faults(row) + _future_faults(row, context.today)
    classes, class_faults = _classes(row, context)
    tps, tps_faults = _tps(row, context)
    faults += class_faults + tps_faults
    if faults or village is None:
        return faults
    values = stated(row, _KEPT) | {"village_code": village.code}
    if row.values.get("service_min") is not None:
        values["service_s"] = round(row.values["service_min"] * 60)
    if classes:
        values["allowed_classes"] = classes
    if tps is not None:
        values["tps_id"] = tps
    return Record(
        row.number,
        str(row.values.get("code")),
        values | _amount(row),
        (row.values["lon"], row.values["lat"]) if row.values.get("lon") is not None else None,
        {"population": village.population},
    )


def _amount(row: Row) -> dict[str, Any]:
    kept = stated(row, {"amount_source": "source", "confidence": "confidence"})
    if row.values.get("kg_per_day") is None:
        return kept
    return {"confidence": "B"} | kept


def _container_faults(row: Row) -> list[Fault]:
    if row.values.get("container_m3") is None or row.values.get("kind") != "stop":
        return []
    return [row.fault("container_m3", "no_container", "hanya untuk jenis kontainer")]


def _future_faults(row: Row, today: date) -> list[Fault]:
    emptied = row.values.get("last_emptied_on")
    if emptied is None or emptied <= today:
        return []
    return [row.fault("last_emptied_on", "in_the_future", f"sesudah hari ini ({today.isoformat()})")]


def _often_faults(row: Row) -> list[Fault]:
    """Return why no week can keep a rhythm, in the words of the records."""
    values = {name: row.values.get(name) for name in rhythm.FIELDS}
    return [
        replace(
            row.fault(fault.field, fault.rule.replace("-", "_"), fault.message_id), hint_en=fault.message_en
        )
        for fault in rhythm.faults(values)
    ]


def _tps(row: Row, context: Context) -> tuple[int | None, list[Fault]]:
    if row.values.get("hand_over") is None:
        return None, []
    if row.values.get("kind") == "container":
        return None, [
            row.fault("hand_over", "handed_container", "kontainer diangkut arm-roll, bukan kendaraan desa")
        ]
    try:
        return context.tps(row.values["hand_over"]), []
    except CellError as error:
        return None, [row.broken("hand_over", error)]


def _classes(row: Row, context: Context) -> tuple[list[str], list[Fault]]:
    try:
        found = [context.class_code(word) for word in row.values.get("allowed_classes") or ()]
    except CellError as error:
        return [], [row.broken("allowed_classes", error)]
    return sorted(set(found)), []


class Points(OneRow):
    """Where points are kept; amounts that nobody states are shared out of the village's waste."""

    entity = "collection_point"

    def __init__(self, session: Session, records: Sequence[Record], origin: Origin) -> None:
        self._session = session
        self._origin = origin
        self._sharers = Counter(
            record.values["village_code"] for record in records if "amount_kg_day" not in record.values
        )
        self._dms = set(session.scalars(_dms_on(origin.options.today)))
        self._figures: Figures = load_figures(session)

    def known(self) -> Mapping[str, models.CollectionPoint]:
        """Return the real points by code."""
        real = select(models.CollectionPoint).where(models.CollectionPoint.sample.is_(False))
        return {entry.code: entry for entry in self._session.scalars(real)}

    def fresh(self, record: Record) -> models.CollectionPoint:
        """Return a new point, its amount and times estimated where the file says nothing."""
        values, figures = dict(record.values), self._figures
        guessed = "amount_kg_day" not in values
        kg_day = self._kg_day(record) if guessed else values.pop("amount_kg_day")
        kind = values.pop("kind", "stop")
        volume = values.pop("container_m3", figures.container_m3)
        source = f"impor {self._origin.file_name}{'; jumlah perkiraan dari penduduk' if guessed else ''}"
        defaults = {
            "stream": "residue",
            "service_s": figures.service_s(kind, kg_day),
            "source": source,
            "confidence": "C",
            "weekdays": [],
            "allowed_classes": [],
        }
        return models.CollectionPoint(
            **(defaults | values),
            code=record.key,
            geom=point(*record.place) if record.place else None,
            kind=kind,
            amount_kg_day=kg_day,
            container_m3=volume if kind == "container" else None,
            sample=False,
            valid_from=self._origin.options.today,
            valid_to=None,
        )

    def changes(self, stored: models.CollectionPoint, record: Record) -> dict[str, Any]:
        """Return what differs; with anything else, the file becomes the source."""
        changes = differing(stored, record)
        if changes.get("kind") == "container" and stored.container_m3 is None:
            changes.setdefault("container_m3", self._figures.container_m3)
        if changes.get("kind") == "stop" and stored.container_m3 is not None:
            changes["container_m3"] = None
        if changes and "source" not in record.values:
            changes |= new_source(stored, f"impor {self._origin.file_name}")
        return changes

    def _kg_day(self, record: Record) -> float:
        code = record.values["village_code"]
        village_kg = self._figures.village_kg_day(record.more["population"], dms=code in self._dms)
        return village_kg / self._sharers[code]


def _dms_on(day: date) -> Any:  # noqa: ANN401 - a typed SQLAlchemy select of one column
    """Return the statement that selects the codes of the villages that are DMS on `day`."""
    status = models.DmsStatus
    valid = (status.valid_from <= day) & (status.valid_to.is_(None) | (status.valid_to > day))
    return select(status.village_code).where(valid)


SPEC: Final = ListSpec("points", "titik", "points", COLUMNS, read, Points, same_place=True, needs_place=True)
