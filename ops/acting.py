"""Root acts as the owner of an office's folder: what it writes there must stay readable for the services."""

import os
import pwd
from pathlib import Path

from ops.errors import StackError

# what makes, hands over or removes a system, and so needs root's own rights
_ROOTS_OWN = frozenset({("init",), ("service", "install"), ("service", "remove")})


def act_as_owner(folder: Path | None, command: tuple[str, ...]) -> None:
    """Become the user that the system in `folder` belongs to, when we are root and it is another one.

    Parameters
    ----------
    folder
        A system's data folder; None, or one that is no system's yet: nothing happens.
    command
        The first words of the command line.

    Raises
    ------
    StackError
        Somebody else than root or the owner.
    """
    if folder is None or any(command[: len(own)] == own for own in _ROOTS_OWN):
        return
    try:
        owner = (folder / "stack.json").stat()
    except PermissionError as error:
        raise StackError(f"{folder} is closed to you: put sudo before the command") from error
    except OSError:
        # none yet: the command itself will tell
        return
    if owner.st_uid == os.geteuid():
        return
    if os.geteuid() != 0:
        raise StackError(f"{folder} belongs to {_name(owner.st_uid)}: put sudo before the command")
    os.initgroups(_name(owner.st_uid), owner.st_gid)
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)
    os.environ["HOME"] = str(folder)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError as error:
        raise StackError(f"user {uid}, whom the data folder belongs to, is not known here") from error
