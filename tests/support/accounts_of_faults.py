"""What every fault run must come to, whatever happened in it."""

from ops.faults.account import foreign_account, opened, own_account, settle_account

DRAIN_S = 60.0


def demand_nothing_lost(account):
    """Fail unless everything that was born has one row, in the store or in quarantine."""
    assert account.lost == 0, account
    assert account.doubled == 0, account
    assert account.spool_left == 0, account
    assert account.unbalanced == [], account
    assert account.born == account.stored + account.quarantined > 0, account


def end_own(theatre):
    """End births of own devices, wait until they are drained, and return the account."""
    ledger = theatre.end_births(DRAIN_S)
    with opened(theatre.database_url) as session:
        account = own_account(session, ledger)
    demand_nothing_lost(account)
    return account


def end_foreign(theatre):
    """End births of foreign devices, and return the account of what the broker had acknowledged."""
    ledger = theatre.end_births(DRAIN_S)
    with opened(theatre.database_url) as session:
        account = settle_account(lambda: foreign_account(session, ledger), DRAIN_S)
    assert account.lost == 0, account
    assert account.doubled == 0, account
    assert account.unbalanced == [], account
    assert account.born > 0, account
    return account
