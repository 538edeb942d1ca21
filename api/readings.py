"""Positions and weeks as everybody reads them: the routes and the hub of the stream share one way."""

from typing import Final

from sqlalchemy.orm import Session

from api.board import Named
from api.schemas.live import Position
from api.schemas.weeks import WeeksEvent
from api.situation import Situations
from api.surroundings import Surroundings
from api.views.positions import position
from api.views.week_jobs import week_job
from data.store.queries import fleet, live, weeks_view

LATEST_WEEKS: Final = 50
"""Of how many weeks, those that were changed last, a stream tells."""


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


def weeks(session: Session) -> dict[Named, bytes]:
    """Return what streams tell of the weeks that were changed last, and of the work on weeks."""
    heads = weeks_view.latest_heads(session, LATEST_WEEKS)
    told = {("weeks", head.id): WeeksEvent.model_validate(head).model_dump_json().encode() for head in heads}
    jobs = weeks_view.jobs(session)
    return told | {("week_job", row.id): week_job(row).model_dump_json().encode() for row in jobs}
