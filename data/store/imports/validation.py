"""Declares the columns of a list and gathers every fault of a file before anything is stored."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.store.imports.faults import CellError, Fault, shown

HEADER_ROW = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Attributes
    ----------
    name
        Name in the template and in faults.
    read
        Turns the cell's text into a value or raises CellError.
    aliases
        Other headings that mean the same, compared without case, spaces and underscores.
    required
        True when an empty cell is a fault.
    unique
        True when no two rows may hold the same value.
    """

    name: str
    read: Callable[[str], Any]
    aliases: tuple[str, ...] = ()
    required: bool = False
    unique: bool = False


@dataclass(frozen=True, slots=True)
class RawRow:
    """The text of one row by the file's own headings; `faults` were found while it was read."""

    number: int
    cells: Mapping[str, str]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row by column name; an empty or faulty cell is None."""

    number: int
    values: Mapping[str, Any]
    texts: Mapping[str, str]

    def fault(self, column: str, rule: str, hint: str, value: str | None = None) -> Fault:
        """Return a fault of this row; `value` is the cell's text unless given."""
        written = self.texts.get(column, "") if value is None else value
        return Fault(self.number, column, rule, shown(written), hint)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file says and what is wrong with it.

    Attributes
    ----------
    rows
        All rows, also those with faults.
    faults
        Ordered by row.
    unused
        Headings that no column claims.
    """

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    unused: tuple[str, ...]


def check(headings: Sequence[str], raw: Iterable[RawRow], columns: Sequence[Column]) -> Checked:
    """Read every cell by the declared columns and gather all faults."""
    claimed, faults = _claim(headings, columns)
    rows = []
    for entry in raw:
        row, row_faults = _read_row(entry, claimed)
        rows.append(row)
        faults.extend((*entry.faults, *row_faults))
    faults.extend(_duplicates(rows, columns))
    unused = tuple(heading for heading in headings if heading not in claimed)
    return Checked(tuple(rows), tuple(sorted(faults)), unused)


def plain(heading: str) -> str:
    """Return a heading without case, spaces, dashes and underscores, as headings are compared."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


def _claim(headings: Sequence[str], columns: Sequence[Column]) -> tuple[dict[str, Column], list[Fault]]:
    by_word = {plain(word): column for column in columns for word in (column.name, *column.aliases)}
    claimed: dict[str, Column] = {}
    faults = []
    for heading in headings:
        column = by_word.get(plain(heading))
        if column is None:
            continue
        if column in claimed.values():
            hint = f"dua kolom berarti {column.name}"
            faults.append(Fault(HEADER_ROW, column.name, "column_twice", shown(heading), hint))
            continue
        claimed[heading] = column
    for column in columns:
        if column.required and column not in claimed.values():
            words = ", ".join((column.name, *column.aliases))
            hint = f"kolom wajib tidak ada (nama yang dikenal: {words})"
            faults.append(Fault(HEADER_ROW, column.name, "missing_column", "", hint))
    return claimed, faults


def _read_row(raw: RawRow, claimed: Mapping[str, Column]) -> tuple[Row, list[Fault]]:
    values: dict[str, Any] = {}
    texts: dict[str, str] = {}
    faults = []
    known_bad = {fault.column for fault in raw.faults}
    for heading, column in claimed.items():
        cell = raw.cells.get(heading, "").strip()
        texts[column.name] = cell
        values[column.name] = None
        if column.name in known_bad:
            continue
        try:
            values[column.name] = _read_cell(cell, column)
        except CellError as error:
            faults.append(Fault(raw.number, column.name, error.rule, shown(cell), error.hint))
    return Row(raw.number, values, texts), faults


def _read_cell(cell: str, column: Column) -> Any:  # noqa: ANN401 - each column reads its own type
    if cell:
        return column.read(cell)
    if column.required:
        raise CellError("empty", "wajib diisi")
    return None


def _duplicates(rows: Sequence[Row], columns: Sequence[Column]) -> list[Fault]:
    faults: list[Fault] = []
    for column in columns:
        if not column.unique:
            continue
        seen: dict[Any, list[Row]] = defaultdict(list)
        for row in rows:
            value = row.values.get(column.name)
            if value is not None:
                seen[value].append(row)
        for first, *others in seen.values():
            hint = f"sudah dipakai di baris {first.number}"
            faults.extend(row.fault(column.name, "duplicate", hint) for row in others)
    return faults
