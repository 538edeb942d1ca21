"""The workbook to fill in: an empty sheet with the headings of a timetable, and one that explains them."""

from dataclasses import dataclass

from data.store.imports.templates import xlsx_template
from data.store.imports.timetable.columns import COLUMNS
from data.store.imports.validation import Column


@dataclass(frozen=True, slots=True)
class _Timetable:
    """The timetable as a list of columns."""

    columns: tuple[Column, ...] = COLUMNS
    needs_place: bool = False


def workbook() -> bytes:
    """Return the workbook."""
    return xlsx_template(_Timetable())
