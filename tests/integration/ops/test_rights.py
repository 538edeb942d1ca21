"""P8: a device speaks only for itself. Every account x topic x read/write x protocol, judged by what arrives.

MQTT 3.1.1 answers "success" to a publication that is denied, so answers count for nothing here.
"""

import itertools
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.accounts import (
    Account,
    device_account,
    gateway_account,
    ingest_account,
    owntracks_account,
    teltonika_account,
)
from ops.certificates import Authority
from ops.mosquitto import PrivateMosquitto, Tls
from tests.support.mqtt_peer import MQTT_3, MQTT_5, Door, Peer, eventually

pytestmark = pytest.mark.services

NOW = datetime.now(UTC)
OWN, PHONES = ("dt-01", "dt-02"), ("hp-budi", "hp-siti")
GATEWAYS = {"traccar": "positions", "traccar-2": "positions/traccar-2"}
TRACKERS = ("356307042441013", "356307042441021")
STRANGE = ("positions/other", "fleet/dt-01/other", "fleet/all", "elsewhere", "data", "owntracks/hp")

TOPICS = (
    *(f"fleet/{name}/{kind}" for name in OWN for kind in ("fix", "past", "event", "receipt", "route")),
    *(f"owntracks/{name}/hp{rest}" for name in PHONES for rest in ("", "/event", "/cmd")),
    *GATEWAYS.values(),
    *(f"{imei}/{kind}" for imei in TRACKERS for kind in ("data", "commands")),
    *STRANGE,
)


def may_write(name, topic):
    """Say by the rules in words, not by our rights file, whether `name` may publish on `topic`."""
    first, *rest = topic.split("/")
    if name in OWN:
        return first == "fleet" and rest[0] == name and rest[1:] in (["fix"], ["past"], ["event"])
    if name in PHONES:
        return topic.startswith(f"owntracks/{name}/")
    if name in GATEWAYS:
        return topic == GATEWAYS[name]
    if name in TRACKERS:
        return topic == f"{name}/data"
    return first == "fleet" and rest[1:] in (["receipt"], ["route"])


def may_read(name, topic):
    """Say by the rules in words whether `name` may hear what is published on `topic`."""
    first, *rest = topic.split("/")
    if name in OWN:
        return first == "fleet" and rest[0] == name and rest[1:] in (["receipt"], ["route"])
    if name in PHONES:
        return topic == f"owntracks/{name}/hp/cmd"
    if name in GATEWAYS:
        return False
    if name in TRACKERS:
        return topic == f"{name}/commands"
    if first == "fleet":
        return rest[1:] in (["fix"], ["past"], ["event"], ["route"])
    return first in ("owntracks", "positions") or rest == ["data"]


ACCOUNTS = (
    *map(device_account, OWN),
    *map(owntracks_account, PHONES),
    *itertools.starmap(gateway_account, GATEWAYS.items()),
    *map(teltonika_account, TRACKERS),
    ingest_account(),
)
# not of the system: one that hears all and one that says all, to judge by
WITNESS = Account("witness", reads=("#",))
TOWN_CRIER = Account("crier", writes=("#",), reads=("end",))


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    made = Authority(tmp_path_factory.mktemp("tls"))
    made.found(NOW)
    return made


@pytest.fixture(scope="module")
def broker(tmp_path_factory, authority):
    papers = authority.papers(("localhost", "127.0.0.1"), None, NOW)
    folder = tmp_path_factory.mktemp("rights")
    everyone = (*ACCOUNTS, WITNESS, TOWN_CRIER)
    with PrivateMosquitto(folder, accounts=everyone, throwaway=True, tls=Tls(papers)) as broker:
        yield broker


def certificate_of(authority, folder, imei):
    pair = authority.tracker(imei, "secret", NOW)
    paths = folder / f"{imei}.crt", folder / f"{imei}.key"
    for path, text in zip(paths, (pair.certificate, pair.key), strict=True):
        path.write_text(text)
    return tuple(map(str, paths))


def doors_of(name, broker, authority, folder):
    """Give every way in that account `name` has, by its name."""
    ports, ca = broker.ports, authority.certificate
    doors = {
        "MQTT 5": Door(ports.plain, MQTT_5),
        "MQTT 3.1.1": Door(ports.plain, MQTT_3),
        "TLS": Door(ports.tls, MQTT_5, ca),
    }
    if name in TRACKERS:
        papers = certificate_of(authority, folder, name)
        doors |= {
            "certificate, MQTT 5": Door(ports.certificate, MQTT_5, ca, papers),
            "certificate, MQTT 3.1.1": Door(ports.certificate, MQTT_3, ca, papers),
        }
    return doors


@pytest.fixture(scope="module")
def peers(broker, authority, tmp_path_factory):
    """Give a connection for every account and protocol, and before that leave retained messages for them."""
    folder = Path(tmp_path_factory.mktemp("certificates"))
    with ExitStack() as stack:

        def come(peer):
            stack.callback(peer.leave)
            return peer.begin()

        crier = come(Peer(TOWN_CRIER.name, TOWN_CRIER.password, Door(broker.port)))
        for topic in TOPICS:
            crier.say(topic, f"retained|{topic}", retain=True)
        found = {}
        for account in ACCOUNTS:
            for way, door in doors_of(account.name, broker, authority, folder).items():
                password = None if door.certificate else account.password
                name = None if door.certificate else account.name
                found[account.name, way] = come(Peer(name, password, door))
        for (name, way), peer in found.items():
            eventually(peer.up.is_set, what=f"{name} by {way}")
        yield found, crier


