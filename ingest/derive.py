"""From a day's fixes to leaps, visits and rit; pure, and the same for any order and repetition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from data.store.queries.day_fixes import DayFixes
from data.store.queries.visits import Claims, Place, RitRow, VisitRow
from geo.leaps import find_leaps
from geo.stops import Stay, StopRules, Track, match_visits

MIN_STAY_S = 60.0
"""A stay shorter than this is a stop on the way, not a visit (default; the office may move it)."""

MAX_STAY_KMH = 5.0


@dataclass(frozen=True, slots=True)
class DayBooks:
    """What besides the track decides about a vehicle-day.

    Parameters
    ----------
    day
        The operating day.
    places
        Points, facilities and pools.
    emptied
        Point -> last operating day before `day` on which it was emptied; none known counts as the day before.
    capacity_kg
        What the vehicle can carry; an estimated load never exceeds it.
    claims
        What people have said; a derived visit to the same place at the same time is left out.
    """

    day: date
    places: Sequence[Place]
    emptied: Mapping[int, date]
    capacity_kg: float
    claims: Sequence[Claims] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """Visits in order of arrival, rit in order of unloading."""

    visits: tuple[VisitRow, ...] = ()
    rits: tuple[RitRow, ...] = ()


def leaps_of(fixes: DayFixes) -> NDArray[np.bool_]:
    """Return (n,) which fixes of a vehicle's day are leaps (`geo.leaps`), each device judged for itself."""
    leaps = np.zeros(len(fixes.track), dtype=np.bool_)
    for sitting in np.unique(fixes.sitting):
        rows = fixes.sitting == sitting
        leaps[rows] = find_leaps(*fixes.track[rows, :3].T)
    return leaps


def stays_at(track: NDArray[np.float64], places: Sequence[Place]) -> list[Stay]:
    """Return where a track really stopped, in order of arrival.

    Parameters
    ----------
    track
        (n, 4): Unix seconds, degrees east, degrees north, km/h or NaN; in any order.
    places
        What the stays' `place_index` counts.
    """
    if not len(track) or not places:
        return []
    rules = StopRules(
        radius_m=tuple(place.radius_m for place in places), min_s=MIN_STAY_S, max_kmh=MAX_STAY_KMH
    )
    lon, lat = [place.lon for place in places], [place.lat for place in places]
    return match_visits(Track(*np.asarray(track, dtype=np.float64).T), lon, lat, rules)


def tell_day(stays: Sequence[Stay], books: DayBooks, *, first_s: float) -> Derived:
    """Return the visits and rit that stays make; `first_s` is the time of the day's first fix, Unix s."""
    day = _Day(books, first_s)
    for stay in stays:
        day.add(stay)
    return Derived(tuple(day.visits), tuple(day.rits))


def derive(track: NDArray[np.float64], books: DayBooks) -> Derived:
    """Return the visits and rit that a day's fixes show: `stays_at`, then `tell_day`."""
    stays = stays_at(track, books.places)
    return tell_day(stays, books, first_s=float(track[:, 0].min())) if stays else Derived()


class _Day:
    """The day as it is told, stay by stay: what is on board, and which rit is under way."""

    def __init__(self, books: DayBooks, first_s: float) -> None:
        self.visits: list[VisitRow] = []
        self.rits: list[RitRow] = []
        self._books = books
        self._started_at = _moment(first_s)
        self._load_kg = 0.0
        self._on_board: set[int] = set()
        self._emptied_today: set[int] = set()

    def add(self, stay: Stay) -> None:
        place = self._books.places[stay.place_index]
        if self._is_claimed(place, stay):
            return
        kg = {"collect": self._collect, "unload": self._unload, "pool": self._pool}[place.kind](place, stay)
        self.visits.append(
            VisitRow(
                kind=place.kind,
                point_id=place.point_id,
                facility_id=place.facility_id,
                arrived_at=_moment(stay.arrived_s),
                left_at=_moment(stay.left_s),
                kg_estimate=kg,
                confidence=stay.confidence,
            )
        )

    def _collect(self, place: Place, _stay: Stay) -> float:
        point = place.point_id or 0
        kg = 0.0 if point in self._emptied_today else self._waiting_kg(point, place.amount_kg_day)
        self._emptied_today.add(point)
        self._on_board.add(point)
        self._load_kg = min(self._load_kg + kg, self._books.capacity_kg)
        return round(kg, 1)

    def _unload(self, place: Place, stay: Stay) -> float:
        kg, points = round(self._load_kg, 1), len(self._on_board)
        if points:
            self.rits.append(
                RitRow(
                    number=len(self.rits) + 1,
                    started_at=self._started_at,
                    unloaded_at=_moment(stay.arrived_s),
                    facility_id=place.facility_id or 0,
                    points=points,
                    kg_estimate=kg,
                )
            )
        self._started_at = _moment(stay.left_s)
        self._load_kg = 0.0
        self._on_board = set()
        return -kg if kg else 0.0

    def _pool(self, _place: Place, stay: Stay) -> None:
        if not self._on_board:
            self._started_at = _moment(stay.left_s)

    def _waiting_kg(self, point: int, amount_kg_day: float) -> float:
        emptied = self._books.emptied.get(point)
        days = 1 if emptied is None else max(1, (self._books.day - emptied).days)
        return amount_kg_day * days

    def _is_claimed(self, place: Place, stay: Stay) -> bool:
        return any(
            (claim.point_id, claim.facility_id) == (place.point_id, place.facility_id)
            and claim.arrived_at.timestamp() <= stay.left_s
            and claim.left_at.timestamp() >= stay.arrived_s
            for claim in self._books.claims
        )


def _moment(unix_s: float) -> datetime:
    return datetime.fromtimestamp(round(unix_s, 3), UTC)
