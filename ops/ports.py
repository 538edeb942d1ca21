"""TCP ports on the loopback interface."""

import json
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ops.errors import PortTakenError, ServiceError, StackError

LOOPBACK = "127.0.0.1"


# Below the ports that systems lend to outgoing connections (Linux: from 32768 on): such a connection could
# take a port between its choice and the start of the server for which it was chosen.
CHOICE: Final = range(20_000, 32_768)
_TRIES: Final = 100


def free_port() -> int:
    """Return a port that nobody listens on at this moment; it is not reserved.

    Raises
    ------
    StackError
        When a hundred ports in a row are taken.
    """
    for _ in range(_TRIES):
        port = secrets.choice(CHOICE)
        if is_free(port):
            return port
    raise StackError(f"no free port found between {CHOICE.start} and {CHOICE.stop - 1}")


def kept_port(path: Path, name: str = "port", wanted: int | None = None) -> int:
    """Return the port that the JSON file `path` keeps under `name`, chosen at the first call.

    Parameters
    ----------
    path, name
        Where it is kept.
    wanted
        What is chosen; None: a free one.

    Raises
    ------
    StackError
        When the file is damaged.
    """
    try:
        kept = dict(json.loads(path.read_text())) if path.exists() else {}
        if name in kept:
            return int(kept[name])
    except (ValueError, TypeError) as error:
        raise StackError(f"{path} is damaged: {error}") from error
    port = wanted or free_port()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps({**kept, name: port}))
    return port


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Return whether a server may listen on `port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # a port in TIME_WAIT is free for a server, as the services themselves see it
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def demand_free(port: int, purpose: str, host: str = LOOPBACK) -> None:
    """Do nothing when `port` is free.

    Raises
    ------
    PortTakenError
        When another program holds it; names the port, and what we wanted it for.
    """
    if not is_free(port, host):
        raise PortTakenError(
            f"port {port}, which {purpose} needs, is used by another program: stop that program and try again"
        )


def answers(port: int, host: str = LOOPBACK) -> bool:
    """Return whether something accepts connections on `port`."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def wait_until_answers(port: int, what: str, *, timeout_s: float, alive: Callable[[], bool]) -> None:
    """Return once `port` accepts connections.

    Raises
    ------
    ServiceError
        When it does not within `timeout_s` seconds, or `alive` says that the server has ended.
    """
    deadline = time.monotonic() + timeout_s
    while not answers(port):
        if not alive():
            raise ServiceError(f"{what} did not start")
        if time.monotonic() > deadline:
            raise ServiceError(f"{what} did not answer on port {port} within {timeout_s:g} s")
        time.sleep(0.05)
