"""One batch of device messages in one transaction: facts, refusals, what is settled, what must be re-derived.

Raw psycopg, because a batch goes in by COPY. The order of locks is the same in every transaction (settled by
device and boot, then latest position, then dirty day, then tally), so two ingesters never wait in a circle.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from psycopg import Connection, Cursor
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from data.contract.fix import Fix
from data.store.engine import POSITIONS_CHANNEL, plain_url
from data.store.queries.downlink import RouteAck, acknowledge_routes
from data.store.queries.ingest_sort import (
    CONFLICT,
    Batch,
    Boot,
    Identity,
    NewEvent,
    NewFix,
    Refusal,
    Sorted,
    Tally,
    as_ranges,
    by_boot,
    sort_batch,
)

log = logging.getLogger(__name__)

_FIX_COLUMNS: Final = (
    "device_id, boot, seq, fix_time, received_at, lon, lat, speed_kmh, course_deg, accuracy_m,"
    " altitude_m, battery_pct, satellites, flags"
)
# Every statement here looks rows up by key. With few rows in the staging arrays the planner would otherwise
# sometimes read a month of fixes into a hash.
_OPTIONS: Final = "-c timezone=UTC -c jit=off -c enable_hashjoin=off -c enable_mergejoin=off"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch.

    Parameters
    ----------
    settled
        (device, boot) -> sequence numbers that need not be sent again, this transaction's and repeats.
    tallies
        Device -> counts; "" stands for messages that name no device.
    quarantined
        Reason -> count.
    """

    settled: dict[tuple[str, int], list[int]]
    tallies: dict[str, Tally]
    quarantined: dict[str, int]


def connect(url: str, name: str) -> Connection[TupleRow]:
    """Open a connection for batches; `name` shows in the database's list of sessions.

    Raises
    ------
    psycopg.OperationalError
        When the database does not answer within 5 s or refuses the sign-in.
    """
    connection: Connection[TupleRow] = Connection.connect(
        plain_url(url), autocommit=True, application_name=name, options=_OPTIONS, connect_timeout=5
    )
    connection.execute(
        "create temp table if not exists stage_fix (like fix including defaults) on commit delete rows"
    )
    return connection


def store_batch(
    connection: Connection[TupleRow], batch: Batch, *, day_of: Callable[[datetime], date], notify: bool
) -> Outcome:
    """Store `batch` in one transaction; after return it is committed.

    Parameters
    ----------
    connection
        From `connect`, in autocommit.
    batch
        Screened messages.
    day_of
        Operating day of a moment.
    notify
        Ping the readers of positions at commit.

    Raises
    ------
    psycopg.Error
        Nothing of the batch is stored then.
    """
    with connection.transaction(), connection.cursor() as cursor:
        known = _known_devices(cursor, batch)
        held = _lock_settled(cursor, batch.identities())
        done = sort_batch(batch, known=known, held=held, recall=lambda keys: recall(cursor, keys))
        _insert_fixes(cursor, done.fixes)
        _insert_events(cursor, done.events, day_of)
        _insert_quarantine(cursor, done.refusals)
        _settle(cursor, done)
        _move_latest(cursor, done.fixes)
        mark_dirty(cursor, done.fixes, day_of)
        _add_tallies(cursor, done.tallies)
        if notify:
            ping_positions(cursor)
    return Outcome(done.settled, done.tallies, done.reason_counts())


def ping_positions(cursor: Cursor[TupleRow] | Connection[TupleRow]) -> None:
    """Tell the readers of positions that there is something new; at commit."""
    cursor.execute("select pg_notify(%s, '')", (POSITIONS_CHANNEL,))


def _known_devices(cursor: Cursor[TupleRow], batch: Batch) -> frozenset[str]:
    names = sorted({*(f.fix.device for f in batch.fixes), *(e.message.device for e in batch.events)})
    if not names:
        return frozenset()
    cursor.execute(
        "select id from device where id = any(%s) and (valid_to is null or valid_to > %s)",
        (names, batch.received_at()),
    )
    return frozenset(row[0] for row in cursor)


def _lock_settled(
    cursor: Cursor[TupleRow], identities: Iterable[Identity]
) -> dict[tuple[str, int], set[int]]:
    """Lock the settled rows of a batch and return which of its sequence numbers they hold.

    The lock is what makes "once" hold between the live and the past lane: the table of fixes is partitioned
    by time, so its key alone would let one identity in twice with two times.
    """
    wanted = by_boot(identities)
    if not wanted:
        return {}
    found = _read_settled(cursor, wanted)
    missing = sorted(wanted.keys() - found.keys())
    if missing:
        cursor.execute(
            "insert into settled (device_id, boot, ranges)"
            " select d, b, '{}' from unnest(%s::text[], %s::int8[]) as w(d, b) order by d, b"
            " on conflict do nothing",
            ([d for d, _ in missing], [b for _, b in missing]),
        )
        found = _read_settled(cursor, wanted)
    return found


