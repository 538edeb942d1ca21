"""Each device holds the route of its vehicle of today, and no other."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from data.contract import polyline
from data.contract.calendar import OperatingCalendar
from ingest import downlink
from tests.support.ingest_world import wait_for

pytestmark = pytest.mark.services

TODAY = OperatingCalendar().day_of(datetime.now(UTC))


@pytest.fixture
def publish_plan(store):
    """Give a function that makes a published plan valid today for truck dt-01."""
    pool, landfill = (
        store.one("select id from facility where code = %s", code) for code in ("pool", "tpa-bandengan")
    )
    store.rows(
        "insert into road_snapshot (checksum, folder, kind, source, attribution, info, built_at,"
        " activated_at, is_current) values ('abc', 'x', 'synthetic', 't', '', '{}', now(), now(), true)"
    )

    def publish(version=1):
        plan = store.one(
            "insert into plan (first_day, days, version, status, origin, engine, feasible, cost_idr, seed,"
            " solve_s, roads_checksum, problem, judgement, measures, requested_by, created_at, published_at,"
            " published_by) values (%s, 1, %s, 'published', 'hand', 'none', true, 0, 1, 0, 'abc', '{}', '{}',"
            " '{}', 'test', now(), now(), 'test') returning id",
            TODAY,
            version,
        )
        route = store.one(
            "insert into route (plan_id, operating_day, vehicle_id, start_facility_id, leaves_at, returns_at,"
            " trips, distance_m, load_kg, cost_idr) values (%s, %s, 'dt-01', %s, now(), now(), 1, 1, 1, 1)"
            " returning id",
            plan,
            TODAY,
            pool,
        )
        store.rows(
            "insert into route_stop (route_id, number, kind, facility_id, trip, arrives_at, leaves_at,"
            " service_s, kg, load_kg, leg_m, leg_s, leg) values"
            " (%(r)s, 1, 'unload', %(l)s, 1, now(), now(), 300, -500, 0, 1200, 240,"
            "  'srid=4326;linestring(110.67 -6.59, 110.668112 -6.572325)'),"
            " (%(r)s, 2, 'end', %(p)s, 1, now(), now(), 0, 0, 0, 1200, 240,"
            "  'srid=4326;linestring(110.668112 -6.572325, 110.67 -6.59)')",
            named={"r": route, "l": landfill, "p": pool},
        )
        store.rows(
            "insert into current_route values (%s, 'dt-01', %s, %s) on conflict (operating_day, vehicle_id)"
            " do update set plan_id = excluded.plan_id, route_id = excluded.route_id",
            TODAY,
            plan,
            route,
        )
        store.rows("select pg_notify('siangsa_plans', '')")
        return plan

    return publish


def routes(truck):
    """Return the routes that came down, cleared ones left out."""
    return [route for route in list(truck.routes) if route]


def test_a_published_route_comes_down_with_stops_and_geometry(publish_plan, pipeline, truck):
    plan = publish_plan()
    (route,) = wait_for(lambda: routes(truck), what="the route")
    assert (route["plan"], route["day"], route["vehicle"]) == (plan, TODAY.isoformat(), "dt-01")
    assert [(stop["kind"], stop["place"], stop["kg"]) for stop in route["stops"]] == [
        ("unload", "f:tpa-bandengan", -500),
        ("end", "f:pool", 0),
    ]
    np.testing.assert_allclose(
        polyline.decode(route["stops"][0]["leg"]), [[110.67, -6.59], [110.668112, -6.572325]], atol=1e-6
    )


def test_a_route_is_retained_expires_with_the_day_and_only_its_own_device_gets_it(
    publish_plan, pipeline, make_truck
):
    publish_plan()
    wait_for(lambda: pipeline.downlink._sent.get("dt-01"), what="the route to be sent")
    late, other = make_truck("dt-01"), make_truck("dt-02")
    wait_for(lambda: routes(late), what="the retained route")
    ends = OperatingCalendar().bounds(TODAY)[1]
    assert 0 < late.expiries[-1] <= (ends - datetime.now(UTC)).total_seconds() + 2
    assert routes(other) == []


def test_a_new_version_replaces_and_a_cancelled_route_is_cleared(store, publish_plan, pipeline, truck):
    publish_plan()
    wait_for(lambda: len(routes(truck)) == 1)
    newer = publish_plan(version=2)
    wait_for(lambda: routes(truck)[-1]["plan"] == newer)
    store.rows("update current_route set route_id = null")
    store.rows("select pg_notify('siangsa_plans', '')")
    wait_for(lambda: truck.routes[-1] is None, what="the clearing")


def test_routes_are_sent_again_when_the_broker_has_forgotten_them(publish_plan, broker, pipeline, make_truck):
    publish_plan()
    wait_for(lambda: routes(make_truck("dt-01")), what="the route before")
    broker.child.process.kill()
    broker.child.process.wait()
    (broker.home.path / "mosquitto.db").unlink(missing_ok=True)
    broker.start()
    wait_for(lambda: pipeline.downlink.session.online, what="the downlink to come back")
    after = make_truck("dt-01")
    wait_for(lambda: routes(after), what="the route after")


def test_an_acknowledged_route_is_noted_once_with_the_devices_time(store, publish_plan, pipeline, truck):
    plan = publish_plan()
    at = datetime.now(UTC).replace(microsecond=0)
    for seq, moment in ((1, at), (2, at + timedelta(seconds=30))):
        truck.publish(
            "event",
            {
                "v": 1,
                "device": "dt-01",
                "boot": 5,
                "seq": seq,
                "tst": moment.timestamp(),
                "event": "route_ack",
            }
            | {"plan": plan},
        )
        wait_for(lambda seq=seq: seq in truck.settled(boot=5))
    assert store.rows("select acknowledged_at from route") == [(at,)]


def test_only_one_program_sends_routes(publish_plan, pipeline, make_pipeline, truck):
    wait_for(lambda: pipeline.downlink._sent, what="the first to hold the lock")
    second = make_pipeline(client_id="siangsa-second")
    publish_plan()
    wait_for(lambda: routes(truck))
    assert second.downlink._sent == {}
    assert json.loads(pipeline.downlink._sent["dt-01"])["vehicle"] == "dt-01"


def test_a_device_that_speaks_another_dialect_gets_no_route(store, publish_plan, pipeline, make_truck):
    store.rows("update device set dialect = 'owntracks' where id = 'dt-01'")
    publish_plan()
    wait_for(lambda: "dt-02" in pipeline.downlink._sent, what="the own devices to be told")
    assert "dt-01" not in pipeline.downlink._sent


def test_a_device_that_leaves_its_vehicle_is_told_at_once(store, publish_plan, pipeline, truck, monkeypatch):
    monkeypatch.setattr(downlink, "_FULL_LOOK_S", 600.0)
    publish_plan()
    wait_for(lambda: routes(truck), what="the route")
    store.rows("delete from device_assignment where device_id = 'dt-01'")
    store.rows("select pg_notify('siangsa_devices', '')")
    wait_for(lambda: pipeline.downlink._sent["dt-01"] == b"", what="the route to be cleared")
