"""Errors of the contract.

ContractError
└── ClockTextError   the text of a stack clock cannot be read
"""


class ContractError(Exception):
    """Root of all errors raised by ``data.contract``."""


class ClockTextError(ContractError):
    """The text of a stack clock cannot be read."""
