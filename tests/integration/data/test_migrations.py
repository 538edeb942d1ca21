"""Every revision goes up and comes back on a database that holds a row in every table (P12)."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text

from data.store import migrate, models
from data.store.engine import make_engine
from tests.support.filled_store import fill

pytestmark = pytest.mark.services


def counts(engine):
    """Return the rows of every table of ours that exists."""
    with engine.connect() as connection:
        existing = set(inspect(connection).get_table_names())
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in models.Base.metadata.sorted_tables
            if table.name in existing
        }


def revisions():
    """Return the revisions from the newest to the oldest."""
    folder = ScriptDirectory(str(migrate._FOLDER))
    return [script.revision for script in folder.walk_revisions()]


@pytest.fixture
def filled(database_url):
    fill(database_url)
    engine = make_engine(database_url)
    yield engine, database_url
    engine.dispose()


def test_models_and_migrations_agree(database_url):
    assert migrate.drift(database_url) == []


def test_filled_database_has_a_row_in_every_table(filled):
    engine, _ = filled
    rows = counts(engine)
    assert set(rows) == set(models.Base.metadata.tables)
    assert [name for name, count in rows.items() if not count] == []


def test_filled_database_has_not_drifted(filled):
    _, url = filled
    assert migrate.drift(url) == []


def test_every_revision_goes_down_and_up_on_a_filled_database_and_other_tables_keep_their_rows(filled):
    engine, url = filled
    steps = [*revisions()[1:], "base"]
    for older in steps:
        before = counts(engine)
        migrate.downgrade(url, older)
        after = counts(engine)
        assert after == {name: before[name] for name in after}, older
    assert after == {}
    for newer in revisions()[::-1]:
        before = counts(engine)
        migrate.upgrade(url, newer)
        after = counts(engine)
        assert {name: after[name] for name in before} == before, newer
    assert migrate.drift(url) == []


def test_database_that_came_back_can_be_filled_again(filled):
    engine, url = filled
    migrate.downgrade(url, "base")
    migrate.upgrade(url)
    fill(url)
    assert all(counts(engine).values())


def test_downgrade_leaves_nothing_of_ours(filled):
    engine, url = filled
    migrate.downgrade(url, "base")
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version", "spatial_ref_sys"}
        assert tables == set()
        assert "queue" not in inspect(connection).get_schema_names()
        assert connection.scalar(text("select count(*) from pg_sequences where schemaname = 'public'")) == 0


def test_one_step_down_and_up_keeps_every_row_of_the_rest(filled):
    engine, url = filled
    before = counts(engine)
    migrate.downgrade(url, revisions()[1])
    migrate.upgrade(url)
    after = counts(engine)
    lost = {name for name in before if before[name] != after[name]}
    assert all(after[name] == 0 for name in lost)


def test_migration_waiting_for_a_lock_gives_up(filled):
    engine, url = filled
    with engine.connect() as holder:
        holder.execute(text("lock table village in access share mode"))
        holder.execute(text("lock table audit in access share mode"))
        with pytest.raises(Exception, match="lock timeout"):
            migrate.downgrade(url, "base")
