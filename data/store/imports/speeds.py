"""Imports a speed set from CSV: every row is checked, and all are stored or none."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from data.store.imports import cells
from data.store.imports.errors import RowsRefusedError
from data.store.imports.faults import CellError, Fault
from data.store.imports.files import read_table
from data.store.imports.validation import Column, Row, check
from data.store.queries import closures, speeds
from data.store.queries.speeds import EVERY_DAY, NewSpeed, NewSpeedSet, SpeedSetRow

SLOWEST_KMH: Final = 1.0
FASTEST_KMH: Final = 120.0
_DAYS: Final = re.compile(r"[1-7](?:-[1-7])?(?:[ ,]*[1-7](?:-[1-7])?)*")
_SPAN: Final = re.compile(r"([1-7])(?:-([1-7]))?")
_ID: Final = re.compile(r"\d{1,18}")


def load_speeds(
    session: Session, path: Path, new: NewSpeedSet, *, account: str, now: datetime
) -> SpeedSetRow:
    """Load a speed set, not yet in use; the caller commits.

    Parameters
    ----------
    path
        CSV: ``osm_way, from_node, to_node, kmh, from_time, to_time, weekdays, class``; the nodes, weekdays
        and class may be left out.
    account, now
        Who loads it, and the stack time.

    Returns
    -------
    The set, with the number of ways that the network in use does not have.

    Raises
    ------
    UnreadableFileError
        When the file is no table.
    RowsRefusedError
        When a row has a fault; it lists all of them, and nothing is stored.
    """
    table = read_table(path)
    checked = check(table.headings, table.rows, columns(sorted(closures.class_codes(session))))
    faults = [*checked.faults, *(fault for row in checked.rows for fault in _half_piece(row))]
    if faults:
        raise RowsRefusedError(tuple(sorted(faults)), len(table.rows))
    return speeds.load(session, new, [_speed(row) for row in checked.rows], by=account, at=now)


def columns(classes: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of a speed set; `classes` are the codes of the vehicle classes."""
    known: Mapping[str, str] = {code: code for code in classes}
    return (
        Column("osm_way", _osm_id, aliases=("way",), required=True),
        Column("from_node", _osm_id),
        Column("to_node", _osm_id),
        Column("kmh", cells.between(SLOWEST_KMH, FASTEST_KMH, cells.amount), required=True),
        Column("from_time", cells.clock_time, required=True),
        Column("to_time", cells.clock_time, required=True),
        Column("weekdays", weekdays),
        Column("class", cells.choice(known)),
    )


def weekdays(cell: str) -> int:
    """Return days as bits, bit 0 Monday, of a text such as ``1-5`` or ``6,7`` (1 is Monday)."""
    if not _DAYS.fullmatch(cell):
        raise CellError("not_weekdays", "bukan hari, misalnya 1-5 atau 6,7 (1 = Senin)")
    bits = 0
    for first, last in _SPAN.findall(cell):
        for day in range(int(first), int(last or first) + 1):
            bits |= 1 << (day - 1)
    if not bits:
        raise CellError("not_weekdays", "hari pertama sesudah hari terakhir")
    return bits


def _osm_id(cell: str) -> int:
    if not _ID.fullmatch(cell) or int(cell) == 0:
        raise CellError("not_an_osm_id", "bukan nomor OpenStreetMap")
    return int(cell)


def _half_piece(row: Row) -> list[Fault]:
    missing = [name for name in ("from_node", "to_node") if not row.texts.get(name)]
    if len(missing) != 1:
        return []
    return [row.fault(missing[0], "half_piece", "isi kedua simpul, atau kosongkan keduanya")]


def _speed(row: Row) -> NewSpeed:
    value = row.values
    return NewSpeed(
        way=value["osm_way"],
        kmh=value["kmh"],
        from_time=value["from_time"],
        to_time=value["to_time"],
        from_node=value.get("from_node"),
        to_node=value.get("to_node"),
        weekdays=value.get("weekdays") or EVERY_DAY,
        class_code=value.get("class"),
    )
