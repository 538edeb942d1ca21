"""What was refused is found again, shown with its bytes, read again when asked, or dismissed for a reason."""

import base64
from datetime import timedelta

import pytest

from api.views.quarantine import SHOWN_BYTES
from data.store import models
from tests.support.api_world import NOW


@pytest.fixture
def admin(api):
    with api.client("admin") as client:
        yield client


def refuse(session, raw=b"{}", *, reasons=("not_json",), minutes=0, **more):
    row = models.Quarantine(
        received_at=NOW - timedelta(minutes=minutes),
        topic=more.pop("topic", "fleet/dt-01/fix"),
        reasons=list(reasons),
        detail=more.pop("detail", "line 1"),
        raw=raw,
        **more,
    )
    session.add(row)
    session.commit()
    return row.id


def listed(client, **params):
    answer = client.get("quarantine", params=params)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


def test_refusals_are_found_by_every_filter(admin, session):
    old = refuse(session, reasons=["in_future", "null_island"], minutes=90, device_id="dt-01")
    phone = refuse(
        session,
        reasons=["unknown_device"],
        topic="owntracks/hp-budi/x",
        dialect="owntracks",
        external_id="hp-budi",
    )
    done = refuse(session, resolved_at=NOW, resolution="stored")
    assert listed(admin) == [phone, old]
    assert listed(admin, state="all") == [done, phone, old]
    assert listed(admin, state="resolved") == [done]
    assert listed(admin, reason="null_island") == [old]
    assert listed(admin, device="dt-01") == [old]
    assert listed(admin, dialect="owntracks") == listed(admin, external_id="hp-budi") == [phone]
    assert listed(admin, q="BUDI") == [phone]
    assert listed(admin, q="%") == [], "a sign of the search language is a letter like any other"
    assert listed(admin, since=(NOW - timedelta(hours=1)).isoformat()) == [phone]
    assert listed(admin, until=(NOW - timedelta(hours=1)).isoformat()) == [old]
    assert admin.get("quarantine/reasons").json() == [
        {"reason": "in_future", "count": 1},
        {"reason": "null_island", "count": 1},
        {"reason": "unknown_device", "count": 1},
    ]


def test_pages_follow_one_another_without_gap_or_repeat(admin, session):
    numbers = [refuse(session) for _ in range(5)]
    found, before = [], None
    while True:
        page = admin.get("quarantine", params={"limit": 2, **({"before": before} if before else {})}).json()
        found += [row["id"] for row in page["items"]]
        before = page["next_before"]
        if before is None:
            break
    assert found == sorted(numbers, reverse=True)


@pytest.mark.parametrize(
    "query", ["limit=201", "limit=0", "before=0", "state=lost", "since=yesterday", "dialect=morse", "x=1"]
)
def test_a_search_outside_the_limits_is_refused(steady, query):
    with steady.client("admin") as client:
        answer = client.get(f"quarantine?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_bytes_are_shown_as_text_only_where_they_are_text(admin, session):
    samples = {b'{"lat": "\xc3\xa9"}': '{"lat": "é"}', b"\xff\x00\x01": None, b"a\x00b": "a\x00b", b"": ""}
    for raw, text in samples.items():
        found = admin.get(f"quarantine/{refuse(session, raw, boot=2**62, seq=2**61 + 1)}").json()
        assert found["text"] == text
        assert base64.b64decode(found["base64"]) == raw
        assert not found["truncated"]
        assert (found["boot"], found["seq"]) == (str(2**62), str(2**61 + 1)), "JavaScript loses no digit"


def test_only_the_beginning_of_a_huge_message_is_shown(admin, session):
    raw = b"a" * (SHOWN_BYTES - 1) + "é".encode() * 10
    found = admin.get(f"quarantine/{refuse(session, raw)}").json()
    assert found["truncated"]
    assert (found["size_bytes"], len(base64.b64decode(found["base64"]))) == (len(raw), SHOWN_BYTES)
    assert found["text"] == "a" * (SHOWN_BYTES - 1), "a character cut in two is left out"


def test_refusals_are_asked_to_be_read_again_by_id_or_by_what_they_share(admin, session):
    one, two = refuse(session), refuse(session, reasons=["unknown_device"])
    done = refuse(session, resolved_at=NOW, resolution="dismissed")
    assert admin.post("quarantine/retry", json={"ids": [one, done, 999]}).json() == {"asked": 1}
    assert admin.post("quarantine/retry", json={"filter": {"reason": "unknown_device"}}).json() == {
        "asked": 1
    }
    assert session.get(models.Quarantine, two).retry_asked_at == NOW
    assert session.get(models.Quarantine, done).retry_asked_at is None
    rows = admin.get("audit?action=retry").json()["items"]
    assert [row["after"]["asked"] for row in rows] == [1, 1]
    assert admin.get("ingest").json()["retry_waiting"] == 2


def test_a_dismissed_refusal_keeps_its_bytes_and_why(admin, session):
    number = refuse(session, b"nonsense")
    asked = {"ids": [number, 999], "why": "kabel putus, sudah diganti"}
    assert admin.post("quarantine/dismiss", json=asked).json() == {"dismissed": 1}
    assert listed(admin) == []
    found = admin.get(f"quarantine/{number}").json()
    assert (found["resolution"], found["text"]) == ("dismissed", "nonsense")
    (row,) = admin.get("audit?action=dismiss").json()["items"]
    assert (row["entity_id"], row["after"]) == (str(number), {"ids": [number], "why": asked["why"]})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("retry", {}),
        ("retry", {"ids": [1], "filter": {}}),
        ("retry", {"ids": []}),
        ("retry", {"ids": list(range(1, 1_002))}),
        ("retry", {"filter": {"reasons": ["x"]}}),
        ("dismiss", {"ids": [1]}),
        ("dismiss", {"ids": [1], "why": "  "}),
        ("dismiss", {"ids": [0], "why": "because"}),
    ],
)
def test_an_order_that_breaks_a_rule_is_refused(steady, path, body):
    with steady.client("admin") as client:
        assert client.post(f"quarantine/{path}", json=body).status_code == 422


def test_what_does_not_exist_is_not_found(steady):
    with steady.client("admin") as client:
        assert client.get("quarantine/999999").status_code == 404


def test_the_ingest_tells_what_waits(api, admin, session):
    refuse(session)
    refuse(session, reasons=["unknown_device"], dialect="teltonika", external_id="861234567890123")
    session.add(models.IngestSlot(number=1, draining=False, opened_at=NOW))
    session.commit()
    told = admin.get("ingest").json()
    assert (told["quarantine_open"], told["unlisted"], told["default_partition_rows"]) == (2, 1, 0)
    assert told["slots"] == [{"number": 1, "draining": False, "place": None, "since": None}]
    assert (told["ingesters"], told["ready"], told["oldest_unacknowledged_s"]) == (0, None, None)
    assert told["devices_open"] == 3
    with api.client("mandor") as client:
        assert client.get("ingest").status_code == 403, "the whole is not for an account of a part"
