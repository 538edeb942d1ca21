"""Traccar Client: JSON since version 9, a query or form before (Traccar, "OsmAnd protocol"); over HTTP only.

JSON: speed in m/s, battery 0 to 1, -1 for unknown. Query: speed in knots, battery in percent, time in
seconds, milliseconds or ISO 8601. The device names itself inside; that must be the name of whose secret it
used.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from data.contract.dialects.digest import identified
from data.contract.dialects.parts import Part, each, records_of, speaker_of
from data.contract.dialects.report import FOREIGN_BOOT, Report
from data.contract.dialects.values import (
    Convert,
    Record,
    Scalar,
    count,
    extras,
    known,
    moment,
    name_of,
    needed,
    number,
    number_of,
    parse_json,
    record,
    scaled,
    seconds_moment,
    text,
    truth,
)
from data.contract.errors import UnreadableError
from data.contract.fix import Fix
from data.contract.topics import ForeignTopic
from geo.units import kmh_from_knots, kmh_from_ms

_EXTRA: Final[Mapping[str, tuple[str, Convert]]] = {
    "is_moving": ("motion", truth),
    "odometer": ("odometer_m", scaled()),
    "event": ("trigger", text),
    "mock": ("mock", truth),
    "alarm": ("alarm", text),
}
_QUERY_EXTRA: Final[Mapping[str, tuple[str, Convert]]] = {
    "charge": ("charging", truth),
    "hdop": ("hdop", scaled()),
    "driverUniqueId": ("driver", text),
    "mock": ("mock", truth),
    "alarm": ("alarm", text),
}
_LATEST_S: Final = 2**31
"""Below, a bare number is Unix seconds, from here on milliseconds; Traccar draws the line there."""
_FIELDS_MAX: Final = 60
_JSON: Final = re.compile(rb"\s*[\[{]")


def read(topic: ForeignTopic, payload: bytes) -> Report:
    """Return what a phone sent: a JSON body, or the query of its address.

    Raises
    ------
    UnreadableError
        When nothing of it can be taken apart, or it names another device.
    """
    told = _json(payload) if _JSON.match(payload) or not payload else _query(payload)
    name = name_of(told, "device_id")
    if name not in topic.names:
        raise UnreadableError("foreign_device", f"secret of {topic.names[-1]}, payload of {name!r}")
    speaker = speaker_of(topic)
    read_one = _position if _JSON.match(payload) else _query_position
    locations = records_of(told.get("location"))
    return Report(speaker, each(locations, lambda location: read_one(speaker.external_id, location)))


def _json(payload: bytes) -> Record:
    return record(parse_json(payload), "the message")


def _query(payload: bytes) -> Record:
    """Return a query in the shape of the JSON form: the device's name, and its location."""
    try:
        pairs = parse_qsl(
            payload.decode().strip(), keep_blank_values=False, strict_parsing=True, max_num_fields=_FIELDS_MAX
        )
    except ValueError as error:  # UnicodeDecodeError is one
        raise UnreadableError("undecodable", f"neither JSON nor a query: {error}"[:200]) from error
    fields: dict[str, Any] = dict(pairs)
    if any("\x00" in value for value in fields.values()):
        raise UnreadableError("nul", "a NUL character in the query")
    return {"device_id": fields.get("id", fields.get("deviceid")), "location": fields}


def _position(device: str, location: object) -> Iterable[Part]:
    told = record(location, "location")
    coords = record(told.get("coords"), "coords")
    speed = known(coords, "speed")
    level = known(_member(told, "battery"), "level")
    return [
        identified(
            Fix(
                device=device,
                boot=FOREIGN_BOOT,
                seq=0,
                fix_time=moment(_text_only(told.get("timestamp"))),
                lon=needed(coords, "longitude"),
                lat=needed(coords, "latitude"),
                speed_kmh=None if speed is None else kmh_from_ms(speed),
                course_deg=known(coords, "heading"),
                accuracy_m=known(coords, "accuracy") or None,
                altitude_m=_altitude(coords),
                battery_pct=None if level is None else round(level * 100, 3),
                extra=_extra(told) or None,
            )
        )
    ]


def _query_position(device: str, told: Record) -> Iterable[Part]:
    if truth(told.get("valid")) is False:
        raise UnreadableError("not_valid", "the phone calls its position invalid")
    speed = known(told, "speed")
    bearing = "bearing" if "bearing" in told else "heading"
    return [
        identified(
            Fix(
                device=device,
                boot=FOREIGN_BOOT,
                seq=0,
                fix_time=_query_time(told.get("timestamp")),
                lon=needed(told, "lon"),
                lat=needed(told, "lat"),
                speed_kmh=None if speed is None else kmh_from_knots(speed),
                course_deg=known(told, bearing),
                accuracy_m=known(told, "accuracy") or None,
                altitude_m=number(told, "altitude"),
                battery_pct=known(told, "batt"),
                satellites=count(told, "sat"),
                extra=extras(told, _QUERY_EXTRA) or None,
            )
        )
    ]


def _extra(told: Record) -> dict[str, Scalar]:
    found = extras(told, _EXTRA)
    activity = text(_member(told, "activity").get("type"))
    charging = truth(_member(told, "battery").get("is_charging"))
    if activity is not None:
        found["activity"] = activity
    if charging is not None:
        found["charging"] = charging
    return found


def _member(told: Record, name: str) -> Record:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _altitude(coords: Record) -> float | None:
    """Return metres above the sea; exactly -1 means unknown, and no road of ours lies at -1.0 m."""
    found = number(coords, "altitude")
    return None if found == -1 else found


def _text_only(value: object) -> object:
    """Return a time as it is; a bare number is not what this form has, and ms or s would be a guess."""
    if not isinstance(value, str):
        raise UnreadableError("time", f"timestamp is no text: {str(value)[:50]!r}")
    return value


def _query_time(value: object) -> datetime:
    bare = number_of(value)
    if bare is None or bare >= _LATEST_S:
        return moment(value)
    found = seconds_moment(bare)
    if found is None:
        raise UnreadableError("time", f"no such time: {str(value)[:50]!r}")
    return found
