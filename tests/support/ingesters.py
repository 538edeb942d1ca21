"""Ingesters as processes of their own, on one database and one broker; and who holds what."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from data.store.queries import slots as queries
from tests.support.hanging_up import hang_up
from tests.support.ingest_world import wait_for

ROOT = Path(__file__).parents[2]


class Ingesters:
    """Starts `ingest run` as often as wanted; the grace is short so that tests are."""

    def __init__(self, store, broker):
        self.store = store
        self.environment = os.environ | {
            "SIANGSA_DATABASE_URL": store.url,
            "SIANGSA_MQTT_URL": broker.url_for("ingest"),
            "SIANGSA_INGEST_SLOT_GRACE_S": "0.5",
        }
        self.processes = []

    def start(self):
        """Start one and return its process at once."""
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest", "run"],
            cwd=ROOT,
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def kill(self, process):
        """End `process` for good, as a power cut would."""
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop_all(self):
        """End all of them."""
        for process in self.processes:
            process.kill()
            process.wait()

    def scale(self, slots):
        """Ask for a number of slots."""
        with queries.connect(self.store.url, "test", 0) as connection:
            queries.scale(connection, slots)

    def view(self):
        """Return all slots as the database knows them."""
        with queries.connect(self.store.url, "test", 0) as connection:
            return queries.look(connection)

    def shares(self):
        """Return process id -> numbers of the slots it holds."""
        shares = {}
        for slot in self.view().slots:
            if slot.place:
                shares.setdefault(int(slot.place.split()[1]), []).append(slot.number)
        return shares

    def wait_for_shares(self, *sizes, timeout_s=60.0):
        """Wait until the shares have these sizes, in any order; return process id -> numbers."""

        def come_to_rest():
            shares = self.shares()
            return shares if sorted(map(len, shares.values())) == sorted(sizes) else None

        return wait_for(come_to_rest, timeout_s, f"shares of {sizes} slots")


class Phone:
    """A phone with OwnTracks: knows no receipts, keeps no spool once the broker has agreed."""

    def __init__(self, device, url):
        parts = urlsplit(url)
        self.device = device
        self.client = Client(
            CallbackAPIVersion.VERSION2, client_id=f"{device}-app", protocol=MQTTProtocolVersion.MQTTv5
        )
        self.client.username_pw_set(parts.username, unquote(parts.password))
        self.client.max_inflight_messages_set(0)
        self.client.connect(parts.hostname, parts.port, 10)
        self.client.loop_start()

    def send(self, moment, lon, lat):
        """Publish one position and wait until the broker has taken it."""
        text = f'{{"_type":"location","lat":{lat},"lon":{lon},"tst":{int(moment.timestamp())}}}'
        self.client.publish(f"owntracks/{self.device}/app", text, qos=1).wait_for_publish(10)

    def close(self):
        """Leave the broker."""
        self.client.disconnect()
        hang_up(self.client)


def session_exists(url, client_id):
    """Tell whether the broker keeps a session called `client_id`; it is ended by the question."""
    parts = urlsplit(url)
    client = Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=MQTTProtocolVersion.MQTTv5)
    client.username_pw_set(parts.username, unquote(parts.password))
    present = []
    client.on_connect = lambda _c, _u, flags, *_: present.append(flags.session_present)
    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = 0
    client.connect(parts.hostname, parts.port, 10, clean_start=False, properties=properties)
    client.loop_start()
    wait_for(lambda: present, what="the broker's answer")
    client.disconnect()
    hang_up(client)
    return present[0]
