"""Which condition the roads are in for a vehicle class: at a moment, and over a planned shift."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.models import RoadClosure
from data.store.queries import closures, speeds
from data.store.queries.closures import ClosureRow
from data.store.queries.speeds import NewSpeed
from geo.roads import Closed, Condition, PieceSpeed

type _Piece = tuple[int, int | None, int | None]


@dataclass(frozen=True)
class InForce:
    """What holds for a vehicle class.

    Attributes
    ----------
    condition
        For `geo.roads`: what is closed, and the speeds.
    closures
        What is closed, by id.
    speed_set_id, speed_band
        The set in use and the local hours of its speeds, such as ``06:00-09:00``; None without speeds.
    """

    class_code: str
    condition: Condition
    closures: tuple[ClosureRow, ...] = ()
    speed_set_id: int | None = None
    speed_band: str | None = None


@dataclass(frozen=True)
class Hours:
    """The speeds of the set in use, in local time of `zone`."""

    set_id: int | None
    speeds: tuple[NewSpeed, ...]
    zone: ZoneInfo

    def at(self, moment: datetime) -> dict[_Piece, float]:
        """Return km/h by piece: the class's own value goes before one for all, then the slower one."""
        local = moment.astimezone(self.zone)
        found: dict[_Piece, tuple[bool, float]] = {}
        for speed in self.speeds:
            if _holds(speed, local):
                piece = (speed.way, speed.from_node, speed.to_node)
                rank = (speed.class_code is None, speed.kmh)
                found[piece] = min(found.get(piece, rank), rank)
        return {piece: kmh for piece, (_, kmh) in found.items()}

    def during(self, start: datetime, end: datetime) -> dict[_Piece, float]:
        """Return km/h by piece: what holds for the longest part; a piece's usual speed counts as one too."""
        spent: defaultdict[_Piece, defaultdict[float, float]] = defaultdict(lambda: defaultdict(float))
        for begin, until in pairwise(self.edges(start, end)):
            for piece, kmh in self.at(begin).items():
                spent[piece][kmh] += (until - begin).total_seconds()
        whole_s = (end - start).total_seconds()
        chosen = {piece: max(by.items(), key=lambda each: each[1]) for piece, by in spent.items()}
        return {
            piece: kmh
            for piece, (kmh, lasting_s) in chosen.items()
            if lasting_s >= whole_s - sum(spent[piece].values())
        }

    def edges(self, start: datetime, end: datetime) -> list[datetime]:
        """Return the moments from `start` to `end`, both included, at which a band begins or ends."""
        first, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        times = {t for speed in self.speeds for t in (speed.from_time, speed.to_time)}
        moments = {
            datetime.combine(day, t, self.zone).astimezone(start.tzinfo) for day in days for t in times
        }
        return sorted({start, end} | {moment for moment in moments if start < moment < end})

    def next_edge(self, after: datetime) -> datetime | None:
        """Return the next moment at which a band begins or ends."""
        later = self.edges(after, after + timedelta(days=2))[1:-1]
        return later[0] if later else None

    def band(self, moment: datetime) -> str | None:
        """Return the local hours around `moment` in which no band begins or ends."""
        if not self.speeds:
            return None
        around = self.edges(moment - timedelta(days=1), moment + timedelta(days=1))
        begin = max(edge for edge in around if edge <= moment)
        end = min(edge for edge in around if edge > moment)
        return f"{begin.astimezone(self.zone):%H:%M}-{end.astimezone(self.zone):%H:%M}"


@dataclass
class SpeedBook:
    """Reads the speeds of the set in use; a set never changes, so each is read once per class.

    Parameters
    ----------
    zone
        IANA name of the zone of the speeds' hours.
    """

    zone: str
    _read: dict[tuple[int, str | None], Hours] = field(default_factory=dict)

    def hours(self, session: Session, class_code: str | None = None) -> Hours:
        """Return the speeds in use that hold for a class; None: all of them."""
        set_id = speeds.current_set(session)
        if set_id is None:
            return Hours(None, (), ZoneInfo(self.zone))
        kept = self._read.get((set_id, class_code))
        if kept is None:
            found = tuple(speeds.speeds_of(session, set_id, class_code))
            kept = Hours(set_id, found, ZoneInfo(self.zone))
            # those of a set that left use are forgotten
            self._read = {key: known for key, known in self._read.items() if key[0] == set_id}
            self._read[set_id, class_code] = kept
        return kept


def condition_at(session: Session, class_code: str, moment: datetime, book: SpeedBook) -> InForce:
    """Return what holds for a class at a moment.

    Parameters
    ----------
    moment
        Aware, stack time.

    Raises
    ------
    ConditionError
        A stored closure or speed cannot be understood.
    """
    hours = book.hours(session, class_code)
    found = closures.in_force(session, moment, class_code)
    return _in_force(session, class_code, found, hours.at(moment), (hours.set_id, hours.band(moment)))


def condition_during(
    session: Session, class_code: str, span: tuple[datetime, datetime], book: SpeedBook
) -> InForce:
    """Return what a plan for a span of time has to reckon with, for a class.

    Every closure that holds for any part of the span counts for all of it: who leaves on time must not stand
    before a barrier. Of the speeds, those count that hold for most of it.

    Parameters
    ----------
    span
        Aware moments in stack time.

    Raises
    ------
    ConditionError
        A stored closure or speed cannot be understood.
    """
    hours = book.hours(session, class_code)
    found = closures.overlapping(session, *span, class_code)
    middle = span[0] + (span[1] - span[0]) / 2
    return _in_force(session, class_code, found, hours.during(*span), (hours.set_id, hours.band(middle)))


def next_edge(session: Session, after: datetime, book: SpeedBook) -> datetime | None:
    """Return the first moment later than `after` at which a closure or a band of speeds begins or ends."""
    edges = (closures.next_edge(session, after), book.hours(session).next_edge(after))
    return min((edge for edge in edges if edge is not None), default=None)


def _in_force(
    session: Session,
    class_code: str,
    found: Sequence[ClosureRow],
    kmh: dict[_Piece, float],
    source: tuple[int | None, str | None],
) -> InForce:
    driven = tuple(PieceSpeed(*piece, kmh=value) for piece, value in sorted(kmh.items(), key=_order))
    condition = Condition(_closed(session, [row.id for row in found]), driven)
    set_id, band = source if driven else (None, None)
    return InForce(class_code, condition, tuple(found), set_id, band)


def _closed(session: Session, ids: Iterable[int]) -> tuple[Closed, ...]:
    from geoalchemy2.shape import to_shape

    stored = select(RoadClosure.id, RoadClosure.geom).where(RoadClosure.id.in_(ids)).order_by(RoadClosure.id)
    return tuple(Closed(number, to_shape(geom)) for number, geom in session.execute(stored))  # type: ignore[arg-type] # any shape


def _holds(speed: NewSpeed, local: datetime) -> bool:
    """Tell whether a band holds at a local moment; one over midnight belongs to the day it begins on."""
    now, over_midnight = local.time(), speed.to_time <= speed.from_time
    if now >= speed.from_time and (over_midnight or now < speed.to_time):
        return bool(speed.weekdays >> local.weekday() & 1)
    if over_midnight and now < speed.to_time:
        return bool(speed.weekdays >> (local.weekday() - 1) % 7 & 1)
    return False


def _order(piece: tuple[_Piece, float]) -> tuple[int, int, int]:
    (way, from_node, to_node), _ = piece
    return way, from_node or 0, to_node or 0
