"""Errors of the contract.

ContractError
├── ClockTextError    the text of a stack clock cannot be read
└── UnreadableError   a part of a foreign message cannot be read; it never leaves its decoder
"""


class ContractError(Exception):
    """Root of all errors raised by ``data.contract``."""


class ClockTextError(ContractError):
    """The text of a stack clock cannot be read."""


class UnreadableError(ContractError):
    """A part of a foreign message cannot be read; decoders turn it into a named rejection.

    Parameters
    ----------
    reason
        A name of `data.contract.reasons`.
    detail
        What was found.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
