"""Where a system can be reached: on this machine only, behind a proxy, or with TLS on its network."""

import ipaddress
import os
import socket
from urllib.parse import urlsplit

from data.contract.clock import real_now
from ops.broker import papers_of
from ops.certificates import SERVER, SERVER_KEY
from ops.errors import StackError
from ops.office import demand_public_url
from ops.ports import LOOPBACK
from ops.world import World

AUTO = "auto"
# an address of nobody (RFC 5737): asking the way to it sends nothing
_ELSEWHERE = ("192.0.2.1", 9)


def settle_network(world: World, port: int) -> None:
    """Decide under which addresses people and devices reach the system, and hand that to every program.

    Parameters
    ----------
    port
        The console's.

    Raises
    ------
    StackError
        An address is none of this machine, or the public one is no address.
    """
    settings = world.settings
    if settings.public_url:
        demand_public_url(settings.public_url)
    if settings.lan:
        _open_to_network(world, port)
    url = world.settings.public_url
    if url:
        world.values["SIANGSA_PUBLIC_URL"] = url
        if not world.settings.lan:
            # the proxy before us stands on this machine: docs/office.md
            proxies = os.environ.get("SIANGSA_API_TRUSTED_PROXIES") or LOOPBACK
            world.values["SIANGSA_API_TRUSTED_PROXIES"] = proxies
        # without TLS a browser would never send it back
        https = str(urlsplit(url).scheme == "https").lower()
        world.values["SIANGSA_API_SECURE_COOKIE"] = os.environ.get("SIANGSA_API_SECURE_COOKIE") or https


def console_url(world: World, port: int) -> str:
    """Return where a person at this machine opens the console."""
    host = world.values["SIANGSA_API_HOST"]
    scheme = "https" if world.settings.lan else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def lan_address(wanted: str) -> str:
    """Return the address of this machine on its network: the `wanted` one, or for `auto` the usual one.

    Raises
    ------
    StackError
        It is no address of this machine, or this machine is on no network.
    """
    if wanted == AUTO:
        return _usual_address()
    try:
        address = str(ipaddress.ip_address(wanted))
        with socket.socket(_family(address), socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except (ValueError, OSError) as error:
        raise StackError(f"{wanted!r} is no address of this machine; auto finds one") from error
    return address


def _open_to_network(world: World, port: int) -> None:
    """Let console, device HTTP and broker listen with TLS on the network, under our own authority."""
    address = lan_address(world.settings.lan)
    device_port = world.values["SIANGSA_INGEST_HTTP_PORT"]
    shown = f"[{address}]" if ":" in address else address
    public = world.settings.public_url or f"https://{shown}:{port}"
    named = world.settings.device_url or world.settings.public_url
    device_url = named or f"https://{shown}:{device_port}"
    world.settings = world.settings.model_copy(
        update={
            "lan": address,
            "mqtt_host": address,
            "device_host": address,
            "public_url": public,
            "device_url": device_url,
        }
    )
    tls = world.folder.path / "tls"
    papers_of(world.folder, world.settings).kept(real_now())
    world.values |= {
        "SIANGSA_OPS_LAN": address,
        "SIANGSA_OPS_MQTT_HOST": address,
        "SIANGSA_API_HOST": address,
        "SIANGSA_INGEST_HTTP_HOST": address,
        "SIANGSA_DEVICE_URL": device_url,
        "SIANGSA_TLS_CERTIFICATE": str(tls / SERVER),
        "SIANGSA_TLS_KEY": str(tls / SERVER_KEY),
        "SIANGSA_TLS_AUTHORITY": str(tls / "ca.crt"),
    }


def _usual_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
            address = str(probe.getsockname()[0])
        except OSError as error:
            raise StackError("this machine is on no network, so there is nothing to open: --lan") from error
    if address == LOOPBACK:
        raise StackError("this machine is on no network, so there is nothing to open: --lan")
    return address


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET
