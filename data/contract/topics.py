"""Topics: our own ``fleet/<device>/<kind>``, and those on which foreign devices speak.

What comes over HTTP gets a topic as well (``http/<dialect>/<device>``), so that a message in quarantine can
be read again from its topic and its bytes alone.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import quote, unquote

DEVICE_ID: Final = re.compile(r"[a-z0-9-]{3,32}")
UP_KINDS: Final = ("fix", "past", "event")
DOWN_KINDS: Final = ("receipt", "route")
_TOPIC: Final = re.compile(rf"fleet/({DEVICE_ID.pattern})/({'|'.join(UP_KINDS + DOWN_KINDS)})")

ALL_FIX: Final = "fleet/+/fix"
ALL_PAST: Final = "fleet/+/past"
ALL_EVENT: Final = "fleet/+/event"

ALL_OWNTRACKS: Final = "owntracks/#"
ALL_TRACCAR: Final = ("positions", "positions/+")
ALL_TELTONIKA: Final = "+/data"
ALL_FOREIGN: Final = (ALL_OWNTRACKS, *ALL_TRACCAR, ALL_TELTONIKA)
"""Filters of everything that foreign devices and gateways publish."""

DEFAULT_GATEWAY: Final = "traccar"
"""Gateway that speaks on the bare topic ``positions``, Traccar's own default."""

_NAME: Final = r"[^/\x00-\x1f\x7f]{1,64}"
_OWNTRACKS: Final = re.compile(rf"owntracks/({_NAME})(?:/[^\x00]*)?")
_TRACCAR: Final = re.compile(rf"positions(?:/({DEVICE_ID.pattern}))?")
_TELTONIKA: Final = re.compile(r"(\d{15})/data", re.ASCII)
_HTTP_OWNTRACKS: Final = re.compile(rf"http/owntracks/({_NAME})")
_HTTP_TRACCAR_CLIENT: Final = re.compile(rf"http/traccar-client/({_NAME})(?:/({_NAME}))?")


@dataclass(frozen=True, slots=True)
class ForeignTopic:
    """Who speaks on a foreign topic, as far as the topic tells it.

    `names` are the names by which the speaker may call itself, the one of its dialect last; for Traccar it
    is the gateway, for the payload names the device.
    """

    dialect: Literal["owntracks", "traccar", "traccar_client", "teltonika"]
    names: tuple[str, ...]


def fix(device: str) -> str:
    """Return the topic of `device`'s fresh fixes (up)."""
    return f"fleet/{device}/fix"


def past(device: str) -> str:
    """Return the topic of what `device`'s spool still holds (up)."""
    return f"fleet/{device}/past"


def event(device: str) -> str:
    """Return the topic of `device`'s events (up)."""
    return f"fleet/{device}/event"


def receipt(device: str) -> str:
    """Return the topic on which `device` learns what is settled (down)."""
    return f"fleet/{device}/receipt"


def route(device: str) -> str:
    """Return the topic of the retained route for `device` (down)."""
    return f"fleet/{device}/route"


@lru_cache(maxsize=4096)
def parse(topic: str) -> tuple[str, str] | None:
    """Split one of our topics into (device, kind); None when it is not ours.

    The same few topics come with every message, so the answers are kept.
    """
    match = _TOPIC.fullmatch(topic)
    return (match[1], match[2]) if match else None


def http_owntracks(device: str) -> str:
    """Return the topic for what OwnTracks posted under the sign-in of `device`."""
    return f"http/owntracks/{device}"


def http_traccar_client(device: str, external_id: str | None = None) -> str:
    """Return the topic for what a Traccar Client sent with the secret of `device`.

    `external_id`, how the device calls itself there, is kept in it where it differs from `device`.
    """
    if external_id is None or external_id == device:
        return f"http/traccar-client/{device}"
    return f"http/traccar-client/{device}/{quote(external_id, safe='')}"


@lru_cache(maxsize=4096)
def parse_foreign(topic: str) -> ForeignTopic | None:
    """Tell which dialect is spoken on `topic`, and by whom; None when it is none that we know."""
    if match := _OWNTRACKS.fullmatch(topic) or _HTTP_OWNTRACKS.fullmatch(topic):
        return ForeignTopic("owntracks", (match[1],))
    if match := _TRACCAR.fullmatch(topic):
        return ForeignTopic("traccar", (match[1] or DEFAULT_GATEWAY,))
    if match := _TELTONIKA.fullmatch(topic):
        return ForeignTopic("teltonika", (match[1],))
    if match := _HTTP_TRACCAR_CLIENT.fullmatch(topic):
        return ForeignTopic("traccar_client", tuple(unquote(name) for name in match.groups() if name))
    return None
