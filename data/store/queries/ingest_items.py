"""What a batch holds: screened fixes, events, notices and refusals, each with the message it came in.

Structs, because one of each is made for every fix: a frozen dataclass costs five times as much.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from data.contract.dialects.report import FOREIGN_BOOT, Notice, Speaker
from data.contract.fix import Fix
from data.contract.messages import EventMessage

type Identity = tuple[str, int, int]
type Boot = tuple[str, int]

NO_DEVICE: Final = ""


class Arrival(Struct, frozen=True, gc=False):
    """A message as it came: the raw bytes are kept when any part of it is refused."""

    topic: str
    payload: bytes
    received_at: datetime


class NewFix(Struct, frozen=True, gc=False):
    """A plausible fix, the `part`-th of its message; `flags` name doubts.

    A foreign one has its `speaker`, and as device whatever the speaker calls itself until that is resolved.
    """

    fix: Fix
    arrival: Arrival
    flags: tuple[str, ...] = ()
    part: int = 0
    speaker: Speaker | None = None

    @property
    def key(self) -> Identity:
        """Return the identity."""
        return self.fix.device, self.fix.boot, self.fix.seq


class NewEvent(Struct, frozen=True, gc=False):
    """An event of a device; `event_time` is aware UTC."""

    message: EventMessage
    event_time: datetime
    arrival: Arrival
    part: int = 0

    @property
    def key(self) -> Identity:
        """Return the identity."""
        return self.message.device, self.message.boot, self.message.seq


class NewNotice(Struct, frozen=True, gc=False):
    """A notice of a foreign speaker; kept as an event of `device` once that is resolved."""

    notice: Notice
    event_time: datetime
    arrival: Arrival
    part: int
    speaker: Speaker
    device: str = NO_DEVICE

    @property
    def key(self) -> Identity:
        """Return the identity, once the device is resolved."""
        return self.device, FOREIGN_BOOT, self.notice.seq


class Refusal(Struct, frozen=True, gc=False):
    """What is not believed, and why; without boot and seq when none could be read.

    `part` counts the parts of the message from 0; None: the whole message. `external_id` is set when no
    device of ours is known by that name.
    """

    arrival: Arrival
    reasons: tuple[str, ...]
    detail: str
    device: str | None = None
    boot: int | None = None
    seq: int | None = None
    part: int | None = None
    dialect: str = "own"
    external_id: str | None = None
    speaker: Speaker | None = None

    @property
    def key(self) -> Identity | None:
        """Return the identity, or None when it could not be read."""
        if self.device is None or self.boot is None or self.seq is None:
            return None
        return self.device, self.boot, self.seq


type Item = NewFix | NewEvent | Refusal
type ForeignItem = NewFix | NewNotice | Refusal


class Batch(Struct, frozen=True):
    """Screened messages, in order of arrival within each kind; what foreign devices said stands apart."""

    fixes: Sequence[NewFix] = ()
    events: Sequence[NewEvent] = ()
    refusals: Sequence[Refusal] = ()
    foreign: Sequence[ForeignItem] = ()

    def own(self) -> Iterator[Item]:
        """Yield what came in our own format."""
        yield from self.fixes
        yield from self.events
        yield from self.refusals

    def items(self) -> Iterator[Item | NewNotice]:
        """Yield everything in the batch."""
        yield from self.own()
        yield from self.foreign

    def numbers(self) -> dict[Boot, list[int]]:
        """Return the sequence numbers of our own format by (device, boot), repeats included."""
        gathered: dict[Boot, list[int]] = {}
        for new in self.fixes:
            fix = new.fix
            boot = fix.device, fix.boot
            if boot in gathered:
                gathered[boot].append(fix.seq)
            else:
                gathered[boot] = [fix.seq]
        for key in (*(event.key for event in self.events), *(refusal.key for refusal in self.refusals)):
            if key is not None:
                gathered.setdefault(key[:2], []).append(key[2])
        return gathered

    def received_at(self) -> datetime | None:
        """Return when the newest of the batch was received, on the stack clock; None when it is empty."""
        kinds = (self.fixes, self.events, self.refusals, self.foreign)
        return max((kind[-1].arrival.received_at for kind in kinds if kind), default=None)


def as_ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return whole numbers as sorted ranges, both ends included."""
    ordered = sorted(set(numbers))
    if not ordered:
        return []
    if ordered[-1] - ordered[0] == len(ordered) - 1:
        return [(ordered[0], ordered[-1])]
    ranges: list[tuple[int, int]] = []
    first = last = ordered[0]
    for number in ordered[1:]:
        if number != last + 1:
            ranges.append((first, last))
            first = number
        last = number
    return [*ranges, (first, last)]
