"""What every fault run must come to, whatever happened in it."""

from ops.faults.account import foreign_account, own_account, settle_account
from ops.services import opened

DRAIN_S = 60.0
ACCOUNTS = []
"""All accounts of this test run, for its closing line."""


def demand_nothing_lost(account):
    """Fail unless everything that was born, or acknowledged, has exactly one row."""
    ACCOUNTS.append(account)
    assert account.lost == 0, account
    assert account.doubled == 0, account
    assert account.unbalanced == [], account
    assert account.born > 0, account


def demand_all_settled(account):
    """Fail unless also every spool is empty, and nothing has more than one fate."""
    demand_nothing_lost(account)
    assert account.spool_left == 0, account
    assert account.born == account.stored + account.quarantined, account


def end_own(theatre):
    """End births of own devices, wait until they are drained, and return the account."""
    ledger = theatre.end_births(DRAIN_S)
    with opened(theatre.database_url) as session:
        account = own_account(session, ledger)
    demand_all_settled(account)
    return account


def end_foreign(theatre):
    """End births of foreign devices, and return the account of what the broker had acknowledged."""
    ledger = theatre.end_births(DRAIN_S)
    with opened(theatre.database_url) as session:
        account = settle_account(lambda: foreign_account(session, ledger), DRAIN_S)
    demand_nothing_lost(account)
    return account


def closing_line():
    """Return the sum of all accounts in one line."""
    born, stored, quarantined, lost, doubled = (
        sum(getattr(account, name) for account in ACCOUNTS)
        for name in ("born", "stored", "quarantined", "lost", "doubled")
    )
    return (
        f"{born:,} fixes born or acknowledged in {len(ACCOUNTS)} runs with faults: {stored:,} stored,"
        f" {quarantined:,} quarantined, {lost} lost, {doubled} doubled"
    )
