"""Two weeks side by side, from their stored boards. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any, Final

type Board = Mapping[str, Any]

_DIFFERENCES: Final = (
    "km",
    "hours",
    "overtime_hours",
    "kg",
    "trips",
    "litres",
    "cost_idr",
    "balance_share",
    "visits",
    "unserved",
    "vehicle_days",
)
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Served:
    """When a point is emptied, and by whom: (place of the day in the week, day, vehicle) in order."""

    visits: tuple[tuple[int, date, str], ...] = ()

    @property
    def days(self) -> list[date]:
        """Days on which somebody comes."""
        return [day for _, day, _ in self.visits]

    @property
    def vehicles(self) -> list[str]:
        """Who comes, in the order of the days."""
        return [vehicle for _, _, vehicle in self.visits]

    def other_days(self, other: "Served") -> bool:
        """Tell whether it is emptied at other places of the week than by `other`."""
        return [place for place, _, _ in self.visits] != [place for place, _, _ in other.visits]


@dataclass(frozen=True, slots=True)
class Moved:
    """A point that two weeks serve differently."""

    code: str
    other_days: bool
    left: Served
    right: Served


def moved(left: Board, right: Board) -> list[Moved]:
    """Return the points that two boards serve differently; those on other days first, then by code.

    Of weeks that begin on different days, the same place in each is the same day: a point that is always
    emptied on Mondays has not moved from one week to the next.
    """
    before, after = _served(left), _served(right)
    found = [
        Moved(code, ours.other_days(theirs), ours, theirs)
        for code in before.keys() | after.keys()
        if _differ(ours := before.get(code, Served()), theirs := after.get(code, Served()))
    ]
    return sorted(found, key=lambda each: (not each.other_days, each.code))


def paired_days(left: Board, right: Board) -> list[dict[str, Any]]:
    """Return the days of two boards beside each other; the longer week's last ones have no partner."""
    return [
        {"day": (ours or theirs)["day"], "left": ours, "right": theirs}
        for ours, theirs in zip_longest(left["days"], right["days"])
    ]


def difference(left: Board, right: Board) -> dict[str, Any]:
    """Return what `right` has more than `left`, in the units of the measures."""
    ours, theirs = left["measures"], right["measures"]
    found = {name: round((theirs.get(name) or 0) - (ours.get(name) or 0), _DIGITS) for name in _DIFFERENCES}
    return {**found, "violations": _hard(right) - _hard(left)}


def _hard(board: Board) -> int:
    return sum(1 for each in board["violations"] if each["hard"])


def _differ(ours: Served, theirs: Served) -> bool:
    return ours.other_days(theirs) or ours.vehicles != theirs.vehicles


def _served(board: Board) -> dict[str, Served]:
    places = {each["day"]: place for place, each in enumerate(board["days"])}
    return {
        point["code"]: Served(
            tuple(
                (places[day], date.fromisoformat(day), point["vehicles"].get(day, ""))
                for day in sorted(point["days"])
            )
        )
        for point in board["points"]
    }
