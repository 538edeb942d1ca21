"""`siangsa restore`: a whole system made from a backup, on this machine or on another one."""

from pathlib import Path

from data.store.backup.restore import Places, Restored, restore, verify
from ops.errors import StackError
from ops.folder import DataFolder
from ops.processes import Supervisor
from ops.services import start_database
from ops.world import World

# what holding a folder makes
_OURS = frozenset({"lock", "logs"})


def restore_system(world: World, file: Path) -> Restored:
    """Make the system of a backup in a folder that is new; it is stopped then and can be started.

    Database, accounts, settings, secrets and roads are those of the backup; every table is compared. A
    private database gets a port and a password of its own.

    Raises
    ------
    StackError
        The folder is not empty.
    BackupError
        The backup cannot be restored. The folder is as it was before.
    """
    folder = world.folder
    _demand_empty(folder)
    # an unusable file is refused before a database is made for it
    verify(file, world.tell)
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with folder.held():
        try:
            with Supervisor(world.tell, folder.note_children) as supervisor:
                start_database(world, supervisor)
                places = Places(world.database_url, folder.path / "roads", folder.path)
                done = restore(file, places, world.tell)
        except BaseException:
            folder.clear()
            raise
    return done


def _demand_empty(folder: DataFolder) -> None:
    there = {entry.name for entry in folder.path.iterdir()} if folder.path.is_dir() else set()
    if there - _OURS:
        raise StackError(
            f"{folder.path} is not empty ({min(there - _OURS)}): a backup is restored into a new folder"
        )
