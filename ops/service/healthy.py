"""Whether a running system answers people: for a container's health check and `siangsa doctor`."""

import ssl
from collections.abc import Mapping
from pathlib import Path

import httpx

from ops.environment import STACK_ENV, read_env
from ops.errors import StackError

_PATIENCE_S = 10


def demand_ready(data: Path) -> str:
    """Return the address of the console of the system in `data`, which answers and has its database.

    Raises
    ------
    StackError
        Nothing runs there, it does not answer, or it has no database.
    """
    values = read_env(data / STACK_ENV)
    if not values:
        raise StackError(f"nothing runs on {data}")
    address = console_address(values)
    try:
        answer = httpx.get(f"{address}/api/v1/health/ready", timeout=_PATIENCE_S, verify=_trust(values))
    except (httpx.HTTPError, OSError) as error:
        raise StackError(f"{address} does not answer: {error}") from error
    if answer.status_code != httpx.codes.OK:
        raise StackError(f"{address} answers, but is not ready (status {answer.status_code})")
    return address


def console_address(values: Mapping[str, str]) -> str:
    """Return where the console of a running system listens."""
    host, port = values.get("SIANGSA_API_HOST", ""), values.get("SIANGSA_API_PORT", "")
    scheme = "https" if values.get("SIANGSA_TLS_CERTIFICATE") else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _trust(values: Mapping[str, str]) -> ssl.SSLContext | bool:
    authority = values.get("SIANGSA_TLS_AUTHORITY")
    return ssl.create_default_context(cafile=authority) if authority else True
