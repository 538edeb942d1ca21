"""The rows of a file that could not be imported, as a CSV to mend and import again."""

import csv
import io
import re
from collections import defaultdict
from typing import Final, Protocol

from data.store.imports.faults import Fault
from data.store.imports.model import WHOLE_FILE
from data.store.imports.table import RawTable

_FORMULA: Final = re.compile(r"[=@\t\r]|[+-](?![\d.,])")
_MORE: Final = ("baris", "kesalahan", "error")


class Faulty(Protocol):
    """A file that was read, and what is wrong with its rows."""

    @property
    def table(self) -> RawTable:
        """Its rows as they are."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """By row."""


def rejected_csv(prepared: Faulty) -> str:
    """Return the bad rows as they were, each with its row and what is wrong; nothing but a head when none is.

    No cell can be taken for a formula.
    """
    by_row: dict[int, list[Fault]] = defaultdict(list)
    for fault in prepared.faults:
        if fault.rule not in WHOLE_FILE:
            by_row[fault.row].append(fault)
    out = io.StringIO()
    writer = csv.writer(out)
    headings = tuple(dict.fromkeys(heading for heading in prepared.table.headings if heading))
    writer.writerow((*headings, *_MORE))
    for row in prepared.table.rows:
        faults = by_row.get(row.number)
        if faults:
            cells = [harmless(row.cells.get(heading, "")) for heading in headings]
            writer.writerow((*cells, row.number, _said(faults), _said(faults, english=True)))
    return out.getvalue()


def _said(faults: list[Fault], *, english: bool = False) -> str:
    return "; ".join(f"{fault.column}: {fault.english if english else fault.hint}" for fault in faults)


def harmless(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay as they are."""
    return f"'{value}" if _FORMULA.match(value) else value
