"""The pure half of reading quarantine again: what becomes of each row, now that more is known.

A row of our own format was settled when it was refused, so that its device could forget it. Reading it again
therefore asks what is *stored* under its identity, not whether it is settled.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from data.store.queries.ingest_items import (
    NO_DEVICE,
    Arrival,
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
from data.store.queries.ingest_sort import (
    CONFLICT,
    Registered,
    Sorted,
    admit,
    conflicting,
    content_of,
    device_of,
    resolve,
)

type AnyItem = Item | ForeignItem


@dataclass(frozen=True, slots=True)
class Kept:
    """A quarantined row as it is read again; `raw` is that of the whole message."""

    id: int
    received_at: datetime
    topic: str
    device_id: str | None
    boot: int | None
    seq: int | None
    part: int | None
    reasons: Sequence[str]
    raw: bytes

    def arrival(self) -> Arrival:
        """Return the message as it came."""
        return Arrival(self.topic, self.raw, self.received_at)

    def mine(self, items: Sequence[AnyItem]) -> Sequence[AnyItem]:
        """Return which parts of its message the row stands for; all, when it holds the whole message."""
        whole = [item for item in items if isinstance(item, Refusal) and item.part is None]
        if whole:
            return whole[:1]
        if self.part is not None:
            return [item for item in items if item.part == self.part]
        if self.seq is None:
            return list(items)
        return [item for item in items if _number(item) == (self.boot, self.seq)][:1]


def _number(item: AnyItem) -> tuple[int, int] | None:
    key = item.key
    return None if key is None else key[1:]


@dataclass(slots=True)
class Known:
    """What the store says about everything that the rows name."""

    registered: Registered
    held: Mapping[Boot, Container[int]]
    contents: dict[Identity, list[object]]


@dataclass(slots=True)
class Again:
    """Rows on their way: what their parts have become, and what is to be written.

    `open` are rows that stay refused, with what is said of them now.
    """

    done: Sorted = field(default_factory=Sorted)
    stored: set[int] = field(default_factory=set)
    duplicate: set[int] = field(default_factory=set)
    refused: dict[int, list[Refusal]] = field(default_factory=dict)
    awaited: dict[int, list[NewFix | NewNotice]] = field(default_factory=dict)
    open: dict[int, Refusal | None] = field(default_factory=dict)

    def resolutions(self) -> dict[int, str]:
        """Return row -> ``stored`` or ``duplicate``, after the store has told what was new to it."""
        entered = {
            number
            for number, items in self.awaited.items()
            if any(id(item) in self.done.entered for item in items)
        }
        duplicate = self.duplicate | self.awaited.keys()
        return dict.fromkeys(duplicate, "duplicate") | dict.fromkeys(self.stored | entered, "stored")


def as_batch(items: Iterable[AnyItem]) -> Batch:
    """Return items of any kind as the batch that they make."""
    fixes: list[NewFix] = []
    events: list[NewEvent] = []
    refusals: list[Refusal] = []
    foreign: list[ForeignItem] = []
    for item in items:
        if isinstance(item, NewNotice) or (not isinstance(item, NewEvent) and item.speaker is not None):
            foreign.append(item)
        elif isinstance(item, NewEvent):
            events.append(item)
        elif isinstance(item, NewFix):
            fixes.append(item)
        elif isinstance(item, Refusal):
            refusals.append(item)
    return Batch(fixes, events, refusals, foreign)


def sort_again(pairs: Sequence[tuple[Kept, Sequence[AnyItem]]], known: Known) -> Again:
    """Decide what becomes of every row; whether a foreign part was new, the insert tells.

    Parameters
    ----------
    pairs
        Rows, each with the parts of its message that it stands for.
    known
        What the store says; `contents` is extended by what is stored now.
    """
    again = Again()
    for row, items in pairs:
        for item in items:
            _decide(again, row, item, known)
        again.done.tally(row.device_id or NO_DEVICE).quarantined -= 1
        _close(again, row, known)
    return again


def _decide(again: Again, row: Kept, item: AnyItem, known: Known) -> None:
    if isinstance(item, NewNotice) or (not isinstance(item, NewEvent) and item.speaker is not None):
        foreign = resolve(item, known.registered)
        if isinstance(foreign, Refusal):
            again.refused.setdefault(row.id, []).append(foreign)
        else:
            again.done.lay_ready(foreign)
            again.awaited.setdefault(row.id, []).append(foreign)
        return
    own = admit(item, known.registered)
    if isinstance(own, Refusal):
        again.refused.setdefault(row.id, []).append(own)
    else:
        _decide_own(again, row, own, known)


def _decide_own(again: Again, row: Kept, item: NewFix | NewEvent, known: Known) -> None:
    key = item.key
    contents = known.contents.setdefault(key, [])
    facts = [content for content in contents if not isinstance(content, tuple)]
    is_held = key[2] in known.held.get(key[:2], ())
    is_other = bool(facts) and content_of(item) not in facts
    if is_other or (not facts and tuple(row.reasons) == CONFLICT):
        again.refused.setdefault(row.id, []).append(conflicting(item))
    elif facts or (is_held and not contents):
        # Settled with nothing that tells why: it was stored once, and its history has been thinned since.
        again.done.tally(device_of(item)).duplicates += 1
        again.duplicate.add(row.id)
    else:
        again.done.add(item)
        again.done.settle(key, fresh=not is_held)
        contents.append(content_of(item))
        again.stored.add(row.id)


def _close(again: Again, row: Kept, known: Known) -> None:
    """Keep a row open of which nothing could be stored; else its refused parts get rows of their own."""
    refused = again.refused.get(row.id, [])
    if not any(row.id in part for part in (again.stored, again.duplicate, again.awaited)):
        again.open[row.id] = refused[0] if refused else None
        account = device_of(refused[0]) if refused else row.device_id or NO_DEVICE
        again.done.tally(account).quarantined += 1
        return
    for refusal in refused:
        key = refusal.key
        if key is None:
            again.done.lay_unnamed(refusal)
        else:
            again.done.add(refusal)
            again.done.settle(key, fresh=key[2] not in known.held.get(key[:2], ()))
