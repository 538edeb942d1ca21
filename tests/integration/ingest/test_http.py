"""The door for phones: what is answered 2xx is a row; whoever is not known gets nothing stored."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random

import pytest

from data.store.queries import credentials
from ingest.http_signin import FAILURES_MAX
from tests.support.fuzzing import damaged, seeds
from tests.support.ingest_world import Store, wait_for
from tests.support.phones import Door, client_json, owntracks, register

pytestmark = pytest.mark.services


@pytest.fixture
def store(database_url):
    return Store(database_url)


@pytest.fixture
def secrets(sessions):
    """Register three phones; give their secrets by name."""
    with sessions.begin() as session:
        return {
            "hp-budi": register(session, "hp-budi", "owntracks"),
            "hp-siti": register(session, "hp-siti", "traccar_client"),
            "hp-tono": register(session, "hp-tono", "traccar_client", "48241179"),
        }


@pytest.fixture
def door(database_url, secrets):
    with Door(database_url) as door:
        yield door


@pytest.fixture
def phone(door, secrets):
    """Give the client of hp-budi, signed in."""
    with door.client(auth=("hp-budi", secrets["hp-budi"])) as client:
        yield client


@pytest.fixture
def stranger(door):
    with door.client() as client:
        yield client


def post(client, document, **more):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return client.post("/d/owntracks", content=content, **more)


def reasons(store):
    return [row[0] for row in store.rows("select reasons from quarantine order by id")]


def test_an_answered_position_is_a_row(phone, store):
    answer = post(phone, owntracks(vel=36))
    assert (answer.status_code, answer.json()) == (200, [])
    rows = store.rows("select device_id, boot, speed_kmh, extra from fix")
    assert rows == [("hp-budi", 0, 36.0, None)]
    assert store.one("select device_id from latest_position") == "hp-budi"


def test_a_position_sent_twice_is_one_row_and_a_duplicate(phone, store):
    location = owntracks()
    assert [post(phone, location).status_code for _ in range(2)] == [200, 200]
    assert store.fixes() == 1
    tally = store.rows("select received, accepted, duplicates, quarantined from device_tally")
    assert tally == [(2, 1, 1, 0)]


def test_a_notice_becomes_an_event_of_the_device(phone, store):
    post(phone, {"_type": "transition", "event": "enter", "desc": "TPA", "tst": owntracks()["tst"]})
    assert store.rows("select device_id, event from device_event") == [("hp-budi", "owntracks.transition")]


def test_an_empty_body_is_passed_over(phone, store):
    assert [post(phone, body).json() for body in (b"", b"  \n")] == [[], []]
    assert store.fixes() == 0
    assert not reasons(store)


REFUSED = [
    (b"{", "undecodable"),
    (b"\x00", "nul"),
    (b"[" * 60_000, "undecodable"),
    (json.dumps(owntracks(lat=91)).encode(), "latitude_out_of_range"),
    (json.dumps(owntracks(tst=1072915200)).encode(), "before_2020"),
    (json.dumps({"_type": "encrypted", "data": "x"}).encode(), "encrypted"),
    (json.dumps(owntracks(topic="owntracks/hp-siti/x")).encode(), "foreign_device"),
    (json.dumps(owntracks(image="x" * 70_000)).encode(), "size"),
]


def test_what_no_repetition_mends_is_quarantined_and_answered(phone, store):
    for body, _ in REFUSED:
        assert post(phone, body).status_code == 200
    assert store.fixes() == 0
    rows = store.rows("select raw, reasons, topic from quarantine order by id")
    topic = "http/owntracks/hp-budi"
    assert [(bytes(raw), *rest) for raw, *rest in rows] == [(b, [reason], topic) for b, reason in REFUSED]


def test_a_body_over_the_limit_is_not_read(database_url, secrets, store):
    with Door(database_url, body_bytes=70_000) as door, door.client() as client:
        auth = ("hp-budi", secrets["hp-budi"])
        assert post(client, b"x" * 70_001, auth=auth).status_code == 413
    assert not reasons(store)


def test_without_a_sign_in_nothing_is_stored(stranger, store):
    for header in (None, "Basic", "Basic !!!", "Basic aGVsbG8=", "Bearer x", "Basic /w=="):
        answer = post(stranger, owntracks(), headers={"Authorization": header} if header else {})
        assert answer.status_code == 401, header
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert store.fixes() == 0


def test_a_secret_opens_only_its_own_name_and_its_own_app(stranger, secrets, store):
    assert post(stranger, owntracks(), auth=("hp-siti", secrets["hp-budi"])).status_code == 401
    assert post(stranger, owntracks(), auth=("hp-budi", "wrong")).status_code == 401
    assert post(stranger, owntracks(), auth=("hp-siti", secrets["hp-siti"])).status_code == 403
    assert stranger.get(f"/d/traccar/{secrets['hp-budi']}?id=hp-budi").status_code == 403
    assert store.fixes() == 0
    assert not reasons(store)


def test_a_phone_may_not_speak_as_another_user(phone, store):
    assert post(phone, owntracks(), headers={"X-Limit-U": "hp-siti"}).status_code == 403
    assert phone.post("/d/owntracks?u=hp-siti", json=owntracks()).status_code == 403
    assert post(phone, owntracks(), headers={"X-Limit-U": "hp-budi", "X-Limit-D": "phone"}).status_code == 200
    assert store.fixes() == 1


def test_traccar_client_posts_json_or_asks_with_a_query(stranger, secrets, store):
    path = f"/d/traccar/{secrets['hp-siti']}"
    assert stranger.post(path, json=client_json("hp-siti")).status_code == 200
    moment = int(datetime.now(UTC).timestamp()) - 60
    query = f"id=hp-siti&lat=-6.58&lon=110.66&timestamp={moment}&speed=10&batt=90"
    assert stranger.get(f"{path}?{query}").status_code == 200
    assert stranger.post(f"{path}/", content=query.replace("6.58", "6.57")).status_code == 200
    rows = store.rows("select lat, round(speed_kmh::numeric, 2)::float from fix order by lat")
    assert rows == [(-6.59, 36.0), (-6.58, 18.52), (-6.57, 18.52)]


def test_the_name_inside_must_be_the_secrets_owner(stranger, secrets, store):
    assert stranger.post(f"/d/traccar/{secrets['hp-siti']}", json=client_json("48241179")).status_code == 200
    assert reasons(store) == [["foreign_device"]]
    for name in ("48241179", "hp-tono"):
        answer = stranger.post(f"/d/traccar/{secrets['hp-tono']}", json=client_json(name, altitude=1))
        assert answer.status_code == 200
    assert {row[0] for row in store.rows("select device_id from fix")} == {"hp-tono"}


def test_a_faked_position_is_kept_and_marked(stranger, secrets, store):
    document = client_json("hp-siti")
    document["location"]["mock"] = True
    stranger.post(f"/d/traccar/{secrets['hp-siti']}", json=document)
    assert store.rows("select flags from fix") == [(["mock"],)]


def test_a_revoked_phone_is_out_at_once(phone, sessions):
    assert post(phone, owntracks()).status_code == 200
    with sessions.begin() as session:
        credentials.revoke(session, credentials.Owner("device", "hp-budi"), datetime.now(UTC))
    wait_for(lambda: post(phone, owntracks()).status_code == 401, timeout_s=30.0, what="the refusal")


def test_guessing_is_stopped_and_known_phones_still_enter(phone, stranger, store):
    assert post(phone, owntracks(tst=1763770000)).status_code == 200
    wrong = [post(stranger, owntracks(), auth=("hp-budi", f"guess-{n}")) for n in range(FAILURES_MAX + 3)]
    assert [answer.status_code for answer in wrong] == [401] * FAILURES_MAX + [429] * 3
    assert 0 < int(wrong[-1].headers["Retry-After"]) <= 60
    assert post(phone, owntracks()).status_code == 200
    assert store.fixes() == 2


def test_many_at_once_are_all_rows(phone, store):
    def send(number):
        return post(phone, owntracks(tst=1_763_770_000 + number)).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(send, range(96))) == {200}
    assert store.fixes() == 96


def test_health_is_for_this_machine_only(stranger, phone):
    post(phone, owntracks())
    assert stranger.get("/ready").json() == {"ready": True, "troubles": []}
    assert stranger.get("/live").json() == {"live": True}
    text = stranger.get("/metrics").text
    assert 'siangsa_ingest_items_total{fate="accepted",lane="http"} 1.0' in text
    assert 'siangsa_ingest_http_requests_total{app="owntracks",status="200"} 1.0' in text
    for path in ("/ready", "/live", "/metrics"):
        assert stranger.get(path, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


def test_no_request_makes_a_server_error(door, secrets, store):
    random = Random(3)
    paths = [
        "/d/owntracks",
        f"/d/traccar/{secrets['hp-siti']}",
        "/d/traccar/%00",
        "/d/traccar/%ff%fe",
        "/d/",
        "/",
    ]
    queries = [
        "",
        "?id=hp-siti",
        "?u=%00",
        "?id=hp-siti&lat=nan&lon=1e999&timestamp=99999999999999999999",
        "?%ff",
    ]
    headers = [
        {"X-Limit-U": "a" * 5000},
        {"Authorization": "Basic " + "A" * 4000},
        {"Content-Type": b"\xff"},
        {"X-Forwarded-For": "not, an, address"},
        {"Content-Encoding": "gzip"},
        {},
    ]
    known = seeds()
    with door.client(auth=("hp-budi", secrets["hp-budi"])) as client:
        for _ in range(200):
            content = random.choice([random.randbytes(40), damaged(random, known)[1][:70_000]])
            method = random.choice(["POST", "POST", "POST", "GET", "PUT", "HEAD", "OPTIONS"])
            url = random.choice(paths) + random.choice(queries)
            answer = client.request(method, url, content=content, headers=random.choice(headers))
            assert answer.status_code < 500, (method, url, answer.text)
    tally = "select sum(received), sum(accepted + duplicates + quarantined) from device_tally"
    received, settled = store.rows(tally)[0]
    assert received == settled
    assert not door.doors.troubles()
