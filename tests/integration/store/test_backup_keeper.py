"""Every night a backup by the job queue; the oldest go; a failure is written down and tried again."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import text

from data.contract.clock import real_now
from data.store.backup import keeper
from data.store.backup.archive import digest_of
from data.store.backup.restore import verify
from data.store.backup.runs import Source
from data.store.backup.schedule import Rhythm
from data.store.engine import session_factory
from data.store.models import BackupRun
from data.store.queries import backups
from tests.support.waiting import wait_until

pytestmark = pytest.mark.services
NIGHTLY = Rhythm(time(0, 30), "Asia/Jakarta", keep=2)


@pytest.fixture
def around(database_url, engine, tmp_path):
    (tmp_path / "secrets.json").write_text("{}")
    source = Source(database_url, tmp_path)
    return keeper.Around(source, session_factory(engine), tmp_path / "backups", NIGHTLY, real_now)


def never():
    return threading.Event()


def runs(around):
    with around.sessions() as session:
        return backups.newest(session, 50)


def files(around):
    return sorted(path.name for path in around.folder.iterdir())


def age(around, by):
    """Let everything that was made be older."""
    with around.sessions.begin() as session:
        session.execute(
            text("update backup_run set began_at = began_at - :by, ended_at = ended_at - :by"), {"by": by}
        )


def test_a_due_backup_is_made_once_and_written_down(around):
    keeper.make_nightly(around, never())
    keeper.make_nightly(around, never())
    (run,) = runs(around)
    (name,) = files(around)
    path = around.folder / name
    assert (run.kind, run.error, run.file) == ("scheduled", None, str(path))
    assert (run.size_bytes, run.digest) == (path.stat().st_size, digest_of(path))
    assert verify(path, lambda _: None).folder == ("secrets.json",)


def test_the_oldest_nightly_backup_goes_and_others_stay(around):
    around.folder.mkdir()
    mine = [around.folder / f"{name}.siangsa" for name in ("first", "second", "third")]
    for path in (*mine, around.folder / "by-hand.siangsa"):
        path.write_text("x")
    elsewhere = around.folder.parent / "elsewhere.siangsa"
    elsewhere.write_text("x")
    now = datetime.now(UTC)
    with around.sessions.begin() as session:
        for number, path in enumerate((elsewhere, *mine)):
            began = now - timedelta(days=10 - number)
            session.add(BackupRun(kind="scheduled", began_at=began, ended_at=began, file=str(path)))
    assert keeper.prune(around) == [mine[0]]
    assert files(around) == ["by-hand.siangsa", "second.siangsa", "third.siangsa"]
    assert elsewhere.exists()


def test_a_failed_night_is_written_down_in_a_sentence_and_worries(around, monkeypatch):
    keeper.make_nightly(around, never())
    made_at = real_now()
    age(around, timedelta(hours=25))
    monkeypatch.setattr("data.store.backup.tools.installed", lambda _: {})
    keeper.make_nightly(around, never())
    newest = runs(around)[0]
    assert newest.file is None
    assert "pg_dump" in newest.error
    assert len(files(around)) == 1
    with around.sessions() as session:
        assert backups.worry(session, around.now()) == "failed"
    # tried again after an hour, and all is well
    monkeypatch.undo()
    assert not keeper.is_due(around)
    age(around, timedelta(minutes=61))
    # a file is named by its second of real time
    wait_until(lambda: real_now() - made_at > timedelta(seconds=1))
    keeper.make_nightly(around, never())
    with around.sessions() as session:
        assert backups.worry(session, around.now()) is None


@pytest.mark.parametrize(
    ("hours", "kind", "worry"),
    [(None, "manual", "never"), (25.9, "scheduled", None), (26.1, "scheduled", "old"), (1, "manual", None)],
)
def test_a_backup_older_than_26_hours_worries_and_none_at_all_too(session, hours, kind, worry):
    now = datetime.now(UTC)
    if hours is not None:
        session.add(BackupRun(kind=kind, began_at=now - timedelta(hours=hours), file="x"))
    assert backups.worry(session, now) == worry


def test_a_stopped_backup_leaves_nothing_and_is_no_failure(around):
    stop = threading.Event()
    stop.set()
    keeper.make_nightly(around, stop)
    assert files(around) == []
    assert runs(around) == []
    assert keeper.is_due(around)


def test_the_keeper_makes_every_night_s_backup_through_the_job_queue_and_ends(around):
    stop = threading.Event()
    program = threading.Thread(target=keeper.run, args=(around, stop), kwargs={"look_every_s": 0.1})
    program.start()
    try:
        wait_until(lambda: len(runs(around)) == 1)
        age(around, timedelta(days=1))
        wait_until(lambda: len(runs(around)) == 2)
    finally:
        stop.set()
        program.join(30)
    assert not program.is_alive()
    with around.sessions() as session:
        assert (
            session.scalar(text("select count(*) from queue.procrastinate_jobs where status = 'todo'")) == 0
        )


def test_the_job_of_a_keeper_that_was_killed_keeps_nobody_from_the_next(around):
    with around.sessions.begin() as session:
        session.execute(
            text(
                "insert into queue.procrastinate_workers (last_heartbeat) values (now() - interval '1 hour');"
                " insert into queue.procrastinate_jobs (queue_name, task_name, status, worker_id,"
                " queueing_lock) select 'backup', 'back_up', 'doing', id, 'back_up'"
                " from queue.procrastinate_workers"
            )
        )
    stop = threading.Event()
    program = threading.Thread(target=keeper.run, args=(around, stop), kwargs={"look_every_s": 0.1})
    program.start()
    try:
        wait_until(lambda: len(runs(around)) == 1)
    finally:
        stop.set()
        program.join(30)
    assert not program.is_alive()
