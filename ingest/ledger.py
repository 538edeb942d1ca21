"""The ledger as a person reads it."""

from dataclasses import asdict, fields
from datetime import date

import msgspec
import psycopg

from data.contract.calendar import OperatingCalendar
from data.store.address import plain_url
from data.store.queries import ledger_view
from data.store.queries.ledger_view import LedgerLine


def read(database_url: str, calendar: OperatingCalendar, day: date | None) -> list[LedgerLine]:
    """Return every device's account; stored fixes and visits of `day` when one is given.

    Raises
    ------
    psycopg.Error
        When the database does not answer.
    """
    bounds = calendar.bounds(day) if day else None
    with psycopg.connect(plain_url(database_url), connect_timeout=5) as connection:
        return ledger_view.ledger(connection, day, bounds)


def as_json(lines: list[LedgerLine]) -> str:
    """Return the ledger as one JSON array."""
    return msgspec.json.encode([asdict(line) for line in lines]).decode()


def as_table(lines: list[LedgerLine]) -> str:
    """Return the ledger as a table with a line of totals."""
    names = [field.name for field in fields(LedgerLine)]
    rows = [[str(value if value is not None else "-") for value in asdict(line).values()] for line in lines]
    totals = ["total", ""] + [str(sum(getattr(line, name) for line in lines)) for name in names[2:]]
    table = [names, *rows, totals]
    widths = [max(len(row[column]) for row in table) for column in range(len(names))]
    return "\n".join(_aligned(row, widths) for row in table)


def _aligned(row: list[str], widths: list[int]) -> str:
    texts = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
    numbers = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
    return "  ".join([*texts, *numbers]).rstrip()
