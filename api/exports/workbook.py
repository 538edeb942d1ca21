"""XLSX: one sheet; texts are stored as texts, so that nothing becomes a formula."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from api.exports.content import Content, without_control

_LONGEST_TEXT: Final = 32_767
_WIDTH: Final = 18


def write(path: Path, content: Content) -> int:
    """Write a list to the sheet named after it; return how many rows.

    A sheet knows no zones: moments are local times of `content.zone`, and their headings say so.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(content.name)
    sheet.freeze_panes = "A2"
    for number in range(len(content.columns)):
        sheet.column_dimensions[get_column_letter(number + 1)].width = _WIDTH
    heads = [WriteOnlyCell(sheet, column.name) for column in content.columns]
    for head in heads:
        head.font = Font(bold=True)
    try:
        sheet.append(heads)
        count = 0
        for row in content.rows:
            sheet.append([_cell(sheet, value, content) for value in row])
            count += 1
    except BaseException:
        sheet.close()
        # its rows wait in a file of their own, which only `save` would take away
        sheet._writer.cleanup()  # noqa: SLF001 - openpyxl offers no other way
        raise
    book.save(path)
    return count


def _cell(sheet: Any, value: object, content: Content) -> object:  # noqa: ANN401 - a sheet of openpyxl
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, datetime):
        return value.astimezone(content.zone).replace(tzinfo=None, microsecond=0)
    if not isinstance(value, str):
        return value
    clean = without_control(value)[:_LONGEST_TEXT]
    if not clean.startswith("="):
        return clean
    # openpyxl takes what begins with = for a formula unless it is told otherwise
    cell = WriteOnlyCell(sheet, clean)
    cell.data_type = "s"
    return cell
