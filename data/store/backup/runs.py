"""A backup that is written down: made, or failed and why."""

import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from data.contract.clock import real_now
from data.store.backup.dump import Dumped, dump
from data.store.backup.errors import BackupError
from data.store.backup.progress import StoppedError, Tell
from data.store.engine import reachable, session_factory
from data.store.errors import StoreError
from data.store.models import BackupRun
from data.store.queries import backups
from data.store.queries.backups import Kind

SUFFIX: Final = ".siangsa"


@dataclass(frozen=True, slots=True)
class Source:
    """The system that is backed up: its database, and the folder of its settings, None when it has none."""

    url: str
    data_dir: Path | None


def file_name(now: datetime) -> str:
    """Return a name for a backup made at `now` (aware UTC)."""
    return f"siangsa-{now:%Y-%m-%dT%H%M%SZ}{SUFFIX}"


def back_up(
    source: Source, target: Path, kind: Kind, tell: Tell, stop: threading.Event | None = None
) -> Dumped:
    """Make a backup, read it once more, and write down what became of it.

    Parameters
    ----------
    target
        The file to write, or a folder in which it gets a name with its time.
    stop
        Set it to end early; a backup that was stopped is not written down.

    Raises
    ------
    BackupError
        When none was made; nothing is left of it.
    """
    began = real_now()
    path = target / file_name(began) if target.is_dir() else target
    try:
        made = dump(source.url, path, data_dir=source.data_dir, now=began, tell=tell, stop=stop)
    except StoppedError:
        raise
    except BackupError as error:
        _note(source.url, BackupRun(kind=kind, began_at=began, ended_at=real_now(), error=str(error)), tell)
        raise
    run = BackupRun(
        kind=kind,
        began_at=began,
        ended_at=real_now(),
        file=str(made.path.resolve()),
        size_bytes=made.size_bytes,
        digest=made.digest,
    )
    _note(source.url, run, tell)
    return made


def _note(url: str, run: BackupRun, tell: Tell) -> None:
    """Write a run down; a database that cannot take it does not spoil the backup."""
    try:
        with reachable(url) as engine, session_factory(engine).begin() as session:
            backups.record(session, run)
    except (SQLAlchemyError, StoreError) as error:
        tell(f"the backup could not be written down: {str(error).splitlines()[0]}")
