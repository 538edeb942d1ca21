"""Who sends over HTTP: the owner of a secret, remembered for seconds, and a limit on guessing.

A secret has 24 random bytes; nobody guesses one. The limit keeps a phone with an old secret, or somebody who
tries, from costing the database more than a glance. Phones of one mobile network often share one address, so
an address over its limit still lets those in whose secret was right before.
"""

import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Final

import psycopg

from data.store.address import DEVICES_CHANNEL, plain_url
from data.store.listening import waiting
from data.store.queries.credentials import SecretOwner, owner_of_secret_on, secret_digest
from ingest.errors import IngestError, StoreDownError

log = logging.getLogger(__name__)

REMEMBERED_S: Final = 4.0
"""A revoked secret is refused after this long at the latest, even when no notice of it comes through."""

FAILURES_MAX: Final = 10
FAILURES_WITHIN_S: Final = 60.0
_KNOWN_MAX: Final = 20_000
_SECRET_LONGEST: Final = 200
_LISTEN_S: Final = 0.2
_AGAIN_S: Final = 2.0


class TooManyFailuresError(IngestError):
    """Too many wrong secrets came from one address.

    Parameters
    ----------
    wait_s
        Seconds after which the next attempt is looked at.
    """

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"too many wrong secrets; wait {wait_s:.0f} s")
        self.wait_s = wait_s


class Failures:
    """Counts wrong secrets by address over the last minute; knows at most so many addresses."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._by_address: OrderedDict[str, deque[float]] = OrderedDict()

    def note(self, address: str) -> None:
        """Count one wrong secret."""
        moments = self._by_address.setdefault(address, deque(maxlen=FAILURES_MAX))
        moments.append(self._now_s())
        self._by_address.move_to_end(address)
        while len(self._by_address) > _KNOWN_MAX:
            self._by_address.popitem(last=False)

    def wait_s(self, address: str) -> float:
        """Return for how many seconds nothing of `address` is looked at; 0 when it is below its limit."""
        moments = self._by_address.get(address)
        if moments is None or len(moments) < FAILURES_MAX:
            return 0.0
        return max(0.0, moments[0] + FAILURES_WITHIN_S - self._now_s())


class SignIns:
    """Finds the owner of a secret; may be called from any thread, and may block for a database query.

    Parameters
    ----------
    url
        The database.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._failures = Failures()
        self._owners: OrderedDict[bytes, tuple[SecretOwner, float]] = OrderedDict()
        self._right_before: OrderedDict[bytes, None] = OrderedDict()
        self._epoch = 0
        self._stopping = Event()
        self._thread = Thread(target=self._listen, name="sign-ins", daemon=True)

    def start(self) -> None:
        """Begin to listen for changed secrets."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and give the connection back."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(5 * _LISTEN_S)
        # Without the lock: whoever holds it may wait for a database that is frozen, and is woken by this.
        self._drop_connection()

    def remembered(self, secret: str) -> SecretOwner | None:
        """Return the owner when it was looked up seconds ago; never blocks."""
        found = self._owners.get(secret_digest(secret)) if _possible(secret) else None
        return found[0] if found is not None and found[1] > time.monotonic() else None

    def find(self, secret: str, address: str) -> SecretOwner | None:
        """Return whose valid secret this is; None when nobody's.

        Raises
        ------
        TooManyFailuresError
            `address` sent too many wrong ones, and this one was never right before.
        StoreDownError
            The database does not answer.
        """
        digest = secret_digest(secret) if _possible(secret) else b""
        wait_s = self._failures.wait_s(address)
        if wait_s > 0 and digest not in self._right_before:
            raise TooManyFailuresError(wait_s)
        owner = self._look_up(secret, digest) if digest else None
        if owner is None:
            self.note_failure(address)
        return owner

    def note_failure(self, address: str) -> None:
        """Count an attempt that was wrong for another reason than its secret."""
        self._failures.note(address)

    def _look_up(self, secret: str, digest: bytes) -> SecretOwner | None:
        epoch = self._epoch
        owner = self._ask(secret)
        with self._lock:
            # A change that was told meanwhile may be younger than the answer.
            if owner is None:
                self._right_before.pop(digest, None)
            elif epoch == self._epoch:
                self._owners[digest] = (owner, time.monotonic() + REMEMBERED_S)
                self._right_before[digest] = None
            for known in (self._owners, self._right_before):
                while len(known) > _KNOWN_MAX:
                    known.popitem(last=False)
        return owner

    def _ask(self, secret: str) -> SecretOwner | None:
        with self._lock:
            for _ in range(2):  # a connection that the database cut since is replaced once
                if self._stopping.is_set():
                    break
                fresh = self._connection is None
                try:
                    return owner_of_secret_on(self._connected(), secret)
                except psycopg.Error as error:
                    self._drop_connection()
                    if fresh:
                        raise StoreDownError(f"the database does not answer: {error}") from error
        raise StoreDownError("the database does not answer")

    def _connected(self) -> psycopg.Connection[tuple[object, ...]]:
        if self._connection is None:
            self._connection = psycopg.connect(
                plain_url(self._url),
                autocommit=True,
                connect_timeout=3,
                options="-c statement_timeout=3000",
                keepalives_idle=5,
                tcp_user_timeout=5000,
                application_name="siangsa-ingest-http-signin",
            )
        return self._connection

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                with waiting(self._url, [DEVICES_CHANNEL]) as changed:
                    self._forget()
                    while not self._stopping.is_set():
                        if changed(_LISTEN_S):
                            self._forget()
            except psycopg.Error as error:
                log.debug("not listening for changed secrets: %s", error)
                self._stopping.wait(_AGAIN_S)

    def _forget(self) -> None:
        with self._lock:
            self._epoch += 1
            self._owners.clear()


def _possible(secret: str) -> bool:
    return 0 < len(secret) <= _SECRET_LONGEST and secret.isascii()
