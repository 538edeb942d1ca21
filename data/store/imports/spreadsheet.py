"""Reads the first sheet of an .xlsx file into rows of text: a zip of XML, so the standard library does.

Numbers keep all digits that the file holds (an IMEI typed into a cell is a number there). Dates stay the
numbers that they are in the file: the lists read here have none.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from data.store.imports.errors import UnreadableFileError
from data.store.imports.files import MAX_BYTES, MAX_ROWS, RawTable
from data.store.imports.validation import RawRow

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TARGET: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_COLUMN: Final = re.compile(r"([A-Z]{1,3})[0-9]+")

type _Line = tuple[int, dict[int, str]]


def read_spreadsheet(path: Path) -> RawTable:
    """Read the first sheet; its first line that is not empty holds the headings.

    Raises
    ------
    UnreadableFileError
        The file is missing, too large, empty or no .xlsx file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > 4 * MAX_BYTES:
                raise UnreadableFileError(f"{path.name}: berkas terlalu besar.")
            texts = _shared_texts(archive)
            lines = list(_lines(_xml(archive, _first_sheet(archive)), texts))
    except (KeyError, IndexError, ValueError, zipfile.BadZipFile, ET.ParseError) as error:
        raise UnreadableFileError(f"{path.name}: bukan berkas .xlsx yang dapat dibaca.") from error
    except OSError as error:
        raise UnreadableFileError(f"{path}: berkas tidak dapat dibuka ({error.strerror}).") from None
    if len(lines) < 2:
        raise UnreadableFileError(f"{path.name}: berkas tidak berisi satu baris pun.")
    if len(lines) > MAX_ROWS:
        raise UnreadableFileError(f"{path.name}: lebih dari {MAX_ROWS} baris.")
    return _table(lines)


def _table(lines: Sequence[_Line]) -> RawTable:
    (_, first), *rest = lines
    headings = {column: text.strip() for column, text in first.items()}
    rows = (
        RawRow(number, {headings[column]: text for column, text in cells.items() if column in headings})
        for number, cells in rest
    )
    return RawTable(tuple(headings.values()), tuple(rows))


def _first_sheet(archive: zipfile.ZipFile) -> str:
    sheet = _xml(archive, "xl/workbook.xml").find(f"{_MAIN}sheets/{_MAIN}sheet")
    wanted = sheet.get(_RELATION) if sheet is not None else None
    for relation in _xml(archive, "xl/_rels/workbook.xml.rels").iter(_TARGET):
        if relation.get("Id") == wanted:
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(wanted)


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_text(entry) for entry in _xml(archive, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]


def _lines(sheet: ET.Element, texts: Sequence[str]) -> Iterator[_Line]:
    for place, row in enumerate(sheet.iter(f"{_MAIN}row"), start=1):
        cells = {
            _column(cell, number): _cell(cell, texts)
            for number, cell in enumerate(row.iter(f"{_MAIN}c"), start=1)
        }
        if any(text.strip() for text in cells.values()):
            yield int(row.get("r", place)), cells


def _column(cell: ET.Element, place: int) -> int:
    """Return the number of the cell's column, A = 1; writers may leave the reference out."""
    match = _COLUMN.fullmatch(cell.get("r", ""))
    if match is None:
        return place
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _cell(cell: ET.Element, texts: Sequence[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    value = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return texts[int(value)]
    return _number(value) if kind == "n" else value


def _number(value: str) -> str:
    """Return a number as a person writes it: ``3.56307042441013E14`` has 15 digits and no comma."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number) >= Decimal(10) ** 18:
        return value
    return str(int(number)) if number == number.to_integral_value() else f"{number.normalize():f}"


def _text(entry: ET.Element) -> str:
    """Return the text of an entry, runs of different looks joined; the reading aids of East Asia left out."""
    runs = (entry, *entry.iter(f"{_MAIN}is"), *entry.iter(f"{_MAIN}r"))
    return "".join(run.findtext(f"{_MAIN}t") or "" for run in runs)


def _xml(archive: zipfile.ZipFile, name: str) -> ET.Element:
    content = archive.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError(f"{name} declares a document type")  # entities that multiply; no writer makes them
    return ET.fromstring(content)  # noqa: S314 - document types, the way of attack, are refused above
