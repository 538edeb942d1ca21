"""Real services for tests: one private PostgreSQL for the run, a fresh database and broker for each test."""

import itertools
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from data.store.engine import make_engine, session_factory
from data.store.migrate import upgrade
from ops.accounts import Account, fleet_accounts
from ops.mosquitto import PrivateMosquitto
from ops.postgres import PrivatePostgres
from tests.support.demo_stack import RunningDemo, running_demo
from tests.support.memory_disk import in_memory
from tests.support.scheduling import DemoInOneWorker, in_order, looks_at_demo

_numbers = itertools.count(1)
_demo = ExitStack()
# pytest --hypothesis-profile=nightly: ten times as many examples wherever a test does not say how many.
settings.register_profile("nightly", max_examples=1000, deadline=None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> DemoInOneWorker:
    """Share the tests out over workers, in the order collected; only called with ``-n``."""
    config.option.loadscopereorder = False
    return DemoInOneWorker(config, log)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory) -> Iterator[PrivatePostgres]:
    """Give one throwaway PostgreSQL server for the whole run."""
    server = PrivatePostgres(tmp_path_factory.mktemp("postgres"), throwaway=True)
    server.home = in_memory(server.home)
    with server:
        yield server


class Databases:
    """Makes databases as copies of a template's files: 25 ms each; through the log it would be 300."""

    def __init__(self, server: PrivatePostgres) -> None:
        self.server = server

    def create(self, template: str | None = None) -> str:
        """Make a database, empty or as a copy of the database at URL `template`; return its URL."""
        name = f"test_{next(_numbers)}"
        source = template.rsplit("/", 1)[1] if template else "siangsa"
        with psycopg.connect(self.server.admin_url, autocommit=True) as admin:
            owner = self.server.url.split("//", 1)[1].split(":", 1)[0]
            admin.execute(f'create database "{name}" template "{source}" owner "{owner}" strategy file_copy')
        return self.server.url.rsplit("/", 1)[0] + f"/{name}"

    def drop(self, url: str) -> None:
        """Delete the database at `url`, whoever is still connected."""
        with psycopg.connect(self.server.admin_url, autocommit=True) as admin:
            admin.execute(f'drop database if exists "{url.rsplit("/", 1)[1]}" with (force)')


@pytest.fixture(scope="session")
def databases(postgres: PrivatePostgres) -> Databases:
    """Give the maker of databases."""
    return Databases(postgres)


@pytest.fixture(scope="session")
def migrated_template(databases: Databases) -> str:
    """Give the URL of a migrated, empty database; only to be copied."""
    url = databases.create()
    upgrade(url)
    return url


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """Give a database with PostGIS and nothing else."""
    url = databases.create()
    yield url
    databases.drop(url)


@pytest.fixture
def database_url(databases: Databases, migrated_template: str) -> Iterator[str]:
    """Give a migrated database without rows, for one test."""
    url = databases.create(migrated_template)
    yield url
    databases.drop(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an engine on the test's database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Give a maker of sessions on the test's database."""
    return session_factory(engine)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """Give a session; what the test does not commit is gone after it."""
    with sessions() as session:
        yield session


@pytest.fixture
def make_broker(tmp_path: Path) -> Iterator[Callable[..., PrivateMosquitto]]:
    """Give a function that starts a broker with the accounts of `devices` and the ingester."""
    started: list[PrivateMosquitto] = []

    def start(*devices: str, accounts: tuple[Account, ...] = (), autosave_s: int = 300) -> PrivateMosquitto:
        broker = PrivateMosquitto(
            tmp_path / f"broker-{next(_numbers)}",
            accounts=[*fleet_accounts(devices), *accounts],
            throwaway=True,
            autosave_s=autosave_s,
        )
        started.append(broker)
        return broker.start()

    yield start
    for broker in started:
        broker.stop()


@pytest.fixture(scope="session")
def console(tmp_path_factory) -> Iterator[RunningDemo]:
    """Give a running demo, slow enough that its shift outlasts the tests: its address and a sign-in."""
    with _demo:
        yield _demo.enter_context(running_demo(tmp_path_factory.mktemp("demo"), "--speed", "30"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With workers, begin with what takes longest."""
    if hasattr(config, "workerinput"):
        items[:] = [items[number] for number in in_order([item.nodeid for item in items])]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Stop the demo before the first test that does not look at it, as all that do run one after the other.

    Kept to the end, its trucks and programs would take half a core from the other tests.
    """
    if not looks_at_demo(item.nodeid):
        _demo.close()


@pytest.fixture
def unused_port_holder() -> Iterator[int]:
    """Give a port that another program holds."""
    with socket.create_server(("127.0.0.1", 0)) as holder:
        yield holder.getsockname()[1]
