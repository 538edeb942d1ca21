"""`siangsa doctor`: looks at the machine and says what is missing and how to mend it."""

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from ops.errors import OpsError
from ops.homes import SYSTEM_ROOT, home_for
from ops.mosquitto import APPARMOR_PROFILE, find_binary
from ops.postgres import find_binaries
from ops.world import REPOSITORY

type Grade = Literal["ok", "warning", "missing"]

OLDEST_PYTHON = (3, 12)
LEAST_MEMORY_GB = 3.5
LEAST_DISK_GB = 3.0
LOADED_PROFILES = Path("/sys/kernel/security/apparmor/profiles")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    what
        What it is.
    grade
        `missing` keeps the system from running, `warning` may trouble it.
    said
        What was found.
    remedy
        What to do; empty when it is fine.
    """

    what: str
    grade: Grade
    said: str
    remedy: str = ""

    def line(self) -> str:
        """Return the finding as a line of text, the remedy below it."""
        text = f"{self.grade:<8} {self.what}: {self.said}"
        return f"{text}\n         -> {self.remedy}" if self.remedy else text


def examine(data: Path) -> list[Finding]:
    """Look at everything; `data` is the folder that a system would use."""
    looks: Sequence[Callable[[], list[Finding]]] = (
        look_at_python,
        look_at_postgres,
        look_at_mosquitto,
        lambda: look_at_apparmor(data),
        look_at_console,
        look_at_browser,
        look_at_memory,
        lambda: look_at_disk(data),
        look_at_leftovers,
    )
    return [finding for look in looks for finding in look()]


def look_at_python() -> list[Finding]:
    """Return whether this Python is new enough."""
    version = platform.python_version()
    if sys.version_info >= OLDEST_PYTHON:
        return [Finding("Python", "ok", version)]
    return [Finding("Python", "missing", version, "install Python 3.12 or newer, then run make setup")]


def look_at_postgres() -> list[Finding]:
    """Return whether a PostgreSQL server with PostGIS is installed."""
    try:
        binaries = find_binaries()
    except OpsError as error:
        return [Finding("PostgreSQL", "missing", str(error), f"make setup, or: {_install('postgresql')}")]
    found = Finding("PostgreSQL", "ok", str(binaries))
    major = re.search(r"(\d+)/bin$", str(binaries))
    share = _output(str(binaries / "pg_config"), "--sharedir") or (
        f"/usr/share/postgresql/{major[1]}" if major else ""
    )
    # Debian's pg_config belongs to a development package: the folder is known without it
    places = [Path(share), Path("/usr/share/postgresql") / (major[1] if major else "")]
    if any((place / "extension" / "postgis.control").exists() for place in places):
        return [found, Finding("PostGIS", "ok", "installed")]
    package = f"postgresql-{major[1]}-postgis-3" if major else "postgis"
    remedy = f"make setup, or: {_install(package)}"
    return [found, Finding("PostGIS", "missing", f"not installed for {binaries}", remedy)]


def look_at_mosquitto() -> list[Finding]:
    """Return whether Mosquitto 2 is installed."""
    try:
        binary = find_binary()
    except OpsError as error:
        return [Finding("Mosquitto", "missing", str(error), f"make setup, or: {_install('mosquitto')}")]
    version = re.search(r"version (\d+)\.(\S+)", _output(str(binary), "-h"))
    if version is not None and int(version[1]) < 2:
        remedy = "install Mosquitto 2: MQTT 5 is needed"
        return [Finding("Mosquitto", "missing", f"version {version[1]}.{version[2]}", remedy)]
    said = f"{binary} {version[1]}.{version[2]}" if version else str(binary)
    return [Finding("Mosquitto", "ok", said)]


def look_at_apparmor(
    data: Path, profile: Path = APPARMOR_PROFILE, loaded: Path = LOADED_PROFILES
) -> list[Finding]:
    """Return whether AppArmor would deny Mosquitto its home for `data`, as newer Ubuntu's profile does."""
    if not profile.exists():
        return []
    try:
        enforced = re.search(r"mosquitto\S* \(enforce\)", loaded.read_text()) is not None
    except OSError:
        # only root may read the list; the profile is there, so assume that it counts
        enforced = True
    if not enforced:
        return [Finding("AppArmor", "ok", f"{profile} exists but is not enforced")]
    folder = home_for(data, "mosquitto").path
    local = Path("/etc/apparmor.d/local") / profile.name
    remedy = (
        f"add the line '{folder}/** rwk,' to {local}, then run: "
        f"sudo apparmor_parser -r {profile}   (or let SIANGSA_MQTT_URL name a broker of the system)"
    )
    return [Finding("AppArmor", "warning", f"{profile} may deny Mosquitto our data folder", remedy)]


def look_at_console() -> list[Finding]:
    """Return whether the console has been built."""
    if (REPOSITORY / "api" / "static" / "index.html").exists():
        return [Finding("Console", "ok", "built")]
    return [Finding("Console", "missing", "not built: the address would show no map", "make setup")]


def look_at_browser() -> list[Finding]:
    """Return whether the tests find a browser."""
    for name in ("chromium", "google-chrome", "chrome"):
        if shutil.which(name):
            return [Finding("Test browser", "ok", name)]
    return [Finding("Test browser", "warning", "no Chromium found (only make test needs it)", "make test")]


def look_at_memory() -> list[Finding]:
    """Return whether the machine has the memory for a road build or a solve."""
    total_gb = psutil.virtual_memory().total / 2**30
    grade: Grade = "ok" if total_gb >= LEAST_MEMORY_GB else "warning"
    remedy = "" if grade == "ok" else "the whole system needs up to 3 GB; give the machine 4 GB"
    return [Finding("Memory", grade, f"{total_gb:.1f} GB", remedy)]


def look_at_disk(data: Path) -> list[Finding]:
    """Return whether there is room where the data goes."""
    existing = next(folder for folder in (data.absolute(), *data.absolute().parents) if folder.exists())
    free_gb = shutil.disk_usage(existing).free / 2**30
    grade: Grade = "ok" if free_gb >= LEAST_DISK_GB else "warning"
    return [
        Finding("Disk", grade, f"{free_gb:.1f} GB free at {existing}", "" if grade == "ok" else "make room")
    ]


def look_at_leftovers(root: Path = SYSTEM_ROOT) -> list[Finding]:
    """Return the service folders whose data folder is gone; they only take room."""
    origins = [note for note in root.glob("*/origin") if not Path(note.read_text().strip()).exists()]
    return [
        Finding(
            "Leftover",
            "warning",
            f"{note.parent} belonged to {note.read_text().strip()}",
            f"rm -r {note.parent}",
        )
        for note in sorted(origins)
    ]


def _install(package: str) -> str:
    return f"brew install {package}" if sys.platform == "darwin" else f"sudo apt-get install {package}"


def _output(*argv: str) -> str:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=10)  # noqa: S603 - found programs
    except OSError:
        return ""
    return done.stdout.strip()
