"""Compiles the search once, for the cache on disk: half a minute that nobody who plans a week shall wait for.

``python -m routing.week.kernel.warm`` at setup; with a cache it takes a second.
"""

import numpy as np

from routing.week.kernel.arrays import WeekArrays
from routing.week.kernel.runner import Runner


def smallest_week() -> WeekArrays:
    """Return one point, one vehicle, one facility, one day: of the same types as any week."""
    one, none = np.ones(1), np.zeros(1, np.int64)
    ways = np.full((1, 3, 3), 60.0)
    return WeekArrays(
        seconds=ways,
        cost=ways,
        profile=none,
        capacity_kg=one,
        capacity_l=one,
        fixed=one,
        most_trips=none,
        per_second=one,
        start=none,
        room_s=np.full((1, 1), 3600.0),
        facility=none + 1,
        unload_s=one,
        admits=np.ones((1, 1, 1), bool),
        opens=np.ones((1, 1), bool),
        most_kg=np.full((1, 1), np.inf),
        place=none + 2,
        service_s=one,
        stream=none,
        allowed=np.ones((1, 1), bool),
        stranger=np.zeros((1, 1)),
        first=np.array([0, 1]),
        mask=none + 1,
        pattern_cost=np.zeros(1),
        kg=np.ones((1, 1)),
        litres=np.ones((1, 1)),
        price=one * 1e6,
        workdays=np.ones(1, bool),
    )


def warm() -> float:
    """Compile, or load what was compiled; return the cost of the smallest week, in rupiah."""
    runner = Runner(smallest_week(), 1)
    runner.begin(None)
    return runner.best().cost


if __name__ == "__main__":
    warm()
