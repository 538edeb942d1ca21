"""EXPLICIT ways of VRPLIB: a full matrix or one of its halves, row by row."""

from collections.abc import Iterator

import numpy as np

from routing.bench.text import Line
from routing.bench.vrp import Floats

_HALVES = {
    "LOWER_ROW": ("lower", 0),
    "LOWER_DIAG_ROW": ("lower", 1),
    "UPPER_ROW": ("upper", 0),
    "UPPER_DIAG_ROW": ("upper", 1),
}


def read_weights(layout: str, lines: list[Line], size: int) -> Floats:
    """Return the ways, (n, n), row = from.

    Raises
    ------
    InstanceError
        When the layout is unknown, a figure is none, or there are too many or too few.
    """
    if layout != "FULL_MATRIX" and layout not in _HALVES:
        raise lines[0].fail(f"EDGE_WEIGHT_FORMAT {layout!r} is not understood")
    cells = list(_cells(layout, size))
    values = [line.to_number(word, "weight") for line in lines for word in line.words]
    if len(values) != len(cells):
        raise lines[-1].fail(f"EDGE_WEIGHT_SECTION must hold {len(cells)} weights, not {len(values)}")
    if min(values) < 0:
        line = next(x for x in lines if any(x.to_number(w, "weight") < 0 for w in x.words))
        raise line.fail("a weight must not be negative")
    way = np.zeros((size, size))
    for (i, j), value in zip(cells, values, strict=True):
        way[i, j] = value
        if layout != "FULL_MATRIX":
            way[j, i] = value
    np.fill_diagonal(way, 0)
    return way


def _cells(layout: str, size: int) -> Iterator[tuple[int, int]]:
    half, diagonal = _HALVES.get(layout, ("full", 1))
    for i in range(size):
        first, last = 0, size
        if half == "lower":
            last = i + diagonal
        elif half == "upper":
            first = i + 1 - diagonal
        yield from ((i, j) for j in range(first, last))
