"""Readers of cells that several lists share: days of the week, classes, yes and no, telephone numbers."""

import re
from collections.abc import Mapping
from typing import Final

from data.store.imports import cells
from data.store.imports.faults import CellError

CONFIDENCE: Final[Mapping[str, str]] = {
    "a": "A", "b": "B", "c": "C",
    "timbang": "A", "ditimbang": "A", "ukur": "A", "diukur": "A", "pasti": "A",
    "hitung": "B", "dihitung": "B", "catatan": "B", "sedang": "B",
    "perkiraan": "C", "taksiran": "C", "kira-kira": "C", "estimasi": "C",
}  # fmt: skip
STREAMS: Final[Mapping[str, str]] = {
    "residu": "residue", "residue": "residue", "campur": "residue", "tercampur": "residue",
    "organik": "organic", "organic": "organic",
    "daur ulang": "recyclable", "recyclable": "recyclable", "anorganik": "recyclable", "rosok": "recyclable",
}  # fmt: skip
_DAYS: Final = {
    word: number
    for number, words in enumerate(
        (
            "senin sen monday mon", "selasa sel tuesday tue", "rabu rab wednesday wed",
            "kamis kam thursday thu",
            "jumat jum friday fri", "sabtu sab saturday sat", "minggu min ahad sunday sun",
        )
    )
    for word in words.split()
}  # fmt: skip
_EVERY_DAY: Final = frozenset(
    {"setiap hari", "tiap hari", "harian", "semua", "everyday", "every day", "daily"}
)
_SPAN: Final = re.compile(r"\s*(?:-|\u2013|s\.?\s*/?\s*d\.?|sampai|to)\s*")
_PARTS: Final = re.compile(r"[,;/&+]|\bdan\b|\band\b|\s+")
_TIMES: Final = re.compile(r"(\d{1,2})\s*(?:x|kali)?\s*(?:(?:/|per|se)\s*(?:minggu|mgg|week)|seminggu)?")
_EVERY_OTHER: Final = frozenset({"dua hari sekali", "2 hari sekali", "selang sehari"})
_PHONE: Final = re.compile(r"\+?\d{8,15}")
_SERIAL: Final = re.compile(r"[1-7](?:[,; ]*[1-7])*")


def weekdays(cell: str) -> list[int]:
    """Return days, 0 is Monday, of ``Senin, Kamis``, ``Senin-Jumat``, ``setiap hari`` or ``1,4``."""
    word = " ".join(cell.casefold().replace("'", "").replace("jum at", "jumat").split())
    if word in _EVERY_DAY:
        return list(range(7))
    if _SERIAL.fullmatch(word):
        return sorted({int(digit) - 1 for digit in word if digit.isdigit()})
    days: set[int] = set()
    for part in _PARTS.split(_SPAN.sub("-", word)):
        if part:
            days |= _days_of(part)
    return sorted(days)


def _days_of(part: str) -> set[int]:
    first, _, last = part.partition("-")
    begin, end = _day(first), _day(last or first)
    return {(begin + step) % 7 for step in range((end - begin) % 7 + 1)}


def _day(word: str) -> int:
    if word in {"1", "2", "3", "4", "5", "6", "7"}:
        return int(word) - 1
    try:
        return _DAYS[word]
    except KeyError:
        hint = "bukan hari, misalnya Senin, Kamis atau Senin-Jumat atau 1,4 (1 = Senin)"
        raise CellError("not_weekdays", hint) from None


def times_per_week(cell: str) -> int:
    """Return how often a week: ``3``, ``3x seminggu``, ``setiap hari``."""
    word = " ".join(cell.casefold().split())
    if word in _EVERY_DAY:
        return 7
    if word in _EVERY_OTHER:
        return 3
    found = _TIMES.fullmatch(word)
    if found is None:
        raise CellError(
            "not_a_number", "bukan kali per minggu, misalnya 3", "not times a week, for example 3"
        )
    return cells.between(1, 14, int)(found[1])


def share(cell: str) -> float:
    """Return a share from 0 to 1: ``60 %``, ``0,6``; a bare number above 1 means per cent."""
    word = cell.strip()
    value = cells.between(0, 100, cells.amount)(word.removesuffix("%").strip())
    return value / 100 if word.endswith("%") or value > 1 else value


def words(cell: str) -> tuple[str, ...]:
    """Return the words of a list with commas, semicolons or slashes between."""
    return tuple(part.strip() for part in re.split(r"[,;/+]", cells.text(cell)) if part.strip())


def phone(cell: str) -> str:
    """Return a telephone number in digits, ``+62`` before it: ``0812-3456 789``, ``62812…``, ``812…``."""
    plain = re.sub(r"[\s().-]", "", cell)
    if not _PHONE.fullmatch(plain):
        raise CellError("not_a_phone", "bukan nomor telepon, misalnya 0812-3456-7890")
    if plain.startswith("+"):
        return plain
    digits = plain.removeprefix("62") if plain.startswith("62") else plain.removeprefix("0")
    return f"+62{digits}"


def plate(cell: str) -> str:
    """Return a number plate with single spaces and in capitals: ``K 9501 C``."""
    word = "".join(letter for letter in cells.text(cell).upper() if letter.isalnum())
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,4})([A-Z]{0,3})", word)
    if found is None:
        return cells.text(cell).upper()
    return " ".join(part for part in found.groups() if part)
