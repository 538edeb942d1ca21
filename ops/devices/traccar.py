"""A Traccar server in front of us: what it must be told to forward, and registering trackers in it.

Keys and defaults as documented for Traccar 6 (Forwarding Overview, Configuration File); its REST API: ``GET``
and ``POST /api/devices`` with a token (bearer) or an e-mail address and password.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

import httpx

from ops.devices.office import GatewayAccess
from ops.errors import StackError

ASKED_AT_ONCE: Final = 50
TIMEOUT_S: Final = 15.0

# A publish that fails is tried again after 1 s, 2 s, 4 s ..., 15 times: for nine hours. Traccar keeps what
# waits in memory; the default of 100 positions would be full in seconds.
RETRY_DELAY_MS: Final = 1_000
RETRY_COUNT: Final = 15
RETRY_LIMIT: Final = 200_000


@dataclass(frozen=True)
class Tracker:
    """What Traccar is told of a tracker: its IMEI, a name for people and the model."""

    imei: str
    name: str
    model: str | None


@dataclass(frozen=True)
class Registered:
    """IMEIs that were made known to Traccar, and those it knew before and that were left as they are."""

    new: tuple[str, ...]
    known: tuple[str, ...]


def forward_config(access: GatewayAccess, broker: str) -> str:
    """Return the entries of ``traccar.xml`` that forward every position to us.

    Parameters
    ----------
    access
        The gateway's account; without its secret a place to fill in stands there.
    broker
        ``host:port`` under which the Traccar server reaches the broker.
    """
    secret = quote(access.secret, safe="") if access.secret else "SECRET"
    entries = {
        "forward.type": "mqtt",
        "forward.url": f"mqtt://{access.id}:{secret}@{broker}",
        "forward.topic": access.topic,
        "forward.retry.enable": "true",
        "forward.retry.delay": str(RETRY_DELAY_MS),
        "forward.retry.count": str(RETRY_COUNT),
        "forward.retry.limit": str(RETRY_LIMIT),
        "database.registerUnknown": "true",
        "filter.duplicate": "false",
    }
    return "\n".join(f"<entry key='{key}'>{escape(value)}</entry>" for key, value in entries.items())


class Traccar:
    """A Traccar server's API.

    Parameters
    ----------
    client
        With the server's base URL and sign-in; see `sign_in`.
    """

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def register(self, trackers: Sequence[Tracker]) -> Registered:
        """Make known what the server does not know; what it knows is left as it is.

        Raises
        ------
        StackError
            The server cannot be reached, refuses the sign-in or a tracker; what came before stays registered.
        """
        known = set(self._known(tracker.imei for tracker in trackers))
        fresh = [tracker for tracker in trackers if tracker.imei not in known]
        for number, tracker in enumerate(fresh):
            self._add(tracker, number)
        return Registered(tuple(tracker.imei for tracker in fresh), tuple(sorted(known)))

    def _known(self, imeis: Iterable[str]) -> Iterator[str]:
        for some in batched(imeis, ASKED_AT_ONCE):
            answer = self._ask("GET", params=[("uniqueId", imei) for imei in some])
            yield from (str(row["uniqueId"]) for row in answer if row.get("uniqueId") in some)

    def _add(self, tracker: Tracker, before: int) -> None:
        body = {"name": tracker.name, "uniqueId": tracker.imei, "category": "truck"}
        if tracker.model:
            body["model"] = tracker.model
        try:
            self._ask("POST", json=body)
        except StackError as error:
            left = f" ({before} were registered before it and stay)" if before else ""
            raise StackError(f"tracker {tracker.imei}: {error}{left}") from error

    def _ask(self, method: str, **what: Any) -> Any:  # noqa: ANN401 - JSON of a foreign server
        try:
            answer = self._client.request(method, "/api/devices", **what)
        except httpx.HTTPError as error:
            raise StackError(
                f"the Traccar server {self._client.base_url} does not answer: {error}"
            ) from error
        if answer.status_code in {401, 403}:
            raise StackError(f"the Traccar server {self._client.base_url} refuses the sign-in")
        if not answer.is_success:
            # the whole text may be a Java stack trace
            reason = answer.text.strip().splitlines()[0][:200] if answer.text.strip() else "no reason"
            raise StackError(f"the Traccar server answered {answer.status_code}: {reason}")
        try:
            return answer.json()
        except ValueError as error:
            raise StackError(f"{self._client.base_url} does not answer like a Traccar server") from error


def sign_in(url: str, *, token: str | None, user: str | None, password: str | None) -> httpx.Client:
    """Return a client of the Traccar server at `url`; close it after use.

    Raises
    ------
    StackError
        Neither a token nor a user with a password is given, or `url` is no address.
    """
    if not url.startswith(("http://", "https://")):
        raise StackError(f"{url!r} is no address: give http://host:8082 or https://host")
    base = url.rstrip("/").removesuffix("/api")
    if token:
        return httpx.Client(base_url=base, timeout=TIMEOUT_S, headers={"Authorization": f"Bearer {token}"})
    if user and password:
        return httpx.Client(base_url=base, timeout=TIMEOUT_S, auth=(user, password))
    raise StackError("Traccar asks who you are: --traccar-token, or --traccar-user and --traccar-password")
