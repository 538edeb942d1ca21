"""What the search is given and gives back: arrays without names.

H days, V vehicles, F facilities, C points, P patterns over all points, M profiles, N places.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class WeekArrays:
    """A week without windows and breaks: routes have a length in seconds, loads in kilograms and litres.

    Parameters
    ----------
    seconds, cost
        (M, N, N), travel and what a leg costs by profile; infinite where there is no road. `cost` holds
        kilometres and the driver's hours together, at the rates of the profile's class.
    profile, capacity_kg, capacity_l, fixed, most_trips
        (V,); `most_trips` 0 is no limit.
    per_second
        (V,) rupiah of a second of service or unloading.
    start
        (V,) place of the yard from which a vehicle leaves and to which it returns.
    room_s
        (V, H) seconds it may be out; 0: it does not work on that day.
    facility
        (F,) places; `unload_s` (F,); `admits` (V, F, S) which vehicle may tip which stream there;
        `opens` (F, H); `most_kg` (F, H), infinite where there is no limit.
    place, service_s, stream
        (C,) of the points.
    allowed
        (C, V) which vehicle may serve.
    stranger
        (C, V) rupiah of a visit by that vehicle (territory, continuity).
    first, mask, pattern_cost
        Patterns of point c are first[c] .. first[c + 1] - 1; `mask` (P,), `pattern_cost` (P,) rupiah.
    kg, litres
        (P, H) what waits on each day of a pattern; 0 on other days.
    price
        (C,) rupiah for a point that is left out.
    balance
        Rupiah of a kilogram by which a day lies off the mean of `workdays` (H,) by more than `balance_share`.
    """

    seconds: Floats
    cost: Floats
    profile: Ints
    capacity_kg: Floats
    capacity_l: Floats
    fixed: Floats
    most_trips: Ints
    per_second: Floats
    start: Ints
    room_s: Floats
    facility: Ints
    unload_s: Floats
    admits: Bools
    opens: Bools
    most_kg: Floats
    place: Ints
    service_s: Floats
    stream: Ints
    allowed: Bools
    stranger: Floats
    first: Ints
    mask: Ints
    pattern_cost: Floats
    kg: Floats
    litres: Floats
    price: Floats
    workdays: Bools
    balance: float = 0.0
    balance_share: float = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class WeekState:
    """An answer.

    Parameters
    ----------
    routes
        (H, V) -> halts in order: point c as its index, facility f as ``-1 - f``; a route that is driven ends
        with a facility. The yard is not written.
    chosen
        (C,) pattern of each point, -1 for one that is left out.
    cost
        Rupiah, everything included.
    """

    routes: tuple[tuple[tuple[int, ...], ...], ...]
    chosen: Ints
    cost: float
