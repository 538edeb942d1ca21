"""What every open stream may have missed: the newest state of each vehicle under a running number.

A stream keeps only the number it has seen, so a slow reader skips what is outdated instead of piling it up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from data.store.queries.live import OVERLAP


@dataclass(frozen=True)
class Entry:
    """A vehicle's newest position as JSON bytes; `off_shift`: not everyone may see it."""

    number: int
    change: int
    body: bytes
    off_shift: bool = False


@dataclass(frozen=True)
class Facts:
    """When a vehicle's visits and trips last changed; without a fingerprint it has none."""

    number: int
    print: int | None


@dataclass(frozen=True)
class Told:
    """What was last told of a week, or of work on one, as JSON bytes."""

    number: int
    body: bytes


type Named = tuple[str, int]
"""Name of an event, and which week or work it is about."""


@dataclass(frozen=True)
class News:
    """What a stream has not seen yet; `weeks` are names of events with their data."""

    number: int
    cursor: int
    positions: tuple[bytes, ...]
    facts: tuple[str, ...]
    plans: bool
    roads: bool = False
    withheld: tuple[str, ...] = ()
    weeks: tuple[tuple[str, bytes], ...] = ()


@dataclass
class Board:
    """Newest positions, weeks, and when facts, plans and roads last changed; used in the event loop only."""

    number: int = 0
    cursor: int = 0
    plans_number: int = 0
    roads_number: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    facts: dict[str, Facts] = field(default_factory=dict)
    weeks: dict[Named, Told] | None = None
    day: date | None = None

    def pin(self, vehicle_id: str, change: int, body: bytes, *, off_shift: bool = False) -> bool:
        """Keep a vehicle's newest position; tell whether it says anything new."""
        known = self.entries.get(vehicle_id)
        if known and known.body == body:
            return False
        self.number += 1
        self.cursor = max(self.cursor, change)
        self.entries[vehicle_id] = Entry(self.number, change, body, off_shift)
        return True

    def keep_only(self, vehicles: Iterable[str]) -> None:
        """Forget vehicles that have no device any more."""
        gone = self.entries.keys() - set(vehicles)
        for vehicle in gone:
            del self.entries[vehicle]

    def note_facts(self, day: date, prints: Mapping[str, int]) -> bool:
        """Remember the fingerprints of each vehicle's visits and trips of `day`; tell whether any changed.

        Facts are derived again whenever a fix arrives and mostly come out the same: that is no news. What a
        new process finds is no news either; a new day is, for every vehicle.
        """
        first, self.day, same_day = self.day is None, day, self.day == day
        known = {vehicle: facts.print for vehicle, facts in self.facts.items()} if same_day else {}
        changed = {
            vehicle for vehicle in self.facts.keys() | prints if known.get(vehicle) != prints.get(vehicle)
        }
        if not changed:
            return False
        self.number += not first
        for vehicle in changed:
            self.facts[vehicle] = Facts(0 if first else self.number, prints.get(vehicle))
        return not first

    def plans_changed(self) -> None:
        """Remember that plans changed."""
        self.number += 1
        self.plans_number = self.number

    def roads_changed(self) -> None:
        """Remember that the roads, or what is in force on them, changed."""
        self.number += 1
        self.roads_number = self.number

    def note_weeks(self, found: Mapping[Named, bytes]) -> bool:
        """Remember what is to be told of weeks and of work on them; tell whether any of it is new.

        What a new process finds is no news. What is not among the latest any more is forgotten.
        """
        first, known = self.weeks is None, self.weeks or {}
        changed = {key for key, body in found.items() if key not in known or known[key].body != body}
        self.number += bool(changed) and not first
        number = 0 if first else self.number
        self.weeks = {
            key: Told(number, body) if key in changed else known[key] for key, body in found.items()
        }
        return bool(changed) and not first

    def news(self, seen: int, visible: frozenset[str] | None, *, off_shift: bool = True) -> News:
        """Return what has come after the number `seen`, for the vehicles that are `visible` (None: all).

        Without `off_shift`, positions outside the shift are withheld; only the vehicles are named.
        """
        fresh = sorted(
            (entry.number, vehicle, entry)
            for vehicle, entry in self.entries.items()
            if entry.number > seen and (visible is None or vehicle in visible)
        )
        return News(
            number=self.number,
            cursor=self.cursor,
            positions=tuple(entry.body for _, _, entry in fresh if off_shift or not entry.off_shift),
            withheld=tuple(vehicle for _, vehicle, entry in fresh if entry.off_shift and not off_shift),
            facts=tuple(
                sorted(
                    vehicle
                    for vehicle, facts in self.facts.items()
                    if facts.number > seen and (visible is None or vehicle in visible)
                )
            ),
            plans=self.plans_number > seen,
            roads=self.roads_number > seen,
            weeks=tuple(
                (name, told.body) for (name, _), told in (self.weeks or {}).items() if told.number > seen
            ),
        )

    def number_after(self, cursor: int) -> int:
        """Return the number from which a stream goes on that has seen the database's change `cursor`.

        A cursor that lies ahead of ours comes from another database: everything is new then. Some changes
        before the cursor are sent again, since a lower number may have been committed later.
        """
        if not 0 < cursor <= self.cursor:
            return 0
        missed = [entry.number for entry in self.entries.values() if entry.change > cursor - OVERLAP]
        return min(missed) - 1 if missed else self.number
