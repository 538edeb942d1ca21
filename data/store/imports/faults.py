"""What is wrong with a cell, told so that a person can mend it."""

from dataclasses import dataclass
from typing import Final

from data.store.imports.words import ENGLISH

_SHOWN_CHARACTERS: Final = 60
HEADER_ROW: Final = 1
"""Row of the faults that concern a whole column or the whole file."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One broken rule.

    Attributes
    ----------
    row
        Line of a CSV file or a sheet (the first is 1), or number of a feature (the first is 1).
    column
        Name of the column as in the template.
    rule
        Stable code of the rule, for tests and programs.
    value
        What stands there, cut to 60 characters.
    hint
        The rule in plain Bahasa and, where known, what to write instead.
    suggestions
        What may have been meant, the likeliest first.
    hint_en
        The rule in English; by default what the rule's code stands for.
    """

    row: int
    column: str
    rule: str
    value: str
    hint: str
    suggestions: tuple[str, ...] = ()
    hint_en: str = ""

    def sentence(self) -> str:
        """Return the fault as one line."""
        return f"baris {self.row}, kolom {self.column}: {self.hint} [{self.rule}], tertulis: {self.value!r}"

    @property
    def english(self) -> str:
        """The rule in English."""
        return self.hint_en or ENGLISH.get(self.rule, self.rule.replace("_", " "))


class CellError(ValueError):
    """A cell breaks a rule; the validator adds row and column."""

    def __init__(self, rule: str, hint: str, hint_en: str = "", *, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(hint)
        self.rule = rule
        self.hint = hint
        self.hint_en = hint_en
        self.suggestions = suggestions


def shown(value: str) -> str:
    """Return `value` cut to what fits a line."""
    return value if len(value) <= _SHOWN_CHARACTERS else value[: _SHOWN_CHARACTERS - 1] + "…"
