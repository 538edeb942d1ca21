"""Reading single values of foreign messages: numbers in strings, -1 for unknown, times in all forms.

What carries the position must be right, or the part is refused (`UnreadableError`). What a dialect says
beside it (`extra`) is taken when it makes sense and left out when not: a strange fuel gauge costs no
position.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeGuard

import msgspec

from data.contract.codec import moment_of
from data.contract.errors import UnreadableError

type Record = Mapping[str, Any]
type Scalar = bool | int | float | str
type Convert = Callable[[Any], Scalar | None]

TEXT_MAX: Final = 200
_NUMERAL: Final = re.compile(r"\s*[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?\s*", re.ASCII)
_YES_NO: Final = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}
_COUNT_MAX: Final = 2**53
_LARGEST: Final = 1e15
_decoder: Final = msgspec.json.Decoder()


def parse_json(payload: bytes) -> Any:  # noqa: ANN401 - any JSON value is the point
    """Return what `payload` says as JSON.

    Raises
    ------
    UnreadableError
        ``empty`` or ``undecodable``.
    """
    if not payload.strip():
        raise UnreadableError("empty", "the payload is empty")
    try:
        return _decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise UnreadableError("undecodable", str(error)[:TEXT_MAX]) from error


def record(value: object, what: str) -> Record:
    """Return `value` as an object of JSON.

    Raises
    ------
    UnreadableError
        ``schema``: it is none.
    """
    if not isinstance(value, dict):
        raise UnreadableError("schema", f"{what} is not an object")
    return value


def number(source: Record, name: str) -> float | None:
    """Return a number, also one written as a string; None when it is absent, null or an empty string.

    Raises
    ------
    UnreadableError
        ``schema``: it is something else, such as a truth value; ``out_of_range``: it is so large that the
        next conversion might make it infinite.
    """
    value = source.get(name)
    if value is None or value == "":
        return None
    found = number_of(value)
    if found is None:
        raise UnreadableError("schema", f"{name} is no number: {str(value)[:50]!r}")
    if not abs(found) <= _LARGEST:
        raise UnreadableError("out_of_range", f"{name}: {found}")
    return found


def needed(source: Record, name: str) -> float:
    """Return a number that must be there.

    Raises
    ------
    UnreadableError
        As `number`; ``schema`` also when it is absent.
    """
    found = number(source, name)
    if found is None:
        raise UnreadableError("schema", f"{name} is missing")
    return found


def known(source: Record, name: str) -> float | None:
    """Return a number that cannot be negative; None for -1 and the like, which mean unknown.

    Raises
    ------
    UnreadableError
        As `number`.
    """
    found = number(source, name)
    return None if found is None or found < 0 else found


def count(source: Record, name: str) -> int | None:
    """Return a whole number, such as satellites; None when it is absent.

    Raises
    ------
    UnreadableError
        As `number`; ``schema`` also for a fraction.
    """
    found = number(source, name)
    if found is None:
        return None
    if found != int(found):
        raise UnreadableError("schema", f"{name} is no whole number: {found}")
    return int(found)


def name_of(source: Record, key: str) -> str:
    """Return by which name a device calls itself; a number counts as its digits.

    Raises
    ------
    UnreadableError
        ``schema``: absent, empty, over 64 characters or with control characters.
    """
    value = source.get(key)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 1 <= len(text) <= 64 or not text.isprintable():
        raise UnreadableError("schema", f"{key} is no name of a device: {str(value)[:50]!r}")
    return text


def moment(value: object) -> datetime:
    """Return a time written as ISO 8601 with its zone, or as Unix milliseconds; rounded to the millisecond.

    Raises
    ------
    UnreadableError
        ``time``: there is no such time, or its zone is not told.
    """
    milliseconds = number_of(value)
    found = _iso(value) if milliseconds is None else seconds_moment(milliseconds / 1000)
    if found is None:
        raise UnreadableError("time", f"no such time, or no zone: {str(value)[:50]!r}")
    return found


def seconds_moment(seconds: float) -> datetime | None:
    """Return Unix seconds as aware UTC; None when there is no such time."""
    return moment_of(seconds) if math.isfinite(seconds) else None


def number_of(value: object) -> float | None:
    """Return a JSON number or a numeral in a string as float; None for everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return float(value) if _NUMERAL.fullmatch(value) else None
    if isinstance(value, int | float):
        return _float(value)
    return None


def extras(source: Record, table: Mapping[str, tuple[str, Convert]]) -> dict[str, Scalar]:
    """Return what `table` (their name -> our name, conversion) finds in `source` and can read."""
    found = {}
    for theirs, (ours, convert) in table.items():
        value = source.get(theirs)
        told = None if value is None else convert(value)
        if told is not None:
            found[ours] = told
    return found


def scaled(factor: float = 1.0, *, lowest: float = 0.0, highest: float = _LARGEST) -> Convert:
    """Return a conversion for `extras`: a number times `factor`, left out beyond `lowest` and `highest`."""

    def convert(value: object) -> float | None:
        found = number_of(value)
        if found is None or not lowest <= found * factor <= highest:
            return None
        return round(found * factor, 6)

    return convert


def whole(value: object) -> int | None:
    """Read a whole number for `extras`."""
    found = number_of(value)
    return int(found) if found is not None and abs(found) <= _COUNT_MAX and found == int(found) else None


def truth(value: object) -> bool | None:
    """Read a truth value for `extras`: true, 1, "1", "true" and their contraries."""
    return _YES_NO.get(value.lower() if isinstance(value, str) else value) if _plain(value) else None


def text(value: object) -> str | None:
    """Read a text for `extras`, cut at 200 characters; empty ones are left out."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)[:TEXT_MAX].strip() or None


def _iso(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return None if found.tzinfo is None else moment_of(found.astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        return None


def _plain(value: object) -> TypeGuard[Scalar]:
    return isinstance(value, bool | int | float | str)


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
