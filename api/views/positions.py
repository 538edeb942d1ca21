"""Positions with what the vehicles are doing."""

from collections.abc import Mapping

from api.progress import DayClock, Progress
from api.schemas.live import ClosureAhead, NextStop, Position
from api.situation import Situation
from api.vehicle_state import Sighting, state_of
from api.views.closures import closure_ahead
from data.store.queries.live import PositionRow


def position(
    row: PositionRow,
    situation: Situation,
    clock: DayClock,
    *,
    no_signal_s: float,
    capacity_kg: Mapping[str, int],
) -> Position:
    """Return the newest position of a vehicle with state, load and next stop."""
    seen = Sighting(row.lon, row.lat, row.speed_kmh, row.fix_time, row.broken)
    state, place = state_of(seen, situation.places(row.vehicle_id), clock.now, no_signal_s)
    day = situation.progress(row.vehicle_id, clock)
    return Position(
        vehicle_id=row.vehicle_id,
        device_id=row.device_id,
        plate=row.plate,
        class_code=row.class_code,
        lon=row.lon,
        lat=row.lat,
        speed_kmh=row.speed_kmh,
        course_deg=row.course_deg,
        fix_time=row.fix_time,
        received_at=row.received_at,
        state=state,
        place_name=place,
        trip=day.trip,
        load_kg=round(day.load_kg),
        load_pct=load_pct(day, capacity_kg.get(row.class_code)),
        stops_done=day.stops_done,
        stops_total=day.stops_total,
        next_stop=next_stop(day),
        closure_ahead=_first_closure(situation, row.vehicle_id, clock),
        plan_id=day.route.plan_id if day.route else None,
        plan_acknowledged=bool(day.route and day.route.acknowledged),
    )


def _first_closure(situation: Situation, vehicle_id: str, clock: DayClock) -> ClosureAhead | None:
    ahead = situation.ahead(vehicle_id, clock)
    return closure_ahead(ahead[0], clock.zone) if ahead else None


def next_stop(day: Progress) -> NextStop | None:
    """Return the stop the vehicle is on its way to, with its expected arrival."""
    coming = day.next
    if coming is None or coming.eta is None:
        return None
    return NextStop(name=coming.stop.name, eta=coming.eta, late_s=coming.late_s)


def load_pct(day: Progress, capacity_kg: int | None) -> float | None:
    """Return the estimated load in percent of what the vehicle's class carries."""
    return round(100 * day.load_kg / capacity_kg, 1) if capacity_kg else None
