"""Keeps programs running: restarts what crashes, stops everything in order, knows how much memory it took."""

import os
import re
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from ops.children import Child, Command, acting_user, empty_large, family_memory, kill_group, start
from ops.errors import OpsError, ProgramError, ToolMissingError

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
LOG_LOOK_S = 60.0
# a program that ran this long has recovered: its next crash is a first one again
HEALTHY_AFTER_S = 60.0

# our commands begin their last sentence with their own name
_WHO_TOLD = re.compile(r"^siangsa [a-z ]+: ")

type Tell = Callable[[str], None]


@dataclass
class Post:
    """A place that is to be filled at all times.

    Parameters
    ----------
    name
        Who stands here, for messages.
    begin
        Starts the process and returns it; called again after a crash.
    wave
        When it is stopped: the lowest wave first, all of a wave at once.
    grace_s
        Seconds it gets for its end.
    """

    name: str
    begin: Callable[[], Child]
    wave: int
    grace_s: float = 5.0
    child: Child | None = None
    crashes: int = 0
    due: float = field(default=0.0)


class Supervisor:
    """All processes of one system; a context manager that leaves none behind.

    Parameters
    ----------
    tell
        Takes each message for the person at the terminal.
    on_change
        Called with all running children whenever one was started.
    """

    def __init__(self, tell: Tell, on_change: Callable[[list[Child]], None]) -> None:
        self._tell = tell
        self._on_change = on_change
        self._posts: list[Post] = []
        self._logs_due = 0.0

    def add(self, post: Post) -> Child:
        """Fill `post` now and keep it filled."""
        self._posts.append(post)
        post.child = post.begin()
        self._on_change(self.children())
        return post.child

    def adopt(self, post: Post, child: Child | None) -> None:
        """Keep filled a `post` whose first process runs already."""
        post.child = child
        self._posts.append(post)

    def run(self, name: str, command: Command, *, wave: int) -> Child:
        """Start `command` as a post."""
        return self.add(Post(name, lambda: start(command), wave))

    def children(self) -> list[Child]:
        """Return the processes that run now."""
        return [post.child for post in self._posts if post.child is not None and post.child.running()]

    def find(self, name: str) -> Child | None:
        """Return the running process of post `name`."""
        return next((post.child for post in self._posts if post.name == name and post.child), None)

    def release(self, name: str) -> None:
        """Let post `name` end without a new start; it is still stopped with the others."""
        for post in self._posts:
            if post.name == name:
                post.due = float("inf")

    def look_after(self) -> None:
        """Restart what has ended, each program after a wait that doubles with every crash in a row."""
        now = time.monotonic()
        self._keep_logs_small(now)
        for post in self._posts:
            if post.child is not None and not post.child.running():
                self._note_crash(post, post.child, now)
            if post.child is None and now >= post.due:
                self._refill(post, now)

    def stop_all(self) -> None:
        """Stop every process, wave after wave; what does not obey in time is killed."""
        for wave in sorted({post.wave for post in self._posts}):
            posts = [post for post in self._posts if post.wave == wave and post.child is not None]
            for post in posts:
                if post.child is not None:
                    post.child.ask_to_stop()
            deadline = time.monotonic() + max((post.grace_s for post in posts), default=0)
            for post in posts:
                if post.child is not None:
                    _await_end(post.child, deadline)
                    post.child = None
        self._posts.clear()

    def _keep_logs_small(self, now: float) -> None:
        """Once in a while: an office's programs run for months."""
        if now < self._logs_due:
            return
        self._logs_due = now + LOG_LOOK_S
        for child in self.children():
            empty_large(child.command.log)

    def _note_crash(self, post: Post, child: Child, now: float) -> None:
        lived_s = now - child.started
        post.child = None
        if post.due == float("inf"):
            return
        post.crashes = 1 if lived_s > HEALTHY_AFTER_S else post.crashes + 1
        wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (post.crashes - 1))
        post.due = now + wait_s
        self._tell(
            f"{post.name} ended (code {child.process.returncode}), starting it again in {wait_s:g} s; "
            f"see {child.command.log}"
        )

    def _refill(self, post: Post, now: float) -> None:
        try:
            post.child = post.begin()
        except OpsError as error:
            post.crashes += 1
            post.due = now + min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (post.crashes - 1))
            self._tell(f"{post.name} could not be started: {error}")
            return
        self._on_change(self.children())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_all()


def _await_end(child: Child, deadline: float) -> None:
    try:
        child.process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        kill_group(child.pid)
        child.process.wait()
    # whatever the program itself had started and left
    kill_group(child.pid)


def run_to_end(command: Command, tell: Tell) -> list[str]:
    """Run `command`, passing each line it writes to `tell` and to its log.

    Returns
    -------
    list
        All its lines that are not empty.

    Raises
    ------
    ProgramError
        When it fails; the message is its last line, which by our house rule is one clear sentence.
    """
    command.log.parent.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    with command.log.open("a") as log, _started(command) as process:
        try:
            for line in process.stdout or ():
                log.write(line)
                log.flush()
                if line.strip():
                    lines.append(line.strip())
                    tell(lines[-1])
        finally:
            # on Ctrl-C too: nothing of a half-done step goes on behind our back
            if process.poll() is None and not _ends_soon(process):
                kill_group(process.pid)
    if process.returncode != 0:
        told = _WHO_TOLD.sub("", lines[-1]) if lines else f"code {process.returncode} and no word"
        raise ProgramError(told)
    return lines


def _started(command: Command) -> subprocess.Popen[str]:
    user = acting_user(command.user)
    try:
        return subprocess.Popen(  # noqa: S603 - our own command lines
            list(command.argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=dict(command.env) if command.env is not None else None,
            cwd=command.cwd,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
    except OSError as error:
        raise ToolMissingError(f"{command.name} could not be started: {error.strerror}") from error


def _ends_soon(process: subprocess.Popen[str]) -> bool:
    try:
        process.wait(0.5)
    except subprocess.TimeoutExpired:
        return False
    return True


class MemoryWatch:
    """Samples once a second how much memory this process and all its descendants take; a context manager.

    Parameters
    ----------
    active
        Whether to sample at all: it costs some per cent of a core, and only a report asks for it.
    every_s
        Seconds between two samples.
    """

    def __init__(self, *, active: bool, every_s: float = 1.0) -> None:
        self.peak_bytes = 0
        self._active = active
        self._every_s = every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, name="memory-watch", daemon=True)

    @property
    def peak_mb(self) -> int:
        """Return the highest sum seen, in MiB, shared memory counted once."""
        return round(self.peak_bytes / 2**20)

    def _sample(self) -> None:
        while not self._over.wait(self._every_s):
            self.peak_bytes = max(self.peak_bytes, sum(family_memory([os.getpid()]).values()))

    def __enter__(self) -> Self:
        if self._active:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._active:
            self._thread.join()
