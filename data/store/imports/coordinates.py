"""Reads coordinates as people write them: decimal comma, degrees and minutes, LS and BT, two in a cell."""

import re
from collections.abc import Iterator
from typing import Final

from data.store.imports import cells
from data.store.imports.faults import CellError

type LonLat = tuple[float, float]

_HINT: Final = "bukan koordinat, misalnya 110.6681, -6,5723 atau 6°34'20\" LS"
_HINT_EN: Final = "no coordinate, for example 110.6681, -6,5723 or 6°34'20\" S"
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2013", "-"),
        **dict.fromkeys("\u00ba\u02da", "\u00b0"),
        **dict.fromkeys("\u2018\u2019\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u2033", '"'),
    }
)
_NEGATIVE: Final = frozenset({"ls", "s", "lintang selatan", "selatan", "bb", "w", "bujur barat", "barat"})
_DIRECTION: Final = (
    r"(?:lintang\s+selatan|lintang\s+utara|bujur\s+timur|bujur\s+barat|selatan|utara|timur|barat"
    r"|ls|lu|bt|bb|s|n|u|e|t|w)\.?"
)
_VALUE: Final = r"\d+(?:[.,]\d+)?"
_ANGLE: Final = re.compile(
    rf"(?P<before>{_DIRECTION})?\s*(?P<sign>[+-])?\s*"
    rf"(?P<degrees>{_VALUE})\s*(?:°|derajat|der|d|:|\s|(?=$|[a-z]))\s*"
    rf"(?:(?P<minutes>{_VALUE})\s*(?:'|menit|:|\s|(?=$|[a-z]))\s*"
    rf"(?:(?P<seconds>{_VALUE})\s*(?:\"|''|detik)?\s*)?)?"
    rf"(?P<after>{_DIRECTION})?"
)
_SEPARATORS: Final = (r"\s*[;/|]\s*", r",\s+", r"\s+", r",")


def degrees(cell: str) -> float:
    """Return degrees, or metres of a projection as they are written; south and west are negative.

    ``6°34'20.5" LS``, ``110 40 5 BT``, ``S 6° 34,5'``, ``-6,5723`` and ``9.279.300`` are understood.
    """
    plain = cell.translate(_SIGNS).strip()
    angle = _ANGLE.fullmatch(plain.casefold())
    if angle is None or not (angle["before"] or angle["after"] or angle["minutes"] or "°" in plain):
        return _number(plain)
    return _in_degrees(angle)


def pair(cell: str) -> LonLat:
    """Return (lon, lat) of two coordinates in one cell, whichever stands first; metres stay as (x, y)."""
    plain = cell.translate(_SIGNS).strip().strip("()")
    for first, second in _halves(plain):
        try:
            one, two = degrees(first), degrees(second)
        except CellError:
            continue
        # a latitude is never beyond 90, and the longitudes of Indonesia always are
        return (two, one) if abs(one) <= 90 < abs(two) else (one, two)
    raise CellError(
        "not_a_number",
        "bukan dua koordinat, misalnya -6.5723, 110.6681",
        "no two coordinates, for example -6.5723, 110.6681",
    )


def _halves(plain: str) -> Iterator[tuple[str, str]]:
    for separator in _SEPARATORS:
        parts = [part for part in re.split(separator, plain) if part]
        if len(parts) == 2:
            yield parts[0], parts[1]


def _number(plain: str) -> float:
    try:
        value = cells.number(plain)
    except CellError:
        raise CellError("not_a_number", _HINT, _HINT_EN) from None
    # 465.848 cannot be degrees: it is metres with a sign between the thousands
    if abs(value) > 180 and re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", plain):
        return float(re.sub("[.,]", "", plain))
    return value


def _in_degrees(angle: re.Match[str]) -> float:
    parts = [float((angle[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")]
    if parts[1] >= 60 or parts[2] >= 60:
        raise CellError(
            "not_a_number", "menit dan detik harus di bawah 60", "minutes and seconds are below 60"
        )
    value = parts[0] + parts[1] / 60 + parts[2] / 3600
    direction = " ".join((angle["before"] or angle["after"] or "").rstrip(".").split())
    return -value if direction in _NEGATIVE or angle["sign"] == "-" else value