def test_every_account_hears_exactly_what_it_may(peers):
    found, crier = peers
    for peer in found.values():
        peer.ask_for("#", *TOPICS)
        peer.ask_for("$share/all/#")
    for topic in TOPICS:
        crier.say(topic, f"live|{topic}")
    for peer in found.values():
        peer.ask_for("end")
    cells = wrong = 0
    for (name, way), peer in found.items():
        for kind, topic in itertools.product(("retained", "live"), TOPICS):
            cells += 1
            heard = (topic, f"{kind}|{topic}") in peer.heard
            if heard != may_read(name, topic):
                wrong += 1
                print(f"{name} by {way} reads {topic} ({kind}): {heard}")  # noqa: T201 - the failing cells
    assert cells == len(found) * len(TOPICS) * 2
    assert wrong == 0
    assert all(topic in TOPICS for peer in found.values() for topic, _ in peer.heard)


def test_what_an_account_says_arrives_exactly_where_it_may(broker, peers):
    found, crier = peers
    witness = Peer(WITNESS.name, WITNESS.password, Door(broker.port)).come()
    witness.ask_for("#")
    for (name, way), peer in found.items():
        for topic in TOPICS:
            peer.say(topic, f"{name}|{way}|{topic}")
    crier.say("end", "end")
    eventually(lambda: ("end", "end") in witness.heard)
    witness.leave()
    arrived = set(witness.heard) - {("end", "end")}
    said = {
        (topic, f"{name}|{way}|{topic}") for name, way in found for topic in TOPICS if may_write(name, topic)
    }
    fresh = {(topic, payload) for topic, payload in arrived if not payload.startswith(("retained", "live"))}
    assert fresh == said
    assert len(found) * len(TOPICS) > 800


@pytest.mark.parametrize("protocol", [MQTT_5, MQTT_3])
def test_last_will_of_a_device_does_not_speak_for_another(broker, protocol):
    witness = Peer(WITNESS.name, WITNESS.password, Door(broker.port)).come()
    witness.ask_for("fleet/+/event", "end")
    devices = {account.name: account for account in ACCOUNTS}
    for will in ("fleet/dt-02/event", "fleet/dt-01/event"):
        device = devices["dt-01"]
        peer = Peer(
            device.name, device.password, Door(broker.port, protocol), will=(will, f"will {protocol}")
        )
        peer.begin()
        eventually(lambda peer=peer: peer.up.is_set() or peer.refused)
        peer.vanish()
    eventually(lambda: ("fleet/dt-01/event", f"will {protocol}") in witness.heard)
    assert ("fleet/dt-02/event", f"will {protocol}") not in witness.heard
    witness.leave()


def let_in(peer):
    """Tell whether the broker lets `peer` in, after it has said so or hung up."""
    try:
        peer.begin()
    except OSError:
        return False
    eventually(lambda: peer.up.is_set() or peer.refused or peer.cut_at)
    peer.vanish()
    return peer.up.is_set()


@pytest.mark.parametrize("protocol", [MQTT_5, MQTT_3])
def test_nobody_comes_in_without_an_account(broker, authority, tmp_path, protocol):
    ca, ports = authority.certificate, broker.ports
    tracker = next(account for account in ACCOUNTS if account.name in TRACKERS)
    stranger = Authority(tmp_path / "stranger")
    stranger.found(NOW)
    forged = certificate_of(stranger, tmp_path, TRACKERS[0])
    assert not let_in(Peer("", None, Door(ports.plain, protocol)))
    assert not let_in(Peer("", None, Door(ports.tls, protocol, ca)))
    assert not let_in(Peer("dt-01", "wrong", Door(ports.plain, protocol)))
    assert not let_in(Peer("nobody", "x", Door(ports.plain, protocol)))
    assert not let_in(Peer(tracker.name, tracker.password, Door(ports.certificate, protocol, ca)))
    assert not let_in(Peer("", None, Door(ports.certificate, protocol, ca, forged)))
    assert let_in(Peer(tracker.name, tracker.password, Door(ports.tls, protocol, ca)))


def test_valid_certificate_of_an_unknown_tracker_gives_no_right(broker, authority, tmp_path):
    witness = Peer(WITNESS.name, WITNESS.password, Door(broker.port)).come()
    witness.ask_for("#")
    imei = "490154203237518"
    papers = certificate_of(authority, tmp_path, imei)
    peer = Peer("ingest", "x", Door(broker.ports.certificate, MQTT_5, authority.certificate, papers)).come()
    peer.ask_for("#", f"{imei}/commands")
    for topic in (f"{imei}/data", "fleet/dt-01/receipt"):
        peer.say(topic, "unknown")
    crier = Peer(TOWN_CRIER.name, TOWN_CRIER.password, Door(broker.port)).come()
    crier.say(f"{imei}/commands", "do")
    crier.say("end", "unknown-end")
    eventually(lambda: ("end", "unknown-end") in witness.heard)
    peer.ask_for("end")
    assert not [payload for _, payload in witness.heard if payload == "unknown"]
    assert peer.heard == []
    for one in (peer, crier, witness):
        one.leave()
