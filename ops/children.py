"""One child process: started in its own process group, logged to a file, stopped for certain."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from ops.errors import ToolMissingError

POLL_S = 0.05


@dataclass(frozen=True)
class Command:
    """What to start, and how to stop it.

    Parameters
    ----------
    name
        Short name for messages and the log file.
    argv
        Program and arguments.
    log
        File that both output streams are appended to.
    env
        The whole environment of the child; None hands down our own.
    user
        System user to run as; only root may ask for another one.
    cwd
        Folder the child works in; None: ours.
    stop_signal
        What asks the child to end in good order.
    """

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    user: str | None = None
    cwd: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM


@dataclass
class Child:
    """A running (or ended) `Command`."""

    command: Command
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)

    @property
    def pid(self) -> int:
        """Return the process id, which is also the id of its process group."""
        return self.process.pid

    def running(self) -> bool:
        """Return whether the process has not ended yet."""
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the stop signal; does not wait."""
        if self.running():
            self.process.send_signal(self.command.stop_signal)

    def stop(self, grace_s: float = 5.0) -> int:
        """End the process and all that it started, within `grace_s` seconds in good order, else by force.

        Returns
        -------
        int
            The exit code; negative: the signal that ended it.
        """
        self.ask_to_stop()
        try:
            self.process.wait(grace_s)
        except subprocess.TimeoutExpired:
            kill_group(self.pid)
        code = self.process.wait()
        kill_group(self.pid)
        return code


def start(command: Command) -> Child:
    """Start `command` in a session of its own, so that Ctrl-C at the terminal reaches only us.

    Raises
    ------
    ToolMissingError
        When the program does not exist or may not be run.
    """
    command.log.parent.mkdir(parents=True, exist_ok=True)
    keep_small(command.log)
    with command.log.open("ab") as log:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own command lines
                list(command.argv),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(command.env) if command.env is not None else None,
                cwd=command.cwd,
                start_new_session=True,
                user=(user := acting_user(command.user)),
                group=user,
                extra_groups=None if user is None else [],
            )
        except OSError as error:
            raise ToolMissingError(
                f"{command.name} could not be started: {command.argv[0]}: {error.strerror}"
            ) from error
    return Child(command, process)


def keep_small(log: Path, largest_bytes: int = 10_000_000) -> None:
    """Set a log aside as `.1`, replacing an older one, when it has grown beyond `largest_bytes`."""
    if log.exists() and log.stat().st_size > largest_bytes:
        log.replace(log.with_name(f"{log.name}.1"))


def empty_large(log: Path, largest_bytes: int = 50_000_000) -> bool:
    """Copy a log that a process writes to `.1` and empty it, when it is larger; return whether it was.

    The process has opened it for appending, so it goes on at the beginning. What it writes between copy and
    emptying is lost.
    """
    if not log.exists() or log.stat().st_size <= largest_bytes:
        return False
    shutil.copyfile(log, log.with_name(f"{log.name}.1"))
    os.truncate(log, 0)
    return True


def acting_user(user: str | None) -> str | None:
    """Return the user that a child must be switched to; None when it stays ours, as only root may switch."""
    return user if os.geteuid() == 0 else None


def kill_group(pgid: int) -> None:
    """Kill what is left of process group `pgid`; nothing left is fine."""
    try:
        os.killpg(pgid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def tail(log: Path, lines: int = 3) -> str:
    """Return the last non-empty `lines` of a log as one line of text."""
    try:
        text = log.read_text(errors="replace")
    except OSError:
        return ""
    return " | ".join([line.strip() for line in text.splitlines() if line.strip()][-lines:])


def family_memory(pids: Sequence[int]) -> dict[int, int]:
    """Return the memory of the processes and all their descendants.

    Returns
    -------
    dict
        Bytes by process id. Shared pages count once where the system tells (proportional set size), so that
        PostgreSQL's shared buffers are not counted once per connection.
    """
    family: dict[int, psutil.Process] = {}
    for pid in pids:
        try:
            parent = psutil.Process(pid)
            for process in (parent, *parent.children(recursive=True)):
                family[process.pid] = process
        except psutil.NoSuchProcess:
            continue
    return {pid: _memory(process) for pid, process in family.items()}


def _memory(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.uss))
    except psutil.AccessDenied:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
