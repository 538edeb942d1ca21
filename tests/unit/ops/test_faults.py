import random
from collections import Counter

from ops.faults.account import Account, settle_account
from ops.faults.kinds import WITH_RECEIPTS, WITHOUT_RECEIPTS, draw
from ops.faults.theatre import Cast


def names(kinds, count, seed):
    return [name for name, _ in draw(kinds, count, random.Random(seed))]


def test_the_same_seed_brings_the_same_faults():
    assert names(WITH_RECEIPTS, 50, 1) == names(WITH_RECEIPTS, 50, 1)
    assert names(WITH_RECEIPTS, 50, 1) != names(WITH_RECEIPTS, 50, 2)


def test_every_kind_comes_before_any_comes_again():
    drawn = names(WITH_RECEIPTS, 3 * len(WITH_RECEIPTS), 5)
    assert set(drawn[: len(WITH_RECEIPTS)]) == set(WITH_RECEIPTS)
    assert set(Counter(drawn).values()) == {3}


def test_a_broker_that_crashes_is_no_fault_that_foreign_devices_survive():
    assert not {"broker_killed", "broker_emptied", "broker_damaged"} & set(WITHOUT_RECEIPTS)


def test_names_of_a_cast_differ():
    cast = Cast.of(own=20, phones=10, trackers=10)
    assert len({*cast.own, *cast.phones, *cast.trackers}) == 40


def account(lost):
    return Account(
        born=5, stored=5 - lost, quarantined=0, lost=lost, doubled=0, repeats=0, spool_left=0, unbalanced=[]
    )


def test_an_account_is_waited_for_only_while_something_is_missing():
    accounts = [account(2), account(0), account(1)]
    assert settle_account(lambda: accounts.pop(0), within_s=5.0) == account(0)
    assert accounts == [account(1)]


def test_what_stays_missing_is_told_in_the_end():
    assert settle_account(lambda: account(3), within_s=0.0) == account(3)
