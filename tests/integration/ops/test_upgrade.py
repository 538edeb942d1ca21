"""An office's database is migrated by `siangsa upgrade` alone, after a dump, and comes back."""

import pytest
from sqlalchemy import text

from data.contract.calendar import OperatingCalendar
from data.store import migrate
from data.store.engine import make_engine
from ops import prepare
from ops.errors import AlreadyRunningError, StackError
from ops.folder import DataFolder
from ops.settings import OpsSettings
from ops.stack import settle_folder
from ops.upgrade import demand_current, go_back, note_program, upgrade
from ops.world import Options, World

pytestmark = pytest.mark.services

# long before any table of which this test knows, and still with an account to keep
FORMER = "0012"


@pytest.fixture(scope="module")
def former(databases):
    """Give a database of a former version with one account in it; only to be copied."""
    url = databases.create()
    migrate.upgrade(url, FORMER)
    columns = "username, password_hash, role, scope_kind, scope_values, token_version, created_at"
    execute(url, f"insert into account ({columns}) values ('budi', 'x', 'admin', 'all', '{{}}', 1, now())")
    return url


@pytest.fixture
def office(tmp_path, databases, former, monkeypatch):
    """Give an office whose database is of a former version."""
    url = databases.create(former)
    monkeypatch.setattr(prepare, "reference_data", lambda _world: None)
    told = []
    settings = OpsSettings(database_url=url)
    folder = DataFolder(tmp_path / "office")
    folder.logs.mkdir(parents=True)
    world = World(folder, Options("office", 1), settings, OperatingCalendar(), told.append)
    settle_folder(world)
    world.values["SIANGSA_DATABASE_URL"] = url
    return world


def execute(url, statement):
    engine = make_engine(url)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        rows = list(result) if result.returns_rows else []
    engine.dispose()
    return rows


def test_start_refuses_a_former_database_and_names_the_command(office):
    with pytest.raises(StackError, match=r"earlier version \(revision 0012.*siangsa upgrade --data"):
        demand_current(office)


def test_database_of_a_newer_program_is_not_touched(office):
    execute(office.database_url, "update alembic_version set version_num = '9999'")
    for act in (demand_current, upgrade):
        with pytest.raises(StackError, match="newer version"):
            act(office)


def test_upgrade_dumps_migrates_and_goes_back_without_losing_an_account(office):
    note_program(office)
    upgrade(office)
    assert migrate.revision_of(office.database_url) == migrate.head()
    (dump,) = (office.folder.path / "backups").glob("before-upgrade-*.siangsa")
    assert dump.stat().st_size > 0
    demand_current(office)
    go_back(office)
    assert migrate.revision_of(office.database_url) == FORMER
    assert execute(office.database_url, "select username from account") == [("budi",)]
    with pytest.raises(StackError, match="nothing to go back to"):
        go_back(office)


def test_upgrade_touches_nothing_while_the_system_runs(office, monkeypatch):
    monkeypatch.setattr("ops.upgrade.STOPPING_S", 0)
    with DataFolder(office.folder.path).held(), pytest.raises(AlreadyRunningError, match="stop it"):
        upgrade(office)
    assert migrate.revision_of(office.database_url) == FORMER
