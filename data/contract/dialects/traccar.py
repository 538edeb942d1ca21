"""Traccar's forwarded positions: one JSON object a position, all trackers of a server on one topic.

Which tracker it is stands in ``device.uniqueId``; whether the gateway may speak for it is the store's to say.
Speed is in knots, ``hours`` in milliseconds. Traccar repeats positions (after a lost acknowledgement, after a
restart); the digest knows them again.

A heartbeat without a position arrives as the *last* position with new attributes, marked ``outdated``. It is
no fix: its content becomes a notice, so that an alarm in it is not lost. ``valid`` false is the tracker's own
word that its receiver had no fix; that is refused.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from data.contract.dialects.digest import digest, identified
from data.contract.dialects.parts import Part, each
from data.contract.dialects.report import FOREIGN_BOOT, Notice, Report, Speaker
from data.contract.dialects.values import (
    TEXT_MAX,
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
    text,
    truth,
)
from data.contract.errors import UnreadableError
from data.contract.fix import Fix
from data.contract.topics import ForeignTopic
from geo.units import kmh_from_knots

_EXTRA: Final[Mapping[str, tuple[str, Convert]]] = {
    "ignition": ("ignition", truth),
    "motion": ("motion", truth),
    "odometer": ("odometer_m", scaled()),
    "totalDistance": ("total_distance_m", scaled()),
    "distance": ("distance_m", scaled()),
    "hours": ("engine_s", scaled(0.001)),
    "power": ("power_v", scaled()),
    "battery": ("battery_v", scaled()),
    "fuelLevel": ("fuel_pct", scaled(highest=100.0)),
    "fuel": ("fuel_l", scaled()),
    "hdop": ("hdop", scaled()),
    "alarm": ("alarm", text),
    "driverUniqueId": ("driver", text),
    "archive": ("archive", truth),
    "charge": ("charging", truth),
    "mock": ("mock", truth),
}
_PANIC: Final = "sos"


def read(topic: ForeignTopic, payload: bytes) -> Report:
    """Return what a gateway forwarded.

    Raises
    ------
    UnreadableError
        When not even the tracker can be told.
    """
    told = record(parse_json(payload), "the message")
    name = name_of(record(told.get("device"), "device"), "uniqueId")
    speaker = Speaker("traccar", name, gateway=topic.names[0])
    return Report(speaker, each([told.get("position")], lambda position: _read(name, position)))


def _read(device: str, position: object) -> Iterable[Part]:
    told = record(position, "position")
    attributes = record(told.get("attributes") or {}, "attributes")
    extra = extras(attributes, _EXTRA)
    if truth(told.get("outdated")):
        return [_notice("traccar.status", told, extra)]
    if truth(told.get("valid")) is False:
        raise UnreadableError("not_valid", "the tracker calls its position invalid")
    parts: list[Part] = [_fix(device, told, attributes, extra)]
    if _PANIC in str(extra.get("alarm", "")).split(","):
        parts.append(_notice("traccar.panic", told, extra))
    return parts


def _fix(device: str, told: Record, attributes: Record, extra: dict[str, Scalar]) -> Fix:
    speed = known(told, "speed")
    return identified(
        Fix(
            device=device,
            boot=FOREIGN_BOOT,
            seq=0,
            fix_time=moment(told.get("fixTime")),
            lon=needed(told, "longitude"),
            lat=needed(told, "latitude"),
            speed_kmh=None if speed is None else kmh_from_knots(speed),
            course_deg=known(told, "course"),
            # Traccar writes 0 where the tracker gave none.
            accuracy_m=known(told, "accuracy") or None,
            altitude_m=number(told, "altitude"),
            battery_pct=known(attributes, "batteryLevel"),
            satellites=count(attributes, "sat"),
            sent_at=_device_time(told),
            extra=extra or None,
        )
    )


def _device_time(told: Record) -> datetime | None:
    try:
        return moment(told.get("deviceTime"))
    except UnreadableError:
        return None


def _notice(event: str, told: Record, extra: dict[str, Scalar]) -> Notice:
    level = number_of(record(told.get("attributes") or {}, "attributes").get("batteryLevel"))
    known_level = {} if level is None or not 0 <= level <= 100 else {"battery_pct": level}
    # Times and alarm, not the bytes: Traccar stamps a repeat with a new time of its own.
    said = (str(told.get("deviceTime")), str(told.get("fixTime")), str(extra.get("alarm")))
    seq = digest(event.encode(), *(part[:TEXT_MAX].encode() for part in said))
    return Notice(event, seq, _device_time(told), {**extra, **known_level})
