"""The buffer between paho and the kernel."""

import ssl

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from ingest.errors import UnknownClientError
from ingest.mqtt.buffered import BufferedClient, BufferedSocket

PINGRESP = b"\xd0\x00"
PUBLISH = b"\x32\x09\x00\x01t\x00\x07\x00abc"


class Kernel:
    """The kernel's end of a connection, as a test wants it."""

    def __init__(self, *arrives, takes=1_000):
        self.arrives = list(arrives)
        self.takes = takes
        self.sent = b""
        self.closed = False

    def recv(self, size, /):
        if not self.arrives:
            raise ssl.SSLWantReadError
        return self.arrives.pop(0)

    def send(self, data, /):
        if not self.takes:
            raise BlockingIOError
        part = bytes(data[: self.takes])
        self.sent += part
        return len(part)

    def sendall(self, data, /):
        if not self.takes:
            raise TimeoutError
        self.sent += data

    def settimeout(self, seconds, /):
        self.timeout = seconds

    def close(self):
        self.closed = True


def test_paho_still_asks_for_a_socket_of_ours():
    """When this fails, the installed paho has changed: look at `BufferedClient` before anything else."""
    assert "_create_socket" in vars(Client)


def test_a_paho_that_takes_no_socket_of_ours_is_told_in_words():
    client = BufferedClient(CallbackAPIVersion.VERSION2)
    with pytest.raises(UnknownClientError, match="version of paho-mqtt"):
        client.demand_buffer()


def test_a_message_is_read_at_once_and_the_rest_is_left_to_paho():
    buffer = BufferedSocket(Kernel(PUBLISH + PINGRESP + PUBLISH))
    buffer.fill()
    assert buffer.publishes() == [(b"t", b"abc", 1, 7)]
    assert buffer.publishes() == []
    with pytest.raises(BlockingIOError):
        buffer.recv(1)
    assert buffer.grant()
    assert buffer.recv(100) == PINGRESP
    assert buffer.publishes() == [(b"t", b"abc", 1, 7)]
    assert not buffer.grant()


def test_all_records_of_an_encrypted_connection_are_read_in_one_turn():
    buffer = BufferedSocket(Kernel(PUBLISH[:3], PUBLISH[3:], PUBLISH))
    buffer.fill()
    assert len(buffer.publishes()) == 2
    assert not buffer.hungry


def test_one_turn_is_bounded_and_says_that_there_is_more():
    buffer = BufferedSocket(Kernel(*[bytes(100_000)] * 9))
    buffer.fill()
    assert buffer.hungry


def test_the_end_of_the_connection_is_told_after_the_last_packet():
    buffer = BufferedSocket(Kernel(PINGRESP, b""))
    buffer.fill()
    assert buffer.grant()
    assert buffer.recv(9) == PINGRESP
    with pytest.raises(BlockingIOError):
        buffer.recv(1)
    assert buffer.grant()
    assert buffer.recv(1) == b""


def test_what_is_written_goes_out_together_and_in_order():
    kernel = Kernel(takes=5)
    buffer = BufferedSocket(kernel)
    assert buffer.send(b"abc") == 3
    buffer.send(bytearray(b"defg"))
    assert kernel.sent == b""
    buffer.flush()
    assert (kernel.sent, buffer.unsent) == (b"abcde", True)
    buffer.flush()
    assert (kernel.sent, buffer.unsent) == (b"abcdefg", False)


def test_a_broker_that_reads_nothing_blocks_nobody():
    kernel = Kernel(takes=0)
    buffer = BufferedSocket(kernel)
    buffer.send(b"abc")
    buffer.flush()
    assert buffer.unsent
    buffer.close()
    assert kernel.closed
    assert kernel.timeout == 1.0


def test_closing_sends_what_is_left_and_dropping_does_not():
    kernel = Kernel()
    buffer = BufferedSocket(kernel)
    buffer.send(b"farewell")
    buffer.close()
    assert (kernel.sent, kernel.closed) == (b"farewell", True)
    other = Kernel()
    buffer = BufferedSocket(other)
    buffer.send(b"farewell")
    buffer.drop()
    assert (other.sent, other.closed) == (b"", True)


def test_a_length_that_mqtt_does_not_allow_is_left_to_paho():
    buffer = BufferedSocket(Kernel(b"\x32\xff\xff\xff\xff\x01rest"))
    buffer.fill()
    assert buffer.publishes() == []
    assert buffer.grant()
