"""The ingester's book: what each device sent and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow, class_row, dict_row


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One device's account.

    Parameters
    ----------
    device
        Device id; "" gathers messages that name no device.
    vehicle
        Vehicle in which it sits, or sat last.
    born
        Sum over its boots of the highest sequence number seen; what it made at least.
    received, accepted, duplicates, quarantined
        Running counts since the first message; the last three add up to the first.
    fixes
        Stored fixes, of the day when one is asked for.
    missing
        Sequence numbers below the highest that were never settled: still in the spool, or lost.
    visits, unloads
        Stops derived from its vehicle's fixes, of the day when one is asked for.
    """

    device: str
    vehicle: str | None
    born: int
    received: int
    accepted: int
    duplicates: int
    quarantined: int
    fixes: int
    missing: int
    visits: int
    unloads: int


_LEDGER: Final = """
with boots as (
  select device_id, sum(upper(ranges) - 1)::int8 as born,
    sum(upper(ranges) - 1 - (select sum(upper(r) - lower(r)) from unnest(ranges) r))::int8 as missing
  from settled where not isempty(ranges) group by device_id
), stored as (
  select device_id, count(*)::int8 as fixes from fix
  where fix_time >= coalesce(%(first)s::timestamptz, '-infinity')
    and fix_time < coalesce(%(next)s::timestamptz, 'infinity')
  group by device_id
), seats as (
  select distinct on (device_id) device_id, vehicle_id from device_assignment
  order by device_id, valid_from desc
), seen as (
  select vehicle_id, count(*) filter (where kind = 'collect')::int8 as visits,
    count(*) filter (where kind = 'unload')::int8 as unloads
  from visit where %(day)s::date is null or operating_day = %(day)s::date group by vehicle_id
)
select device_id as device, s.vehicle_id as vehicle, coalesce(b.born, 0) as born,
  coalesce(t.received, 0) as received, coalesce(t.accepted, 0) as accepted,
  coalesce(t.duplicates, 0) as duplicates, coalesce(t.quarantined, 0) as quarantined,
  coalesce(f.fixes, 0) as fixes, coalesce(b.missing, 0) as missing,
  coalesce(v.visits, 0) as visits, coalesce(v.unloads, 0) as unloads
from (select id as device_id from device union select device_id from device_tally) d
left join boots b using (device_id) left join stored f using (device_id)
left join device_tally t using (device_id) left join seats s using (device_id)
left join seen v on v.vehicle_id = s.vehicle_id
order by device_id
"""


def ledger(
    connection: Connection[TupleRow], day: date | None, bounds: tuple[datetime, datetime] | None
) -> list[LedgerLine]:
    """Return the account of every device, by id; `bounds` are the first moments of `day` and the next one."""
    first, following = bounds or (None, None)
    with connection.cursor(row_factory=class_row(LedgerLine)) as cursor:
        return cursor.execute(_LEDGER, {"first": first, "next": following, "day": day}).fetchall()


@dataclass(frozen=True, slots=True)
class IngestStatus:
    """What the store shows of the ingester's work; times are aware UTC on the stack clock.

    `quarantined` counts what nobody has dealt with, whether a person or a later reading.
    """

    last_received_at: datetime | None
    last_fix_time: datetime | None
    devices_heard: int
    devices_open: int
    quarantined: int
    days_to_derive: int


def ingest_status(connection: Connection[TupleRow], at: datetime) -> IngestStatus:
    """Return what the store shows at `at`."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            "select (select max(received_at) from latest_position) as last_received_at,"
            " (select max(fix_time) from latest_position) as last_fix_time,"
            " (select count(*) from latest_position) as devices_heard,"
            " (select count(*) from device where valid_to is null or valid_to > %s) as devices_open,"
            " (select count(*) from quarantine where resolved_at is null) as quarantined,"
            " (select count(*) from dirty_day) as days_to_derive",
            (at,),
        ).fetchone()
    return IngestStatus(**(row or {}))
