"""What the store knows already of what a batch names: devices, settled numbers, stored contents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from psycopg import Cursor
from psycopg.rows import TupleRow

from data.contract.fix import Fix
from data.store.queries.ingest_items import Batch, Boot, Identity
from data.store.queries.ingest_sort import CONFLICT, Registered


def read_registered(cursor: Cursor[TupleRow], batch: Batch, at: datetime | None) -> Registered:
    """Return which of the devices and speakers that `batch` names are known and open at `at`."""
    names = {fix.fix.device for fix in batch.fixes} | {event.message.device for event in batch.events}
    names |= {refusal.device for refusal in batch.refusals if refusal.device is not None}
    speakers = {(s.dialect, s.external_id) for item in batch.foreign if (s := item.speaker)}
    return Registered(
        _open_devices(cursor, sorted(names), at) if names else frozenset(),
        _open_speakers(cursor, sorted(speakers), at) if speakers else {},
    )


def _open_devices(cursor: Cursor[TupleRow], names: list[str], at: datetime | None) -> frozenset[str]:
    cursor.execute(
        "select id from device where id = any(%s) and (valid_to is null or valid_to > %s)", (names, at)
    )
    return frozenset(row[0] for row in cursor)


def _open_speakers(
    cursor: Cursor[TupleRow], speakers: list[tuple[str, str]], at: datetime | None
) -> dict[tuple[str, str], tuple[str, str | None]]:
    # A name that no text column can hold is nobody's.
    speakers = [speaker for speaker in speakers if _is_storable(speaker[1])]
    cursor.execute(
        "select w.dialect, w.name, d.id, d.gateway_id"
        " from unnest(%s::text[], %s::text[]) as w(dialect, name)"
        " join device d on d.dialect = w.dialect and coalesce(d.external_id, d.id) = w.name"
        " where d.valid_to is null or d.valid_to > %s order by d.valid_to",
        ([dialect for dialect, _ in speakers], [name for _, name in speakers], at),
    )
    # Ascending order puts an open end last, and the last one counts: the newest owner of the name.
    return {(dialect, name): (device, gateway) for dialect, name, device, gateway in cursor}


def _is_storable(name: str) -> bool:
    return "\x00" not in name and not any("\ud800" <= letter <= "\udfff" for letter in name)


def lock_settled(cursor: Cursor[TupleRow], wanted: Mapping[Boot, list[int]]) -> dict[Boot, set[int]]:
    """Lock the settled rows of a batch and return which of its sequence numbers they hold, where any.

    The lock is what makes "once" hold between the live and the past lane: the table of fixes is partitioned
    by time, so its key alone would let one identity in twice with two times.
    """
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
    return {boot: numbers for boot, numbers in found.items() if numbers}


def _read_settled(cursor: Cursor[TupleRow], wanted: Mapping[Boot, list[int]]) -> dict[Boot, set[int]]:
    keys = sorted(wanted)
    spans = [[*key, min(wanted[key]), max(wanted[key])] for key in keys]
    cursor.execute(
        "select z.device_id, z.boot, z.ranges * int8multirange(int8range(w.low, w.high, '[]'))"
        " from json_to_recordset(%s::json) as w(device_id text, boot int8, low int8, high int8)"
        " join settled z using (device_id, boot) order by z.device_id, z.boot for update of z",
        (msgspec.json.encode([dict(zip(_SPAN, span, strict=True)) for span in spans]).decode(),),
    )
    return {
        (device, boot): {s for s in wanted[(device, boot)] if any(r.lower <= s < r.upper for r in ranges)}
        if ranges
        else set()
        for device, boot, ranges in cursor
    }


_SPAN: Final = ("device_id", "boot", "low", "high")


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
        "select q.device_id, q.boot, q.seq, q.reasons,"
        " case when q.reasons = %s then coalesce(k.raw, q.raw) end"
        f" from {wanted} join quarantine q using (device_id, boot, seq)"
        " left join quarantine k on k.id = q.raw_of",
        (list(CONFLICT), *arrays),
    )
    for row in cursor:
        found[row[:3]].append((tuple(row[3]), row[4]))
    return found
