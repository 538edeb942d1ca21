"""An existing Mosquitto with the lines of docs/broker.md works: accounts, certificates, revocation."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from data.store.queries import credentials, devices
from data.store.queries.credentials import Owner
from ops.broker import named_keeper
from ops.children import Command, start
from ops.errors import StackError
from ops.folder import DataFolder
from ops.homes import home_for
from ops.keeper import keep
from ops.mosquitto import find_binary
from ops.ports import answers, free_port
from ops.settings import OpsSettings
from tests.support.mqtt_peer import Door, Peer, eventually

pytestmark = pytest.mark.services

NOW = datetime.now(UTC)
DOCS = Path(__file__).resolve().parents[3] / "docs" / "broker.md"


class NamedBroker:
    """A Mosquitto as its administrator configures it."""

    def __init__(self, folder):
        self.home = home_for(folder, "mosquitto")
        self.home.make()
        self.plain, self.tls, self.certificate = free_port(), free_port(), free_port()
        self.pid_file = self.home.path / "broker.pid"
        self.child = None

    def start(self, log):
        lines = re.search(r"```conf\n(.*?)```", DOCS.read_text(), re.DOTALL)[1]
        for old, new in ((1883, self.plain), (8883, self.tls), (8884, self.certificate)):
            lines = lines.replace(f"listener {old}", f"listener {new}")
        lines = lines.replace("/etc/mosquitto/siangsa", str(self.home.path))
        lines += f"persistence_location {self.home.path}/\npid_file {self.pid_file}\n"
        config = self.home.write("named.conf", lines)
        argv = [str(find_binary()), "-c", str(config)]
        self.child = start(Command("mosquitto", argv, log, user=self.home.user, cwd=self.home.path))
        eventually(lambda: answers(self.plain) and answers(self.tls) and answers(self.certificate))
        eventually(self.pid_file.exists)


@pytest.fixture
def broker(tmp_path):
    broker = NamedBroker(tmp_path)
    yield broker
    if broker.child is not None:
        broker.child.stop(10)
    broker.home.remove()


def settings_for(broker):
    return OpsSettings(mqtt_url=f"mqtt://collector:long-password@127.0.0.1:{broker.plain}")


def test_named_broker_with_the_documented_lines_follows_the_database(
    broker, tmp_path, database_url, sessions
):
    folder = DataFolder(tmp_path / "data")
    folder.path.mkdir()
    keeper = named_keeper(broker.home.path, broker.pid_file, folder, settings_for(broker))
    with sessions() as session:
        keeper.look(session)
    broker.start(tmp_path / "mosquitto.log")
    over = Event()
    thread = Thread(target=keep, args=(database_url, keeper, over.is_set))
    thread.start()
    try:
        collector = Peer("collector", "long-password", Door(broker.plain)).come()
        collector.ask_for("fleet/+/fix")
        with sessions.begin() as session:
            devices.add(session, devices.NewDevice("dt-90", "own"), NOW)
            secret = credentials.issue(session, Owner("device", "dt-90"), NOW)
        eventually(lambda: "dt-90" in (broker.home.path / "acl").read_text() and not keeper.files.untold)
        door = Door(broker.tls, ca=keeper.papers.authority.certificate)
        truck = Peer("dt-90", secret, door).come()
        truck.say("fleet/dt-90/fix", "here")
        eventually(lambda: ("fleet/dt-90/fix", "here") in collector.heard)
        with sessions.begin() as session:
            credentials.revoke(session, Owner("device", "dt-90"), NOW)
        began = time.monotonic()
        eventually(lambda: truck.cut_at is not None)
        assert truck.cut_at - began < 5
        assert collector.cut_at is None
        collector.leave()
    finally:
        over.set()
        thread.join(20)


def test_folder_that_is_missing_and_address_without_a_name_are_one_sentence(tmp_path):
    folder = DataFolder(tmp_path)
    with pytest.raises(StackError, match="is no folder"):
        named_keeper(tmp_path / "none", None, folder, OpsSettings(mqtt_url="mqtt://a:b@h"))
    with pytest.raises(StackError, match="must name user and password"):
        named_keeper(tmp_path, None, folder, OpsSettings(mqtt_url="mqtt://127.0.0.1"))
