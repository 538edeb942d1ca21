"""Accounts of the broker: who may read and write which topics."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data.contract import topics

INGEST = "ingest"
DROPPED_MESSAGES = "$SYS/broker/publish/messages/dropped"


@dataclass(frozen=True)
class Account:
    """A name and password at the broker, with exactly the topics it may use.

    Parameters
    ----------
    name
        User name; a device's is its id.
    reads, writes
        Topic filters; everything else is denied.
    password
        Generated when not given.
    """

    name: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)


def device_account(device: str, password: str | None = None) -> Account:
    """Return the account of `device`: it speaks and hears only for itself."""
    return _account(
        device,
        reads=(topics.receipt(device), topics.route(device)),
        writes=(topics.fix(device), topics.past(device), topics.event(device)),
        password=password,
    )


def ingest_account(password: str | None = None) -> Account:
    """Return the ingester's account: hears every device, answers with receipts and routes."""
    return _account(
        INGEST,
        reads=(topics.ALL_FIX, topics.ALL_PAST, topics.ALL_EVENT, topics.route("+"), DROPPED_MESSAGES),
        writes=(topics.receipt("+"), topics.route("+")),
        password=password,
    )


def fleet_accounts(devices: Iterable[str], passwords: Mapping[str, str] | None = None) -> list[Account]:
    """Return the ingester's account and one per device, with the `passwords` already given out."""
    known = passwords or {}
    return [
        ingest_account(known.get(INGEST)),
        *(device_account(device, known.get(device)) for device in sorted(set(devices))),
    ]


def acl_text(accounts: Iterable[Account]) -> str:
    """Return Mosquitto's ACL file.

    Each account's topics are written out: a `pattern` line would hold for every account, the
    ingester's included.
    """
    blocks = []
    for account in accounts:
        reads = [f"topic read {topic}" for topic in account.reads]
        writes = [f"topic write {topic}" for topic in account.writes]
        blocks.append("\n".join([f"user {account.name}", *reads, *writes, ""]))
    return "\n".join(blocks)


def _account(name: str, *, reads: tuple[str, ...], writes: tuple[str, ...], password: str | None) -> Account:
    if password is None:
        return Account(name, reads, writes)
    return Account(name, reads, writes, password)
