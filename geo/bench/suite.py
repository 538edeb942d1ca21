"""The whole bench of the roads, piece by piece on the same made-up country in the same run."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.bench.changes import build_figures, closure_figures
from geo.bench.matching import measure as measure_matching
from geo.bench.matrices import Sizes, own_figures, peer_figures, timed
from geo.bench.memory import memory_figures
from geo.bench.networks import make_country
from geo.roads import RoadEngine
from geo.roads.info import Origin
from geo.roads.snapshot import store_network

AT_MOST: Final[Mapping[str, float]] = {
    "matrix_191_s": 1.0,
    "matrix_100_new_1000_known_s": 2.0,
    "import_build_s": 20.0,
    "closure_effective_s": 5.0,
    "memory_import_mb": 1_000.0,
    "memory_osrm_tools_mb": 1_000.0,
    "memory_answer_mb": 1_000.0,
}
AT_LEAST: Final[Mapping[str, float]] = {"networkx_ratio": 20.0, "match_points_per_s": 2_000.0}


@dataclass(frozen=True, slots=True)
class Country:
    """How large the countries are, in villages each way, and how many points are asked about.

    Parameters
    ----------
    measured, built
        The one that matrices, closures and matches are measured on, and the one that is built.
    winding, bends
        The one whose memory is measured, and its nodes on each piece of road.
    sizes
        Points and sources.
    """

    measured: int
    built: int
    winding: int
    bends: int
    sizes: Sizes


FULL: Final = Country(13, 8, 12, 2, Sizes(villages=191, points=1_000, new=100, networkx=10, scipy=100))
SHORT: Final = Country(3, 2, 2, 2, Sizes(villages=40, points=120, new=20, networkx=20, scipy=60))


def measure(*, short: bool) -> dict[str, Any]:
    """Measure matrices beside their peers, building, a closure, matching and memory.

    Parameters
    ----------
    short
        A quick look on small countries.

    Returns
    -------
    ``name``; ``figures`` (seconds, megabytes, counts, each named with its unit); ``peers`` (by name:
    ``matrix_cpu_s``, ``sources_timed``, ``ratio`` = its time over ours, ``differs_max``); ``matching``;
    ``limits`` and, in the long form, ``missed``: those that were not held.
    """
    country = SHORT if short else FULL
    network = make_country(country.measured, seed=1)
    with tempfile.TemporaryDirectory(prefix="siangsa-bench-") as name:
        origin = Origin("synthetic", "bench")
        build_s, folder = timed(
            lambda: store_network(network, Path(name), origin=origin, profiles=("dump_truck",))
        )
        open_s, engine = timed(lambda: RoadEngine.open(folder, "dump_truck"))
        figures = {
            "junctions": engine.info.junctions,
            "build_one_profile_s": round(build_s, 3),
            "open_s": round(open_s, 4),
            **own_figures(engine, network, country.sizes),
            **closure_figures(folder, network, country.sizes.villages),
        }
        peers = peer_figures(folder, network, country.sizes)
        matching = measure_matching(engine, short=short)
    figures |= build_figures(country.built)
    figures |= memory_figures(country.winding, country.bends, country.sizes.points)
    told = {"name": "roads", "figures": figures, "peers": peers, "matching": matching}
    return told | _judged(told, short=short)


def _judged(told: Mapping[str, Any], *, short: bool) -> dict[str, Any]:
    """Return the limits and, where the sizes are those that they speak of, which were missed."""
    reached = {
        **told["figures"],
        "networkx_ratio": told["peers"]["networkx"]["ratio"],
        "match_points_per_s": told["matching"]["worst"]["points_per_s"],
    }
    limits = {"at_most": dict(AT_MOST), "at_least": dict(AT_LEAST)}
    if short:
        return {"limits": limits}
    missed = [name for name, most in AT_MOST.items() if reached[name] > most]
    missed += [name for name, least in AT_LEAST.items() if reached[name] < least]
    return {"limits": limits, "missed": missed}
