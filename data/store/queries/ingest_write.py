"""What a sorted batch writes, in the one order of locks that every transaction keeps."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct
from psycopg import Cursor
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from data.contract.dialects.report import FOREIGN_BOOT
from data.store.queries.downlink import RouteAck, acknowledge_routes
from data.store.queries.ingest_items import Identity, NewEvent, NewFix, NewNotice, as_ranges
from data.store.queries.ingest_quarantine import insert_refusals
from data.store.queries.ingest_rows import FIX_COLUMNS, fix_block
from data.store.queries.ingest_sort import Sorted, Tally
from geo.plausible import AHEAD

type DayOf = Callable[[datetime], date]

_A_DAY: Final = timedelta(days=1)


def write_sorted(cursor: Cursor[TupleRow], done: Sorted, day_of: DayOf, *, straight: bool) -> None:
    """Write everything that a sorted batch holds.

    Parameters
    ----------
    straight
        Copy fixes of our own format straight into their table; a fix that is there raises `UniqueViolation`.
    """
    _insert_own(cursor, done.fixes, straight=straight)
    _insert_events(cursor, done.events, day_of)
    stored = [*done.fixes, *done.tell_fixes(_insert_foreign(cursor, list(done.foreign.values())))]
    done.tell_notices(_insert_notices(cursor, done.notices))
    done.tell_unnamed(insert_refusals(cursor, done.refusals, done.unnamed))
    spans = spans_of(stored)
    # Sent in one go: none of these answers anything that the next one needs.
    with cursor.connection.pipeline():
        _settle(cursor, done)
        _move_latest(cursor, spans)
        mark_dirty(cursor, stored, spans, day_of)
        add_tallies(cursor, done.tallies)


def _insert_own(cursor: Cursor[TupleRow], fixes: Sequence[NewFix], *, straight: bool) -> None:
    if not fixes:
        return
    if straight:
        _copy(cursor, "fix", fixes)
    else:
        _copy(cursor, "stage_fix", fixes)
        cursor.execute(f"{_FROM_STAGE} where boot <> %s on conflict do nothing", (FOREIGN_BOOT,))


_FROM_STAGE: Final = f"insert into fix ({FIX_COLUMNS}) select {FIX_COLUMNS} from stage_fix"


def _copy(cursor: Cursor[TupleRow], table: str, fixes: Sequence[NewFix]) -> None:
    with cursor.copy(f"copy {table} ({FIX_COLUMNS}) from stdin (format binary)") as copy:
        copy.write(fix_block(fixes))


def _insert_foreign(cursor: Cursor[TupleRow], fixes: Sequence[NewFix]) -> set[Identity]:
    """Insert foreign fixes; return the identities of those that were not there."""
    if not fixes:
        return set()
    _copy(cursor, "stage_fix", fixes)
    cursor.execute(
        f"{_FROM_STAGE} where boot = %s order by device_id, seq on conflict do nothing"
        " returning device_id, boot, seq",
        (FOREIGN_BOOT,),
    )
    return {(device, boot, seq) for device, boot, seq in cursor}


def _insert_notices(cursor: Cursor[TupleRow], notices: Mapping[Identity, NewNotice]) -> set[Identity]:
    """Insert notices as events; return the identities of those that were not there."""
    if not notices:
        return set()
    cursor.executemany(
        "insert into device_event (device_id, boot, seq, event_time, received_at, event, payload)"
        " values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing returning device_id, boot, seq",
        [(*key, *_notice_row(notices[key])) for key in sorted(notices)],
        returning=True,
    )
    return {(row[0], row[1], row[2]) for _ in cursor.results() for row in cursor}


def _notice_row(new: NewNotice) -> tuple[object, ...]:
    told = new.notice
    return new.event_time, new.arrival.received_at, told.event, Jsonb(dict(told.payload))


def _insert_events(
    cursor: Cursor[TupleRow], events: Sequence[NewEvent], day_of: Callable[[datetime], date]
) -> None:
    if not events:
        return
    cursor.executemany(
        "insert into device_event (device_id, boot, seq, event_time, received_at, event, plan_id, payload)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [(*_event_row(new), Jsonb(msgspec.to_builtins(new.message))) for new in events],
    )
    acks = [
        RouteAck(new.message.device, new.message.plan, day_of(new.event_time), new.event_time)
        for new in events
        if new.message.event == "route_ack" and new.message.plan is not None
    ]
    acknowledge_routes(cursor, acks)


def _event_row(new: NewEvent) -> tuple[object, ...]:
    return (*new.key, new.event_time, new.arrival.received_at, new.message.event, new.message.plan)


def _settle(cursor: Cursor[TupleRow], done: Sorted) -> None:
    if done.fresh:
        rows = [_SettledRow(*boot, _multirange(numbers)) for boot, numbers in done.fresh.items()]
        cursor.execute(
            "update settled z set ranges = z.ranges + w.added::int8multirange"
            " from json_to_recordset(%s::json) as w(device_id text, boot int8, added text)"
            " where z.device_id = w.device_id and z.boot = w.boot",
            (_as_json(rows),),
        )


def _multirange(numbers: Iterable[int]) -> str:
    return "{" + ",".join(f"[{first},{last}]" for first, last in as_ranges(numbers)) + "}"


def _as_json(rows: Sequence[Struct]) -> str:
    """Return rows as one parameter: a tenth of the time that the driver takes to write arrays."""
    return msgspec.json.encode(rows).decode()


class _SettledRow(Struct, gc=False):
    device_id: str
    boot: int
    added: str


class _LatestRow(Struct, gc=False):
    device_id: str
    boot: int
    seq: int
    fix_time: datetime
    received_at: datetime
    lon: float
    lat: float
    speed_kmh: float | None
    course_deg: float | None
    accuracy_m: float | None
    battery_pct: float | None


class _DayRow(Struct, gc=False):
    device_id: str
    first: datetime
    last: datetime
    day: date


class _TallyRow(Struct, gc=False):
    device_id: str
    received: int
    accepted: int
    duplicates: int
    quarantined: int


@dataclass(slots=True)
class Span:
    """What a batch holds of one device: its earliest moment, and its latest fix."""

    first: datetime
    latest: NewFix


def spans_of(fixes: Iterable[NewFix]) -> dict[str, Span]:
    """Return earliest moment and latest fix of each device."""
    spans: dict[str, Span] = {}
    for new in fixes:
        fix = new.fix
        span = spans.get(fix.device)
        if span is None:
            spans[fix.device] = Span(fix.fix_time, new)
            continue
        span.first = min(span.first, fix.fix_time)
        other = span.latest.fix
        if (fix.fix_time, fix.boot, fix.seq) > (other.fix_time, other.boot, other.seq):
            span.latest = new
    return spans


def _move_latest(cursor: Cursor[TupleRow], spans: Mapping[str, Span]) -> None:
    """Put each device's marker on its greatest fix time; a late fix leaves it where it is.

    A marker in the future was made while a clock stood wrong and would stay for as long as that was ahead:
    any fix takes its place. The server's clock decides, for it is never behind the stack's.
    """
    if spans:
        rows = [_latest_row(spans[device].latest) for device in sorted(spans)]
        cursor.execute(_MOVE_LATEST, (_as_json(rows), AHEAD))


_MOVE_LATEST: Final = """
insert into latest_position as l (device_id, boot, seq, fix_time, received_at, geom, speed_kmh, course_deg,
  accuracy_m, battery_pct, change)
