"""Large tables on several cores: rows in blocks, a process each, as OSRM holds the interpreter's lock.

A process takes 0.4 s to begin. Processor seconds measured on 16,000 junctions, for all rows and for half of
them: 1,000 x 1,000 points 1.7 and 0.8, 2,000 x 2,000 5.5 and 3.2, 4,000 x 4,000 21 and 11.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.roads.asking import door
from geo.roads.asking.door import Osrm, Points
from geo.roads.asking.nearest import Ground
from geo.roads.asking.survey import Driving, measure

log = logging.getLogger(__name__)

PAYS: Final = 2_000_000
"""Cells from which on further processes save more than they cost."""


@dataclass(frozen=True, slots=True)
class Task:
    """A question that any process can answer.

    Parameters
    ----------
    base
        Path that OSRM's files begin with.
    ground, anchor, columns, longest_s
        As :func:`geo.roads.asking.survey.measure`.
    """

    base: Path
    ground: Ground
    anchor: Points
    columns: NDArray[np.int64]
    longest_s: float

    def answer(self, osrm: Osrm, rows: NDArray[np.int64]) -> Driving:
        """Measure from some of the starts.

        Parameters
        ----------
        osrm
            With the files of ``base``.
        rows
            Numbers of the starts.
        """
        return measure(osrm, self.ground, self.anchor, rows, self.columns, longest_s=self.longest_s)


def measure_by_hands(task: Task, osrm: Osrm, rows: NDArray[np.int64], hands: int) -> Driving:
    """Measure driving in several processes, this one among them.

    A process that dies costs time only: its rows are measured here.

    Parameters
    ----------
    task
        The question.
    osrm
        Of this process.
    rows
        Numbers of all starts.
    hands
        Number of processes.

    Returns
    -------
    What :func:`geo.roads.asking.survey.measure` returns.
    """
    mine, *theirs = np.array_split(rows, min(hands, len(rows)))
    with ProcessPoolExecutor(max(len(theirs), 1), mp_context=get_context("spawn")) as pool:
        asked = [pool.submit(_answer, task, part) for part in theirs]
        parts = [task.answer(osrm, mine)]
        parts += [_result(one, task, osrm, part) for one, part in zip(asked, theirs, strict=True)]
    return _stacked(parts)


def _answer(task: Task, rows: NDArray[np.int64]) -> Driving:
    return task.answer(door.load(task.base), rows)


def _result(asked: "Future[Driving]", task: Task, osrm: Osrm, rows: NDArray[np.int64]) -> Driving:
    try:
        return asked.result()
    except (BrokenProcessPool, OSError) as error:
        log.warning("a process that measured %d rows died (%s); they are measured here", len(rows), error)
        return task.answer(osrm, rows)


def _stacked(parts: Sequence[Driving]) -> Driving:
    return Driving(
        duration_s=np.vstack([part.duration_s for part in parts]),
        distance_m=np.vstack([part.distance_m for part in parts]),
        leaves=np.concatenate([part.leaves for part in parts]),
        # every part asked for the same ends
        enters=parts[0].enters,
        starts=np.vstack([part.starts for part in parts]),
        ends=parts[0].ends,
    )
