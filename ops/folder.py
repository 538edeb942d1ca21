"""A system's data folder: held by one `siangsa up` at a time, with what is chosen once and kept."""

import fcntl
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TextIO

import psutil

from ops.children import Child, kill_group
from ops.environment import STACK_ENV
from ops.errors import AlreadyRunningError, StackError
from ops.homes import home_for

LEFTOVER_S = 10.0

type Kind = Literal["demo", "office"]


class DataFolder:
    """The folder of one system.

    Parameters
    ----------
    path
        The folder; made when missing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    @property
    def logs(self) -> Path:
        """Return the folder of log files."""
        return self.path / "logs"

    @contextmanager
    def held(self, patience_s: float = 0) -> Iterator[None]:
        """Hold the folder while the block runs; programs that a killed holder left behind are ended first.

        Parameters
        ----------
        patience_s
            Seconds to wait for those who hold it: stopped services need a while to end.

        Raises
        ------
        AlreadyRunningError
            When another process holds it.
        StackError
            When the folder cannot be made or written.
        """
        with self._locked(fcntl.LOCK_EX, patience_s):
            self._end_leftovers()
            try:
                yield
            finally:
                # it points other commands to a system that runs
                (self.path / STACK_ENV).unlink(missing_ok=True)

    def share(self) -> None:
        """Hold the folder together with the other services of its system, until this process ends.

        Also over an `exec`: whoever wants it alone (`siangsa up`, `siangsa upgrade`) is refused meanwhile.

        Raises
        ------
        AlreadyRunningError
            When a process holds it alone.
        """
        with self._locked(fcntl.LOCK_SH) as lock:
            # the lock lives as long as the last of its descriptors
            os.set_inheritable(os.dup(lock.fileno()), True)

    def _locked(self, how: int, patience_s: float = 0) -> TextIO:
        """Return the lock file, locked; it is ours until it is closed."""
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            lock = (self.path / "lock").open("a+")
        except OSError as error:
            raise StackError(f"the data folder {self.path} cannot be used: {error.strerror}") from error
        if not _lock_within(lock, how, patience_s):
            lock.close()
            raise AlreadyRunningError(
                f"Siangsa runs already on {self.path}: stop it (Ctrl-C where siangsa up runs, or"
                " sudo systemctl stop siangsa.target), or give another folder by --data"
            )
        return lock

    def clear(self) -> None:
        """Delete all of the system's data; only while it is held."""
        for service in ("postgres", "mosquitto"):
            home_for(self.path, service).remove()
        for entry in self.path.iterdir():
            if entry.name == "lock":
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        self.logs.mkdir()

    def settle_kind(self, wanted: Kind) -> None:
        """Mark a new folder as `wanted`: demo and office never share one.

        Raises
        ------
        StackError
            When the folder belongs to the other kind.
        """
        kind = self.choice("kind")
        if kind is None:
            self.choose("kind", wanted)
        elif kind != wanted:
            raise StackError(
                f"{self.path} belongs to the {kind}, not to the {wanted}: give another folder by --data"
            )

    def choice(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """Return what was chosen under `name`; None when nothing was."""
        return self._choices().get(name)

    def choose(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Keep `value` under `name` for every later start."""
        with self._changing():
            self._write("stack.json", self._choices() | {name: value})

    def secret(self, name: str, make: str) -> str:
        """Return the secret `name`, which is `make` at the first call and kept then."""
        with self._changing():
            secrets = self._read("secrets.json")
            if name not in secrets:
                secrets[name] = make
                self._write("secrets.json", secrets)
        return str(secrets[name])

    def note_children(self, children: list[Child]) -> None:
        """Keep who was started, so that the next start can end what a killed `siangsa up` left running."""
        rows = []
        for child in children:
            try:
                rows.append({"pid": child.pid, "since": psutil.Process(child.pid).create_time()})
            except psutil.NoSuchProcess:
                continue
        self._write("children.json", {"children": rows})

    def _end_leftovers(self) -> None:
        for row in self._read("children.json").get("children", []):
            try:
                process = psutil.Process(row["pid"])
                # process ids are used again: the start time tells ours from a stranger
                if abs(process.create_time() - row["since"]) < 1:
                    kill_group(process.pid)
                    # its port is ours only when it is really gone
                    process.wait(LEFTOVER_S)
            except psutil.TimeoutExpired as error:
                raise StackError(f"process {row['pid']} of an earlier run does not end") from error
            except psutil.NoSuchProcess:
                continue
        (self.path / "children.json").unlink(missing_ok=True)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        # as services, several processes choose at once
        with (self.path / ".choosing").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _choices(self) -> dict[str, Any]:
        return self._read("stack.json")

    def _read(self, name: str) -> dict[str, Any]:
        path = self.path / name
        if not path.exists():
            return {}
        try:
            content = json.loads(path.read_text())
        except ValueError as error:
            raise StackError(f"{path} is damaged: {error}") from error
        return dict(content)

    def _write(self, name: str, content: dict[str, Any]) -> None:
        fresh = self.path / f".{name}.new"
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(content, indent=1, sort_keys=True))
        fresh.replace(self.path / name)


def _lock_within(lock: TextIO, how: int, patience_s: float) -> bool:
    """Lock the file; return whether that was possible within so many seconds."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.2)
        else:
            return True


def python() -> str:
    """Return the interpreter that our programs run on: the one that runs us."""
    return sys.executable or os.fspath(Path(sys.prefix) / "bin" / "python")
