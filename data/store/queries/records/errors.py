"""What is told of a record that cannot be changed like this.

StoreError
├── FaultyError   fields break rules; all of them are named at once
├── StaleError    the record was changed since it was read
└── StateError    the record is not in a state that allows this; its rule is a stable code
"""

from collections.abc import Sequence
from dataclasses import dataclass

from data.store.errors import StoreError


@dataclass(frozen=True)
class Fault:
    """A rule that a field breaks, said in Bahasa Indonesia and in English."""

    field: str
    rule: str
    message_id: str
    message_en: str


class FaultyError(StoreError):
    """Fields break rules."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message_en}" for fault in faults))
        self.faults = tuple(faults)


class StaleError(StoreError):
    """The record was changed since it was read."""


class StateError(StoreError):
    """The record is not in a state that allows this.

    Attributes
    ----------
    rule
        Stable code, for programs and tests.
    message_id, message_en
        What is the matter, in Bahasa Indonesia and in English.
    """

    def __init__(self, rule: str, message_id: str, message_en: str) -> None:
        super().__init__(message_en)
        self.rule = rule
        self.message_id = message_id
        self.message_en = message_en
