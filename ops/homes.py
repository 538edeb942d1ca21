"""Where a private service keeps its data, and as which system user it runs."""

import getpass
import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

SYSTEM_ROOT = Path("/var/lib/siangsa")


@dataclass(frozen=True)
class Home:
    """A service's folder.

    Parameters
    ----------
    path
        Folder that only the service's user may enter.
    user
        System user that owns it; None: ourselves.
    origin
        Data folder that it belongs to, when it lies elsewhere.
    """

    path: Path
    user: str | None
    origin: Path | None = None

    def make(self) -> None:
        """Create the folder with the right owner, all parents included."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.origin is not None:
            # so that `siangsa doctor` can tell which of these folders has lost its owner
            (self.path.parent / "origin").write_text(f"{self.origin}\n")
        self.path.mkdir(mode=0o700, exist_ok=True)
        self.own(self.path)

    def own(self, path: Path) -> None:
        """Hand `path` to the service's user and close it to all others."""
        if self.user is not None:
            entry = pwd.getpwnam(self.user)
            os.chown(path, entry.pw_uid, entry.pw_gid)
        path.chmod(0o700 if path.is_dir() else 0o600)

    def write(self, name: str, text: str) -> Path:
        """Write a file that only the service's user can read, in one step; return its path."""
        path, fresh = self.path / name, self.path / f".{name}.new"
        fresh.touch(mode=0o600)
        fresh.write_text(text)
        self.own(fresh)
        fresh.replace(path)
        return path

    def remove(self) -> None:
        """Delete the folder and, under the system root, the empty parent with its note."""
        shutil.rmtree(self.path, ignore_errors=True)
        parent = self.path.parent
        if (
            self.origin is not None
            and parent.exists()
            and {entry.name for entry in parent.iterdir()} <= {"origin"}
        ):
            shutil.rmtree(parent, ignore_errors=True)


def home_for(folder: Path, service: str) -> Home:
    """Return the home of `service` for the data folder `folder`.

    Neither PostgreSQL nor Mosquitto runs as root. Started by root, they run as their own users, which cannot
    enter a folder below a closed home: their data then lives in `/var/lib/siangsa/<hash of folder>`.
    """
    folder = folder.resolve()
    user = service_user(service)
    if user is None:
        return Home(folder / service, None)
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Home(SYSTEM_ROOT / name / service, user, folder)


def service_user(service: str) -> str | None:
    """Return the system user for `service` when we are root; None when it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in (service, "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    return None


def current_user() -> str:
    """Return the name of the user who runs us."""
    return getpass.getuser()
