"""Matrices: seconds of the engine, of the kept ones, and of the peers at equal costs."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from geo.bench.networks import as_graph
from geo.bench.peers import (
    Floats,
    Rows,
    networkx_graph,
    networkx_s,
    scipy_graph,
    scipy_matrix,
    scipy_turns_s,
    turn_graph,
)
from geo.roads import RoadEngine, tools
from geo.roads.asking.door import load
from geo.roads.asking.engine import EngineKey
from geo.roads.asking.matrix import Matrix
from geo.roads.asking.matrix_cache import cached_matrix
from geo.roads.conditions import BASE
from geo.roads.info import read_info
from geo.roads.network import RoadNetwork
from geo.roads.snapshot import NETWORK_FILE

VILLAGES: Final = 191
"""Villages with waste service in Jepara; the matrix between them is the one asked for most."""


REPEATS: Final = 3
"""The fastest of so many counts: the others were disturbed."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many points are asked about, and how many sources the peers are timed on.

    Parameters
    ----------
    villages, points, new
        Points of the small matrix, of the large one, and those added to it.
    networkx, scipy
        Sources; their time is scaled to all points.
    """

    villages: int
    points: int
    new: int
    networkx: int
    scipy: int


def timed[T](work: Callable[[], T], clock: Callable[[], float] = time.perf_counter) -> tuple[float, T]:
    """Return seconds and the result.

    Parameters
    ----------
    work
        What to do.
    clock
        Which seconds.
    """
    started = clock()
    result = work()
    return clock() - started, result


def own_figures(engine: RoadEngine, network: RoadNetwork, sizes: Sizes) -> dict[str, float]:
    """Return seconds of matrices by a vehicle profile, turns and all.

    Parameters
    ----------
    engine
        Of a snapshot of the network.
    network
        The country.
    sizes
        How many points.
    """
    points = network.lonlat[_chosen(network, sizes.points + sizes.new)]
    # the first answer finds the main network and loads OSRM
    engine.matrix(points[:2])
    small_s = min(timed(lambda: engine.matrix(points[: sizes.villages]))[0] for _ in range(REPEATS))
    large_s = min(timed(lambda: engine.matrix(points[: sizes.points]))[0] for _ in range(REPEATS))
    with tempfile.TemporaryDirectory(prefix="siangsa-bench-") as folder:
        cached_matrix(engine, points[: sizes.points], Path(folder))
        new_s, _ = timed(lambda: cached_matrix(engine, points, Path(folder)))
        again_s, _ = timed(lambda: cached_matrix(engine, points, Path(folder)))
    return {
        f"matrix_{sizes.villages}_s": round(small_s, 4),
        f"matrix_{sizes.points}_s": round(large_s, 4),
        f"matrix_{sizes.new}_new_{sizes.points}_known_s": round(new_s, 4),
        "matrix_all_known_s": round(again_s, 4),
    }


def peer_figures(folder: Path, network: RoadNetwork, sizes: Sizes) -> dict[str, Any]:
    """Return seconds of the large matrix by OSRM and by the peers, all at the costs of the plain profile.

    Seconds of the processor, all in this process: what else runs on the machine does not spoil a ratio.

    Parameters
    ----------
    folder
        Snapshot of the network.
    network
        The country.
    sizes
        How many points and sources.

    Returns
    -------
    ``ours_cpu_s`` and by peer: ``matrix_cpu_s`` (scaled from ``sources_timed``), ``ratio`` (over ours),
    ``differs_max`` (largest relative difference of its seconds from ours).
    """
    rows = _chosen(network, sizes.points)
    with tempfile.TemporaryDirectory(prefix="siangsa-bench-") as workshop:
        engine = _plain_engine(folder, Path(workshop))
        engine.matrix(network.lonlat[rows[:2]])
        ours_s, ours = timed(lambda: engine.matrix(network.lonlat[rows]), time.process_time)
    report = Report(ours_s, ours, len(rows))
    graph = as_graph(network)
    nx, some = networkx_graph(graph), rows[: sizes.networkx]
    report.add("networkx", some, *timed(lambda: networkx_s(nx, some, rows), time.process_time))
    sparse, more = scipy_graph(graph), rows[: sizes.scipy]
    seconds, both = timed(lambda: scipy_matrix(sparse, graph, more, rows), time.process_time)
    report.add("scipy_junctions", more, seconds, both[0])
    turns, numbers = turn_graph(graph, rows), np.arange(sizes.scipy)
    report.add(
        "scipy_turns", more, *timed(lambda: scipy_turns_s(turns, graph, numbers, rows), time.process_time)
    )
    return {"ours_cpu_s": round(ours_s, 4), **report.peers}


class Report:
    """Compares peers with our matrix.

    Parameters
    ----------
    ours_s, ours
        Our seconds and our matrix.
    points
        Its rows; the time of a peer is scaled to as many.
    """

    def __init__(self, ours_s: float, ours: Matrix, points: int) -> None:
        self._ours_s, self._ours, self._points = ours_s, ours, points
        self.peers: dict[str, dict[str, float]] = {}

    def add(self, name: str, sources: Rows, seconds: float, found: Floats) -> None:
        """Note a peer.

        Parameters
        ----------
        name
            Of the peer.
        sources
            On which it was timed.
        seconds
            Its time for them.
        found
            Its seconds of driving, (sources, points).
        """
        scaled_s = seconds * self._points / len(sources)
        ours = self._ours.duration_s[: len(sources)]
        # from a place to itself a search with turns goes round the block
        differs = np.where(ours > 0, np.abs(found - ours) / np.maximum(ours, 60), 0.0)
        self.peers[name] = {
            "matrix_cpu_s": round(scaled_s, 3),
            "sources_timed": len(sources),
            "ratio": round(scaled_s / self._ours_s, 1),
            "differs_max": round(float(differs.max()), 4),
        }


def _plain_engine(folder: Path, workshop: Path) -> RoadEngine:
    """Return an engine on the roads of a snapshot by the profile whose turns cost nothing."""
    source = workshop / "network.osm"
    source.symlink_to((folder / NETWORK_FILE).resolve())
    tools.extract_by(source, Path(__file__).with_name("plain.lua"))
    base = workshop / "network.osrm"
    tools.partition(base)
    tools.customize(base)
    info = read_info(folder)
    return RoadEngine(load(base), folder, info, EngineKey(info.checksum, "plain", BASE, 2_000.0))


def _chosen(network: RoadNetwork, number: int) -> Rows:
    return np.random.default_rng(2).choice(len(network.nodes), number, replace=False)
