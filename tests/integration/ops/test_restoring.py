"""A whole system from a backup: settings, secrets, roads and a private database; or nothing at all."""

import psycopg
import pytest
from typer.testing import CliRunner

from data.contract.clock import real_now
from data.store.backup.dump import dump
from ops import cli_restore, restoring
from ops.postgres import PrivatePostgres

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def backup(databases, migrated_template, tmp_path_factory):
    """Give the backup of an office with an account and settings."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "stack.json").write_text('{"kind": "office", "port": 8123}')
    (folder / "postgres.json").write_text('{"port": 1}')
    url = databases.create(migrated_template)
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            "insert into account (username, password_hash, role, scope_kind, scope_values, token_version,"
            " created_at) values ('ani', 'none', 'admin', 'all', '{}', 1, now())"
        )
    path = folder.parent / "office.siangsa"
    dump(url, path, data_dir=folder, now=real_now(), tell=lambda _: None)
    databases.drop(url)
    return path


@pytest.fixture
def restore(monkeypatch):
    """Give a function that calls the command and returns its exit code and its output."""
    monkeypatch.delenv("SIANGSA_DATABASE_URL", raising=False)

    def call(*arguments):
        done = CliRunner().invoke(cli_restore.app, [str(argument) for argument in arguments])
        return done.exit_code, done.output

    return call


def test_a_system_is_restored_into_a_new_folder_with_a_database_of_its_own(backup, restore, tmp_path):
    folder = tmp_path / "new"
    server = PrivatePostgres(folder)
    try:
        code, said = restore(backup, "--data", folder)
        assert code == 0, said
        assert "all compared" in said
        assert (folder / "stack.json").read_text() == '{"kind": "office", "port": 8123}'
        with server, psycopg.connect(server.url) as db:
            assert db.execute("select username from account").fetchall() == [("ani",)]
    finally:
        server.home.remove()


def test_a_restore_that_fails_leaves_folder_and_database_away(backup, restore, tmp_path, monkeypatch):
    folder = tmp_path / "new"
    monkeypatch.setattr(restoring, "start_database", broken)
    with pytest.raises(KeyboardInterrupt):
        restoring.restore_system(cli_world(folder), backup)
    assert {path.name for path in folder.iterdir()} <= {"lock", "logs"}
    monkeypatch.undo()


def cli_world(folder):
    from ops.cli import make_settings, say
    from ops.service.running import office_world

    return office_world(folder, make_settings(), say)


def broken(world, _supervisor):
    (world.folder.path / "half-made").write_text("x")
    raise KeyboardInterrupt


def test_a_folder_in_use_and_a_file_that_is_no_backup_are_refused_before_anything_is_made(
    backup, restore, tmp_path
):
    folder = tmp_path / "used"
    folder.mkdir()
    (folder / "secrets.json").write_text("mine")
    code, said = restore(backup, "--data", folder)
    assert (code, said.count("\n")) == (1, 1)
    assert "is not empty (secrets.json)" in said
    code, said = restore(folder / "secrets.json", "--data", tmp_path / "new")
    assert code == 1
    assert "is no backup of Siangsa" in said
    assert not (tmp_path / "new").exists()
