"""Places on earth as places on paper: a map that fits a frame, its scale bar, and labels that keep apart."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

type LonLat = tuple[float, float]
type Spot = tuple[float, float]

_METRES_PER_DEGREE: Final = 111_320.0
_LEAST_METRES: Final = 600.0
_STEPS: Final = 250


@dataclass(frozen=True)
class Frame:
    """A rectangle on paper; millimetres."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, spot: Spot, margin: float = 0.0) -> bool:
        """Tell whether a place on paper lies inside, at least `margin` from the edge."""
        return (
            self.x + margin <= spot[0] <= self.x + self.width - margin
            and self.y + margin <= spot[1] <= self.y + self.height - margin
        )


@dataclass(frozen=True)
class Projection:
    """An upright map in a frame: degrees to millimetres, true in angles near its middle."""

    frame: Frame
    lon: float
    lat: float
    mm_per_m: float

    @classmethod
    def fitting(cls, places: Iterable[LonLat], frame: Frame, margin_mm: float = 9.0) -> "Projection":
        """Return the map that shows all `places` as large as the frame allows."""
        lons, lats = zip(*places, strict=True)
        lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        east = _METRES_PER_DEGREE * math.cos(math.radians(lat))
        wide = max((max(lons) - min(lons)) * east, _LEAST_METRES)
        high = max((max(lats) - min(lats)) * _METRES_PER_DEGREE, _LEAST_METRES)
        scale = min((frame.width - 2 * margin_mm) / wide, (frame.height - 2 * margin_mm) / high)
        return cls(frame, lon, lat, scale)

    def spot(self, place: LonLat) -> Spot:
        """Return where a place lies on paper."""
        east = _METRES_PER_DEGREE * math.cos(math.radians(self.lat))
        return (
            self.frame.x + self.frame.width / 2 + (place[0] - self.lon) * east * self.mm_per_m,
            self.frame.y + self.frame.height / 2 - (place[1] - self.lat) * _METRES_PER_DEGREE * self.mm_per_m,
        )

    def box(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north of what the frame shows; degrees."""
        east = _METRES_PER_DEGREE * math.cos(math.radians(self.lat))
        half_lon = self.frame.width / 2 / self.mm_per_m / east
        half_lat = self.frame.height / 2 / self.mm_per_m / _METRES_PER_DEGREE
        return self.lon - half_lon, self.lat - half_lat, self.lon + half_lon, self.lat + half_lat

    @property
    def degrees_per_mm(self) -> float:
        """Degrees of latitude that a millimetre of paper stands for."""
        return 1 / self.mm_per_m / _METRES_PER_DEGREE

    def bar(self, most_mm: float) -> tuple[float, str]:
        """Return the longest round length that a scale bar of `most_mm` can show: its mm, its name."""
        most_m = most_mm / self.mm_per_m
        power = 10 ** math.floor(math.log10(most_m))
        metres = next(step * power for step in (5, 2, 1) if step * power <= most_m)
        name = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
        return metres * self.mm_per_m, name.replace(".", ",")


@dataclass(frozen=True)
class Label:
    """A text at a place on paper: `at` what it is about, `spot` where it stands, `radius` its half size."""

    text: str
    at: Spot
    spot: Spot
    radius: float
    fixed: bool = False


def apart(labels: Sequence[Label], frame: Frame, gap: float = 0.5) -> list[Label]:
    """Push labels from one another until none covers another, near to what they are about.

    The labels push each other along the line between them, by what they overlap; labels in one spot part
    along the golden angle, so that the same labels always end in the same places. `fixed` ones stay.
    """
    spots = [list(label.spot) for label in labels]
    for step in range(_STEPS):
        moved = False
        for one in range(len(labels)):
            for other in range(one + 1, len(labels)):
                moved |= _part(labels, spots, (one, other), gap)
        for label, spot in zip(labels, spots, strict=True):
            if not label.fixed:
                _keep_inside(spot, frame, label.radius)
                _draw_home(label, spot, strength=0.04 if step < _STEPS // 2 else 0.0)
        if not moved:
            break
    return [replace(label, spot=(spot[0], spot[1])) for label, spot in zip(labels, spots, strict=True)]


def _part(labels: Sequence[Label], spots: list[list[float]], pair: tuple[int, int], gap: float) -> bool:
    one, other = pair
    if labels[one].fixed and labels[other].fixed:
        return False
    dx, dy = spots[other][0] - spots[one][0], spots[other][1] - spots[one][1]
    distance = math.hypot(dx, dy)
    overlap = labels[one].radius + labels[other].radius + gap - distance
    if overlap <= 0:
        return False
    if distance < 1e-6:
        angle = (one + other) * math.pi * (3 - math.sqrt(5))
        dx, dy, distance = math.cos(angle), math.sin(angle), 1.0
    share = 1.0 if labels[one].fixed or labels[other].fixed else 0.5
    for index, sign in ((one, -1), (other, 1)):
        if not labels[index].fixed:
            spots[index][0] += sign * share * overlap * dx / distance
            spots[index][1] += sign * share * overlap * dy / distance
    return True


def _keep_inside(spot: list[float], frame: Frame, radius: float) -> None:
    spot[0] = min(max(spot[0], frame.x + radius), frame.x + frame.width - radius)
    spot[1] = min(max(spot[1], frame.y + radius), frame.y + frame.height - radius)


def _draw_home(label: Label, spot: list[float], strength: float) -> None:
    spot[0] += strength * (label.at[0] - spot[0])
    spot[1] += strength * (label.at[1] - spot[1])
