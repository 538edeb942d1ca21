"""Errors of the reference data.

ReferenceDataError
└── UnknownParameterError   no row of that key in the table of parameters
"""


class ReferenceDataError(Exception):
    """A table of the package is not what its reader promises."""


class UnknownParameterError(ReferenceDataError):
    """No parameter has that key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no parameter is called {key!r}")
