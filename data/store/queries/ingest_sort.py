"""The pure sorting of a batch: new, known already, or refused.

No SQL here; `ingest_batch` asks the database and writes what this file decides. What came in our own format
is decided here alone, under the lock of its settled numbers. What came from foreign devices, and what cannot
even be read, is kept once by a key of the store, so its fate is told after the insert (`Sorted.tell`).
"""

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

import msgspec
from msgspec.structs import replace

from data.contract.dialects.digest import digest
from data.contract.dialects.report import Speaker
from data.store.queries.ingest_items import (
    NO_DEVICE,
    Batch,
    Boot,
    ForeignItem,
    Identity,
    Item,
    NewEvent,
    NewFix,
    NewNotice,
    Refusal,
)

type Recall = Callable[[Sequence[Identity]], Mapping[Identity, list[object]]]

CONFLICT: Final = ("identity_conflict",)
UNKNOWN_DEVICE: Final = "unknown_device"
NOT_ON_LIST: Final = "not_on_list"


@dataclass(frozen=True, slots=True)
class Registered:
    """Who is known to the store, of all that a batch names.

    Parameters
    ----------
    devices
        Ids of open devices that speak our own format.
    speakers
        (dialect, name) -> id and gateway of the open device of that name.
    """

    devices: frozenset[str] = frozenset()
    speakers: Mapping[tuple[str, str], tuple[str, str | None]] = field(default_factory=dict)

    def find(self, speaker: Speaker) -> tuple[str | None, str]:
        """Return the device that may speak so, and the reason why there is none; one of both is empty."""
        found = self.speakers.get((speaker.dialect, speaker.external_id))
        if found is None:
            return None, UNKNOWN_DEVICE
        device, gateway = found
        return (device, "") if gateway == speaker.gateway else (None, NOT_ON_LIST)


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
    """A sorted batch: what to insert, what to settle, what to count.

    `foreign`, `notices` and `unnamed` hold each key once and are not counted before the store has told which
    were new (`tell_…`); `entered` then holds the `id` of each foreign item that was.
    """

    fixes: list[NewFix] = field(default_factory=list)
    events: list[NewEvent] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    fresh: dict[Boot, list[int]] = field(default_factory=dict)
    settled: dict[Boot, list[int]] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    foreign: dict[Identity, NewFix] = field(default_factory=dict)
    notices: dict[Identity, NewNotice] = field(default_factory=dict)
    unnamed: dict[int, Refusal] = field(default_factory=dict)
    entered: set[int] = field(default_factory=set)

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
        tally = self.tally(device_of(item))
        if isinstance(item, Refusal):
            tally.quarantined += 1
        else:
            tally.accepted += 1

    def settle(self, key: Identity, *, fresh: bool) -> None:
        """Note that `key` need not be sent again; `fresh` when it was not settled before."""
        self.settled.setdefault(key[:2], []).append(key[2])
        if fresh:
            self.fresh.setdefault(key[:2], []).append(key[2])

    def lay_ready(self, item: ForeignItem) -> None:
        """Take `item` for the insert that keeps its key once; a repeat within the batch is a duplicate."""
        if isinstance(item, NewFix):
            is_first = self.foreign.setdefault(item.key, item) is item
        elif isinstance(item, NewNotice):
            is_first = self.notices.setdefault(item.key, item) is item
        else:
            self.lay_unnamed(item)
            return
        if not is_first:
            self.tally(device_of(item)).duplicates += 1

    def lay_unnamed(self, item: Refusal) -> None:
        """Take a refusal without identity, as `lay_ready` does."""
        if self.unnamed.setdefault(refusal_digest(item), item) is not item:
            self.tally(device_of(item)).duplicates += 1

    def tell_fixes(self, stored: AbstractSet[Identity]) -> list[NewFix]:
        """Count the foreign fixes, of which `stored` were new to the store; return those."""
        return [new for key, new in self.foreign.items() if self._is_new(new, is_new=key in stored)]

    def tell_notices(self, stored: AbstractSet[Identity]) -> None:
        """Count the notices, of which `stored` were new to the store."""
        for key, new in self.notices.items():
            self._is_new(new, is_new=key in stored)

    def tell_unnamed(self, stored: AbstractSet[int]) -> None:
        """Count the refusals without identity, of which the digests `stored` were new to the store."""
        for number, refusal in self.unnamed.items():
            if number in stored:
                self.add(refusal)
            else:
                self.tally(device_of(refusal)).duplicates += 1

    def tally(self, device: str) -> Tally:
        """Return the counts of `device`."""
        return self.tallies.setdefault(device, Tally())

    def _is_new(self, new: NewFix | NewNotice, *, is_new: bool) -> bool:
        tally = self.tally(device_of(new))
        if is_new:
            self.entered.add(id(new))
            tally.accepted += 1
        else:
            tally.duplicates += 1
        return is_new


