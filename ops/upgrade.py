"""`siangsa upgrade`: an office's database brought up to a new program, after a dump; and the way back."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from data.contract.clock import real_now
from data.store import migrate
from ops import prepare
from ops.errors import StackError
from ops.processes import Supervisor
from ops.services import start_database
from ops.world import REPOSITORY, World

BACKUPS: Final = "backups"
STOPPING_S: Final = 30.0
"""What a `systemctl stop` that was just given may still need."""
_NOTE, _RAN = "upgraded", "ran"


def upgrade(world: World, *, dumped: bool = True) -> None:
    """Dump the database, bring it up to this program, and note the way back; nothing else may run on it.

    Parameters
    ----------
    dumped
        Make a dump first.

    Raises
    ------
    AlreadyRunningError
        Something runs on the folder.
    StackError
        The database is of a newer program.
    ProgramError
        Dump or migration failed; the database is as it was before the migration that failed.
    """
    with _alone(world) as supervisor:
        start_database(world, supervisor)
        before = _revision(world)
        if before is None:
            world.tell("the database is new: the first start fills it")
            return
        if before == migrate.head():
            world.tell(f"the database is of this version already (revision {before}): nothing to do")
            return
        dump = _dump(world) if dumped else None
        prepare.migrate(world)
        prepare.reference_data(world)
        prepare.note_up_to_date(world)
        _note(world, before, dump)
        world.tell(f"revision {before} -> {migrate.head()}; start it again")
        world.tell(f"way back: siangsa upgrade --back --data {world.folder.path}, then the former program")


def go_back(world: World) -> None:
    """Take the database back to before the last upgrade; what only the newer version knew is lost.

    Raises
    ------
    StackError
        No upgrade is noted, or the database has moved on since.
    """
    with _alone(world) as supervisor:
        note = world.folder.choice(_NOTE)
        if not note:
            raise StackError(f"no upgrade is noted in {world.folder.path}: there is nothing to go back to")
        start_database(world, supervisor)
        now = migrate.revision_of(world.database_url)
        if now != note["to"]:
            raise StackError(
                f"the database is at revision {now}, not at {note['to']} as noted: restore a dump"
            )
        world.run("downgrade", "data.store", ["downgrade", note["from"]])
        world.folder.choose(_NOTE, None)
        world.folder.choose("prepared", None)
        world.tell(f"the database is at revision {note['from']} again; fixes that came since are kept")
        world.tell(f"now bring the former program back{_former(note)}, run make setup there, and start it")


def demand_current(world: World) -> None:
    """Do nothing when an office's database is empty or of this program; note which program runs.

    Raises
    ------
    StackError
        It is of another version: an office's is migrated by `siangsa upgrade` alone, which dumps it first.
    """
    revision = _revision(world)
    if revision not in {None, migrate.head()}:
        raise StackError(
            f"the database is of an earlier version (revision {revision}, this program has {migrate.head()}):"
            f" siangsa upgrade --data {world.folder.path} dumps it and brings it up to date"
        )


def note_program(world: World) -> None:
    """Keep which program runs on the folder, for the way back from the next upgrade."""
    world.folder.choose(_RAN, {"version": version("siangsa"), "commit": _commit()})


@contextmanager
def _alone(world: World) -> Iterator[Supervisor]:
    """Hold the folder alone, and give who starts the database on it."""
    with (
        world.folder.held(STOPPING_S),
        Supervisor(world.tell, world.folder.note_children) as supervisor,
    ):
        yield supervisor


def _revision(world: World) -> str | None:
    """Return the revision of the database, one that this program knows."""
    revision = migrate.revision_of(world.database_url)
    if revision is not None and not migrate.is_known(revision):
        raise StackError(
            f"the database is of a newer version (revision {revision}, this program has {migrate.head()}):"
            " bring that program back, or restore a dump of this one's time"
        )
    return revision


def _note(world: World, before: str, dump: Path | None) -> None:
    note = {
        "from": before,
        "to": migrate.head(),
        "dump": None if dump is None else str(dump),
        "at": real_now().isoformat(),
        "ran": world.folder.choice(_RAN),
    }
    world.folder.choose(_NOTE, note)


def _dump(world: World) -> Path:
    folder = world.folder.path / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"before-upgrade-{_stamp(real_now())}.siangsa"
    world.tell(f"dump: {path}")
    world.run("dump", "data.store", ["dump", str(path), "--kind", "upgrade"])
    return path


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _former(note: dict[str, Any]) -> str:
    ran = note.get("ran") or {}
    return f" (git checkout {ran['commit']})" if ran.get("commit") else ""


def _commit() -> str | None:
    git = shutil.which("git")
    if git is None or not (REPOSITORY / ".git").exists():
        return None
    # as another user git refuses a folder that it does not own, unless it is named as safe
    argv = [git, "-c", f"safe.directory={REPOSITORY}", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603 - our own command line
    return done.stdout.strip() or None
