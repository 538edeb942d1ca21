"""When can a truck be home? Every second's choices tried out; slow, and another mind than the timing."""

from functools import cache
from itertools import pairwise

from routing.model.problem import Problem, Stop, Vehicle

NEVER = 10**6


def best_day(problem: Problem, vehicle: Vehicle, sequence, horizon_s: int) -> tuple[int, int] | None:
    """Return the soonest second of being home and the latest departure for that, or None.

    Parameters
    ----------
    horizon_s
        After this second nothing opens any more.
    """
    known = {s.code: s for s in problem.stops} | {f.code: f for f in problem.facilities}
    places = [known[code] for _, code in sequence]
    rows = [vehicle.start, *(p.location for p in places), vehicle.end]
    way = problem.matrix(vehicle).duration_s
    travel = [int(way[a, b]) for a, b in pairwise(rows)]
    if -1 in travel:
        return None
    home = _clock(vehicle, places, travel, horizon_s)
    first_s = max(vehicle.shift.open_s, _release(places, 0))
    days = [(home(leave_s), -leave_s) for leave_s in range(first_s, horizon_s)]
    return_s, leave_s = min(days, default=(NEVER, 0))
    return None if return_s > vehicle.back_by_s else (return_s, -leave_s)


def _clock(vehicle, places, travel, horizon_s):
    """Return a function from a departure to the soonest second of being home."""
    always = [isinstance(p, Stop) and not p.windows for p in places]
    open_at = [_seconds(p.windows) for p in places]
    stay_s = [p.stay_s() if isinstance(p, Stop) else p.unload_s for p in places]
    release_s = [_release(places, way) for way in range(len(places) + 1)]
    breaks = [(1 << n, b.duration_s, _seconds(b.windows)) for n, b in enumerate(vehicle.breaks)]

    @cache
    def soonest(second: int, halt: int, left: int, had: int) -> int:
        found = [NEVER]
        if left == 0 and halt == len(places):
            if all(had & bit or max(seconds) >= second for bit, _, seconds in breaks):
                return second
        elif left == 0 and second >= release_s[halt] and (always[halt] or second in open_at[halt]):
            found.append(soonest(second + stay_s[halt], halt + 1, travel[halt + 1], had))
        for bit, length_s, seconds in breaks:
            if not had & bit and second in seconds:
                found.append(soonest(second + length_s, halt, left, had | bit))
        if left and second >= release_s[halt]:
            found.append(soonest(second + 1, halt, left - 1, had))
        elif second < horizon_s:
            found.append(soonest(second + 1, halt, left, had))
        return min(found)

    def home(leave_s: int) -> int:
        from_s = vehicle.shift.open_s if vehicle.out else 0
        had = sum(
            bit
            for bit, length_s, seconds in breaks
            if any(from_s <= s <= leave_s - length_s for s in seconds)
        )
        return soonest(leave_s, 0, travel[0], had)

    return home


def _seconds(windows) -> set[int]:
    return {s for w in windows for s in range(w.open_s, w.close_s + 1)}


def _release(places, way: int) -> int:
    """Return the greatest release of the stops of a trip that begins with this way."""
    if way and isinstance(places[way - 1], Stop):
        return 0
    release_s = 0
    for place in places[way:]:
        if not isinstance(place, Stop):
            break
        release_s = max(release_s, place.release_s)
    return release_s
