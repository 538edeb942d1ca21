"""Several ingesters share the work; one that dies, comes or goes loses nothing."""

import json
import socket
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from typer.testing import CliRunner

from data.store.engine import plain_url
from data.store.queries import slots as queries
from ingest.cli import app
from ops.accounts import owntracks_account
from tests.support.ingest_world import POOL, wait_for, wire_fix
from tests.support.ingesters import Ingesters, Phone, session_exists

pytestmark = pytest.mark.services

PHONE = "phone-01"


@pytest.fixture
def broker(make_broker):
    """Give a broker that knows two trucks and a phone."""
    return make_broker("dt-01", "dt-02", accounts=(owntracks_account(PHONE),))


@pytest.fixture
def ingesters(store, broker):
    """Give the maker of ingesters."""
    made = Ingesters(store, broker)
    yield made
    made.stop_all()


@pytest.fixture
def phone(store, broker):
    """Give a phone that the fleet knows."""
    store.rows(
        "insert into device (id, kind, simulated, dialect, valid_from)"
        " values (%s, 'phone', false, 'owntracks', '2025-01-01')",
        PHONE,
    )
    phone = Phone(PHONE, broker.url_for(PHONE))
    yield phone
    phone.close()


def ago(seconds):
    return datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=seconds)


def phone_positions(store):
    return store.one("select count(*) from fix where device_id = %s", PHONE)


def test_two_ingesters_share_everything_and_store_it_once(store, ingesters, make_truck):
    first, second = ingesters.start(), ingesters.start()
    ingesters.scale(2)
    shares = ingesters.wait_for_shares(1, 1)
    assert set(shares) == {first.pid, second.pid}
    trucks = make_truck("dt-01"), make_truck("dt-02")
    for seq in range(1, 101):
        for truck in trucks:
            truck.send("past", wire_fix(seq, ago(500 - seq)))
    wait_for(lambda: all(truck.settled() == set(range(1, 101)) for truck in trucks), what="all receipts")
    assert store.fixes() == 200
    assert store.one("select sum(received) from device_tally") == 200


def test_an_ingester_killed_for_good_loses_nothing_of_own_or_foreign_devices(
    store, ingesters, make_truck, phone
):
    first = ingesters.start()
    ingesters.wait_for_shares(1)
    second = ingesters.start()
    ingesters.scale(2)
    shares = ingesters.wait_for_shares(1, 1)
    assert shares[first.pid] == [1], "the one that is killed hears the foreign devices"
    truck = make_truck()
    for number in range(1, 201):
        if number == 100:
            ingesters.kill(first)
        truck.send("past", wire_fix(number, ago(500 - number)))
        phone.send(ago(500 - number), *POOL)
    assert ingesters.wait_for_shares(2) == {second.pid: [1, 2]}
    wait_for(lambda: truck.settled() == set(range(1, 201)), what="all receipts")
    wait_for(lambda: phone_positions(store) == 200, what="all positions of the phone")
    assert store.one("select count(*) from fix where device_id = 'dt-01'") == 200


def test_scaling_in_drains_what_is_queued_and_ends_the_sessions(store, broker, ingesters, truck):
    ingesters.scale(3)
    first = ingesters.start()
    ingesters.wait_for_shares(3)
    truck.send("past", wire_fix(1))
    wait_for(lambda: truck.settled() == {1})
    ingesters.kill(first)
    for seq in range(2, 92):
        truck.send("past", wire_fix(seq, ago(500 - seq)))
    ingesters.scale(1)
    assert [slot.draining for slot in ingesters.view().slots] == [False, True, True]
    ingesters.start()
    wait_for(lambda: len(ingesters.view().slots) == 1, 30, "the slots to end")
    # What a drained slot had queued was committed before it ended; only slot 1 may still be at it.
    wait_for(lambda: truck.settled() == set(range(1, 92)), what="all receipts")
    url = broker.url_for("ingest")
    assert [session_exists(url, f"siangsa-ingest-past-{n}") for n in (2, 3)] == [False, False]
    truck.send("past", wire_fix(92))
    wait_for(lambda: 92 in truck.settled(), what="the last slot to hear everything")


def test_an_ingester_that_comes_back_takes_its_share_again(ingesters):
    first = ingesters.start()
    ingesters.scale(4)
    assert ingesters.wait_for_shares(4) == {first.pid: [1, 2, 3, 4]}
    second = ingesters.start()
    shares = ingesters.wait_for_shares(2, 2)
    assert set(shares) == {first.pid, second.pid}
    second.terminate()
    assert second.wait(10) == 0
    assert ingesters.wait_for_shares(4) == {first.pid: [1, 2, 3, 4]}


