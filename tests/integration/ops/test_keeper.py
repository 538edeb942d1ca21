"""The broker's accounts follow the database: who is revoked is cut off within 5 s, who is new comes in."""

import time
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from sqlalchemy import text

from data.contract.calendar import OperatingCalendar
from data.store.queries import credentials, devices, gateways
from data.store.queries.credentials import Owner
from ops.accounts import Account, device_account, ingest_account
from ops.broker_files import BrokerFiles
from ops.certificates import Authority
from ops.keeper import Keeper, Papers, combined, keep
from ops.mosquitto import PrivateMosquitto, Tls
from tests.support.mqtt_peer import MQTT_3, MQTT_5, Door, Peer, eventually

pytestmark = pytest.mark.services

NOW = datetime.now(UTC)
CUT_OFF_S = 5.0
IMEI = "356307042441013"
INGEST = ingest_account("ingest-password")
CRIER = Account("crier", writes=("#",), reads=("fleet/#", "+/data", "end"), password="crier-password")


@pytest.fixture
def papers(tmp_path):
    return Papers(Authority(tmp_path / "tls"), ("localhost", "127.0.0.1"))


@pytest.fixture
def broker(tmp_path, papers):
    with PrivateMosquitto(
        tmp_path, accounts=[INGEST, CRIER], throwaway=True, tls=Tls(papers.kept(NOW))
    ) as broker:
        yield broker


@pytest.fixture
def keeper(broker, papers):
    return Keeper(BrokerFiles(broker.home), [INGEST, CRIER], papers, return_s=0)


@pytest.fixture
def kept(database_url, keeper):
    """Run the keeper as `siangsa up` does."""
    over = Event()
    thread = Thread(target=keep, args=(database_url, keeper, over.is_set))
    thread.start()
    yield keeper
    over.set()
    thread.join(20)
    assert not thread.is_alive()


def new_device(sessions, name, dialect="own", external_id=None):
    with sessions.begin() as session:
        devices.add(session, devices.NewDevice(name, dialect, external_id), NOW)
        return credentials.issue(session, Owner("device", name), NOW)


def come_in(peer_of):
    """Try until the broker lets us in; return the connection and the seconds it took."""
    began = time.monotonic()
    while True:
        peer = peer_of().begin()
        eventually(lambda peer=peer: peer.up.is_set() or peer.refused or peer.cut_at)
        if peer.up.is_set():
            return peer, time.monotonic() - began
        peer.vanish()
        assert time.monotonic() - began < 20


def revoke(session):
    credentials.revoke(session, Owner("device", "dt-90"), NOW)


def rotate(session):
    credentials.issue(session, Owner("device", "dt-90"), NOW)


def close(session):
    devices.close(session, "dt-90", NOW, now=NOW, calendar=OperatingCalendar())


@pytest.mark.parametrize(
    ("end", "protocol"), [(revoke, MQTT_5), (revoke, MQTT_3), (rotate, MQTT_5), (close, MQTT_3)]
)
def test_who_is_revoked_neither_speaks_nor_hears_after_5_s(broker, kept, sessions, end, protocol):
    secret = new_device(sessions, "dt-90")
    other = new_device(sessions, "dt-91")
    door = Door(broker.port, protocol)
    peer, took_s = come_in(lambda: Peer("dt-90", secret, door))
    neighbour, _ = come_in(lambda: Peer("dt-91", other, door))
    crier = Peer(CRIER.name, CRIER.password, Door(broker.port)).come()
    crier.ask_for("fleet/#")
    for one, name in ((peer, "dt-90"), (neighbour, "dt-91")):
        one.ask_for(f"fleet/{name}/route")
        one.say(f"fleet/{name}/fix", "before")
    assert took_s < 4  # two looks of the keeper, should the ping be lost
    eventually(lambda: ("fleet/dt-90/fix", "before") in crier.heard)

    with sessions.begin() as session:
        end(session)
    began = time.monotonic()
    eventually(lambda: peer.cut_at is not None, what="the cut")
    assert peer.cut_at - began < CUT_OFF_S
    again = Peer("dt-90", secret, door).begin()
    eventually(lambda: again.refused or again.cut_at or again.up.is_set())
    assert not again.up.is_set()

    crier.say("fleet/dt-90/route", "secret")
    crier.say("fleet/dt-91/route", "yours")
    neighbour.say("fleet/dt-91/fix", "after")
    eventually(lambda: ("fleet/dt-91/route", "yours") in neighbour.heard)
    eventually(lambda: ("fleet/dt-91/fix", "after") in crier.heard)
    assert neighbour.cut_at is None
    assert peer.heard == []
    for one in (again, neighbour, crier):
        one.vanish()


def test_revoked_tracker_with_a_certificate_neither_speaks_nor_hears(
    broker, kept, papers, sessions, tmp_path
):
    new_device(sessions, "dt-95", "teltonika", IMEI)
    with sessions() as session:
        (row,) = credentials.broker_accounts(session)
    pair = papers.authority.tracker(IMEI, row.mqtt_hash, NOW)
    files = tmp_path / "tracker.crt", tmp_path / "tracker.key"
    for path, content in zip(files, (pair.certificate, pair.key), strict=True):
        path.write_text(content)
    door = Door(broker.ports.certificate, MQTT_5, papers.authority.certificate, tuple(map(str, files)))
    peer = Peer("", None, door).come()
    crier = Peer(CRIER.name, CRIER.password, Door(broker.port)).come()
    crier.ask_for("+/data")
    peer.ask_for(f"{IMEI}/commands")

    def is_heard():
        peer.say(f"{IMEI}/data", "here")
        return crier.heard

    eventually(is_heard)
    with sessions.begin() as session:
        credentials.revoke(session, Owner("device", "dt-95"), NOW)

    began = time.monotonic()

    def is_silent():
        crier.heard.clear()
        peer.say(f"{IMEI}/data", "still here")
        crier.ask_for("nothing")  # answered after what was published before it has been sent on
        return not crier.heard

    assert eventually(is_silent) < CUT_OFF_S
    crier.say(f"{IMEI}/commands", "secret")
    peer.ask_for("nothing")
    assert peer.heard == []
    assert time.monotonic() - began < CUT_OFF_S

    def is_refused():
        again = Peer("", None, door)
        try:
            again.begin()
        except OSError:
            return True
        eventually(lambda: again.cut_at or again.up.is_set())
        again.vanish()
        return not again.up.is_set()

    eventually(is_refused, CUT_OFF_S)
    for one in (peer, crier):
        one.vanish()


