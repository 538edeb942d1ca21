"""Declares the columns of a list and gathers every fault of a file before anything is stored."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data.store.imports.cells import BROKEN_FORMULAS
from data.store.imports.faults import HEADER_ROW, CellError, Fault, shown

_TOTALS = re.compile(
    r"(?:grand\s*|sub\s*)?total\b.*|jumlah(?:\s+(?:total|keseluruhan|seluruhnya|semua).*)?", re.IGNORECASE
)


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
    about, about_en
        What it is, for the templates and the pages that ask for it.
    example
        A cell as one writes it.
    """

    name: str
    read: Callable[[str], Any]
    aliases: tuple[str, ...] = ()
    required: bool = False
    unique: bool = False
    about: str = ""
    about_en: str = ""
    example: str = ""


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
    values: dict[str, Any]
    texts: Mapping[str, str]

    def fault(self, column: str, rule: str, hint: str, value: str | None = None) -> Fault:
        """Return a fault of this row; `value` is the cell's text unless given."""
        written = self.texts.get(column, "") if value is None else value
        return Fault(self.number, column, rule, shown(written), hint)

    def broken(self, column: str, error: CellError, value: str | None = None) -> Fault:
        """Return what `error` says as a fault of this row."""
        fault = self.fault(column, error.rule, error.hint, value)
        return replace(fault, suggestions=error.suggestions, hint_en=error.hint_en)


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
    claimed
        Heading to the name of the column that it is taken for.
    skipped
        Numbers of rows that are no entries: totals, and what stands below them.
    """

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    unused: tuple[str, ...]
    claimed: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[int, ...] = ()


def check(
    headings: Sequence[str],
    raw: Iterable[RawRow],
    columns: Sequence[Column],
    mapping: Mapping[str, str] | None = None,
) -> Checked:
    """Read every cell by the declared columns and gather all faults.

    `mapping` says for headings which column they are, before any alias does; an empty name: none of them.
    Rows without a cell in any column are left out, and so are totals.
    """
    claimed, faults = _claim(headings, columns, mapping or {})
    rows = []
    entries, skipped = _without_totals(list(raw), claimed)
    for entry in entries:
        row, row_faults = _read_row(entry, claimed)
        rows.append(row)
        faults.extend((*entry.faults, *row_faults))
    faults.extend(_duplicates(rows, columns))
    unused = tuple(heading for heading in headings if heading not in claimed)
    names = {heading: column.name for heading, column in claimed.items()}
    return Checked(tuple(rows), tuple(sorted(faults)), unused, names, skipped)


def plain(heading: str) -> str:
    """Return a heading without case, spaces, dashes and underscores, as headings are compared."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


def _claim(
    headings: Sequence[str], columns: Sequence[Column], mapping: Mapping[str, str]
) -> tuple[dict[str, Column], list[Fault]]:
    by_word = {plain(word): column for column in columns for word in (column.name, *column.aliases)}
    by_name = {column.name: column for column in columns}
    told = {plain(heading): by_name.get(name) for heading, name in mapping.items()}
    named = {column.name for column in told.values() if column is not None}
    claimed: dict[str, Column] = {}
    faults = []
    for heading in dict.fromkeys(headings):
        known = plain(heading)
        column = told[known] if known in told else by_word.get(known)
        if column is None or (column.name in named and known not in told):
            continue
        if column in claimed.values() or list(headings).count(heading) > 1:
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


def _without_totals(
    raw: Sequence[RawRow], claimed: Mapping[str, Column]
) -> tuple[list[RawRow], tuple[int, ...]]:
    """Return the rows that are entries, and the numbers of those that add them up or stand below the sums."""
    keys = [heading for heading, column in claimed.items() if column.unique]
    entries: list[RawRow] = []
    skipped: list[int] = []
    for row in raw:
        key = " ".join(row.cells.get(heading, "").strip() for heading in keys)
        totals = any(_TOTALS.fullmatch(cell.strip()) for cell in row.cells.values())
        if keys and (not key or _TOTALS.fullmatch(key)) and (totals or skipped):
            skipped.append(row.number)
        elif row.faults or not claimed or any(row.cells.get(heading, "").strip() for heading in claimed):
            entries.append(row)
    return entries, tuple(skipped)


def _read_row(raw: RawRow, claimed: Mapping[str, Column]) -> tuple[Row, list[Fault]]:
    values: dict[str, Any] = {}
    texts: dict[str, str] = {}
    faults = []
    known_bad = {fault.column for fault in raw.faults}
    for heading, column in claimed.items():
        cell = raw.cells.get(heading, "").strip().removeprefix("'")
        texts[column.name] = cell
        values[column.name] = None
        if column.name in known_bad:
            continue
        try:
            values[column.name] = _read_cell(cell, column)
        except CellError as error:
            value = shown(cell)
            faults.append(
                Fault(
                    raw.number, column.name, error.rule, value, error.hint, error.suggestions, error.hint_en
                )
            )
    return Row(raw.number, values, texts), faults


def _read_cell(cell: str, column: Column) -> Any:  # noqa: ANN401 - each column reads its own type
    if cell.casefold() in BROKEN_FORMULAS:
        raise CellError("spreadsheet_error", "rumus di sel ini rusak; isi nilainya")
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
