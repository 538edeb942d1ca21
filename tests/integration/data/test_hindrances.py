"""A leg that runs into a closure is reported; one that crosses it, is driven or of another class is not."""

from datetime import UTC, date, datetime, timedelta

import pytest
import shapely
from sqlalchemy import select

from data.store import models
from data.store.queries import closures, hindrances
from data.store.queries.closures import NewClosure

pytestmark = pytest.mark.services

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# the first leg drives a kilometre to the east, the second a kilometre to the north
LEGS = ("110.660 -6.590, 110.669 -6.590", "110.669 -6.590, 110.669 -6.581")
EAST = [[110.662, -6.590], [110.666, -6.590]]
ACROSS = [[110.664, -6.592], [110.664, -6.588]]
AROUND_EAST = [[110.662, -6.591], [110.666, -6.591], [110.666, -6.589], [110.662, -6.589], [110.662, -6.591]]


@pytest.fixture
def routed(seeded):
    """Give a session with the valid route of one dump truck: two legs, from 08:00 WIB, ten minutes each."""
    session = seeded
    roads = {"folder": "/nowhere", "kind": "file", "source": "test", "attribution": "", "info": {}}
    session.add(models.RoadSnapshot(checksum="c", built_at=NOW, activated_at=NOW, is_current=True, **roads))
    session.flush()
    pool = session.scalar(select(models.Facility).where(models.Facility.code == "pool"))
    truck = session.scalar(
        select(models.Vehicle.id).where(models.Vehicle.class_code == "dump_truck").limit(1)
    )
    made = {"first_day": DAY, "days": 1, "version": 1, "status": "draft", "origin": "hand", "engine": "test"}
    made |= {"feasible": True, "cost_idr": 0, "seed": 1, "solve_s": 0, "roads_checksum": "c", "problem": {}}
    made |= {"judgement": {}, "measures": {}, "requested_by": "test", "created_at": NOW}
    plan = models.Plan(**made)
    session.add(plan)
    session.flush()
    span = {"leaves_at": NOW, "returns_at": NOW + 20 * MINUTE, "trips": 1}
    sums = {"distance_m": 2000, "load_kg": 0, "cost_idr": 0}
    route = models.Route(
        plan_id=plan.id, operating_day=DAY, vehicle_id=truck, start_facility_id=pool.id, **span, **sums
    )
    session.add(route)
    session.flush()
    for number, leg in enumerate(LEGS, start=1):
        at = NOW + 10 * number * MINUTE
        halt = {"arrives_at": at, "leaves_at": at, "service_s": 0, "kg": 0, "load_kg": 0}
        way = {"leg_m": 1000, "leg_s": 600, "leg": f"SRID=4326;LINESTRING({leg})"}
        kind = "unload" if number == 1 else "end"
        place = {"kind": kind, "facility_id": pool.id, "trip": 1}
        session.add(models.RouteStop(route_id=route.id, number=number, **place, **halt, **way))
    session.add(models.CurrentRoute(operating_day=DAY, vehicle_id=truck, plan_id=plan.id, route_id=route.id))
    session.flush()
    return session


def close(session, kind, coordinates, *, start=NOW - MINUTE, end=None, classes=()):
    geometry = {"type": "Polygon", "coordinates": [coordinates]}
    if kind == "piece":
        geometry = {"type": "LineString", "coordinates": coordinates}
    new = NewClosure(geometry, "banjir", start, end, classes)
    return closures.create(session, new, by="dispatcher", at=NOW - MINUTE)


def legs(session, *pieces, now=NOW):
    """Return the hindered legs' numbers; a piece closes the road that it was drawn on."""
    lines = {row.id: shapely.from_geojson(str(row.geometry).replace("'", '"')).wkb for row in pieces}
    return [found.number for found in hindrances.find(session, lines, now=now, today=DAY)]


def test_leg_into_an_area_is_hindered_and_told_with_its_place(routed):
    close(routed, "area", AROUND_EAST)
    (found,) = hindrances.find(routed, {}, now=NOW, today=DAY)
    assert (found.number, found.from_time, found.to_time) == (1, NOW, NOW + 10 * MINUTE)
    assert (found.lon, found.lat) == pytest.approx((110.662, -6.59))


def test_leg_along_a_closed_piece_is_hindered(routed):
    assert legs(routed, close(routed, "piece", EAST)) == [1]


def test_crossing_a_closed_piece_is_no_hindrance(routed):
    assert legs(routed, close(routed, "piece", ACROSS)) == []


def test_area_that_only_touches_the_road_is_no_hindrance(routed):
    south = [[110.662, -6.591], [110.666, -6.591], [110.666, -6.590], [110.662, -6.590], [110.662, -6.591]]
    close(routed, "area", south)
    assert legs(routed) == []


@pytest.mark.parametrize(("codes", "expected"), [((), [1]), (("dump_truck",), [1]), (("pickup",), [])])
def test_closure_hinders_the_classes_it_holds_for(routed, codes, expected):
    close(routed, "area", AROUND_EAST, classes=codes)
    assert legs(routed) == expected


def test_closure_hinders_only_legs_of_its_time(routed):
    close(routed, "area", AROUND_EAST, start=NOW + 10 * MINUTE)
    assert legs(routed) == []
    close(routed, "area", AROUND_EAST, start=NOW + 9 * MINUTE)
    assert legs(routed) == [1]


def test_closure_that_ended_or_was_lifted_hinders_nobody(routed):
    ended = close(routed, "area", AROUND_EAST, end=NOW)
    assert legs(routed) == []
    closures.set_end(routed, ended.id, None, at=NOW)
    assert legs(routed) == [1]
    closures.lift(routed, ended.id, by="chief", at=NOW)
    assert legs(routed) == []


def test_leg_that_is_driven_is_not_hindered(routed):
    close(routed, "area", AROUND_EAST)
    assert legs(routed, now=NOW + 9 * MINUTE) == [1]
    assert legs(routed, now=NOW + 11 * MINUTE) == []


def test_table_follows_what_is_found_and_people_read_it(routed):
    row = close(routed, "area", AROUND_EAST)
    found = hindrances.find(routed, {}, now=NOW, today=DAY)
    assert hindrances.replace(routed, found, NOW)
    assert not hindrances.replace(routed, found, NOW + MINUTE)
    (read,) = hindrances.hindrances(routed, DAY)
    assert (read.closure_id, read.reason, read.class_code, read.number) == (row.id, "banjir", "dump_truck", 1)
    assert hindrances.replace(routed, [], NOW + MINUTE)
    assert hindrances.hindrances(routed, DAY) == []
