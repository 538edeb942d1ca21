"""A seeded fuzzer for decoders: real messages, damaged in bytes and in meaning."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from random import Random

from data.contract import codec
from data.contract.dialects.decode import decode_foreign
from data.contract.dialects.report import FOREIGN_BOOT, Notice, Report
from data.contract.fix import Fix, Rejection
from data.contract.messages import EventMessage, FixMessage, ReceiptMessage, RouteMessage
from data.contract.reasons import REFUSALS
from data.store.queries.ingest_items import Refusal
from geo.plausible import Area, doubt, latest_moment, refuse
from ingest.mqtt.window import Delivery
from ingest.screen import Screen

SAMPLES = Path(__file__).parents[1] / "contract" / "dialects"
OWN_FIX = {
    "v": 1,
    "device": "dt-01",
    "boot": 4242,
    "fixes": [{"seq": 7, "tst": 1763770000.25, "lat": -6.59, "lon": 110.67, "vel": 20, "sat": 9}],
}
OWN_EVENT = {
    "v": 1,
    "device": "dt-01",
    "boot": 4242,
    "seq": 8,
    "tst": 1763770001,
    "event": "served",
    "stop": 2,
}
OWN = [
    ("fleet/dt-01/fix", OWN_FIX),
    ("fleet/dt-01/past", OWN_FIX),
    ("fleet/dt-01/event", OWN_EVENT),
    ("fleet/dt-01/receipt", {"v": 1, "boot": 4242, "settled": [[1, 7], [9, 9]]}),
]
ODD_TOPICS = [
    *(
        "",
        "x",
        "fleet/DT/fix",
        "fleet/dt-02/fix",
        "owntracks/x",
        "positions/gw-2",
        "358/data",
        "http/x",
        "+/#",
    )
]
ODD_VALUES = [
    *(None, True, False, 0, -0.0, -1, 1, 0.1, 91, -181, 1e15, 1e308, -1e308, 2**31, 2**53, 2**63, 2**64),
    *(
        10**400,
        "",
        "0",
        "-1",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "1e999",
        "0x10",
        "1_0",
        "१२",
        " 7 ",
        "9" * 60,
    ),
    *("true", "a\x00b", "\u202e", "\U0001f69a", "x" * 5000, [], {}, [[]], {"": None}, [1] * 60, ",", "1,2,3"),
    *("2004-01-01T00:00:00Z", "2040-01-01T00:00:00+07:00", "9999-12-31T23:59:59-23:59", "2025-11-22"),
    *("0001-01-01T00:00:00+23:59", "0.000000,0.000000", "nan,inf", 1072915200000, 253402300800, -62135596801),
    *("encrypted", "location", "lwt", "transition"),
]
ODD_BYTES = [
    *(b"", b"null", b"[]", b"{}", b"\x00", b"\xff\xfe", b'"', b"-", b"1e999", b"NaN", b"[{}]", b" " * 70_000),
    *(
        b"[" * 60_000,
        b'{"a":' * 12_000,
        b"1" * 4300,
        b"1" * 4301,
        b"1" * 5000,
        b"[" + b"{}," * 20_000 + b"{}]",
    ),
    *(
        b'{"tst":NaN}',
        b'{"lat":1e400}',
        b"\xef\xbb\xbf{}",
        b'"\\ud800"',
        b'"\\u0000"',
        b"&&&=",
        b"a=b&" * 200,
    ),
    *(b"id=1&id=2", b"id=%00", b"id=%ff&lat=%ff", b'{"device":{"uniqueId":' + b"7" * 4400 + b"}}"),
]
OWN_SHARE = 0.25
NOW = datetime(2025, 11, 22, 1, 0, tzinfo=UTC)
SCREEN = Screen(Area(west=109.9, south=-7.1, east=111.3, north=-5.5))


@dataclass
class Findings:
    """What an attack came to: how often which outcome, and every broken rule with what broke it."""

    outcomes: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)


def seeds():
    """Return (topic, message or bytes) of every sample of a dialect."""
    samples = [sample for path in sorted(SAMPLES.glob("*.json")) for sample in json.loads(path.read_text())]
    return [(one["topic"], one.get("message", one.get("text", "").encode())) for one in samples]


def attack(payloads, *, seed):
    """Throw `payloads` damaged messages at every decoder; the same seed throws the same ones."""
    random = Random(seed)
    known = seeds()
    findings = Findings()
    for _ in range(payloads):
        topic, payload = damaged(random, known)
        try:
            findings.outcomes[judge(topic, payload)] += 1
            demand_sifted(topic, payload)
        except Exception as error:  # noqa: BLE001 - any at all is what is looked for
            findings.faults.append((topic, payload[:300], repr(error)))
    return findings


def damaged(random, known):
    """Return a topic and bytes: a known message with up to four things wrong, or rubbish."""
    topic, message = random.choice(OWN if random.random() < OWN_SHARE else known)
    if random.random() < 0.05:
        topic = random.choice([*ODD_TOPICS, random.choice(known)[0]])
    if random.random() < 0.05:
        return topic, random.choice([random.randbytes(random.randrange(80)), random.choice(ODD_BYTES)])
    wrongs = random.choice([0, 1, 1, 1, 2, 4])
    if isinstance(message, bytes) or random.random() < 0.3:
        raw = bytearray(message if isinstance(message, bytes) else json.dumps(message).encode())
        for _ in range(wrongs):
            _damage_bytes(random, raw)
        return topic, bytes(raw)
    for _ in range(wrongs):
        message = _damage_meaning(random, message)
    return topic, json.dumps(message).encode()


def judge(topic, payload):
    """Decode; return the outcome's name. Raises AssertionError when the answer breaks a decoder's promise."""
    if topic.startswith("fleet/"):
        return _judge_own(topic, payload)
    answer = decode_foreign(topic, payload)
    if isinstance(answer, Rejection):
        _demand_rejection(answer)
        return answer.reasons[0]
    assert isinstance(answer, Report)
    assert answer.parts
    _demand_text(answer.speaker.external_id)
    for part in answer.parts:
        _demand_part(part)
    first = answer.parts[0]
    return first.reasons[0] if isinstance(first, Rejection) else type(first).__name__


def demand_sifted(topic, payload):
    """Demand of the ingester's screen what its decoders promise: an answer for everything, fit for a row."""
    delivery = Delivery(topic, payload, qos=1, mid=1, generation=1, received_at=NOW, arrived_s=0.0)
    items = list(SCREEN.sift([delivery]).items())
    assert items
    for item in items:
        if isinstance(item, Refusal):
            assert set(item.reasons) <= set(REFUSALS)
            assert item.reasons
            _demand_text(item.detail, 600)


