"""What a week is planned from, as the store gives it; the rows of a day with what a horizon adds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from data.store.queries.plan_rows import CrewBreak, PlannedFacility, PlannedVehicle, WaitingPoint

type Span = tuple[datetime, datetime | None]
"""Aware moments; no end: until it is lifted."""


@dataclass(frozen=True)
class DayFactor:
    """By how much more or less gathers on a day: the product of all factors that hold, with its range.

    `parts` are those factors with their names, in the order of their numbers.
    """

    factor: float = 1.0
    low: float = 1.0
    high: float = 1.0
    parts: tuple[tuple[str, float], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of what holds on the day."""
        return tuple(name for name, _ in self.parts)


@dataclass(frozen=True)
class HorizonVehicle(PlannedVehicle):
    """A vehicle that may be given routes in the horizon; `territory` empty: at home everywhere."""

    plate: str = ""
    territory: tuple[str, ...] = ()


@dataclass(frozen=True)
class HorizonFacility(PlannedFacility):
    """A pool or a place where something is tipped.

    `classes` are the vehicle classes that may tip there (none given: all): at a hand-over place (kind
    ``tps``) those of the villages' own vehicles. `feeds` is the code of the point at which what was handed
    over waits for a truck; empty where waste stays.
    """

    classes: tuple[str, ...] = ()
    feeds: str = ""


@dataclass(frozen=True)
class HorizonDay:
    """One operating day.

    Parameters
    ----------
    holiday
        Its name; empty on a day like others.
    collects
        Whether trucks go out.
    away
        Vehicle -> why it does not work: ``outage``, ``kir``, ``crew``, ``holiday``.
    facilities
        Ids of those that are in use on the day.
    shut
        Facility -> spans in which it takes nothing.
    """

    date: date
    holiday: str = ""
    collects: bool = True
    away: Mapping[str, str] = field(default_factory=dict)
    facilities: frozenset[int] = frozenset()
    breaks: Sequence[CrewBreak] = ()
    shut: Mapping[int, Sequence[Span]] = field(default_factory=dict)


@dataclass(frozen=True)
class HorizonPoint(WaitingPoint):
    """A collection point over the horizon.

    `last_emptied_on` lies before the first day: by visits, by word, or by what is published and not yet
    driven. `amount_kg_day` is what gathers on a day like others, the share that is served included.

    Parameters
    ----------
    kg
        What gathers on each day of the horizon, calendar factors included.
    before_kg
        What gathered since the last emptying until the day before the first, factors included.
    low_share, high_share
        Range of `kg` over the horizon, as shares of it.
    factors
        Of each day.
    basis
        ``measured`` (by the office or an import) or ``population``.
    tps, empties_tps
        Code of the facility where village vehicles hand over what waits here; of the one that trucks
        empty here. None where there is none.
    kept_days, kept_vehicles
        Days of the horizon on which last week's plan, shifted by whole weeks, emptied it, and by what.
    urgent_days
        Days of the horizon on which it must be emptied, by somebody's word.
    """

    name: str = ""
    village_code: str = ""
    village: str = ""
    kecamatan: str = ""
    times_per_week: int | None = None
    weekdays: tuple[int, ...] = ()
    least_gap_days: int | None = None
    most_gap_days: int | None = None
    tps: str | None = None
    empties_tps: str | None = None
    sample: bool = False
    source: str = ""
    confidence: str = "C"
    basis: str = "population"
    kg: tuple[float, ...] = ()
    before_kg: float = 0.0
    low_share: float = 1.0
    high_share: float = 1.0
    factors: tuple[DayFactor, ...] = ()
    kept_days: tuple[date, ...] = ()
    kept_vehicles: tuple[str, ...] = ()
    urgent_days: tuple[date, ...] = ()


@dataclass(frozen=True)
class HorizonRows:
    """Everything that a week's problem is made of, ordered by id; one day for each of the horizon."""

    days: tuple[HorizonDay, ...]
    vehicles: tuple[HorizonVehicle, ...]
    facilities: tuple[HorizonFacility, ...]
    points: tuple[HorizonPoint, ...]
