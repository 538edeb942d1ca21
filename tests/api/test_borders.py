"""What comes in is limited, what goes out is guarded, and no error tells a stranger anything."""

import asyncio
import gzip
import logging

import httpx
import pytest

from api.app import make_app
from api.console import Console
from api.errors import UnsafeSettingsError
from api.settings import ApiSettings, read_secret
from api.surroundings import Surroundings
from data.contract.calendar import OperatingCalendar
from tests.support.api_world import CHECKSUM, SECRET, HandClock, LiveApi


@pytest.fixture
def viewer(steady):
    with steady.client("viewer") as client:
        yield client


def is_problem(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == f"urn:siangsa:{code}"
    assert body["status"] == status
    assert body["instance"].startswith("urn:uuid:")
    return True


@pytest.mark.parametrize(
    "path",
    [
        "points?day=yesterday",
        "points?day=1900-01-01",
        "points?day=2099-01-01",
        "points/0",
        "points/99999999999999999999",
        "points/abc",
        "vehicles/DROP%20TABLE",
        "vehicles/" + "a" * 100,
        "tiles/roads/99/0/0.mvt",
        "tiles/roads/3/-1/0.mvt",
        "stream?cursor=-5",
    ],
)
def test_values_out_of_range_are_refused(viewer, path):
    answer = viewer.get(path)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_limits_of_pages(steady):
    with steady.client("admin") as client:
        assert client.get("audit?limit=501").status_code == 422
        assert client.get("audit?limit=0").status_code == 422
        assert client.get("audit?before=0").status_code == 422


def test_unknown_addresses_and_methods_are_problems(viewer):
    assert is_problem(viewer.get("nothing"), 404, "not-found")
    answer = viewer.put("points")
    assert is_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"].startswith("GET")
    assert viewer.request("OPTIONS", "closures").headers["allow"] == "GET, POST"
    assert viewer.put("closures/1/lift").headers["allow"] == "POST"


def test_a_body_over_the_limit_is_refused_before_it_is_read(steady):
    with steady.client() as client:
        answer = client.post(
            "session", content=b"x" * 1_100_000, headers={"Content-Type": "application/json"}
        )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"username": "a\\u0000b", "password": "x"}', b"[" * 5000]
)
def test_unreadable_bodies_are_refused(steady, body):
    with steady.client() as client:
        answer = client.post("session", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_unforeseen_error_tells_an_id_and_nothing_else(viewer, monkeypatch, caplog):
    def fail(*_args, **_more):
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("data.store.queries.places.villages", fail)
    with caplog.at_level(logging.ERROR):
        answer = viewer.get("villages")
    assert is_problem(answer, 500, "internal")
    assert "secret" not in answer.text
    assert answer.json()["instance"] in caplog.text


def test_without_a_database_the_api_says_503_and_lives(api, databases, database_url):
    with api.client("viewer") as viewer:
        databases.drop(database_url)
        assert is_problem(viewer.get("points"), 503, "database-unavailable")
        assert viewer.get("health/live").status_code == 200
        ready = viewer.get("health/ready")
    assert ready.status_code == 503
    assert ready.json()["database"] is False


def test_readiness_tells_the_age_of_the_newest_fix(viewer):
    ready = viewer.get("health/ready").json()
    assert ready["database"]
    assert ready["last_fix_age_s"] == 20
    assert ready["last_plan_at"] == "2026-11-19T22:00:00Z"


def test_metrics_count_operations_and_are_not_for_strangers(api):
    with api.client("viewer") as client:
        client.get("points")
        text = client.get("metrics").text
        assert 'siangsa_api_requests_total{operation="listPoints",status="200"} 1.0' in text
        assert client.get("metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403


def test_every_answer_carries_the_guards(viewer, steady):
    for answer in (viewer.get("points"), viewer.get("nothing"), viewer.get(steady.origin + "/")):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'; worker-src 'self' blob:")
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "server" not in answer.headers


def test_large_answers_are_compressed(viewer):
    with viewer.stream("GET", "villages", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.decompress(raw)) > 3 * len(raw)


def test_roads_and_villages_come_as_vector_tiles(viewer):
    # 110.7 E, 6.7 S at zoom 12
    for layer, word in (("roads", b"Jalan 1"), ("villages", b"kecamatan")):
        tile = viewer.get(f"tiles/{layer}/12/3307/2124.mvt")
        assert tile.status_code == 200, tile.text
        assert tile.headers["content-type"] == "application/vnd.mapbox-vector-tile"
        assert word in tile.content
        assert "max-age" in tile.headers["cache-control"]
        again = viewer.get(f"tiles/{layer}/12/3307/2124.mvt", headers={"If-None-Match": tile.headers["etag"]})
        assert again.status_code == 304


def test_far_out_only_main_roads_are_drawn(viewer):
    tile = viewer.get("tiles/roads/7/103/66.mvt").content
    assert b"primary" in tile
    assert b"residential" not in tile


def test_a_tile_with_nothing_in_it_is_empty(viewer):
    assert viewer.get("tiles/roads/12/0/0.mvt").status_code == 204
    assert viewer.get("tiles/villages/2/9/9.mvt").status_code == 204


@pytest.fixture
def console(tmp_path, settings, sessions):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Siangsa</title>")
    (tmp_path / "assets" / "app-1a2b.js").write_text("export {}")
    around = Surroundings(
        settings.model_copy(update={"static_dir": tmp_path}), HandClock(), OperatingCalendar(), demo=True
    )
    live = LiveApi(make_app(around, SECRET), sessions, around).start()
    with live.client() as client:
        yield lambda path: client.get(live.origin + path)
    live.stop()


def test_the_console_is_served_with_its_page_for_every_link(console):
    for path in ("/", "/titik/3", "/hari/2026-11-20"):
        page = console(path)
        assert page.status_code == 200
        assert "Siangsa" in page.text
        assert page.headers["cache-control"] == "no-cache"
    script = console("/assets/app-1a2b.js")
    assert "immutable" in script.headers["cache-control"]
    assert "javascript" in script.headers["content-type"]


def test_missing_assets_and_api_addresses_are_no_page(console):
    assert console("/assets/gone.js").status_code == 404
    assert console("/api/v1/gone").status_code == 404
    assert console("/../../etc/passwd").status_code in {200, 404}
    assert "root:" not in console("/..%2f..%2f..%2f..%2f..%2fetc/passwd").text


def test_a_console_that_is_not_built_says_so(tmp_path):
    async def ask():
        console = httpx.ASGITransport(Console(directory=tmp_path / "absent", check_dir=False))
        async with httpx.AsyncClient(transport=console, base_url="http://console") as client:
            return await client.get("/nowhere")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.text) == (503, "The console is not built: run make setup.\n")


@pytest.mark.parametrize("content", [None, b"", b"too short"])
def test_the_server_does_not_start_without_a_good_key(tmp_path, content):
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnsafeSettingsError):
        read_secret(ApiSettings(SIANGSA_SECRET_FILE=file))
    with pytest.raises(UnsafeSettingsError):
        read_secret(ApiSettings(SIANGSA_SECRET_FILE=None))


def test_the_snapshot_of_the_support_is_current(viewer):
    assert viewer.get("system").json()["roads"]["checksum"] == CHECKSUM
