"""Positions as everybody reads them: the route of a request and the hub of the stream share one way."""

from sqlalchemy.orm import Session

from api.schemas.live import Position
from api.situation import Situations
from api.surroundings import Surroundings
from api.views.positions import position
from data.store.queries import fleet, live


def positions(
    session: Session, around: Surroundings, situations: Situations, after: int | None = None
) -> list[tuple[int, Position]]:
    """Return (change, position) of every vehicle, or of those that changed after a cursor, by change."""
    day = around.operating_day()
    clock = around.day_clock(day)
    rows = live.positions(session, clock.now, after=after)
    if not rows:
        return []
    situation = situations.of(session, day)
    capacity = fleet.capacities_kg(session)
    silent_s = around.settings.no_signal_s
    return [
        (row.change, position(row, situation, clock, no_signal_s=silent_s, capacity_kg=capacity))
        for row in rows
    ]
