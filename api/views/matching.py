"""Matched days and the jobs that make them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from api.schemas.common import LineString
from api.schemas.live import Withheld
from api.schemas.matching import MatchedDay, MatchPieceFeature, MatchPieceProperties, RoadJob
from api.schemas.plans import JobStatus
from data.store.models import TrackMatch
from data.store.queries.roads_view import MatchPieceRow, RoadJobRow

_STATUS: Final[Mapping[str, JobStatus]] = {"todo": "waiting", "doing": "running", "succeeded": "done"}


def km(metres: float) -> float:
    """Return kilometres to ten metres."""
    return round(metres / 1000, 2)


def day(
    match: TrackMatch, pieces: Sequence[MatchPieceRow], *, stale: bool, withheld: Withheld | None
) -> MatchedDay:
    """Return a matched day; its kilometres are those of the pieces shown."""
    return MatchedDay(
        vehicle_id=match.vehicle_id,
        day=match.operating_day,
        profile=match.profile,
        roads_checksum=match.roads_checksum,
        matched_at=match.matched_at,
        fixes=match.fixes,
        unmatched=match.unmatched,
        last_fix_time=None if withheld else match.last_fix_time,
        km=km(_metres(pieces, "road", "off_road")),
        km_off_road=km(_metres(pieces, "off_road")),
        km_estimated=km(_metres(pieces, "gap")),
        confidence=match.confidence,
        stale=stale,
        withheld=withheld,
        features=[_piece(piece) for piece in pieces],
    )


def job(row: RoadJobRow) -> RoadJob:
    """Return a job; whatever the queue gave up is failed."""
    return RoadJob(
        id=row.id,
        status=_STATUS.get(row.status, "failed"),
        vehicle_id=row.vehicle_id,
        day=date.fromisoformat(row.day) if row.day else None,
    )


def _metres(pieces: Iterable[MatchPieceRow], *kinds: str) -> float:
    return sum(piece.distance_m for piece in pieces if piece.kind in kinds)


def _piece(piece: MatchPieceRow) -> MatchPieceFeature:
    properties = {
        "n": piece.number,
        "kind": piece.kind,
        "facility_id": piece.facility_id,
        "facility": piece.facility,
        "from_time": piece.from_time,
        "to_time": piece.to_time,
        "km": km(piece.distance_m),
        "confidence": piece.confidence,
    }
    return MatchPieceFeature(
        id=piece.number,
        geometry=None if piece.line is None else LineString(coordinates=list(piece.line)),
        properties=MatchPieceProperties.model_validate(properties),
    )
