"""Errors of the ingester.

IngestError
├── BrokerAddressError   the broker's URL cannot be read
├── BrokerRefusedError   the broker refused the connection or a subscription
├── StoreDownError       the database does not answer; what was received waits unacknowledged
└── StalledError         messages wait and nothing moves; the program must be restarted
"""


class IngestError(Exception):
    """Root of all errors raised by ``ingest``."""


class BrokerAddressError(IngestError):
    """The broker's URL cannot be read."""


class BrokerRefusedError(IngestError):
    """The broker refused the connection or a subscription."""


class StoreDownError(IngestError):
    """The database does not answer; what was received waits unacknowledged."""


class StalledError(IngestError):
    """Messages wait and nothing moves; the program must be restarted."""
