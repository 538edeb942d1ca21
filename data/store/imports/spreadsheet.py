"""Reads a sheet of an .xlsx file into rows of text, through openpyxl.

Numbers keep all digits that the file holds (an IMEI typed into a cell is a number there); dates and times are
written as ISO says. Merged cells are read as they look: a heading over two columns belongs to both, a
kecamatan merged over ten rows to each of them.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from data.store.imports.archives import demand_plain_xml, opened
from data.store.imports.errors import UnreadableFileError
from data.store.imports.faults import shown
from data.store.imports.headings import Grid, Line, Merge, named, split
from data.store.imports.table import MAX_ROWS, PLAIN, RawTable, Reading
from data.store.imports.validation import RawRow

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_MAX_COLUMNS: Final = 200
_MAX_MERGES: Final = 20_000
_CHUNK_BYTES: Final = 1 << 20
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_LONGEST_MERGE_BYTES: Final = 200


def read_spreadsheet(path: Path, reading: Reading = PLAIN) -> RawTable:
    """Read one sheet: the named one, else the first that is not empty.

    Raises
    ------
    UnreadableFileError
        The file is missing, too large, empty or no .xlsx file, or has no such sheet.
    """
    with opened(path, ".xlsx") as archive:
        demand_plain_xml(archive, path.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about decoration that it leaves out
        try:
            return _read(path, reading)
        except UnreadableFileError:
            raise
        except (KeyError, IndexError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, OSError,
                SyntaxError) as error:  # fmt: skip
            raise UnreadableFileError(f"{path.name}: bukan berkas .xlsx yang dapat dibaca.") from error


def _read(path: Path, reading: Reading) -> RawTable:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for name in _wanted(book, reading.sheet, path.name):
            sheet: Any = book[name]
            sheet.reset_dimensions()  # what a file says of its size may be wrong
            lines = list(_lines(sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True), path.name))
            if lines or reading.sheet:
                return _table(Grid(lines, tuple(_merges(sheet))), reading)
    finally:
        book.close()
    return RawTable((), ())


def _wanted(book: "Workbook", sheet: str | None, file_name: str) -> Sequence[str]:
    names = [each.title for each in book.worksheets]
    if sheet is None:
        return names
    found = [name for name in names if name.casefold() == sheet.casefold()]
    if not found:
        raise UnreadableFileError(f"{file_name}: tidak ada lembar {sheet!r}; yang ada: {', '.join(names)}.")
    return found


def _lines(rows: Iterator[tuple[Any, ...]], file_name: str) -> Iterator[Line]:
    count = 0
    for number, cells in enumerate(rows, start=1):
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        count += 1
        if count > MAX_ROWS:
            raise UnreadableFileError(f"{file_name}: lebih dari {MAX_ROWS} baris.")
        yield Line(number, texts)


def _table(grid: Grid, reading: Reading) -> RawTable:
    headings, body = split(grid, reading.known)
    rows = (
        RawRow(line.number, named(headings, line.cells))
        for line in body
        if any(cell.strip() for cell in line.cells[: len(headings)])
    )
    return RawTable(tuple(filter(None, headings)), tuple(rows))


def _merges(sheet: Any) -> Iterator[Merge]:  # noqa: ANN401 - openpyxl's reading sheet has no merged cells in its types
    """Give the merged cells of a sheet, which openpyxl leaves out when it reads row by row."""
    end, count = b"", 0
    with sheet._get_source() as part:  # noqa: SLF001 - the only way to the sheet's own XML; the version is pinned
        while chunk := part.read(_CHUNK_BYTES):
            seen = end + chunk
            last = 0
            for match in _MERGE.finditer(seen):
                last, count = match.end(), count + 1
                yield Merge(
                    int(match[2]), _column(match[1]), int(match[4]), _column(match[3])
                )  # fmt: skip
                if count >= _MAX_MERGES:
                    return
            end = seen[max(last, len(seen) - _LONGEST_MERGE_BYTES) :]


def _column(letters: bytes) -> int:
    """Return the number of a column, A = 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _text(value: Any) -> str:  # noqa: ANN401 - a cell holds any of a spreadsheet's types
    """Return a cell as a person writes it: dates as ISO, whole numbers without a comma."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return _number(value)
    return str(value).strip().removeprefix("'")


def _moment(value: datetime) -> str:
    if value.year < 1901:
        return value.time().isoformat()  # a time alone is the first day of the spreadsheet's calendar
    return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    return shown(f"{value:.15g}")
