"""Speakers that wait to be known, as people see them."""

from api.schemas.common import Point
from api.schemas.devices import NewSpeaker
from data.store.queries.quarantine import Unlisted


def speaker(row: Unlisted) -> NewSpeaker:
    """Return somebody who waits to be known, with its last readable position."""
    known = row.lon is not None and row.lat is not None
    return NewSpeaker.model_validate(
        {
            "dialect": row.dialect,
            "external_id": row.external_id,
            "gateway": row.gateway,
            "first_seen_at": row.first_seen_at,
            "last_seen_at": row.last_seen_at,
            "messages": row.messages,
            "last_position": Point(coordinates=(row.lon, row.lat)) if known else None,
        }
    )
