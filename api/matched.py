"""What is known of a vehicle's day along the roads, and asking for it."""

from datetime import date

from sqlalchemy.orm import Session

from api.schemas.live import DrivenKm
from api.surroundings import Surroundings
from api.views.matching import km
from data.store.jobs import MATCH_DAY, ROADS_QUEUE, defer
from data.store.models import TrackMatch
from data.store.queries import live, roads_view, system


def driven(db: Session, around: Surroundings, vehicle_id: str, day: date) -> DrivenKm | None:
    """Return the kilometres of a vehicle's day; None when nobody asked for them."""
    match = roads_view.track_match(db, vehicle_id, day)
    if match is None:
        return None
    return DrivenKm(
        km=km(match.road_m + match.off_road_m),
        km_estimated=km(match.gap_m),
        stale=is_stale(db, around, match),
    )


def is_stale(db: Session, around: Surroundings, match: TrackMatch) -> bool:
    """Tell whether a match knows fewer fixes than its day has by now, or was made on other roads."""
    roads = system.current_roads(db)
    if roads is not None and roads.checksum != match.roads_checksum:
        return True
    fixes = live.count_fixes(db, match.vehicle_id, around.calendar.bounds(match.operating_day))
    return fixes > match.fixes


def request(db: Session, url: str, vehicle_id: str, day: date) -> int:
    """Put a vehicle's day into the roads' queue, unless it is there; return the number of the job."""
    waiting = roads_view.waiting_match(db, ROADS_QUEUE, MATCH_DAY, vehicle_id, day)
    if waiting is not None:
        return waiting
    lock = f"match:{vehicle_id}:{day}"
    return defer(url, MATCH_DAY, queue=ROADS_QUEUE, lock=lock, vehicle_id=vehicle_id, day=day.isoformat())
