"""The day in figures; 'done', 'missed' and rit count visits seen in tracks."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from api.point_status import PointState
from api.progress import DayClock, Progress
from api.schemas.live import Figures, Position
from api.situation import Situation


def figures(
    situation: Situation,
    clock: DayClock,
    *,
    positions: Iterable[Position],
    vehicles: AbstractSet[str],
    points: AbstractSet[int] | None,
    no_signal_s: float,
) -> Figures:
    """Return the figures of a day for the vehicles and points that an account may see.

    Parameters
    ----------
    positions
        Newest positions of the day; none for a day that is not the present one.
    vehicles
        Ids of the planned vehicles within the account's scope.
    points
        Ids of the points within the account's scope; None means all.
    no_signal_s
        Stack seconds after its planned start at which a vehicle without any fix counts as silent.
    """
    days = {vehicle: situation.progress(vehicle, clock) for vehicle in vehicles}
    seen = {position.vehicle_id: position for position in positions if position.vehicle_id in vehicles}
    states = _planned_points(situation.points(clock), points)
    count = {status: sum(state.status == status for state in states) for status in ("done", "missed", "late")}
    rits = [rit for vehicle in vehicles for rit in situation.rits.get(vehicle, ())]
    silent = sum(_is_silent(days[vehicle], seen.get(vehicle), clock, no_signal_s) for vehicle in vehicles)
    broken = sum(position.state == "broken" for position in seen.values())
    hindered = sum(bool(situation.ahead(vehicle, clock)) for vehicle in vehicles)
    late = sum(bool(day.next and day.next.late_s > clock.late_s) for day in days.values())
    return Figures(
        day=situation.day,
        points_done=count["done"],
        points_planned=len(states),
        points_missed=count["missed"],
        points_late=count["late"],
        rit_done=len(rits),
        rit_planned=sum(day.route.trips for day in days.values() if day.route),
        tonnes_estimate=round(sum(rit.kg_estimate for rit in rits) / 1000, 2),
        alerts=silent + broken + late + hindered + count["missed"],
        trucks_moving=sum(position.state == "driving" for position in seen.values()),
        trucks_silent=silent,
        trucks_total=len(vehicles),
        trucks_hindered=hindered,
    )


def _planned_points(states: Mapping[int, PointState], points: AbstractSet[int] | None) -> list[PointState]:
    return [
        state
        for point_id, state in states.items()
        if state.planned_at is not None and (points is None or point_id in points)
    ]


def _is_silent(day: Progress, position: Position | None, clock: DayClock, no_signal_s: float) -> bool:
    if position is not None:
        return position.state == "no_signal" and day.route is not None
    if day.route is None:
        return False
    return no_signal_s < (clock.now - day.route.leaves_at).total_seconds() and clock.now < clock.shift_end
