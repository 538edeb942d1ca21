"""Teltonika trackers with Codec JSON over MQTT (Teltonika wiki, "Codec JSON" and the AVL id tables).

The tracker does not name itself inside; its topic does, and the broker binds that to its certificate. Numbers
come as numbers or as strings. A receiver without a fix repeats "0.000000,0.000000" with no satellites, more
often than not; a clock that was never set says 2004. Both are named by the screen. Records come newest first
when a tracker empties its memory; their order means nothing to us.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from data.contract.dialects.digest import digest, identified
from data.contract.dialects.parts import Part, each, records_of, rejection, speaker_of
from data.contract.dialects.report import FOREIGN_BOOT, Notice, Report
from data.contract.dialects.values import (
    Convert,
    Record,
    Scalar,
    count,
    extras,
    known,
    moment,
    needed,
    number,
    number_of,
    parse_json,
    record,
    scaled,
    text,
    truth,
    whole,
)
from data.contract.errors import UnreadableError
from data.contract.fix import Fix
from data.contract.topics import ForeignTopic

_PANIC: Final = 2
_LATLNG: Final = re.compile(r"\s*([^,]{1,40}),([^,]{1,40})")


def _temperature(value: object) -> float | None:
    """Return degrees Celsius from tenths; 850 and more are the sensor's error codes."""
    found = number_of(value)
    return round(found * 0.1, 1) if found is not None and -550 <= found < 850 else None


def _key(value: object) -> str | None:
    """Return the number of an iButton; 0 means that none is attached."""
    found = text(value)
    return None if found is None or not found.strip("0") else found


_MILLI: Final = 0.001
_EXTRA: Final[Mapping[str, tuple[str, Convert]]] = {
    "pr": ("priority", whole),
    "evt": ("event_id", whole),
    "239": ("ignition", truth),
    "240": ("motion", truth),
    "16": ("odometer_m", scaled()),
    "66": ("power_v", scaled(_MILLI)),
    "67": ("battery_v", scaled(_MILLI)),
    "12": ("fuel_used_l", scaled(_MILLI)),
    "72": ("temperature_1_c", _temperature),
    "73": ("temperature_2_c", _temperature),
    "74": ("temperature_3_c", _temperature),
    "75": ("temperature_4_c", _temperature),
    "78": ("driver", _key),
}


def read(topic: ForeignTopic, payload: bytes) -> Report:
    """Return what a tracker said.

    Raises
    ------
    UnreadableError
        When nothing of it can be taken apart.
    """
    speaker = speaker_of(topic)
    document = parse_json(payload)
    if isinstance(document, dict) and "RSP" in document:
        told = {"response": text(document["RSP"]) or ""}
        return Report(speaker, (Notice("teltonika.response", digest(payload), None, told),))
    records = [found for message in records_of(document) for found in _reported(message)]
    return Report(speaker, each(records_of(records), lambda found: _read(speaker.external_id, found)))


def _reported(message: Any) -> list[Any]:  # noqa: ANN401 - any JSON
    state = record(record(message, "the message").get("state"), "state")
    return records_of(state.get("reported"))


def _read(device: str, reported: object) -> Iterable[Part]:
    told = record(reported, "reported")
    extra = extras(told, _EXTRA)
    parts: list[Part] = []
    if extra.get("priority") == _PANIC:
        parts.append(_panic(told, extra))
    try:
        parts.append(_fix(device, told, extra))
    except UnreadableError as error:
        parts.append(rejection(error))
    return parts


def _fix(device: str, told: Record, extra: dict[str, Scalar]) -> Fix:
    lat, lon = _place(told.get("latlng"))
    return identified(
        Fix(
            device=device,
            boot=FOREIGN_BOOT,
            seq=0,
            fix_time=moment(_milliseconds(told.get("ts"))),
            lon=lon,
            lat=lat,
            speed_kmh=known(told, "sp"),
            course_deg=known(told, "ang"),
            altitude_m=number(told, "alt"),
            battery_pct=known(told, "113"),
            satellites=count(told, "sat"),
            extra=extra or None,
        )
    )


def _place(latlng: object) -> tuple[float, float]:
    match = _LATLNG.fullmatch(latlng) if isinstance(latlng, str) else None
    if match is None:
        raise UnreadableError("schema", f"latlng is no 'lat,lon': {str(latlng)[:50]!r}")
    parts = {"latitude": match[1], "longitude": match[2]}
    return needed(parts, "latitude"), needed(parts, "longitude")


def _milliseconds(value: object) -> float:
    found = number_of(value)
    if found is None:
        raise UnreadableError("schema", f"ts is no number: {str(value)[:50]!r}")
    return found


def _panic(told: Record, extra: dict[str, Scalar]) -> Notice:
    """Tell of a pressed button, also where there is no position to it: help is asked for either way."""
    where = text(told.get("latlng")) or ""
    moment_ms = text(told.get("ts")) or ""
    try:
        at = moment(_milliseconds(told.get("ts")))
    except UnreadableError:
        at = None
    return Notice(
        event="teltonika.panic",
        seq=digest(b"panic", moment_ms.encode(), where.encode()),
        at=at,
        payload={**extra, "latlng": where},
    )
