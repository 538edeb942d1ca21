"""Errors of an import; their texts are for the office's people, so they are in Bahasa Indonesia.

ImportFailedError
├── UnreadableFileError   the file is missing, too large, or not what its name says
└── RowsRefusedError      faults in rows; carries them all
"""

from data.store.imports.faults import Fault


class ImportFailedError(Exception):
    """Nothing was imported."""


class UnreadableFileError(ImportFailedError):
    """The file cannot be read as a table."""


class RowsRefusedError(ImportFailedError):
    """Rows have faults, so that none was imported.

    Attributes
    ----------
    faults
        Every fault of the file, ordered by row.
    """

    def __init__(self, faults: tuple[Fault, ...], rows_read: int) -> None:
        self.faults = faults
        self.rows_read = rows_read
        bad = len({fault.row for fault in faults})
        super().__init__(
            f"Tidak ada yang diimpor: {bad} dari {rows_read} baris salah ({len(faults)} kesalahan)."
        )