def _read_settled(cursor: Cursor[TupleRow], wanted: dict[Boot, list[int]]) -> dict[Boot, set[int]]:
    keys = sorted(wanted)
    cursor.execute(
        "select z.device_id, z.boot, z.ranges * int8multirange(int8range(w.low, w.high, '[]'))"
        " from unnest(%s::text[], %s::int8[], %s::int8[], %s::int8[]) as w(device_id, boot, low, high)"
        " join settled z using (device_id, boot) order by z.device_id, z.boot for update of z",
        (
            [device for device, _ in keys],
            [boot for _, boot in keys],
            [min(wanted[key]) for key in keys],
            [max(wanted[key]) for key in keys],
        ),
    )
    return {
        (device, boot): {s for s in wanted[(device, boot)] if any(r.lower <= s < r.upper for r in ranges)}
        for device, boot, ranges in cursor
    }


def recall(cursor: Cursor[TupleRow], keys: Sequence[Identity]) -> dict[Identity, list[object]]:
    """Return what is stored under identities that came again: fixes, events, reasons of a refusal."""
    arrays = ([k[0] for k in keys], [k[1] for k in keys], [k[2] for k in keys])
    wanted = "unnest(%s::text[], %s::int8[], %s::int8[]) as w(device_id, boot, seq)"
    found: dict[Identity, list[object]] = {key: [] for key in keys}
    cursor.execute(
        "select device_id, boot, seq, fix_time, lon, lat, speed_kmh, course_deg, accuracy_m, altitude_m,"
        f" battery_pct, satellites from {wanted} join fix using (device_id, boot, seq)",
        arrays,
    )
    for row in cursor:
        found[row[:3]].append(Fix(*row))
    cursor.execute(
        f"select device_id, boot, seq, payload from {wanted} join device_event using (device_id, boot, seq)",
        arrays,
    )
    for row in cursor:
        found[row[:3]].append(row[3])
    cursor.execute(
        "select device_id, boot, seq, reasons, case when reasons = %s then raw end"
        f" from {wanted} join quarantine using (device_id, boot, seq)",
        (list(CONFLICT), *arrays),
    )
    for row in cursor:
        found[row[:3]].append((tuple(row[3]), row[4]))
    return found


def _insert_fixes(cursor: Cursor[TupleRow], fixes: Sequence[NewFix]) -> None:
    if not fixes:
        return
    with cursor.copy(f"copy stage_fix ({_FIX_COLUMNS}) from stdin") as copy:
        for new in fixes:
            copy.write_row(_fix_row(new))
    cursor.execute(
        f"insert into fix ({_FIX_COLUMNS}) select {_FIX_COLUMNS} from stage_fix on conflict do nothing"
    )
    if cursor.rowcount != len(fixes):
        log.warning("%d fixes stood in the store without being settled", len(fixes) - cursor.rowcount)


def _fix_row(new: NewFix) -> tuple[object, ...]:
    fix = new.fix
    return (
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
        fix.altitude_m,
        fix.battery_pct,
        fix.satellites,
        list(new.flags) if new.flags else None,
    )


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


def _insert_quarantine(cursor: Cursor[TupleRow], refusals: Sequence[Refusal]) -> None:
    if not refusals:
        return
    cursor.executemany(
        "insert into quarantine (received_at, topic, device_id, boot, seq, reasons, detail, raw)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [_refusal_row(refusal) for refusal in refusals],
    )


def _refusal_row(refusal: Refusal) -> tuple[object, ...]:
    arrival = refusal.arrival
    who = (arrival.received_at, _text(arrival.topic), refusal.device, refusal.boot, refusal.seq)
    return (*who, list(refusal.reasons), _text(refusal.detail), arrival.payload)


def _text(text: str) -> str:
    """Return `text` as the store can hold it; the raw bytes stand beside it unchanged."""
    return text.replace("\x00", "\\0").encode("utf-8", "backslashreplace").decode()


def _settle(cursor: Cursor[TupleRow], done: Sorted) -> None:
    keys = sorted(done.fresh)
    if not keys:
        return
    texts = [_multirange(done.fresh[key]) for key in keys]
    cursor.execute(
        "update settled z set ranges = z.ranges + w.added::int8multirange"
        " from unnest(%s::text[], %s::int8[], %s::text[]) as w(device_id, boot, added)"
        " where z.device_id = w.device_id and z.boot = w.boot",
        ([d for d, _ in keys], [b for _, b in keys], texts),
    )


