"""Writes a network as OSM XML: the same roads give the same bytes, so their checksum can name them."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from geo.roads.network import RoadNetwork, Tags

DEGREE_DIGITS = 7
"""OpenStreetMap stores coordinates in steps of 1e-7 degrees (about 1 cm)."""


def write_xml(network: RoadNetwork, path: Path) -> None:
    """Write a network as OSM XML (version 0.6), sorted by kind and id.

    Parameters
    ----------
    network
        What to write.
    path
        A file; replaced when it exists.
    """
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="siangsa">\n')
        out.writelines(_nodes(network))
        out.writelines(_ways(network))
        out.writelines(_restrictions(network))
        out.write("</osm>\n")


def _nodes(network: RoadNetwork) -> Iterator[str]:
    for node in network.nodes:
        at = f'lat="{node.lat:.{DEGREE_DIGITS}f}" lon="{node.lon:.{DEGREE_DIGITS}f}"'
        yield f'<node id="{node.id}" version="1" {at}>{_tags(node.tags)}</node>\n'


def _ways(network: RoadNetwork) -> Iterator[str]:
    for way in network.ways:
        refs = "".join(f'<nd ref="{ref}"/>' for ref in way.refs)
        yield f'<way id="{way.id}" version="1">{refs}{_tags(way.tags)}</way>\n'


def _restrictions(network: RoadNetwork) -> Iterator[str]:
    for rule in network.restrictions:
        members = "".join(
            f'<member type="{kind}" ref="{ref}" role={quoteattr(role)}/>' for kind, ref, role in rule.members
        )
        yield f'<relation id="{rule.id}" version="1">{members}{_tags(rule.tags)}</relation>\n'


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in sorted(tags.items()))