def test_a_slot_asked_for_again_while_it_drains_hears_again(ingesters, make_pipeline, truck):
    ingesters.scale(2)
    pipeline = make_pipeline(slot_grace_s=0.0)
    wait_for(lambda: pipeline.slots.numbers == (1, 2), what="both slots")
    ingesters.scale(1)
    wait_for(lambda: pipeline.slots.numbers == (1,), what="the slot to end")
    ingesters.scale(2)
    wait_for(lambda: pipeline.slots.numbers == (1, 2), what="the slot to come back")
    wait_for(lambda: all(lane.session.online for lane in pipeline.lanes), what="all lanes")
    for seq in range(1, 21):
        truck.send("past", wire_fix(seq))
    wait_for(lambda: truck.settled() == set(range(1, 21)))
    assert all(lane.session.received for lane in pipeline.slots.lanes if lane.options.name == "past")


def test_an_ingester_thrown_out_stays_away_until_its_slot_is_confirmed(
    store, broker, databases, pipeline, truck
):
    """Mosquitto does not say that another client took the session; only the database can tell."""
    name = store.url.rsplit("/", 1)[1]
    with psycopg.connect(plain_url(databases.server.admin_url), autocommit=True) as admin:
        admin.execute(f"alter database {name} allow_connections false")
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))
        wait_for(lambda: pipeline.slots.trouble, what="the loss of the database")
        assert pipeline.past.session.online, "nobody can take the slot, so it is kept"
        assert session_exists(broker.url_for("ingest"), "siangsa-ingest-past-1")
        wait_for(lambda: not pipeline.past.session.online, what="to be thrown out")
        wait_for(pipeline.slots._ring.is_set, what="the lane to ask whether it may come back")
        assert not pipeline.past.session.online
        admin.execute(f"alter database {name} allow_connections true")
    wait_for(lambda: pipeline.past.session.online, what="to come back")
    truck.send("past", wire_fix(1))
    wait_for(lambda: truck.settled() == {1})


def test_a_holder_that_is_silent_for_a_lease_loses_its_slot(store, monkeypatch):
    monkeypatch.setattr(queries, "LEASE_S", 1)
    with queries.connect(store.url, "a", 1) as silent, queries.connect(store.url, "b", 2) as other:
        queries.join(silent)
        assert queries.take(silent, 1)
        assert not queries.take(other, 1)
        wait_for(lambda: queries.take(other, 1), what="the lease to end")


def test_what_is_given_back_can_be_taken_and_what_is_deleted_cannot(store):
    with queries.connect(store.url, "a", 1) as one, queries.connect(store.url, "b", 2) as other:
        queries.join(one)
        queries.scale(one, 2)
        assert queries.take(one, 2)
        taken = queries.look(other).slots[1]
        assert (taken.place, taken.holder) == ("a 1", one.info.backend_pid)
        assert abs((taken.since - datetime.now(UTC)).total_seconds()) < 60
        assert not queries.remove(one, 2), "it is not draining"
        queries.give(one, 2)
        assert queries.look(other).slots[1].holder is None
        assert queries.take(other, 2)
        queries.scale(one, 1)
        assert queries.remove(other, 2)
        queries.give(other, 2)
        assert not queries.take(one, 2)


def test_the_command_line_scales_and_tells_who_serves_what(store, ingesters):
    def siangsa_ingest(*arguments):
        ended = CliRunner().invoke(app, arguments, env={"SIANGSA_DATABASE_URL": store.url})
        assert ended.exit_code == 0, ended.output
        return ended.stdout

    assert siangsa_ingest("scale", "2") == "2 slots wanted, 0 ingesters live\n"
    process = ingesters.start()
    ingesters.wait_for_shares(2)
    told = json.loads(siangsa_ingest("slots", "--json"))
    holder = f"{socket.gethostname()} {process.pid}"
    assert [(slot["slot"], slot["holder"]) for slot in told["slots"]] == [(1, holder), (2, holder)]
    assert siangsa_ingest("slots").splitlines()[-1] == "1 ingesters live"
    assert siangsa_ingest("scale", "1").startswith("1 slots wanted, 1 ingesters live; draining: 2")