def test_gateway_speaks_on_its_topic_as_soon_as_it_has_a_secret(broker, kept, sessions):
    with sessions.begin() as session:
        gateways.add(session, "traccar", NOW)
        secret = credentials.issue(session, Owner("gateway", "traccar"), NOW)
    peer, _ = come_in(lambda: Peer("traccar", secret, Door(broker.port)))
    witness = Peer(INGEST.name, INGEST.password, Door(broker.port)).come()
    witness.ask_for("positions/#")
    peer.say("positions", "mine")
    eventually(lambda: ("positions", "mine") in witness.heard)
    for one in (peer, witness):
        one.leave()


def test_device_named_like_a_service_gets_no_account():
    thief = credentials.BrokerAccount("ingest", "device", "own", "ingest", None, "$7$101$x$y")
    accounts = combined([INGEST], [thief])
    assert accounts == [INGEST]


@pytest.mark.parametrize(
    ("name", "topic"), [("a b", None), ("x\nuser ingest", None), ("gate", "#"), ("gate", "positions/+")]
)
def test_name_or_topic_that_means_more_than_itself_gets_no_account(name, topic):
    row = credentials.BrokerAccount(name, "gateway", "traccar", None, topic or "positions", "$7$101$x$y")
    assert combined([], [row]) == []


def absent_ingester(broker):
    """Leave a session of the ingester at a broker that then restarts: it is known from the file only."""
    peer = Peer(INGEST.name, INGEST.password, Door(broker.port), client_id="siangsa-past-1", keep_s=3_600)
    peer.come().ask_for("fleet/+/past")
    peer.vanish()
    broker.child.stop(10)
    broker.launch()


def what_it_missed(broker):
    peer = Peer(INGEST.name, INGEST.password, Door(broker.port), client_id="siangsa-past-1", keep_s=3_600)
    peer.come().ask_for("nothing")
    peer.leave()
    return [payload for _, payload in peer.heard]


@pytest.fixture
def broker_with_a_truck(broker, keeper, sessions):
    secret = new_device(sessions, "dt-90")
    with sessions() as session:
        keeper.look(session)
        session.execute(text("insert into ingest_slot values (1, false, now())"))
        session.commit()
    absent_ingester(broker)
    keeper.return_s = 0
    return secret


def test_new_account_waits_while_a_restarted_broker_knows_an_ingester_from_its_file_only(
    broker, broker_with_a_truck, keeper, sessions
):
    """Mosquitto would queue nothing more for it (eclipse-mosquitto/mosquitto#2934)."""
    late = new_device(sessions, "dt-99")
    with sessions() as session:
        assert not keeper.look(session)
    truck = Peer("dt-90", broker_with_a_truck, Door(broker.port)).come()
    truck.say("fleet/dt-90/past", "while away")
    truck.leave()
    assert what_it_missed(broker) == ["while away"]
    with sessions() as session:
        session.execute(text("delete from ingest_slot"))
        session.commit()
        assert keeper.look(session)
    come_in(lambda: Peer("dt-99", late, Door(broker.port)))[0].leave()


def test_revocation_does_not_wait_for_an_absent_ingester(broker, broker_with_a_truck, keeper, sessions):
    with sessions.begin() as session:
        revoke(session)
    with sessions() as session:
        assert keeper.look(session)
    peer = Peer("dt-90", broker_with_a_truck, Door(broker.port)).begin()
    eventually(lambda: peer.refused)
    peer.vanish()


def test_unchanged_accounts_leave_the_broker_alone(broker, keeper, sessions):
    new_device(sessions, "dt-90")
    with sessions() as session:
        assert keeper.look(session)
        assert not keeper.look(session)


def test_change_that_a_killed_keeper_did_not_tell_is_told_by_the_next(broker, keeper, sessions):
    new_device(sessions, "dt-90")
    with sessions() as session:
        keeper.files.write(combined(keeper.services, credentials.broker_accounts(session)))
        assert Keeper(keeper.files, keeper.services).look(session)


def test_restarted_broker_has_the_accounts_of_the_keeper_not_those_it_began_with(broker, keeper, sessions):
    secret = new_device(sessions, "dt-90")
    with sessions() as session:
        keeper.look(session)
    broker.child.process.kill()
    broker.child.process.wait(10)
    broker.launch()
    Peer("dt-90", secret, Door(broker.port)).come().leave()


def test_files_hold_no_password_and_only_their_owner_reads_them(broker, keeper, sessions):
    secret = new_device(sessions, "dt-90")
    with sessions() as session:
        keeper.look(session)
    for path in broker.home.path.iterdir():
        if path.name.startswith((".", "mosquitto.db", "pid")):
            continue
        assert path.stat().st_mode & 0o077 == 0, path
        content = path.read_text()
        assert secret not in content
        assert INGEST.password not in content
    assert device_account("dt-90").name in (broker.home.path / "acl").read_text()
