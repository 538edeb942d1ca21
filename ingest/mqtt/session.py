"""Sessions with a memory at the broker, and acknowledgement as an act.

Each session runs one thread of its own, and only that thread touches the client: an acknowledgement or a
publication from elsewhere is laid into an inbox. So nothing can fall between two connections, and an
exception in a callback ends a connection (which the broker then repeats), never the thread.
"""

import logging
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from threading import Event, Thread
from typing import Final

from data.contract.clock import Clock
from ingest.errors import BrokerRefusedError, IngestError, SignInDeniedError
from ingest.mqtt.address import BrokerAddress
from ingest.mqtt.connection import Connection
from ingest.mqtt.options import Hooks, Publication, SessionOptions
from ingest.mqtt.retreat import Retreat
from ingest.mqtt.window import Delivery, Window

__all__ = ["BrokerAddress", "Hooks", "Publication", "Session", "SessionOptions"]

log = logging.getLogger(__name__)

_TICK_S: Final = 0.5
_BACKOFF_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
_ASK_AGAIN_S: Final = 0.05


class Session:
    """One MQTT 5 session: reconnects for ever, hands messages over, acknowledges only what it is told to."""

    def __init__(
        self, address: BrokerAddress, options: SessionOptions, *, clock: Clock, hooks: Hooks | None = None
    ) -> None:
        self.window = Window()
        self.last_error: str | None = None
        self.denied = False
        self._address = address
        self._options = options
        self._clock = clock
        self._hooks = hooks or Hooks()
        self._inbox: deque[Callable[[Connection], object]] = deque()
        self._stopping = Event()
        self._allowed = Event()
        self._allowed.set()
        self._online = Event()
        self._leaving = Event()
        self._drained = Event()
        self._way_out = Retreat()
        self._forget = False
        self._forgotten = False
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._wake_out.setblocking(False)
        self._thread = Thread(target=self._run, name=options.client_id, daemon=True)
        self._received = 0
        self._pulse_s = self._ended_s = time.monotonic()

    @property
    def online(self) -> bool:
        """True while the broker has accepted the connection and all subscriptions."""
        return self._online.is_set()

    @property
    def received(self) -> int:
        """Messages handed over since the start."""
        return self._received

    @property
    def alive(self) -> bool:
        """True while the thread that reads from the broker runs."""
        return self._thread.is_alive()

    @property
    def drained(self) -> bool:
        """True when, after `unsubscribe`, the broker has nothing more and everything is acknowledged."""
        return self._drained.is_set()

    def motionless_s(self) -> float:
        """Return for how many seconds the thread has not come round; it does so at least every few."""
        return time.monotonic() - self._pulse_s

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread.start()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Leave the broker in order; the broker keeps the session for `keep_s`."""
        self._stopping.set()
        self._allowed.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        self._wake_in.close()
        self._wake_out.close()

    def end(self, timeout_s: float = 3.0) -> bool:
        """Stop, and have the broker forget the session with all that it queued.

        Returns
        -------
        True when the broker was told; False when there was no connection, so that it keeps the session.
        """
        self._forget = True
        self.stop(timeout_s)
        return self._forgotten

    def unsubscribe(self) -> None:
        """Hear nothing new from now on; what the broker has queued still comes, until `drained`."""
        self._leaving.set()
        self._wake()

    def wait_online(self, timeout_s: float) -> bool:
        """Wait until connected; False when it took longer."""
        return self._online.wait(timeout_s)

    def wait_drained(self, timeout_s: float) -> bool:
        """Wait until `drained`; False when it took longer."""
        return self._drained.wait(timeout_s)

    def hold(self) -> None:
        """Stay away from the broker until `resume`; for a session that must not gather old messages."""
        self._allowed.clear()
        self._wake()

    def resume(self) -> None:
        """Come back after `hold`."""
        self._allowed.set()

    def reconnect(self) -> None:
        """Break the connection and make a new one; the broker hands over again what is unacknowledged."""
        self._lay_in(_break_off)

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Tell the broker that `deliveries` are safe; those of an earlier connection are passed over."""
        done = list(deliveries)
        self._lay_in(lambda connection: self._acknowledge(connection, done))

    def publish(self, publications: Iterable[Publication]) -> None:
        """Send to devices; lost when the connection breaks (receipts and routes are sent again)."""
        messages = list(publications)
        if messages:
            self._lay_in(lambda connection: connection.publish(messages))

    def _lay_in(self, act: Callable[[Connection], object]) -> None:
        self._inbox.append(act)
        self._wake()

    def _wake(self) -> None:
        try:
            self._wake_out.send(b"!")
        except OSError:
            return  # enough wake-ups already wait to be read, or the session has been stopped

    def _acknowledge(self, connection: Connection, deliveries: list[Delivery]) -> None:
        connection.acknowledge(self.window.leave(deliveries))

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self._pulse_s = time.monotonic()
            if not self._allowed.wait(_TICK_S):
                continue
            if not self._hooks.may_connect(self._ended_s):
                self._stopping.wait(_ASK_AGAIN_S)
                continue
            if self._connect_and_serve():
                failures = 0
            pause_s = _BACKOFF_S[min(failures, len(_BACKOFF_S) - 1)]
            failures += 1
            self._stopping.wait(pause_s)

    def _connect_and_serve(self) -> bool:
        """Serve one connection to its end; True when it had come up."""
        connection: Connection | None = None
        try:
            connection = self._new_connection()
            connection.open()
            self._serve(connection)
        except (OSError, IngestError) as error:
            self.denied = isinstance(error, SignInDeniedError)
            self._note(str(error))
        except Exception:  # a fault of ours must end this connection, not the thread that all fixes pass
            self._note("unexpected fault in the session")
            log.exception("%s: the session had a fault and connects anew", self._options.client_id)
        finally:
            came_up = self._online.is_set()
            self._close(connection)
        return came_up

    def _note(self, error: str) -> None:
        if error != self.last_error:
            log.warning("%s: %s", self._options.client_id, error, extra={"session": self._options.client_id})
        self.last_error = error

    def _new_connection(self) -> Connection:
        self._way_out.renew()
        return Connection(
            self._address,
            self._options,
            clock=self._clock,
            generation=self.window.renew(),
            subscribes=not self._leaving.is_set(),
        )

    def _serve(self, connection: Connection) -> None:
        while not self._stopping.is_set() and self._allowed.is_set():
            readable = connection.wait(self._wake_in, _TICK_S)
            self._pulse_s = time.monotonic()
            self._hush()
            if readable:
                self._hand_over(connection.read())
            if connection.up:
                self._be_online(connection)
                self._empty_inbox(connection)
                self._retreat(connection)
            connection.write()

    def _hush(self) -> None:
        try:
            self._wake_in.recv(65_536)
        except BlockingIOError:
            return  # nobody rang

    def _hand_over(self, deliveries: list[Delivery]) -> None:
        if deliveries:
            self.window.enter(deliveries)
            self._received += len(deliveries)
            self._hooks.on_deliveries(deliveries)

    def _be_online(self, connection: Connection) -> None:
        if self._online.is_set():
            return
        log.info(
            "%s: connected (session present: %s)",
            self._options.client_id,
            connection.session_present,
            extra={"session": self._options.client_id},
        )
        self.last_error, self.denied = None, False
        self._online.set()
        self._hooks.on_online()

    def _empty_inbox(self, connection: Connection) -> None:
        while self._inbox:
            self._inbox.popleft()(connection)

    def _retreat(self, connection: Connection) -> None:
        if not self._leaving.is_set():
            return
        if self._way_out.step(
            answers=connection.unsubscribed, received=self._received, waiting=self.window.waiting()
        ):
            connection.unsubscribe()
        if self._way_out.drained:
            self._drained.set()

    def _close(self, connection: Connection | None) -> None:
        self._online.clear()
        if connection is not None:
            self._leave(connection)
        self._inbox.clear()
        self.window.renew()
        self._ended_s = time.monotonic()

    def _leave(self, connection: Connection) -> None:
        in_order = connection.up and (self._stopping.is_set() or not self._allowed.is_set())
        try:
            if in_order:
                self._empty_inbox(connection)
                connection.close(forget=self._forget)
                self._forgotten = self._forget
        except (OSError, IngestError) as error:
            log.debug("%s: %s while closing", self._options.client_id, error)
        finally:
            connection.drop()


def _break_off(_connection: Connection) -> None:
    raise BrokerRefusedError("connecting anew after a fault")
