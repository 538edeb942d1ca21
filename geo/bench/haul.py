"""How fast do vehicles haul? Mean speed of long drives by profile, signals, turns and gates included.

``python -m geo.bench.haul NETWORK --starts villages.csv --to 110.668112,-6.572325`` measures from places to a
landfill and back; without them between random places. The speeds of the profiles were calibrated by it (see
docs/road-profiles.md).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer
from numpy.typing import NDArray

from geo.errors import GeoError
from geo.points import read_points
from geo.roads.asking.engine import RoadEngine
from geo.roads.info import read_info
from geo.roads.segments import RoadSegments
from geo.units import km_from_m, kmh_from_ms

HAUL_M: Final = 5_000.0
"""A haul; shorter drives are collection, with stops that no road network knows."""

RANDOM_PLACES: Final = 150


@dataclass(frozen=True, slots=True)
class Haul:
    """Long drives of one profile on one network.

    Parameters
    ----------
    profile
        Name of the vehicle profile.
    drives
        How many of at least ``HAUL_M``.
    mean_km
        Their mean length.
    kmh
        All their metres over all their seconds.
    slow_kmh, fast_kmh
        One drive in ten is slower than the first, one in ten faster than the second.
    """

    profile: str
    drives: int
    mean_km: float
    kmh: float
    slow_kmh: float
    fast_kmh: float


def haul(folder: Path, profile: str, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> Haul:
    """Measure the drives from all starts to all ends and back.

    Parameters
    ----------
    folder
        The folder of a snapshot.
    profile
        Name of the vehicle profile.
    starts, ends
        (n, 2) and (m, 2) degrees.

    Raises
    ------
    GeoError
        When the snapshot cannot be used, or no drive is that long.
    """
    engine = RoadEngine.open(folder, profile)
    ways = [engine.matrix(starts, ends), engine.matrix(ends, starts)]
    metres = np.concatenate([way.distance_m.ravel() for way in ways]).astype(np.float64)
    seconds = np.concatenate([way.duration_s.ravel() for way in ways]).astype(np.float64)
    long = metres >= HAUL_M
    if not long.any():
        raise GeoError(f"no drive in {folder} is {km_from_m(HAUL_M):.0f} km long")
    each = kmh_from_ms(metres[long] / seconds[long])
    mean = kmh_from_ms(float(metres[long].sum() / seconds[long].sum()))
    slow, fast = np.percentile(each, [10, 90])
    return Haul(
        profile, int(long.sum()), km_from_m(float(metres[long].mean())), mean, float(slow), float(fast)
    )


def random_places(folder: Path, *, seed: int, number: int = RANDOM_PLACES) -> NDArray[np.float64]:
    """Return (n, 2) degrees of places on the roads of a snapshot.

    Parameters
    ----------
    folder
        The folder of a snapshot.
    seed
        The same seed gives the same places.
    number
        How many.
    """
    lonlat = RoadSegments.load(folder).lonlat
    return lonlat[np.random.default_rng(seed).choice(len(lonlat), number)]


def main(
    network: Annotated[Path, typer.Argument(help="Folder of a snapshot.")],
    starts: Annotated[Path | None, typer.Option(help="CSV with columns lon, lat; default: random.")] = None,
    to: Annotated[str | None, typer.Option(help="LON,LAT of the landfill; default: the starts.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of random places.")] = 7,
) -> None:
    """Print the mean haul speed of each profile."""
    try:
        places = random_places(network, seed=seed) if starts is None else read_points(starts).lonlat
        ends = places if to is None else np.array([to.split(",")], dtype=np.float64)
        for profile in read_info(network).profiles:
            one = haul(network, profile, places, ends)
            typer.echo(
                f"{profile:14s} {one.kmh:5.1f} km/h  (one in ten below {one.slow_kmh:.1f}, one above "
                f"{one.fast_kmh:.1f}; {one.drives} drives of {one.mean_km:.1f} km)"
            )
    except (GeoError, ValueError) as error:
        typer.echo(f"geo.bench.haul: {error}", err=True)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)
