import pytest

from data.contract.messages import EventMessage, WireFix
from simulators.errors import SpoolError
from simulators.spool import Spool, SpoolCounts


def fix(seq):
    return WireFix(seq=seq, tst=1000.5 + seq, lat=-6.59, lon=110.67, vel=12.3)


def event(seq):
    return EventMessage(v=1, device="dt-01", boot=7, seq=seq, tst=1000.5, event="served", stop=3)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "dt-01.sqlite"


def test_fixes_and_events_share_one_sequence(path):
    with Spool(path) as spool:
        assert [spool.bear(make).seq for make in (fix, event, fix, event)] == [1, 2, 3, 4]
        assert spool.counts() == SpoolCounts(fixes_born=2, events_born=2, parked=0, pending=4)


def test_existing_spool_continues_its_boot_and_sequence(path):
    with Spool(path) as spool:
        boot, first = spool.boot, [spool.bear(fix), spool.bear(event)]
        spool.settle([(1, 1)])
    with Spool(path) as spool:
        assert not spool.is_new
        assert spool.boot == boot
        assert [item.body for item in spool.items.values()] == first[1:]
        assert spool.bear(fix).seq == 3
        assert spool.counts() == SpoolCounts(2, 1, 0, 2)


def test_new_spool_is_a_new_boot_of_63_bits(tmp_path):
    boots = set()
    for name in "abc":
        with Spool(tmp_path / name) as spool:
            boots.add(spool.boot)
    assert len(boots) == 3
    assert all(0 < boot < 2**63 for boot in boots)


def test_what_was_not_committed_was_never_born(path):
    spool = Spool(path)
    spool.bear(fix)
    spool.commit()
    spool.bear(fix)
    spool._db.close()  # killed before the next commit
    with Spool(path) as again:
        assert list(again.items) == [1]
        assert again.bear(event).seq == 2
        assert again.counts() == SpoolCounts(1, 1, 0, 2)


def test_only_the_ranges_of_a_receipt_are_forgotten(path):
    with Spool(path) as spool:
        for _ in range(10):
            spool.bear(fix)
        gone = spool.settle([(2, 3), (9, 2**62), (5, 4)])
        assert [item.seq for item in gone] == [2, 3, 9, 10]
        assert list(spool.items) == [1, 4, 5, 6, 7, 8]


def test_settling_twice_is_settling_once(path):
    with Spool(path) as spool:
        spool.bear(fix)
        assert len(spool.settle([(1, 1), (1, 1)])) == 1
        assert spool.settle([(1, 1)]) == []


def test_parked_stays_parked_and_is_counted(path):
    with Spool(path) as spool:
        spool.bear(fix)
        spool.park(spool.items[1])
    with Spool(path) as spool:
        assert spool.items[1].parked
        assert spool.counts() == SpoolCounts(1, 0, 1, 0)
        assert len(spool.settle([(1, 1)])) == 1


def test_memory_survives(path):
    with Spool(path) as spool:
        spool.remember("vehicle", b"here")
    with Spool(path) as spool:
        assert spool.recall("vehicle") == b"here"
        assert spool.recall("other") is None


def test_second_process_on_the_same_spool_is_refused(path):
    with Spool(path), pytest.raises(SpoolError, match="locked"):
        Spool(path)


def test_damaged_spool_is_told_in_one_sentence(path):
    path.write_bytes(b"this is no database, however long it may be" * 100)
    with pytest.raises(SpoolError, match=r"dt-01\.sqlite cannot be used"):
        Spool(path)
