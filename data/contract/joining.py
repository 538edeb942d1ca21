"""How a phone joins: what its app is told by a link or a QR code. Pure; the secret is only passed through.

Sources: OwnTracks booklet (``_type=configuration``, ``owntracks:///config?inline=``); Traccar Client's own
reader of links, which takes the address from a scanned http(s) link and the settings from its query.
"""

import base64
import io
import ipaddress
import json
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote, urlencode, urlsplit

import segno

OWNTRACKS_PATH: Final = "/d/owntracks"
TRACCAR_CLIENT_PATH: Final = "/d/traccar"

FIX_EVERY_S: Final = 15
FIX_EVERY_M: Final = 50
HEARTBEAT_S: Final = 300

_HTTP_MODE: Final = 3
_MOVE: Final = 2

type Setting = str | int | bool
type UrlWarning = Literal["loopback_url", "not_https"]


def owntracks_config(device_url: str, device: str, secret: str) -> dict[str, Setting]:
    """Return OwnTracks' configuration: HTTP mode, signed in as the device, a fix every 15 s while it moves.

    Move mode (`monitoring` 2) costs battery: a phone that works in a truck belongs on its charger. Without it
    the app reports every few hundred metres, and a stop at a collection point is not seen.

    Parameters
    ----------
    device_url
        Base address that the phone can reach, without a path.
    """
    return {
        "_type": "configuration",
        "mode": _HTTP_MODE,
        "url": device_url.rstrip("/") + OWNTRACKS_PATH,
        "auth": True,
        "username": device,
        "password": secret,
        "deviceId": device,
        "tid": tracker_id(device),
        "monitoring": _MOVE,
        "locatorInterval": FIX_EVERY_S,  # of move mode on iOS
        "moveModeLocatorInterval": FIX_EVERY_S,  # of move mode on Android
        "locatorDisplacement": FIX_EVERY_M,
        "ping": HEARTBEAT_S // 60,
        "extendedData": True,
        "autostartOnBoot": True,
    }


def tracker_id(device: str) -> str:
    """Return the two characters by which OwnTracks labels the device: the last ones of its id."""
    return "".join(letter for letter in device if letter.isalnum())[-2:].rjust(2, "0")


def owntracks_link(config: Mapping[str, Setting]) -> str:
    """Return the link that sets OwnTracks up when it is opened on the phone, or scanned with its camera.

    The apps read the base64 text with differing care for ``+``, ``/`` and ``=``, so none of them occurs:
    of ASCII characters only ``>``, ``?`` and ``~`` can make the first two, and blanks fill the last group.
    """
    plain = json.dumps(config, separators=(",", ":"))
    for letter in ">?~":
        plain = plain.replace(letter, f"\\u{ord(letter):04x}")
    plain += " " * (-len(plain) % 3)
    return "owntracks:///config?inline=" + base64.b64encode(plain.encode("ascii")).decode("ascii")


def traccar_client_url(device_url: str, secret: str) -> str:
    """Return the server address to type into Traccar Client; the secret is part of it."""
    return f"{device_url.rstrip('/')}{TRACCAR_CLIENT_PATH}/{quote(secret, safe='')}"


def traccar_client_scan(device_url: str, device: str, secret: str) -> str:
    """Return the link that Traccar Client (9 and later) takes from a QR code scanned *inside the app*."""
    return f"{traccar_client_url(device_url, secret)}?{urlencode(_traccar_client_settings(device))}"


def traccar_client_link(device_url: str, device: str, secret: str) -> str:
    """Return the link that opens Traccar Client and sets it up; not every version of the app knows it."""
    settings = {"url": traccar_client_url(device_url, secret), **_traccar_client_settings(device)}
    return f"org.traccar.client://config?{urlencode(settings)}"


def url_warning(device_url: str) -> UrlWarning | None:
    """Tell what is wrong with the address: no phone can reach it, or secrets can be read on the way."""
    parts = urlsplit(device_url)
    if _is_loopback(parts.hostname or ""):
        return "loopback_url"
    return None if parts.scheme == "https" else "not_https"


def qr_svg(link: str) -> str:
    """Return `link` as a QR code: one SVG element with a viewBox, dark on white, with its quiet zone."""
    out = io.BytesIO()
    code = segno.make_qr(link, error="l")
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff")
    return out.getvalue().decode("ascii").strip()


def _traccar_client_settings(device: str) -> dict[str, str]:
    # Stop detection sleeps after five minutes and wakes 200 m too late: loading at a point takes longer.
    return {
        "id": device,
        "accuracy": "highest",
        "distance": str(FIX_EVERY_M),
        "interval": str(FIX_EVERY_S),
        "angle": "30",
        "heartbeat": str(HEARTBEAT_S),
        "fastest_interval": "5",
        "buffer": "true",
        "stop_detection": "false",
    }


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"} or host.endswith(".localhost")
