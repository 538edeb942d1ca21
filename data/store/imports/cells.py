"""Readers of single cells; each raises CellError with the rule that was broken."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time

from data.store.imports.faults import CellError

_MAX_TEXT = 200
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_DATE_LOCAL = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


def text(cell: str) -> str:
    """Return the cell with single spaces; refuses control characters and more than 200 characters."""
    plain = " ".join(cell.split())
    if not plain.isprintable():
        raise CellError("unprintable", "berisi karakter yang tidak dapat dicetak")
    if len(plain) > _MAX_TEXT:
        raise CellError("too_long", f"lebih dari {_MAX_TEXT} karakter")
    return plain


def code(cell: str) -> str:
    """Return an office's code: letters, digits, ``. _ / -``, at most 40 characters."""
    if not _CODE.fullmatch(cell):
        raise CellError("not_a_code", "kode hanya boleh huruf, angka dan . _ / - (paling banyak 40)")
    return cell


def coordinate(cell: str) -> float:
    """Return degrees; a decimal comma is accepted."""
    if not _NUMBER.fullmatch(cell):
        raise CellError("not_a_number", "bukan angka derajat desimal, misalnya 110.6681 atau -6.5723")
    return float(cell.replace(",", "."))


def amount(cell: str) -> float:
    """Return a number >= 0; a decimal comma is accepted, ``1.250`` and ``1,250`` are ambiguous."""
    if not _NUMBER.fullmatch(cell):
        raise CellError("not_a_number", "bukan angka, misalnya 120 atau 120,5")
    if _THOUSANDS.fullmatch(cell):
        raise CellError(
            "ambiguous_number", f"bisa ribuan atau desimal: tulis {re.sub('[.,]', '', cell)} atau {cell}0"
        )
    value = float(cell.replace(",", "."))
    if value < 0:
        raise CellError("negative", "tidak boleh kurang dari 0")
    return value


def day(cell: str) -> date:
    """Return a date written ``2026-11-22`` or ``22/11/2026``."""
    local = _DATE_LOCAL.fullmatch(cell)
    iso = f"{local[3]}-{int(local[2]):02d}-{int(local[1]):02d}" if local else cell
    try:
        return date.fromisoformat(iso)
    except ValueError:
        raise CellError("not_a_date", "bukan tanggal, misalnya 2026-11-22 atau 22/11/2026") from None


def clock_time(cell: str) -> time:
    """Return a local time written ``06:30`` or ``06.30``."""
    try:
        return time.fromisoformat(cell.replace(".", ":").zfill(5))
    except ValueError:
        raise CellError("not_a_time", "bukan jam, misalnya 06:30") from None


def between(low: float, high: float, read: Callable[[str], float]) -> Callable[[str], float]:
    """Return a reader that refuses numbers outside `low` to `high`."""

    def parse(cell: str) -> float:
        value = read(cell)
        if not low <= value <= high:
            raise CellError("out_of_range", f"harus antara {low:g} dan {high:g}")
        return value

    return parse


def choice(words: Mapping[str, str]) -> Callable[[str], str]:
    """Return a reader of one of the given words, in any case, mapped to the store's word."""

    def parse(cell: str) -> str:
        try:
            return words[cell.casefold()]
        except KeyError:
            raise CellError("not_a_choice", f"harus salah satu dari: {', '.join(words)}") from None

    return parse
