"""The program that backs the system up every night: it looks every minute whether a backup is due.

It asks the job queue for one, and is the worker of that queue too; so a backup that somebody else asks for is
made by the same hands, one at a time, and a killed keeper's job is taken up by the next.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import procrastinate
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from data.store.backup.archive import remove_orphans
from data.store.backup.errors import BackupError
from data.store.backup.progress import StoppedError
from data.store.backup.runs import Source, back_up
from data.store.backup.schedule import Rhythm
from data.store.jobs import BACK_UP, BACKUP_QUEUE, worker_app
from data.store.queries import backups

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 60.0
STALLED_AFTER_S: Final = 30.0
_BACKOFF_S: Final = 5.0
_STOP_LOOK_S: Final = 0.2
_REMEMBERED: Final = 2_000


@dataclass(frozen=True)
class Around:
    """What the keeper is given.

    Parameters
    ----------
    folder
        Where nightly backups lie; made when missing.
    now
        Real time, aware UTC.
    """

    source: Source
    sessions: "sessionmaker[Session]"
    folder: Path
    rhythm: Rhythm
    now: Callable[[], datetime]


def run(around: Around, stop: threading.Event, *, look_every_s: float = LOOK_EVERY_S) -> None:
    """Keep backups until `stop` is set; one under way is ended then. An absent database is awaited.

    Parameters
    ----------
    look_every_s
        Seconds between two looks whether a backup is due.
    """
    asyncio.run(_serve(around, stop, look_every_s))


def is_due(around: Around) -> bool:
    """Tell whether tonight's backup is missing."""
    with around.sessions() as session:
        good = backups.last_good(session, backups.SCHEDULED)
        last = backups.last_of(session, backups.SCHEDULED)
    return around.rhythm.is_due(around.now(), good, last)


def make_nightly(around: Around, stop: threading.Event) -> None:
    """Make tonight's backup unless it is there, then let go of those that are more than are kept."""
    if not is_due(around):
        return
    try:
        around.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_orphans(around.folder)
        made = back_up(around.source, around.folder, backups.SCHEDULED, log.debug, stop)
    except StoppedError:
        log.info("a backup was stopped before its end; the next start makes it")
    except (BackupError, OSError) as error:
        log.error("no backup tonight: %s", error)  # noqa: TRY400 - a sentence for people, and a row says it too
    else:
        log.info("backup %s: %.1f MB", made.path.name, made.size_bytes / 1e6)
        prune(around)


def prune(around: Around) -> list[Path]:
    """Delete the oldest nightly backups beyond those that are kept; return them. Others are never touched."""
    with around.sessions() as session:
        nightly = backups.newest(session, _REMEMBERED, backups.SCHEDULED)
    gone = [Path(run.file) for run in around.rhythm.surplus(nightly) if run.file]
    gone = [path for path in gone if path.parent == around.folder.resolve() and path.exists()]
    for path in gone:
        path.unlink(missing_ok=True)
        log.info("backup %s is older than those that are kept", path.name)
    return gone


async def _serve(around: Around, stop: threading.Event, look_every_s: float) -> None:
    while not stop.is_set():
        try:
            await _work(around, stop, look_every_s)
        except (procrastinate.exceptions.ConnectorException, SQLAlchemyError) as error:
            log.warning("the database is away, trying again: %s", _first_line(error))
            await _until(stop, _BACKOFF_S)


async def _work(around: Around, stop: threading.Event, look_every_s: float) -> None:
    app = worker_app(around.source.url)
    _register(app, around, stop)
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=[BACKUP_QUEUE],
                name="backup",
                concurrency=1,
                install_signal_handlers=False,
                shutdown_graceful_timeout=15,
                delete_jobs="always",
                update_heartbeat_interval=STALLED_AFTER_S / 3,
                stalled_worker_timeout=STALLED_AFTER_S,
            )
        )
        side = asyncio.create_task(_look_after(app, around, look_every_s))
        end = asyncio.create_task(_until(stop))
        await asyncio.wait({worker, side, end}, return_when="FIRST_COMPLETED")
        for task in (side, worker, end):
            task.cancel()
        ends = await asyncio.gather(worker, side, return_exceptions=True)
        for ended in ends:
            if isinstance(ended, Exception):
                raise ended


def _register(app: procrastinate.App, around: Around, stop: threading.Event) -> None:
    @app.task(name=BACK_UP, queue=BACKUP_QUEUE)
    async def nightly(**_asked: Any) -> None:  # noqa: ANN401 - JSON of the queue
        await asyncio.to_thread(make_nightly, around, stop)


async def _look_after(app: procrastinate.App, around: Around, look_every_s: float) -> None:
    while True:
        for job in await app.job_manager.get_stalled_jobs(
            queue=BACKUP_QUEUE, seconds_since_heartbeat=STALLED_AFTER_S
        ):
            await app.job_manager.retry_job(job)
        if await asyncio.to_thread(is_due, around):
            with suppress(procrastinate.exceptions.AlreadyEnqueued):
                await app.configure_task(BACK_UP, queue=BACKUP_QUEUE, queueing_lock=BACK_UP).defer_async()
        await asyncio.sleep(look_every_s)


async def _until(stop: threading.Event, at_most_s: float = float("inf")) -> None:
    waited_s = 0.0
    while not stop.is_set() and waited_s < at_most_s:
        await asyncio.sleep(_STOP_LOOK_S)
        waited_s += _STOP_LOOK_S


def _first_line(error: Exception) -> str:
    return (str(error.__cause__ or error).strip() or type(error).__name__).splitlines()[0]
