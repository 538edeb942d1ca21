"""The answer to a problem: who drives where and when, and why something is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

CallKind = Literal["collect", "unload"]

type Sequence = tuple[tuple[CallKind, str], ...]
"""What a truck does in order, without times: (kind, code of the stop or facility)."""

type Sequences = Mapping[str, Sequence]
"""One sequence per vehicle id; a vehicle that stays at home is absent."""


@dataclass(frozen=True, slots=True)
class Call:
    """A timed halt of a truck, in seconds after the problem's zero.

    Parameters
    ----------
    trip
        1 for the first filling of the day; the unloading belongs to the trip it ends.
    load_kg, load_l
        On board when the truck leaves this halt.
    leg_s, leg_m
        The way from the halt before (or from the yard).
    """

    kind: CallKind
    place: str
    trip: int
    arrive_s: int
    begin_s: int
    leave_s: int
    load_kg: int
    load_l: int
    leg_s: int
    leg_m: int


@dataclass(frozen=True, slots=True)
class Rest:
    """A break as it is taken, between halts or while waiting at one; never during service."""

    label: str
    begin_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class Route:
    """A truck's day.

    Parameters
    ----------
    home_s, home_m
        The last leg, from the last halt to the yard.
    rests
        Breaks taken between leaving and being back, in order of time. One taken on a leg makes the
        arrival that much later; one taken after the arrival is part of the wait.
    """

    vehicle: str
    leave_s: int
    calls: tuple[Call, ...]
    return_s: int
    home_s: int
    home_m: int
    rests: tuple[Rest, ...] = ()

    @property
    def distance_m(self) -> int:
        """Whole way of the day in metres."""
        return sum(call.leg_m for call in self.calls) + self.home_m

    @property
    def duration_s(self) -> int:
        """From leaving the yard to being back."""
        return self.return_s - self.leave_s

    @property
    def trips(self) -> int:
        """Unloadings of the day (rit)."""
        return sum(call.kind == "unload" for call in self.calls)

    @property
    def sequence(self) -> Sequence:
        """The same day without times."""
        return tuple((call.kind, call.place) for call in self.calls)


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop that is left out; `code` is one of `routing.judging.reasons.CODES`, `detail` its figures."""

    stop: str
    code: str
    detail: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """All routes of a day with what is left out.

    Parameters
    ----------
    engine
        Name of the engine whose answer this is.
    notes
        What went otherwise than asked (an engine that died, for one); empty when all went well.
    """

    engine: str
    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sequences(self) -> Sequences:
        """The plan without times, by vehicle."""
        return {route.vehicle: route.sequence for route in self.routes}
