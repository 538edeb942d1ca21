"""A week of collection as integers: days with their fleet, points with what gathers there and their days.

A day is one bit of a mask: bit 0 is the first day of the horizon. What a point gathers on day `d` is what
comes between the hour of a visit on day `d - 1` and that hour on day `d`; so a visit on `d` after one on `e`
finds the sum over days `e + 1` to `d`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from routing.model.parts import Facility, Matrix, Stop, Vehicle
from routing.model.plan import Sequences

type Timetable = Mapping[int, Sequences]
"""Who does what, without times: index of the day -> vehicle -> halts in order; an idle day is absent."""


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One operating day of the horizon.

    Parameters
    ----------
    vehicles
        Those that can work on it, with that day's shift and breaks; seconds count from its local midnight.
    facilities
        Those that are open on it. Village vehicles tip at hand-over places, which admit their classes only.
    away
        Vehicle -> why it does not work: ``outage``, ``kir``, ``crew``, ``holiday``.
    holiday
        Its name, empty on a day like others; whether trucks go out is said by `vehicles` alone.
    """

    date: date
    vehicles: tuple[Vehicle, ...]
    facilities: tuple[Facility, ...]
    away: Mapping[str, str] = field(default_factory=dict)
    holiday: str = ""


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """A point over the horizon.

    Parameters
    ----------
    stop
        What a day's problem is given; its `kg` is 0 here, its `litres` what it takes at least (a container).
    gathers_kg
        Kilograms that come on each day, calendar factors included; at a hand-over place the sum of what the
        points that hand over there gather: the forecast knows flows, not loads.
    before_kg
        What waits already at the hour of a visit on the day before the first.
    last_day
        Index of the day of the last emptying, negative; -1 is the day before the first.
    times
        How often it shall be emptied in the horizon.
    least_gap, most_gap
        Days between two emptyings, the one before the horizon and the first day after it included; at the
        end it is enough that the greatest gap has not yet passed.
    patterns
        Masks of days that satisfy all of this (`routing.week.patterns`), the most even one first.
    most_kg
        What it holds; the rest overflows. 0 is no limit.
    litres_per_t
        What a tonne takes in the vehicle.
    kept, kept_vehicle
        Mask of days and vehicle of last week's plan, 0 and empty where there is none.
    district, village
        Kecamatan and code of the village.
    low_share, high_share
        Range of the forecast as shares of it.
    source, confidence
        Of the figure behind the forecast.
    """

    stop: Stop
    gathers_kg: tuple[int, ...]
    before_kg: int
    last_day: int
    times: int
    least_gap: int
    most_gap: int
    patterns: tuple[int, ...]
    most_kg: int = 0
    litres_per_t: int = 0
    kept: int = 0
    kept_vehicle: str = ""
    district: str = ""
    village: str = ""
    low_share: float = 1.0
    high_share: float = 1.0
    source: str = ""
    confidence: str = "C"

    @property
    def code(self) -> str:
        """Return the point's code."""
        return self.stop.code


@dataclass(frozen=True, slots=True)
class WeekPrices:
    """Rupiah for what a week shall avoid beside kilometres and hours.

    Parameters
    ----------
    moved
        A point emptied on other days than last week.
    stranger
        A visit by another vehicle than last week's.
    outside
        A visit outside a vehicle's territory.
    unbalanced_t
        A tonne by which a day lies above or below the mean of the working days by more than `balance_share`.
    """

    moved: int = 60_000
    stranger: int = 5_000
    outside: int = 15_000
    unbalanced_t: int = 200_000
    balance_share: float = 0.10


@dataclass(frozen=True, slots=True, eq=False)
class WeekProblem:
    """A week to be planned.

    Parameters
    ----------
    matrices
        By profile, over the places of all days' facilities and all points: rows are the same on every day.
    territories
        Vehicle -> districts in which its crew is at home; a vehicle that is absent is at home everywhere.
    most_moved
        How many points may change their days against last week; None is no limit.
    """

    days: tuple[WeekDay, ...]
    points: tuple[WeekPoint, ...]
    matrices: Mapping[str, Matrix]
    territories: Mapping[str, frozenset[str]] = field(default_factory=dict)
    prices: WeekPrices = field(default_factory=WeekPrices)
    most_moved: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """What a person fixed: a point on a day (index), with a vehicle, or both."""

    point: str
    day: int | None = None
    vehicle: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What people fixed in one week, beside the problem; kept with the plan as JSON.

    Parameters
    ----------
    excluded
        Points that this week leaves out.
    times
        Point -> how often it shall be emptied, instead of the office's figure.
    without_vehicles, closed_facilities, holidays
        Of a what-if: vehicles that do not work, facilities that take nothing, days (index) without trucks.
    """

    pins: tuple[Pin, ...] = ()
    excluded: frozenset[str] = frozenset()
    times: Mapping[str, int] = field(default_factory=dict)
    without_vehicles: frozenset[str] = frozenset()
    closed_facilities: frozenset[str] = frozenset()
    holidays: frozenset[int] = frozenset()
