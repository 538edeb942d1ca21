"""Problems made narrower for the searcher, and when that is worth a try. Imports no solver.

It knows loads of one trip only, so for daily caps every trip gets its part of the cap: capacity becomes
the cap shared out among as few trips as it takes, and no more trips are allowed. That is narrower than
the truth where loads of a day could differ, but what comes out keeps the cap; without it answers keep it
by luck or by mending.
"""

from dataclasses import replace

from routing.model.problem import Problem, Vehicle

CAPPED = "capped"
"""Method of the engine that shares out daily caps among trips."""

FEWER = "fewer"
"""Method of the engine that begins by doing without one vehicle more."""

FRESH = "fresh"
"""Method of the engine that begins from nothing, with the settings that PyVRP's authors tuned for that."""

DEAR = 4
"""A vehicle counts more than the way when it costs this many times the longest leg."""


def method_for(method: str, problem: Problem) -> str:
    """Return the method, or another one where a problem gives it nothing to do.

    Two searches that begin from the same plan end alike, so the stand-in for `CAPPED` begins from nothing.
    """
    if method == CAPPED and not caps_bind(problem):
        return FRESH
    return "" if method == FEWER and not vehicles_count(problem) else method


def vehicles_count(problem: Problem) -> bool:
    """Whether every vehicle costs more than any detour could save."""
    longest_m = {profile: int(m.distance_m.max(initial=0)) for profile, m in problem.matrices.items()}
    return all(
        not v.out and v.fixed_cost > DEAR * longest_m[v.profile] * v.cost_per_km // 1000
        for v in problem.vehicles
    )


def least_vehicles(problem: Problem) -> int:
    """Return how many vehicles the caps of a day need at the very least."""
    kg = sum(s.kg for s in problem.stops)
    most = max((v.max_kg or kg) for v in problem.vehicles)
    return max(1, -(-kg // most) if most else 1)


def caps_bind(problem: Problem) -> bool:
    """Whether sharing out daily caps would change any vehicle."""
    return any(_shared(v, 0) is not v for v in problem.vehicles)


def share_caps(problem: Problem) -> Problem:
    """Return the problem with the caps of a day in kilograms shared out among trips."""
    largest = max((s.kg for s in problem.stops), default=0)
    vehicles = tuple(_shared(v, largest) for v in problem.vehicles)
    return Problem(
        vehicles, problem.facilities, problem.stops, problem.matrices, problem.label, problem.change_price
    )


def _shared(vehicle: Vehicle, largest: int) -> Vehicle:
    if not vehicle.max_kg or vehicle.work == "container" or vehicle.loaded or vehicle.max_trips == 1:
        return vehicle
    trips = -(-vehicle.max_kg // vehicle.capacity_kg)
    if vehicle.max_trips and vehicle.max_trips <= trips:
        trips = vehicle.max_trips
    # a stop that needs the whole truck must still find one
    share = max(vehicle.max_kg // trips, largest)
    return replace(vehicle, capacity_kg=min(vehicle.capacity_kg, share), max_trips=trips)
