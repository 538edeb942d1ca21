"""From where a request comes, and whether over HTTPS: what a trusted reverse proxy says is believed."""

import ipaddress
from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

UNKNOWN: Final = "unknown"
_NET_V6: Final = 64


def client_address(scope: Scope, trusted: Collection[str]) -> str:
    """Return the address of whoever asks.

    Of `X-Forwarded-For` the last entry counts that is no trusted proxy: whatever stands before it was
    written by the client itself. An IPv6 client is its /64: it owns all addresses in there.
    """
    peer = _peer(scope)
    if peer in trusted:
        told = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
        hops = [hop.strip() for hop in reversed(told)]
        peer = next((hop for hop in hops if hop and hop not in trusted), peer)
    return _network(peer)


def is_https(scope: Scope, trusted: Collection[str]) -> bool:
    """Tell whether the client speaks HTTPS, with us or with a trusted proxy."""
    if scope.get("scheme") == "https":
        return True
    told = Headers(scope=scope).get("x-forwarded-proto", "")
    return _peer(scope) in trusted and told.strip().lower() == "https"


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else UNKNOWN


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _NET_V6), strict=False))
