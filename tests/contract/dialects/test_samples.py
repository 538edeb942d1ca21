"""Every sample of a dialect has one normal form; the samples are written after the public documents."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import asdict, replace

from data.contract.dialects.decode import decode_foreign, is_foreign
from data.contract.dialects.parts import PARTS_MAX
from data.contract.dialects.report import FOREIGN_BOOT, Notice, Report
from data.contract.fix import Fix, Rejection
from data.contract.reasons import REFUSALS

FILES = ("owntracks", "traccar", "traccar_client", "teltonika")
SAMPLES = {name: json.loads((Path(__file__).parent / f"{name}.json").read_text()) for name in FILES}
ALL = [
    pytest.param(name, number, id=f"{name}: {sample['rule']}")
    for name, samples in SAMPLES.items()
    for number, sample in enumerate(samples)
]


def read(name, number):
    sample = SAMPLES[name][number]
    payload = sample["text"] if "text" in sample else json.dumps(sample["message"])
    return decode_foreign(sample["topic"], payload.encode())


def plain(part):
    """Return a part as the sample files write it."""
    match part:
        case Rejection(reasons):
            return {"rejection": list(reasons)}
        case Notice():
            told = {"event": part.event, "at": part.at, "payload": dict(part.payload)}
            return {"notice": {key: iso(value) for key, value in told.items() if value is not None}}
        case Fix():
            left_out = ("device", "boot", "seq")
            told = {key: value for key, value in asdict(part).items() if key not in left_out}
            return {"fix": {key: iso(value) for key, value in told.items() if value is not None}}
    raise AssertionError(part)


def iso(value):
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize(("name", "number"), ALL)
def test_sample_has_its_normal_form(name, number):
    sample = SAMPLES[name][number]
    answer = read(name, number)
    if sample["speaker"] is None:
        assert isinstance(answer, Rejection)
        assert [plain(answer)] == sample["parts"]
        return
    speaker = answer.speaker
    assert [speaker.dialect, speaker.external_id, speaker.gateway] == sample["speaker"]
    assert [plain(part) for part in answer.parts] == sample["parts"]


@pytest.mark.parametrize(("name", "number"), ALL)
def test_fix_of_a_sample_is_the_speakers_and_numbered_by_its_digest(name, number):
    answer = read(name, number)
    parts = answer.parts if isinstance(answer, Report) else (answer,)
    for part in parts:
        if isinstance(part, Fix):
            assert (part.device, part.boot) == (answer.speaker.external_id, FOREIGN_BOOT)
            assert 0 < part.seq < 2**63
        if isinstance(part, Rejection):
            assert part.device is None
            assert set(part.reasons) <= set(REFUSALS)


def test_the_same_position_has_the_same_identity_however_it_is_spelt():
    pairs = [
        (name, number, sample["same_identity_as"])
        for name, samples in SAMPLES.items()
        for number, sample in enumerate(samples)
        if "same_identity_as" in sample
    ]
    assert len(pairs) >= 5
    for name, number, other in pairs:
        assert read(name, number).parts[0].seq == read(name, other).parts[0].seq


def test_different_positions_have_different_identities():
    told = {
        replace(part, device="", extra=None, sent_at=None)
        for name, number in (parameter.values for parameter in ALL)
        for part in getattr(read(name, number), "parts", ())
        if isinstance(part, Fix)
    }
    assert len({part.seq for part in told}) == len(told) > 10


@pytest.mark.parametrize("topic", ["fleet/dt-01/fix", "+/data", "http/own/x", "positions/", "owntracks/", ""])
def test_own_and_unknown_topics_are_not_foreign(topic):
    assert not is_foreign(topic)
    assert decode_foreign(topic, b"{}").reasons == ("topic",)


@pytest.mark.parametrize(
    ("records", "reason"), [(PARTS_MAX, None), (PARTS_MAX + 1, "too_many"), (0, "schema")]
)
def test_a_message_holds_at_most_fifty_records(records, reason):
    location = {"_type": "location", "lat": -6.5, "lon": 110.6}
    many = [location | {"tst": 1763770000 + number} for number in range(records)]
    answer = decode_foreign("owntracks/hp-budi/phone", json.dumps(many).encode())
    refused = [part.reasons[0] for part in answer.parts if isinstance(part, Rejection)]
    assert refused == ([reason] if reason else [])
    assert len(answer.parts) == (1 if reason else records)
