"""Road files of a made-up country, in every form that osmium writes."""

from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm.mutable import Node as OsmNode
from osmium.osm.mutable import Relation as OsmRelation
from osmium.osm.mutable import Way as OsmWay

HIGH = 12_000_000_000
"""Real ids of nodes are spread over this many."""


def write_country(
    path: Path, *, clusters: int = 40, seed: int = 1, kind: str | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Write roads, houses and one restriction; each cluster of 20 nodes lies within 0.01 degrees."""
    rng = np.random.default_rng(seed)
    ids = np.sort(rng.choice(HIGH // 1000, clusters * 20, replace=False)) * 1000 + 7
    centre = np.column_stack([rng.uniform(110.0, 112.0, clusters), rng.uniform(-8.0, -6.0, clusters)])
    at = np.repeat(centre, 20, axis=0) + rng.uniform(-0.005, 0.005, (clusters * 20, 2))
    target = osmium.io.File(str(path), kind) if kind else str(path)
    writer = osmium.SimpleWriter(target, overwrite=True)
    for number, (key, (lon, lat)) in enumerate(zip(ids.tolist(), at.tolist(), strict=True)):
        tags = {"barrier": "gate"} if number % 20 == 3 else {"power": "pole"} if number % 20 == 4 else {}
        writer.add_node(OsmNode(id=key, location=(lon, lat), tags=tags, timestamp="2026-01-02T03:04:05Z"))
    for cluster in range(clusters):
        own = ids[cluster * 20 : cluster * 20 + 20].tolist()
        after = ids[(cluster * 20 + 20) % len(ids)].item()
        for number, (refs, tags) in enumerate(
            [
                (own[:8], {"highway": "residential", "name": f"Jalan {cluster}", "note": "x"}),
                ([own[7], after], {"highway": "tertiary"}),
                (own[10:14] + own[10:11], {"building": "yes"}),
                (own[14:17], {"highway": "footway"}),
                (own[16:20], {"highway": "path", "motorcycle": "yes"}),
            ]
        ):
            stamp = f"2026-0{1 + cluster % 9}-02T03:04:05Z"
            writer.add_way(OsmWay(id=cluster * 10 + number + 1, nodes=refs, tags=tags, timestamp=stamp))
    members = [("w", 1, "from"), ("n", ids[7].item(), "via"), ("w", 2, "to")]
    tags = {"type": "restriction", "restriction": "no_left_turn"}
    writer.add_relation(OsmRelation(id=5, members=members, tags=tags))
    writer.close()
    return ids, at
