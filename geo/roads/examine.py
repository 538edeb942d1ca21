"""Examines the streets of a network by OSMnx, whose figures are not ours and so check ours.

A process of its own, because OSMnx takes seconds to import and its graph of a regency hundreds of megabytes.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from geo.errors import SnapshotError
from geo.units import km_from_m

LONGEST_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Streets:
    """What OSMnx counts on the simplified graph.

    Parameters
    ----------
    segments
        Streets between two junctions or dead ends; a street that is open both ways counts once.
    km
        Their length.
    intersections
        Places where streets meet; dead ends do not count.
    per_junction
        Streets that meet at a junction or dead end, on average; a grid has nearly 4, a tree 2.
    circuity
        Length of streets by the straight lines between their ends.
    """

    segments: int
    km: float
    intersections: int
    per_junction: float
    circuity: float


def examine(network: Path) -> Streets:
    """Examine a network, in a process of its own.

    Parameters
    ----------
    network
        OSM XML.

    Raises
    ------
    SnapshotError
        When OSMnx cannot, or takes longer than ten minutes.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module under our own interpreter, no shell
            [sys.executable, "-m", "geo.roads.examine", str(network)],
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=True,
        )
        return Streets(**json.loads(done.stdout))
    except subprocess.CalledProcessError as error:
        told = (error.stderr.strip().splitlines() or ["it broke off"])[-1]
        raise SnapshotError(f"OSMnx cannot examine {network}: {told}") from error
    except (subprocess.TimeoutExpired, ValueError, TypeError) as error:
        raise SnapshotError(f"OSMnx cannot examine {network}: {error}") from error


def count(network: Path) -> Streets:
    """Examine a network here and now.

    Parameters
    ----------
    network
        OSM XML.
    """
    import networkx as nx
    import osmnx

    graph = osmnx.graph_from_xml(network, simplify=True, retain_all=True)
    # Read from a file, a graph does not yet know this about its nodes, and the figures need it.
    nx.set_node_attributes(graph, osmnx.stats.count_streets_per_node(graph), "street_count")
    stats = osmnx.basic_stats(graph)
    return Streets(
        segments=int(stats["street_segment_count"]),
        km=round(km_from_m(stats["street_length_total"]), 3),
        intersections=int(stats["intersection_count"]),
        per_junction=round(float(stats["streets_per_node_avg"]), 2),
        circuity=round(float(stats["circuity_avg"]), 3),
    )


def main(arguments: Sequence[str]) -> int:
    """Run as a program.

    Parameters
    ----------
    arguments
        The network.

    Returns
    -------
    0 when :class:`Streets` stands on standard output as JSON.
    """
    sys.stdout.write(json.dumps(asdict(count(Path(arguments[0])))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
