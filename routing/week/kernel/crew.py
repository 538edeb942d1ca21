"""Processes that search side by side: one for each core, nice, gone when their parent is gone."""

import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from routing.week.kernel.arrays import WeekArrays, WeekState
from routing.week.kernel.runner import Ends, Runner, run_cycles

NICENESS = 10

READY, BETTER, TRIED, DONE = "ready", "better", "tried", "done"

type Message = tuple[str, WeekState | None]


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is given: the week, its seed, the start, and when to end (monotonic s)."""

    arrays: WeekArrays
    seed: int
    start: WeekState | None
    ends_at: float


@dataclass(slots=True)
class _Child:
    """The child's side of the pipe."""

    pipe: Connection
    parent: int
    news: WeekState | None = None
    over: bool = False

    def say(self, what: str, state: WeekState | None) -> None:
        self.pipe.send((what, state))

    def hear(self) -> bool:
        """Read what has come; return whether to end, which a parent that is gone means too."""
        try:
            while self.pipe.poll():
                self.news = self.pipe.recv()
                self.over = self.over or self.news is None
        except (EOFError, OSError):
            self.over = True
        return self.over or os.getppid() != self.parent

    def latest(self) -> WeekState | None:
        news, self.news = self.news, None
        return news


def work(pipe: Connection, order: Order, parent: int) -> None:
    """Search as a child until the time is over or the parent says so."""
    child = _Child(pipe, parent)
    runner = Runner(order.arrays, order.seed)
    ends = Ends(
        better=lambda state: child.say(BETTER, state),
        tried=lambda state: child.say(TRIED, state),
        news=child.latest,
        stopped=child.hear,
    )
    try:
        runner.begin(order.start)
        # only now: on a busy machine a nice process takes minutes to import and to begin
        os.nice(NICENESS)
        child.say(READY, None)
        run_cycles(runner, order.start, order.ends_at, ends)
        child.say(DONE, None)
    except (BrokenPipeError, ConnectionResetError):
        # the parent has gone, nobody wants an answer
        return


class Crew:
    """The parent's side: starts children, hears them all, tells them all, ends them."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._members: list[tuple[BaseProcess, Connection]] = []
        self._gone: list[tuple[BaseProcess, Connection]] = []

    def hire(self, order: Order) -> None:
        """Start one more."""
        ours, theirs = self._context.Pipe()
        child = self._context.Process(target=work, args=(theirs, order, os.getpid()), daemon=True)
        child.start()
        theirs.close()
        self._members.append((child, ours))

    @property
    def working(self) -> bool:
        """Whether anybody still searches."""
        return bool(self._members)

    def hear(self, patience_s: float) -> Iterator[Message]:
        """Yield what children say, after at most so many seconds; one that has died says `DONE`."""
        ready = set(wait([ours for _, ours in self._members], patience_s))
        for member in [m for m in self._members if m[1] in ready]:
            try:
                message: Message = member[1].recv()
            except (EOFError, OSError):
                message = (DONE, None)
            if message[0] == DONE:
                self._members.remove(member)
                self._gone.append(member)
            yield message

    def tell(self, state: WeekState | None) -> None:
        """Tell all of a better answer; None: end."""
        for _, ours in self._members:
            try:
                ours.send(state)
            except OSError:
                # it has just ended, which `hear` will say
                continue

    def dismiss(self) -> None:
        """End all that still run."""
        for child, ours in (*self._members, *self._gone):
            child.terminate()
            child.join()
            child.close()
            ours.close()
        self._members, self._gone = [], []
