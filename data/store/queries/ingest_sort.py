"""What a batch holds, and the pure sorting of it: new, known already, or refused.

No SQL here; `ingest_batch` asks the database and writes what this file decides.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from data.contract.fix import Fix
from data.contract.messages import EventMessage

type Identity = tuple[str, int, int]
type Boot = tuple[str, int]
type Recall = Callable[[Sequence[Identity]], Mapping[Identity, list[object]]]

NO_DEVICE = ""
CONFLICT = ("identity_conflict",)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came: the raw bytes are kept when any part of it is refused."""

    topic: str
    payload: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class NewFix:
    """A plausible fix; `flags` name doubts."""

    fix: Fix
    arrival: Arrival
    flags: tuple[str, ...] = ()

    @property
    def key(self) -> Identity:
        """Return the identity."""
        return self.fix.device, self.fix.boot, self.fix.seq


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event of a device; `event_time` is aware UTC."""

    message: EventMessage
    event_time: datetime
    arrival: Arrival

    @property
    def key(self) -> Identity:
        """Return the identity."""
        return self.message.device, self.message.boot, self.message.seq


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is not believed, and why; without boot and seq when none could be read."""

    arrival: Arrival
    reasons: tuple[str, ...]
    detail: str
    device: str | None = None
    boot: int | None = None
    seq: int | None = None

    @property
    def key(self) -> Identity | None:
        """Return the identity, or None when it could not be read."""
        if self.device is None or self.boot is None or self.seq is None:
            return None
        return self.device, self.boot, self.seq


type Item = NewFix | NewEvent | Refusal


@dataclass(frozen=True, slots=True)
class Batch:
    """Screened messages, in order of arrival within each kind."""

    fixes: Sequence[NewFix] = ()
    events: Sequence[NewEvent] = ()
    refusals: Sequence[Refusal] = ()

    def items(self) -> Iterable[Item]:
        """Yield everything in the batch."""
        yield from self.fixes
        yield from self.events
        yield from self.refusals

    def identities(self) -> list[Identity]:
        """Return every identity that could be read."""
        return [key for item in self.items() if (key := item.key) is not None]

    def received_at(self) -> datetime | None:
        """Return when the batch was received, on the stack clock; None when it is empty."""
        return max((item.arrival.received_at for item in self.items()), default=None)


@dataclass(slots=True)
class Tally:
    """Counts of one device; accepted + duplicates + quarantined = received."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0

    @property
    def received(self) -> int:
        """Return how many fixes, events and unreadable messages came."""
        return self.accepted + self.duplicates + self.quarantined


@dataclass(slots=True)
class Sorted:
    """A sorted batch: what to insert, what to settle, what to count."""

    fixes: list[NewFix] = field(default_factory=list)
    events: list[NewEvent] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    fresh: dict[Boot, list[int]] = field(default_factory=dict)
    settled: dict[Boot, list[int]] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)

    def reason_counts(self) -> dict[str, int]:
        """Return how often each reason of refusal occurs."""
        return dict(Counter(reason for refusal in self.refusals for reason in refusal.reasons))

    def add(self, item: Item) -> None:
        """Take `item` in as new."""
        match item:
            case NewFix():
                self.fixes.append(item)
            case NewEvent():
                self.events.append(item)
            case Refusal():
                self.refusals.append(item)
        tally = self._tally(item)
        if isinstance(item, Refusal):
            tally.quarantined += 1
        else:
            tally.accepted += 1

    def add_duplicate(self, item: Item) -> None:
        """Count `item` as one that is known already."""
        self._tally(item).duplicates += 1

    def settle(self, key: Identity, *, fresh: bool) -> None:
        """Note that `key` need not be sent again."""
        device, boot, seq = key
        self.settled.setdefault((device, boot), []).append(seq)
        if fresh:
            self.fresh.setdefault((device, boot), []).append(seq)

    def _tally(self, item: Item) -> Tally:
        device = item.device if isinstance(item, Refusal) else item.key[0]
        return self.tallies.setdefault(device or NO_DEVICE, Tally())


def sort_batch(
    batch: Batch, *, known: frozenset[str], held: Mapping[Boot, set[int]], recall: Recall
) -> Sorted:
    """Sort `batch` into new, known already, and refused.

    Parameters
    ----------
    batch
        Screened messages.
    known
        Devices that are registered and open; others are refused.
    held
        (device, boot) -> sequence numbers of this batch that were settled before it.
    recall
        Returns what is stored under identities; asked only when something came again.
    """
    done = Sorted()
    first: dict[Identity, Item] = {}
    again: list[tuple[Identity, Item]] = []
    for item in (_admit(item, known) for item in batch.items()):
        key = item.key
        if key is None:
            done.add(item)
        elif key in first or key[2] in held.get(key[:2], ()):
            again.append((key, item))
        else:
            first[key] = item
            done.add(item)
            done.settle(key, fresh=True)
    _sort_repeats(done, again, first, recall)
    return done


def _sort_repeats(
    done: Sorted, again: list[tuple[Identity, Item]], first: dict[Identity, Item], recall: Recall
) -> None:
    asked = list(dict.fromkeys(key for key, _ in again if key not in first))
    stored = {key: list(contents) for key, contents in recall(asked).items()} if asked else {}
    for key, item in again:
        contents = stored.setdefault(key, [content_of(first[key])] if key in first else [])
        if _repeats(item, contents):
            done.add_duplicate(item)
        else:
            conflict = _conflict(item)
            contents.append(content_of(conflict))
            done.add(conflict)
        done.settle(key, fresh=False)


def content_of(item: Item) -> object:
    """Return what two messages of one identity must share to count as the same."""
    match item:
        case NewFix():
            return item.fix
        case NewEvent():
            return msgspec.to_builtins(item.message)
        case Refusal():
            return item.reasons, item.arrival.payload if item.reasons == CONFLICT else None


def _repeats(item: Item, contents: list[object]) -> bool:
    """Tell whether `item` says what is stored already.

    Nothing under a settled identity means that its history has been thinned out. A refusal alone covers what
    has become plausible since: a fix "in the future" that was sent again later.
    """
    if not contents or content_of(item) in contents:
        return True
    if isinstance(item, Refusal):
        return False
    only_refused = all(isinstance(content, tuple) for content in contents)
    return only_refused or content_of(_conflict(item)) in contents


def _conflict(item: Item) -> Refusal:
    if isinstance(item, Refusal):
        return item
    detail = "the same identity came before with other content"
    return Refusal(item.arrival, CONFLICT, detail, *item.key)


def _admit(item: Item, known: frozenset[str]) -> Item:
    if isinstance(item, Refusal) or item.key[0] in known:
        return item
    return Refusal(item.arrival, ("unknown_device",), f"no open device {item.key[0]}", *item.key)


def by_boot(identities: Iterable[Identity]) -> dict[Boot, list[int]]:
    """Gather sequence numbers by (device, boot)."""
    gathered: dict[Boot, list[int]] = {}
    for device, boot, seq in identities:
        gathered.setdefault((device, boot), []).append(seq)
    return gathered


def as_ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return whole numbers as sorted ranges, both ends included."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges
