"""A box of degrees: where roads are wanted, or where a snapshot has them."""

from dataclasses import astuple, dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from geo.errors import BoundsError

CORNERS = 4


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in degrees that does not cross the date line.

    Raises
    ------
    BoundsError
        When the box is empty or lies outside the globe.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        """Refuse a box that holds nothing."""
        if not (-180.0 <= self.west < self.east <= 180.0 and -90.0 <= self.south < self.north <= 90.0):
            raise BoundsError(f"bounds must be west < east and south < north in degrees, not {self.text()}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``west,south,east,north``.

        Parameters
        ----------
        text
            Four numbers in degrees.

        Raises
        ------
        BoundsError
            When these are not four numbers, or no box.
        """
        try:
            corners = [float(part) for part in text.split(",")]
        except ValueError:
            corners = []
        if len(corners) != CORNERS:
            raise BoundsError(f"bounds are four numbers west,south,east,north in degrees, not {text!r}")
        return cls(*corners)

    def contains(self, lon: float, lat: float) -> bool:
        """Tell whether a place lies in the box or on its edge."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def inside(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each of (n,) places whether it lies in the box or on its edge.

        Parameters
        ----------
        lon, lat
            Degrees.
        """
        within = (lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north)
        return np.asarray(within, dtype=bool)

    def text(self) -> str:
        """Return ``west,south,east,north``, as :meth:`parse` reads it."""
        return ",".join(f"{corner:.6f}".rstrip("0").rstrip(".") for corner in astuple(self))
