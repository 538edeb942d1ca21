"""What goes into a map match and what comes out of it; plain data."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from geo.units import KMH_PER_MS, km_from_m

type Floats = NDArray[np.float64]
type Kind = Literal["road", "off_road", "gap"]
type Verdict = Literal["matched", "off_road", "standing", "unmatched"]

KINDS: Final[tuple[Kind, ...]] = ("road", "off_road", "gap")


@dataclass(frozen=True, slots=True)
class Trace:
    """The positions of one vehicle, in any order when they have times.

    Parameters
    ----------
    lonlat
        (n, 2) degrees.
    times_s
        (n,) Unix seconds; None when the device told none, then the order counts.
    accuracy_m
        (n,) reported radius of error (two thirds of all fixes lie within), NaN where unknown; None: nowhere
        known.
    """

    lonlat: Floats
    times_s: Floats | None = None
    accuracy_m: Floats | None = None

    def __len__(self) -> int:
        """Return the number of positions."""
        return len(self.lonlat)


@dataclass(frozen=True, slots=True)
class MatchRules:
    """What is taken for granted about trucks and receivers.

    Parameters
    ----------
    noise_m
        Standard deviation of a position in each axis where the device does not tell its accuracy.
    least_noise_m, most_noise_m
        Bounds of what a device's word is believed.
    gap_s
        Silence longer than this between two places is a gap, whatever the device's rhythm ...
    gap_beats
        ... and silence longer than so many of its usual intervals, for a device that reports rarely.
    gap_m
        A step longer than this is a gap when there are no times.
    top_kmh
        Faster than this no truck drives: a way that would need more was not driven.
    rest_s
        A single place off the roads counts when the vehicle stayed so long; a shorter one is an error of the
        receiver.
    turn_s
        Where a vehicle stood so long it may have turned round.
    """

    noise_m: float = 10.0
    least_noise_m: float = 8.0
    most_noise_m: float = 25.0
    gap_s: float = 90.0
    gap_beats: float = 4.0
    gap_m: float = 1_000.0
    top_kmh: float = 90.0
    rest_s: float = 60.0
    turn_s: float = 30.0

    @property
    def top_ms(self) -> float:
        """The same in metres per second."""
        return self.top_kmh / KMH_PER_MS


RULES: Final = MatchRules()


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a matched track, in driving order.

    Parameters
    ----------
    kind
        ``road``: along the network; ``off_road``: straight from place to place, where there is no road (a
        landfill, a yard); ``gap``: nothing was reported, or what was reported fits no way.
    first_s, last_s
        Unix seconds of the first and the last moment; NaN without times.
    distance_m
        Metres; of a gap an estimate (the fastest way, if there was time to drive it), 0 when unknown.
    confidence
        0..1, the share of a road piece that is expected to be right; None elsewhere.
    line
        (m, 2) degrees, m >= 2, twice the same place for a halt off the roads; of a gap the assumed way, None
        when there is none.
    along
        (m - 1, 2) of a road piece: from which to which node of OpenStreetMap each step of the line leads;
        None elsewhere.
    """

    kind: Kind
    first_s: float
    last_s: float
    distance_m: float
    confidence: float | None
    line: Floats | None
    along: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Match:
    """A track put onto the roads.

    Parameters
    ----------
    pieces
        In driving order.
    fixes
        Positions given.
    unmatched
        Positions that were left out: leaps, too vague ones, single ones beside the way, places that are not
        on this network.
    leaps
        Positions that no truck can have reached in the time.
    stood
        Whether all believed positions lie on one spot.
    """

    pieces: tuple[Piece, ...]
    fixes: int
    unmatched: int
    leaps: int
    stood: bool

    def metres(self, kind: Kind) -> float:
        """Return the metres of all pieces of a kind.

        Parameters
        ----------
        kind
            Of the pieces.
        """
        return math.fsum(piece.distance_m for piece in self.pieces if piece.kind == kind)

    def count(self, kind: Kind) -> int:
        """Return the number of pieces of a kind.

        Parameters
        ----------
        kind
            Of the pieces.
        """
        return sum(piece.kind == kind for piece in self.pieces)

    @property
    def km(self) -> float:
        """Kilometres driven, as far as they were seen: on roads and off them, without gaps."""
        return km_from_m(self.metres("road") + self.metres("off_road"))

    @cached_property
    def confidence(self) -> float | None:
        """Mean over the road pieces by length, 0..1; None when there is none."""
        roads = [piece for piece in self.pieces if piece.kind == "road"]
        metres = sum(piece.distance_m for piece in roads)
        if not metres:
            return None
        return sum((piece.confidence or 0.0) * piece.distance_m for piece in roads) / metres

    @property
    def verdict(self) -> Verdict:
        """Whether driving on roads was seen, only off them, only a halt, or nothing on this network."""
        if self.count("road"):
            return "matched"
        if self.stood:
            return "standing"
        return "off_road" if self.count("off_road") else "unmatched"
