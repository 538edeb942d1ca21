from datetime import UTC, datetime

import pytest

from data.contract import codec
from data.contract.fix import Fix, Rejection
from data.contract.messages import EventMessage, FixMessage, ReceiptMessage, WireFix

GOOD = FixMessage(v=1, device="dt-01", boot=7, fixes=[WireFix(3, 1_763_700_000.25, -6.57, 110.66, vel=12.5)])


def reasons(topic, payload):
    answer = codec.decode_up(topic, payload)
    assert isinstance(answer, Rejection)
    return answer.reasons


def test_message_survives_the_wire():
    assert codec.decode_up("fleet/dt-01/fix", codec.encode(GOOD)) == GOOD


def test_event_survives_the_wire():
    event = EventMessage(v=1, device="dt-01", boot=7, seq=4, tst=1.0, event="route_ack", plan=9)
    assert codec.decode_up("fleet/dt-01/event", codec.encode(event)) == event


def test_receipt_survives_the_wire():
    receipt = ReceiptMessage(v=1, boot=7, settled=[(1, 3), (5, 5)])
    assert codec.decode_receipt(codec.encode(receipt)) == receipt


def test_normal_form_keeps_milliseconds_and_units():
    (fix,) = codec.fixes_of(GOOD)
    assert isinstance(fix, Fix)
    assert fix.fix_time == datetime.fromtimestamp(1_763_700_000.25, UTC)
    assert (fix.speed_kmh, fix.lon, fix.lat) == (12.5, 110.66, -6.57)


@pytest.mark.parametrize(
    ("topic", "payload", "reason"),
    [
        ("fleet/dt-02/fix", codec.encode(GOOD), "foreign_device"),
        ("fleet/dt-01/route", codec.encode(GOOD), "topic"),
        ("elsewhere", codec.encode(GOOD), "topic"),
        ("fleet/dt-01/fix", b"", "undecodable"),
        ("fleet/dt-01/fix", b"{not json", "undecodable"),
        ("fleet/dt-01/fix", b'{"v":1,"device":"dt-01\x00"}', "nul"),
        ("fleet/dt-01/fix", b" " * (codec.PAYLOAD_MAX_BYTES + 1), "size"),
        ("fleet/dt-01/fix", b'{"v":2,"device":"dt-01","boot":1,"fixes":[]}', "schema"),
        ("fleet/dt-01/fix", b'{"x":' + b"[" * 50_000, "undecodable"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(topic, payload, reason):
    assert reason in reasons(topic, payload)


def test_refused_message_names_the_identities_that_can_still_be_read():
    payload = codec.encode(GOOD).replace(b"-6.57", b'"south"')
    answer = codec.decode_up("fleet/dt-01/fix", payload)
    assert answer.identities == ((7, 3),)


@pytest.mark.parametrize("tst", [1e300, -1e300, 1e18])
def test_time_that_cannot_be_is_a_rejection_of_that_fix_alone(tst):
    message = FixMessage(v=1, device="dt-01", boot=7, fixes=[WireFix(1, tst, 0.1, 0.1), GOOD.fixes[0]])
    first, second = codec.fixes_of(message)
    assert isinstance(first, Rejection)
    assert first.identities == ((7, 1),)
    assert isinstance(second, Fix)
