"""Several ingesters share the work; one that dies, comes or goes loses nothing."""

import json
import os
import socket
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from typer.testing import CliRunner

from data.store.address import plain_url
from data.store.queries import slots as queries
from ingest.cli import app
from ops.accounts import owntracks_account
from tests.support.ingest_world import POOL, wait_for, wire_fix
from tests.support.ingesters import Ingesters, Phone, session_exists

pytestmark = pytest.mark.services

PHONE = "phone-01"
WAIT_S = 60.0


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


def test_two_ingesters_store_everything_once_and_one_killed_for_good_loses_nothing(
    store, ingesters, make_truck, phone
):
    first = ingesters.start()
    ingesters.wait_for_shares(1)
    second = ingesters.start()
    ingesters.scale(2)
    assert ingesters.wait_for_shares(1, 1)[first.pid] == [1], "the one to be killed hears the foreign devices"
    trucks = make_truck("dt-01"), make_truck("dt-02")
    for number in range(1, 101):
        if number == 50:
            ingesters.kill(first)
        for truck in trucks:
            truck.send("past", wire_fix(number, ago(500 - number)))
        phone.send(ago(500 - number), *POOL)
    assert ingesters.wait_for_shares(2) == {second.pid: [1, 2]}
    everything = set(range(1, 101))
    wait_for(lambda: all(truck.settled() == everything for truck in trucks), WAIT_S, "all receipts")
    wait_for(lambda: phone_positions(store) == 100, WAIT_S, "all positions of the phone")
    assert store.fixes() == 300


def test_two_ingesters_share_what_is_fresh_and_what_is_past(store, ingesters, make_pipeline, truck):
    first, second = make_pipeline(), make_pipeline()
    ingesters.scale(2)
    wait_for(lambda: first.slots.numbers and second.slots.numbers, what="one slot each")
    lanes = [lane for part in (first, second) for lane in (part.live, part.past)]
    wait_for(lambda: all(lane.session.online for lane in lanes), what="all lanes")
    for seq in range(1, 41):
        truck.send("past", wire_fix(seq, ago(500 - seq)))
        truck.send("fix", wire_fix(100 + seq, ago(100 - seq)))
    wait_for(lambda: len(truck.settled()) == 80, what="all receipts")
    assert store.one("select sum(received) from device_tally") == 80
    assert all(lane.session.received for lane in lanes)


def test_scaling_in_drains_what_is_queued_and_ends_the_sessions(broker, ingesters, make_pipeline, truck):
    ingesters.scale(3)
    first = make_pipeline()
    wait_for(lambda: first.slots.numbers == (1, 2, 3), what="three slots")
    wait_for(lambda: all(lane.session.online for lane in first.lanes), what="all lanes")
    first.stop()
    for seq in range(1, 91):
        truck.send("past", wire_fix(seq, ago(500 - seq)))
    ingesters.scale(1)
    assert [slot.draining for slot in ingesters.view().slots] == [False, True, True]
    make_pipeline()
    wait_for(lambda: len(ingesters.view().slots) == 1, what="the slots to end")
    wait_for(lambda: truck.settled() == set(range(1, 91)), what="what each of the three had queued")
    url = broker.url_for("ingest")
    assert [session_exists(url, f"siangsa-ingest-past-{n}") for n in (2, 3)] == [False, False]
    truck.send("past", wire_fix(91))
    wait_for(lambda: 91 in truck.settled(), what="the last slot to hear everything")


def test_an_ingester_that_comes_takes_its_share_and_one_that_leaves_hands_it_over(ingesters, make_pipeline):
    ingesters.scale(4)
    first = make_pipeline(slot_grace_s=0.1)
    wait_for(lambda: first.slots.numbers == (1, 2, 3, 4), what="all slots")
    second = make_pipeline(slot_grace_s=0.1)
    wait_for(lambda: len(second.slots.numbers) == 2, what="a fair share")
    wait_for(lambda: first.slots.numbers == (1, 2), what="the rest")
    second.stop()
    wait_for(lambda: first.slots.numbers == (1, 2, 3, 4), what="all slots again")


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
        wait_for(pipeline.slots.troubles, what="the loss of the database")
        assert pipeline.past.session.online, "nobody can take the slot, so it is kept"
        assert session_exists(broker.url_for("ingest"), "siangsa-ingest-past-1")
        wait_for(lambda: not pipeline.past.session.online, what="to be thrown out")
        wait_for(pipeline.slots._ring.is_set, what="the lane to ask whether it may come back")
        assert not pipeline.past.session.online
        admin.execute(f"alter database {name} allow_connections true")
    wait_for(lambda: pipeline.past.session.online, what="to come back")
    truck.send("past", wire_fix(1))
    wait_for(lambda: truck.settled() == {1})


def test_a_database_that_restarts_leaves_everybody_its_slots(store, databases, ingesters, make_pipeline):
    first, second = make_pipeline(), make_pipeline()
    ingesters.scale(2)
    wait_for(lambda: first.slots.numbers == (1,) and second.slots.numbers == (2,), what="one slot each")
    lanes = first.slots.lanes + second.slots.lanes
    before = {slot.holder for slot in ingesters.view().slots}
    with psycopg.connect(plain_url(databases.server.admin_url), autocommit=True) as admin:
        admin.execute("select pg_terminate_backend(p) from unnest(%s::int4[]) p", (list(before),))

    def held_anew():
        holders = {slot.holder for slot in ingesters.view().slots}
        return None not in holders and not holders & before

    wait_for(held_anew, what="the locks of the new connections")
    wait_for(lambda: not first.troubles() and not second.troubles(), what="health")
    assert first.slots.lanes + second.slots.lanes == lanes, "no lane had to leave the broker"


def test_a_broker_that_restarts_while_no_ingester_runs_keeps_what_foreign_devices_say(
    store, broker, make_pipeline, phone
):
    """Mosquitto forgets shared subscriptions at a restart; that of the foreign lane is a plain one."""
    make_pipeline().stop()
    broker.child.stop(10)
    broker.start()
    wait_for(phone.client.is_connected, what="the phone to come back")
    for number in range(1, 11):
        phone.send(ago(500 - number), *POOL)
    assert phone_positions(store) == 0
    make_pipeline()
    wait_for(lambda: phone_positions(store) == 10, what="all positions of the phone")


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


def test_the_command_line_scales_and_tells_who_serves_what(store, make_pipeline):
    def siangsa_ingest(*arguments):
        ended = CliRunner().invoke(app, arguments, env={"SIANGSA_DATABASE_URL": store.url})
        assert ended.exit_code == 0, ended.output
        return ended.stdout

    assert siangsa_ingest("scale", "2") == "slots wanted: 2, live ingesters: 0\n"
    pipeline = make_pipeline()
    wait_for(lambda: pipeline.slots.numbers == (1, 2), what="both slots")
    told = json.loads(siangsa_ingest("slots", "--json"))
    holder = f"{socket.gethostname()} {os.getpid()}"
    assert [(slot["slot"], slot["holder"]) for slot in told["slots"]] == [(1, holder), (2, holder)]
    assert siangsa_ingest("slots").splitlines()[-1] == "live ingesters: 1"
    assert siangsa_ingest("scale", "1").startswith("slots wanted: 1, live ingesters: 1; draining: 2")
