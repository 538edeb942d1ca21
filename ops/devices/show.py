"""Devices as a table and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from data.store.queries.device_health import DeviceHealth

_HEADINGS = (
    "DEVICE",
    "DIALECT",
    "CALLS ITSELF",
    "VEHICLE",
    "LAST SEEN",
    "BATTERY",
    "CLOCK",
    "REFUSED",
    "STATE",
)


def as_table(rows: Sequence[DeviceHealth], zone: ZoneInfo) -> str:
    """Return the devices as lines of columns; times are local."""
    cells = [_HEADINGS, *(_cells(row, zone) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def as_json(rows: Sequence[DeviceHealth]) -> str:
    """Return the devices as one JSON array; times are ISO 8601 in UTC."""
    return json.dumps([asdict(row) for row in rows], default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def _cells(row: DeviceHealth, zone: ZoneInfo) -> tuple[str, ...]:
    seen, skew = row.last_received_at, row.clock_skew_s
    return (
        row.id,
        row.dialect + (f"@{row.gateway}" if row.gateway else ""),
        row.external_id or "",
        row.vehicle_id or "",
        f"{seen.astimezone(zone):%Y-%m-%d %H:%M:%S}" if seen else "",
        f"{row.battery_pct:.0f}%" if row.battery_pct is not None else "",
        f"{skew:+.0f} s" if skew is not None else "",
        f"{row.refused_share:.1%}" if row.refused_share else "",
        row.state + ("" if row.credential == "valid" or row.gateway else f" (secret: {row.credential})"),
    )
