"""The compiled search in one process: stretches of steps under a temperature that falls with the clock."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from routing.week.kernel.anneal import stretch
from routing.week.kernel.arrays import WeekArrays, WeekState
from routing.week.kernel.begin import lawful
from routing.week.kernel.layout import NO_WAY, Pace, Week, pack
from routing.week.kernel.states import empty_state, load_state, new_top, new_work, read_state, read_top

HOT, COLD = 1.2, 0.012
"""Temperatures of a cycle at its beginning and end, as shares of the mean leg."""

REHEATS = (0.3, 0.6, 0.9)
"""Later cycles, from the best answer, begin at these temperatures in turn; so does one from a given start."""

AVERAGE, LONGEST, ONE_DAY = 8.0, 8, 0.25
"""Points taken out at a time, longest string, share of steps that keep all days but one."""

STRETCH_S = 0.3
FIRST_CYCLE = 0.4
"""Share of the time for the first cycle; the later ones, from the best answer, have `LATER_CYCLE` each."""

LATER_CYCLE = 0.15


class Runner:
    """A search that can be gone on with, from nothing or from an answer.

    Parameters
    ----------
    seed
        The same seed, starts and steps give the same answers.
    """

    def __init__(self, arrays: WeekArrays, seed: int) -> None:
        self._arrays, self._seed = arrays, seed
        self._week = pack(arrays)
        self._work, self._top = new_work(self._week), new_top(self._week)
        self._state = empty_state(self._week)
        self._run = stretch()
        self._count = 0
        self._leg = 1.0

    def begin(self, start: WeekState | None) -> None:
        """Take an answer in hand, or none, and put in what is missing."""
        fit = lawful(self._arrays, start) if start else None
        self._state = load_state(self._week, fit) if fit else empty_state(self._week)
        self.go(0, 1.0, 1.0)
        self._leg = mean_leg(self._week, self.now())

    def go(self, steps: int, hot: float, cold: float) -> None:
        """Go some steps, temperatures as shares of the mean leg."""
        pace = Pace(steps, hot * self._leg, cold * self._leg, AVERAGE, LONGEST, ONE_DAY)
        self._count += 1
        seed = (self._seed * 1_000_003 + self._count) % 2**31
        self._run(self._week, self._state, self._work, self._top, pace, seed)

    @property
    def cost(self) -> float:
        """Cost of the best answer so far."""
        return float(self._top.cost[0])

    def best(self) -> WeekState:
        """Return the best answer so far."""
        return read_top(self._arrays, self._week, self._top)

    def now(self) -> WeekState:
        """Return the answer in hand."""
        return read_state(self._arrays, self._week, self._state)


def mean_leg(week: Week, answer: WeekState) -> float:
    """Return what a leg of an answer costs on average."""
    table = week.ways["cost"]
    legs = []
    for routes in answer.routes:
        for v, halts in enumerate(routes):
            if halts:
                yard = int(week.fleet["yard"][v])
                nodes = [yard, *(h if h >= 0 else week.points - 1 - h for h in halts), yard]
                legs += table[week.fleet["profile"][v], nodes[:-1], nodes[1:]].tolist()
    usable = [leg for leg in legs if leg < NO_WAY]
    return max(1e-6, float(np.mean(usable))) if usable else 1.0


@dataclass(slots=True)
class Cycle:
    """One fall of the temperature, from a time to a time (monotonic seconds)."""

    begun: float
    ends: float
    hot: float

    def heat(self, at: float) -> float:
        """Return the temperature at a time, as a share of the mean leg."""
        done = min(1.0, max(0.0, (at - self.begun) / max(1e-6, self.ends - self.begun)))
        return float(self.hot * (COLD / self.hot) ** done)


@dataclass(frozen=True, slots=True)
class Ends:
    """How a run talks with the world.

    Parameters
    ----------
    better, tried
        Told of a best answer, and of the one in hand after every stretch.
    news
        Asked before a cycle for a better answer of others.
    stopped
        Asked after every stretch.
    """

    better: Callable[[WeekState], object]
    tried: Callable[[WeekState], None]
    news: Callable[[], WeekState | None]
    stopped: Callable[[], bool]


def run_cycles(runner: Runner, start: WeekState | None, ends_at: float, ends: Ends) -> None:
    """Search until a time: one long fall of the temperature, then short ones from the best answer."""
    begun = time.monotonic()
    whole = ends_at - begun
    runner.begin(start)
    ends.better(runner.best())
    hot, share = (REHEATS[0], LATER_CYCLE) if start else (HOT, FIRST_CYCLE)
    steps, reheats = 50, itertools.cycle(REHEATS)
    while time.monotonic() < ends_at and not ends.stopped():
        now = time.monotonic()
        until = now + share * whole
        cycle = Cycle(now, ends_at if ends_at - until < 0.5 * LATER_CYCLE * whole else until, hot)
        steps = _fall(runner, cycle, steps, ends)
        if time.monotonic() < ends_at:
            runner.begin(_newest(ends.news(), runner))
        hot, share = next(reheats), LATER_CYCLE


def _newest(news: WeekState | None, runner: Runner) -> WeekState:
    return news if news is not None and news.cost < runner.cost else runner.best()


def _fall(runner: Runner, cycle: Cycle, steps: int, ends: Ends) -> int:
    """Let the temperature fall once; returns how many steps fit into a stretch."""
    known = runner.cost
    while time.monotonic() < cycle.ends:
        at = time.monotonic()
        runner.go(steps, cycle.heat(at), cycle.heat(at + STRETCH_S))
        took = max(1e-4, time.monotonic() - at)
        steps = int(min(4.0 * steps, max(1.0, steps * STRETCH_S / took)))
        if runner.cost < known - 1e-6:
            known = runner.cost
            ends.better(runner.best())
        ends.tried(runner.now())
        if ends.stopped():
            break
    return steps
