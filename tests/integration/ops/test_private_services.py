"""PostgreSQL and Mosquitto of our own: they start, keep what they were given, and leave nothing behind."""

import shutil
import signal
import subprocess

import psutil
import psycopg
import pytest

from ops.accounts import fleet_accounts
from ops.errors import PortTakenError, ServiceError
from ops.mosquitto import PrivateMosquitto
from ops.ports import is_free
from ops.postgres import IDENTITY, PrivatePostgres

pytestmark = pytest.mark.services

NOT_AUTHORIZED = "Not authorized"


@pytest.fixture
def cluster(tmp_path):
    cluster = PrivatePostgres(tmp_path, throwaway=False)
    yield cluster
    cluster.throwaway = True
    cluster.stop()


def test_new_cluster_has_postgis_in_every_database_our_role_makes(tmp_path):
    with PrivatePostgres(tmp_path, throwaway=True) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("create database another")
        with psycopg.connect(server.url, dbname="another") as connection:
            version = connection.execute("select postgis_lib_version()").fetchone()[0]
            superuser = connection.execute(
                "select rolsuper from pg_roles where rolname = current_user"
            ).fetchone()[0]
    assert version.startswith("3.")
    assert not superuser


def test_wrong_password_is_refused(tmp_path):
    with PrivatePostgres(tmp_path, throwaway=True) as server, pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url, password="wrong")


def test_stopped_cluster_keeps_its_data_its_port_and_its_passwords(cluster, tmp_path):
    cluster.start()
    with psycopg.connect(cluster.url) as connection:
        connection.execute("create table kept as select 1 as n")
    url = cluster.url
    cluster.stop()
    again = PrivatePostgres(tmp_path)
    with again, psycopg.connect(again.url) as connection:
        assert connection.execute("select n from kept").fetchone() == (1,)
    assert again.url == url


def test_cluster_of_a_deleted_folder_is_kept_and_named_in_one_sentence(cluster, tmp_path):
    cluster.start()
    cluster.stop()
    (tmp_path / IDENTITY).unlink()
    with pytest.raises(ServiceError, match="--fresh"):
        PrivatePostgres(tmp_path).start()
    assert (cluster.home.path / "cluster" / "PG_VERSION").exists()


def test_stopped_services_leave_no_process_no_port_and_no_folder(tmp_path):
    with (
        PrivatePostgres(tmp_path, throwaway=True) as server,
        PrivateMosquitto(tmp_path, accounts=fleet_accounts(["dt-01"]), throwaway=True) as broker,
    ):
        parents = [psutil.Process(pid) for pid in (*server.pids, *broker.pids)]
        family = [*parents, *(child for parent in parents for child in parent.children(recursive=True))]
        assert len(parents) == 2
    assert not [process for process in family if process.is_running()]
    assert is_free(server.port)
    assert is_free(broker.port)
    assert not server.home.path.exists()
    assert not broker.home.path.exists()


def test_cluster_whose_supervisor_was_killed_is_taken_over(cluster, tmp_path):
    cluster.start()
    child, cluster.child = cluster.child, None
    orphan = psutil.Process(child.pid)
    with PrivatePostgres(tmp_path) as again, psycopg.connect(again.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
        assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
    child.process.wait(10)


def test_port_that_is_taken_now_is_named(cluster, tmp_path):
    cluster.start()
    cluster.stop()
    with PrivateMosquitto(tmp_path / "other", throwaway=True) as broker:
        (tmp_path / "mosquitto.json").write_text(f'{{"port": {broker.port}}}')
        late = PrivateMosquitto(tmp_path, throwaway=True)
        with pytest.raises(PortTakenError, match=str(broker.port)):
            late.start()
        late.stop()


def publish(url, topic):
    """Publish with a client that is not ours, MQTT 5; return what it complained about."""
    result = subprocess.run(
        ["mosquitto_pub", "-V", "5", "-q", "1", "-L", f"{url}/{topic}", "-m", "x"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return result.stderr


mosquitto_clients = pytest.mark.skipif(
    shutil.which("mosquitto_pub") is None,
    reason="mosquitto-clients is not installed",
)


@mosquitto_clients
@pytest.mark.parametrize(
    ("account", "topic", "allowed"),
    [
        ("dt-01", "fleet/dt-01/fix", True),
        ("dt-01", "fleet/dt-01/past", True),
        ("dt-01", "fleet/dt-01/event", True),
        ("dt-01", "fleet/dt-02/fix", False),
        ("dt-01", "fleet/dt-01/receipt", False),
        ("dt-01", "fleet/dt-02/route", False),
        ("ingest", "fleet/dt-01/receipt", True),
        ("ingest", "fleet/dt-02/route", True),
        ("ingest", "fleet/dt-01/fix", False),
    ],
)
def test_account_writes_only_its_own_topics(broker, account, topic, allowed):
    complaint = publish(broker.url_for(account), topic)
    assert (NOT_AUTHORIZED not in complaint) == allowed


@mosquitto_clients
def test_nobody_signs_in_without_an_account_or_with_a_wrong_password(broker):
    assert NOT_AUTHORIZED in publish(f"mqtt://127.0.0.1:{broker.port}", "fleet/dt-01/fix")
    assert NOT_AUTHORIZED in publish(f"mqtt://dt-01:wrong@127.0.0.1:{broker.port}", "fleet/dt-01/fix")


def test_passwords_stand_nowhere_in_the_clear(broker):
    text = (broker.home.path / "passwords").read_text()
    assert "dt-01:$" in text
    for account in fleet_accounts(["dt-01"]):
        assert account.password not in text
    assert (broker.home.path / "passwords").stat().st_mode & 0o077 == 0


def test_stopped_broker_answers_a_signal_in_good_order(tmp_path):
    broker = PrivateMosquitto(tmp_path, accounts=fleet_accounts(["dt-01"]))
    broker.start()
    child = broker.child
    broker.throwaway = True
    broker.stop()
    assert child.process.returncode in (0, -signal.SIGTERM)


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broker")
    with PrivateMosquitto(folder, accounts=fleet_accounts(["dt-01", "dt-02"]), throwaway=True) as broker:
        yield broker
