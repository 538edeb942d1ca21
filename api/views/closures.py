"""Closures and what they hinder."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from api.schemas.closures import (
    ClosureFeature,
    ClosureState,
    HindranceFeature,
    HindranceProperties,
)
from api.schemas.common import Point, Told
from api.schemas.live import ClosureAhead
from api.wording import hindrance_words
from data.store.queries.closures import ClosureRow
from data.store.queries.conditions import ConditionRow
from data.store.queries.hindrances import HindranceRow

_STATES: Final[Mapping[str, ClosureState]] = {
    "planned": "coming",
    "in_force": "now",
    "ended": "past",
    "lifted": "lifted",
}


@dataclass(frozen=True)
class Effects:
    """What closures do to the roads in use.

    Parameters
    ----------
    segments
        Pieces of road that each closes; one that closes none is not named.
    routes
        Valid routes that run into each.
    conditions
        What is built into the roads of each vehicle class now.
    """

    segments: Mapping[int, int]
    routes: Mapping[int, int]
    conditions: Sequence[ConditionRow]

    def holds(self, row: ClosureRow) -> bool:
        """Tell whether a closure is built into the roads of all classes that it holds for.

        A class whose roads could not be built is told of elsewhere, and keeps no closure waiting.
        """
        concerned = [
            each for each in self.conditions if not row.class_codes or each.class_code in row.class_codes
        ]
        known = [row.id in each.closures for each in concerned if each.error is None]
        return bool(known) and all(known)


def state_of(row: ClosureRow, now: datetime) -> ClosureState:
    """Return what a closure is at a moment."""
    return _STATES[row.state(now)]


def is_over(row: ClosureRow, now: datetime) -> bool:
    """Tell whether a closure has ended or was lifted."""
    return state_of(row, now) in {"past", "lifted"}


def closure(row: ClosureRow, now: datetime, effects: Effects) -> ClosureFeature:
    """Return a closure as it is at a moment."""
    segments = None if is_over(row, now) else effects.segments.get(row.id, 0)
    return ClosureFeature.model_validate(
        {
            "id": row.id,
            "geometry": row.geometry,
            "properties": {
                **{name: getattr(row, name) for name in _PLAIN},
                "classes": list(row.class_codes),
                "state": state_of(row, now),
                "segments": segments,
                "touches_road": None if segments is None else segments > 0,
                "in_force": effects.holds(row),
                "routes": effects.routes.get(row.id, 0),
            },
        }
    )


_PLAIN: Final = (
    *("id", "kind", "reason", "valid_from", "valid_to", "source", "external_id"),
    *("created_by", "created_at", "lifted_at", "lifted_by"),
)


def hindrances(
    rows: Iterable[HindranceRow], ahead: Container[HindranceRow], zone: str
) -> list[HindranceFeature]:
    """Return hindrances as GeoJSON; `ahead` holds those that a truck has still before it."""
    return [_hindrance(row, row in ahead, zone) for row in rows]


def closure_ahead(row: HindranceRow, zone: str) -> ClosureAhead:
    """Return the closure that a vehicle will run into."""
    return ClosureAhead(
        closure_id=row.closure_id,
        reason=row.reason,
        n=row.number,
        stop_name=row.place,
        at=row.from_time,
        closed_until=row.closed_until,
        lon=row.lon,
        lat=row.lat,
        words=_words(row, zone),
    )


def _hindrance(row: HindranceRow, ahead: bool, zone: str) -> HindranceFeature:  # noqa: FBT001 - a property
    return HindranceFeature(
        id=f"{row.route_id}-{row.number}-{row.closure_id}",
        geometry=Point(coordinates=(row.lon, row.lat)),
        properties=HindranceProperties(
            route_id=row.route_id,
            plan_id=row.plan_id,
            vehicle_id=row.vehicle_id,
            plate=row.plate,
            n=row.number,
            stop_name=row.place,
            closure_id=row.closure_id,
            reason=row.reason,
            closed_until=row.closed_until,
            from_time=row.from_time,
            to_time=row.to_time,
            ahead=ahead,
            words=_words(row, zone),
        ),
    )


def _words(row: HindranceRow, zone: str) -> Told:
    words = hindrance_words(row.place, row.from_time, row.reason, row.closed_until, ZoneInfo(zone))
    return Told(id=words.id, en=words.en)
