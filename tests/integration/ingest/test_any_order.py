"""P4: late, shuffled, repeated and refused messages give the same history, over however many connections.

A day of own and foreign devices is told twice: once in order, and once in any permutation,
repeated, packed anew and cut into batches over two connections, while unlisted devices are bound and
quarantine is read again somewhere in between. All tables must be equal, and so must visits and rit.
"""

import random
import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data.contract.calendar import OperatingCalendar
from data.store.queries import visits as queries
from ingest.facts import Deriver
from tests.support.store_world import (
    NOW,
    StoreWorld,
    add_device,
    delivery,
    imbalance,
    own,
    own_fix,
    owntracks,
    traccar,
)

pytestmark = pytest.mark.services

PLACES = {"pool": (110.70, -6.60), "CTH-1": (110.71, -6.60), "CTH-2": (110.72, -6.60), "tpa": (110.74, -6.60)}
WRITTEN = (
    "fix",
    "settled",
    "device_tally",
    "latest_position",
    "device_event",
    "quarantine",
    "dirty_day",
    "visit",
    "rit",
)
LATE = {"late-1": ("own", None, None), "gt06-2": ("traccar", "868120222222222", "traccar")}
TABLES = {
    "fix": "select device_id, boot, seq, fix_time, lon, lat, speed_kmh, battery_pct, flags, extra from fix",
    "settled": "select device_id, boot, ranges::text from settled",
    "latest": "select device_id, boot, seq, fix_time, st_astext(geom), speed_kmh from latest_position",
    "events": "select device_id, boot, seq, event_time, event, payload from device_event",
    "accepted": "select device_id, accepted from device_tally where accepted > 0",
    "refused": "select distinct device_id, external_id, boot, seq, reasons from quarantine"
    " where resolved_at is null and reasons <> '{identity_conflict}'",
    "visits": "select vehicle_id, operating_day, kind, point_id, facility_id, arrived_at, left_at,"
    " kg_estimate from visit",
    "rit": "select vehicle_id, operating_day, number, started_at, unloaded_at, points, kg_estimate from rit",
}

stays = st.lists(st.tuples(st.sampled_from(sorted(PLACES)), st.integers(2, 5)), min_size=1, max_size=3).map(
    lambda found: [("pool", 3), *found]
)


