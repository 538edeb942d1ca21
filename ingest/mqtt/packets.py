"""MQTT packets as they lie in a buffer: where one ends, and what a plain PUBLISH says.

paho takes some 30 µs of Python for each message. A plain PUBLISH (QoS 0 or 1, no properties) is nine tenths
of all that an ingester ever reads, and its layout fits in a few lines; so these are read here, and every
other packet is left to paho. What is not exactly plain is *not* read here: paho judges it.
"""

from struct import Struct
from typing import Final, NamedTuple

_PUBLISH: Final = 0x30
_KIND: Final = 0xF0
_QOS_SHIFT: Final = 1
_QOS_MAX: Final = 1
_CONTINUED: Final = 0x80
_LENGTH_BYTES_MAX: Final = 4
_PUBACK: Final = Struct(">HH")
_PUBACK_HEAD: Final = 0x4002


class Frame(NamedTuple):
    """Where one packet lies: from its first byte, over where its body begins, to behind its last byte."""

    begin: int
    body: int
    end: int


class Publish(NamedTuple):
    """A plain PUBLISH; `mid` is 0 at QoS 0."""

    topic: bytes
    payload: bytes
    qos: int
    mid: int


def next_frame(data: bytes, begin: int) -> Frame | None:
    """Return the packet that begins at `begin`; None when it is not wholly there yet.

    A length that MQTT does not allow gives a packet of all that is there: whoever reads it will object.
    """
    size = len(data)
    length = shift = 0
    for at in range(begin + 1, min(begin + 1 + _LENGTH_BYTES_MAX, size)):
        byte = data[at]
        length |= (byte & ~_CONTINUED) << shift
        if byte < _CONTINUED:
            end = at + 1 + length
            return Frame(begin, at + 1, end) if end <= size else None
        shift += 7
    return Frame(begin, size, size) if size > begin + _LENGTH_BYTES_MAX else None


def plain_publish(data: bytes, frame: Frame) -> Publish | None:
    """Return what the packet in `frame` says; None when it is not a plain PUBLISH and paho must read it."""
    begin, body, end = frame
    qos = (data[begin] >> _QOS_SHIFT) & 0b11
    if data[begin] & _KIND != _PUBLISH or qos > _QOS_MAX or end - body < 2:
        return None
    topic = body + 2
    mid = topic + ((data[body] << 8) | data[body + 1])
    properties = mid + 2 * qos
    if mid == topic or properties >= end or data[properties]:
        return None
    number = (data[mid] << 8) | data[mid + 1] if qos else 0
    if qos and not number:
        return None
    return Publish(data[topic:mid], data[properties + 1 : end], qos, number)


def pubacks(mids: list[int]) -> bytes:
    """Return the acknowledgements of messages received at QoS 1."""
    pack = _PUBACK.pack
    return b"".join([pack(_PUBACK_HEAD, mid) for mid in mids])
