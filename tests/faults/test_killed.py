"""Every program is killed and frozen in turn while devices send: the short form of `siangsa bench faults`."""

import pytest

from ops.faults.bench import Script, act_foreign, act_own
from ops.faults.kinds import WITH_RECEIPTS, WITHOUT_RECEIPTS
from tests.support.accounts_of_faults import demand_all_settled, demand_nothing_lost

pytestmark = [pytest.mark.services, pytest.mark.slow]

PAUSE_S = (0.3, 0.8)
OWN = {
    name: WITH_RECEIPTS[name]
    for name in (
        "broker_killed",
        "broker_damaged",
        "ingester_killed",
        "ingester_frozen",
        "database_immediate",
        "devices_killed",
    )
}
FOREIGN = {name: WITHOUT_RECEIPTS[name] for name in ("ingester_killed", "ingester_frozen", "database_killed")}


def test_devices_with_receipts_lose_and_double_nothing_whatever_dies(theatre):
    """Broker killed and its file damaged, ingester killed and frozen, database and devices killed."""
    script = Script(len(OWN), devices=6, rate_per_s=20.0, seed=3, pause_s=PAUSE_S)
    ending = act_own(theatre, script, OWN)
    assert set(ending.faults_by_kind) == set(OWN)
    demand_all_settled(ending.account)
    assert ending.account.quarantined == 0
    assert list(theatre.broker_store.parent.glob("*.damaged-*")), "the damaged file was not set aside"


def test_devices_without_receipts_lose_nothing_when_ingester_or_database_die(theatre):
    """What the broker has acknowledged to phones and gateways ends as a row, exactly once."""
    theatre.await_ready()
    script = Script(len(FOREIGN), devices=6, rate_per_s=5.0, seed=3, pause_s=PAUSE_S)
    ending = act_foreign(theatre, script, FOREIGN)
    assert set(ending.faults_by_kind) == set(FOREIGN)
    assert ending.account.born > 20
    demand_nothing_lost(ending.account)
