"""Errors of the store.

StoreError
├── NotFoundError      nothing is stored under that key
├── ConflictError      what is asked contradicts what is stored
│   └── ChangedError   somebody else has changed it since it was read
├── DatabaseUnavailableError  the database cannot be reached or refuses the sign-in
├── ClosureError       a geometry or time that can close no road; its rule is a stable code
├── ImportRefusedError rows of an import break rules (data.store.imports)
└── RoadsError         a road snapshot cannot be activated (data.store.roads)
"""

from datetime import datetime


class StoreError(Exception):
    """Root of all errors raised by ``data.store``."""


class NotFoundError(StoreError):
    """Nothing is stored under that key."""


class ConflictError(StoreError):
    """What is asked contradicts what is stored."""


class ChangedError(ConflictError):
    """Somebody else has changed what is to be changed since it was read.

    Attributes
    ----------
    version
        The present one.
    by, at
        Who changed it last, and when by stack time.
    """

    def __init__(self, version: int, by: str, at: datetime) -> None:
        self.version = version
        self.by = by
        self.at = at
        super().__init__(f"{by} has changed it since, at {at.isoformat()}: it is version {version} now")


class DatabaseUnavailableError(StoreError):
    """The database cannot be reached or refuses the sign-in."""


class ClosureError(StoreError):
    """A geometry or time that can close no road.

    Attributes
    ----------
    rule
        Stable code, for programs and tests.
    value
        What stands there; empty when the text says it all.
    """

    def __init__(self, rule: str, text: str, value: str = "") -> None:
        self.rule = rule
        self.value = value
        super().__init__(f"{text} ({value})" if value else text)


class ImportRefusedError(StoreError):
    """Rows of an import break rules."""


class RoadsError(StoreError):
    """A road snapshot cannot be activated."""
