"""The only place where one unit becomes another; the speed functions take floats or NumPy arrays."""

import numpy as np
from numpy.typing import NDArray

KMH_PER_KNOT = 1.852
"""International nautical mile of 1,852 m (BIPM, SI brochure, table 8)."""

KMH_PER_MS = 3.6
METRES_PER_KM = 1000.0
SECONDS_PER_HOUR = 3600.0


def kmh_from_knots[T: (float, NDArray[np.float64])](speed_kn: T) -> T:
    """Return km/h from knots (Traccar's forwarded positions).

    Parameters
    ----------
    speed_kn
        Speed in knots, a number or an array.
    """
    return speed_kn * KMH_PER_KNOT


def kmh_from_ms[T: (float, NDArray[np.float64])](speed_ms: T) -> T:
    """Return km/h from metres per second (Traccar Client 9).

    Parameters
    ----------
    speed_ms
        Speed in metres per second, a number or an array.
    """
    return speed_ms * KMH_PER_MS


def ms_from_kmh[T: (float, NDArray[np.float64])](speed_kmh: T) -> T:
    """Return metres per second from km/h.

    Parameters
    ----------
    speed_kmh
        Speed in km/h, a number or an array.
    """
    return speed_kmh / KMH_PER_MS


def km_from_m(distance_m: float) -> float:
    """Return kilometres from metres.

    Parameters
    ----------
    distance_m
        Distance in metres.
    """
    return distance_m / METRES_PER_KM
