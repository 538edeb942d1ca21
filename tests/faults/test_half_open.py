"""Connections that are dead without anybody being told: a small proxy of ours goes silent."""

import signal

import pytest

from tests.support.accounts_of_faults import end_foreign, end_own
from tests.support.ingest_world import Store, wait_for
from tests.support.tcp_proxy import TcpProxy

pytestmark = [pytest.mark.services, pytest.mark.faults_long]


def through(url, proxy):
    """Return `url` with the proxy's port."""
    place, slash, path = url.rpartition("@")[2].partition("/")
    return url.replace(place, f"127.0.0.1:{proxy.port}") if slash or not path else url


@pytest.fixture
def proxy_to(request):
    """Give a function that puts a proxy before a port."""
    proxies = []

    def place(port):
        proxies.append(TcpProxy(port))
        return proxies[-1]

    yield place
    for proxy in proxies:
        proxy.close()


def test_a_half_open_line_between_ingester_and_broker_loses_nothing(make_theatre, proxy_to):
    """The keepalive finds out; what was on the way is handed over again on the next connection."""
    theatre = make_theatre(own=4, phones=2)
    proxy = proxy_to(theatre.broker.port)
    theatre.ingest_settings["SIANGSA_MQTT_URL"] = through(theatre.broker.url_for("ingest"), proxy)
    theatre.start_ingester()
    theatre.await_ready()
    theatre.start_own_press(20.0)
    store = Store(theatre.database_url)
    wait_for(lambda: store.fixes() > 100, what="fixes before the silence")
    proxy.swallow()
    before = proxy.accepted
    wait_for(lambda: not theatre.ready(), timeout_s=30, what="an ingester that says it is not ready")
    proxy.heal()
    wait_for(lambda: proxy.accepted > before, timeout_s=40, what="a new connection")
    theatre.await_ready(40)
    end_own(theatre)


def test_a_half_open_line_to_the_broker_loses_nothing_of_devices_without_receipts(make_theatre, proxy_to):
    theatre = make_theatre(phones=2, trackers=2)
    proxy = proxy_to(theatre.broker.port)
    theatre.ingest_settings["SIANGSA_MQTT_URL"] = through(theatre.broker.url_for("ingest"), proxy)
    theatre.start_ingester()
    theatre.await_ready()
    theatre.start_foreign_press(10.0, begins_s=1_760_000_000)
    store = Store(theatre.database_url)
    wait_for(lambda: store.fixes() > 40, what="fixes before the silence")
    proxy.swallow()
    wait_for(lambda: not theatre.ready(), timeout_s=30, what="an ingester that says it is not ready")
    proxy.heal()
    theatre.await_ready(60)
    end_foreign(theatre)


def test_a_half_open_line_to_the_database_ends_the_ingester_and_loses_nothing(make_theatre, proxy_to):
    """A statement that is never answered cannot be told from a slow one: the watchdog gives up in the end."""
    theatre = make_theatre(own=4, phones=2)
    proxy = proxy_to(int(theatre.database_url.rsplit(":", 1)[1].split("/")[0]))
    theatre.ingest_settings["SIANGSA_DATABASE_URL"] = through(theatre.database_url, proxy)
    theatre.ingest_settings["SIANGSA_INGEST_GIVE_UP_S"] = "12"
    theatre.start_ingester()
    theatre.await_ready()
    theatre.start_own_press(20.0)
    store = Store(theatre.database_url)
    wait_for(lambda: store.fixes() > 100, what="fixes before the silence")
    proxy.swallow()
    wait_for(lambda: not theatre.ready(), timeout_s=15, what="an ingester that says it is not ready")
    proxy.heal()
    wait_for(
        lambda: theatre.ready() or not theatre.ingester.running(), timeout_s=60, what="the watchdog's end"
    )
    if not theatre.ingester.running():
        # what a supervisor does
        theatre.start_ingester()
    theatre.await_ready()
    end_own(theatre)


def test_a_half_open_line_of_a_device_loses_nothing(make_theatre, proxy_to):
    """The device hears no receipt; it sends again what it has when its line is back."""
    theatre = make_theatre(own=4)
    proxy = proxy_to(theatre.broker.port)
    theatre.start_ingester()
    theatre.await_ready()
    theatre.press_port = proxy.port
    theatre.start_own_press(20.0)
    store = Store(theatre.database_url)
    wait_for(lambda: store.fixes() > 100, what="fixes before the silence")
    proxy.swallow()
    stored = store.fixes()
    # the device waits for its keepalive as the broker does; killing it shortens the wait and is a fault too
    theatre.press.process.send_signal(signal.SIGKILL)
    theatre.press.process.wait()
    proxy.heal()
    theatre.restart_press()
    wait_for(lambda: store.fixes() > stored + 50, timeout_s=30, what="fixes after the silence")
    end_own(theatre)
