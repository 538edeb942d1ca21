"""A town of streets around the real pool and landfill: a network that is built in a second a profile."""

from pathlib import Path

from geo.roads import build_snapshot

WEST, SOUTH, STEP, COLUMNS, ROWS = 110.655, -6.615, 0.0025, 14, 20
FIRST_STREET = 10_000
"""Way of the southernmost street from west to east; the next ones follow, then those from south to north."""

PROFILES = ("dump_truck", "arm_roll")
"""The classes that are planned; the villages' own vehicles need more time to build than any test of them."""


def corner(column: int, row: int) -> tuple[float, float]:
    """Return lon, lat of a crossing."""
    return round(WEST + column * STEP, 6), round(SOUTH + row * STEP, 6)


def write_town(path: Path) -> None:
    """Write a grid of streets as OSM."""
    lines = ['<?xml version="1.0"?>', '<osm version="0.6" generator="test">']
    for row in range(ROWS):
        for column in range(COLUMNS):
            lon, lat = corner(column, row)
            lines.append(f'<node id="{node(column, row)}" lon="{lon:.6f}" lat="{lat:.6f}"/>')
    streets = [[node(c, r) for c in range(COLUMNS)] for r in range(ROWS)]
    streets += [[node(c, r) for r in range(ROWS)] for c in range(COLUMNS)]
    for way, street in enumerate(streets, start=FIRST_STREET):
        refs = "".join(f'<nd ref="{ref}"/>' for ref in street)
        lines.append(f'<way id="{way}">{refs}<tag k="highway" v="tertiary"/></way>')
    path.write_text("\n".join([*lines, "</osm>"]))


def node(column: int, row: int) -> int:
    """Return the id of a crossing."""
    return 1 + row * COLUMNS + column


def build_town(folder: Path) -> Path:
    """Build the town's snapshot within `folder`; return its own folder."""
    write_town(folder / "town.osm")
    return build_snapshot(
        folder / "town.osm", folder / "snapshots", kind="synthetic", source="test", profiles=PROFILES
    )
