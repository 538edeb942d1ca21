"""The demo's trucks get their secret once; what a person revoked stays revoked at the next start."""

from datetime import UTC, datetime

import pytest

from data.contract.calendar import OperatingCalendar
from data.store.queries import credentials, devices
from data.store.queries.credentials import Owner
from ops.folder import DataFolder
from ops.processes import Supervisor
from ops.services import Broker
from ops.settings import OpsSettings
from ops.world import Options, World
from tests.support.mqtt_peer import Door, Peer, eventually

pytestmark = pytest.mark.services

NOW = datetime.now(UTC)


@pytest.fixture
def world(tmp_path, database_url):
    folder = DataFolder(tmp_path)
    folder.logs.mkdir()
    world = World(folder, Options("demo", 60), OpsSettings(), OperatingCalendar(), lambda _text: None)
    world.values["SIANGSA_DATABASE_URL"] = database_url
    yield world
    folder.clear()


@pytest.fixture
def started(world):
    """Start the world's broker as `siangsa up` does; give it and its port."""
    with Supervisor(world.tell, lambda _children: None) as supervisor:
        broker = Broker(world)
        broker.start(supervisor)
        yield broker, int(world.values["SIANGSA_MQTT_URL"].rsplit(":", 1)[1])


def test_truck_keeps_its_secret_and_a_revoked_one_stays_out(world, started, sessions):
    broker, port = started
    with sessions.begin() as session:
        for name in ("dt-01", "dt-02"):
            devices.add(session, devices.NewDevice(name, "own", kind="simulated"), NOW)
    given = broker.admit(["dt-01", "dt-02"])
    assert Broker(world).admit(["dt-01", "dt-02"]) == given

    def tries(name):
        peer = Peer(name, given[name], Door(port)).begin()
        eventually(lambda: peer.up.is_set() or peer.refused or peer.cut_at)
        peer.vanish()
        return peer.up.is_set()

    eventually(lambda: broker.bring_up_to_date() or tries("dt-01"))
    with sessions.begin() as session:
        credentials.revoke(session, Owner("device", "dt-02"), NOW)
    Broker(world).admit(["dt-01", "dt-02"])
    eventually(lambda: not tries("dt-02"))
    assert tries("dt-01")
