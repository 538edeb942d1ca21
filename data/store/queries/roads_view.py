"""The roads for people: what closures do to them, matched days, jobs of the roads' queue."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, case, func, select, text
from sqlalchemy.orm import Session

from data.store.models import CurrentRoute, Facility, Hindrance, MatchPiece, TrackMatch

_ALONG_M: Final = 12.0

_SEGMENTS: Final = text("""
select closure.id, count(*)
from road_closure as closure
join road on road.checksum = :checksum and road.geom && ST_Expand(closure.geom, :margin)
cross join lateral ST_DumpSegments(road.geom) as piece
where closure.id = any(:ids) and case closure.kind
  when 'area' then ST_Intersects(piece.geom, closure.geom) and not ST_Touches(piece.geom, closure.geom)
  else ST_Within(piece.geom, ST_Buffer(closure.geom::geography, :along)::geometry) end
group by closure.id
""")

_METRES: Final = text("""
select ST_Distance(near.geom::geography, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography)
from (
  select geom from road where checksum = :checksum
  order by geom <-> ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) limit 10
) as near
order by 1 limit 1
""")

_JOB: Final = text("""
select id, status, args ->> 'vehicle_id', args ->> 'day'
from queue.procrastinate_jobs where queue_name = :queue and id = :id
""")

_WAITING: Final = text("""
select id from queue.procrastinate_jobs
where queue_name = :queue and task_name = :task and status in ('todo', 'doing')
  and args ->> 'vehicle_id' = :vehicle_id and args ->> 'day' = :day
order by id limit 1
""")


@dataclass(frozen=True)
class MatchPieceRow:
    """A stretch of a matched day; `line` is (lon, lat) along it, if one is known."""

    number: int
    kind: str
    facility_id: int | None
    facility: str | None
    from_time: datetime
    to_time: datetime
    distance_m: float
    confidence: float | None
    line: tuple[tuple[float, float], ...] | None


@dataclass(frozen=True)
class RoadJobRow:
    """A job of the roads' queue; `status` as the queue calls it."""

    id: int
    status: str
    vehicle_id: str | None
    day: str | None


def closed_segments(session: Session, checksum: str, closure_ids: Sequence[int]) -> dict[int, int]:
    """Return how many pieces of a snapshot's roads each closure closes, between neighbouring nodes.

    A closure that closes none is not named. Pieces count for whatever class, driven or not.
    """
    if not closure_ids:
        return {}
    asked = {"checksum": checksum, "ids": list(closure_ids), "along": _ALONG_M, "margin": 2 * _ALONG_M / 1e5}
    return {row[0]: row[1] for row in session.execute(_SEGMENTS, asked)}


def hindered_routes(session: Session, closure_ids: Sequence[int]) -> dict[int, int]:
    """Return how many valid routes run into each of these closures; none: not named."""
    query = (
        select(Hindrance.closure_id, func.count(Hindrance.route_id.distinct()))
        .join(CurrentRoute, CurrentRoute.route_id == Hindrance.route_id)
        .where(Hindrance.closure_id.in_(closure_ids))
        .group_by(Hindrance.closure_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def metres_to_road(session: Session, checksum: str, lon: float, lat: float) -> float | None:
    """Return metres from a place to the nearest road of a snapshot; None when it has none."""
    metres: float | None = session.scalar(_METRES, {"checksum": checksum, "lon": lon, "lat": lat})
    return metres


def track_match(session: Session, vehicle_id: str, day: date) -> TrackMatch | None:
    """Return what is known of a vehicle's day on the roads; None when it was never matched."""
    return session.get(TrackMatch, (vehicle_id, day))


def match_pieces(
    session: Session, vehicle_id: str, day: date, within: tuple[datetime, datetime] | None = None
) -> list[MatchPieceRow]:
    """Return the pieces of a matched day in driving order; only those that lie `within` when given."""
    query: Select[*tuple[Any, ...]] = (
        select(
            MatchPiece.number,
            MatchPiece.kind,
            MatchPiece.facility_id,
            Facility.name,
            MatchPiece.from_time,
            MatchPiece.to_time,
            MatchPiece.distance_m,
            MatchPiece.confidence,
            case((MatchPiece.geom.is_not(None), func.ST_AsGeoJSON(MatchPiece.geom, 6))),
        )
        .outerjoin(Facility, Facility.id == MatchPiece.facility_id)
        .where(MatchPiece.vehicle_id == vehicle_id, MatchPiece.operating_day == day)
        .order_by(MatchPiece.number)
    )
    if within is not None:
        query = query.where(MatchPiece.from_time >= within[0], MatchPiece.to_time < within[1])
    return [_piece(row) for row in session.execute(query)]


def job(session: Session, queue: str, number: int) -> RoadJobRow | None:
    """Return a job of a queue; None when there is none, or its record was swept."""
    row = session.execute(_JOB, {"queue": queue, "id": number}).one_or_none()
    return None if row is None else RoadJobRow(*row)


def waiting_match(session: Session, queue: str, task: str, vehicle_id: str, day: date) -> int | None:
    """Return the job that will match a vehicle's day, or does so now."""
    asked = {"queue": queue, "task": task, "vehicle_id": vehicle_id, "day": day.isoformat()}
    number: int | None = session.scalar(_WAITING, asked)
    return number


def _piece(row: Any) -> MatchPieceRow:  # noqa: ANN401 - a row of many columns
    told = None if row[-1] is None else tuple((at[0], at[1]) for at in json.loads(row[-1])["coordinates"])
    columns: tuple[Any, ...] = (*row[:-1], told)
    return MatchPieceRow(*columns)
