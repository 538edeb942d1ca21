"""What Overpass is asked: roads of a box, the nodes on them with their tags, and the turn restrictions."""

import math
from typing import Final

from geo.errors import BoundsError
from geo.roads.area import Area
from geo.roads.bounds import Bounds
from geo.roads.network import CLASSES, MOTOR_KEYS, MOTOR_OPEN, ON_PERMIT

TILE_DEG: Final = 0.25
"""Longest side of a tile, some 27 km: dense towns on Java answer within a minute and 10 MB."""

MOST_TILES: Final = 200
"""More is no regency: the servers' rules send such wishes to an extract."""

QUERY_S: Final = 90
"""Seconds that the server may work at one tile."""

QUERY_BYTES: Final = 268_435_456
SMALLEST_DEG: Final = 0.02


def tiles(area: Area | Bounds, tile_deg: float = TILE_DEG) -> tuple[Bounds, ...]:
    """Cut an area into boxes of about equal size that cover it, west to east, south to north.

    Parameters
    ----------
    area
        Where roads are wanted.
    tile_deg
        Longest side of a box in degrees.

    Raises
    ------
    BoundsError
        When these would be too many to ask a public server for.
    """
    box = area.bounds if isinstance(area, Area) else area
    columns = max(1, math.ceil((box.east - box.west) / tile_deg - 1e-9))
    rows = max(1, math.ceil((box.north - box.south) / tile_deg - 1e-9))
    if columns * rows > MOST_TILES:
        raise BoundsError(
            f"an area of {columns * rows} tiles is too large to ask Overpass for (at most {MOST_TILES}); "
            "take an extract from Geofabrik: siangsa roads import FILE --clip"
        )
    boxes = (_cell(box, columns, rows, number) for number in range(columns * rows))
    parts = (_shrunk(cell, area) for cell in boxes)
    return tuple(part for part in parts if part is not None)


def quarters(tile: Bounds) -> tuple[Bounds, ...]:
    """Cut a tile that was too much for the server in four; none when it is small already.

    Parameters
    ----------
    tile
        The box.
    """
    if tile.east - tile.west < SMALLEST_DEG:
        return ()
    return tuple(_cell(tile, 2, 2, number) for number in range(4))


def query(tile: Bounds) -> str:
    """Return the question for one tile, in Overpass QL.

    Parameters
    ----------
    tile
        The box.
    """
    box = f"({tile.south:.7f},{tile.west:.7f},{tile.north:.7f},{tile.east:.7f})"
    always = "|".join(name for name in CLASSES if name not in ON_PERMIT)
    permit, yes = "|".join(sorted(ON_PERMIT)), "|".join(sorted(MOTOR_OPEN))
    lanes = "".join(f'way["highway"~"^({permit})$"]["{key}"~"^({yes})$"]{box};' for key in MOTOR_KEYS)
    return (
        f"[out:json][timeout:{QUERY_S}][maxsize:{QUERY_BYTES}];\n"
        f'(way["highway"~"^({always})$"]{box};{lanes})->.roads;\n'
        '(.roads;node(w.roads);rel(bw.roads)["type"="restriction"];);\n'
        "out body qt;\n"
    )


def _cell(box: Bounds, columns: int, rows: int, number: int) -> Bounds:
    row, column = divmod(number, columns)
    wide, high = (box.east - box.west) / columns, (box.north - box.south) / rows
    return Bounds(
        round(box.west + column * wide, 7),
        round(box.south + row * high, 7),
        round(box.west + (column + 1) * wide, 7),
        round(box.south + (row + 1) * high, 7),
    )


def _shrunk(cell: Bounds, area: Area | Bounds) -> Bounds | None:
    """Return the part of a cell that the area needs; None when it needs nothing of it."""
    if isinstance(area, Bounds):
        return cell
    from shapely import box

    common = area.shape.intersection(box(cell.west, cell.south, cell.east, cell.north))
    if common.is_empty or common.area == 0:
        return None
    return Bounds(*(round(corner, 7) for corner in common.bounds))
