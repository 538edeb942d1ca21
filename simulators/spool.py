"""A device's memory: what was born and is not settled yet, in SQLite.

Nothing may be sent before `commit` has written it: after a kill, a number that was given out but not written
is given out again, and by then nobody may have heard it with other content. A lost machine or power is
outside of this promise (WAL without a disk flush at each commit).
"""

import secrets
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from msgspec import DecodeError
from msgspec.json import Decoder, encode

from data.contract.messages import EventMessage, WireFix
from simulators.errors import SpoolError

_fixes = Decoder(WireFix)
_events = Decoder(EventMessage)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS life (
    boot INTEGER PRIMARY KEY, next_seq INTEGER NOT NULL,
    fixes_born INTEGER NOT NULL, events_born INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS item (
    seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL, parked INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS memory (key TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


def new_boot() -> int:
    """Return a random boot number of 63 bits, above 0."""
    return secrets.randbits(63) or 1


@dataclass(slots=True)
class Item:
    """One fix or event that waits for its receipt.

    `sent_at` is the monotonic second of the last sending (None: never), `again_at` of the first one that
    counts as a try; `flight` is the delivery's own mark.
    """

    seq: int
    body: WireFix | EventMessage
    parked: bool = False
    tries: int = 0
    sent_at: float | None = None
    again_at: float | None = None
    flight: object | None = None

    @property
    def kind(self) -> Literal["fix", "event"]:
        """What it is."""
        return "fix" if isinstance(self.body, WireFix) else "event"


@dataclass(frozen=True, slots=True)
class SpoolCounts:
    """What a boot has seen: born since its beginning, parked and pending now."""

    fixes_born: int
    events_born: int
    parked: int
    pending: int


@dataclass(slots=True)
class _Changes:
    born: list[Item] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    parked: list[int] = field(default_factory=list)
    memory: dict[str, bytes] = field(default_factory=dict)

    def any(self) -> bool:
        return bool(self.born or self.settled or self.parked or self.memory)


class Spool:
    """Durable queue of one device; one sequence for fixes and events of a boot.

    Parameters
    ----------
    path
        SQLite file; a new one begins a new boot, an existing one goes on with its boot and sequence.
    boot_maker
        Where the number of a new boot comes from.

    Raises
    ------
    SpoolError
        The file cannot be opened, is damaged, or another process has it.
    """

    def __init__(self, path: Path, boot_maker: Callable[[], int] = new_boot) -> None:
        self._path = path
        self._changes = _Changes()
        try:
            self._db = sqlite3.connect(path, timeout=0.5)
        except sqlite3.Error as error:
            raise SpoolError(f"The spool {path} cannot be opened: {error}.") from error
        try:
            self._prepare(boot_maker)
            self.items = self._load()
        except (sqlite3.Error, DecodeError) as error:
            self._db.close()
            raise SpoolError(f"The spool {path} cannot be used: {error}.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def bear(self, make: Callable[[int], WireFix | EventMessage]) -> WireFix | EventMessage:
        """Give the next number to what `make` returns and keep it; `commit` makes it durable."""
        item = Item(self._next_seq, make(self._next_seq))
        self._next_seq += 1
        if item.kind == "fix":
            self._fixes_born += 1
        else:
            self._events_born += 1
        self.items[item.seq] = item
        self._changes.born.append(item)
        return item.body

    def settle(self, ranges: Iterable[tuple[int, int]]) -> list[Item]:
        """Forget everything in the ranges, both ends included; return what was forgotten."""
        gone: list[Item] = []
        for first, last in ranges:
            for item in self._between(first, last):
                del self.items[item.seq]
                self._changes.settled.append(item.seq)
                gone.append(item)
        return gone

    def park(self, item: Item) -> None:
        """Set aside what nobody understands: kept and counted, never sent again."""
        item.parked = True
        self._changes.parked.append(item.seq)

    def remember(self, key: str, value: bytes) -> None:
        """Keep a value beside the queue, written by the same commit."""
        self._changes.memory[key] = value

    def recall(self, key: str) -> bytes | None:
        """Return a remembered value that was committed."""
        row = self._db.execute("SELECT value FROM memory WHERE key = ?", (key,)).fetchone()
        return bytes(row[0]) if row else None

    def commit(self) -> None:
        """Write everything since the last commit in one transaction."""
        if not self._changes.any():
            return
        changes, self._changes = self._changes, _Changes()
        rows = [(item.seq, item.kind, encode(item.body)) for item in changes.born if item.seq in self.items]
        try:
            self._db.executemany("INSERT INTO item (seq, kind, body) VALUES (?, ?, ?)", rows)
            self._db.executemany("DELETE FROM item WHERE seq = ?", [(seq,) for seq in changes.settled])
            self._db.executemany(
                "UPDATE item SET parked = 1 WHERE seq = ?", [(seq,) for seq in changes.parked]
            )
            self._db.executemany("REPLACE INTO memory (key, value) VALUES (?, ?)", changes.memory.items())
            self._db.execute(
                "UPDATE life SET next_seq = ?, fixes_born = ?, events_born = ?",
                (self._next_seq, self._fixes_born, self._events_born),
            )
            self._db.commit()
        except sqlite3.Error as error:
            raise SpoolError(f"The spool {self._path} cannot be written: {error}.") from error

    def counts(self) -> SpoolCounts:
        """Return what this boot has seen so far."""
        parked = sum(item.parked for item in self.items.values())
        return SpoolCounts(self._fixes_born, self._events_born, parked, len(self.items) - parked)

    def close(self) -> None:
        """Commit and let go of the file."""
        self.commit()
        self._db.close()

    def _between(self, first: int, last: int) -> list[Item]:
        if last - first < len(self.items):
            return [self.items[seq] for seq in range(first, last + 1) if seq in self.items]
        return [item for seq, item in self.items.items() if first <= seq <= last]

    def _prepare(self, boot_maker: Callable[[], int]) -> None:
        # exclusive: two processes on one spool would give the same number to different fixes
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        life = self._db.execute("SELECT boot, next_seq, fixes_born, events_born FROM life").fetchone()
        self.is_new = life is None
        numbers: tuple[int, int, int, int] = life or (boot_maker(), 1, 0, 0)
        self.boot, self._next_seq, self._fixes_born, self._events_born = numbers
        if self.is_new:
            self._db.execute("INSERT INTO life VALUES (?, 1, 0, 0)", (self.boot,))
        self._db.commit()

    def _load(self) -> dict[int, Item]:
        rows = self._db.execute("SELECT seq, kind, body, parked FROM item ORDER BY seq")
        return {
            seq: Item(seq, (_fixes if kind == "fix" else _events).decode(body), bool(parked))
            for seq, kind, body, parked in rows
        }
