"""What is already drawn around a village: new streets start on it, end at it, and keep clear of it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulators.synthetic_plane import Line

START_SIZE = 512


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a straight line first meets something: metres from its start, and whether that is a river."""

    distance_m: float
    river: bool


@dataclass(slots=True)
class Ground:
    """Straight pieces of roads and rivers, and the junctions made on them; grows street by street."""

    count: int = 0
    starts: Line = field(default_factory=lambda: np.empty((START_SIZE, 2)))
    ends: Line = field(default_factory=lambda: np.empty((START_SIZE, 2)))
    rivers: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(START_SIZE, dtype=np.bool_))
    hosts: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(START_SIZE, dtype=np.bool_))
    junctions: Line = field(default_factory=lambda: np.empty((START_SIZE, 2)))
    noted: int = 0

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
        while self.count + more > len(self.starts):
            self._grow()
        place = slice(self.count, self.count + more)
        self.starts[place], self.ends[place] = line[:-1], line[1:]
        self.rivers[place], self.hosts[place] = river, host and not river
        self.count += more

    def _grow(self) -> None:
        self.starts = np.vstack([self.starts, np.empty_like(self.starts)])
        self.ends = np.vstack([self.ends, np.empty_like(self.ends)])
        self.rivers = np.concatenate([self.rivers, np.zeros_like(self.rivers)])
        self.hosts = np.concatenate([self.hosts, np.zeros_like(self.hosts)])

    def pick(self, centre: Line, radius_m: float, rng: np.random.Generator) -> int | None:
        """Pick a piece of road near a place, long ones more often; None when there is none.

        Parameters
        ----------
        centre
            (2,) metres.
        radius_m
            How far the piece's middle may be.
        rng
            Source of all chance.
        """
        starts, ends = self.starts[: self.count], self.ends[: self.count]
        away = np.hypot(*((starts + ends) / 2 - centre).T)
        weight = np.hypot(*(ends - starts).T) * (away <= radius_m) * self.hosts[: self.count]
        total = np.cumsum(weight)
        if not len(total) or total[-1] <= 0:
            return None
        return int(np.searchsorted(total, rng.random() * total[-1], side="right").clip(max=self.count - 1))

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
        origin, along = self.starts[: self.count], self.ends[: self.count] - self.starts[: self.count]
        cross = ahead[0] * along[:, 1] - ahead[1] * along[:, 0]
        apart = origin - start
        with np.errstate(divide="ignore", invalid="ignore"):
            far = (apart[:, 0] * along[:, 1] - apart[:, 1] * along[:, 0]) / cross
            share = (apart[:, 0] * ahead[1] - apart[:, 1] * ahead[0]) / cross
        met = (share >= 0) & (share <= 1) & (far > 0) & (far <= length_m)
        if skip >= 0:
            met[skip] = False
        if not met.any():
            return None
        first = int(np.argmin(np.where(met, far, np.inf)))
        return Hit(float(far[first]), bool(self.rivers[first]))

    def clear_m(self, places: Line, *, skip: int = -1) -> NDArray[np.float64]:
        """Return the metres from each place to the nearest road or river, (n,).

        Parameters
        ----------
        places
            (n, 2) metres.
        skip
            A piece that does not count.
        """
        away = _away_m(self.starts[: self.count], self.ends[: self.count], places)
        if skip >= 0:
            away[:, skip] = np.inf
        return np.asarray(away.min(axis=1, initial=np.inf))

    def nearest(self, place: Line) -> Line | None:
        """Return the nearest place on a road, (2,) metres; None without roads."""
        hosts = self.hosts[: self.count]
        if not hosts.any():
            return None
        origin = self.starts[: self.count][hosts]
        along = self.ends[: self.count][hosts] - origin
        square = np.maximum((along**2).sum(axis=1), 1e-9)
        share = np.clip(((place - origin) * along).sum(axis=1) / square, 0, 1)
        feet = origin + share[:, None] * along
        return np.asarray(feet[np.argmin(np.hypot(*(feet - place).T))])

    def note_junction(self, place: Line) -> None:
        """Remember a junction at a place, (2,) metres."""
        if self.noted == len(self.junctions):
            self.junctions = np.vstack([self.junctions, np.empty_like(self.junctions)])
        self.junctions[self.noted] = place
        self.noted += 1

    def is_crowded(self, place: Line, gap_m: float) -> bool:
        """Return whether a junction is nearer than `gap_m` to a place."""
        apart = self.junctions[: self.noted] - place
        return bool((np.einsum("ij,ij->i", apart, apart) < gap_m**2).any())


def _away_m(starts: Line, ends: Line, places: Line) -> NDArray[np.float64]:
    """Return (n, m) metres from n places to m straight pieces."""
    along = ends - starts
    square = np.maximum(np.einsum("ij,ij->i", along, along), 1e-9)
    apart = places[:, None] - starts
    share = np.clip(np.einsum("nij,ij->ni", apart, along) / square, 0, 1)
    apart -= share[:, :, None] * along
    return np.asarray(np.sqrt(np.einsum("nij,nij->ni", apart, apart)))
