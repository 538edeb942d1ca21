"""From a topic and bytes to what a foreign device said; total."""

from collections.abc import Callable
from typing import Final

from data.contract import topics
from data.contract.codec import PAYLOAD_MAX_BYTES
from data.contract.dialects import owntracks, teltonika, traccar, traccar_client
from data.contract.dialects.parts import refused, rejection, speaker_of
from data.contract.dialects.report import Report
from data.contract.errors import UnreadableError
from data.contract.fix import Rejection
from data.contract.topics import ForeignTopic

_READERS: Final[dict[str, Callable[[ForeignTopic, bytes], Report]]] = {
    "owntracks": owntracks.read,
    "teltonika": teltonika.read,
    "traccar": traccar.read,
    "traccar_client": traccar_client.read,
}


def is_foreign(topic: str) -> bool:
    """Tell whether another dialect than our own is spoken on `topic`."""
    return topics.parse_foreign(topic) is not None


def decode_foreign(topic: str, payload: bytes) -> Report | Rejection:
    """Read what a foreign device or gateway sent.

    Returns
    -------
    A report of whoever speaks, with every part of the message; or a rejection when not even the speaker can
    be told. Reasons are those of `data.contract.reasons`; `Rejection.device` is always None, for only the
    store knows whose name the speaker's is.
    """
    address = topics.parse_foreign(topic)
    if address is None:
        return Rejection(("topic",), f"not a topic of a foreign device: {topic[:200]!r}")
    try:
        _demand_sound(payload)
        return _READERS[address.dialect](address, payload)
    except UnreadableError as error:
        # On a gateway's topic only the content names the device.
        return rejection(error) if address.dialect == "traccar" else refused(speaker_of(address), error)


def _demand_sound(payload: bytes) -> None:
    if len(payload) > PAYLOAD_MAX_BYTES:
        raise UnreadableError("size", f"{len(payload)} bytes")
    if b"\x00" in payload or b"\\u0000" in payload:
        raise UnreadableError("nul", "a NUL character in the payload")
