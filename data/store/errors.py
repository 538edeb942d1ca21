"""Errors of the store.

StoreError
├── NotFoundError      nothing is stored under that key
├── ConflictError      what is asked contradicts what is stored
├── DatabaseUnavailableError  the database cannot be reached or refuses the sign-in
├── ImportRefusedError rows of an import break rules (data.store.imports)
└── RoadsError         a road snapshot cannot be activated (data.store.roads)
"""


class StoreError(Exception):
    """Root of all errors raised by ``data.store``."""


class NotFoundError(StoreError):
    """Nothing is stored under that key."""


class ConflictError(StoreError):
    """What is asked contradicts what is stored."""


class DatabaseUnavailableError(StoreError):
    """The database cannot be reached or refuses the sign-in."""


class ImportRefusedError(StoreError):
    """Rows of an import break rules."""


class RoadsError(StoreError):
    """A road snapshot cannot be activated."""
