"""Who asks too much waits, whoever he says he is; what is asked for has bounds everywhere."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from api.address import client_address, is_https
from api.app import make_app
from api.settings import ApiSettings
from api.surroundings import Surroundings
from api.throttle import Buckets, Limit
from data.contract.calendar import OperatingCalendar
from data.contract.clock import RealClock
from tests.support.api_world import SECRET, LiveApi

DOCUMENT = json.loads((Path(__file__).parents[2] / "web" / "openapi.json").read_text(encoding="utf-8"))


class Watch:
    """Seconds that a test moves by hand."""

    now = 0.0

    def __call__(self):
        return self.now


def test_a_bucket_gives_its_burst_and_fills_again_with_time():
    watch = Watch()
    buckets = Buckets(Limit(per_s=2, burst=3), watch)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 1]
    assert buckets.take("b") == 0, "another has a bucket of his own"
    watch.now = 1.0
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]
    watch.now = 1_000.0
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 1], "no more than the burst is saved up"


def test_a_slow_bucket_tells_how_long_to_wait():
    buckets = Buckets(Limit(per_s=0.1, burst=1), Watch())
    assert [buckets.take("a"), buckets.take("a")] == [0, 10]


def test_no_rate_is_no_limit():
    buckets = Buckets(Limit(per_s=0, burst=1), Watch())
    assert {buckets.take("a") for _ in range(100)} == {0}


def test_many_strangers_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("api.throttle._REMEMBERED", 10)
    buckets = Buckets(Limit(per_s=1, burst=1), Watch())
    for number in range(100):
        buckets.take(f"{number}")
    assert len(buckets._left) == 10


def asked_by(peer, **headers):
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "scheme": "http", "client": (peer, 1) if peer else None, "headers": lines}


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("192.0.2.1", "203.0.113.9", (), "192.0.2.1"),
        ("127.0.0.1", "203.0.113.9", ("127.0.0.1",), "203.0.113.9"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.9", ("127.0.0.1",), "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, 10.0.0.1", ("127.0.0.1", "10.0.0.1"), "203.0.113.9"),
        ("127.0.0.1", "", ("127.0.0.1",), "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", (), "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", (), "192.0.2.1"),
        ("127.0.0.1", "<script>", ("127.0.0.1",), "unknown"),
        (None, "", (), "unknown"),
    ],
)
def test_only_a_trusted_proxy_is_believed_and_only_its_last_word(peer, forwarded, trusted, address):
    assert client_address(asked_by(peer, x_forwarded_for=forwarded), trusted) == address


def test_https_is_what_we_or_a_trusted_proxy_speak():
    told = asked_by("127.0.0.1", x_forwarded_proto="https")
    assert not is_https(told, ())
    assert is_https(told, ("127.0.0.1",))
    assert is_https({**told, "scheme": "https"}, ())


def ask(settings, requests):
    """Send requests (address, headers) to an app without a database; return the answers."""
    app = make_app(Surroundings(settings, RealClock(), OperatingCalendar()), SECRET)

    async def run():
        answers = []
        for address, headers in requests:
            transport = httpx.ASGITransport(app, client=(address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://siangsa") as client:
                answers.append(await client.get("/assets/nothing.js", headers=headers))
        return answers

    return asyncio.run(run())


def test_an_address_that_asks_too_much_is_told_when_to_come_again(tmp_path):
    settings = ApiSettings(address_per_s=0.5, address_burst=3, static_dir=tmp_path)
    answers = ask(settings, [("192.0.2.1", {})] * 5 + [("192.0.2.2", {})])
    assert [answer.status_code == 429 for answer in answers] == [False] * 3 + [True] * 2 + [False]
    refused = answers[3]
    assert refused.headers["retry-after"] == "2"
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:siangsa:too-many-requests"
    assert refused.headers["x-content-type-options"] == "nosniff"


def test_a_stranger_cannot_hide_behind_made_up_addresses(tmp_path):
    settings = ApiSettings(address_per_s=0.5, address_burst=3, static_dir=tmp_path)
    made_up = [("192.0.2.1", {"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(4)]
    assert ask(settings, made_up)[3].status_code == 429
    behind = settings.model_copy(update={"trusted_proxies": "192.0.2.1, 192.0.2.9"})
    assert ask(behind, made_up)[3].status_code != 429


def test_over_https_a_browser_is_told_to_stay_there(tmp_path):
    settings = ApiSettings(static_dir=tmp_path, trusted_proxies="192.0.2.1")
    plain, strict, foreign = ask(
        settings,
        [
            ("192.0.2.1", {}),
            ("192.0.2.1", {"X-Forwarded-Proto": "https"}),
            ("192.0.2.2", {"X-Forwarded-Proto": "https"}),
        ],
    )
    assert "max-age=31536000" in strict.headers["strict-transport-security"]
    assert "strict-transport-security" not in plain.headers
    assert "strict-transport-security" not in foreign.headers


def test_an_account_that_asks_too_much_waits_and_others_do_not(settings, sessions, clock):
    limited = settings.model_copy(update={"caller_per_s": 0.01, "caller_burst": 4})
    live = LiveApi(make_app(Surroundings(limited, clock, OperatingCalendar()), SECRET), sessions, None)
    live.around = Surroundings(limited, clock, OperatingCalendar())
    live.start()
    try:
        with live.client("viewer") as viewer, live.client("planner") as planner:
            statuses = [viewer.get("session").status_code for _ in range(6)]
            assert statuses == [200] * 4 + [429] * 2
            refused = viewer.get("session")
            assert int(refused.headers["retry-after"]) > 10
            assert planner.get("session").status_code == 200
    finally:
        live.stop()


def test_a_console_and_a_burst_of_tiles_stay_within_the_limits():
    """Forty trucks are one stream; a fast zoom asks for some 500 tiles, and does so again a second later."""
    watch, settings = Watch(), ApiSettings()
    buckets = Buckets(Limit(settings.caller_per_s, settings.caller_burst), watch)
    for second in range(3):
        watch.now = float(second)
        assert {buckets.take("viewer") for _ in range(500)} == {0}


BOUND = {
    # an uploaded file is as large as its body may be
    "string": ("maxLength", "pattern", "format", "enum", "const", "contentMediaType"),
    "integer": ("maximum", "exclusiveMaximum", "enum", "const"),
    "array": ("maxItems",),
}


def open_ends(schema, path, seen=()):
    """Return the places of a request's schema where something could be as large as it likes."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return [] if name in seen else open_ends(DOCUMENT["components"]["schemas"][name], path, (*seen, name))
    found = []
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for part in schema.get(key, ()):
            found += open_ends(part, path, seen)
    kind = schema.get("type")
    if kind in BOUND and not any(bound in schema for bound in BOUND[kind]):
        found.append(path)
    if kind == "array" and isinstance(schema.get("items"), dict):
        found += open_ends(schema["items"], f"{path}[]", seen)
    if isinstance(schema.get("additionalProperties"), dict):
        found += [] if "maxProperties" in schema else [f"{path}{{}}"]
        found += open_ends(schema["additionalProperties"], f"{path}{{}}", seen)
    for name, part in schema.get("properties", {}).items():
        found += open_ends(part, f"{path}.{name}", seen)
    return found


def test_everything_that_can_be_asked_for_has_a_bound():
    found = []
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            name = operation["operationId"]
            for parameter in operation.get("parameters", ()):
                found += open_ends(parameter["schema"], f"{name}?{parameter['name']}")
            for media in operation.get("requestBody", {}).get("content", {}).values():
                found += open_ends(media["schema"], name)
    assert found == []


def test_every_page_has_an_end():
    limits = [
        (operation["operationId"], parameter["schema"])
        for methods in DOCUMENT["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
        if parameter["name"] == "limit"
    ]
    assert limits
    assert [name for name, schema in limits if schema.get("maximum", 10_000) > 1_000] == []
