"""Puts a vehicle's operating day onto the roads in use and keeps the result; the roads keeper calls it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session, sessionmaker

from data.contract.calendar import OperatingCalendar
from data.store.address import ROADS_CHANNEL
from data.store.engine import ping
from data.store.errors import RoadsError
from data.store.queries import matching as queries
from data.store.queries.matching import DaySpan, DayTrack, MatchRow, PieceRow, Yard
from data.store.roads.snapshots import CurrentRoads, demand_snapshot
from geo.errors import GeoError
from geo.position import haversine_m

if TYPE_CHECKING:
    from geo.roads.matching.match import Match, Piece, Trace

BACK_DAYS: Final = 14
"""How far back days are looked at for late positions; older ones have been trimmed by then."""


@dataclass(frozen=True, slots=True)
class DayMatched:
    """What a match found.

    Attributes
    ----------
    head
        Counts, metres, confidence.
    changed
        Whether it is other than what was stored before; only then is anybody told.
    """

    head: MatchRow
    changed: bool


def days_to_match(
    session: Session,
    *,
    calendar: OperatingCalendar,
    now: datetime,
    back_days: int = BACK_DAYS,
    limit: int = 50,
) -> list[tuple[str, date]]:
    """Return vehicle-days that are over and were never matched, or have got positions since.

    Parameters
    ----------
    session
        Only read.
    calendar
        Operating days.
    now
        Stack time, aware UTC.
    back_days
        How many days before the running one are looked at.
    limit
        At most so many, the latest day first.
    """
    today = calendar.day_of(now)
    days = [today - timedelta(days=back) for back in range(1, back_days + 1)]
    return queries.waiting_days(session, [_span(calendar, day) for day in days], limit=limit)


def match_day(
    sessions: sessionmaker[Session],
    vehicle_id: str,
    day: date,
    *,
    calendar: OperatingCalendar,
    now: datetime,
) -> DayMatched | None:
    """Match one vehicle-day on the snapshot in use and store it; None when it has no position.

    The same positions on the same roads give the same rows; a repeat writes and tells nothing. Takes about a
    second for a day of 5,000 positions, holds the interpreter's lock and no transaction meanwhile. A day that
    is not over yet may be matched too; it is done again when it is.

    Parameters
    ----------
    sessions
        Maker of sessions; two short transactions are made.
    vehicle_id, day
        Which track.
    calendar
        Operating days.
    now
        Stack time, aware UTC, to write down.

    Raises
    ------
    NotFoundError
        When there is no such vehicle.
    RoadsError
        When no snapshot is active, or its folder is gone, damaged or without the vehicle's profile.
    """
    with sessions() as session:
        profile = queries.profile_of(session, vehicle_id)
        roads = demand_snapshot(session)
        track = queries.day_track(session, vehicle_id, _span(calendar, day))
        yards = queries.yards(session, day)
    if not len(track.times_s):
        return None
    match = _match(roads, profile, one_track(track))
    pieces = [_row(number, piece, yards) for number, piece in enumerate(match.pieces, 1)]
    head = _head(match, MatchKey(vehicle_id, day, roads.checksum, profile), track)
    with sessions.begin() as session:
        changed = queries.replace_match(session, head, pieces, now=now)
        if changed:
            ping(session, ROADS_CHANNEL)
    return DayMatched(head, changed)


@dataclass(frozen=True, slots=True)
class MatchKey:
    """Whose day on which roads."""

    vehicle_id: str
    operating_day: date
    roads_checksum: str
    profile: str


def one_track(track: DayTrack) -> "Trace":
    """Return a day's positions as those of one receiver.

    Two devices in one truck have errors of their own: taken together they make it drive to and fro. Where
    two of them report, the one with more positions counts.

    Parameters
    ----------
    track
        The positions of all devices.
    """
    from geo.roads.matching.match import Trace

    kept = np.zeros(len(track.times_s), dtype=np.bool_)
    sittings, counts = np.unique(track.sitting, return_counts=True)
    spans: list[tuple[float, float]] = []
    for sitting in sittings[np.lexsort((sittings, -counts))].tolist():
        own = track.sitting == sitting
        for first, last in spans:
            own &= (track.times_s < first) | (track.times_s > last)
        if own.any():
            kept |= own
            spans.append((float(track.times_s[own].min()), float(track.times_s[own].max())))
    return Trace(track.lonlat[kept], track.times_s[kept], track.accuracy_m[kept])


def _match(roads: CurrentRoads, profile: str, trace: "Trace") -> "Match":
    from geo.roads.asking.engine import RoadEngine
    from geo.roads.matching.match import match_trace

    try:
        return match_trace(RoadEngine.open(roads.folder, profile), trace)
    except GeoError as error:
        raise RoadsError(str(error)) from error


def _head(match: "Match", key: MatchKey, track: DayTrack) -> MatchRow:
    return MatchRow(
        vehicle_id=key.vehicle_id,
        operating_day=key.operating_day,
        roads_checksum=key.roads_checksum,
        profile=key.profile,
        fixes=len(track.times_s),
        last_fix_time=_moment(float(track.times_s.max())),
        unmatched=match.unmatched,
        road_m=match.metres("road"),
        off_road_m=match.metres("off_road"),
        gap_m=match.metres("gap"),
        confidence=match.confidence,
    )


def _row(number: int, piece: "Piece", yards: Sequence[Yard]) -> PieceRow:
    return PieceRow(
        number=number,
        kind=piece.kind,
        facility_id=_yard(piece.line, yards) if piece.kind == "off_road" else None,
        from_time=_moment(piece.first_s),
        to_time=_moment(piece.last_s),
        distance_m=piece.distance_m,
        confidence=piece.confidence,
        line=piece.line,
    )


def _yard(line: NDArray[np.float64] | None, yards: Sequence[Yard]) -> int | None:
    """Return the facility that a line comes nearest to, if it comes within its radius."""
    if line is None:
        return None
    lon, lat = line.T
    near = [(float(haversine_m(lon, lat, yard.lon, yard.lat).min()), yard) for yard in yards]
    inside = [(metres, yard.id) for metres, yard in near if metres <= yard.radius_m]
    return min(inside)[1] if inside else None


def _span(calendar: OperatingCalendar, day: date) -> DaySpan:
    return DaySpan(day, *calendar.bounds(day))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
