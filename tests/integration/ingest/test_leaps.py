"""A leap is flagged once the day around it is known, kept, and no reason for a visit or against one."""

import itertools
import random
from datetime import timedelta

import pytest

from data.contract.calendar import OperatingCalendar
from data.store.queries import visits as queries
from ingest.facts import Deriver
from tests.support.store_world import NOW, StoreWorld, add_device, own, own_fix, owntracks, traccar

pytestmark = pytest.mark.services

POINT = (110.71, -6.60)
FAR = {"lon": POINT[0], "lat": POINT[1] + 0.3}
DAY = OperatingCalendar().day_of(NOW - timedelta(hours=1))


@pytest.fixture
def world(store):
    """Give a store with one collection point."""
    store.rows(
        "insert into collection_point (code, name, village_code, geom, kind, stream, amount_kg_day,"
        " service_s, last_emptied_on, sample, source, confidence, valid_from)"
        " select 'CTH-1', 'Contoh', (select min(code) from village), st_setsrid(st_makepoint(%s, %s), 4326),"
        " 'stop', 'residue', 100, 180, date '2026-02-28', true, 'test', 'C', date '2026-01-01'",
        *POINT,
    )
    world = StoreWorld(store.url)
    yield world
    world.close()


@pytest.fixture
def derive(store):
    """Give a function that derives what is due and returns how many days that were."""
    connection = queries.connect_listening(store.url, "test-facts")
    deriver = Deriver(connection, OperatingCalendar(), every_s=0)
    yield deriver.sweep
    connection.close()


def stand(first_seq=1, *, ago_s=3_000, count=10, every_s=30):
    """Return fixes of a truck that stands at the point."""
    return [
        own_fix(first_seq + n, ago_s - n * every_s, lon=POINT[0] + n * 1e-6, lat=POINT[1], vel=0.0)
        for n in range(count)
    ]


def sit(store, device, vehicle):
    store.rows(
        "insert into device_assignment (device_id, vehicle_id, valid_from) values (%s, %s, '2025-01-01')",
        device,
        vehicle,
    )


def flags(store, device="dt-01"):
    rows = store.rows("select seq, flags from fix where device_id = %s order by fix_time", device)
    return {seq: found for seq, found in rows if found}


def test_one_leap_is_flagged_and_kept_and_breaks_no_visit(store, world, derive):
    fixes = stand()
    fixes[4] |= FAR
    world.settle(own("dt-01", *fixes))
    assert derive() == 1
    assert flags(store) == {5: ["implied_speed"]}
    assert store.fixes() == 10
    assert store.rows("select extract(epoch from left_at - arrived_at)::int from visit") == [(270,)]


def test_leaps_to_a_place_make_no_visit(store, world, derive):
    fixes = stand(every_s=60)
    away = [fix if n in (4, 5) else fix | FAR for n, fix in enumerate(fixes)]
    world.settle(own("dt-01", *away))
    derive()
    assert flags(store) == {5: ["implied_speed"], 6: ["implied_speed"]}
    assert store.rows("select * from visit") == []


def test_a_late_fix_that_explains_the_way_takes_the_flag_back(store, world, derive):
    """33 km in half an hour are driven; in 10 minutes, after late fixes at the point, they are a leap.

    Then more late fixes show that the truck was there already: those at the point are the leaps.
    """
    before, after = stand(1, ago_s=7_000, count=3), stand(10, ago_s=5_000, count=3)
    world.settle(own("dt-01", *before, *(fix | FAR for fix in after)))
    derive()
    assert flags(store) == {}
    world.settle(own("dt-01", *stand(20, ago_s=5_600, count=2)))
    derive()
    assert set(flags(store)) == {10, 11, 12}
    world.settle(own("dt-01", *(own_fix(30 + n, 5_700 - n * 10, **FAR) for n in range(3))))
    derive()
    assert set(flags(store)) == {20, 21}


def test_other_flags_stay_with_and_without_the_leap(store, world, derive):
    fixes = stand()
    fixes[4] |= FAR | {"acc": 900.0}
    fixes[5] |= {"acc": 900.0}
    world.settle(own("dt-01", *fixes))
    derive()
    assert flags(store) == {5: ["poor_accuracy", "implied_speed"], 6: ["poor_accuracy"]}
    # it has stood there for a while: now the way back is the leap
    world.settle(own("dt-01", *(own_fix(80 + n, 2_894 + n * 0.5, **FAR) for n in range(10))))
    derive()
    assert flags(store)[5] == ["poor_accuracy"]
    assert flags(store)[6] == ["poor_accuracy", "implied_speed"]


def test_only_what_differs_is_written(store, world, derive):
    fixes = stand()
    fixes[4] |= FAR
    world.settle(own("dt-01", *fixes))
    derive()
    written = dict(store.rows("select seq, xmin::text from fix"))
    assert len(set(written.values())) == 2
    world.settle(own("dt-01", *stand(50, ago_s=2_000)))
    derive()
    assert written.items() <= dict(store.rows("select seq, xmin::text from fix")).items()


def test_each_device_of_a_vehicle_is_judged_for_itself(store, world, derive):
    """A phone that was left at home is no leap of the truck, nor the truck one of the phone."""
    add_device(store, "phone-1", "owntracks")
    sit(store, "phone-1", "dt-01")
    world.settle(own("dt-01", *stand()), *(owntracks("phone-1", 2_995 - n * 30, **FAR) for n in range(10)))
    derive()
    assert flags(store) == flags(store, "phone-1") == {}


def test_any_order_gives_equal_flags_for_own_and_foreign_devices(store, world, derive):
    add_device(store, "gt06-1", "traccar", "868120111111111", "traccar")
    sit(store, "gt06-1", "dt-02")
    fixes = stand(count=30)
    for n in (0, 7, 8, 20):
        fixes[n] |= FAR
    told = [own("dt-01", fix) for fix in fixes]
    for fix in fixes:
        place = {"longitude": fix["lon"], "latitude": fix["lat"]}
        told.append(traccar("868120111111111", NOW.timestamp() - fix["tst"], **place))
    seen = []
    for seed in range(4):
        some = told + random.Random(seed).choices(told, k=20)
        random.Random(seed).shuffle(some)
        for part in itertools.batched(some, 11, strict=False):
            world.settle(*part)
            derive()
        seen.append(store.rows("select device_id, fix_time, lat, flags from fix order by 1, 2, 3"))
        store.rows("delete from fix; delete from settled; delete from device_tally; delete from quarantine")
    assert seen == seen[:1] * 4
    assert [sum(bool(row[3]) for row in seen[0] if row[0] == device) for device in ("dt-01", "gt06-1")] == [
        4,
        4,
    ]
