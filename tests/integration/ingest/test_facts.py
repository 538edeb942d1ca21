"""Visits and rit come from fixes alone."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from data.contract.calendar import OperatingCalendar
from data.store.queries import visits as queries
from geo.position import offset
from ingest.facts import Deriver
from tests.support.ingest_world import wait_for, wire_fix

pytestmark = pytest.mark.services

DAY = date(2026, 3, 2)
START = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)


@pytest.fixture
def places(store):
    """Give pool, two points and the landfill as (lon, lat)."""
    store.rows(
        "insert into collection_point (code, name, village_code, geom, kind, stream, amount_kg_day,"
        " service_s, last_emptied_on, sample, source, confidence, valid_from)"
        " select 'CTH-' || n, 'Contoh ' || n, (select min(code) from village),"
        " st_setsrid(st_makepoint(110.70 + n * 0.01, -6.60), 4326), 'stop', 'residue', 100, 180,"
        " date '2026-02-28', true, 'test', 'C', date '2026-01-01' from generate_series(1, 2) n"
    )
    found = store.rows(
        "select code, st_x(geom), st_y(geom) from collection_point union all"
        " select code, st_x(geom), st_y(geom) from facility where code in ('pool', 'tpa-bandengan')"
    )
    return {code: (lon, lat) for code, lon, lat in found}


@pytest.fixture
def deriver(store):
    """Give a deriver that derives at every sweep."""
    connection = queries.connect_listening(store.url, "test-facts")
    yield Deriver(connection, OperatingCalendar(), every_s=0)
    connection.close()


class Day:
    """Writes the fixes of a day: stand somewhere, drive somewhere."""

    def __init__(self, place):
        self.now = START
        self.at = place
        self.fixes = []

    def stand(self, seconds):
        for step in range(0, seconds + 1, 15):
            lon, lat = offset(*self.at, (step % 7) - 3, (step % 5) - 2)
            self._fix(float(lon), float(lat), 0.4, 15)
        return self

    def drive(self, place, minutes=10):
        for step in range(1, minutes * 6):
            share = step / (minutes * 6)
            lon = self.at[0] + (place[0] - self.at[0]) * share
            lat = self.at[1] + (place[1] - self.at[1]) * share
            self._fix(lon, lat, 30.0, 10)
        self.at = place
        return self

    def _fix(self, lon, lat, speed_kmh, seconds):
        self.now += timedelta(seconds=seconds)
        self.fixes.append(wire_fix(len(self.fixes) + 1, self.now, lon, lat) | {"vel": speed_kmh})


def whole_day(places):
    """Return the fixes of: pool, point 1, point 2, landfill, past point 1 without stopping, pool."""
    day = Day(places["pool"]).stand(120).drive(places["CTH-1"]).stand(180).drive(places["CTH-2"]).stand(180)
    day.drive(places["tpa-bandengan"]).stand(300).drive(places["CTH-1"]).drive(places["pool"]).stand(300)
    return day.fixes


def publish(truck, fixes):
    for start in range(0, len(fixes), 50):
        truck.send("past", *fixes[start : start + 50])
    wait_for(lambda: truck.settled() == {fix["seq"] for fix in fixes})


def seen(store):
    return store.rows(
        "select v.kind, coalesce(c.code, f.code), v.kg_estimate, v.source from visit v"
        " left join collection_point c on c.id = point_id left join facility f on f.id = facility_id"
        " order by arrived_at"
    )


def test_a_day_becomes_visits_and_a_rit(store, pipeline, truck, places, deriver):
    publish(truck, whole_day(places))
    assert deriver.sweep() == 1
    assert seen(store) == [
        ("pool", "pool", None, "track"),
        ("collect", "CTH-1", 200.0, "track"),
        ("collect", "CTH-2", 200.0, "track"),
        ("unload", "tpa-bandengan", -400.0, "track"),
        ("pool", "pool", None, "track"),
    ]
    assert store.rows("select vehicle_id, operating_day, number, points, kg_estimate from rit") == [
        ("dt-01", DAY, 1, 2, 400.0)
    ]
    assert store.rows("select * from dirty_day") == []


def test_a_drive_past_is_no_visit(store, pipeline, truck, places, deriver):
    day = Day(places["pool"]).stand(120).drive(places["CTH-1"]).drive(places["CTH-2"])
    publish(truck, day.fixes)
    deriver.sweep()
    assert [row[1] for row in seen(store)] == ["pool"]


def test_late_shuffled_and_repeated_fixes_give_the_same_visits(store, pipeline, make_truck, places, deriver):
    fixes = whole_day(places)
    publish(make_truck("dt-01"), fixes)
    shuffled = fixes + fixes[: len(fixes) // 2]
    random.Random(7).shuffle(shuffled)
    second = make_truck("dt-02")
    for start in range(0, len(shuffled), 50):
        second.send("past", *shuffled[start : start + 50])
        if start == 100:
            wait_for(lambda: len(second.settled()) > 50)
            deriver.sweep()
    wait_for(lambda: second.settled() == {fix["seq"] for fix in fixes})
    deriver.sweep()
    columns = "kind, point_id, facility_id, arrived_at, left_at, confidence"
    rows = {
        truck: store.rows(f"select {columns} from visit where vehicle_id = %s order by arrived_at", truck)
        for truck in ("dt-01", "dt-02")
    }
    assert len(rows["dt-01"]) == 5
    assert rows["dt-01"] == rows["dt-02"]


def test_a_later_day_with_two_of_the_points_is_marked_once(store, pipeline, truck, places, deriver):
    """Its estimates count the days since; and one statement cannot mark a day twice."""
    following = DAY + timedelta(days=1)
    store.rows(
        "insert into visit (vehicle_id, operating_day, kind, point_id, arrived_at, left_at, source,"
        " confidence) select 'dt-02', %s, 'collect', id, now(), now(), 'track', 1 from collection_point",
        following,
    )
    publish(truck, whole_day(places))
    assert deriver.sweep() == 1
    assert store.rows("select vehicle_id, operating_day from dirty_day") == [("dt-02", following)]


def test_what_a_dispatcher_set_is_kept_and_not_doubled(store, pipeline, truck, places, deriver):
    publish(truck, whole_day(places))
    deriver.sweep()
    store.rows(
        "update visit set source = 'dispatcher', reason = 'called' where kg_estimate = 200 and id in"
        " (select min(id) from visit where kind = 'collect')"
    )
    store.rows("update dirty_day set marked_at = now()")
    publish(truck, [*whole_day(places), wire_fix(9_000, START + timedelta(hours=9))])
    deriver.sweep()
    assert [row[3] for row in seen(store)] == ["track", "dispatcher", "track", "track", "track"]


def test_a_mark_renewed_while_deriving_stays(store, deriver):
    store.rows("insert into dirty_day values ('dt-01', %s, now())", DAY)
    (mark,) = queries.marks(deriver._connection)
    store.rows("update dirty_day set marked_at = clock_timestamp()")
    with deriver._connection.transaction(), deriver._connection.cursor() as cursor:
        queries.clear_mark(cursor, mark)
    assert store.one("select count(*) from dirty_day") == 1


def test_unchanged_visits_keep_their_ids_and_ping_nobody(store, pipeline, truck, places, deriver):
    publish(truck, whole_day(places))
    deriver.sweep()
    before = store.rows("select id from visit order by id")
    publish(truck, [*whole_day(places), wire_fix(9_000, START + timedelta(hours=9))])
    deriver._connection.execute("listen siangsa_facts")
    assert deriver.sweep() == 1
    assert store.rows("select id from visit order by id") == before
    assert "siangsa_facts" not in {n.channel for n in deriver._connection.notifies(timeout=0.3)}
