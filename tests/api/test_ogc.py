"""The layers for map programs: read by a real client, bounded, our form of errors, a powerless role."""

import json
import subprocess
import sys

import psycopg
import pytest
from sqlalchemy import text

from api.ogc.layers import Layers
from data.store import reader
from tests.support.api_world import wib

NAMES = {
    "villages",
    "points",
    "facilities",
    "routes",
    "stops",
    "visits",
    "closures",
    "roads",
    "positions",
}


def test_front_page_leads_to_every_layer(steady):
    with steady.client("viewer") as client:
        links = {link["rel"]: link["href"] for link in client.get("ogc").json()["links"]}
        assert client.get("ogc/").json() == client.get("ogc").json()
        found = client.get(links["data"]).json()["collections"]
        assert {each["id"] for each in found} == NAMES
        for each in found:
            items = next(link["href"] for link in each["links"] if link["rel"] == "items")
            answer = client.get(items)
            assert answer.status_code == 200, answer.text
            assert answer.json()["type"] == "FeatureCollection"
        assert client.get(links["service-desc"]).json()["openapi"]
        assert (
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
            in (client.get(links["conformance"]).json()["conformsTo"])
        )


NONSENSE = (
    "points/items?bbox=1,2,3",
    "points/items?bbox=nan,nan,nan,nan",
    "points/items?bbox=200,0,1,1",
    "points/items?bbox=111,-6,110,-7",
    "points/items?limit=0&offset=99999999999999999999",
    "points/items?limit=-1",
    "points/items?limit=1000000",
    "points/items?limit=abc",
    "points/items?datetime=yesterday",
    "points/items?datetime=2026-13-45",
    "points/items?datetime=../..",
    "points/items?datetime=2026-11-21T00:00:00Z/2026-11-20T00:00:00Z",
    "points/items?datetime=9999-12-31",
    "villages/items?datetime=2026-11-20T00:00:00Z&datetime-column=nothing",
    "roads/items?datetime=2026-11-20",
    "points/items?ids=abc",
    "points/items?ids=99999999999999999999999",
    "points/items?id=abc",
    "points/items?name=%00",
    "points/items?sortby=nothing",
    "points/items?sortby=%22%3B",
    "points/items?geom-column=nothing",
    "points/items?simplify=nan",
    "points/items?simplify=1e308",
    "points/items?simplify=inf",
    "points/items?f=html",
    "points/items?f=csv",
    "points/items?f=exe",
    "points/items?filter=",
    "points/items?filter=((((((((((((((((((((((((((((((",
    "points/items?filter=" + "not+" * 300 + "id=1",
    "points/items?filter=pg_sleep(60)=1",
    "points/items?filter=set_config('role','siangsa',false)='x'",
    "points/items?filter=query_to_xml('select+1',true,true,'')='x'",
    "points/items?filter=nothing=1",
    "points/items?filter=%22a%22%22;drop%22=1",
    "points/items?filter=name=1",
    "points/items?filter=id=1e400",
    "points/items?filter=amount_kg_day/0=1",
    "points/items?filter=%7B%22op%22:%22=%22,%22args%22:%5B%7B%7D,1%5D%7D&filter-lang=cql2-json",
    "points/items?filter=" + "%5B" * 400 + "&filter-lang=cql2-json",
    "points/items?filter=id=1&filter-crs=EPSG:32749",
    "points/items?filter=S_INTERSECTS(geom,POLYGON((1+2,3+4)))",
    "points/items?filter=S_INTERSECTS(geom,POINT(1e308+1e308))",
    "points/items/abc",
    "points/items/1%2F2",
    "points/items/%00",
    "nothing/items",
    "nothing.at.all",
    "public.account/items",
    "account/items",
    "points/tiles/WebMercatorQuad/0/9/9",
    "points/tiles/WebMercatorQuad/-1/0/0",
    "points/tiles/WebMercatorQuad/99/0/0",
    "points/tiles/WebMercatorQuad/22/99999999999/0",
    "points/tiles/nothing/0/0/0",
    "points/tiles/WebMercatorQuad/0/0/0?limit=-5",
    "points/tiles/WebMercatorQuad/0/0/0?limit=99999999999",
    "points/tiles/WebMercatorQuad/0/0/0?simplify=nan",
    "points/tiles/WebMercatorQuad/0/0/0?geom-column=none",
    "points/tiles/WebMercatorQuad/map.html",
    "points/tiles/WebMercatorQuad/tilejson.json?minzoom=x",
)


