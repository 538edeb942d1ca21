"""Empty files to fill in: a CSV with the headings, a workbook with a sheet that explains each column."""

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from data.store.imports.validation import Column

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_DATA: Final = "Data"
_HELP: Final = "Penjelasan"
_ROWS_AS_TEXT: Final = 2_000
_TEXT_COLUMNS: Final = frozenset({"code", "imei", "village_code", "phone", "point"})
_REQUIRED_COLOUR: Final = "FFF2CC"
_WIDTHS: Final = (18, 8, 60, 60, 22, 60)
_HEAD: Final = ("kolom", "wajib", "isi", "what it is", "contoh", "judul lain yang dikenal")


class Listed(Protocol):
    """A list whose columns a file can hold."""

    @property
    def columns(self) -> Sequence[Column]:
        """What it may hold."""

    @property
    def needs_place(self) -> bool:
        """True when no entry can be without coordinates."""


def csv_template(spec: Listed) -> str:
    """Return the headings of a list as a line of CSV."""
    out = io.StringIO()
    csv.writer(out).writerow(column.name for column in spec.columns)
    return out.getvalue()


def xlsx_template(spec: Listed) -> bytes:
    """Return a workbook: an empty sheet with the headings, and one that explains them.

    Codes and numbers of devices are text there, so that no spreadsheet rounds them.
    """
    import openpyxl

    book = openpyxl.Workbook()
    data = book.active
    if data is None:
        data = book.create_sheet()
    _head(data, spec)
    _explain(book.create_sheet(_HELP), spec)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: "Worksheet", spec: Listed) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.title = _DATA
    sheet.freeze_panes = "A2"
    for number, column in enumerate(spec.columns, start=1):
        cell = sheet.cell(1, number, column.name)
        cell.font = Font(bold=True)
        if _is_needed(spec, column):
            cell.fill = PatternFill("solid", fgColor=_REQUIRED_COLOUR)
        sheet.column_dimensions[get_column_letter(number)].width = max(12, len(column.name) + 3)
        if column.name in _TEXT_COLUMNS:
            for row in range(2, _ROWS_AS_TEXT):
                sheet.cell(row, number).number_format = "@"


def _explain(sheet: "Worksheet", spec: Listed) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.append(_HEAD)
    for column in spec.columns:
        needed = "ya" if _is_needed(spec, column) else ""
        others = ", ".join(column.aliases)
        sheet.append((column.name, needed, column.about, column.about_en, column.example, others))
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _is_needed(spec: Listed, column: Column) -> bool:
    return column.required or (spec.needs_place and column.name in {"lon", "lat"})
