"""Reads a timetable: file to rows, rows to halts, halts to what each truck does on each day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from data.contract.calendar import OperatingCalendar
from data.store.errors import ImportRefusedError
from data.store.imports.archives import demand_plain_xml, opened
from data.store.imports.errors import RowsRefusedError
from data.store.imports.faults import HEADER_ROW, Fault
from data.store.imports.files import read_table
from data.store.imports.model import WHOLE_FILE
from data.store.imports.table import RawTable, Reading
from data.store.imports.timetable.building import TimetableJson, build
from data.store.imports.timetable.columns import COLUMNS, missing
from data.store.imports.timetable.horizon import MOST_DAYS, Horizon, date_of
from data.store.imports.timetable.known import load_known
from data.store.imports.timetable.rows import Entry, RowReader, is_total
from data.store.imports.validation import Checked, Row, check, plain

SHEET: Final = "Jadwal"
_KNOWN: Final = frozenset(plain(word) for column in COLUMNS for word in (column.name, *column.aliases))
_BOOK: Final = "xl/workbook.xml"
_SUFFIXES: Final = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class TimetableFile:
    """A timetable, read and checked.

    Attributes
    ----------
    timetable
        ISO day -> vehicle -> [kind, code] in order; of rows without a fault only.
    entries
        Rows without a fault.
    faults
        By row; with any, nothing is taken over unless the person wants the good rows alone.
    horizon
        The days it was laid on.
    carried
        Rows whose empty day or truck is the one above.
    left_out
        Points in use that the timetable never names.
    """

    table: RawTable
    timetable: TimetableJson
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    horizon: Horizon
    carried: int
    left_out: tuple[str, ...]

    @property
    def shift_days(self) -> int:
        """By how many days the dates of the file were moved."""
        return self.horizon.shift

    @property
    def counts(self) -> dict[str, int]:
        """How many rows, points, vehicles and days it has."""
        turns = [halts for vehicles in self.timetable.values() for halts in vehicles.values()]
        return {
            "rows": len(self.entries),
            "points": len({code for halts in turns for kind, code in halts if kind == "collect"}),
            "vehicles": len({name for vehicles in self.timetable.values() for name in vehicles}),
            "days": len(self.timetable),
        }

    def demand_good(self, *, reject: bool) -> None:
        """Refuse a timetable with faults, or one of which nothing is left.

        Raises
        ------
        RowsRefusedError
            With all faults; with `reject` only when no row is good.
        """
        if self.faults and (not reject or not self.timetable or _whole(self.faults)):
            raise RowsRefusedError(self.faults, len(self.table.rows))
        if not self.timetable:
            raise ImportRefusedError("Jadwal tidak berisi satu pengangkutan pun. (It collects nothing.)")


def read_timetable(
    session: Session, path: Path, horizon: Horizon, calendar: OperatingCalendar, sheet: str | None = None
) -> TimetableFile:
    """Read a file and check every row; nothing is stored.

    Raises
    ------
    UnreadableFileError
        The file is no table.
    ImportRefusedError
        It is no list of rows, or the store has no villages yet.
    """
    table = _table(path, sheet)
    checked = check(table.headings, table.rows, COLUMNS)
    whole = [*missing(checked), *(fault for fault in checked.faults if fault.rule in WHOLE_FILE)]
    if whole:
        return TimetableFile(table, {}, (), tuple(sorted(set(whole))), horizon, 0, ())
    rows, carried = _carried_down([row for row in checked.rows if not is_total(row)])
    too_long = _span_fault(rows)
    if too_long is not None:
        return TimetableFile(table, {}, (), (too_long,), horizon, 0, ())
    moved = horizon.moved_for(_written(rows))
    known = load_known(session, calendar, moved)
    if known.gazetteer.empty:
        raise ImportRefusedError("Basis data belum berisi desa; jalankan dulu: siangsa db seed")
    entries, faults = _entries(rows, checked, RowReader(known, moved))
    _, between = build(entries)
    bad = {fault.row for fault in between}
    good = tuple(entry for entry in entries if entry.row.number not in bad)
    timetable, _ = build(good)
    named = {code for entry in entries for kind, code in entry.halts if kind == "collect"}
    left_out = tuple(code for code in known.points if code not in named)
    return TimetableFile(table, timetable, good, tuple(sorted({*faults, *between})), moved, carried, left_out)


def _table(path: Path, sheet: str | None) -> RawTable:
    if not path.name.casefold().endswith(_SUFFIXES):
        raise ImportRefusedError(
            f"{path.name}: jadwal dibaca dari .xlsx atau .csv (read from .xlsx or .csv)."
        )
    wanted = sheet or _own_sheet(path)
    return read_table(path, Reading(known=_KNOWN, sheet=wanted))


def _own_sheet(path: Path) -> str | None:
    """Return the sheet in which our own workbooks keep the rows; None where there is none of that name."""
    if not path.name.casefold().endswith((".xlsx", ".xlsm")):
        return None
    with opened(path, ".xlsx") as archive:
        demand_plain_xml(archive, path.name)
        try:
            book = archive.read(_BOOK).decode("utf-8", "replace")
        except KeyError:
            return None  # what it is then, the reader says
    return SHEET if f'name="{SHEET}"' in book else None


def _entries(
    rows: Sequence[Row], checked: Checked, reader: RowReader
) -> tuple[tuple[Entry, ...], list[Fault]]:
    broken = {fault.row for fault in checked.faults}
    faults = [fault for fault in checked.faults if fault.row != HEADER_ROW]
    told = {(fault.row, fault.column) for fault in faults}
    entries = []
    for row in rows:
        entry, found = reader.read(row)
        faults += [fault for fault in found if (fault.row, fault.column) not in told]
        if entry is not None and row.number not in broken:
            entries.append(entry)
    return tuple(entries), faults


def _carried_down(rows: Sequence[Row]) -> tuple[list[Row], int]:
    """Say day and truck of the row above where a cell is empty, as people write lists by hand.

    A truck is carried only within its day: on a new day nobody knows which one is meant.
    """
    result: list[Row] = []
    count = 0
    day: dict[str, str] = {}
    vehicle: dict[str, str] = {}
    for row in rows:
        own_day = {name: row.values[name] for name in ("day", "date") if row.values.get(name)}
        own_vehicle = {name: row.values[name] for name in ("vehicle", "plate") if row.values.get(name)}
        if own_day and own_day != day:
            vehicle = {}
        carried = {**(day if not own_day else {}), **(vehicle if not own_vehicle else {})}
        day, vehicle = own_day or day, own_vehicle or vehicle
        count += bool(carried)
        result.append(replace(row, values={**row.values, **carried}))
    return result, count


def _written(rows: Iterable[Row]) -> Iterable[date]:
    for row in rows:
        for name in ("date", "day"):
            found = date_of(row.values[name]) if row.values.get(name) else None
            if found is not None:
                yield found


def _span_fault(rows: Sequence[Row]) -> Fault | None:
    """Return that the dates of a file span more days than a plan can have."""
    found = sorted(set(_written(rows)))
    if not found or (found[-1] - found[0]).days < MOST_DAYS:
        return None
    days = (found[-1] - found[0]).days + 1
    return Fault(
        HEADER_ROW,
        "date",
        "too_many_days",
        f"{found[0]} - {found[-1]}",
        f"tanggal di berkas mencakup {days} hari; rencana paling panjang {MOST_DAYS}: pisahkan berkasnya",
        (),
        f"the dates span {days} days; a plan has at most {MOST_DAYS}: split the file",
    )


def _whole(faults: Iterable[Fault]) -> bool:
    return any(fault.rule in WHOLE_FILE | {"too_many_days"} for fault in faults)
