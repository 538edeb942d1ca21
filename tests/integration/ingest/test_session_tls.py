"""An encrypted session does the same: a TLS record is not a message, and `select` does not see them all."""

from datetime import UTC, datetime

import pytest

from data.contract.clock import RealClock
from ingest.mqtt.session import BrokerAddress, Hooks, Publication, Session, SessionOptions
from ops.accounts import Account
from ops.certificates import Authority
from ops.mosquitto import PrivateMosquitto, Tls
from tests.support.ingest_world import wait_for

pytestmark = pytest.mark.services

NAME = "350000000000001"
TOPIC = "bench/up"
NOW = datetime.now(UTC)


@pytest.fixture
def authority(tmp_path):
    made = Authority(tmp_path / "tls")
    made.found(NOW)
    return made


@pytest.fixture
def broker(tmp_path, authority):
    papers = authority.papers(("localhost", "127.0.0.1"), None, NOW)
    account = Account(NAME, reads=(TOPIC,), writes=(TOPIC,))
    with PrivateMosquitto(tmp_path / "b", accounts=[account], throwaway=True, tls=Tls(papers)) as broker:
        broker.account = account
        yield broker


@pytest.fixture
def make_session(broker):
    """Give a function that starts a session and hands over what it hears."""
    started = []

    def start(url, client_id="listener"):
        heard = []
        session = Session(
            BrokerAddress.parse(url),
            SessionOptions(client_id, (TOPIC,), keep_s=60),
            clock=RealClock(),
            hooks=Hooks(on_deliveries=heard.extend),
        )
        session.start()
        started.append(session)
        return session, heard

    yield start
    for session in started:
        session.stop()


@pytest.fixture
def files(tmp_path, authority):
    """Give the files of the authority and of a client."""
    pair = authority.tracker(NAME, "secret", NOW)
    texts = {"ca": authority.certificate, "cert": pair.certificate, "key": pair.key}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return {name: tmp_path / name for name in texts}


def with_password(broker, files):
    return f"mqtts://{NAME}:{broker.account.password}@127.0.0.1:{broker.ports.tls}?ca={files['ca']}"


def test_many_and_large_messages_arrive_whole_over_tls(broker, make_session, files):
    session, heard = make_session(with_password(broker, files))
    assert session.wait_online(10), session.last_error
    sent = [b"%d" % number for number in range(3_000)] + [b"x" * 700_000, b"last"]
    session.publish([Publication(TOPIC, payload, qos=1) for payload in sent])
    wait_for(lambda: len(heard) == len(sent))
    assert [delivery.payload for delivery in heard] == sent
    session.acknowledge(heard)
    wait_for(lambda: session.window.waiting() == 0)
    session.reconnect()
    wait_for(lambda: session.online and session.window.generation > 2)
    session.publish([Publication(TOPIC, b"end", qos=1)])
    wait_for(lambda: heard[-1].payload == b"end")
    assert len(heard) <= len(sent) + 1


def test_a_client_certificate_signs_in(broker, make_session, files):
    url = f"mqtts://127.0.0.1:{broker.ports.certificate}?" + "&".join(f"{n}={f}" for n, f in files.items())
    session, heard = make_session(url)
    assert session.wait_online(10), session.last_error
    session.publish([Publication(TOPIC, b"hello", qos=1)])
    wait_for(lambda: [delivery.payload for delivery in heard] == [b"hello"])


# paho forgets the socket of a failed handshake; it is closed when it is collected
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_broker_that_nobody_vouches_for_is_not_spoken_to(broker, make_session, files):
    url = with_password(broker, files).split("?")[0]
    session, _ = make_session(url)
    wait_for(lambda: session.last_error)
    assert "certificate" in session.last_error.lower()
    assert not session.online
