"""Reads the CSV tables of this package; a wrong cell names its table, row and column."""

import csv
from collections.abc import Callable, Iterator
from importlib.resources import files

from data.reference.errors import ReferenceDataError

_FLAGS = {"yes": True, "no": False}


class Row:
    """One line of a table; every reader of a cell names the cell when it refuses it."""

    def __init__(self, table: str, line: int, cells: dict[str, str]) -> None:
        self._where = f"{table}.csv line {line}"
        self._cells = cells

    def text(self, column: str) -> str:
        """Return the cell, which must not be empty."""
        return self._read(column, _not_empty)

    def optional_text(self, column: str) -> str | None:
        """Return the cell, or None where it is empty."""
        return self._cell(column) or None

    def number(self, column: str) -> float:
        """Return the cell as a float."""
        return self._read(column, float)

    def optional_number(self, column: str) -> float | None:
        """Return the cell as a float, or None where it is empty."""
        return self._read(column, float) if self._cell(column) else None

    def integer(self, column: str) -> int:
        """Return the cell as an integer."""
        return self._read(column, int)

    def optional_integer(self, column: str) -> int | None:
        """Return the cell as an integer, or None where it is empty."""
        return self._read(column, int) if self._cell(column) else None

    def flag(self, column: str) -> bool:
        """Return True for ``yes`` and False for ``no``."""
        return self._read(column, _FLAGS.__getitem__)

    def one_of(self, column: str, allowed: frozenset[str]) -> str:
        """Return the cell, which must be one of `allowed`."""
        value = self.text(column)
        if value not in allowed:
            raise ReferenceDataError(f"{self._where}, {column}: {value!r} is none of {sorted(allowed)}")
        return value

    def _cell(self, column: str) -> str:
        try:
            return self._cells[column]
        except KeyError:
            raise ReferenceDataError(f"{self._where}: no column {column}") from None

    def _read[T](self, column: str, parse: Callable[[str], T]) -> T:
        cell = self._cell(column)
        try:
            return parse(cell)
        except (KeyError, ValueError):
            raise ReferenceDataError(f"{self._where}, {column}: {cell!r} not understood") from None


def rows(table: str) -> Iterator[Row]:
    """Yield the rows of ``tables/<table>.csv`` in file order.

    Raises
    ------
    ReferenceDataError
        By the reader of a cell, when the cell is not what the table promises.
    """
    text = (files(__package__) / "tables" / f"{table}.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines(), strict=True)
    for cells in reader:
        yield Row(table, reader.line_num, cells)


def _not_empty(cell: str) -> str:
    if not cell:
        raise ValueError(cell)
    return cell
