"""Errors of backups.

StoreError
└── BackupError            nothing was made, or nothing was restored, and the sentence says why
    └── DamagedBackupError the file is no backup, or not as it was written
"""

from data.store.errors import StoreError


class BackupError(StoreError):
    """Nothing was made, or nothing was restored."""


class DamagedBackupError(BackupError):
    """The file is no backup, or not as it was written."""
