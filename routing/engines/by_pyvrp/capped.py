"""Daily caps for a searcher that knows loads of one trip only: every trip gets its part of the cap.

Capacity becomes the cap shared out among as few trips as it takes, and no more trips are allowed. That
is narrower than the truth where loads of a day could differ, but what comes out keeps the cap; without
it answers keep it by luck or by mending.
"""

from dataclasses import replace

from routing.problem import Problem, Vehicle

CAPPED = "capped"
"""Method of the engine that searches the narrower problem."""


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
