"""OwnTracks: JSON of the phone app, over MQTT or HTTP (OwnTracks Booklet, "JSON").

The app leaves ``acc``, ``alt``, ``cog``, ``vac`` and ``vel`` out when they are zero, and some Androids always
send a zero. So a zero and nothing say the same, and both give the same fix (and digest):

- ``vel``: 0 km/h. A standing phone is what a missing speed nearly always means; a phone that never measures
  one stands still by this account, which costs nothing: a stop is found by places, not by speeds alone.
- ``cog``: 0 (north) while it moves, None while it does not: who stands has no course.
- ``acc``, ``alt``: None. No receiver errs by zero metres, and Androids send altitude 0 for "not known".
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from data.contract.dialects.digest import digest, identified
from data.contract.dialects.parts import Part, each, records_of, speaker_of
from data.contract.dialects.report import FOREIGN_BOOT, Notice, Report
from data.contract.dialects.values import (
    Convert,
    Record,
    Scalar,
    extras,
    known,
    needed,
    number,
    number_of,
    parse_json,
    record,
    scaled,
    seconds_moment,
    text,
    truth,
    whole,
)
from data.contract.errors import UnreadableError
from data.contract.fix import Fix
from data.contract.topics import ForeignTopic

_BATTERY_STATES: Final = {0: "unknown", 1: "unplugged", 2: "charging", 3: "full"}
_CONNECTIONS: Final = {"w": "wifi", "o": "offline", "m": "mobile"}
_EXTRA: Final[Mapping[str, tuple[str, Convert]]] = {
    "bs": ("battery_state", lambda value: _BATTERY_STATES.get(_index(value))),
    "conn": ("connection", lambda value: _CONNECTIONS.get(str(value)[:1])),
    "t": ("trigger", text),
    "tid": ("tracker", text),
    "m": ("monitoring", whole),
    "poi": ("poi", text),
    "image": ("has_image", lambda value: bool(value) or None),
    "_id": ("message_id", text),
    "vac": ("vertical_accuracy_m", scaled()),
    "mock": ("mock", truth),
    # Queclink trackers, through qtripp
    "odometer": ("odometer_m", scaled(1000.0)),
    "hmc": ("engine_s", scaled()),
    "ubatt": ("battery_v", scaled()),
    "uext": ("power_v", scaled()),
    "ign": ("ignition", truth),
    "motion": ("motion", truth),
    "flvl": ("fuel_pct", scaled(highest=100.0)),
    "imei": ("imei", text),
}
_NOTICES: Final = frozenset(
    {
        "beacon",
        "card",
        "configuration",
        "dump",
        "lwt",
        "request",
        "status",
        "steps",
        "transition",
        "waypoint",
        "waypoints",
    }
)
# An lwt carries the time of its connection's beginning, a waypoint that of its making: only the arrival
# tells when such a thing happened.
_TIMED: Final = frozenset({"beacon", "steps", "transition"})
# A configuration holds the password of the phone's account, a card a portrait.
_SILENT: Final = frozenset({"configuration", "dump"})
_LEFT_OUT: Final = frozenset({"_type", "face", "image", "password"})
_MEMBERS_MAX: Final = 30
_any: Final = scaled(lowest=-1e15)


def read(topic: ForeignTopic, payload: bytes) -> Report:
    """Return what a phone said.

    Raises
    ------
    UnreadableError
        When nothing of it can be taken apart.
    """
    speaker = speaker_of(topic)
    records = records_of(parse_json(payload))
    numbered = list(enumerate(records))
    return Report(speaker, each(numbered, lambda pair: _read(speaker.external_id, payload, *pair)))


def _read(device: str, payload: bytes, index: int, message: Any) -> Iterable[Part]:  # noqa: ANN401 - any JSON
    told = record(message, "the message")
    kind = told.get("_type")
    if kind == "location":
        return [_fix(device, told)]
    if isinstance(kind, str) and kind in _NOTICES:
        return [_notice(kind, told, digest(payload, str(index).encode()))]
    if kind == "encrypted":
        raise UnreadableError("encrypted", "switch the encryption key of the app off; the connection is TLS")
    if kind == "cmd":
        raise UnreadableError("command", "a command is sent to phones, not by them")
    raise UnreadableError("unknown_type", f"_type is {str(kind)[:50]!r}")


def _fix(device: str, told: Record) -> Fix:
    _demand_own_topic(device, told)
    moment = seconds_moment(needed(told, "tst"))
    if moment is None:
        raise UnreadableError("time", f"no such time: {str(told['tst'])[:50]}")
    speed = number(told, "vel") or 0.0
    course = known(told, "cog")
    return identified(
        Fix(
            device=device,
            boot=FOREIGN_BOOT,
            seq=0,
            fix_time=moment,
            lon=needed(told, "lon"),
            lat=needed(told, "lat"),
            speed_kmh=speed if speed >= 0 else None,
            course_deg=(course or 0.0) if speed > 0 else course or None,
            accuracy_m=known(told, "acc") or None,
            altitude_m=number(told, "alt") or None,
            battery_pct=known(told, "batt"),
            sent_at=_sent(told),
            extra=extras(told, _EXTRA) or None,
        )
    )


def _demand_own_topic(device: str, told: Record) -> None:
    """Look at the topic that the app writes into what it posts over HTTP."""
    named = told.get("topic")
    parts = named.split("/") if isinstance(named, str) else []
    if len(parts) > 1 and parts[0] == "owntracks" and parts[1] != device:
        raise UnreadableError("foreign_device", f"sign-in or topic of {device}, payload of {parts[1][:64]!r}")


def _sent(told: Record) -> datetime | None:
    seconds = number_of(told.get("created_at", told.get("sent")))
    return None if seconds is None else seconds_moment(seconds)


def _notice(kind: str, told: Record, seq: int) -> Notice:
    seconds = number_of(told.get("tst")) if kind in _TIMED else None
    return Notice(
        event=f"owntracks.{kind}",
        seq=seq,
        at=None if seconds is None else seconds_moment(seconds),
        payload={} if kind in _SILENT else _members(told),
    )


def _members(told: Record) -> dict[str, Scalar]:
    plain: dict[str, Scalar] = {}
    for name, value in told.items():
        if name not in _LEFT_OUT and len(plain) < _MEMBERS_MAX:
            kept = (
                value if isinstance(value, bool) else text(value) if isinstance(value, str) else _any(value)
            )
            if kept is not None:
                plain[name[:50]] = kept
    return plain


def _index(value: object) -> int:
    found = whole(value)
    return -1 if found is None else found
