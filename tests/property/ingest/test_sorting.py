"""Whatever comes in whatever batches: nothing is lost, nothing doubled, and the counts add up."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.contract.dialects.report import Notice, Speaker
from data.contract.fix import Fix
from data.store.queries.ingest_items import Arrival, Batch, NewFix, NewNotice, Refusal, as_ranges
from data.store.queries.ingest_sort import Registered, content_of, sort_batch

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DEVICES = frozenset({"dt-01", "dt-02"})


def _fix(device, seq, variant):
    fix = Fix(device, 7, seq, NOW + timedelta(seconds=variant), 110.7, -6.6)
    return NewFix(fix, Arrival(f"fleet/{device}/past", f"{device} {seq} {variant}".encode(), NOW))


def _refusal(device, seq, variant):
    arrival = Arrival(f"fleet/{device}/past", f"{device} {seq} {variant}".encode(), NOW)
    return Refusal(arrival, ("zero_position",), "", device, 7, seq)


fixes = st.builds(
    _fix, st.sampled_from(["dt-01", "dt-02", "stranger"]), st.integers(1, 6), st.sampled_from([0, 0, 0, 1])
)
refusals = st.builds(_refusal, st.sampled_from(["dt-01", "stranger"]), st.integers(1, 6), st.just(0))


def _speaker(name, gateway):
    return Speaker("traccar", name, gateway)


def _foreign_fix(name, gateway, seq):
    fix = Fix(name, 0, seq, NOW + timedelta(seconds=seq), 110.7, -6.6)
    return NewFix(fix, Arrival("positions", f"{name} {seq}".encode(), NOW), speaker=_speaker(name, gateway))


def _notice(name, gateway, seq):
    arrival = Arrival("positions", f"notice {name} {seq}".encode(), NOW)
    return NewNotice(Notice("traccar.panic", seq, None, {}), NOW, arrival, 1, _speaker(name, gateway))


def _nonsense(name, gateway, seq):
    arrival = Arrival("positions", f"nonsense {seq}".encode(), NOW)
    return Refusal(arrival, ("schema",), "", part=0, dialect="traccar", speaker=_speaker(name, gateway))


SPEAKERS = {("traccar", "imei-1"): ("gt06-1", "traccar"), ("traccar", "imei-2"): ("gt06-2", "traccar")}
foreign = st.one_of(
    *(
        st.builds(
            make,
            st.sampled_from(["imei-1", "imei-2", "nobody"]),
            st.sampled_from(["traccar", "traccar", "other"]),
            st.integers(1, 4),
        )
        for make in (_foreign_fix, _foreign_fix, _notice, _nonsense)
    )
)
batches = st.lists(
    st.builds(
        Batch,
        st.lists(fixes, max_size=8),
        st.just(()),
        st.lists(refusals, max_size=3),
        st.lists(foreign, max_size=6),
    )
)


class Memory:
    """A store in memory with the answers that the database would give."""

    def __init__(self):
        self.contents = {}
        self.once = set()
        self.received = self.counted = 0
        self.fixes = []

    def take(self, batch):
        held = {
            boot: known
            for boot, numbers in batch.numbers().items()
            if (known := {number for number in numbers if (*boot, number) in self.contents})
        }
        done = sort_batch(
            batch,
            registered=Registered(DEVICES, SPEAKERS),
            held=held,
            recall=lambda keys: {key: list(self.contents.get(key, [])) for key in keys},
        )
        for item in [*done.fixes, *done.refusals]:
            self.contents.setdefault(item.key, []).append(content_of(item))
        stored = done.tell_fixes(self._enter(done.foreign))
        done.tell_notices(self._enter(done.notices))
        done.tell_unnamed(self._enter(done.unnamed))
        self.fixes += [new.fix for new in (*done.fixes, *stored)]
        self.received += len(list(batch.items()))
        self.counted += sum(tally.received for tally in done.tallies.values())
        return done

    def _enter(self, keys):
        new = set(keys) - self.once
        self.once |= new
        return new


@given(batches)
def test_accepted_plus_duplicate_plus_quarantined_is_received(history):
    memory = Memory()
    for batch in history:
        memory.take(batch)
    assert memory.counted == memory.received


@given(batches)
def test_no_identity_is_stored_twice_and_every_identity_is_settled(history):
    memory = Memory()
    for batch in history:
        done = memory.take(batch)
        for boot, numbers in batch.numbers().items():
            assert set(numbers) <= set(done.settled[boot])
    identities = [(fix.device, fix.boot, fix.seq) for fix in memory.fixes]
    assert len(identities) == len(set(identities))
    assert all(fix.device in DEVICES | {"gt06-1", "gt06-2"} for fix in memory.fixes)


@given(batches)
def test_repeating_the_whole_history_changes_nothing(history):
    memory = Memory()
    for batch in history:
        memory.take(batch)
    contents = {key: list(values) for key, values in memory.contents.items()}
    for batch in history:
        done = memory.take(batch)
        assert done.fixes == []
        assert done.entered == set()
        assert done.fresh == {}
    assert memory.contents == contents


@given(st.lists(st.integers(1, 50)))
def test_ranges_hold_exactly_the_numbers_they_were_made_of(numbers):
    ranges = as_ranges(numbers)
    assert sorted(set(numbers)) == [n for first, last in ranges for n in range(first, last + 1)]
    assert all(ranges[i][1] + 1 < ranges[i + 1][0] for i in range(len(ranges) - 1))
