"""Rows of a batch as the database takes them in one go: a binary COPY of fixes, columns of refusals.

The block is packed by hand because it is made for every fix: half the time of handing rows to the driver,
and the server parses no text.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Final

import msgspec

from data.store.queries.ingest_items import NewFix, Refusal

FIX_COLUMNS: Final = (
    "boot, seq, fix_time, received_at, lon, lat, device_id, speed_kmh, course_deg, accuracy_m,"
    " altitude_m, battery_pct, satellites, flags, sent_at, extra"
)
_COLUMNS: Final = 16
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
# Signature, no flags, no header extension; https://www.postgresql.org/docs/current/sql-copy.html
_HEADER: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_NULL: Final = b"\xff\xff\xff\xff"
_ALWAYS: Final = Struct(">hiqiqiqiqidid").pack
_FLOAT: Final = Struct(">id").pack
_INT32: Final = Struct(">ii").pack
_INT64: Final = Struct(">iq").pack
_LENGTH: Final = Struct(">i").pack
_TEXT_OID: Final = 25
_ARRAY_HEAD: Final = Struct(">iiiii").pack
_JSONB_VERSION: Final = b"\x01"


def fix_block(fixes: Iterable[NewFix]) -> bytes:
    """Return `fixes` as the whole input of ``copy … (FIX_COLUMNS) from stdin (format binary)``."""
    return b"".join((_HEADER, *map(_fix_row, fixes), _TRAILER))


def _fix_row(new: NewFix) -> bytes:
    fix = new.fix
    name = fix.device.encode()
    head = _ALWAYS(
        _COLUMNS,
        8,
        fix.boot,
        8,
        fix.seq,
        8,
        (fix.fix_time - _EPOCH) // _MICROSECOND,
        8,
        (new.arrival.received_at - _EPOCH) // _MICROSECOND,
        8,
        fix.lon,
        8,
        fix.lat,
    )
    return b"".join(
        (
            head,
            _LENGTH(len(name)),
            name,
            _NULL if fix.speed_kmh is None else _FLOAT(8, fix.speed_kmh),
            _NULL if fix.course_deg is None else _FLOAT(8, fix.course_deg),
            _NULL if fix.accuracy_m is None else _FLOAT(8, fix.accuracy_m),
            _NULL if fix.altitude_m is None else _FLOAT(8, fix.altitude_m),
            _NULL if fix.battery_pct is None else _FLOAT(8, fix.battery_pct),
            _NULL if fix.satellites is None else _INT32(4, fix.satellites),
            _flags(new.flags) if new.flags else _NULL,
            _NULL if fix.sent_at is None else _INT64(8, (fix.sent_at - _EPOCH) // _MICROSECOND),
            _json(fix.extra) if fix.extra else _NULL,
        )
    )


def _flags(flags: Sequence[str]) -> bytes:
    items = b"".join(_sized(flag.encode()) for flag in flags)
    return _sized(_ARRAY_HEAD(1, 0, _TEXT_OID, len(flags), 1) + items)


def _json(value: object) -> bytes:
    return _sized(_JSONB_VERSION + msgspec.json.encode(value))


def _sized(data: bytes) -> bytes:
    return _LENGTH(len(data)) + data


def text(value: str) -> str:
    """Return `value` as the store can hold it; the raw bytes stand beside it unchanged."""
    return value.replace("\x00", "\\0").encode("utf-8", "backslashreplace").decode()


type RefusalRow = tuple[object, ...]

REFUSAL_COLUMNS: Final = (
    "received_at, topic, device_id, boot, seq, part, reasons, detail, raw, dialect, external_id, digest"
)


def refusal_row(refusal: Refusal, number: int | None) -> RefusalRow:
    """Return one row of `REFUSAL_COLUMNS`; `number` is the digest that keeps it once, if any."""
    arrival = refusal.arrival
    return (
        arrival.received_at,
        text(arrival.topic),
        refusal.device,
        refusal.boot,
        refusal.seq,
        refusal.part,
        list(refusal.reasons),
        text(refusal.detail),
        arrival.payload,
        refusal.dialect,
        None if refusal.external_id is None else text(refusal.external_id),
        number,
    )