select device_id, boot, seq, fix_time, received_at, st_setsrid(st_makepoint(lon, lat), 4326), speed_kmh,
  course_deg, accuracy_m, battery_pct, nextval('position_change')
from json_to_recordset(%s::json) as w(device_id text, boot int8, seq int8, fix_time timestamptz,
  received_at timestamptz, lon float8, lat float8, speed_kmh float8, course_deg float8, accuracy_m float8,
  battery_pct float8)
on conflict (device_id) do update set boot = excluded.boot, seq = excluded.seq, fix_time = excluded.fix_time,
  received_at = excluded.received_at, geom = excluded.geom, speed_kmh = excluded.speed_kmh,
  course_deg = excluded.course_deg, accuracy_m = excluded.accuracy_m, battery_pct = excluded.battery_pct,
  change = excluded.change
where (l.fix_time, l.boot, l.seq) < (excluded.fix_time, excluded.boot, excluded.seq)
  or l.fix_time > clock_timestamp() + %s
"""


def _latest_row(new: NewFix) -> _LatestRow:
    fix = new.fix
    return _LatestRow(
        fix.device,
        fix.boot,
        fix.seq,
        fix.fix_time,
        new.arrival.received_at,
        fix.lon,
        fix.lat,
        fix.speed_kmh,
        fix.course_deg,
        fix.accuracy_m,
        fix.battery_pct,
    )


def mark_dirty(
    cursor: Cursor[TupleRow], fixes: Sequence[NewFix], spans: Mapping[str, Span], day_of: DayOf
) -> None:
    """Mark the vehicle-days that new fixes touch; by its time a mark tells a re-derivation to come again."""
    rows = [
        _DayRow(device, span.first, span.latest.fix.fix_time, day)
        for device, span in spans.items()
        for day in _days(device, span, fixes, day_of)
    ]
    if rows:
        cursor.execute(_MARK_DIRTY, (_as_json(rows),))


_MARK_DIRTY: Final = """
insert into dirty_day (vehicle_id, operating_day, marked_at)
select vehicle_id, day, clock_timestamp() from (
  select distinct a.vehicle_id, w.day
  from json_to_recordset(%s::json) as w(device_id text, first timestamptz, last timestamptz, day date)
  join device_assignment a on a.device_id = w.device_id
    and tstzrange(a.valid_from, a.valid_to) && tstzrange(w.first, w.last, '[]')
  order by 1, 2) touched
on conflict (vehicle_id, operating_day) do update set marked_at = excluded.marked_at
"""


def _days(device: str, span: Span, fixes: Sequence[NewFix], day_of: DayOf) -> set[date]:
    """Return the operating days that the fixes of a device touch."""
    first, last = span.first, span.latest.fix.fix_time
    if last - first < _A_DAY:
        return {day_of(first), day_of(last)}
    return {day_of(new.fix.fix_time) for new in fixes if new.fix.device == device}


def add_tallies(cursor: Cursor[TupleRow], tallies: Mapping[str, Tally]) -> None:
    """Add counts to those of each device; counts below 0 take back what was counted before."""
    rows = [
        _TallyRow(device, tally.received, tally.accepted, tally.duplicates, tally.quarantined)
        for device, tally in sorted(tallies.items())
    ]
    if rows:
        cursor.execute(_ADD_TALLIES, (_as_json(rows),))


_ADD_TALLIES: Final = """
insert into device_tally as t (device_id, received, accepted, duplicates, quarantined)
select device_id, received, accepted, duplicates, quarantined
from json_to_recordset(%s::json)
  as w(device_id text, received int8, accepted int8, duplicates int8, quarantined int8)
on conflict (device_id) do update set received = t.received + excluded.received,
  accepted = t.accepted + excluded.accepted, duplicates = t.duplicates + excluded.duplicates,
  quarantined = t.quarantined + excluded.quarantined
"""