def _multirange(numbers: Iterable[int]) -> str:
    return "{" + ",".join(f"[{first},{last}]" for first, last in as_ranges(numbers)) + "}"


def _move_latest(cursor: Cursor[TupleRow], fixes: Sequence[NewFix]) -> None:
    """Put each device's marker on its greatest fix time; a late fix leaves it where it is."""
    best: dict[str, NewFix] = {}
    for new in fixes:
        other = best.get(new.fix.device)
        if other is None or _order(new) > _order(other):
            best[new.fix.device] = new
    if best:
        cursor.executemany(_MOVE_LATEST, [_latest_row(best[device]) for device in sorted(best)])


_MOVE_LATEST: Final = """
insert into latest_position as l (device_id, boot, seq, fix_time, received_at, geom, speed_kmh, course_deg,
  accuracy_m, battery_pct, change)
values (%s, %s, %s, %s, %s, st_setsrid(st_makepoint(%s, %s), 4326), %s, %s, %s, %s,
  nextval('position_change'))
on conflict (device_id) do update set boot = excluded.boot, seq = excluded.seq, fix_time = excluded.fix_time,
  received_at = excluded.received_at, geom = excluded.geom, speed_kmh = excluded.speed_kmh,
  course_deg = excluded.course_deg, accuracy_m = excluded.accuracy_m, battery_pct = excluded.battery_pct,
  change = excluded.change
where (l.fix_time, l.boot, l.seq) < (excluded.fix_time, excluded.boot, excluded.seq)
"""


def _order(new: NewFix) -> tuple[datetime, int, int]:
    return new.fix.fix_time, new.fix.boot, new.fix.seq


def _latest_row(new: NewFix) -> tuple[object, ...]:
    fix = new.fix
    place = (fix.device, fix.boot, fix.seq, fix.fix_time, new.arrival.received_at, fix.lon, fix.lat)
    return (*place, fix.speed_kmh, fix.course_deg, fix.accuracy_m, fix.battery_pct)


def mark_dirty(cursor: Cursor[TupleRow], fixes: Sequence[NewFix], day_of: Callable[[datetime], date]) -> None:
    """Mark the vehicle-days that new fixes touch; by its time a mark tells a re-derivation to come again."""
    spans: dict[str, tuple[datetime, datetime]] = {}
    for new in fixes:
        moment = new.fix.fix_time
        first, last = spans.get(new.fix.device, (moment, moment))
        spans[new.fix.device] = (min(first, moment), max(last, moment))
    rows = [(d, first, last, day) for d, (first, last) in spans.items() for day in _days(first, last, day_of)]
    if not rows:
        return
    devices, firsts, lasts, days = (list(column) for column in zip(*rows, strict=True))
    cursor.execute(
        "insert into dirty_day (vehicle_id, operating_day, marked_at)"
        " select distinct a.vehicle_id, w.day, clock_timestamp()"
        " from unnest(%s::text[], %s::timestamptz[], %s::timestamptz[], %s::date[])"
        " as w(device_id, first, last, day)"
        " join device_assignment a on a.device_id = w.device_id"
        " and tstzrange(a.valid_from, a.valid_to) && tstzrange(w.first, w.last, '[]')"
        " order by 1, 2 on conflict (vehicle_id, operating_day) do update set marked_at = excluded.marked_at",
        (devices, firsts, lasts, days),
    )


def _days(first: datetime, last: datetime, day_of: Callable[[datetime], date]) -> list[date]:
    start, end = day_of(first), day_of(last)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def _add_tallies(cursor: Cursor[TupleRow], tallies: dict[str, Tally]) -> None:
    rows = [(device, t.received, t.accepted, t.duplicates, t.quarantined) for device, t in tallies.items()]
    cursor.executemany(
        "insert into device_tally as t (device_id, received, accepted, duplicates, quarantined)"
        " values (%s, %s, %s, %s, %s) on conflict (device_id) do update set"
        " received = t.received + excluded.received, accepted = t.accepted + excluded.accepted,"
        " duplicates = t.duplicates + excluded.duplicates,"
        " quarantined = t.quarantined + excluded.quarantined",
        sorted(rows),
    )


def ensure_devices(connection: Connection[TupleRow], devices: Iterable[str], since: datetime) -> None:
    """Register `devices` of a bench, open from `since`; those that exist stay as they are."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into device (id, kind, simulated, valid_from) values (%s, 'bench', true, %s)"
            " on conflict do nothing",
            [(device, since) for device in devices],
        )
