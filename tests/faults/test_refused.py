"""The database runs and refuses: rights are taken away and given back while devices send."""

import json

import psycopg
import pytest
from psycopg import sql

from data.store.address import plain_url
from tests.support.accounts_of_faults import end_foreign, end_own
from tests.support.ingest_world import Store, wait_for

pytestmark = [pytest.mark.services, pytest.mark.slow]


@pytest.fixture
def admin(databases, database_url):
    """Give the superuser's connection to the test's database."""
    url = f"{databases.server.admin_url.rsplit('/', 1)[0]}/{database_url.rsplit('/', 1)[1]}"
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        yield connection


def hang_up_on(admin, role):
    admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", (role,))


def acknowledged(theatre):
    """Return how many fixes the broker has taken from devices without receipts."""
    if not theatre.ledger.exists():
        return 0
    books = json.loads(theatre.ledger.read_text())["devices"].values()
    return sum(last - first + 1 for book in books for first, last in book["acknowledged"])


@pytest.fixture
def role(databases):
    """Give the name of the programs' role."""
    return databases.server.url.split("//", 1)[1].split(":", 1)[0]


def test_a_revoked_right_to_write_stops_acknowledgements_and_loses_nothing(make_theatre, admin, role):
    """While nothing can be stored nothing is receipted; what was sent meanwhile is stored afterwards."""
    theatre = make_theatre(phones=2, trackers=2)
    theatre.start_ingester()
    theatre.await_ready()
    theatre.start_foreign_press(5.0, begins_s=1_760_000_000)
    store = Store(theatre.database_url)
    wait_for(lambda: store.fixes() > 20, what="fixes while all is well")
    admin.execute(sql.SQL("revoke insert on fix from {}").format(sql.Identifier(role)))
    wait_for(lambda: not theatre.ready(), timeout_s=15, what="an ingester that says it is not ready")
    stored, told = store.fixes(), acknowledged(theatre)
    wait_for(lambda: acknowledged(theatre) > told + 20, what="more fixes at the broker")
    assert store.fixes() == stored
    admin.execute(sql.SQL("grant insert on fix to {}").format(sql.Identifier(role)))
    theatre.await_ready()
    account = end_foreign(theatre)
    assert account.quarantined == 0


def test_a_role_that_may_not_sign_in_stops_acknowledgements_and_loses_nothing(make_theatre, admin, role):
    """A supervisor starts an ingester again that ended over it; the fixes wait in spools and broker."""
    theatre = make_theatre(own=4)
    theatre.start_ingester()
    theatre.await_ready()
    theatre.start_own_press(20.0)
    store = Store(theatre.database_url)
    wait_for(lambda: store.fixes() > 50, what="fixes while all is well")
    try:
        admin.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(role)))
        hang_up_on(admin, role)
        wait_for(lambda: not theatre.ready(), timeout_s=15, what="an ingester that says it is not ready")
        stored = admin.execute("select count(*) from fix").fetchone()
        admin.execute("select pg_sleep(1)")
        assert admin.execute("select count(*) from fix").fetchone() == stored
    finally:
        admin.execute(sql.SQL("alter role {} login").format(sql.Identifier(role)))
    if not theatre.ingester.running():
        theatre.start_ingester()
    theatre.await_ready()
    end_own(theatre)
