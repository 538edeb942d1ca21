"""What is wrong with a cell, told so that a person can mend it."""

from dataclasses import dataclass

_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One broken rule.

    Attributes
    ----------
    row
        Line of a CSV file (the header is 1) or number of a GeoJSON feature (the first is 1).
    column
        Name of the column as in the template.
    rule
        Stable code of the rule, for tests and programs.
    value
        What stands there, cut to 60 characters.
    hint
        The rule in plain Bahasa and, where known, what to write instead.
    """

    row: int
    column: str
    rule: str
    value: str
    hint: str

    def sentence(self) -> str:
        """Return the fault as one line."""
        return f"baris {self.row}, kolom {self.column}: {self.hint} [{self.rule}], tertulis: {self.value!r}"


class CellError(ValueError):
    """A cell breaks a rule; the validator adds row and column."""

    def __init__(self, rule: str, hint: str) -> None:
        super().__init__(hint)
        self.rule = rule
        self.hint = hint


def shown(value: str) -> str:
    """Return `value` cut to what fits a line."""
    return value if len(value) <= _SHOWN_CHARACTERS else value[: _SHOWN_CHARACTERS - 1] + "…"
