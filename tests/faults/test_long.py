"""P1 and P2 at their full size: minutes of faults, a hundred thousand fixes."""

import pytest

from ops.faults.bench import Script, run_foreign, run_own
from tests.support.accounts_of_faults import demand_all_settled, demand_nothing_lost

pytestmark = [pytest.mark.services, pytest.mark.faults_long]


def test_fifty_faults_and_a_hundred_thousand_fixes_with_receipts():
    """Whichever program dies: nothing lost or doubled, spools empty ten seconds after the last fault."""
    ending = run_own(Script(50, devices=20, rate_per_s=50.0, seed=1), throwaway=False)
    demand_all_settled(ending.account)
    assert ending.account.born >= 100_000
    assert ending.account.quarantined == 0
    assert ending.drain_s <= 10.0


def test_thirty_faults_without_receipts():
    """Ingester or database dies: nothing of what the broker acknowledged is lost."""
    ending = run_foreign(Script(30, devices=20, rate_per_s=10.0, seed=1), throwaway=False)
    demand_nothing_lost(ending.account)
    assert ending.account.born >= 10_000
