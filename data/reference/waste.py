"""How much, how heavy, how fast: figures that the office may change, each with source and confidence."""

from dataclasses import dataclass
from functools import cache

from data.reference._tables import Row, rows
from data.reference.errors import UnknownParameterError

_CONFIDENCES = frozenset({"A", "B", "C"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure to start from.

    Attributes
    ----------
    unit
        Unit of `value`, as shown to people.
    confidence
        A: several sources or official; B: one credible source; C: old, derived or estimated.
    """

    key: str
    value: float
    unit: str
    name: str
    confidence: str
    source: str
    note: str | None


@cache
def parameters() -> tuple[Parameter, ...]:
    """Return all figures in the order of the table."""
    return tuple(_parameter(row) for row in rows("parameters"))


def parameter(key: str) -> Parameter:
    """Return the figure called `key`.

    Raises
    ------
    UnknownParameterError
        When the table has no such key.
    """
    for entry in parameters():
        if entry.key == key:
            return entry
    raise UnknownParameterError(key)


def _parameter(row: Row) -> Parameter:
    return Parameter(
        key=row.text("key"),
        value=row.number("value"),
        unit=row.text("unit"),
        name=row.text("name"),
        confidence=row.one_of("confidence", _CONFIDENCES),
        source=row.text("source"),
        note=row.optional_text("note"),
    )
