"""Streets inside a village: an irregular grid with missing pieces and dead-end lanes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from simulators.synthetic_plane import Line, Street, VillagePoint

type Cell = tuple[int, int]

BUILT_SHARE = 0.35
"""Share of a village's area that has streets."""

SHARE_OF_LOOPS = 0.5
"""How many grid pieces beyond the ones that hold the village together exist."""

SHARE_OF_LANES = 0.22
"""How many junctions have a dead-end lane."""

NARROW_SHARE = 0.3
"""How many streets are lanes in which people walk (living_street)."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A turned, shaken grid: position of each cell's junction in metres."""

    spacing_m: float
    junctions: dict[Cell, Line]


def village_streets(
    village: VillagePoint, centre: Line, neighbours: cKDTree, *, rng: np.random.Generator
) -> list[Street]:
    """Draw a village's own streets around its point.

    Parameters
    ----------
    village
        The village; its area decides how many streets there are and how far apart.
    centre
        (2,) metres, the village's point; the main roads meet there.
    neighbours
        Tree of all villages' points: streets stop where another village begins.
    rng
        Source of all chance.
    """
    grid = _grid(village, centre, neighbours, rng)
    pieces = list(_connected_pieces(grid, rng))
    streets = [_street(grid.junctions[a], grid.junctions[b], rng) for a, b in pieces]
    joined = sorted({cell for piece in pieces for cell in piece})
    return streets + [
        _lane(grid.junctions[cell], grid.spacing_m, rng)
        for cell in joined
        if cell != (0, 0) and rng.random() < SHARE_OF_LANES
    ]


def _grid(village: VillagePoint, centre: Line, neighbours: cKDTree, rng: np.random.Generator) -> Grid:
    wanted = float(np.clip(34 + 9 * village.area_km2, 34, 80))
    spacing = float(np.clip(np.sqrt(BUILT_SHARE * village.area_km2 * 1e6 / wanted), 85, 230))
    reach = spacing * np.sqrt(wanted / np.pi)
    turn = rng.uniform(0, np.pi / 2)
    axes = spacing * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    side = int(np.ceil(reach / spacing))
    cells = np.array([(i, j) for i in range(-side, side + 1) for j in range(-side, side + 1)])
    shake = rng.normal(0, 0.13 * spacing, cells.shape)
    shake[(cells == 0).all(axis=1)] = 0  # the main roads meet here
    places = centre + cells @ axes + shake
    _, nearest = neighbours.query(np.vstack([centre, places]))
    inside = (nearest[1:] == nearest[0]) & (np.hypot(*(places - centre).T) <= reach)
    return Grid(
        spacing,
        {(int(i), int(j)): place for (i, j), place in zip(cells[inside], places[inside], strict=True)},
    )


def _connected_pieces(grid: Grid, rng: np.random.Generator) -> Iterator[tuple[Cell, Cell]]:
    """Yield grid pieces: a random tree from the centre first, then some of the rest as loops."""
    reached: set[Cell] = {(0, 0)}
    open_pieces = _pieces_at((0, 0), grid)
    left: list[tuple[Cell, Cell]] = []
    while open_pieces:
        piece = open_pieces.pop(int(rng.integers(len(open_pieces))))
        if piece[1] in reached:
            left.append(piece)
            continue
        reached.add(piece[1])
        open_pieces += [new for new in _pieces_at(piece[1], grid) if new[1] not in reached]
        yield piece
    for piece in left:
        if rng.random() < SHARE_OF_LOOPS:
            yield piece


def _pieces_at(cell: Cell, grid: Grid) -> list[tuple[Cell, Cell]]:
    i, j = cell
    around = [(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)]
    return [(cell, other) for other in around if other in grid.junctions]


def _street(start: Line, end: Line, rng: np.random.Generator) -> Street:
    highway = "living_street" if rng.random() < NARROW_SHARE else "residential"
    middle = (start + end) / 2 + rng.normal(0, 0.06, 2) * np.hypot(*(end - start))
    return Street(highway, "", np.vstack([start, middle, end]))


def _lane(start: Line, spacing_m: float, rng: np.random.Generator) -> Street:
    turn = rng.uniform(0, 2 * np.pi)
    length = spacing_m * rng.uniform(0.25, 0.5)
    end = start + length * np.array([np.cos(turn), np.sin(turn)])
    return Street("living_street", "", np.vstack([start, end]))
