"""A private PostgreSQL with PostGIS: its own cluster, its own port, nothing shared with the machine's."""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from data.store.errors import DatabaseUnavailableError
from data.store.provision import provision, provision_reader
from ops.children import Child, Command, acting_user, start, tail
from ops.errors import ServiceError, ToolMissingError
from ops.homes import Home, home_for
from ops.ports import LOOPBACK, answers, demand_free, kept_port

ADMIN = "keeper"
ROLE = "siangsa"
DATABASE = "siangsa"
IDENTITY = "postgres.json"
OLDEST_MAJOR = 15
START_TIMEOUT_S = 60
# a crashed cluster replays its log before it answers
STOP_GRACE_S = 20

# For a server of 4 GB that holds everything else too.
_SETTINGS = {
    "listen_addresses": f"'{LOOPBACK}'",
    "unix_socket_directories": "''",
    "max_connections": "80",
    "shared_buffers": "'256MB'",
    "effective_cache_size": "'1GB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'128MB'",
    "max_wal_size": "'1GB'",
    "checkpoint_timeout": "'15min'",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "password_encryption": "'scram-sha-256'",
    "log_min_messages": "warning",
    "log_line_prefix": "'%m [%p] '",
}
# A test's cluster dies with the test: what a power cut would lose does not matter.
_THROWAWAY_SETTINGS = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "'64MB'"}


@dataclass(frozen=True)
class _Identity:
    """What is chosen once for a cluster and kept."""

    port: int
    admin_password: str
    password: str


