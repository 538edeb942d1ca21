"""However ingesters and slots come and go, the shares come to rest and are fair."""

from dataclasses import dataclass, field
from math import ceil

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from data.store.queries.slots import Slot, View
from ingest.slots_share import Chooser

GRACE_S = 5.0
LOOK_S = 0.5


@dataclass
class World:
    """Slots with their locks, and living ingesters; time goes by look by look."""

    now_s: float = 0.0
    holders: dict = field(default_factory=lambda: {1: None})
    choosers: dict = field(default_factory=dict)

    def view(self, me):
        slots = tuple(Slot(number, False, holder) for number, holder in sorted(self.holders.items()))
        return View(slots, frozenset(self.choosers), me)

    def look(self, me):
        move = self.choosers[me].choose(self.view(me), self.now_s)
        if move.give is not None:
            assert self.holders[move.give] == me, "only what is held is given"
            self.holders[move.give] = None
        if move.take is not None and self.holders[move.take] is None:
            self.holders[move.take] = me

    def shares(self):
        held = list(self.holders.values())
        return [held.count(member) for member in self.choosers]


class Sharing(RuleBasedStateMachine):
    """Ingesters come and die, slots are opened and ended, and everybody looks in any order."""

    def __init__(self):
        super().__init__()
        self.world = World()
        self.born = 0

    @rule()
    def come(self):
        if len(self.world.choosers) < 5:
            self.born += 1
            self.world.choosers[self.born] = Chooser(GRACE_S)

    @rule(data=st.data())
    def die(self, data):
        if self.world.choosers:
            dead = data.draw(st.sampled_from(sorted(self.world.choosers)))
            del self.world.choosers[dead]
            for number, holder in self.world.holders.items():
                if holder == dead:
                    self.world.holders[number] = None

    @rule(wanted=st.integers(1, 6))
    def scale(self, wanted):
        self.world.holders = {n: self.world.holders.get(n) for n in range(1, wanted + 1)}

    @rule(data=st.data(), looks=st.integers(1, 5))
    def go_on(self, data, looks):
        for _ in range(looks):
            self.world.now_s += LOOK_S
            for member in data.draw(st.permutations(sorted(self.world.choosers))):
                self.world.look(member)

    @rule()
    def come_to_rest(self):
        if not self.world.choosers:
            return
        for _ in range(40):
            self.world.now_s += LOOK_S
            for member in sorted(self.world.choosers):
                self.world.look(member)
        before = dict(self.world.holders)
        assert None not in before.values(), "every slot is served"
        shares = self.world.shares()
        assert max(shares) <= ceil(len(before) / len(shares))
        assert max(shares) - min(shares) <= 1
        for member in sorted(self.world.choosers):
            self.world.look(member)
        assert self.world.holders == before, "and nobody moves any more"

    @invariant()
    def nobody_dead_holds_anything(self):
        assert set(self.world.holders.values()) <= {None, *self.world.choosers}


test_shares_come_to_rest_and_are_fair = Sharing.TestCase
