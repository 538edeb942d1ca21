"""What a person at the terminal needs to let a phone join: links, and the QR code in letters."""

import io

import segno

from data.contract import joining
from data.store.models import Device
from ops.errors import StackError

WARNINGS = {
    "loopback_url": "no phone can reach {url}: set SIANGSA_DEVICE_URL to an address that they can",
    "not_https": "{url} is not https: whoever listens on the way reads the secret and the positions",
}


def instructions(device: Device, device_url: str, secret: str) -> str:
    """Return what to do on the phone, with the QR code.

    Raises
    ------
    StackError
        The device speaks no dialect of a phone app.
    """
    if device.dialect == "owntracks":
        link = joining.owntracks_link(joining.owntracks_config(device_url, device.id, secret))
        lines = ["OwnTracks: scan this with the phone's camera, or open the link on it:", qr_text(link), link]
    elif device.dialect == "traccar_client":
        name = device.external_id or device.id
        scan = joining.traccar_client_scan(device_url, name, secret)
        lines = [
            "Traccar Client: Settings > scan the QR code inside the app:",
            qr_text(scan),
            "or open on the phone: " + joining.traccar_client_link(device_url, name, secret),
            "or type the server address: " + joining.traccar_client_url(device_url, secret),
            f"with the device identifier: {name}",
        ]
    else:
        raise StackError(
            f"device {device.id!r} speaks {device.dialect!r}: it is no phone that joins by a link"
        )
    return "\n".join(lines)


def warning(device_url: str) -> str | None:
    """Return what is wrong with the address, as a sentence."""
    kind = joining.url_warning(device_url)
    return None if kind is None else WARNINGS[kind].format(url=device_url)


def qr_text(link: str) -> str:
    """Return `link` as a QR code in half-block characters, for a dark or light terminal."""
    out = io.StringIO()
    segno.make_qr(link, error="l").terminal(out=out, compact=True)
    return out.getvalue().rstrip("\n")
