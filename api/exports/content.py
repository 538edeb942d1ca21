"""What a file is made of, and how single values are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final, Literal

from data.store.queries.exports import Column

Form = Literal["csv", "xlsx", "geojson", "gpkg"]
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
# what neither a spreadsheet's XML nor a line of CSV can carry
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Content:
    """A list on its way into a file.

    Parameters
    ----------
    name
        Of the list; layers and sheets are named so.
    columns
        Of each row, in order.
    shape
        What lies in the last value of each row beyond the columns, or None: rows hold the columns only.
    rows
        Read once; moments are aware.
    zone
        In which moments are written.
    """

    name: str
    columns: tuple[Column, ...]
    shape: Literal["Point", "MultiLineString"] | None
    rows: Iterator[tuple[Any, ...]]
    zone: tzinfo


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    clean = without_control(text)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def without_control(text: str) -> str:
    """Return a text without the characters that files of text cannot carry."""
    return _CONTROL.sub("", text)


def plain(value: object, zone: tzinfo) -> object:
    """Return a value as JSON has it: times as ISO 8601, moments with the offset of `zone`."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return value.isoformat() if hasattr(value, "isoformat") else value
