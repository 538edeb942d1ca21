"""What one session is to the broker, what it sends, and who is told of what it hears."""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.mqtt.window import Delivery


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """What one session is to the broker.

    Parameters
    ----------
    client_id
        Name of the session; a second client of this name would throw the first one out.
    topics
        Filters to subscribe at QoS 1, shared ones (``$share/<group>/…``) too; empty for a session that only
        publishes.
    keep_s
        Seconds for which the broker keeps the session and queues for it while nobody is connected. 0: it
        forgets at once and begins clean.
    receive_maximum
        Most unacknowledged messages the broker may hand over; must exceed a batch.
    keepalive_s
        Silence after which the broker is asked for a sign of life; after as much again the connection counts
        as dead. Twice this must stay below the 15 s within which the ingester says that it does not work.
    """

    client_id: str
    topics: tuple[str, ...] = ()
    keep_s: int = 0
    receive_maximum: int = 20_000
    keepalive_s: int = 6


@dataclass(frozen=True, slots=True)
class Publication:
    """A message to devices; `expires_s` real seconds after which the broker forgets it."""

    topic: str
    payload: bytes
    retain: bool = False
    expires_s: int | None = None
    qos: int = 0


def _nobody(*_: object) -> None:
    return


@dataclass(frozen=True, slots=True)
class Hooks:
    """Who is told what, on the session's own thread; none of them may block.

    Parameters
    ----------
    on_deliveries
        Everything that one turn of reading brought, oldest first; never empty.
    on_online
        The broker has accepted the connection and the subscriptions.
    may_connect
        Asked before each connection, again and again while it answers False; given the monotonic moment at
        which the connection before ended.
    """

    on_deliveries: Callable[[list[Delivery]], None] = _nobody
    on_online: Callable[[], None] = _nobody
    may_connect: Callable[[float], bool] = lambda _: True