@pytest.mark.parametrize("path", NONSENSE)
def test_nonsense_is_refused_in_our_form(steady, path):
    with steady.client("viewer") as client:
        answer = client.get(f"ogc/collections/{path}")
    assert answer.status_code in (200, 404, 422), answer.text
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert "select" not in answer.text.lower(), "no text of the database goes out"


MAP_PROGRAM = """
import json, sys
import pyogrio

address, secret = sys.argv[1:]
told = {}
pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": "sgs_nobody"})
try:
    told["without"] = len(pyogrio.list_layers(address))
except pyogrio.errors.DataSourceError as error:
    told["without"] = str(error)
pyogrio.set_gdal_config_options({"GDAL_HTTP_BEARER": secret})
names = [name for name, _ in pyogrio.list_layers(address)]
frames = {name: pyogrio.read_dataframe(address, layer=name) for name in names}
told["counts"] = {name: len(frame) for name, frame in frames.items()}
told["crs"] = [str(frame.crs.to_epsg() or frame.crs) for frame in frames.values()]
told["shapes"] = sorted(set(frames["routes"].geom_type))
first = frames["points"].set_index("code").loc["CTH-1"]
told["first"] = [first.geometry.x, first.geometry.y, first["name"]]
near = pyogrio.read_dataframe(address, layer="points", bbox=(110.69, -6.71, 110.71, -6.69))
told["near"] = sorted(near["code"])
told["named"] = list(pyogrio.read_dataframe(address, layer="points", where="code = 'CTH-6'")["code"])
print(json.dumps(told))
"""


