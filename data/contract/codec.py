"""Bytes to messages and back; total: a decoder answers a message or a named rejection, never an exception."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec

from data.contract import topics
from data.contract.fix import Fix, Rejection
from data.contract.messages import EventMessage, FixMessage, OwnMessage, ReceiptMessage, RouteMessage, WireFix

PAYLOAD_MAX_BYTES: Final = 64 * 1024
_encoder = msgspec.json.Encoder()
_fixes = msgspec.json.Decoder(FixMessage)
_events = msgspec.json.Decoder(EventMessage)
_receipts = msgspec.json.Decoder(ReceiptMessage)
_routes = msgspec.json.Decoder(RouteMessage)
type _UpDecoder = msgspec.json.Decoder[FixMessage] | msgspec.json.Decoder[EventMessage]
_UP: Final[dict[str, _UpDecoder]] = {
    "fix": _fixes,
    "past": _fixes,
    "event": _events,
}


class _Identities(msgspec.Struct):
    """The least that must be readable so that a refused message can still be settled."""

    boot: int
    seq: int | None = None
    fixes: list[dict[str, object]] | None = None


_identities = msgspec.json.Decoder(_Identities)


def encode(message: OwnMessage) -> bytes:
    """Return `message` as JSON bytes."""
    return _encoder.encode(message)


def decode_up(topic: str, payload: bytes) -> FixMessage | EventMessage | Rejection:
    """Read what a device sent; the topic says which device speaks.

    Returns
    -------
    A message whose `device` is the topic's, or a `Rejection` with one of the reasons ``topic``, ``size``,
    ``nul``, ``undecodable``, ``schema``, ``foreign_device``.
    """
    address = topics.parse(topic)
    if address is None or address[1] not in _UP:
        return Rejection(("topic",), f"not an up topic: {topic[:200]!r}")
    device, kind = address
    if len(payload) > PAYLOAD_MAX_BYTES:
        return Rejection(("size",), f"{len(payload)} bytes", device)
    if b"\x00" in payload:
        return Rejection(("nul",), "a NUL byte in the payload", device)
    return _decode_sized(kind, device, payload)


def _decode_sized(kind: str, device: str, payload: bytes) -> FixMessage | EventMessage | Rejection:
    try:
        message: FixMessage | EventMessage = _UP[kind].decode(payload)
    except msgspec.ValidationError as error:
        return Rejection(("schema",), str(error)[:500], device, _readable_identities(payload))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Rejection(("undecodable",), str(error)[:500], device)
    if message.device != device:
        # repr: what a device calls itself may hold a NUL, which no text column takes.
        detail = f"topic of {device}, payload of {message.device!r}"
        return Rejection(("foreign_device",), detail, device, tuple(identities(message)))
    return message


def decode_receipt(payload: bytes) -> ReceiptMessage | Rejection:
    """Read a receipt; for devices."""
    try:
        return _receipts.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Rejection(("undecodable",), str(error)[:500])


def decode_route(payload: bytes) -> RouteMessage | Rejection:
    """Read a route; for devices. An empty payload means that there is none and is the caller's to see."""
    try:
        return _routes.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Rejection(("undecodable",), str(error)[:500])


def identities(message: FixMessage | EventMessage) -> Iterable[tuple[int, int]]:
    """Yield every (boot, seq) that `message` carries."""
    if isinstance(message, EventMessage):
        return [(message.boot, message.seq)]
    return [(message.boot, fix.seq) for fix in message.fixes]


def fixes_of(message: FixMessage) -> list[Fix | Rejection]:
    """Return the fixes of `message` in normal form; an impossible time or number becomes a rejection."""
    return [_normal(message, fix) for fix in message.fixes]


def _normal(message: FixMessage, fix: WireFix) -> Fix | Rejection:
    identity = ((message.boot, fix.seq),)
    if not _is_finite(fix):
        return Rejection(("not_finite",), "a number is not finite", message.device, identity)
    moment = moment_of(fix.tst)
    if moment is None:
        return Rejection(("time",), f"no such time: {fix.tst}", message.device, identity)
    # By position: made for every fix, and names cost a third more.
    return Fix(
        message.device,
        message.boot,
        fix.seq,
        moment,
        fix.lon,
        fix.lat,
        fix.vel,
        fix.cog,
        fix.acc,
        fix.alt,
        fix.batt,
        fix.sat,
    )


def _is_finite(fix: WireFix) -> bool:
    # The sum of finite numbers is finite but for very large ones, which are then looked at one by one.
    if math.isfinite(
        fix.tst
        + fix.lat
        + fix.lon
        + (fix.vel or 0.0)
        + (fix.cog or 0.0)
        + (fix.acc or 0.0)
        + (fix.alt or 0.0)
        + (fix.batt or 0.0)
    ):
        return True
    numbers = (fix.tst, fix.lat, fix.lon, fix.vel, fix.cog, fix.acc, fix.alt, fix.batt)
    return all(number is None or math.isfinite(number) for number in numbers)


def moment_of(tst: float) -> datetime | None:
    """Return Unix seconds as aware UTC, rounded to the millisecond; None when there is no such time."""
    try:
        return datetime.fromtimestamp(round(tst, 3), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _readable_identities(payload: bytes) -> tuple[tuple[int, int], ...]:
    try:
        found = _identities.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
    sequences = [found.seq, *(fix.get("seq") for fix in found.fixes or ())]
    limit = 2**62
    return tuple(
        (found.boot, seq)
        for seq in sequences
        if isinstance(seq, int) and 1 <= seq <= limit and 1 <= found.boot < 2**63
    )
