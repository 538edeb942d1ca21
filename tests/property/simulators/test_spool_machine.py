import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from data.contract.messages import EventMessage, WireFix
from simulators.spool import Spool


class SpoolMachine(RuleBasedStateMachine):
    """A spool is a dictionary that survives kills up to its last commit."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "spool.sqlite"
        self.spool = Spool(self.path)
        self.boot = self.spool.boot
        self.model, self.born, self.last = {}, 0, 0
        self.safe = ({}, 0, 0)
        self.sent = {}

    @rule(kind=st.sampled_from(["fix", "event"]), value=st.integers(0, 99))
    def bear(self, kind, value):
        def make(seq):
            if kind == "fix":
                return WireFix(seq=seq, tst=float(value), lat=1.0, lon=2.0)
            return EventMessage(v=1, device="dt-01", boot=self.boot, seq=seq, tst=float(value), event="boot")

        body = self.spool.bear(make)
        self.last += 1
        assert body.seq == self.last
        self.model[body.seq] = body
        self.born += kind == "fix"

    @rule(first=st.integers(1, 60), length=st.integers(0, 20))
    def settle(self, first, length):
        gone = self.spool.settle([(first, first + length)])
        expected = [seq for seq in self.model if first <= seq <= first + length]
        assert [item.seq for item in gone] == expected
        for seq in expected:
            del self.model[seq]

    @rule()
    def commit_and_send(self):
        self.spool.commit()
        self.safe = (dict(self.model), self.born, self.last)
        for seq, body in self.model.items():
            # a number that was ever sent never gets other content
            assert self.sent.setdefault(seq, body) == body

    @rule()
    def kill(self):
        self.spool._db.close()
        model, self.born, self.last = self.safe
        self.model = dict(model)
        self.spool = Spool(self.path)

    @rule()
    def restart(self):
        self.spool.close()
        self.safe = (dict(self.model), self.born, self.last)
        self.spool = Spool(self.path)

    @invariant()
    def holds_what_is_not_settled(self):
        assert {seq: item.body for seq, item in self.spool.items.items()} == self.model
        counts = self.spool.counts()
        assert counts.fixes_born == self.born
        assert counts.pending == len(self.model)
        assert self.spool.boot == self.boot

    def teardown(self):
        self.spool.close()
        self.folder.cleanup()


TestSpool = SpoolMachine.TestCase
TestSpool.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