def test_a_real_map_program_reads_every_layer_with_a_token(steady):
    with steady.client("admin") as client:
        accounts = {row["username"]: row["id"] for row in client.get("accounts").json()}
        made = client.post(f"accounts/{accounts['viewer']}/tokens", json={"name": "QGIS"}).json()
    # GDAL holds Python's lock while it waits: it must be another process than the server
    command = [sys.executable, "-c", MAP_PROGRAM, f"OAPIF:{steady.url}/ogc", made["secret"]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert "401" in told["without"]
    counts = {"routes": 2, "stops": 10, "visits": 4, "closures": 0, "roads": 2, "positions": 2, "points": 7}
    assert told["counts"].keys() == NAMES
    assert counts.items() <= told["counts"].items()
    assert (told["counts"]["villages"], told["counts"]["facilities"] > 0) == (195, True)
    assert set(told["crs"]) <= {"4326", "OGC:CRS84"}
    assert (told["shapes"], told["first"]) == (["MultiLineString"], [110.7, -6.7, "Titik 1"])
    assert told["near"] == [f"CTH-{number}" for number in range(1, 5)]
    assert told["named"] == ["CTH-6"]


@pytest.mark.parametrize(
    "evil", ["' or 1=1 --", "\\' or 1=1 --", "x\\", "'; drop view ogc.points --", "$$", "%"]
)
def test_no_text_leaves_its_quotes(steady, evil):
    quoted = evil.replace("'", "''")
    tree = {"op": "=", "args": [{"property": "name"}, evil]}
    with steady.client("viewer") as client:
        for query in (
            {"name": evil},
            {"filter": f"name = '{quoted}'"},
            {"filter": json.dumps(tree), "filter-lang": "cql2-json"},
        ):
            answer = client.get("ogc/collections/points/items", params=query)
            assert answer.status_code in (200, 422), answer.text
            assert answer.status_code == 422 or answer.json()["numberMatched"] == 0, query


BOX = "POLYGON((110.69 -6.71,110.71 -6.71,110.71 -6.69,110.69 -6.69,110.69 -6.71))"


def matched(client, query):
    answer = client.get(f"ogc/collections/{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["numberMatched"]


def test_filters_that_are_meant_well_work(steady):
    with steady.client("viewer") as client:
        for query, count in {
            "points/items?kecamatan=Pecangaan": 4,
            "points/items?filter=kecamatan='Pecangaan' and not code in ('CTH-1')": 3,
            "points/items?filter=casei(name) like casei('TITIK _')": 7,
            "points/items?filter=id between 2 and 3": 2,
            f"points/items?filter=S_INTERSECTS(geom,{BOX})": 4,
            "points/items?ids=1,2,3": 3,
            "points/items?bbox=110.6,-6.8,0,110.65,-6.6,9": 3,
            "visits/items?datetime=2026-11-20": 3,
            "visits/items?datetime=../2026-11-19": 1,
            "visits/items?datetime=2026-11-20T00:00:00Z/..&datetime-column=arrived_at": 2,
            "stops/items?vehicle_id=dt-02&sortby=-number": 3,
        }.items():
            assert matched(client, query) == count, query


def test_tiles_and_single_features_are_there(steady):
    with steady.client("viewer") as client:
        tile = client.get("ogc/collections/points/tiles/WebMercatorQuad/8/206/132")
        assert tile.headers["content-type"] == "application/vnd.mapbox-vector-tile"
        assert b"CTH-1" in tile.content
        one = client.get("ogc/collections/vehicles/items/dt-01")
        assert one.status_code == 404, "there is no such layer"
        assert client.get("ogc/collections/positions/items/dt-01").json()["properties"]["plate"]
        tilejson = client.get("ogc/collections/points/tiles/WebMercatorQuad/tilejson.json").json()
        assert tilejson["tiles"][0].startswith(f"{steady.url}/ogc/collections/points/tiles/")


def links_of(answer):
    text = answer.text
    return {part.split('"')[0] for part in text.split('"href":"')[1:]}


def test_links_stand_at_the_public_address(steady):
    object.__setattr__(steady.around.settings, "public_url", "https://dlh.example.id/siangsa")
    try:
        with steady.client("viewer") as client:
            for path in ("ogc", "ogc/collections", "ogc/collections/points", "ogc/collections/points/items"):
                links = links_of(client.get(path))
                assert links
                assert all(each.startswith("https://dlh.example.id/siangsa/api/v1/ogc") for each in links), (
                    path
                )
    finally:
        object.__setattr__(steady.around.settings, "public_url", None)


@pytest.mark.parametrize("host", ["[::1", "a b", "evil.example/../x", 'x"y', "a:b:c"])
def test_a_host_that_is_none_is_not_repeated(steady, host):
    with steady.client("viewer") as client:
        answer = client.get("ogc", headers={"Host": host})
        assert answer.status_code in (200, 400)
        assert answer.status_code == 400 or host not in answer.text


def test_outside_the_shift_only_administrators_see_where_trucks_are(steady):
    object.__setattr__(steady.around.settings, "off_shift_tracking", "hide")
    steady.around.clock.moment = wib("20:00")
    try:
        for role, count in (("viewer", 8), ("admin", 9)):
            with steady.client(role) as client:
                assert len(client.get("ogc/collections").json()["collections"]) == count
                seen = client.get("ogc/collections/positions/items").status_code
                assert seen == (200 if role == "admin" else 404)
    finally:
        object.__setattr__(steady.around.settings, "off_shift_tracking", "show")


def test_layers_show_no_person_no_secret_and_positions_only_in_one(session):
    rows = session.execute(
        text(
            "select table_schema || '.' || table_name, column_name from information_schema.columns"
            " where table_schema in ('ogc', 'open_data')"
        )
    ).all()
    words = {column for _, column in rows}
    forbidden = (
        "phone",
        "password",
        "hash",
        "secret",
        "account",
        "created_by",
        "recorded_by",
        "crew",
        "note",
    )
    assert not [each for each in words if any(word in each for word in forbidden)]
    assert {view for view, column in rows if column in {"fix_time", "speed_kmh"}} == {"ogc.positions"}
    assert not [view for view, column in rows if view.startswith("open_data") and "vehicle_id" in column]


@pytest.fixture
def as_reader(database_url, session):
    """Give a connection of the role that reads the layers."""
    url = reader.reader_url(database_url)
    assert reader.allow(session, url.username)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        yield connection


def test_the_reader_may_read_the_views_and_nothing_else(as_reader):
    assert as_reader.execute("select count(*) from ogc.points").fetchone() == (7,)
    assert as_reader.execute("show statement_timeout").fetchone() == ("10s",)
    for forbidden in (
        "select * from account",
        "select * from public.fix",
        "select * from crew_member",
        "select * from open_data.points",
        "update ogc.points set name = 'x'",
        "create table public.x (a int)",
        "create schema x",
        "set role siangsa",
        "select set_config('role', 'siangsa', false)",
        "select query_to_xml('select * from account', true, true, '')",
        "select pg_read_file('/etc/passwd')",
    ):
        with pytest.raises(psycopg.Error):
            as_reader.execute(forbidden)


def test_without_the_role_the_layers_are_off_say_so_and_come_when_it_comes(api, session):
    missing = "postgresql://nobody_reads:x@127.0.0.1:1/x"
    found = Layers(api.app.state.world.sessions, missing)
    found.check()
    good, api.app.state.layers = api.app.state.layers, found
    with api.client("viewer") as client:
        off = client.get("ogc/collections")
        assert (off.status_code, off.json()["type"]) == (503, "urn:siangsa:layers-off")
        assert "nobody_reads_ogc" in off.json()["detail"]
        assert "siangsa db ogc-role" in off.json()["detail"]
        api.app.state.layers = good
        assert client.get("ogc/collections").status_code == 200


def test_a_reader_that_may_not_enter_is_said(api, database_url):
    wrong = reader.reader_url(database_url).set(password="wrong").render_as_string(hide_password=False)
    good, api.app.state.layers = (
        api.app.state.layers,
        Layers(api.app.state.world.sessions, database_url, wrong),
    )
    with api.client("viewer") as client:
        off = client.get("ogc/collections/points/items")
    api.app.state.layers = good
    assert (off.status_code, off.json()["type"]) == (503, "urn:siangsa:layers-off")


def test_a_view_that_changes_shows_after_a_while(api, session):
    layers = api.app.state.layers
    now_s = [0.0]
    layers._clock_s = lambda: now_s[0]
    with api.client("viewer") as client:
        before = client.get("ogc/collections/facilities/items").json()["features"][0]["properties"]
        old = session.scalar(text("select pg_get_viewdef('ogc.facilities'::regclass)")).rstrip(";")
        session.execute(text(f"create or replace view ogc.facilities as select *, 1 as extra from ({old}) o"))
        session.execute(text("create view ogc.more as select id, geom from facility"))
        session.commit()
        assert client.get("ogc/collections/more").status_code == 404
        now_s[0] = 61.0
        after = client.get("ogc/collections/facilities/items").json()["features"][0]["properties"]
        assert set(after) - set(before) == {"extra"}
        assert client.get("ogc/collections/more/items").json()["numberMatched"] > 0


def test_a_question_that_takes_too_long_is_refused(api, session, monkeypatch):
    monkeypatch.setattr(reader, "LONGEST_QUERY_S", 1)
    slow = "select id, geom from facility where pg_sleep(0.2) is not null"
    session.execute(text(f"create view ogc.slow as {slow}"))
    session.commit()
    with api.client("viewer") as client:
        answer = client.get("ogc/collections/slow/items?limit=1000")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:siangsa:layer-too-much")
