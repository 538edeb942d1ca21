"""Plain messages read from the buffer are those that paho would have read."""

import struct

from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt._packet import decode_publish
from paho.mqtt.enums import MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from ingest.mqtt.buffered import BufferedSocket
from ingest.mqtt.packets import Frame, next_frame, plain_publish, pubacks


def length_bytes(length):
    out = bytearray()
    while True:
        length, low = divmod(length, 128)
        out.append(low | (128 if length else 0))
        if not length:
            return bytes(out)


def packet(first, body):
    return bytes([first]) + length_bytes(len(body)) + body


@st.composite
def publishes(draw):
    qos = draw(st.sampled_from([0, 1, 2]))
    topic = draw(st.one_of(st.binary(max_size=40), st.text(min_size=1, max_size=40).map(str.encode)))
    body = struct.pack(">H", len(topic)) + topic
    if qos:
        body += struct.pack(">H", draw(st.integers(0, 65_535)))
    if draw(st.booleans()):
        body += b"\x00"
    else:
        properties = Properties(PacketTypes.PUBLISH)
        properties.MessageExpiryInterval = draw(st.integers(0, 100))
        body += properties.pack()
    body += draw(st.binary(max_size=300))
    return packet(0x30 | qos << 1 | draw(st.sampled_from([0, 1, 8, 9])), body)


others = st.builds(
    lambda kind, body: packet(kind << 4, body),
    st.integers(1, 15).filter(lambda k: k != 3),
    st.binary(max_size=9),
)


def paho_reads(data):
    frame = next_frame(data, 0)
    found = decode_publish(data[0], data[frame.body : frame.end], MQTTProtocolVersion.MQTTv5)
    return bytes(found.topic), bytes(found.payload), found.qos, found.mid


@given(publishes())
def test_what_is_read_here_is_what_paho_reads(data):
    frame = next_frame(data, 0)
    found = plain_publish(data, frame)
    if found is not None:
        assert tuple(found) == paho_reads(data)


@given(
    st.text(min_size=1, max_size=40),
    st.binary(max_size=70_000),
    st.sampled_from([0, 1]),
    st.integers(1, 65_535),
)
def test_a_plain_message_is_read_here(topic, payload, qos, mid):
    name = topic.encode()
    number = struct.pack(">H", mid) if qos else b""
    data = packet(0x30 | qos << 1, struct.pack(">H", len(name)) + name + number + b"\x00" + payload)
    assert plain_publish(data, next_frame(data, 0)) == (name, payload, qos, mid if qos else 0)


@given(st.binary(max_size=60), st.integers(0, 5))
def test_no_bytes_make_an_exception(data, begin):
    frame = next_frame(data, begin)
    if frame is not None:
        assert begin <= frame.begin < frame.end <= len(data)
        plain_publish(data, frame)


class Dripping:
    """A connection that gives its bytes in pieces."""

    def __init__(self, pieces):
        self.pieces = list(pieces)

    def recv(self, size, /):
        if not self.pieces:
            raise BlockingIOError
        return self.pieces.pop(0)


@given(st.lists(st.one_of(publishes(), others), max_size=12), st.data())
def test_every_packet_comes_out_once_whole_and_in_order_however_it_was_cut(packets, data):
    stream = b"".join(packets)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True) if a < b]
    buffer, seen = BufferedSocket(Dripping([])), []
    for piece in pieces:
        buffer._plain.pieces.append(piece)
        buffer.fill()
        seen += buffer.publishes()
        while buffer.grant():
            whole = b""
            while True:
                try:
                    whole += buffer.recv(7)
                except BlockingIOError:
                    break
            seen.append(whole)
            seen += buffer.publishes()
    assert seen == [plain_publish(p, Frame(*next_frame(p, 0))) or p for p in packets]


@given(st.lists(st.integers(1, 65_535), max_size=20))
def test_acknowledgements_are_plain_pubacks(mids):
    data = pubacks(mids)
    assert [data[at : at + 4] for at in range(0, len(data), 4)] == [
        b"\x40\x02" + mid.to_bytes(2, "big") for mid in mids
    ]
