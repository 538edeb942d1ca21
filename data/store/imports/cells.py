"""Readers of single cells; each raises CellError with the rule that was broken."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Final

from data.store.imports.faults import CellError

_MAX_TEXT: Final = 200
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,20})?")
_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_GROUPED: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:\.\d{3}){2,}(?:,\d+)?|(?:,\d{3}){2,}(?:\.\d+)?)")
_BOTH_SIGNS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3}+,\d+|,\d{3}+\.\d+)")
_UNIT: Final = re.compile(
    r"\s*(?:kg|kg/hari|kg/hr|m3|m³|menit|mnt|m|km2|km²|jiwa|orang|ton/hari|t/hari)$", re.IGNORECASE
)
_DATE_LOCAL: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DATE_WORDS: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})")
_DATE_SERIAL: Final = re.compile(r"[2-7]\d{4}(?:\.0+)?")
_SERIAL_ZERO: Final = date(1899, 12, 30)
_DAY_PART: Final = re.compile(r"0[.,](\d|\d{3,})")
_DAY_PART_OR_TIME: Final = re.compile(r"0[.,](?:25|75)")
_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "jan januari january", "feb februari february pebruari", "mar maret march", "apr april",
            "mei may", "jun juni june", "jul juli july", "agu agt ags agustus aug august",
            "sep sept september", "okt oktober oct october",
            "nov november nopember", "des desember dec december",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
BROKEN_FORMULAS: Final = frozenset({"#ref!", "#n/a", "#value!", "#name?", "#div/0!", "#null!", "#num!"})
YES_NO: Final[Mapping[str, bool]] = {
    "ya": True, "y": True, "yes": True, "true": True, "1": True, "benar": True, "aktif": True, "v": True,
    "tidak": False, "t": False, "tdk": False, "no": False, "n": False, "false": False, "0": False,
    "bukan": False, "salah": False, "tidak aktif": False,
}  # fmt: skip


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


def number(cell: str) -> float:
    """Return a number; a decimal comma is accepted, and thousands where no other reading is possible."""
    plain = cell.replace("\u2212", "-").replace(" ", "")
    if _GROUPED.fullmatch(plain) or _BOTH_SIGNS.fullmatch(plain):
        decimal = max(plain.rfind("."), plain.rfind(","))
        sign = plain[decimal]
        if plain.count(sign) > 1:
            return float(re.sub("[.,]", "", plain))
        return float(re.sub("[.,]", "", plain[:decimal]) + "." + plain[decimal + 1 :])
    if not _NUMBER.fullmatch(plain):
        raise CellError(
            "not_a_number", "bukan angka, misalnya 120 atau 120,5", "no number, for example 120.5"
        )
    return float(plain.replace(",", "."))


def amount(cell: str) -> float:
    """Return a number >= 0, its unit dropped; ``1.250`` and ``1,250`` are ambiguous."""
    plain = _UNIT.sub("", cell).strip()
    value = number(plain)
    if _THOUSANDS.fullmatch(plain):
        raise CellError(
            "ambiguous_number", f"bisa ribuan atau desimal: tulis {re.sub('[.,]', '', plain)} atau {plain}0"
        )
    if value < 0:
        raise CellError("negative", "tidak boleh kurang dari 0")
    return value


def whole(cell: str) -> int:
    """Return a whole number >= 0; thousands may be grouped."""
    plain = _UNIT.sub("", cell).strip()
    value = float(re.sub("[.,]", "", plain)) if _THOUSANDS.fullmatch(plain) else amount(plain)
    if not value.is_integer():
        raise CellError("not_a_number", "harus bilangan bulat", "must be a whole number")
    return int(value)


def day(cell: str) -> date:
    """Return a date written ``2026-11-22``, ``22/11/2026``, ``22 Nov 2026`` or as a spreadsheet's serial."""
    plain = cell.removesuffix(" 00:00:00")
    if _DATE_SERIAL.fullmatch(plain):
        return _SERIAL_ZERO + timedelta(days=int(float(plain)))
    try:
        if (local := _DATE_LOCAL.fullmatch(plain)) is not None:
            return date(int(local[3]), int(local[2]), int(local[1]))
        if (words := _DATE_WORDS.fullmatch(plain)) is not None:
            return date(int(words[3]), _MONTHS.get(words[2].casefold(), 0), int(words[1]))
        return date.fromisoformat(plain)
    except ValueError:
        raise CellError("not_a_date", "bukan tanggal, misalnya 2026-11-22 atau 22/11/2026") from None


def clock_time(cell: str) -> time:
    """Return a local time written ``06:30`` or ``06.30``, or as a spreadsheet's part of a day."""
    plain = cell.casefold().removesuffix("wib").strip()
    if _DAY_PART_OR_TIME.fullmatch(plain):
        hint = f"bisa jam atau bagian hari: tulis {_of_day(float(plain.replace(',', '.')))}"
        raise CellError("ambiguous_time", hint)
    if _DAY_PART.fullmatch(plain):
        return _of_day(float(plain.replace(",", ".")))
    try:
        return time.fromisoformat(plain.replace(".", ":").zfill(5))
    except ValueError:
        raise CellError("not_a_time", "bukan jam, misalnya 06:30") from None


def _of_day(part: float) -> time:
    minutes = round(part * 24 * 60) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def between[N: (int, float)](low: float, high: float, read: Callable[[str], N]) -> Callable[[str], N]:
    """Return a reader that refuses numbers outside `low` to `high`."""

    def parse(cell: str) -> N:
        value = read(cell)
        if not low <= value <= high:
            raise CellError(
                "out_of_range",
                f"harus antara {low:g} dan {high:g}",
                f"must lie between {low:g} and {high:g}",
            )
        return value

    return parse


def choice[T](words: Mapping[str, T]) -> Callable[[str], T]:
    """Return a reader of one of the given words, in any case, mapped to what the store means by it."""

    def parse(cell: str) -> T:
        try:
            return words[" ".join(cell.casefold().split())]
        except KeyError:
            known = ", ".join(words)
            raise CellError(
                "not_a_choice", f"harus salah satu dari: {known}", f"must be one of: {known}",
                suggestions=_likely(cell, words),
            ) from None  # fmt: skip

    return parse


def _likely(cell: str, words: Mapping[str, object]) -> tuple[str, ...]:
    from rapidfuzz import process

    found = process.extract(cell.casefold(), list(words), limit=2, score_cutoff=70)
    return tuple(word for word, _, _ in found)


def yes_or_no(cell: str) -> bool:
    """Return what ``ya`` or ``tidak`` means."""
    return choice(YES_NO)(cell)
