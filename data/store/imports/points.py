"""Imports collection points: the office's list of TPS and containers."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from data.store.errors import ImportRefusedError
from data.store.imports import cells
from data.store.imports.errors import RowsRefusedError
from data.store.imports.faults import CellError, Fault
from data.store.imports.files import read_table
from data.store.imports.gazetteer import Gazetteer, Place, load_gazetteer
from data.store.imports.location import coordinate_faults, village_faults, village_of
from data.store.imports.model import ImportOptions, ImportReport, PointRow
from data.store.imports.points_store import store_points
from data.store.imports.validation import Column, Row, check

SAMPLE_PREFIX: Final = "CTH-"
MAX_KG_PER_DAY: Final = 50_000.0
MAX_SERVICE_MIN: Final = 120.0

_KINDS = {"stop": "stop", "titik": "stop", "tps": "stop", "container": "container", "kontainer": "container"}


def _own_code(cell: str) -> str:
    value = cells.code(cell)
    if value.upper().startswith(SAMPLE_PREFIX):
        raise CellError("reserved_code", f"kode {SAMPLE_PREFIX}… dipakai untuk titik contoh")
    return value


COLUMNS: Final = (
    Column("code", _own_code, ("kode", "kode tps", "id"), required=True, unique=True),
    Column("name", cells.text, ("nama", "nama tps", "titik"), required=True),
    Column("village_code", cells.text, ("kode desa", "kode kelurahan")),
    Column("village", cells.text, ("desa", "kelurahan", "desa/kelurahan", "nama desa")),
    Column("kecamatan", cells.text, ("kec", "district", "nama kecamatan")),
    Column("lon", cells.coordinate, ("longitude", "bujur", "x", "long", "lng"), required=True),
    Column("lat", cells.coordinate, ("latitude", "lintang", "y"), required=True),
    Column("kind", cells.choice(_KINDS), ("jenis",)),
    Column("kg_per_day", cells.between(0, MAX_KG_PER_DAY, cells.amount), ("kg per hari", "kg/hari")),
    Column("container_m3", cells.between(1, 30, cells.amount), ("volume kontainer", "m3")),
    Column("service_min", cells.between(0, MAX_SERVICE_MIN, cells.amount), ("menit layanan", "lama menit")),
    Column("window_from", cells.clock_time, ("jam mulai", "buka")),
    Column("window_to", cells.clock_time, ("jam selesai", "tutup")),
    Column("last_emptied_on", cells.day, ("terakhir diangkut", "terakhir kosong")),
)


def import_points(session: Session, path: Path, options: ImportOptions) -> ImportReport:
    """Import all points of a file or none; commits nothing.

    A point whose code is already stored is updated; what the file leaves empty keeps its stored value.
    Amounts that nobody states are estimated from the village's population (confidence C).

    Raises
    ------
    UnreadableFileError
        When the file is no CSV or GeoJSON.
    ImportRefusedError
        When the store has no villages yet.
    RowsRefusedError
        With every fault of the file; nothing was written.
    """
    table = read_table(path)
    checked = check(table.headings, table.rows, COLUMNS)
    gazetteer = load_gazetteer(session)
    if gazetteer.empty:
        raise ImportRefusedError("Basis data belum berisi desa; jalankan dulu: siangsa db seed")
    points, faults = _resolve(checked.rows, gazetteer, options.today)
    faults = sorted((*checked.faults, *faults))
    if faults:
        raise RowsRefusedError(tuple(faults), len(table.rows))
    stored = store_points(session, points, path.name, options)
    return ImportReport(rows=len(points), unused=checked.unused, stored=not options.dry_run, **stored)


def _resolve(
    rows: tuple[Row, ...], gazetteer: Gazetteer, today: date
) -> tuple[tuple[PointRow, ...], list[Fault]]:
    points: list[PointRow] = []
    faults: list[Fault] = []
    for row in rows:
        village, row_faults = village_of(row, gazetteer)
        place_faults = coordinate_faults(row, gazetteer)
        row_faults += place_faults
        if village is not None and not place_faults:
            row_faults += village_faults(row, village)
        row_faults += _window_faults(row) + _container_faults(row) + _future_faults(row, today)
        faults += row_faults
        if village is not None and not row_faults and _complete(row):
            points.append(_point(row, village))
    return tuple(points), faults + _same_place_faults(rows)


def _complete(row: Row) -> bool:
    return all(row.values.get(column.name) is not None for column in COLUMNS if column.required)


def _window_faults(row: Row) -> list[Fault]:
    start, end = row.values.get("window_from"), row.values.get("window_to")
    if start is None or end is None or start < end:
        return []
    return [row.fault("window_to", "window_ends_before_start", f"harus sesudah {start:%H:%M}")]


def _container_faults(row: Row) -> list[Fault]:
    if row.values.get("container_m3") is None or row.values.get("kind") != "stop":
        return []
    return [row.fault("container_m3", "no_container", "hanya untuk jenis kontainer")]


def _future_faults(row: Row, today: date) -> list[Fault]:
    emptied = row.values.get("last_emptied_on")
    if emptied is None or emptied <= today:
        return []
    return [row.fault("last_emptied_on", "in_the_future", f"sesudah hari ini ({today.isoformat()})")]


def _same_place_faults(rows: tuple[Row, ...]) -> list[Fault]:
    """Two rows at the very same place are one point written twice."""
    first: dict[tuple[float, float], int] = {}
    faults = []
    for row in rows:
        lon, lat = row.values.get("lon"), row.values.get("lat")
        if lon is None or lat is None:
            continue
        number = first.setdefault((round(lon, 6), round(lat, 6)), row.number)
        if number != row.number:
            written = f"{row.texts['lon']} / {row.texts['lat']}"
            faults.append(row.fault("lon", "same_place", f"sama persis dengan baris {number}", written))
    return faults


def _point(row: Row, village: Place) -> PointRow:
    values: dict[str, Any] = dict(row.values)
    minutes = values.get("service_min")
    return PointRow(
        code=values["code"],
        name=values["name"],
        village=village,
        lon=values["lon"],
        lat=values["lat"],
        kind=values.get("kind"),
        kg_per_day=values.get("kg_per_day"),
        container_m3=values.get("container_m3"),
        service_s=None if minutes is None else round(minutes * 60),
        window_from=values.get("window_from"),
        window_to=values.get("window_to"),
        last_emptied_on=values.get("last_emptied_on"),
    )