class Day:
    """The messages of one day: what its devices said, and what was wrong with some of it."""

    def __init__(self, days, rng):
        self.messages = []
        self.conflicts = []
        self._rng = rng
        for device, day in zip(("dt-01", "dt-02", "late-1"), days, strict=False):
            self._own(device, day)
        for make in (self._phone, self._tracker, self._late_tracker):
            self._foreign(make, days[-1])
        self._nonsense()

    def _track(self, day):
        ago_s = 18_000.0
        for place, count in day:
            lon, lat = PLACES[place]
            for step in range(count):
                ago_s -= 30
                yield {"ago_s": ago_s, "lon": lon + step * 1e-6, "lat": lat, "vel": 0.0}
            ago_s -= 120

    def _own(self, device, day):
        fixes = [own_fix(seq, **told) for seq, told in enumerate(self._track(day), start=1)]
        leap = self._rng.randrange(len(fixes))
        fixes[leap] |= {"lat": fixes[leap]["lat"] + 0.4}
        for number in range(0, len(fixes), 3):
            self.messages.append(own(device, *fixes[number : number + 3]))
        if device != "late-1":
            other = self._rng.choice(fixes)
            self.conflicts.append((own(device, other), own(device, other | {"lat": other["lat"] + 0.3})))
            # 2040, on the equator, and in the year 2004: each would move the marker.
            for seq, wrong in ((901, {"tst": 2.2e9}), (902, {"lat": 0, "lon": 0}), (903, {"tst": 1.08e9})):
                self.messages.append(own(device, own_fix(seq) | wrong))
        event = {"v": 1, "device": device, "boot": 4_242, "seq": 500, "tst": NOW.timestamp() - 9_000}
        self.messages.append(delivery(f"fleet/{device}/event", event | {"event": "panic"}))

    def _foreign(self, make, day):
        for told in self._track(day):
            self.messages.append(make(told))

    def _phone(self, told):
        return owntracks("phone-1", **told)

    def _tracker(self, told):
        place = {"longitude": told["lon"], "latitude": told["lat"], "speed": 0.0}
        return traccar("868120111111111", told["ago_s"], **place)

    def _late_tracker(self, told):
        place = {"longitude": told["lon"], "latitude": told["lat"], "speed": 0.0}
        return traccar("868120222222222", told["ago_s"], **place)

    def _nonsense(self):
        self.messages += [
            delivery("owntracks/phone-1/x", {"_type": "lwt", "tst": 1_700_000_000}),
            owntracks("phone-1", ago_s=-5e8),
            owntracks("nobody"),
            traccar("868120111111111", latitude=95.0),
            delivery("fleet/dt-01/past", b"\x00 nothing"),
            delivery("fleet/dt-01/fix", {"v": 1, "device": "dt-02", "boot": 4_242, "fixes": [own_fix(77)]}),
            own("stranger-1", own_fix(1)),
            delivery("positions", b"[1, 2"),
        ]

    def shuffled(self):
        """Return everything in any order, much of it again, and conflicts once their original was told."""
        again = self._rng.choices(self.messages, k=len(self.messages) // 2)
        told = self.messages + again
        self._rng.shuffle(told)
        for original, conflict in self.conflicts:
            at = self._rng.randrange(len(told) + 1)
            told[at:at] = [original, conflict, conflict]
        return told


class Teller:
    """Tells a day to the store and reads all tables."""

    def __init__(self, store):
        self.world = StoreWorld(store.url)
        self.connection = queries.connect_listening(store.url, "test-facts")

    def rows(self, query, *parameters):
        cursor = self.connection.execute(query, parameters or None)
        return cursor.fetchall() if cursor.description else []

    def forget(self):
        self.rows("".join(f"delete from {table};" for table in WRITTEN))
        self.rows("delete from device where id = any(%s)", list(LATE))

    def bind(self):
        for device, how in LATE.items():
            add_device(self, device, *how)
        self.read_again()

    def read_again(self):
        self.rows("update quarantine set retry_asked_at = now() where resolved_at is null")
        self.world.reread()

    def tables(self):
        """Derive what is due, look whether all counts add up, and return the sorted rows of each table."""
        deriver = Deriver(self.connection, OperatingCalendar(), every_s=0)
        while deriver.sweep():
            pass
        assert imbalance(self) == []
        return {name: sorted(map(repr, self.rows(query))) for name, query in TABLES.items()}

    def close(self):
        self.world.close()
        self.connection.close()


@pytest.fixture
def teller(store):
    """Give a store with two points, a phone and a tracker in vehicles, and nobody else listed."""
    store.rows(
        "update facility set geom = st_setsrid(st_makepoint(110.70, -6.60), 4326) where code = 'pool';"
        "update facility set geom = st_setsrid(st_makepoint(110.74, -6.60), 4326)"
        " where code = 'tpa-bandengan';"
        "insert into collection_point (code, name, village_code, geom, kind, stream, amount_kg_day,"
        " service_s, last_emptied_on, sample, source, confidence, valid_from)"
        " select 'CTH-' || n, 'Contoh ' || n, (select min(code) from village),"
        " st_setsrid(st_makepoint(110.70 + n * 0.01, -6.60), 4326), 'stop', 'residue', 100, 180,"
        " date '2026-02-28', true, 'test', 'C', date '2026-01-01' from generate_series(1, 2) n"
    )
    add_device(store, "phone-1", "owntracks")
    add_device(store, "gt06-1", "traccar", "868120111111111", "traccar")
    store.rows(
        "delete from device_assignment where vehicle_id in ('dt-03', 'dt-04');"
        "insert into device_assignment (device_id, vehicle_id, valid_from) values"
        " ('phone-1', 'dt-03', '2025-01-01'), ('gt06-1', 'dt-04', '2025-01-01')"
    )
    teller = Teller(store)
    yield teller
    teller.close()


def tell_in_order(teller, day):
    teller.forget()
    teller.bind()
    for start in range(0, len(day.messages), 50):
        teller.world.settle(*day.messages[start : start + 50])
    return teller.tables()


@pytest.mark.timeout(1800)  # 1,000 examples of the nightly profile
@settings(
    deadline=None,
    # A day is told in a third of a second: making a failing one smaller would take many minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(stays, min_size=3, max_size=3), st.integers(0, 2**32))
def test_any_order_repetition_and_splitting_gives_equal_tables_visits_and_rit(teller, days, seed):
    rng = random.Random(seed)
    day = Day(days, rng)
    wanted = tell_in_order(teller, day)
    assert wanted["visits"]
    assert "implied_speed" in str(wanted["fix"])
    told = day.shuffled()
    teller.forget()
    bound_at = rng.randrange(len(told))
    start = 0
    while start < len(told):
        size = rng.randint(1, 40)
        teller.world.settle(*told[start : start + size], through=rng.randrange(2))
        if start <= bound_at < start + size:
            teller.bind()
        start += size
    teller.read_again()
    assert teller.tables() == wanted


def test_two_connections_at_once_give_the_same_tables(teller):
    rng = random.Random(11)
    day = Day([[("pool", 4), ("CTH-1", 6), ("CTH-2", 6), ("tpa", 6)]] * 3, rng)
    wanted = tell_in_order(teller, day)
    teller.forget()
    teller.bind()
    faults = []

    def tell(number, told):
        try:
            for start in range(0, len(told), 7):
                teller.world.settle(*told[start : start + 7], through=number)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must show it
            faults.append(error)

    teller.world.sink(1)
    day.conflicts.clear()
    threads = [threading.Thread(target=tell, args=(number, day.shuffled())) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert teller.tables() == wanted


@pytest.mark.parametrize("year", [2004, 2040])
def test_a_clock_that_is_years_off_moves_no_marker_and_marks_no_day(teller, year):
    teller.forget()
    teller.world.settle(own("dt-01", own_fix(1)), owntracks("phone-1"), traccar("868120111111111"))
    before = [teller.rows(TABLES["latest"]), teller.rows("select operating_day from dirty_day")]
    off_s = (NOW - NOW.replace(year=year)) / timedelta(seconds=1)
    messages = [own("dt-01", own_fix(2, off_s)), owntracks("phone-1", off_s)]
    teller.world.settle(*messages, traccar("868120111111111", off_s))
    after = [teller.rows(TABLES["latest"]), teller.rows("select operating_day from dirty_day")]
    assert after == before
    assert teller.rows("select count(*) from quarantine") == [(3,)]
