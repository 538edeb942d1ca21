"""A TCP proxy that can go silent: what a broken network path looks like to both ends."""

import select
import socket
import threading
from contextlib import suppress


class TcpProxy:
    """Forwards connections to `port` on the loopback interface until told to swallow them.

    A swallowed connection stays open and takes bytes, which go nowhere, in both directions: neither end is
    told. It never comes back; connections made after `heal` are forwarded again.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.accepted = 0
        self._silent = False
        self._pairs: list[_Pair] = []
        self._closing = threading.Event()
        threading.Thread(target=self._accept, name="tcp-proxy", daemon=True).start()

    def swallow(self) -> None:
        """Make all connections half-open, and those that come as well."""
        self._silent = True
        for pair in self._pairs:
            pair.silent = True

    def heal(self) -> None:
        """Forward new connections again."""
        self._silent = False

    def close(self) -> None:
        """End everything."""
        self._closing.set()
        self._listener.close()
        for pair in self._pairs:
            pair.close()

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            self._pairs.append(_Pair(near, self._target, silent=self._silent))


class _Pair:
    """One connection and its continuation."""

    def __init__(self, near: socket.socket, port: int, *, silent: bool) -> None:
        self.silent = silent
        self._near = near
        self._far: socket.socket | None = None
        threading.Thread(target=self._pump, args=(port,), name="tcp-proxy-pair", daemon=True).start()

    def close(self) -> None:
        for end in (self._near, self._far):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _pump(self, port: int) -> None:
        ends = [self._near]
        with suppress(OSError, ValueError):
            if not self.silent:
                self._far = socket.create_connection(("127.0.0.1", port), timeout=30)
                ends.append(self._far)
            while self._carry(ends):
                pass
        if not self.silent:
            self.close()

    def _carry(self, ends: list[socket.socket]) -> bool:
        """Move what has arrived to the other end, or nowhere; False at the end of the connection."""
        readable, _, _ = select.select(ends, [], [], 0.2)
        for end in readable:
            data = end.recv(65_536)
            if not data:
                return False
            other = self._far if end is self._near else self._near
            if not self.silent and other is not None:
                other.sendall(data)
        return True
