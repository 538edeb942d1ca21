"""The search over day patterns and routes on all cores, anytime, with the routes of good weeks recombined."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from routing.week.kernel.arrays import WeekArrays, WeekState
from routing.week.kernel.begin import lawful
from routing.week.kernel.crew import BETTER, READY, TRIED, Crew, Order
from routing.week.kernel.pool import Pool, recombine
from routing.week.kernel.runner import Ends, Runner, run_cycles

type Heard = Callable[[WeekState], None]

PULSE_S = 0.2
RECOMBINE_SHARE = 0.04
"""Seconds of one recombination as a share of the whole time; after it comes a pause four times as long."""

_LONGEST_RECOMBINATION_S = 12.0
_GRACE_S = 0.5


@dataclass(slots=True)
class _Best:
    """The best answer of all, told on."""

    on_better: Heard
    state: WeekState | None = None

    def offer(self, state: WeekState) -> bool:
        if self.state is not None and state.cost >= self.state.cost - 1e-6:
            return False
        self.state = state
        self.on_better(state)
        return True


def search(  # noqa: PLR0913 - the interface that the rooms agreed on
    arrays: WeekArrays,
    seconds: float,
    seed: int,
    start: WeekState | None,
    *,
    processes: int = 1,
    on_better: Heard = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> WeekState:
    """Return the best week found, points that are left out included in its cost.

    Parameters
    ----------
    seconds
        Real ones; only the first answer is waited for longer, where the search has to be compiled first.
    start
        A week to begin from, as far as it breaks no rule; None: from nothing.
    processes
        Children that search, each niced by ten; 0: in this process, which then hears `stopped` every 0.3 s.
    on_better
        Told of every better week, in this process.
    """
    # as far as it keeps the rules the start is an answer already, so a stop need not wait for the first child
    best = _Best(on_better, lawful(arrays, start) if start else None)
    if processes == 0 or not len(arrays.place):
        _alone(arrays, seed, start, (seconds, best, stopped))
    else:
        _Side(arrays, best, stopped).search((seconds, seed, start), processes)
    if best.state is None:
        # every child has died before its first word: better slowly here than not at all
        _alone(arrays, seed, start, (seconds, best, stopped))
    return best.state  # type: ignore[return-value]  # the line above has set it


def _alone(
    arrays: WeekArrays,
    seed: int,
    start: WeekState | None,
    rest: tuple[float, _Best, Callable[[], bool]],
) -> None:
    seconds, best, stopped = rest
    runner = Runner(arrays, seed)
    runner.begin(start)
    ends = Ends(better=best.offer, tried=lambda _: None, news=lambda: None, stopped=stopped)
    run_cycles(runner, start, time.monotonic() + seconds, ends)


@dataclass(slots=True)
class _Side:
    """Children that search, and between them the pool of routes."""

    arrays: WeekArrays
    best: _Best
    stopped: Callable[[], bool]
    crew: Crew = field(default_factory=Crew)

    def search(self, order: tuple[float, int, WeekState | None], processes: int) -> None:
        seconds, seed, start = order
        ends_at = time.monotonic() + seconds
        pool, mixer = Pool(self.arrays), _Mixer(seconds)
        # the first one compiles where nothing is kept on disk, and the others find it there
        self.crew.hire(Order(self.arrays, seed, start, ends_at))
        try:
            while self.crew.working and not self._over(ends_at):
                for what, state in self.crew.hear(PULSE_S):
                    if what == READY and processes > 1:
                        self._hire_others((ends_at, seed, start), processes)
                        processes = 1
                    elif what in {BETTER, TRIED} and state is not None:
                        pool.add(state)
                        self._offer(state)
                self._offer(mixer.step(pool, self.best.state, ends_at))
        finally:
            self.crew.dismiss()
            mixer.close()

    def _over(self, ends_at: float) -> bool:
        """Whether to end; a first answer is waited for, because without one there is nothing to give."""
        if self.best.state is None:
            return False
        return self.stopped() or time.monotonic() > ends_at + _GRACE_S

    def _hire_others(self, order: tuple[float, int, WeekState | None], processes: int) -> None:
        ends_at, seed, start = order
        for number in range(1, processes):
            self.crew.hire(Order(self.arrays, seed + 7919 * number, start, ends_at))

    def _offer(self, state: WeekState | None) -> None:
        if state is not None and self.best.offer(state):
            self.crew.tell(state)


class _Mixer:
    """Recombines the pool now and then, in a thread that is nice."""

    def __init__(self, seconds: float) -> None:
        self._seconds = min(_LONGEST_RECOMBINATION_S, RECOMBINE_SHARE * seconds)
        self._thread = ThreadPoolExecutor(1)
        self._result: Future[WeekState | None] | None = None
        self._due = time.monotonic() + 5 * self._seconds

    def step(self, pool: Pool, best: WeekState | None, ends_at: float) -> WeekState | None:
        """Return what a recombination has come to, and begin the next when it is time."""
        now = time.monotonic()
        if self._result is not None and self._result.done():
            found, self._result = self._result.result(), None
            self._due = now + 4 * self._seconds
            return found
        if self._result is None and best is not None and self._due <= now < ends_at - 1.5 * self._seconds:
            columns = pool.columns(best)
            self._result = self._thread.submit(recombine, pool.arrays, columns, best, self._seconds)
        return None

    def close(self) -> None:
        """Wait for a recombination that still runs; it has seconds at most."""
        self._thread.shutdown(cancel_futures=True)
