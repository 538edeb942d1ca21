"""Secrets of devices and gateways: shown once, one valid at a time, understood by the real Mosquitto."""

import base64
import subprocess
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import select

from data.store.address import DEVICES_CHANNEL, plain_url
from data.store.errors import ConflictError, NotFoundError
from data.store.models import Credential, Device, Gateway
from data.store.queries import credentials
from data.store.queries.credentials import Owner, SecretOwner
from ops.mosquitto import find_binary

pytestmark = pytest.mark.services

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PHONE = Owner("device", "hp-budi")
SERVER = Owner("gateway", "traccar")
IMEI = "356307042441013"


@pytest.fixture
def fleet(session):
    session.add(Gateway(id="traccar", dialect="traccar", topic="positions", valid_from=NOW))
    session.flush()
    for name, dialect, external, gateway in (
        ("hp-budi", "owntracks", None, None),
        ("hp-siti", "traccar_client", None, None),
        ("dt-01", "own", None, None),
        ("gps-7", "teltonika", IMEI, None),
        ("gps-8", "traccar", "8650", "traccar"),
    ):
        session.add(
            Device(
                id=name,
                kind="tracker",
                simulated=False,
                dialect=dialect,
                external_id=external,
                gateway_id=gateway,
                valid_from=NOW,
            )
        )
    session.commit()
    return session


def test_secret_is_found_by_its_owner_and_only_its_hashes_are_kept(fleet, database_url):
    secret = credentials.issue(fleet, PHONE, NOW)
    fleet.commit()
    assert len(base64.urlsafe_b64decode(secret)) == 24
    known = SecretOwner("device", "hp-budi", "owntracks", "hp-budi")
    assert credentials.owner_of_secret(fleet, secret) == known
    with psycopg.connect(plain_url(database_url)) as connection:
        assert credentials.owner_of_secret_on(connection, secret) == known
        assert credentials.owner_of_secret_on(connection, secret + "x") is None
    row = fleet.scalars(select(Credential)).one()
    assert secret not in row.mqtt_hash
    assert secret.encode() not in row.secret_digest


def test_new_secret_ends_the_former_one(fleet):
    former = credentials.issue(fleet, PHONE, NOW)
    fresh = credentials.issue(fleet, PHONE, NOW)
    assert credentials.owner_of_secret(fleet, former) is None
    assert credentials.owner_of_secret(fleet, fresh) is not None


def test_secret_that_we_keep_ourselves_can_be_given_again(fleet):
    assert credentials.issue(fleet, PHONE, NOW, secret="of-the-demo") == "of-the-demo"
    assert credentials.owner_of_secret(fleet, "of-the-demo") is not None
    assert credentials.issue(fleet, PHONE, NOW, secret="of-the-demo") == "of-the-demo"
    assert credentials.owner_of_secret(fleet, "of-the-demo") is not None


def test_secret_that_was_ended_is_not_given_again_by_a_start_of_the_demo(fleet):
    credentials.issue(fleet, PHONE, NOW, secret="of-the-demo")
    credentials.revoke(fleet, PHONE, NOW)
    assert credentials.issue(fleet, PHONE, NOW, secret="of-the-demo") == "of-the-demo"
    assert credentials.owner_of_secret(fleet, "of-the-demo") is None
    fleet.get(Device, PHONE.id).valid_to = NOW
    assert credentials.issue(fleet, PHONE, NOW, secret="of-the-demo") == "of-the-demo"
    assert not credentials.has_valid(fleet, PHONE)


def test_secret_of_another_is_refused(fleet):
    credentials.issue(fleet, PHONE, NOW, secret="of-the-demo")
    with pytest.raises(ConflictError, match="somebody else"):
        credentials.issue(fleet, Owner("device", "dt-01"), NOW, secret="of-the-demo")


def test_revoked_secret_belongs_to_nobody(fleet):
    secret = credentials.issue(fleet, SERVER, NOW)
    assert credentials.revoke(fleet, SERVER, NOW)
    assert credentials.owner_of_secret(fleet, secret) is None
    assert not credentials.revoke(fleet, SERVER, NOW)


def test_secret_of_a_closed_device_belongs_to_nobody(fleet):
    secret = credentials.issue(fleet, PHONE, NOW)
    fleet.get(Device, PHONE.id).valid_to = NOW
    fleet.flush()
    assert credentials.owner_of_secret(fleet, secret) is None
    assert credentials.broker_accounts(fleet) == []


def test_nobody_unknown_or_closed_gets_a_secret(fleet):
    fleet.get(Gateway, "traccar").valid_to = NOW
    for owner in (Owner("device", "nobody"), Owner("gateway", "hp-budi"), SERVER):
        with pytest.raises(NotFoundError, match=owner.id):
            credentials.issue(fleet, owner, NOW)


def test_broker_knows_who_speaks_mqtt_for_itself(fleet):
    for name in ("hp-budi", "hp-siti", "dt-01", "gps-7", "gps-8"):
        credentials.issue(fleet, Owner("device", name), NOW)
    credentials.issue(fleet, SERVER, NOW)
    accounts = credentials.broker_accounts(fleet)
    assert [(a.name, a.kind, a.dialect, a.external_id, a.topic) for a in accounts] == [
        (IMEI, "device", "teltonika", IMEI, None),
        ("dt-01", "device", "own", "dt-01", None),
        ("hp-budi", "device", "owntracks", "hp-budi", None),
        ("traccar", "gateway", "traccar", None, "positions"),
    ]


@pytest.mark.parametrize("change", ["issue", "revoke"])
def test_every_change_is_pinged(fleet, database_url, change):
    with psycopg.connect(plain_url(database_url), autocommit=True) as listener:
        listener.execute(f"listen {DEVICES_CHANNEL}")
        getattr(credentials, change)(fleet, PHONE, NOW)
        fleet.commit()
        (notice,) = listener.notifies(timeout=30, stop_after=1)
    assert (notice.channel, notice.payload) == (DEVICES_CHANNEL, "")


def test_mosquitto_lets_in_who_knows_the_secret(fleet, make_broker):
    secret = credentials.issue(fleet, Owner("device", "dt-01"), NOW)
    (account,) = credentials.broker_accounts(fleet)
    broker = make_broker("dt-01")
    (broker.home.path / "passwords").write_text(f"{account.name}:{account.mqtt_hash}\n")
    broker.child.process.send_signal(1)
    assert _publishes(broker, "dt-01", secret)
    assert not _publishes(broker, "dt-01", secret[::-1])


def _publishes(broker, user, password):
    options = {"-h": "127.0.0.1", "-p": str(broker.port), "-V": "5", "-q": "1", "-u": user, "-P": password}
    options |= {"-t": f"fleet/{user}/fix", "-m": "{}"}
    result = subprocess.run(
        [find_binary("mosquitto_pub"), *(word for option in options.items() for word in option)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return result.returncode == 0