class PrivatePostgres:
    """A PostgreSQL cluster in `folder`, made at the first start; a context manager.

    Parameters
    ----------
    folder
        Data folder; the cluster's files may live elsewhere when root starts it (see `ops.homes`).
    throwaway
        Forget durability, and delete the cluster on `stop`.
    """

    def __init__(self, folder: Path, *, throwaway: bool = False) -> None:
        self.folder = folder
        self.throwaway = throwaway
        self.home: Home = home_for(folder, "postgres")
        self.child: Child | None = None
        self._identity: _Identity | None = None

    @property
    def identity(self) -> _Identity:
        """Return port and passwords, chosen at the first call and kept in the data folder."""
        if self._identity is None:
            self._identity = _load_or_choose(self.folder / IDENTITY)
        return self._identity

    @property
    def port(self) -> int:
        """Return the port on the loopback interface."""
        return self.identity.port

    @property
    def url(self) -> str:
        """Return the way to our database as our role."""
        return f"postgresql://{ROLE}:{self.identity.password}@{LOOPBACK}:{self.port}/{DATABASE}"

    @property
    def admin_url(self) -> str:
        """Return the superuser's way to the server."""
        return f"postgresql://{ADMIN}:{self.identity.admin_password}@{LOOPBACK}:{self.port}/postgres"

    @property
    def pids(self) -> list[int]:
        """Return the id of the server process while it runs."""
        return [self.child.pid] if self.child is not None and self.child.running() else []

    def start(self) -> Self:
        """Start the server, making cluster, role and database where they are missing.

        Raises
        ------
        ToolMissingError
            When no PostgreSQL of the needed major version is installed.
        PortTakenError
            When another program holds the cluster's port.
        ServiceError
            When the server does not come up.
        """
        fresh = self.make_ready()
        self.launch()
        if fresh:
            self._provision()
        else:
            provision_reader(self.admin_url, ROLE, self.identity.password)
        return self

    def make_ready(self) -> bool:
        """Make the cluster where it is missing, end what a killed supervisor left; return whether it is new.

        Raises
        ------
        ToolMissingError, ServiceError
            As `start`.
        """
        self._refuse_orphan()
        fresh = not (self._cluster / "PG_VERSION").exists()
        binaries = find_binaries(None if fresh else self._major())
        if fresh:
            self._initialise(binaries)
        else:
            self._end_leftover()
        return fresh

    def command(self) -> Command:
        """Write the server's settings and return the command that runs it.

        Raises
        ------
        PortTakenError
            When another program holds the cluster's port.
        """
        demand_free(self.port, "the private database")
        self._write_settings()
        binaries = find_binaries(self._major())
        return Command(
            name="postgres",
            argv=[str(binaries / "postgres"), "-D", str(self._cluster)],
            log=self.log,
            env=_plain_environment(binaries),
            user=self.home.user,
            cwd=self.home.path,
            # "fast": sessions are cut off, nothing committed is lost
            stop_signal=signal.SIGINT,
        )

    def join(self) -> None:
        """Return when the server, which somebody else has started, answers; make role and database.

        Raises
        ------
        ServiceError
            When it does not answer in time.
        """
        deadline = time.monotonic() + START_TIMEOUT_S
        while not (self._cluster / "PG_VERSION").exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        self._wait_until_ready(find_binaries(), lambda: True)
        provision(self.admin_url, role=ROLE, password=self.identity.password, database=DATABASE)

    def launch(self) -> Child:
        """Start the server process of an existing cluster, wait until it answers, and return it."""
        self.child = start(self.command())
        self._wait_until_ready(find_binaries(self._major()), self._alive)
        return self.child

    def stop(self) -> None:
        """Stop the server in good order; a throwaway cluster is deleted."""
        if self.child is not None:
            if self.throwaway:
                # what is deleted needs no checkpoint, which takes a minute after a thousand databases
                self.child.process.send_signal(signal.SIGQUIT)
            self.child.stop(STOP_GRACE_S)
            self.child = None
        if self.throwaway:
            self.home.remove()

    @property
    def log(self) -> Path:
        """Return the file that the server writes its messages to."""
        return self.folder / "logs" / "postgres.log"

    @property
    def _cluster(self) -> Path:
        return self.home.path / "cluster"

    def _refuse_orphan(self) -> None:
        """Refuse a cluster whose passwords went with a deleted data folder; it may hold an office's data."""
        if self._identity is not None or (self.folder / IDENTITY).exists() or not self._cluster.exists():
            return
        if self.throwaway:
            self.home.remove()
            return
        raise ServiceError(
            f"{self.folder} is new, but the database of an earlier folder of this name stands in"
            f" {self.home.path}: start with --fresh to delete it, or bring the folder back"
        )

    def _major(self) -> int:
        return int((self._cluster / "PG_VERSION").read_text().strip())

    def _initialise(self, binaries: Path) -> None:
        self.home.make()
        shutil.rmtree(self._cluster, ignore_errors=True)
        password_file = self.home.write("admin-password", f"{self.identity.admin_password}\n")
        half_made = self.home.path / "cluster.new"
        shutil.rmtree(half_made, ignore_errors=True)
        argv = [
            *(str(binaries / "initdb"), "--pgdata", str(half_made), "--username", ADMIN),
            *(
                "--pwfile",
                str(password_file),
                "--auth",
                "scram-sha-256",
                "--encoding",
                "UTF8",
                "--locale",
                "C",
            ),
            *(["--no-sync"] if self.throwaway else []),
        ]
        result = subprocess.run(  # noqa: S603 - our own command line
            argv,
            capture_output=True,
            text=True,
            check=False,
            env=_plain_environment(binaries),
            cwd=self.home.path,
            user=(user := acting_user(self.home.user)),
            group=user,
            extra_groups=None if user is None else [],
        )
        password_file.unlink()
        if result.returncode != 0:
            raise ServiceError(f"the database cluster could not be made: {_last_line(result.stderr)}")
        # renamed when complete: an interrupted first start begins anew instead of using half a cluster
        half_made.rename(self._cluster)

    def _write_settings(self) -> None:
        settings = _SETTINGS | {"port": str(self.port)} | (_THROWAWAY_SETTINGS if self.throwaway else {})
        text = "".join(f"{name} = {value}\n" for name, value in settings.items())
        # postgresql.auto.conf is read last: what is here always wins over the defaults that initdb wrote
        path = self._cluster / "postgresql.auto.conf"
        path.write_text(text)
        self.home.own(path)

    def _provision(self) -> None:
        try:
            provision(self.admin_url, role=ROLE, password=self.identity.password, database=DATABASE)
        except DatabaseUnavailableError as error:
            self.stop()
            # the next start begins anew
            shutil.rmtree(self._cluster, ignore_errors=True)
            raise ServiceError(str(error)) from error

    def _alive(self) -> bool:
        return self.child is not None and self.child.running()

    def _wait_until_ready(self, binaries: Path, alive: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            if not alive():
                raise ServiceError(f"PostgreSQL did not start: {tail(self.log)}")
            if answers(self.port) and _accepts(binaries, self.port):
                return
            if time.monotonic() > deadline:
                self.stop()
                raise ServiceError(f"PostgreSQL did not answer within {START_TIMEOUT_S} s: {tail(self.log)}")
            time.sleep(0.05)

    def _end_leftover(self) -> None:
        """Stop a server of this cluster whose supervisor was killed; its port is ours."""
        try:
            pid = int((self._cluster / "postmaster.pid").read_text().split()[0])
            process = psutil.Process(pid)
            if "postgres" not in process.name() or str(self._cluster) not in process.cmdline():
                return
        except (OSError, ValueError, IndexError, psutil.Error):
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_GRACE_S)
        except psutil.TimeoutExpired as error:
            raise ServiceError(
                f"an old database server (process {pid}) of this folder does not stop"
            ) from error

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def find_binaries(major: int | None = None) -> Path:
    """Return the folder with `postgres` and `initdb` of version `major`, or of the newest one.

    Raises
    ------
    ToolMissingError
        When none, or only an older one than 15, is installed.
    """
    found = installed_majors()
    if major is not None and major not in found:
        raise ToolMissingError(f"this data folder needs PostgreSQL {major}; installed is {_listed(found)}")
    usable = [number for number in found if number >= OLDEST_MAJOR]
    if major is None and not usable:
        raise ToolMissingError(
            f"PostgreSQL {OLDEST_MAJOR} or newer is needed; installed is {_listed(found)}: run make setup"
        )
    return found[major if major is not None else max(usable)]


