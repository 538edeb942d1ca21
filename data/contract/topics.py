"""Topics of our own format: ``fleet/<device>/<kind>``."""

import re
from typing import Final

DEVICE_ID: Final = re.compile(r"[a-z0-9-]{3,32}")
UP_KINDS: Final = ("fix", "past", "event")
DOWN_KINDS: Final = ("receipt", "route")
_TOPIC: Final = re.compile(rf"fleet/({DEVICE_ID.pattern})/({'|'.join(UP_KINDS + DOWN_KINDS)})")

ALL_FIX: Final = "fleet/+/fix"
ALL_PAST: Final = "fleet/+/past"
ALL_EVENT: Final = "fleet/+/event"


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


def parse(topic: str) -> tuple[str, str] | None:
    """Split one of our topics into (device, kind); None when it is not ours."""
    match = _TOPIC.fullmatch(topic)
    return (match[1], match[2]) if match else None
