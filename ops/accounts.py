"""Accounts of the broker: who may read and write which topics."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data.contract import topics
from data.store.queries.credentials import mosquitto_hash

INGEST = "ingest"
DROPPED_MESSAGES = "$SYS/broker/publish/messages/dropped"
BROKER_STATE = "$SYS/broker/#"
FOREIGN = ("owntracks/#", "positions", "positions/+", "+/data")
"""What foreign devices and gateways publish on.

Rights are checked against the topic of a message, never against the filter of a subscription: Mosquitto 2.0
grants any subscription and holds back what may not be read. So a shared subscription
(``$share/<group>/<filter>``) needs no right of its own, only the reader's right on the plain topics.
"""


@dataclass(frozen=True)
class Account:
    """A name and password at the broker, with exactly the topics it may use.

    Parameters
    ----------
    name
        User name; a device's is its id, or what it calls itself where it cannot be told another (IMEI).
    reads, writes
        Topic filters; everything else is denied.
    password
        Generated when not given.
    mqtt_hash
        Line of Mosquitto's password file without the name (``$7$…``); given where only the hash is known,
        and then `password` is not used.
    """

    name: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    mqtt_hash: str | None = field(default=None, repr=False)


def device_account(device: str, password: str | None = None) -> Account:
    """Return the account of `device`, which speaks our own format: it speaks and hears only for itself."""
    return _account(
        device,
        reads=(topics.receipt(device), topics.route(device)),
        writes=(topics.fix(device), topics.past(device), topics.event(device)),
        password=password,
    )


def owntracks_account(device: str, password: str | None = None) -> Account:
    """Return the account of a phone with OwnTracks: its own branch, and the commands sent to it."""
    return _account(
        device,
        reads=(f"owntracks/{device}/+/cmd",),
        writes=(f"owntracks/{device}/#",),
        password=password,
    )


def gateway_account(name: str, topic: str, password: str | None = None) -> Account:
    """Return the account of a gateway: it publishes on its one `topic` and hears nothing."""
    return _account(name, reads=(), writes=(topic,), password=password)


def teltonika_account(imei: str, password: str | None = None) -> Account:
    """Return the account of a Teltonika tracker; its name is the IMEI, as in its certificate."""
    return _account(imei, reads=(f"{imei}/commands",), writes=(f"{imei}/data",), password=password)


def ingest_account(password: str | None = None) -> Account:
    """Return the ingester's account: hears every device, answers with receipts and routes."""
    own = (topics.ALL_FIX, topics.ALL_PAST, topics.ALL_EVENT, topics.route("+"))
    return _account(
        INGEST,
        reads=(*own, *FOREIGN, BROKER_STATE),
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


def password_text(accounts: Iterable[Account]) -> str:
    """Return Mosquitto's password file; no password stands in it in the clear."""
    return "".join(f"{account.name}:{account.mqtt_hash or _own_hash(account)}\n" for account in accounts)


def _own_hash(account: Account) -> str:
    # The same password gives the same line, so that a file is written and the broker told only for a change.
    # A salt may be derived: it is no secret, and the passwords are random.
    salt = hashlib.sha256(f"{account.name}:{account.password}".encode()).digest()[:12]
    return mosquitto_hash(account.password, salt=salt)


def _account(name: str, *, reads: tuple[str, ...], writes: tuple[str, ...], password: str | None) -> Account:
    if password is None:
        return Account(name, reads, writes)
    return Account(name, reads, writes, password)
