"""Errors of the ingester.

IngestError
├── BrokerAddressError   the broker's URL cannot be read
├── BrokerRefusedError   the broker refused the connection or a subscription
│   └── SignInDeniedError  it does not know us; only another setting can help
├── UnknownClientError   the installed MQTT library does not work as we need it
├── StoreDownError       the database does not answer; what was received waits unacknowledged
│   └── StoreRefusedError  it refuses us as we are; only another setting can help
├── PortTakenError       another program holds the port on which the ingester answers for itself
├── UnhealthyError       somebody asked how the ingester does, and it does not do well
├── NoSuchRefusalError   a refusal was named that quarantine does not hold
└── StalledError         messages wait and nothing moves; the program must be restarted
"""


class IngestError(Exception):
    """Root of all errors raised by ``ingest``."""


class BrokerAddressError(IngestError):
    """The broker's URL cannot be read."""


class BrokerRefusedError(IngestError):
    """The broker refused the connection or a subscription."""


class SignInDeniedError(BrokerRefusedError):
    """The broker does not know us as we are; only another setting can help."""


class UnknownClientError(IngestError):
    """The installed MQTT library does not work as we need it; another version must be installed."""


class StoreDownError(IngestError):
    """The database does not answer; what was received waits unacknowledged."""


class StoreRefusedError(StoreDownError):
    """The database refuses us as we are; only another setting can help."""


def first_line(error: Exception) -> str:
    """Return what `error` says, as one line of at most 300 characters; libpq writes whole paragraphs."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


_REFUSALS = ("authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied")


def refuses_us(error: Exception) -> bool:
    """Tell whether `error` of a connection means wrong settings, not a database that is away for a while.

    libpq gives no code for a failed connection, only the server's words.
    """
    return any(words in str(error) for words in _REFUSALS)


class StalledError(IngestError):
    """Messages wait and nothing moves; the program must be restarted."""


class NoSuchRefusalError(IngestError):
    """A refusal was named that quarantine does not hold."""


class PortTakenError(IngestError):
    """Another program holds the port on which the ingester answers for itself."""


class UnhealthyError(IngestError):
    """Somebody asked how the ingester does, and it does not do well."""
