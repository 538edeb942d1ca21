"""The account after the faults: what was born or acknowledged, against what the store holds."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from data.store.queries import conservation
from data.store.queries.ledger import balance_of_boot

POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Account:
    """What became of everything.

    Parameters
    ----------
    born
        Own devices: fixes born. Foreign ones: fixes that the broker acknowledged.
    stored, quarantined
        Of those, what has a row, and what has only a quarantine row.
    lost
        Fixes and events that have neither, and that no spool holds any more.
    doubled
        Rows beyond the first of one identity, over all partitions.
    repeats
        What came again and was recognised.
    spool_left
        What the devices still hold, parked included.
    unbalanced
        Devices of which accepted + duplicates + quarantined is not received.
    """

    born: int
    stored: int
    quarantined: int
    lost: int
    doubled: int
    repeats: int
    spool_left: int
    unbalanced: list[str]


def own_account(session: Session, ledger: Mapping[str, Any]) -> Account:
    """Compare the ledger of own devices with the store."""
    boots = [
        (device, int(boot), counts)
        for device, lives in ledger["devices"].items()
        for boot, counts in lives.items()
    ]
    balances = [
        balance_of_boot(session, device, boot, counts["fixes_born"] + counts["events_born"])
        for device, boot, counts in boots
    ]
    left = sum(counts["pending"] + counts["parked"] for _, _, counts in boots)
    return Account(
        born=sum(counts["fixes_born"] for _, _, counts in boots),
        stored=sum(balance.stored for balance in balances),
        quarantined=sum(balance.quarantined for balance in balances),
        lost=max(0, sum(balance.lost for balance in balances) - left),
        doubled=conservation.doubled(session),
        repeats=conservation.repeats(session),
        spool_left=left,
        unbalanced=conservation.unbalanced(session),
    )


def foreign_account(session: Session, ledger: Mapping[str, Any]) -> Account:
    """Compare what the broker acknowledged to foreign devices with the store."""
    begins = datetime.fromtimestamp(ledger["begins_s"], UTC)
    lost = acknowledged = 0
    for device, book in ledger["devices"].items():
        moments = [
            begins + timedelta(seconds=number)
            for first, last in book["acknowledged"]
            for number in range(first, last + 1)
        ]
        acknowledged += len(moments)
        lost += conservation.missing(session, device, moments)
    return Account(
        born=acknowledged,
        stored=acknowledged - lost,
        quarantined=conservation.refusals(session),
        lost=lost,
        doubled=conservation.doubled(session),
        repeats=conservation.repeats(session),
        spool_left=sum(book["born"] - _length(book["acknowledged"]) for book in ledger["devices"].values()),
        unbalanced=conservation.unbalanced(session),
    )


def settle_account(take: Callable[[], Account], within_s: float) -> Account:
    """Return the first account with nothing lost, or the last one after `within_s` seconds.

    Foreign devices get no receipts: when the broker has everything, the ingester may still be at work.
    """
    ends = time.monotonic() + within_s
    while (account := take()).lost and time.monotonic() < ends:
        time.sleep(POLL_S)
    return account


def _length(ranges: list[list[int]]) -> int:
    return sum(last - first + 1 for first, last in ranges)