def _listed(found: dict[int, Path]) -> str:
    return ", ".join(str(major) for major in sorted(found)) or "none"


def installed_majors() -> dict[int, Path]:
    """Return the folders of installed servers by major version: Debian's, Homebrew's, and the PATH's."""
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
        *Path("/usr/local/opt").glob("postgresql@*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
    ]
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    found: dict[int, Path] = {}
    for folder in folders:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            found.setdefault(_major_of(folder), folder)
    return found


def _major_of(folder: Path) -> int:
    # Debian and Homebrew name the major in the path; asking the binary costs a process
    named = re.search(r"postgresql[@/](\d+)/bin$", str(folder))
    if named:
        return int(named[1])
    result = subprocess.run(  # noqa: S603 - a program we just found
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"(\d+)", result.stdout)
    return int(version[1]) if version else 0


def _accepts(binaries: Path, port: int) -> bool:
    # pg_isready knows "starting up" from "accepting"; a connection attempt would be logged as an error
    result = subprocess.run(  # noqa: S603 - a program we found
        [binaries / "pg_isready", "--quiet", "--host", LOOPBACK, "--port", str(port)], check=False
    )
    return result.returncode == 0


def _plain_environment(binaries: Path) -> dict[str, str]:
    # PG* variables of the caller would point the tools elsewhere
    return {"PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', os.defpath)}", "LANG": "C", "LC_ALL": "C"}


def _load_or_choose(path: Path) -> _Identity:
    fresh = _Identity(kept_port(path), secrets.token_urlsafe(24), secrets.token_urlsafe(24))
    kept = json.loads(path.read_text())
    identity = _Identity(**{**asdict(fresh), **kept})
    if asdict(identity) != kept:
        path.write_text(json.dumps(asdict(identity)))
    return identity


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"
