"""Tags of single places on synthetic roads: signals where main roads meet, gates on a few lanes.

There are no level crossings: no train runs in the regency.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

import numpy as np

from simulators.synthetic_noding import RoadGraph
from simulators.synthetic_plane import Tags

SIGNALLED: Final = frozenset({"primary", "secondary"})
LEAST_ARMS: Final = 3
SHARE_OF_SIGNALS: Final = 0.5
GATED: Final[Mapping[str, float]] = {"service": 0.1, "living_street": 0.02}
"""Share of roads with a gate, by class."""

SIGNALS: Final[Tags] = (("highway", "traffic_signals"),)
GATES: Final[tuple[Tags, ...]] = (
    (("access", "permissive"), ("barrier", "gate")),
    (("access", "permissive"), ("barrier", "lift_gate")),
    (("barrier", "swing_gate"),),
)


def node_tags(graph: RoadGraph, rng: np.random.Generator) -> dict[int, Tags]:
    """Draw the tags of nodes, by node index.

    Parameters
    ----------
    graph
        The whole network.
    rng
        Source of all chance.
    """
    arms: Counter[int] = Counter()
    for way in graph.ways:
        if way.highway in SIGNALLED:
            arms.update((way.nodes[0], way.nodes[-1]))
    crossings = sorted(node for node, count in arms.items() if count >= LEAST_ARMS)
    tags = {node: SIGNALS for node in crossings if rng.random() < SHARE_OF_SIGNALS}
    for way in graph.ways:
        inner = way.nodes[len(way.nodes) // 2]
        if len(way.nodes) > 2 and rng.random() < GATED.get(way.highway, 0.0):
            tags.setdefault(inner, GATES[int(rng.integers(len(GATES)))])
    return tags
