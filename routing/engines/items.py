"""What can be put into a truck's day in one piece: a single stop, or a whole load of stops in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from routing.engines.tables import BIG, Bools, Ints, Tables

_COLUMNS = (
    "first",
    "last",
    "kg",
    "litres",
    "stream",
    "stay",
    "opens",
    "closes",
    "release",
    "price",
)


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """Pieces in columns, one entry per piece.

    Parameters
    ----------
    flat, starts
        Numbers of the stops, piece after piece, each in order, and where each piece begins.
    first, last
        Rows of its first and last stop.
    stay
        Seconds from beginning at the first stop to leaving the last.
    opens, closes
        When the first stop may be begun, (most windows, pieces).
    release
        Second before which its trip may not begin.
    """

    tables: Tables
    flat: Ints
    starts: Ints
    first: Ints
    last: Ints
    kg: Ints
    litres: Ints
    stream: Ints
    stay: Ints
    opens: Ints
    closes: Ints
    release: Ints
    price: Ints

    def __len__(self) -> int:
        return len(self.first)

    def piece(self, number: int) -> tuple[int, ...]:
        """Return the stops of one piece."""
        end = self.starts[number + 1] if number + 1 < len(self) else len(self.flat)
        return tuple(self.flat[self.starts[number] : end].tolist())

    @property
    def singles(self) -> bool:
        """Whether every piece is a single stop."""
        return len(self.flat) == len(self)

    @property
    def counts(self) -> Ints:
        """Number of stops of each piece."""
        return np.diff(self.starts, append=len(self.flat))

    def may(self, trucks: Ints) -> Bools:
        """Which trucks may serve which pieces, (trucks, pieces)."""
        own: Bools = self.tables.may[trucks[:, None], self.flat]
        return own if self.singles or not len(self) else np.logical_and.reduceat(own, self.starts, axis=1)

    def changes(self, trucks: Ints) -> Ints:
        """How many stops of each piece other trucks than these have served so far, (trucks, pieces)."""
        keeps = self.tables.keeps[self.flat]
        changed = ((keeps != -1) & (keeps != trucks[:, None])).astype(np.int64)
        return changed if self.singles or not len(self) else np.add.reduceat(changed, self.starts, axis=1)

    def take(self, which: Ints) -> "Items":
        """Return some of the pieces."""
        columns = (getattr(self, name)[..., which] for name in _COLUMNS)
        if self.singles:
            return Items(self.tables, self.flat[which], np.arange(len(which)), *columns)
        return Items(self.tables, *_flatten([self.piece(int(i)) for i in which]), *columns)


def single_items(tables: Tables, stops: Sequence[int]) -> Items:
    """Return each stop as a piece of its own."""
    at = np.array(stops, dtype=np.int64)
    rows = tables.rows[at]
    return Items(
        tables,
        at,
        np.arange(len(at)),
        rows,
        rows,
        tables.kg[at],
        tables.litres[at],
        tables.stream[at],
        tables.stay[at],
        tables.opens[:, at],
        tables.closes[:, at],
        tables.release[at],
        tables.price[at],
    )


def load_items(tables: Tables, loads: Sequence[tuple[int, ...]], seconds: Ints) -> Items:
    """Return whole loads as pieces; ways within them by the given matrix, breaks within left out."""
    flat, starts = _flatten(loads)
    spans = [_span(tables, load, seconds) for load in loads]

    def total(column: Ints) -> Ints:
        return np.add.reduceat(column[flat], starts) if len(flat) else column[flat]

    released = np.maximum.reduceat(tables.release[flat], starts) if len(flat) else flat
    return Items(
        tables,
        flat,
        starts,
        tables.rows[flat[starts]],
        tables.rows[[load[-1] for load in loads]],
        total(tables.kg),
        total(tables.litres),
        tables.stream[flat[starts]],
        np.array([stay for stay, _, _ in spans], dtype=np.int64),
        np.array([[open_s for _, open_s, _ in spans]], dtype=np.int64),
        np.array([[close_s for _, _, close_s in spans]], dtype=np.int64),
        released,
        total(tables.price),
    )


def _flatten(loads: Sequence[tuple[int, ...]]) -> tuple[Ints, Ints]:
    sizes = [len(load) for load in loads]
    flat = np.array([s for load in loads for s in load], dtype=np.int64)
    return flat, np.cumsum([0, *sizes[:-1]]) if sizes else np.zeros(0, dtype=np.int64)


def _span(tables: Tables, load: tuple[int, ...], seconds: Ints) -> tuple[int, int, int]:
    """Seconds through a load, and between which seconds it should be begun (first and last window)."""
    stay, floor, latest = 0, -BIG, BIG
    ways = [0, *(int(seconds[tables.rows[a], tables.rows[b]]) for a, b in pairwise(load))]
    for way_s, stop in zip(ways, load, strict=True):
        opened, closed = tables.spans[stop][0][0], tables.spans[stop][-1][1]
        stay, floor = stay + way_s, floor + way_s
        latest = min(latest, closed - stay)
        stay_s = int(tables.stay[stop])
        stay, floor = stay + stay_s, max(floor, opened) + stay_s
    return stay, floor - stay, latest