def sort_batch(
    batch: Batch, *, registered: Registered, held: Mapping[Boot, Container[int]], recall: Recall
) -> Sorted:
    """Sort a batch into new, known and refused; every item ends in exactly one place.

    Parameters
    ----------
    batch
        Screened messages.
    registered
        Whose fixes are stored; others are refused.
    held
        (device, boot) -> sequence numbers of this batch that were settled before it; no empty ones.
    recall
        Returns what is stored under identities; asked only when something came again.
    """
    numbers = batch.numbers()
    if not held and not batch.refusals and _is_plain(numbers, registered):
        done = _all_new(batch, numbers)
    else:
        done = _sort_own(batch, registered, held, recall)
    for refusal in batch.refusals:
        if refusal.key is None:
            done.lay_unnamed(_named_refusal(refusal, registered))
    for item in batch.foreign:
        done.lay_ready(resolve(item, registered))
    return done


def _is_plain(numbers: Mapping[Boot, Sequence[int]], registered: Registered) -> bool:
    return all(
        boot[0] in registered.devices and len(set(found)) == len(found) for boot, found in numbers.items()
    )


def _all_new(batch: Batch, numbers: dict[Boot, list[int]]) -> Sorted:
    """Sort a batch in which nothing comes again, the normal case, without looking at single items."""
    done = Sorted(fixes=list(batch.fixes), events=list(batch.events), fresh=numbers, settled=numbers)
    for (device, _), found in numbers.items():
        done.tally(device).accepted += len(found)
    return done


def _sort_own(
    batch: Batch, registered: Registered, held: Mapping[Boot, Container[int]], recall: Recall
) -> Sorted:
    done = Sorted()
    first: dict[Identity, Item] = {}
    again: list[tuple[Identity, Item]] = []
    for item in (admit(item, registered) for item in batch.own()):
        key = item.key
        if key is None:
            continue
        if key in first or key[2] in held.get(key[:2], ()):
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
            done.tally(device_of(item)).duplicates += 1
        else:
            conflict = conflicting(item)
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
    return only_refused or content_of(conflicting(item)) in contents


def conflicting(item: Item) -> Refusal:
    """Return `item` as refused because its identity is known with other content."""
    if isinstance(item, Refusal):
        return item
    detail = "the same identity came before with other content"
    return Refusal(item.arrival, CONFLICT, detail, *item.key, part=item.part)


def admit(item: Item, registered: Registered) -> Item:
    """Return `item`, or its refusal where no open device of ours is meant."""
    if isinstance(item, Refusal):
        return _named_refusal(item, registered)
    device = item.key[0]
    if device in registered.devices:
        return item
    detail = f"no open device {device}"
    return Refusal(item.arrival, (UNKNOWN_DEVICE,), detail, *item.key, part=item.part, external_id=device)


def _named_refusal(item: Refusal, registered: Registered) -> Refusal:
    """Return `item`; where nobody knows its device, as from somebody who waits to be listed."""
    if item.device is None or item.device in registered.devices:
        return item
    return replace(item, reasons=_with_reason(item.reasons, UNKNOWN_DEVICE), external_id=item.device)


def resolve(item: ForeignItem, registered: Registered) -> ForeignItem:
    """Return a foreign item under the id of our device, or as the refusal of a speaker we do not know."""
    if item.speaker is None:
        return item
    device, reason = registered.find(item.speaker)
    if device is None:
        return _strange(item, item.speaker, reason)
    if isinstance(item, NewFix):
        return replace(item, fix=replace(item.fix, device=device))
    return replace(item, device=device)


def _strange(item: ForeignItem, speaker: Speaker, reason: str) -> Refusal:
    told = item.reasons if isinstance(item, Refusal) else ()
    carrier = f" through {speaker.gateway}" if speaker.gateway else ""
    detail = item.detail if isinstance(item, Refusal) else f"{speaker.external_id}{carrier}"
    return Refusal(
        item.arrival,
        _with_reason(told, reason),
        detail,
        part=item.part,
        dialect=speaker.dialect,
        external_id=speaker.external_id,
        speaker=speaker,
    )


def _with_reason(reasons: tuple[str, ...], reason: str) -> tuple[str, ...]:
    return tuple(sorted({*reasons, reason}))


def device_of(item: Item | NewNotice) -> str:
    """Return on whose account `item` is counted; "" when it names no device of ours."""
    if isinstance(item, NewFix):
        return item.fix.device
    if isinstance(item, NewEvent):
        return item.message.device
    return item.device or NO_DEVICE


def refusal_digest(refusal: Refusal) -> int:
    """Return 63 bits that are the same whenever the same part of the same message is refused again.

    The reasons are not part of it: they change while a device is unknown, then known, then read again, and
    the row stays the same.
    """
    arrival = refusal.arrival
    return digest(arrival.topic.encode(errors="replace"), arrival.payload, str(refusal.part).encode())
