"""Who serves which slot: a rule that every ingester follows by itself, so that nobody needs to lead.

Who holds least takes a free slot; who holds two more than another gives one back. So nobody ever holds more
than slots / ingesters, rounded up, and after a change the slots come to rest in a few moves.

A slot whose holder has died is left alone for a grace: it may only have lost the database for a moment, and
its lanes may still be at the broker. One that its holder gave back, or that is new, is free at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from data.store.queries.slots import Slot, View


@dataclass(frozen=True, slots=True)
class Move:
    """One slot to take or to give back now; None: nothing of the kind."""

    take: int | None = None
    give: int | None = None


@dataclass(slots=True)
class Chooser:
    """Follows the rule for one ingester, on one connection to the database.

    Parameters
    ----------
    grace_s
        How long the slot of a dead ingester is left alone, seconds.
    fresh
        True until the first choice: who comes when nobody else lives takes what lies there without a grace.
    """

    grace_s: float
    fresh: bool = True
    _known: frozenset[int] | None = None
    _holders: dict[int, int] = field(default_factory=dict)
    _free_since_s: dict[int, float] = field(default_factory=dict)

    def choose(self, view: View, now_s: float) -> Move:
        """Return our next move; `now_s` is monotonic.

        One move at a time: the next look tells what the others have done meanwhile.
        """
        self._remember(view.slots, now_s)
        alone = view.members <= {view.me}
        mine = view.held_by(view.me)
        least = min((len(view.held_by(member)) for member in view.members), default=0)
        free = [slot.number for slot in view.slots if slot.holder is None]
        # What is free already goes to who holds least: giving more would only bring it back to us.
        move = Move(give=mine[-1]) if len(mine) >= least + 2 + len(free) else Move()
        if len(mine) <= least:
            move = Move(take=self._first_ready(free, view, now_s, at_once=alone and self.fresh))
        self.fresh = self.fresh and move.take is not None
        return move

    def _remember(self, slots: Sequence[Slot], now_s: float) -> None:
        known, self._known = self._known, frozenset(slot.number for slot in slots)
        for slot in slots:
            if slot.holder is not None:
                self._holders[slot.number] = slot.holder
                self._free_since_s.pop(slot.number, None)
            elif slot.number not in self._free_since_s:
                is_new = known is not None and slot.number not in known
                self._free_since_s[slot.number] = now_s - self.grace_s if is_new else now_s

    def _first_ready(self, free: Iterable[int], view: View, now_s: float, *, at_once: bool) -> int | None:
        for number in free:
            given_back = self._holders.get(number) in view.members
            if at_once or given_back or now_s - self._free_since_s[number] >= self.grace_s:
                return number
        return None
