"""Finds the legs of valid routes that run into a closure, and keeps the table of them true."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from data.contract.calendar import OperatingCalendar
from data.store.models import RoadClosure
from data.store.queries import hindrances
from data.store.queries.hindrances import Found
from geo.roads import Closed

if TYPE_CHECKING:
    from shapely import MultiLineString

    from geo.roads.closing import RoadFinder


@dataclass
class ClosedLines:
    """The roads that piece closures close on one snapshot; found once per closure.

    Parameters
    ----------
    folder
        The snapshot in use.
    """

    folder: Path
    _known: dict[int, "MultiLineString"] = field(default_factory=dict)
    _finder: "RoadFinder | None" = None

    def of(self, closures: Mapping[int, Closed]) -> dict[int, "MultiLineString"]:
        """Return lines by closure; a closure that touches no road has none.

        Raises
        ------
        SnapshotError
            When the snapshot's folder is damaged.
        """
        for number, closed in closures.items():
            if number not in self._known:
                self._known[number] = self._find(closed)
        return {number: self._known[number] for number in closures if not self._known[number].is_empty}

    def _find(self, closed: Closed) -> "MultiLineString":
        from shapely import MultiLineString

        finder = self._roads()
        return MultiLineString(list(finder.segments.ends[finder.closed_by(closed)]))

    def _roads(self) -> "RoadFinder":
        from geo.roads.closing import RoadFinder
        from geo.roads.segments import RoadSegments

        if self._finder is None:
            self._finder = RoadFinder(RoadSegments.load(self.folder))
        return self._finder


def recompute(session: Session, lines: ClosedLines, calendar: OperatingCalendar, now: datetime) -> bool:
    """Make the table of hindrances true for a moment; pings when that changed it, the caller commits.

    Parameters
    ----------
    lines
        The roads of the snapshot in use.
    now
        Stack time, aware UTC.

    Returns
    -------
    Whether anything changed.

    Raises
    ------
    SnapshotError, ConditionError
        When the snapshot is damaged, or a stored closure cannot be understood.
    """
    found: list[Found] = []
    # usually nothing is closed, and we are asked at every new fact
    if session.scalar(select(RoadClosure.id).where(*_open(now)).limit(1)) is not None:
        pieces = {number: Closed(number, shape) for number, shape in _pieces(session, now)}
        shut = {number: line.wkb for number, line in lines.of(pieces).items()}
        found = hindrances.find(session, shut, now=now, today=calendar.day_of(now))
    return hindrances.replace(session, found, now)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a closure may still hinder somebody."""
    lasts = RoadClosure.valid_to.is_(None) | (RoadClosure.valid_to > now)
    return RoadClosure.lifted_at.is_(None), lasts


def _pieces(session: Session, now: datetime) -> "list[tuple[int, MultiLineString]]":
    """Return the pieces of road that are closed or will be."""
    from geoalchemy2.shape import to_shape

    stored = select(RoadClosure.id, RoadClosure.geom).where(RoadClosure.kind == "piece", *_open(now))
    return [(number, to_shape(geom)) for number, geom in session.execute(stored)]  # type: ignore[misc] # a line
