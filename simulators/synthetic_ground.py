"""What is already drawn around a village: new streets start on it, end at it, and keep clear of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.synthetic_plane import Line

START_SIZE = 512


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a straight line first meets something: metres from its start, and whether that is a river."""

    distance_m: float
    river: bool


class Ground:
    """Straight pieces of roads and rivers, and the junctions made on them; grows street by street.

    What many questions need is kept with each piece: its start, the way along it, its length.
    """

    def __init__(self) -> None:
        self.count, self.noted = 0, 0
        self._starts = np.empty((START_SIZE, 2))
        self._along = np.empty((START_SIZE, 2))
        self._length = np.empty(START_SIZE)
        self._rivers = np.zeros(START_SIZE, dtype=np.bool_)
        self._weight = np.zeros(START_SIZE)
        self._junctions = np.empty((START_SIZE, 2))

    def piece(self, number: int) -> tuple[Line, Line]:
        """Return the start of a piece and the way along it, (2,) metres each."""
        return self._starts[number], self._along[number]

    def add(self, line: Line, *, river: bool = False, host: bool = True) -> None:
        """Add a drawn line.

        Parameters
        ----------
        line
            (n, 2) metres.
        river
            Nothing may cross it.
        host
            Streets may branch off it.
        """
        more = len(line) - 1
        while self.count + more > len(self._along):
            self._grow()
        place = slice(self.count, self.count + more)
        self._starts[place] = line[:-1]
        self._along[place] = np.diff(line, axis=0)
        self._length[place] = np.hypot(self._along[place, 0], self._along[place, 1])
        self._rivers[place] = river
        self._weight[place] = self._length[place] if host and not river else 0.0
        self.count += more

    def _grow(self) -> None:
        self._starts = np.concatenate([self._starts, np.empty_like(self._starts)])
        self._along = np.concatenate([self._along, np.empty_like(self._along)])
        self._length = np.concatenate([self._length, np.empty_like(self._length)])
        self._rivers = np.concatenate([self._rivers, np.zeros_like(self._rivers)])
        self._weight = np.concatenate([self._weight, np.zeros_like(self._weight)])

    def pick(self, centre: Line, radius_m: float, rng: np.random.Generator) -> int | None:
        """Pick a piece of road near a place, long ones more often; None when there is none.

        Parameters
        ----------
        centre
            (2,) metres.
        radius_m
            How far the start of the piece may be.
        rng
            Source of all chance.
        """
        apart = self._starts[: self.count] - centre
        near = np.einsum("ij,ij->i", apart, apart) <= radius_m**2
        total = np.cumsum(self._weight[: self.count] * near)
        if not len(total) or total[-1] <= 0:
            return None
        # never past the last piece, whatever the rounding
        return min(int(total.searchsorted(rng.random() * total[-1], side="right")), self.count - 1)

    def hit(self, start: Line, ahead: Line, length_m: float, *, skip: int = -1) -> Hit | None:
        """Return the first thing that a straight line meets.

        Parameters
        ----------
        start, ahead
            (2,) metres, and a direction of length 1.
        length_m
            How far to look.
        skip
            The piece on which it starts.
        """
        along, apart = self._along[: self.count], self._starts[: self.count] - start
        cross = ahead[0] * along[:, 1] - ahead[1] * along[:, 0]
        # a parallel piece is never met
        cross[cross == 0.0] = np.inf
        far = (apart[:, 0] * along[:, 1] - apart[:, 1] * along[:, 0]) / cross
        share = (apart[:, 0] * ahead[1] - apart[:, 1] * ahead[0]) / cross
        met = np.flatnonzero((share >= 0) & (share <= 1) & (far > 0) & (far <= length_m))
        met = met[met != skip]
        if not len(met):
            return None
        first = met[far[met].argmin()]
        return Hit(float(far[first]), bool(self._rivers[first]))

    def clear_m(self, places: Line, *, skip: int = -1) -> NDArray[np.float64]:
        """Return the metres from each place to the nearest road or river, (n,).

        Parameters
        ----------
        places
            (n, 2) metres.
        skip
            A piece that does not count.
        """
        apart = places[:, None] - self._starts[: self.count]
        along = self._along[: self.count]
        share = np.einsum("nij,ij->ni", apart, along) / np.maximum(self._length[: self.count], 1e-6) ** 2
        apart -= share.clip(0, 1)[:, :, None] * along
        square = np.einsum("nij,nij->ni", apart, apart)
        if skip >= 0:
            square[:, skip] = np.inf
        return np.asarray(np.sqrt(square.min(axis=1, initial=np.inf)))

    def nearest(self, place: Line) -> Line | None:
        """Return the nearest place on a road, (2,) metres; None without roads."""
        hosts = self._weight[: self.count] > 0
        if not hosts.any():
            return None
        origin, along = self._starts[: self.count][hosts], self._along[: self.count][hosts]
        share = ((place - origin) * along).sum(axis=1) / self._length[: self.count][hosts] ** 2
        feet = origin + np.clip(share, 0, 1)[:, None] * along
        return np.asarray(feet[np.argmin(np.hypot(*(feet - place).T))])

    def note_junction(self, place: Line) -> None:
        """Remember a junction at a place, (2,) metres."""
        if self.noted == len(self._junctions):
            self._junctions = np.concatenate([self._junctions, np.empty_like(self._junctions)])
        self._junctions[self.noted] = place
        self.noted += 1

    def is_crowded(self, place: Line, gap_m: float) -> bool:
        """Return whether a junction is nearer than `gap_m` to a place."""
        apart = self._junctions[: self.noted] - place
        return bool((np.einsum("ij,ij->i", apart, apart) < gap_m**2).any())
