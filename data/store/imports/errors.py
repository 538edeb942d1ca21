"""Errors of an import; their texts are for the office's people, so they are in Bahasa Indonesia.

ImportRefusedError (data.store.errors)
├── UnreadableFileError   the file is missing, too large, or not what its name says
└── RowsRefusedError      faults in rows; carries them all
    └── FeaturesRefusedError   faults in features of GeoJSON
"""

from data.store.errors import ImportRefusedError
from data.store.imports.faults import Fault


class UnreadableFileError(ImportRefusedError):
    """The file cannot be read as a table."""


class RowsRefusedError(ImportRefusedError):
    """Rows have faults, so that none was imported.

    Attributes
    ----------
    faults
        Every fault of the file, ordered by row.
    """

    unit = "baris"

    def __init__(self, faults: tuple[Fault, ...], rows_read: int) -> None:
        self.faults = faults
        self.rows_read = rows_read
        bad = len({fault.row for fault in faults})
        super().__init__(
            f"Tidak ada yang diimpor: {len(faults)} kesalahan di {bad} {self.unit} (dari {rows_read})."
        )

    def sentences(self) -> list[str]:
        """Return one line for each fault."""
        return [fault.sentence() for fault in self.faults]


class FeaturesRefusedError(RowsRefusedError):
    """Features of a GeoJSON file have faults, so that none was imported."""

    unit = "fitur"

    def sentences(self) -> list[str]:
        """Return one line for each fault: feature, property, rule, value."""
        return [
            f"fitur {fault.row}, {fault.column}: {fault.hint} [{fault.rule}], tertulis: {fault.value!r}"
            for fault in self.faults
        ]