def _judge_own(topic, payload):
    assert isinstance(codec.decode_receipt(payload), ReceiptMessage | Rejection)
    assert isinstance(codec.decode_route(payload), RouteMessage | Rejection)
    answer = codec.decode_up(topic, payload)
    if isinstance(answer, FixMessage):
        for part in codec.fixes_of(answer):
            _demand_part(part)
    elif isinstance(answer, Rejection):
        _demand_rejection(answer)
        return answer.reasons[0]
    assert isinstance(answer, FixMessage | EventMessage)
    return type(answer).__name__


def _demand_part(part):
    match part:
        case Fix():
            _demand_fix(part)
        case Notice():
            assert 0 < part.seq < 2**63
            _demand_mapping(part.payload)
        case _:
            assert isinstance(part, Rejection)
            _demand_rejection(part)


def _demand_fix(fix):
    assert fix.boot == FOREIGN_BOOT or not isinstance(fix.extra, dict)
    assert 0 < fix.seq < 2**63
    numbers = (
        fix.speed_kmh,
        fix.course_deg,
        fix.accuracy_m,
        fix.altitude_m,
        fix.battery_pct,
        fix.lon,
        fix.lat,
    )
    assert all(number is None or (isinstance(number, int | float) and isfinite(number)) for number in numbers)
    assert fix.satellites is None or isinstance(fix.satellites, int)
    assert fix.fix_time.utcoffset() is not None
    # A float holds whole milliseconds for some centuries only; what claims more is refused anyway.
    assert fix.fix_time.microsecond % 1000 == 0 or not 1900 < fix.fix_time.year < 2100
    _demand_mapping(fix.extra or {})
    refuse(fix.lon, fix.lat, fix.fix_time, latest_moment(fix.fix_time), fix.satellites)
    doubt(fix.lon, fix.lat, fix.accuracy_m)


def _demand_mapping(mapping):
    assert len(mapping) <= 60
    for name, value in mapping.items():
        _demand_text(name)
        assert isinstance(value, bool | int | float | str)
        if isinstance(value, str):
            _demand_text(value)
        else:
            assert isfinite(value)
            assert abs(value) <= 1e308


def _demand_rejection(rejection):
    assert rejection.reasons
    assert set(rejection.reasons) <= set(REFUSALS)
    _demand_text(rejection.detail, 600)


def _demand_text(text, longest=200):
    """A text column takes it: no NUL, no lone surrogate, no end of a megabyte."""
    assert "\x00" not in text
    assert len(text) <= longest
    text.encode()


def _damage_bytes(random, raw):
    place = random.randrange(len(raw) + 1)
    match random.randrange(6):
        case 0:
            raw[place : place + 1] = bytes([random.randrange(256)])
        case 1:
            raw[place:place] = random.choice(
                [b"\x00", b"\\u0000", b'"', b"{", b"]", b",", b"e9", b"%00", b"\\ud83d"]
            )
        case 2:
            del raw[place : place + random.randrange(1, 20)]
        case 3:
            del raw[place:]
        case 4:
            raw[place:place] = raw[: random.randrange(60)]
        case 5:
            raw[place : place + 8] = random.randbytes(random.randrange(8))


def _damage_meaning(random, value):
    """Return `value` with one thing in it, at any depth, replaced, dropped, doubled or renamed."""
    if isinstance(value, dict) and value and random.random() < 0.95:
        return _damage_member(random, value, random.choice(list(value)))
    if isinstance(value, list) and value and random.random() < 0.95:
        place = random.randrange(len(value))
        return [*value[:place], _damage_meaning(random, value[place]), *value[place + 1 :]]
    return random.choice(ODD_VALUES)


def _damage_member(random, value, name):
    changed = {**value}
    match random.randrange(8):
        case 0:
            del changed[name]
        case 1:
            changed[name + "x"] = value[name]
        case 2:
            changed[name] = str(value[name])
        case 3:
            changed[name] = [value[name]] * random.choice([1, 2, 51])
        case _:
            changed[name] = _damage_meaning(random, value[name])
    return changed
