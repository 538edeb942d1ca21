"""A buffer between paho and the kernel: a thousand messages cost two system calls instead of five thousand.

paho reads every packet with three or four `recv` and writes every acknowledgement with a `send` of its own,
and each of them lets go of Python's lock. Here one `recv` takes all that has come, and what is written is
gathered and sent once a turn. Plain messages are read from the buffer at once (`packets`); paho gets the
rest, always as whole packets.
"""

import ssl
from typing import Final, Protocol

from paho.mqtt.client import Client

from ingest.errors import UnknownClientError
from ingest.mqtt.packets import Publish, next_frame, plain_publish

_CHUNK_BYTES: Final = 256 * 1024
_FAREWELL_S: Final = 1.0
# What a socket that does not block raises instead of waiting; an encrypted one has names of its own.
_NOT_NOW: Final = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class PlainSocket(Protocol):
    """What is needed of a socket, encrypted or not."""

    def recv(self, size: int, /) -> bytes:
        """Read."""
        ...

    def send(self, data: bytes | bytearray, /) -> int:
        """Write."""
        ...

    def sendall(self, data: bytes | bytearray, /) -> None:
        """Write everything."""
        ...

    def settimeout(self, seconds: float | None, /) -> None:
        """Bound the waiting."""
        ...

    def setblocking(self, flag: bool, /) -> None:  # noqa: FBT001  # the standard library's signature
        """Wait or not."""
        ...

    def fileno(self) -> int:
        """Return the number that `select` knows."""
        ...

    def close(self) -> None:
        """End."""
        ...


class BufferedSocket:
    """A socket that never blocks: `fill` and `flush` speak with the kernel, paho only with the buffer.

    Parameters
    ----------
    plain
        A connected socket, plain or TLS.
    """

    def __init__(self, plain: PlainSocket) -> None:
        self._plain = plain
        self._data = b""
        self._at = 0
        self._granted_to = 0
        self._out = bytearray()
        self._ended = False
        self._end_shown = False
        self.hungry = False

    @property
    def unsent(self) -> bool:
        """True while something written waits for the kernel."""
        return bool(self._out)

    def fill(self) -> None:
        """Take all that has come, up to a bound; `hungry` tells that there may be more.

        Raises
        ------
        OSError
            When the connection broke.
        """
        chunks, size = [self._data[self._at :]], 0
        self.hungry = False
        # TLS gives one record (16 KiB) at a time and hides the next from `select`: so read until it has none.
        while not self._ended:
            try:
                chunk = self._plain.recv(_CHUNK_BYTES)
            except _NOT_NOW:
                break
            chunks.append(chunk)
            size += len(chunk)
            self._ended = not chunk
            if size >= _CHUNK_BYTES:
                self.hungry = True
                break
        self._data, self._at, self._granted_to = b"".join(chunks), 0, 0

    def publishes(self) -> list[Publish]:
        """Take the plain messages at the front of the buffer."""
        found: list[Publish] = []
        data, at = self._data, self._at
        while (frame := next_frame(data, at)) is not None:
            publish = plain_publish(data, frame)
            if publish is None:
                break
            found.append(publish)
            at = frame.end
        self._at = at
        return found

    def grant(self) -> bool:
        """Let paho have the packet at the front, or the end of the connection; False: there is neither."""
        frame = next_frame(self._data, self._at)
        if frame is None:
            self._end_shown = self._ended
            return self._ended
        self._granted_to = frame.end
        return True

    def recv(self, size: int) -> bytes:
        """Give paho up to `size` bytes of the packet that it was granted.

        Raises
        ------
        BlockingIOError
            When there is nothing for it now.
        """
        if self._at >= self._granted_to:
            if self._end_shown:
                return b""
            raise BlockingIOError
        begin = self._at
        self._at = min(begin + size, self._granted_to)
        return self._data[begin : self._at]

    def send(self, data: bytes | bytearray) -> int:
        """Lay `data` aside for the next `flush`; return how much it is."""
        self._out += data
        return len(data)

    def flush(self) -> None:
        """Hand to the kernel what was written, as far as it takes it.

        Raises
        ------
        OSError
            When the connection broke.
        """
        if not self._out:
            return
        try:
            sent = self._plain.send(self._out)
        except _NOT_NOW:
            return
        del self._out[:sent]

    def fileno(self) -> int:
        """Return the number that `select` knows."""
        return self._plain.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001  # paho's own signature
        """Do as paho asks; it asks not to block."""
        self._plain.setblocking(flag)

    def close(self) -> None:
        """End in order: what was written last (acknowledgements, a farewell) goes out first if it can."""
        try:
            if self._out:
                self._plain.settimeout(_FAREWELL_S)
                self._plain.sendall(self._out)
        except OSError:
            self._out.clear()  # the other side is gone; what was not acknowledged comes again
        finally:
            self._plain.close()

    def drop(self) -> None:
        """End at once, without a word."""
        self._out.clear()
        self._plain.close()


class BufferedClient(Client):
    """paho's client on a `BufferedSocket`."""

    buffer: BufferedSocket

    def _create_socket(self) -> BufferedSocket:
        # paho has no public way to put a socket in; `demand_buffer` notices when this one is gone.
        self.buffer = BufferedSocket(super()._create_socket())  # type: ignore[arg-type]  # paho promises less
        return self.buffer

    def demand_buffer(self) -> BufferedSocket:
        """Return the buffer of the connection just made.

        Raises
        ------
        UnknownClientError
            When paho made its connection without asking for our socket.
        """
        if not isinstance(self.socket(), BufferedSocket):
            raise UnknownClientError("this version of paho-mqtt takes no socket of ours; 2.1 does")
        return self.buffer
