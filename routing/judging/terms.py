"""What a judgement is made of: rules, violations, cost, verdict."""

from dataclasses import dataclass
from typing import Literal

Rule = Literal[
    "vehicle_unknown",
    "vehicle_twice",
    "place_unknown",
    "stop_twice",
    "stop_forgotten",
    "stop_served_and_unserved",
    "reason_missing",
    "vehicle_not_allowed",
    "other_vehicle_demanded",
    "stream_not_carried",
    "streams_mixed",
    "over_kg",
    "over_litres",
    "container_taken",
    "shift_begin",
    "shift_end",
    "left_before_release",
    "stop_window",
    "facility_closed",
    "facility_refuses_vehicle",
    "facility_refuses_stream",
    "facility_full",
    "handed_over_too_late",
    "not_empty_at_end",
    "not_brought_home",
    "too_many_trips",
    "too_many_stops",
    "too_many_kg",
    "break_missed",
    "break_outside_window",
    "break_too_short",
    "break_during_work",
    "break_unknown",
    "no_road",
    "time_misstated",
    "load_misstated",
    "distance_misstated",
    "trip_misstated",
]


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    Parameters
    ----------
    vehicle, place
        Where it happens; empty when it belongs to no truck or place. For breaks the place is the
        label of the break.
    amount
        By how much: seconds, kilograms, litres, metres or a count, after the rule's name.
    """

    rule: Rule
    vehicle: str = ""
    place: str = ""
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan costs in rupiah.

    Parameters
    ----------
    left_out
        Price of the stops that it does not serve.
    overtime
        Hours after the close of a shift, on top of `time`.
    changes
        Stops that another vehicle serves than the one that keeps them.
    """

    fixed: int = 0
    distance: int = 0
    time: int = 0
    left_out: int = 0
    overtime: int = 0
    changes: int = 0

    @property
    def driving(self) -> int:
        """What is really paid, without the price of stops left out and of changes."""
        return self.fixed + self.distance + self.time + self.overtime

    @property
    def total(self) -> int:
        """What engines minimise."""
        return self.driving + self.left_out + self.changes


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with the measures it rests on."""

    violations: tuple[Violation, ...]
    cost: Cost
    served: int
    unserved: int
    kg: int
    distance_m: int
    duration_s: int
    trips: int

    @property
    def feasible(self) -> bool:
        """True when no rule is broken."""
        return not self.violations
